import { indexBefore } from './c-text.ts';
import type { Span } from './span.ts';

/** One `key=value` of a connection string of [databases], [users] or [peers]. */
export interface ConnectionPair extends Span {
  readonly key: string;
  readonly keySpan: Span;
  /** Without quotes; `''` inside them is one quote. */
  readonly value: string;
  /** With the quotes. */
  readonly valueSpan: Span;
  readonly quoted: boolean;
}

/** Where PgBouncer gives the string up. */
export interface ConnectionError extends Span {
  readonly reason: 'no-equals' | 'empty-key' | 'empty-value' | 'unclosed-quote';
  /** The key before the place, where there is one. */
  readonly key?: string;
}

export interface Connection {
  readonly pairs: readonly ConnectionPair[];
  /** The first error. Pairs after it are read as well as can be, and PgBouncer never sees them. */
  readonly error?: ConnectionError;
}

/**
 * Reads a connection string as `cstr_get_pair` of PgBouncer's loader does: only the space separates, blanks may stand
 * on both sides of `=`, a value is quoted by `'`, and the one character after a closing quote is swallowed.
 */
export function parseConnection(text: string, span: Span): Connection {
  const pairs: ConnectionPair[] = [];
  let error: ConnectionError | undefined;
  let at = span.start;
  const skip = (): void => {
    while (at < span.end && text.charCodeAt(at) === 32) at++;
  };
  const word = (): void => {
    while (at < span.end && text.charCodeAt(at) !== 32) at++;
  };
  for (;;) {
    skip();
    if (at >= span.end) return error === undefined ? { pairs } : { pairs, error };
    const start = at;
    while (at < span.end && text.charCodeAt(at) !== 61 && text.charCodeAt(at) !== 32) at++;
    const keySpan = { start, end: at };
    const key = text.slice(start, at);
    skip();
    if (at >= span.end || text.charCodeAt(at) !== 61) {
      error ??= { ...keySpan, reason: 'no-equals', key };
      continue;
    }
    at++;
    if (key === '') {
      error ??= { start, end: start + 1, reason: 'empty-key' };
      word();
      continue;
    }
    skip();
    const valueStart = at;
    const quoted = text.charCodeAt(at) === 39 && at < span.end;
    let value: string;
    let valueEnd: number;
    if (quoted) {
      let close = at + 1;
      for (;;) {
        close = indexBefore(text, 39, close, span.end);
        if (close >= span.end || close + 1 >= span.end || text.charCodeAt(close + 1) !== 39) break;
        close += 2;
      }
      if (close >= span.end) {
        error ??= { start: valueStart, end: span.end, reason: 'unclosed-quote', key };
        value = text.slice(at + 1, span.end).replaceAll("''", "'");
        valueEnd = at = span.end;
      } else {
        value = text.slice(at + 1, close).replaceAll("''", "'");
        valueEnd = close + 1;
        at = Math.min(span.end, close + 2);
      }
    } else {
      word();
      valueEnd = at;
      value = text.slice(valueStart, at);
    }
    if (value === '') error ??= { start, end: Math.max(valueEnd, keySpan.end), reason: 'empty-value', key };
    pairs.push({ start, end: valueEnd, key, keySpan, value, valueSpan: { start: valueStart, end: valueEnd }, quoted });
  }
}
