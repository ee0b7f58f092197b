import { nearestName } from '../../model/nearest.ts';
import { anyDirective } from '../../model/redis-target.ts';
import { redisDirectives } from '../../facts/redis/index.ts';
import { commandLineOf, findOption, optionNames, type CommandLine } from '../../stack/command-line.ts';
import type { Container } from '../../stack/types.ts';
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
