import type { Span } from './span.ts';

/** A word of a line as the server's scanner cuts it. */
export interface PostgresToken extends Span {
  readonly kind: 'identifier' | 'qualified' | 'string' | 'unquoted' | 'integer' | 'real' | 'equals' | 'error';
}

/** A name: as written, and in lower case, since the server does not tell them apart. */
export interface PostgresName extends Span {
  readonly text: string;
  readonly key: string;
  /** True for `class.name`. */
  readonly qualified: boolean;
}

/** A value: the span includes its quotes; `text` is what the server gets, without quotes and escapes. */
export interface PostgresValue extends Span {
  readonly text: string;
  readonly quoted: boolean;
}

/** Where and why a line cannot be read. `token` is what the scanner stumbles over; it is empty at the end of the line. */
export interface PostgresFault extends Span {
  readonly reason: 'no-name' | 'no-value' | 'bad-value' | 'open-quote' | 'rest';
}

/** One line, without its `\n`; a `\r` before it is blank to the server and stays inside the span. */
export interface PostgresLine extends Span {
  readonly name?: PostgresName;
  readonly equals?: Span;
  readonly value?: PostgresValue;
  /** From `#` to the end of the line, without a final `\r`. */
  readonly comment?: Span;
  readonly fault?: PostgresFault;
}

/** A line that the server reads as an assignment or an include. */
export interface PostgresSetting extends PostgresLine {
  readonly name: PostgresName;
  readonly value: PostgresValue;
  readonly fault?: undefined;
}

export interface PostgresTree {
  readonly text: string;
  readonly lines: readonly PostgresLine[];
}

/** True for a line that sets something. */
export const isSetting = (line: PostgresLine): line is PostgresSetting =>
  line.fault === undefined && line.name !== undefined && line.value !== undefined;

/**
 * Reads a postgresql.conf as the server's scanner does (`guc-file.l`): one assignment a line, `=` optional, a value
 * of one word or in single quotes, `#` begins a comment, only `\n` ends a line. Never fails; takes linear time.
 */
export function parsePostgresConf(text: string): PostgresTree {
  const lines: PostgresLine[] = [];
  for (let start = 0; start <= text.length; ) {
    const newline = text.indexOf('\n', start);
    const end = newline < 0 ? text.length : newline;
    lines.push(readLine(text, start, end));
    if (newline < 0) break;
    start = end + 1;
  }
  return { text, lines };
}

function readLine(text: string, start: number, end: number): PostgresLine {
  const tokens: PostgresToken[] = [];
  let comment: Span | undefined;
  for (let at = start; at < end; ) {
    const c = text.charCodeAt(at);
    if (c === 32 || c === 9 || c === 13) at++;
    else if (c === 35) {
      comment = { start: at, end: text.charCodeAt(end - 1) === 13 ? end - 1 : end };
      break;
    } else {
      const token = readToken(text, at, end);
      // Beyond the fourth word nothing matters; the scan goes on only to find the comment.
      if (tokens.length < 5) tokens.push(token);
      // A quote that nothing closes swallows the line; looking for its end again at each later quote would be quadratic.
      if (token.kind === 'error' && text[at] === "'") break;
      at = token.end;
    }
  }
  return { start, end, ...understand(text, tokens, comment?.start ?? end), ...(comment && { comment }) };
}

function understand(text: string, tokens: readonly PostgresToken[], end: number): Omit<PostgresLine, 'start' | 'end' | 'comment'> {
  const [first] = tokens;
  if (first === undefined) return {};
  if (first.kind !== 'identifier' && first.kind !== 'qualified') {
    return { fault: { start: first.start, end: first.end, reason: 'no-name' } };
  }
  const written = text.slice(first.start, first.end);
  const name = { start: first.start, end: first.end, text: written, key: lower(written), qualified: first.kind === 'qualified' };
  const equals = tokens[1]?.kind === 'equals' ? { start: tokens[1].start, end: tokens[1].end } : undefined;
  const head = equals === undefined ? { name } : { name, equals };
  const token = tokens[equals === undefined ? 1 : 2];
  const rest = tokens[equals === undefined ? 2 : 3];
  if (token === undefined) {
    const at = Math.min(equals?.end ?? name.end, end);
    return { ...head, fault: { start: at, end: at, reason: 'no-value' } };
  }
  if (token.kind === 'equals' || token.kind === 'error' || token.kind === 'qualified') {
    const open = token.kind === 'error' && text[token.start] === "'";
    return { ...head, fault: { start: token.start, end: open ? trimmedEnd(text, token.start, end) : token.end, reason: open ? 'open-quote' : 'bad-value' } };
  }
  const quoted = token.kind === 'string';
  const value = { start: token.start, end: token.end, quoted, text: quoted ? unquote(text.slice(token.start, token.end)) : text.slice(token.start, token.end) };
  if (rest === undefined) return { ...head, value };
  return { ...head, value, fault: { start: rest.start, end: trimmedEnd(text, rest.start, end), reason: 'rest' } };
}

function trimmedEnd(text: string, start: number, end: number): number {
  let at = end;
  while (at > start + 1 && ' \t\r'.includes(text[at - 1]!)) at--;
  return at;
}

/** Lower case of ASCII letters only, as the server compares names. */
export const lower = (name: string): string => name.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());

// Bytes from 0x80 count as letters, hence every character beyond ASCII does.
const UNQUOTED = /[A-Za-z_\u0080-\uffff][\w\u0080-\uffff._:/-]*/y;
const IDENTIFIER = /[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*/y;
const QUALIFIED = /[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*\.[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*/y;
const INTEGER = /[-+]?(?:0x[0-9a-fA-F]+|[0-9]+)[a-zA-Z]*/y;
const REAL = /[-+]?[0-9]*\.[0-9]*(?:[Ee][-+]?[0-9]+)?/y;

/** The longest match wins; among equally long ones the identifier does. */
function readToken(text: string, at: number, end: number): PostgresToken {
  const c = text[at]!;
  if (c === "'") {
    const close = closingQuote(text, at, end);
    return close === undefined ? { kind: 'error', start: at, end: at + 1 } : { kind: 'string', start: at, end: close };
  }
  if (c === '=') return { kind: 'equals', start: at, end: at + 1 };
  const unquoted = matchEnd(UNQUOTED, text, at);
  if (unquoted !== undefined) {
    if (matchEnd(IDENTIFIER, text, at) === unquoted) return { kind: 'identifier', start: at, end: unquoted };
    return { kind: matchEnd(QUALIFIED, text, at) === unquoted ? 'qualified' : 'unquoted', start: at, end: unquoted };
  }
  const integer = matchEnd(INTEGER, text, at) ?? at;
  const real = matchEnd(REAL, text, at) ?? at;
  if (integer === at && real === at) return { kind: 'error', start: at, end: at + 1 };
  return integer >= real ? { kind: 'integer', start: at, end: integer } : { kind: 'real', start: at, end: real };
}

function matchEnd(pattern: RegExp, text: string, at: number): number | undefined {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : undefined;
}

/**
 * The end of the string that begins at `at`. A doubled quote is a quote inside; where the line ends without a single
 * one, the string ended at the last doubled quote's first half.
 */
function closingQuote(text: string, at: number, end: number): number | undefined {
  let fallback: number | undefined;
  for (let i = at + 1; i < end; ) {
    const c = text[i];
    if (c === '\\') i += 2;
    else if (c !== "'") i++;
    else if (text[i + 1] === "'" && i + 1 < end) {
      fallback = i + 1;
      i += 2;
    } else return i + 1;
  }
  return fallback;
}

const ESCAPES: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

/** What a quoted value means: `''` is a quote, backslash escapes as in C with up to three octal digits. */
export function unquote(quoted: string): string {
  const nul = quoted.indexOf('\0');
  // The server works on a C string: a NUL ends it, and the last character is taken for the closing quote.
  const body = nul < 0 ? quoted.slice(1, -1) : quoted.slice(1, Math.max(1, nul - 1));
  return body.replace(/''|\\([0-7]{1,3})|\\([^])/g, (_, octal: string | undefined, other: string | undefined) => {
    if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8) & 255);
    return other === undefined ? "'" : (ESCAPES[other] ?? other);
  });
}

const BARE = /^(?:[A-Za-z_][\w._:/-]*|[-+]?(?:0x[0-9a-fA-F]+|[0-9]+)[a-zA-Z]*|[-+]?(?:[0-9]+\.[0-9]*|\.[0-9]+)(?:[Ee][-+]?[0-9]+)?)$/;

/** A value as it is written into the file: bare where that reads the same, else in quotes. */
export function quote(value: string): string {
  if (BARE.test(value) && !/^[A-Za-z_]\w*\.[A-Za-z_]\w*$/.test(value)) return value;
  return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "''").replaceAll('\n', '\\n')}'`;
}
