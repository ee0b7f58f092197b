import type { Span } from './span.ts';

/** A value of a JSON text with its place. */
export type JsonNode =
  | (Span & { readonly kind: 'object'; readonly members: readonly JsonMember[] })
  | (Span & { readonly kind: 'array'; readonly items: readonly JsonNode[] })
  | (Span & { readonly kind: 'string'; readonly value: string })
  | (Span & { readonly kind: 'number'; readonly value: number })
  | (Span & { readonly kind: 'boolean'; readonly value: boolean })
  | (Span & { readonly kind: 'null' });

export interface JsonMember {
  readonly key: Span & { readonly value: string };
  readonly value: JsonNode;
}

/** What stops the reading of a JSON text: nothing after it counts. */
export interface JsonFault extends Span {
  readonly message: string;
}

/** Deeper nesting than any configuration has; the reader calls itself. */
const DEEPEST = 100;

class Fault extends Error {
  constructor(readonly span: Span, message: string) {
    super(message);
  }
}

const SPACE = /[ \t\r\n]*/y;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const WORD = /\w+/y;

/** Reads a JSON text (RFC 8259, a byte order mark allowed) with the place of every value. Never throws. */
export function parseJson(text: string): { readonly root: JsonNode } | { readonly fault: JsonFault } {
  let at = text.startsWith('\ufeff') ? 1 : 0;

  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0];
    if (found !== undefined) at += found.length;
    return found;
  };
  const fail = (message: string, start = at, end = Math.min(start + 1, text.length)): never => {
    throw new Fault({ start, end }, message);
  };
  const expect = (char: string, message: string): void => {
    take(SPACE);
    if (text[at] !== char) fail(message);
    at++;
  };
  const string = (): Span & { value: string } => {
    const start = at;
    const raw = take(STRING);
    if (raw === undefined) return fail(text[at] === '"' ? 'This string has no closing quote, or a character that must be escaped.' : 'Expected a string in double quotes.');
    return { start, end: at, value: JSON.parse(raw) as string };
  };
  const value = (depth: number): JsonNode => {
    take(SPACE);
    const start = at;
    const first = text[at];
    if (depth > DEEPEST) return fail('Nested too deeply.');
    if (first === '{') return object(depth);
    if (first === '[') return array(depth);
    if (first === '"') return { kind: 'string', ...string() };
    const number = take(NUMBER);
    if (number !== undefined && number !== '') return { kind: 'number', start, end: at, value: Number(number) };
    const word = take(WORD);
    if (word === 'true' || word === 'false') return { kind: 'boolean', start, end: at, value: word === 'true' };
    if (word === 'null') return { kind: 'null', start, end: at };
    if (text.startsWith('//', start) || text.startsWith('/*', start) || first === '#') return fail('JSON has no comments.', start);
    return fail(first === undefined ? 'The text ends where a value is expected.' : 'Expected a value.', start, word === undefined ? undefined : at);
  };
  /** Items up to the closing bracket; what stands before it must not be a comma. */
  const list = (close: string, item: () => void): void => {
    at++;
    take(SPACE);
    if (text[at] === close) {
      at++;
      return;
    }
    for (;;) {
      item();
      take(SPACE);
      if (text[at] === close) {
        at++;
        return;
      }
      expect(',', `Expected a comma or \`${close}\`.`);
      const comma = at - 1;
      take(SPACE);
      if (text[at] === close) fail('JSON takes no comma after the last entry.', comma);
    }
  };
  const object = (depth: number): JsonNode => {
    const start = at;
    const members: JsonMember[] = [];
    list('}', () => {
      const key = string();
      expect(':', 'Expected a colon after the name.');
      members.push({ key, value: value(depth + 1) });
    });
    return { kind: 'object', start, end: at, members };
  };
  const array = (depth: number): JsonNode => {
    const start = at;
    const items: JsonNode[] = [];
    list(']', () => items.push(value(depth + 1)));
    return { kind: 'array', start, end: at, items };
  };

  try {
    const root = value(0);
    take(SPACE);
    if (at < text.length) fail('Expected nothing more here.');
    return { root };
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return { fault: { ...error.span, message: error.message } };
  }
}
