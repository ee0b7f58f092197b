import { connectionFacts, pgbouncerSectionFacts, pgbouncerSettingFacts } from '../../facts/pgbouncer/index.ts';
import { nearestName } from '../../model/nearest.ts';
import { includersOf } from '../../model/includes.ts';
import { includedFile } from '../../model/pgbouncer.ts';
import { leadsTo } from '../../model/pgbouncer-sections.ts';
import type { Fix, Problem, RelatedPlace } from '../../model/problem.ts';
import type { Snapshot, SourceFile } from '../../model/snapshot.ts';
import { formatVersion, type Version } from '../../model/version.ts';
import { lineEndBefore, lineStartBefore } from '../../syntax/c-text.ts';
import type { IniEntry, IniInclude, IniJunk, IniSection, IniTree } from '../../syntax/pgbouncer.ts';
import { problem } from './table.ts';
import { knows } from './values.ts';

/** The release that brought names in single quotes: 1.24.1 refuses them, 1.26.1 takes them. */
export const QUOTED_NAMES = '1.25.0';

/** A line that is no section, setting, include or comment. */
export function junkProblem(tree: IniTree, node: IniJunk, version: Version): Problem {
  const name = `PgBouncer ${formatVersion(version)}`;
  const line = tree.text.slice(node.start, node.end);
  if (node.reason === 'byte-order-mark') {
    return problem('pgbouncer-byte-order-mark', node, `The file begins with a byte order mark, which ${name} takes for a setting: it will not start. Save as UTF-8 without it.`, {
      fixes: [{ title: 'Remove the byte order mark', preferred: true, safe: true, edits: [{ start: node.start, end: node.end, newText: '' }] }],
    });
  }
  if (node.reason === 'unclosed-section') {
    return problem('pgbouncer-syntax-error', node, `The section is not closed by \`]\` on its line: ${name} stops here and will not start.`, {
      fixes: [{ title: 'Close the section', preferred: true, edits: [{ start: node.end, end: node.end, newText: ']' }] }],
    });
  }
  if (node.reason === 'unclosed-key') return problem('pgbouncer-syntax-error', node, `The quote around the name is not closed: ${name} stops here and will not start.`);
  if (node.reason === 'empty-key') return problem('pgbouncer-syntax-error', node, `The name in the quotes is empty: ${name} stops here and will not start.`);
  const match = /^([\w.*-]+)(\s*:\s*|\s+)(?=[^\s=])/.exec(line);
  const doubleQuoted = /^"([^"']+)"\s*=/.exec(line);
  if (doubleQuoted !== null) {
    const single = knows({ since: QUOTED_NAMES }, version);
    return problem('pgbouncer-syntax-error', node, `Names in double quotes are not read, whatever the manual says: ${name} will not start. ${single ? 'Single quotes work.' : 'Single quotes work from 1.25 on; here only letters, digits, `_`, `.`, `-` and `*` can be in a name, or `*` as the entry for all.'}`, {
      ...(single ? { fixes: [{ title: 'Use single quotes', preferred: true, edits: [{ start: node.start, end: node.start + doubleQuoted[1]!.length + 2, newText: `'${doubleQuoted[1]}'` }] }] } : {}),
    });
  }
  const known = match !== null && (node.section !== 'pgbouncer' || Object.hasOwn(pgbouncerSettingFacts(), match[1]!));
  return problem('pgbouncer-syntax-error', node, `This is no \`name = value\`, section, \`%include\` or comment: ${name} stops here and will not start.`, {
    ...(match !== null && known ? { fixes: [{ title: 'Put = between name and value', preferred: true, edits: [{ start: node.start + match[1]!.length, end: node.start + match[0].length, newText: ' = ' }] }] } : {}),
  });
}

export const quotedName = (node: IniEntry, version: Version): Problem =>
  problem('pgbouncer-syntax-error', node, `Names in quotes need PgBouncer 1.25: ${formatVersion(version)} stops here and will not start. The entry \`*\` answers for databases with such names.`);

/** Sections are known by their exact name; [peers] came with 1.19. */
export function* checkSection(node: IniSection, version: Version): Generator<Problem> {
  const sections = pgbouncerSectionFacts();
  const fact = Object.hasOwn(sections, node.name) ? sections[node.name] : undefined;
  if (fact !== undefined && knows(fact, version)) return;
  if (fact !== undefined) {
    yield problem('pgbouncer-unknown-section', node, `[${node.name}] needs PgBouncer ${fact.since}: ${formatVersion(version)} refuses the file.`);
    return;
  }
  const near = nearestName(node.name.trim(), Object.keys(sections));
  yield problem('pgbouncer-unknown-section', node, `PgBouncer has no section [${node.name}]: it knows [databases], [users], [peers] and [pgbouncer], written exactly so, and will not start.`, {
    ...(near === undefined ? {} : { fixes: [{ title: `Change to [${near}]`, preferred: true, edits: [{ ...node.nameSpan, newText: near }] }] }),
  });
}

/** An include has to be there, and cannot lead back to the file itself. */
export function* checkInclude(file: SourceFile, node: IniInclude, snapshot: Snapshot): Generator<Problem> {
  if (node.path === '') {
    yield problem('pgbouncer-missing-include', node, '`%include` names no file: PgBouncer will not start.');
    return;
  }
  const found = includedFile(file, node.path, snapshot);
  if (found === undefined && node.path.startsWith('/')) {
    yield problem('pgbouncer-missing-include', node.pathSpan, `\`${node.path}\` is not in this workspace: without the file PgBouncer will not start.`);
  } else if (found === undefined) {
    yield problem('pgbouncer-missing-include', node.pathSpan, `\`${node.path}\` is not in this workspace, and counts from the folder that PgBouncer is started in, not from this file. Write an absolute path.`, { override: 'warning' });
  } else if (leadsTo(found, file, snapshot)) {
    const what = found === file ? 'The file includes itself' : `\`${node.path}\` leads back to this file`;
    yield problem('pgbouncer-missing-include', node.pathSpan, `${what}: PgBouncer gives up at the tenth level and will not start.`);
  }
}

/** Whether another file of the workspace includes this one. */
const isIncluded = (file: SourceFile, snapshot: Snapshot): boolean => includersOf(file, snapshot).some((other) => other !== file);

/** Entries in front of the first section, repeated ones, and a repeated or missing [pgbouncer]. */
export function* checkOrder(file: SourceFile, tree: IniTree, snapshot: Snapshot): Generator<Problem> {
  const seen = new Map<string, IniEntry>();
  const related = (node: IniEntry | IniSection, message: string): readonly RelatedPlace[] => [{ uri: file.uri, start: node.start, end: node.end, message }];
  let main: IniSection | undefined;
  const hasInclude = tree.nodes.some(({ kind }) => kind === 'include');
  let included = false;
  for (const node of tree.nodes) {
    if (node.kind === 'include') included = true;
    if (node.kind === 'section' && node.name === 'pgbouncer') {
      if (main !== undefined && [...seen.values()].some(({ section }) => section === 'pgbouncer')) {
        yield problem('pgbouncer-section-again', node, 'A second [pgbouncer] sets every setting back to its default before it goes on: all lines of the first one are lost. Put them together.', { related: related(main, 'the first one') });
      }
      main ??= node;
      for (const [key, entry] of seen) if (entry.section === 'pgbouncer') seen.delete(key);
    }
    if (node.kind !== 'entry') continue;
    if (node.section === undefined) {
      // An include before it may have begun a section, and a file that includes this one another.
      if (!included && !isIncluded(file, snapshot)) {
        yield problem('pgbouncer-setting-before-section', node, `\`${node.key}\` stands above the first section: PgBouncer will not start.`, {
          fixes: [intoMainSection(tree, node)],
        });
      }
      included = true;
      continue;
    }
    const key = `${node.section}/${node.key}`;
    const before = seen.get(key);
    seen.set(key, node);
    if (before === undefined) continue;
    const what = connectionFacts(node.section) === undefined ? `\`${node.key}\` is set` : `\`${node.key}\` stands in [${node.section}]`;
    yield problem('pgbouncer-set-twice', before, `${what} twice; the later line counts, this one has no effect.`, {
      tag: 'unnecessary', related: related(node, 'this one counts'), fixes: [{ title: 'Remove this line', preferred: true, edits: [wholeLine(tree.text, before)] }],
    });
  }
  const content = tree.nodes.find(({ kind }) => kind === 'section');
  if (main === undefined && !hasInclude && content !== undefined && !isIncluded(file, snapshot)) {
    yield problem('pgbouncer-no-main-section', content, 'There is no [pgbouncer] section. PgBouncer starts with this file only if another one includes it.');
  }
}

/**
 * Gives an entry above the first section one: a new [pgbouncer] above it. Where there is one already, whose beginning
 * would set everything back, it moves there with all that stands above the first section; of several the last counts.
 */
function intoMainSection({ text, nodes }: IniTree, first: IniEntry): Fix {
  const main = nodes.filter((node) => node.kind === 'section' && node.name === 'pgbouncer').at(-1);
  if (main === undefined) return { title: 'Put [pgbouncer] above it', preferred: true, edits: [{ start: first.start, end: first.start, newText: '[pgbouncer]\n' }] };
  let last = first;
  for (const node of nodes.slice(nodes.indexOf(first))) {
    if (node.kind === 'entry') last = node;
    else if (node.kind !== 'comment') break;
  }
  const { start } = wholeLine(text, first);
  const { end } = wholeLine(text, last);
  const moved = text.slice(start, end).replace(/\r?\n$/, '');
  // What would be blank at the beginning of the file goes too.
  const blank = text.slice(0, start).trim() === '' ? /^(?:[ \t]*\r?\n)*/.exec(text.slice(end))![0].length : 0;
  const endsItsLine = text.slice(main.end, lineEndBefore(text, main.end, text.length)).trim() === '';
  return { title: 'Move to [pgbouncer]', preferred: true, edits: [{ start, end: end + blank, newText: '' }, { start: main.end, end: main.end, newText: `\n${moved}${endsItsLine ? '' : '\n'}` }] };
}

function wholeLine(text: string, node: IniEntry): { start: number; end: number; newText: string } {
  const start = lineStartBefore(text, node.start);
  const newline = text.indexOf('\n', node.end);
  const alone = text.slice(start, node.start).trim() === '';
  return { start: alone ? start : node.start, end: newline < 0 ? text.length : newline + (alone ? 1 : 0), newText: '' };
}
