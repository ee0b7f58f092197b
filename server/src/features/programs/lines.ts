import type { FileKind } from '../../model/files.ts';
import type { ProgramResult, ProgramRun, Programs } from '../../model/programs.ts';
import { masked, redacted } from '../../model/redact.ts';
import { atLeast, type Product, type Version } from '../../model/version.ts';

/** What a program refuses: the zero-based line and its own words, without secrets. */
export interface Verdict {
  readonly line: number;
  readonly message: string;
}

export interface Judgement {
  readonly refused: readonly Verdict[];
  /** Zero-based lines that were left out, because they act on what only the container has. */
  readonly skipped: readonly number[];
  /** Why the program's answer is not whole; undefined where it is. */
  readonly unfinished?: string;
}

/** A program that reads a file line by line and stops at the first one that it refuses, before it starts anything. */
export interface LineReader {
  readonly product: Product;
  readonly kind: FileKind;
  readonly names: readonly string[];
  readonly version: RegExp;
  /** Lines that act on the machine, or name what only the container has. */
  readonly skip: RegExp;
  /** Ends the text: a line that is always refused, so that the program never starts. Missing where it does not start anyway. */
  readonly guard?: string;
  /** Stands for an empty line. PgBouncer counts on over empty ones before it names a line. */
  readonly empty: string;
  run(program: string, text: string, limit: number): ProgramRun;
  /** What it says; undefined where all was taken. Null where the answer is not understood. */
  stop(result: ProgramResult, lines: readonly string[]): Verdict | undefined | null;
  /** Whether a rule of ours tells what the program finds only when it starts, behind the guard. */
  isLate(rule: string, line: string, version: Version): boolean;
  /** Other lines that have to go with a refused one, so that they are not judged in its place. */
  alsoGone?(verdict: Verdict, lines: readonly string[]): readonly number[];
}

const POSTGRES_NAME = /^\s*(\w+)/;

export const LINE_READERS: readonly LineReader[] = [
  ...(['redis', 'valkey'] as const).map((product): LineReader => ({
    product,
    kind: 'redis',
    names: [`${product}-server`],
    version: /v=(\d+(?:\.\d+)*)/,
    skip: /^\s*["']?(?:include|dir|logfile|locale-collate)\b/i,
    guard: 'databases zzz',
    empty: '',
    run: (program, text, limit) => ({ program, args: ['-'], input: text, limit }),
    stop({ stdout, stderr }) {
      const match = /at line (\d+)\r?\n>>> [^\n]*\n([^\n]*)/.exec(stderr + stdout);
      return match === null ? null : { line: Number(match[1]) - 1, message: match[2]! };
    },
    // Redis 8 takes a name that it does not know for a module's, and asks the modules at the end.
    isLate: (rule, line, version) =>
      /^redis-(?:users-and-aclfile|replica-in-cluster|module-setting|include-refused)$/.test(rule) ||
      (rule === 'redis-unknown-command' && !/^\s*rename-command\b/i.test(line)) ||
      (product === 'redis' && atLeast(version, [8]) && /^redis-(?:unknown-directive|not-in-version)$/.test(rule)),
  })),
  {
    product: 'pgbouncer',
    kind: 'pgbouncer',
    names: ['pgbouncer'],
    version: /PgBouncer (\d+(?:\.\d+)*)/,
    skip: /^\s*%include\b/,
    guard: '[pgbouncer]\n!',
    empty: ';',
    run: (program, text, limit) => ({ program, args: ['{folder}/pgbouncer.ini'], files: { 'pgbouncer.ini': text }, limit }),
    stop({ stdout, stderr }) {
      // A complaint about a part of the value comes before the line that has the place.
      const said = [...(stderr + stdout).matchAll(/ERROR (.*)/g)].map((match) => match[1]!);
      const place = said.map((line) => /^(.*?)(?: in configuration)? \([^()]*:(\d+)\)/.exec(line)).find((match) => match !== null);
      return place == null ? null : { line: Number(place[2]) - 1, message: said[0] === place.input ? place[1]! : said[0]! };
    },
    isLate: () => false,
  },
  {
    product: 'postgres',
    kind: 'postgres',
    names: ['postgres', ...[18, 17, 16, 15, 14].flatMap((major) => [`/usr/lib/postgresql/${major}/bin/postgres`, `/usr/pgsql-${major}/bin/postgres`])],
    version: /\(PostgreSQL\) (\d+(?:\.\d+)*)/,
    skip: /^\s*(?:include(?:_if_exists|_dir)?|data_directory|hba_file|ident_file|config_file|external_pid_file|lc_\w+|log_destination|log_min_messages|log_line_prefix|bonjour)\b/i,
    empty: '',
    // -C prints one setting and ends.
    run: (program, text, limit) => ({ program, args: ['-D', '{folder}', '-C', 'port'], files: { 'postgresql.conf': text }, limit, unprivileged: true }),
    stop({ status, stderr }, lines) {
      if (status === 0) return undefined;
      const said = stderr.split('\n').flatMap((line) => /(?:LOG|ERROR|FATAL):\s+(.*)/.exec(line)?.[1] ?? []);
      for (const message of said) {
        const at = /^(.*?)(?: in)? file "[^"]*" line (\d+)(.*)$/.exec(message);
        if (at !== null) return { line: Number(at[2]) - 1, message: `${at[1]}${at[3]}` };
        const name = /parameter "([^"]+)"/.exec(message)?.[1]?.toLowerCase();
        const line = name === undefined ? -1 : lines.map((text) => POSTGRES_NAME.exec(text)?.[1]?.toLowerCase()).lastIndexOf(name);
        if (line >= 0) return { line, message };
      }
      return null;
    },
    isLate: (rule) => rule === 'postgres-conflicting-settings',
    alsoGone({ line, message }, lines) {
      // Of several lines for one parameter the last that can be read counts; the values of the others are not looked at.
      if (message.startsWith('syntax error')) return [];
      const name = POSTGRES_NAME.exec(lines[line]!)?.[1]?.toLowerCase();
      return lines.flatMap((text, i) => (POSTGRES_NAME.exec(text)?.[1]?.toLowerCase() === name ? [i] : []));
    },
  },
];

/** How many refused lines of one file are looked for. */
const MOST_REFUSED = 100;

/**
 * Everything that a program refuses in a text: it is run again without each line that it stopped at. The program's
 * words are shown without what stands in quotes where the line holds a secret.
 */
export async function judgeLines(reader: LineReader, program: string, programs: Programs, text: string, limit: number): Promise<Judgement> {
  const own = text.split('\n');
  const skipped = own.flatMap((line, i) => (reader.skip.test(line) ? [i] : []));
  const lines = own.map((line, i) => (line.trim() === '' || skipped.includes(i) ? reader.empty : line));
  const refused: Verdict[] = [];
  while (refused.length < MOST_REFUSED) {
    const whole = reader.guard === undefined ? lines.join('\n') : `${lines.join('\n')}\n${reader.guard}\n`;
    const result = await programs.run(reader.run(program, whole, limit));
    if (result.timedOut) return { refused, skipped, unfinished: `did not answer within ${limit / 1000} s` };
    const stop = reader.stop(result, lines);
    if (stop === null || (stop !== undefined && stop.line < 0)) return { refused, skipped, unfinished: 'gave an answer that is not understood here' };
    if (stop === undefined || stop.line >= lines.length) break;
    if (lines[stop.line] === reader.empty) return { refused, skipped, unfinished: `stopped at line ${stop.line + 1}, which is empty` };
    refused.push({ line: stop.line, message: withoutSecrets(stop.message, own[stop.line]!, reader.kind) });
    for (const line of [stop.line, ...(reader.alsoGone?.(stop, lines) ?? [])]) lines[line] = reader.empty;
  }
  return { refused: refused.sort((a, b) => a.line - b.line), skipped };
}

/** A message about a line, without what it quotes of one that holds a secret, and without the words that are hidden in it. */
export function withoutSecrets(message: string, line: string, kind: FileKind): string {
  const hidden = masked(line, kind);
  if (hidden === line) return redacted(message);
  const secret = [...line.matchAll(/[^\s"'=]+/g)].filter(({ index, 0: word }) => /^\*+$/.test(hidden.slice(index, index + word.length)));
  const quoted = message.replace(/"[^"]*"|'[^']*'|“[^”]*”/g, '…');
  return redacted(secret.reduce((text, [word]) => text.replaceAll(word, '…'), quoted));
}
