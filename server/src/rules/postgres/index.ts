import { rootsOf } from '../../model/includes.ts';
import { findGuc, isGucValue, lookUpGuc, mayHoldSecret, parseGucValue } from '../../model/postgres.ts';
import { includedFiles, includeKind, postgresTree, settingsInOrder, type PlacedSetting } from '../../model/postgres-settings.ts';
import type { Fix, Problem } from '../../model/problem.ts';
import type { Snapshot, SourceFile } from '../../model/snapshot.ts';
import { isSetting, quote, type PostgresFault, type PostgresLine, type PostgresName, type PostgresSetting } from '../../syntax/postgres.ts';
import { adviseOnSettings } from './advice.ts';
import { checkCombinations, type InForce } from './combinations.ts';
import { checkName } from './name.ts';
import { inFile, shown } from './place.ts';
import { problem } from './table.ts';
import { checkValue } from './value.ts';

export { checkPostgresArgs } from './args.ts';
export { POSTGRES_RULES } from './table.ts';

/**
 * What is wrong with a postgresql.conf for the release that the snapshot names. A wrong line hides no other. A file that
 * others include is judged in its place among their lines: those behind it may override it.
 */
export function checkPostgresConf(file: SourceFile, { snapshot }: { readonly snapshot: Snapshot }): readonly Problem[] {
  const tree = postgresTree(file);
  const version = snapshot.targets(file).postgres;
  const own = settingsInOrder(file, snapshot);
  const readings = rootsOf(file, snapshot).map((root) => (root === file ? own : settingsInOrder(root, snapshot)));
  const last = lastOfEach(own, ({ key }) => key);
  // Of lines that spell a name alike the server looks at the last only: a wrong value before it is never read.
  const read = new Set(readings.flatMap((order) => [...lastOfEach(order, ({ text }) => text).values()].map(({ line }) => line)));
  const found: Problem[] = [];
  for (const line of tree.lines) {
    if (line.fault !== undefined) found.push(syntaxProblem(file, line, line.fault));
    if (!isSetting(line)) continue;
    if (includeKind(line.name) !== undefined) {
      found.push(...checkInclude(file, line, snapshot));
      continue;
    }
    const lookup = lookUpGuc(line.name.text, version);
    const place = inFile(line.name, line.value, line.name.text);
    const name = checkName(place, lookup, version, removeLine(file, line));
    if (name !== undefined) found.push(name);
    const winner = last.get(line.name.key);
    if (winner !== undefined && winner.line !== line && winner.file.uri === file.uri) found.push(setTwice(file, line, winner));
    if (lookup.found !== 'yes' || !read.has(line)) continue;
    const value = checkValue(lookup.guc, line.value.text, place, version, removeLine(file, line));
    if (value !== undefined) found.push(value);
  }
  const together = readings.flatMap((order) => {
    const inForce = settingsInForce(file, lastOfEach(order, ({ key }) => key), snapshot);
    return [...checkCombinations(inForce, version), ...adviseOnSettings(inForce, version)];
  });
  // What several files that include this one have in common is told once.
  for (const each of new Map(together.map((one) => [`${one.code} ${one.start} ${one.end}`, one])).values()) found.push(each);
  return found;
}

/** The lines that count, in the order the server applies them: each where the last one of its name stands. */
function lastOfEach(order: readonly PlacedSetting[], nameOf: (name: PostgresName) => string): ReadonlyMap<string, PlacedSetting> {
  const last = new Map<string, PlacedSetting>();
  for (const placed of order) {
    const name = nameOf(placed.line.name);
    last.delete(name);
    last.set(name, placed);
  }
  return last;
}

/** The settings that count and are right, by name; those of other files have no place here. */
function settingsInForce(file: SourceFile, last: ReadonlyMap<string, PlacedSetting>, snapshot: Snapshot): ReadonlyMap<string, InForce> {
  const version = snapshot.targets(file).postgres;
  const out = new Map<string, InForce>();
  for (const { file: where, line } of last.values()) {
    const guc = findGuc(line.name.text, version);
    if (guc === undefined) continue;
    const value = parseGucValue(guc, line.value.text, version);
    if (!isGucValue(value)) continue;
    const place = where.uri === file.uri ? inFile(line.name, line.value, line.name.text) : undefined;
    out.set(guc.name.toLowerCase(), { guc, value, text: line.value.text, uri: where.uri, span: { start: line.name.start, end: line.value.end }, place });
  }
  return out;
}

/** Takes a line away, with its line end. */
function removeLine(file: SourceFile, line: PostgresLine): Fix {
  const end = file.text[line.end] === '\n' ? line.end + 1 : line.end;
  return { title: 'Delete the line', edits: [{ start: line.start, end, newText: '' }] };
}

function setTwice(file: SourceFile, line: PostgresSetting, winner: PlacedSetting): Problem {
  const where = winner.file.lines.positionAt(winner.line.name.start).line + 1;
  const span = { start: line.name.start, end: line.value.end };
  const effect = line.name.text === winner.line.name.text ? 'This line does nothing.' : `This line does nothing but is read, as \`${winner.line.name.text}\` is spelled otherwise: with a wrong value the server does not start.`;
  return problem('postgres-set-twice', span, `\`${line.name.text}\` is set again in line ${where}, and the last one counts${mayHoldSecret(line.name.key) ? '' : `: ${shown(winner.line.value.text)}`}. ${effect}`, {
    tag: 'unnecessary',
    fixes: [{ ...removeLine(file, line), preferred: true, safe: true }],
    related: [{ uri: winner.file.uri, start: winner.line.name.start, end: winner.line.value.end, message: 'This line counts.' }],
  });
}

function syntaxProblem(file: SourceFile, line: PostgresLine, fault: PostgresFault): Problem {
  const { text } = file;
  const written = mayHoldSecret(line.name?.key ?? '') ? '…' : text.slice(fault.start, fault.end);
  const span = fault.end > fault.start ? fault : { start: Math.max(line.start, fault.start - 1), end: fault.end };
  switch (fault.reason) {
    case 'no-name': {
      const dashed = /^[A-Za-z_][\w-]*$/.test(written) && written.includes('-');
      const slash = text.startsWith('//', fault.start) || written === ';';
      const message = dashed
        ? `${shown(written)} is no name in a file: only arguments may have \`-\` for \`_\`.`
        : slash ? 'Comments begin with `#`; the server will not start with this line.' : `A line begins with a parameter's name; ${shown(written)} is none. The server will not start with this line.`;
      const fix: Fix | undefined = dashed
        ? { title: `Write ${written.replaceAll('-', '_')}`, preferred: true, safe: true, edits: [{ ...fault, newText: written.replaceAll('-', '_') }] }
        : slash ? { title: 'Begin the comment with #', preferred: true, safe: true, edits: [{ start: fault.start, end: fault.start + (written === ';' ? 1 : 2), newText: '#' }] } : undefined;
      return problem('postgres-syntax', span, message, { fixes: fix === undefined ? [] : [fix] });
    }
    case 'no-value':
      return problem('postgres-syntax', line.name ?? span, `\`${line.name?.text ?? ''}\` has no value: the server will not start with this line. An empty one is written \`''\`.`, {
        fixes: [{ title: 'Comment the line out', preferred: true, edits: [{ start: line.start, end: line.start, newText: '#' }] }],
      });
    case 'open-quote':
      return problem('postgres-syntax', span, 'The quote is not closed in this line, and a value ends with its line. A quote inside is written twice.', {
        fixes: [{ title: 'Close the quote', preferred: true, edits: [{ start: fault.end, end: fault.end, newText: "'" }] }],
      });
    case 'bad-value':
    case 'rest': {
      const start = fault.reason === 'rest' ? (line.value?.start ?? fault.start) : fault.start;
      const end = restEnd(line, text, fault);
      const value = text.slice(start, end);
      const quotable = !value.startsWith("'") && !value.includes('=');
      const message = fault.reason === 'rest'
        ? `A value is one word or stands in single quotes; the server stumbles over ${shown(written)} and will not start.`
        : `Without quotes the server cannot read ${shown(mayHoldSecret(line.name?.key ?? '') ? '…' : value)} as a value and will not start.`;
      return problem('postgres-syntax', { start: fault.start, end: Math.max(fault.end, fault.start + 1) }, message, {
        fixes: quotable ? [{ title: 'Put the value in quotes', preferred: true, safe: true, edits: [{ start, end, newText: quoted(value) }] }] : [],
      });
    }
  }
}

const quoted = (value: string): string => (quote(value).startsWith("'") ? quote(value) : `'${value}'`);

/** The end of what was meant as the value: before the comment, without blanks. */
function restEnd(line: PostgresLine, text: string, fault: PostgresFault): number {
  let end = line.comment?.start ?? line.end;
  while (end > fault.start + 1 && ' \t\r'.includes(text[end - 1]!)) end--;
  return end;
}

function checkInclude(file: SourceFile, line: PostgresSetting, snapshot: Snapshot): readonly Problem[] {
  if (line.value.text.trim() === '') {
    return [problem('postgres-include', line.value, `\`${line.name.text}\` names nothing: the server will not start with this line.`, { fixes: [{ ...removeLine(file, line), preferred: true }] })];
  }
  const seen = new Set<string>();
  const reaches = (each: SourceFile): boolean => {
    if (each.uri === file.uri) return true;
    if (seen.has(each.uri)) return false;
    seen.add(each.uri);
    return postgresTree(each).lines.some((inner) => isSetting(inner) && includedFiles(each, inner, snapshot).some(reaches));
  };
  if (!includedFiles(file, line, snapshot).some(reaches)) return [];
  return [problem('postgres-include', line.value, `${shown(line.value.text)} leads back to this file: the server refuses files that include themselves and will not start.`, { fixes: [{ ...removeLine(file, line), preferred: true }] })];
}
