import { isSetting, parsePostgresConf, type PostgresName, type PostgresSetting, type PostgresTree, type PostgresValue } from '../syntax/postgres.ts';
import type { Span } from '../syntax/span.ts';
import { findGuc, isGucValue, parseGucValue, type Guc, type GucValue } from './postgres.ts';
import type { Snapshot, SourceFile } from './snapshot.ts';
import { joinPath } from './uri.ts';
import type { Version } from './version.ts';

/** The parser as `SourceFile.tree` takes it, so that a text is read once. */
export const postgresTree = (file: SourceFile): PostgresTree => file.tree(parsePostgresConf);

/** The lines that set something or include a file, in order. */
export const postgresLines = (tree: PostgresTree): readonly PostgresSetting[] => tree.lines.filter(isSetting);

export type IncludeKind = 'include' | 'include_if_exists' | 'include_dir';

/** What a line includes, or undefined where it sets a parameter. */
export function includeKind(name: PostgresName): IncludeKind | undefined {
  const { key } = name;
  return key === 'include' || key === 'include_if_exists' || key === 'include_dir' ? key : undefined;
}

/**
 * The files of the workspace that a line includes, in the order they are read: `include_dir` takes those that end in
 * `.conf` and do not begin with a dot, by name.
 */
export function includedFiles(file: SourceFile, line: PostgresSetting, snapshot: Snapshot): readonly SourceFile[] {
  const kind = includeKind(line.name);
  if (kind === undefined || line.value.text.trim() === '') return [];
  const path = joinPath(file.folder, line.value.text);
  if (kind !== 'include_dir') {
    const found = snapshot.fileAt(path);
    return found === undefined ? [] : [found];
  }
  return [...snapshot.files()]
    .filter((each) => each.folder === path && each.name.endsWith('.conf') && !each.name.startsWith('.'))
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

/** A line with the file that it stands in. */
export interface PlacedSetting {
  readonly file: SourceFile;
  readonly line: PostgresSetting;
}

/** Deeper nesting is refused. */
const MAX_DEPTH = 10;
/** Files that include many others, which include many others, could be read for ever. */
const MAX_READS = 1000;

/** The settings of a file in the order the server reads them, included files in their place; cycles end. */
export function settingsInOrder(file: SourceFile, snapshot: Snapshot): readonly PlacedSetting[] {
  const out: PlacedSetting[] = [];
  const seen = new Set<string>();
  let reads = 0;
  const visit = (each: SourceFile, depth: number): void => {
    if (seen.has(each.uri) || depth > MAX_DEPTH || ++reads > MAX_READS) return;
    seen.add(each.uri);
    for (const line of postgresLines(postgresTree(each))) {
      if (includeKind(line.name) === undefined) out.push({ file: each, line });
      else for (const included of includedFiles(each, line, snapshot)) visit(included, depth + 1);
    }
    seen.delete(each.uri);
  };
  visit(file, 0);
  return out;
}

/** The setting that is in force for a parameter. */
export interface EffectiveSetting {
  readonly guc: Guc;
  readonly name: PostgresName;
  readonly value: PostgresValue;
  /** What the value means; undefined where the server refuses it. */
  readonly parsed: GucValue | undefined;
}

/**
 * What a file sets, by the parameter's name in lower case. Of several lines for one parameter the last is in force.
 * Included files and unknown names are left out; `settingsInOrder` has them.
 */
export function postgresSettings(tree: PostgresTree, version: Version): ReadonlyMap<string, EffectiveSetting> {
  const out = new Map<string, EffectiveSetting>();
  for (const { name, value } of postgresLines(tree)) {
    const guc = includeKind(name) === undefined ? findGuc(name.key, version) : undefined;
    if (guc === undefined) continue;
    const parsed = parseGucValue(guc, value.text, version);
    out.set(guc.name.toLowerCase(), { guc, name, value, parsed: isGucValue(parsed) ? parsed : undefined });
  }
  return out;
}

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
  readonly reason: 'unknown-option' | 'needs-value' | 'not-an-option';
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
/** The other letters with a word, and those without. */
const OTHER_VALUE_LETTERS = 'CDdftr';
const OTHER_FLAG_LETTERS = 'bEeijnT';

const PROGRAM = /(?:^|\/)(?:postgres|postmaster)$/;
const ENTRYPOINT = /(?:^|\/)docker-entrypoint(?:\.sh)?$/;

/**
 * What a container's command tells `postgres`: `postgres -c a=b --c=d`, or only options, which the official image's
 * entrypoint hands on. Undefined where it is another command (`bash -c …`, `pg_basebackup`).
 */
export function postgresOptions(words: readonly ArgumentWord[]): PostgresOptions | undefined {
  let at = words[0] !== undefined && ENTRYPOINT.test(words[0].text) ? 1 : 0;
  const first = words[at];
  if (first === undefined) return { options: [], faults: [] };
  if (PROGRAM.test(first.text)) at++;
  else if (!first.text.startsWith('-')) return undefined;
  if (/^(?:--(?:single|boot|check|describe-config|forkchild.*|help|version)|-\?|-V)$/.test(words[at]?.text ?? '')) return { options: [], faults: [] };
  return readOptions(words, at);
}

function readOptions(words: readonly ArgumentWord[], from: number): PostgresOptions {
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
    else i += readLetters(words, i, options, faults);
  }
  return { options, faults };
}

/** Reads one word of letters; returns how many words after it belong to it. */
function readLetters(words: readonly ArgumentWord[], i: number, options: PostgresOption[], faults: PostgresArgumentFault[]): number {
  const word = words[i]!;
  for (let at = 1; at < word.text.length; at++) {
    const letter = word.text[at]!;
    const flag = FLAG_LETTERS[letter];
    if (flag !== undefined || OTHER_FLAG_LETTERS.includes(letter)) {
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
    if (letter === 'c') options.push(assignment(holder, start, 'c'));
    else if (parameter !== undefined) {
      options.push({ name: parameter, nameSpan: part(word, 0, at + 1), value: holder.text.slice(start), valueSpan: part(holder, start, holder.text.length), form: 'letter' });
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
