import type { Fix, Problem } from '../../model/problem.ts';
import { nearestName } from '../../model/nearest.ts';
import { anyDirective } from '../../model/redis-target.ts';
import { redisDirectives } from '../../facts/redis/index.ts';
import { commandLineOf, findOption, optionNames, type CommandLine } from '../../stack/command-line.ts';
import { allEntries, entrySpan, type PlacedEntry, type UnitPart } from '../../stack/entries.ts';
import type { Container, Program } from '../../stack/types.ts';
import { argsOf } from '../../syntax/unit.ts';
import type { Word } from '../../syntax/words.ts';
import type { FileProblem } from '../file-problem.ts';
import { problem } from './table.ts';

/** Programs that take the beginning of an option for the whole, as Python's argparse does. */
const ABBREVIATES: ReadonlySet<CommandLine['program']> = new Set(['daphne', 'gunicorn', 'flower']);

/** Long options that the program does not know, where it knows one of nearly that name. */
export function unknownOptions({ exec, program, entrypoint }: Container): FileProblem[] {
  if (exec === undefined || entrypoint !== undefined) return [];
  const line = commandLineOf(exec.words.map(({ value }) => value), program);
  if (line === undefined || line.program === 'postgres' || (line.tables.length === 0 && line.program !== 'redis')) return [];
  const isRedis = line.program === 'redis';
  const names = isRedis ? Object.keys(redisDirectives()).map((name) => `--${name}`) : optionNames(line.tables);
  const found: FileProblem[] = [];
  for (const word of exec.words.slice(line.first)) {
    if (word.value === '--') break;
    const name = /^--[a-z][\w-]*(?==|$)/i.exec(word.value)?.[0];
    if (name === undefined || name.length < 6) continue;
    if (isRedis ? anyDirective(name.slice(2).toLowerCase()) !== undefined || name === '--sentinel' || name === '--test-memory' : findOption(line.tables, name) !== undefined) continue;
    if (name === '--help' || name === '--version' || (ABBREVIATES.has(line.program) && names.some((known) => known.startsWith(name)))) continue;
    const near = nearestName(name, names);
    if (near === undefined) continue;
    const isPlain = word.end - word.start === word.value.length;
    found.push({ uri: word.uri, problem: problem('command-unknown-option', isPlain ? { start: word.start, end: word.start + name.length } : word, `${nameOf(line.program)} has no option \`${name}\` and ends at once. The nearest is \`${near}\`.`, {
      fixes: isPlain ? [{ title: `Change to ${near}`, preferred: true, edits: [{ start: word.start, end: word.start + name.length, newText: near }] }] : [],
    }) });
  }
  return found;
}

const nameOf = (program: CommandLine['program']): string => ({ redis: 'redis-server', flower: 'Flower' })[program as string] ?? program;

/** The keys of a container whose values Podman splits into words, and whether its last line alone counts. */
const SPLIT: readonly (readonly [key: string, onlyLast: boolean])[] = [['Exec', true], ['PodmanArgs', false], ['GlobalArgs', false], ['Environment', false], ['Label', false], ['Annotation', false]];

/** `--save "" --appendonly no` comes to `--save`: Podman's splitting ends at an empty word, unlike systemd's and the shell's. */
export function emptyWordEndsList(parts: readonly UnitPart[], program: Program): FileProblem[] {
  const found: FileProblem[] = [];
  for (const [key, onlyLast] of SPLIT) {
    const entries = allEntries(parts, 'Container', key);
    for (const placed of onlyLast ? entries.slice(-1) : entries) {
      const { cut, words } = argsOf(placed.entry);
      if (cut !== undefined) found.push({ uri: placed.uri, problem: cutAt(placed, cut, words.at(-1), program) });
    }
  }
  return found;
}

function cutAt({ entry }: PlacedEntry, cut: { readonly start: number; readonly end: number }, before: Word | undefined, program: Program): Problem {
  const { key, value } = entry;
  const isLast = value.slice(cut.end).trim() === '';
  const isOption = key === 'Exec' && program === 'redis' && before !== undefined && before.map === undefined && /^--[a-z][\w-]*$/i.test(before.text);
  const advice = isOption
    ? `Redis also takes a name and its value in one word: \`'${before.text} ""'\`.`
    : key === 'Exec' ? 'Let a shell run the command, as in `sh -c \'…\'`, or put the empty value into a file.' : 'Leave the empty word out, or write what stands behind it in a line of its own.';
  const message = `Podman’s generator ends ${key === 'Exec' ? 'the command' : `\`${key}=\``} at this empty word: it is dropped${isLast ? '' : ', and so is all that stands behind it'}. ${advice}`;
  const fixes: Fix[] = isOption ? [{ title: `Write '${before.text} ""'`, preferred: true, edits: [{ start: entrySpan(entry, before.start, before.end).start, end: entrySpan(entry, cut.start, cut.end).end, newText: `'${before.text} ""'` }] }] : [];
  return problem('empty-word-ends-list', entrySpan(entry, cut.start, cut.end), message, { fixes });
}

/** Podman takes an entry point that is no JSON list as one word: the name of a file, blanks included. */
export function entrypointOneWord({ entrypoint }: Container): FileProblem[] {
  if (entrypoint === undefined || !/^[^["'\s]\S*\s+\S/.test(entrypoint.value)) return [];
  const words = entrypoint.value.split(/\s+/);
  const list = `[${words.map((word) => JSON.stringify(word)).join(', ')}]`;
  const isPlain = !/["'\\$%]/.test(entrypoint.value);
  return [{ uri: entrypoint.uri, problem: problem('entrypoint-one-word', entrypoint, `Podman looks for a program named \`${entrypoint.value}\`, blanks included, and finds none: an entry point of several words is a JSON list, such as \`Entrypoint=${list.length > 80 ? '["sh", "-c"]' : list}\`. Arguments may also stand in \`Exec=\`.`, {
    fixes: isPlain ? [{ title: `Write it as a list`, preferred: true, edits: [{ start: entrypoint.start, end: entrypoint.end, newText: list }] }] : [],
  }) }];
}
