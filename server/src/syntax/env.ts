import type { Span } from './span.ts';

/**
 * One line `NAME=value` of an environment file. Podman (`--env-file`) takes everything after the first `=`, quotes
 * and blanks included; systemd (`EnvironmentFile=`) and most dotenv readers take quotes away.
 */
export interface EnvVariable extends Span {
  readonly kind: 'variable';
  readonly name: string;
  readonly nameSpan: Span;
  /** As Podman reads it: all after `=`. Undefined where there is no `=`: Podman then passes the variable of its own environment on. */
  readonly value: string | undefined;
  /** After `=` to the end of the line; empty where there is no value. */
  readonly valueSpan: Span;
  /** True behind the word `export`, which shells and dotenv readers skip and Podman takes as part of the name. */
  readonly exported: boolean;
}

export interface EnvComment extends Span {
  readonly kind: 'comment';
}

export type EnvNode = EnvVariable | EnvComment;

export interface EnvTree {
  readonly text: string;
  readonly nodes: readonly EnvNode[];
}

const EXPORT = /(?:export[ \t]+)+/y;
const isBlank = (code: number): boolean => code === 32 || code === 9;

/** Parses an environment file line by line, as Podman does: `#` begins a comment at the start of a line only. */
export function parseEnv(text: string): EnvTree {
  const nodes: EnvNode[] = [];
  let lineStart = 0;
  while (text.charCodeAt(lineStart) === 0xfeff) lineStart++;
  while (lineStart < text.length) {
    const newline = text.indexOf('\n', lineStart);
    const next = newline < 0 ? text.length : newline + 1;
    let end = newline < 0 ? text.length : newline;
    if (end > lineStart && text.charCodeAt(end - 1) === 13) end--;
    let at = lineStart;
    lineStart = next;
    while (at < end && isBlank(text.charCodeAt(at))) at++;
    if (at === end) continue;
    const first = text.charCodeAt(at);
    if (first === 35 || first === 59) {
      nodes.push({ kind: 'comment', start: at, end });
      continue;
    }
    const start = at;
    EXPORT.lastIndex = at;
    const isExported = EXPORT.test(text);
    if (isExported) at = Math.min(EXPORT.lastIndex, end);
    const nameStart = at;
    while (at < end && text.charCodeAt(at) !== 61) at++;
    const hasValue = at < end;
    let nameEnd = at;
    while (nameEnd > nameStart && isBlank(text.charCodeAt(nameEnd - 1))) nameEnd--;
    const valueStart = hasValue ? at + 1 : end;
    nodes.push({
      kind: 'variable', start, end, exported: isExported,
      name: text.slice(nameStart, nameEnd), nameSpan: { start: nameStart, end: nameEnd },
      value: hasValue ? text.slice(valueStart, end) : undefined, valueSpan: { start: valueStart, end },
    });
  }
  return { text, nodes };
}

/** Parts of a URL with their places. Each is absent where the URL has none; `user` and `password` stay percent-encoded. */
export interface UrlParts extends Span {
  readonly scheme: string;
  readonly schemeSpan: Span;
  readonly user?: Span;
  readonly password?: Span;
  /** Without the brackets of an IPv6 address. */
  readonly host?: Span;
  readonly port?: Span;
  /** The path after its slash: the database. */
  readonly path?: Span;
}

const END_OF_URL = /[\s"'`<>;]/;
const URL_START = /[a-z][a-z0-9+.-]{0,31}:\/\//gi;

/** The URLs in a piece of a text, `;`-separated lists included (Celery's brokers). Passwords may hold any character but `/`, `?`, `#` and blanks. */
export function urlsIn(text: string, span: Span): UrlParts[] {
  const found: UrlParts[] = [];
  const piece = text.slice(span.start, span.end);
  URL_START.lastIndex = 0;
  for (let match = URL_START.exec(piece); match !== null; match = URL_START.exec(piece)) {
    const start = match.index;
    const authority = start + match[0].length;
    let stop = authority;
    while (stop < piece.length && !END_OF_URL.test(piece[stop]!)) stop++;
    let authorityEnd = authority;
    while (authorityEnd < stop && !'/?#'.includes(piece[authorityEnd]!)) authorityEnd++;
    const scheme = match[0].slice(0, -3);
    const place = (from: number, to: number): Span => ({ start: span.start + from, end: span.start + to });
    let parts: UrlParts = { ...place(start, stop), scheme: scheme.toLowerCase(), schemeSpan: place(start, start + scheme.length) };
    const login = piece.slice(authority, authorityEnd).lastIndexOf('@');
    let hostStart = authority;
    if (login >= 0) {
      hostStart = authority + login + 1;
      const colon = piece.slice(authority, hostStart - 1).indexOf(':');
      const userEnd = colon >= 0 ? authority + colon : hostStart - 1;
      if (userEnd > authority) parts = { ...parts, user: place(authority, userEnd) };
      if (colon >= 0) parts = { ...parts, password: place(userEnd + 1, hostStart - 1) };
    }
    const bracketed = piece[hostStart] === '[';
    const rest = piece.slice(hostStart, authorityEnd);
    const close = rest.indexOf(bracketed ? ']' : ':');
    const hostEnd = close < 0 ? authorityEnd : hostStart + close;
    if (bracketed) hostStart++;
    if (hostEnd > hostStart) parts = { ...parts, host: place(hostStart, hostEnd) };
    const portStart = bracketed ? hostEnd + 1 : hostEnd;
    if (piece[portStart] === ':' && portStart + 1 < authorityEnd) parts = { ...parts, port: place(portStart + 1, authorityEnd) };
    if (piece[authorityEnd] === '/' && authorityEnd < stop) {
      let pathEnd = authorityEnd + 1;
      while (pathEnd < stop && !'?#'.includes(piece[pathEnd]!)) pathEnd++;
      if (pathEnd > authorityEnd + 1) parts = { ...parts, path: place(authorityEnd + 1, pathEnd) };
    }
    found.push(parts);
    URL_START.lastIndex = Math.max(stop, authority);
  }
  return found;
}
