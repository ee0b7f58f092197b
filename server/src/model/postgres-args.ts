import type { Span } from '../syntax/span.ts';
import { parseAtoi } from './c-numbers.ts';
import { postgresMajor } from './postgres.ts';
import type { Version } from './version.ts';

/** A word of a command line. `text` is what the program gets; the spans of a name and a value inside are cut from it
 * where the word is written as it is meant, else they are the whole word's. */
export interface ArgumentWord extends Span {
  readonly text: string;
}

/** A parameter that an argument of `postgres` sets. */
export interface PostgresOption {
  /** As written; the server reads `-` in it as `_`. */
  readonly name: string;
  readonly nameSpan: Span;
  /** Undefined where nothing follows the name: the server refuses that. */
  readonly value: string | undefined;
  readonly valueSpan: Span;
  /** `-c work_mem=4MB`, `--work_mem=4MB`, or a letter that stands for a parameter: `-N 200`. */
  readonly form: 'c' | 'long' | 'letter';
}

/** A word that the server refuses as an argument. */
export interface PostgresArgumentFault extends Span {
  readonly reason: 'unknown-option' | 'needs-value' | 'bad-value' | 'not-an-option';
  readonly text: string;
}

export interface PostgresOptions {
  readonly options: readonly PostgresOption[];
  readonly faults: readonly PostgresArgumentFault[];
}

/** Letters that set a parameter to the word that follows. */
const VALUE_LETTERS: Readonly<Record<string, string>> = {
  B: 'shared_buffers', h: 'listen_addresses', k: 'unix_socket_directories', N: 'max_connections', p: 'port', S: 'work_mem', W: 'post_auth_delay',
};
/** Letters that set one by themselves. */
const FLAG_LETTERS: Readonly<Record<string, readonly [name: string, value: string]>> = {
  F: ['fsync', 'false'], l: ['ssl', 'true'], O: ['allow_system_table_mods', 'true'], P: ['ignore_system_indexes', 'true'], s: ['log_statement_stats', 'true'],
};
/** The other letters with a word, and those without; `-n` went in 16. */
const OTHER_VALUE_LETTERS = 'CDdftr';
const OTHER_FLAG_LETTERS = 'bEeijnT';

/** The values that letters refuse: `-d` from 0 to 5 as `atoi` reads them, `-f` a kind of plan, `-t` a stage of a query. */
const REFUSES: Readonly<Record<string, (value: string) => boolean>> = {
  d: (value) => parseAtoi(value) > 5,
  f: (value) => !/^[siobtnmh]/.test(value),
  t: (value) => statisticsOf(value) === undefined,
};

/** The parameter that `-t pa`, `-t pl` and `-t e` turn on. */
const statisticsOf = (value: string): string | undefined =>
  value.startsWith('pa') ? 'log_parser_stats' : value.startsWith('pl') ? 'log_planner_stats' : value.startsWith('e') ? 'log_executor_stats' : undefined;

const PROGRAM = /(?:^|\/)(?:postgres|postmaster)$/;
const ENTRYPOINT = /(?:^|\/)docker-entrypoint(?:\.sh)?$/;

/**
 * What a container's command tells `postgres`: `postgres -c a=b --c=d`, or only options, which the official image's
 * entrypoint hands on. Undefined where it is another command (`bash -c …`, `pg_basebackup`). Without a version,
 * letters of every release are taken.
 */
export function postgresOptions(words: readonly ArgumentWord[], version?: Version): PostgresOptions | undefined {
  let at = words[0] !== undefined && ENTRYPOINT.test(words[0].text) ? 1 : 0;
  const first = words[at];
  if (first === undefined) return { options: [], faults: [] };
  if (PROGRAM.test(first.text)) at++;
  else if (!first.text.startsWith('-')) return undefined;
  if (/^(?:--(?:single|boot|check|describe-config|forkchild.*|help|version)|-\?|-V)$/.test(words[at]?.text ?? '')) return { options: [], faults: [] };
  return readOptions(words, at, version === undefined || postgresMajor(version) < 16 ? OTHER_FLAG_LETTERS : OTHER_FLAG_LETTERS.replace('n', ''));
}

function readOptions(words: readonly ArgumentWord[], from: number, flags: string): PostgresOptions {
  const options: PostgresOption[] = [];
  const faults: PostgresArgumentFault[] = [];
  for (let i = from; i < words.length; i++) {
    const word = words[i]!;
    if (word.text === '--' || !word.text.startsWith('-') || word.text === '-') {
      const stray = word.text === '--' ? words[i + 1] : word;
      // The program stops at the first word that is no option and names it.
      if (stray !== undefined) faults.push({ start: stray.start, end: stray.end, reason: 'not-an-option', text: stray.text });
      break;
    }
    if (word.text.startsWith('--')) options.push(assignment(word, 2, 'long'));
    else i += readLetters(words, i, flags, options, faults);
  }
  return { options, faults };
}

/** Reads one word of letters; returns how many words after it belong to it. */
function readLetters(words: readonly ArgumentWord[], i: number, flags: string, options: PostgresOption[], faults: PostgresArgumentFault[]): number {
  const word = words[i]!;
  for (let at = 1; at < word.text.length; at++) {
    const letter = word.text[at]!;
    const flag = FLAG_LETTERS[letter];
    if (flag !== undefined || flags.includes(letter)) {
      if (flag !== undefined) options.push({ name: flag[0], nameSpan: word, value: flag[1], valueSpan: word, form: 'letter' });
      continue;
    }
    const parameter = VALUE_LETTERS[letter];
    if (letter !== 'c' && parameter === undefined && !OTHER_VALUE_LETTERS.includes(letter)) {
      faults.push({ ...part(word, at, at + 1), reason: 'unknown-option', text: `-${letter}` });
      return 0;
    }
    const attached = at + 1 < word.text.length;
    const holder = attached ? word : words[i + 1];
    if (holder === undefined) {
      faults.push({ start: word.start, end: word.end, reason: 'needs-value', text: `-${letter}` });
      return 0;
    }
    const start = attached ? at + 1 : 0;
    const value = holder.text.slice(start);
    if (REFUSES[letter]?.(value) === true) faults.push({ ...part(holder, start, holder.text.length), reason: 'bad-value', text: `-${letter} ${value}` });
    const statistics = letter === 't' ? statisticsOf(value) : undefined;
    if (statistics !== undefined) options.push({ name: statistics, nameSpan: part(word, 0, at + 1), value: 'true', valueSpan: part(holder, start, holder.text.length), form: 'letter' });
    if (letter === 'c') options.push(assignment(holder, start, 'c'));
    else if (parameter !== undefined) {
      options.push({ name: parameter, nameSpan: part(word, 0, at + 1), value, valueSpan: part(holder, start, holder.text.length), form: 'letter' });
    }
    return attached ? 0 : 1;
  }
  return 0;
}

/** `name=value` from `start` of a word on. */
function assignment(word: ArgumentWord, start: number, form: 'c' | 'long'): PostgresOption {
  const equals = word.text.indexOf('=', start);
  const nameEnd = equals < 0 ? word.text.length : equals;
  return {
    name: word.text.slice(start, nameEnd).replaceAll('-', '_'),
    nameSpan: part(word, start, nameEnd),
    value: equals < 0 ? undefined : word.text.slice(equals + 1),
    valueSpan: equals < 0 ? part(word, nameEnd, nameEnd) : part(word, equals + 1, word.text.length),
    form,
  };
}

/** The span of a piece of a word; of a word that is quoted or escaped, the whole. */
const part = (word: ArgumentWord, start: number, end: number): Span =>
  word.end - word.start === word.text.length ? { start: word.start + start, end: word.start + end } : { start: word.start, end: word.end };
