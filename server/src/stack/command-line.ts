import { programOptions, type OptionTable, type ProgramOption } from '../facts/programs/index.ts';
import type { Program } from './types.ts';

/** What the words of a command start, as far as its options are known. */
export interface CommandLine {
  readonly program: 'postgres' | 'redis' | 'celery' | 'daphne' | 'gunicorn' | 'uvicorn' | 'flower' | 'nginx';
  /** The tables of its options; none for programs whose options are their settings. */
  readonly tables: readonly OptionTable[];
  /** The index of the first word after the program's name. */
  readonly first: number;
  /** The index of celery's subcommand; undefined where none is written. */
  readonly subcommand?: number;
}

const base = (word: string): string => word.slice(word.lastIndexOf('/') + 1);
/** Words that may stand before the program's own. */
export const BEFORE = /^(?:exec|env|nice|tini|dumb-init|--|uv|run|poetry|python3?|-m|docker-entrypoint\.sh|[A-Z_]+=.*)$/;
const NAMES: Readonly<Record<string, CommandLine['program']>> = {
  postgres: 'postgres', 'redis-server': 'redis', 'valkey-server': 'redis', celery: 'celery', daphne: 'daphne', gunicorn: 'gunicorn', uvicorn: 'uvicorn', flower: 'flower', nginx: 'nginx',
};
/** celery's subcommands, and the table of each. */
export const CELERY_SUBCOMMANDS: Readonly<Record<string, OptionTable>> = { worker: 'celery worker', beat: 'celery beat', flower: 'flower' };
/** Options of celery itself whose value is the word after. */
const WITH_VALUE = new Set(['-A', '--app', '-b', '--broker', '--result-backend', '--config', '--workdir', '--loader']);

/** Tells what a command starts. `known`: the program of the container, for a command of options alone. */
export function commandLineOf(words: readonly string[], known?: Program): CommandLine | undefined {
  const at = words.findIndex((word) => Object.hasOwn(NAMES, base(word)));
  if (at < 0 || !words.slice(0, at).every((word) => BEFORE.test(base(word)))) {
    return words[0]?.startsWith('-') !== false && (known === 'postgres' || known === 'redis') ? { program: known, tables: [], first: 0 } : undefined;
  }
  const program = NAMES[base(words[at]!)]!;
  const first = at + 1;
  if (program === 'postgres' || program === 'redis') return { program, tables: [], first };
  if (program !== 'celery') return { program, tables: [program], first };
  for (let i = first; i < words.length; i++) {
    if (WITH_VALUE.has(words[i]!)) i++;
    else if (Object.hasOwn(CELERY_SUBCOMMANDS, words[i]!)) return { program, tables: ['celery', CELERY_SUBCOMMANDS[words[i]!]!], first, subcommand: i };
    else if (!words[i]!.startsWith('-')) return { program, tables: [], first, subcommand: i };
  }
  return { program, tables: ['celery'], first };
}

const normal = (name: string): string => name.replaceAll('_', '-');

/** An option by one of its names; `_` and `-` are the same within a long one. */
export function findOption(tables: readonly OptionTable[], written: string): { readonly name: string; readonly option: ProgramOption } | undefined {
  for (const table of tables) {
    for (const [name, option] of Object.entries(programOptions(table))) {
      if (name === written || option.aliases?.includes(written) === true || (written.startsWith('--') && normal(name) === normal(written))) return { name, option };
    }
  }
  return undefined;
}

/** The names of all options, long ones first. */
export const optionNames = (tables: readonly OptionTable[]): string[] => tables.flatMap((table) => Object.keys(programOptions(table)));
