import { changedLines, move, type Mutable } from './changed-lines.ts';
import { lastFrom, startOf, type Span } from './span.ts';

/**
 * How a line becomes arguments. `classic`: Redis, and Valkey before 9.0: a blank must follow a closing quote.
 * `loose`: Valkey 9.0 and later, where text may follow it: `"a"b` is `ab`.
 */
export type RedisQuoting = 'classic' | 'loose';

/** One argument of a line; the first is the directive's name. The span holds the quotes. */
export interface RedisArgument extends Span {
  /** What the server sees: without quotes, escapes resolved. */
  readonly value: string;
  readonly quoted: boolean;
}

/** A line without its line end. */
export interface RedisLine extends Span {
  /** Zero-based, counted by line feeds as the server does. */
  readonly number: number;
  readonly kind: 'blank' | 'comment' | 'directive';
  /** The line without blanks at its ends. */
  readonly content: Span;
  /** All arguments, the name included; where a quote is wrong, those read so far and the rest as one. */
  readonly args: readonly RedisArgument[];
  /** The argument whose quotes do not close, or go on after closing: the server refuses the line. */
  readonly unbalanced?: Span;
}

/** A redis.conf, valkey.conf or sentinel.conf. Its lines and their line ends tile the text. */
export interface RedisTree {
  readonly text: string;
  readonly lines: readonly RedisLine[];
}

const LF = 10;
const isTrimmed = (c: number): boolean => c === 32 || c === 9 || c === 13 || c === LF;
const isSpace = (c: number): boolean => c === 32 || (c >= 9 && c <= 13);
const hexDigit = (c: number): number =>
  c >= 48 && c <= 57 ? c - 48 : c >= 65 && c <= 70 ? c - 55 : c >= 97 && c <= 102 ? c - 87 : -1;
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', a: '\u0007' };

/**
 * Reads a configuration file as loadServerConfigFromString does: lines end at a line feed; blanks, tabs and carriage
 * returns at both ends are dropped; a line is a comment only where `#` then comes first. Never fails, linear in time.
 */
export function parseRedis(text: string): RedisTree {
  const lines: RedisLine[] = [];
  for (let start = 0, number = 0; ; number++) {
    const feed = text.indexOf('\n', start);
    const stop = feed < 0 ? text.length : feed;
    const end = stop > start && text.charCodeAt(stop - 1) === 13 ? stop - 1 : stop;
    lines.push(parseLine(text, start, end, number));
    if (feed < 0) return { text, lines };
    start = feed + 1;
  }
}

/** The tree of a text that follows that of `before`. The lines that stay are those of `before`, moved: it must not be used any more. */
parseRedis.again = (before: RedisTree, text: string): RedisTree => {
  const { start, end, delta } = changedLines(before.text, text);
  const lines = before.lines as RedisLine[];
  const { number: first } = redisLineAt(lines, start);
  const { number: last } = redisLineAt(lines, end);
  const made = parseRedis(text.slice(start, end + delta)).lines as Mutable<RedisLine>[];
  const more = made.length - (last - first + 1);
  for (const line of made) {
    line.number += first;
    moveLine(line, start);
  }
  if (delta !== 0 || more !== 0) {
    for (let i = last + 1; i < lines.length; i++) {
      const line = lines[i] as Mutable<RedisLine>;
      line.number += more;
      moveLine(line, delta);
    }
  }
  if (more === 0) made.forEach((line, i) => { lines[first + i] = line; });
  else lines.splice(first, last - first + 1, ...made);
  return { text, lines };
};

function moveLine(line: RedisLine, delta: number): void {
  move(line, delta);
  move(line.content, delta);
  for (const arg of line.args) move(arg, delta);
  if (line.unbalanced !== undefined) move(line.unbalanced, delta);
}

function parseLine(text: string, start: number, end: number, number: number): RedisLine {
  const content = contentOf(text, start, end);
  if (content.start === content.end) return { start, end, number, kind: 'blank', content, args: [] };
  if (text[content.start] === '#') return { start, end, number, kind: 'comment', content, args: [] };
  const { args, unbalanced } = splitRedisArguments(text, content);
  if (args.length === 0) return { start, end, number, kind: 'blank', content, args };
  return { start, end, number, kind: 'directive', content, args, ...(unbalanced && { unbalanced }) };
}

function contentOf(text: string, start: number, end: number): Span {
  // The server's line is a C string: it ends at a NUL.
  const nul = text.slice(start, end).indexOf('\0');
  let from = start;
  let to = nul < 0 ? end : start + nul;
  while (from < to && isTrimmed(text.charCodeAt(from))) from++;
  while (to > from && isTrimmed(text.charCodeAt(to - 1))) to--;
  return { start: from, end: to };
}

/** Splits a piece of a text into arguments as sdssplitargs does, and says where a quote is wrong. */
export function splitRedisArguments(
  text: string,
  { start, end }: Span,
  quoting: RedisQuoting = 'classic',
): { readonly args: readonly RedisArgument[]; readonly unbalanced?: Span } {
  const args: RedisArgument[] = [];
  let at = start;
  for (;;) {
    while (at < end && isSpace(text.charCodeAt(at))) at++;
    if (at >= end) return { args };
    const { arg, ok } = readArgument(text, at, end, quoting);
    args.push(arg);
    if (!ok) return { args, unbalanced: { start: arg.start, end: arg.end } };
    at = arg.end;
  }
}

/** Reads one argument. Where it is wrong it takes the rest of the piece, so that nothing is lost. */
function readArgument(text: string, start: number, end: number, quoting: RedisQuoting): { arg: RedisArgument; ok: boolean } {
  let value = '';
  let quoted = false;
  let at = start;
  const wrong = () => ({ arg: { start, end, value: value + text.slice(at, end), quoted: true }, ok: false });
  while (at < end) {
    const c = text[at]!;
    if (c === ' ' || c === '\t' || c === '\r' || c === '\n') break;
    if (c !== '"' && c !== "'") {
      const from = at;
      while (at < end && !/[ \t\r\n"']/.test(text[at]!)) at++;
      value += text.slice(from, at);
      continue;
    }
    quoted = true;
    const inside = c === '"' ? readDouble(text, at + 1, end) : readSingle(text, at + 1, end);
    value += inside.value;
    at = inside.end;
    if (!inside.closed) return wrong();
    if (quoting === 'loose') continue;
    if (at < end && !isSpace(text.charCodeAt(at))) return wrong();
    break;
  }
  return { arg: { start, end: at, value, quoted }, ok: true };
}

interface Quoted { readonly value: string; readonly end: number; readonly closed: boolean }

/** After the opening `"`: `\n \r \t \b \a \xHH` mean what they do in C, a backslash before anything else that itself. */
function readDouble(text: string, start: number, end: number): Quoted {
  let value = '';
  let at = start;
  while (at < end) {
    const c = text[at]!;
    if (c === '"') return { value, end: at + 1, closed: true };
    if (c !== '\\' || at + 1 >= end) { value += c; at++; continue; }
    const next = text[at + 1]!;
    const high = next === 'x' ? hexDigit(text.charCodeAt(at + 2)) : -1;
    const low = high >= 0 ? hexDigit(text.charCodeAt(at + 3)) : -1;
    if (low >= 0 && at + 3 < end) { value += String.fromCharCode(high * 16 + low); at += 4; }
    else { value += ESCAPES[next] ?? next; at += 2; }
  }
  return { value, end: at, closed: false };
}

/** After the opening `'`: only `\'` is an escape. */
function readSingle(text: string, start: number, end: number): Quoted {
  let value = '';
  let at = start;
  while (at < end) {
    const c = text[at]!;
    if (c === "'") return { value, end: at + 1, closed: true };
    if (c === '\\' && text[at + 1] === "'" && at + 1 < end) { value += "'"; at += 2; }
    else { value += c; at++; }
  }
  return { value, end: at, closed: false };
}

/** The line that an offset is in. */
export const redisLineAt = (lines: readonly RedisLine[], offset: number): RedisLine => lines[Math.max(0, lastFrom(lines, offset, startOf))]!;

/** A value as one argument: bare where that is enough, else in double quotes. */
export function quoteRedisArgument(value: string): string {
  if (value !== '' && !/[\s"'\\\u0000-\u001f]/.test(value)) return value;
  return `"${value.replace(/[\\"]/g, '\\$&').replace(/\n/g, '\\n').replace(/\r/g, '\\r').replace(/\t/g, '\\t')}"`;
}
