import { endOfCText, isCBlank, indexBefore, lineEndBefore, trimEndTo } from './c-text.ts';
import type { Span } from './span.ts';

/** A text in double quotes; `""` inside is one quote. */
export interface QuotedText extends Span {
  /** Without the quotes around it. */
  readonly inner: Span;
  readonly value: string;
}

/** One user. The span runs from the first quote of the name to the last one of the secret. */
export interface UserlistEntry extends Span {
  readonly kind: 'user';
  readonly name: QuotedText;
  readonly secret: QuotedText;
  /** What stands between the name and the secret; PgBouncer skips it, line ends included. */
  readonly between: Span;
  /** The rest of the line, which PgBouncer skips; empty where there is none. */
  readonly rest: Span;
}

export interface UserlistComment extends Span {
  readonly kind: 'comment';
}

/** Where PgBouncer says `broken auth file` and reads no further. The span is the rest of the line. */
export interface UserlistBroken extends Span {
  readonly kind: 'broken';
  readonly reason: 'no-quote' | 'unclosed-name' | 'no-secret' | 'unclosed-secret';
  /** The name, where it could be read. */
  readonly name?: QuotedText;
}

export type UserlistNode = UserlistEntry | UserlistComment | UserlistBroken;

export interface UserlistTree {
  readonly text: string;
  /** Where PgBouncer stops reading: the first NUL byte, else the end. */
  readonly end: number;
  readonly nodes: readonly UserlistNode[];
}

/**
 * Parses a userlist.txt as PgBouncer's `load_auth_file` does, and goes on with the next line after an error, where
 * that one stops. Only `;` begins a comment. A name whose line has no second quote takes the next quoted text of the
 * file as its secret, wherever that stands; a text that is not closed on its line ends there, so that one lost quote
 * does not hide the rest.
 */
export function parseUserlist(text: string): UserlistTree {
  const end = endOfCText(text);
  const nodes: UserlistNode[] = [];
  let at = 0;
  while (at < end && text.charCodeAt(at) === 0xfeff) at++;
  if (at > 0) nodes.push({ kind: 'broken', start: 0, end: at, reason: 'no-quote' });

  const lineEnd = (from: number): number => lineEndBefore(text, from, end);
  const trimmed = (start: number, stop: number): number => trimEndTo(text, start, stop);
  const quotedAt = (start: number): QuotedText | undefined => {
    const stop = lineEnd(start);
    let close = start + 1;
    for (;;) {
      close = indexBefore(text, 34, close, stop);
      if (close === stop) return undefined;
      if (text.charCodeAt(close + 1) !== 34 || close + 1 >= end) break;
      close += 2;
    }
    return { start, end: close + 1, inner: { start: start + 1, end: close }, value: text.slice(start + 1, close).replaceAll('""', '"') };
  };

  while (at < end) {
    const code = text.charCodeAt(at);
    if (isCBlank(code)) {
      at++;
      continue;
    }
    const stop = lineEnd(at);
    const broken = (reason: UserlistBroken['reason'], name?: QuotedText): void => {
      nodes.push({ kind: 'broken', start: at, end: trimmed(at, stop), reason, ...(name === undefined ? {} : { name }) });
      at = stop;
    };
    if (code === 59) {
      nodes.push({ kind: 'comment', start: at, end: trimmed(at, stop) });
      at = stop;
      continue;
    }
    if (code !== 34) {
      broken('no-quote');
      continue;
    }
    const name = quotedAt(at);
    if (name === undefined) {
      broken('unclosed-name');
      continue;
    }
    const open = text.indexOf('"', name.end);
    if (open < 0 || open >= end) {
      broken('no-secret', name);
      continue;
    }
    const secret = quotedAt(open);
    if (secret === undefined) {
      broken('unclosed-secret', name);
      at = lineEnd(open);
      continue;
    }
    const secretStop = lineEnd(secret.end);
    let rest = secret.end;
    while (rest < secretStop && isCBlank(text.charCodeAt(rest))) rest++;
    const restEnd = trimmed(rest, secretStop);
    nodes.push({ kind: 'user', start: name.start, end: secret.end, name, secret, between: { start: name.end, end: open }, rest: { start: rest, end: restEnd } });
    at = secretStop;
  }
  return { text, end, nodes };
}
