import { endOfCText, indexBefore, isCBlank, lineEndBefore, trimEndTo } from './c-text.ts';
import { lastFrom, startOf, type Span } from './span.ts';

/** `[databases]`. The span covers the brackets; an unclosed one ends with its line. */
export interface IniSection extends Span {
  readonly kind: 'section';
  readonly name: string;
  readonly nameSpan: Span;
}

/** `key = value`. The span runs from the key to the end of the value, quotes of the key included. */
export interface IniEntry extends Span {
  readonly kind: 'entry';
  /** The name of the section that it stands in; undefined before the first one. */
  readonly section: string | undefined;
  readonly key: string;
  /** The key without its quotes. */
  readonly keySpan: Span;
  readonly quoted: boolean;
  /** The offset of `=`. */
  readonly equals: number;
  readonly value: string;
  readonly valueSpan: Span;
}

/** `%include file`. */
export interface IniInclude extends Span {
  readonly kind: 'include';
  readonly path: string;
  readonly pathSpan: Span;
}

/** From `;` or `#` at the start of a line to its end. */
export interface IniComment extends Span {
  readonly kind: 'comment';
}

/** A line, or the rest of one, where PgBouncer stops with a syntax error. */
export interface IniJunk extends Span {
  readonly kind: 'junk';
  readonly section: string | undefined;
  readonly reason: 'byte-order-mark' | 'unclosed-section' | 'unclosed-key' | 'empty-key' | 'no-equals';
}

export type IniNode = IniSection | IniEntry | IniInclude | IniComment | IniJunk;

/** A pgbouncer.ini: its nodes in the order of the text. What lies between them is blank. */
export interface IniTree {
  readonly text: string;
  /** Where PgBouncer stops reading: the first NUL byte, else the end of the text. */
  readonly end: number;
  readonly nodes: readonly IniNode[];
}

const isTabOrSpace = (code: number): boolean => code === 32 || code === 9;
const isKeyCharacter = (code: number): boolean =>
  (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 48 && code <= 57) || code === 95 || code === 46 || code === 45 || code === 42;

const LF = 10;

/**
 * Parses a pgbouncer.ini as the cfparser of libusual reads it, and goes on after errors where that one stops. Only
 * `\n` ends a line; comments begin a line and nothing else; after `]` of a section the same line goes on.
 */
export function parsePgbouncer(text: string): IniTree {
  const end = endOfCText(text);
  const nodes: IniNode[] = [];
  let section: string | undefined;
  let at = 0;

  const lineEnd = (from: number): number => lineEndBefore(text, from, end);
  const trimmed = (start: number, stop: number): number => trimEndTo(text, start, stop);
  const junk = (start: number, reason: IniJunk['reason']): void => {
    const stop = lineEnd(start);
    nodes.push({ kind: 'junk', start, end: Math.max(trimmed(start, stop), Math.min(start + 1, stop)), section, reason });
    at = stop;
  };

  while (at < end && text.charCodeAt(at) === 0xfeff) at++;
  if (at > 0) nodes.push({ kind: 'junk', start: 0, end: at, section, reason: 'byte-order-mark' });
  while (at < end) {
    const code = text.charCodeAt(at);
    if (isCBlank(code)) {
      at++;
    } else if (code === 37 && text.startsWith('%include', at) && isTabOrSpace(text.charCodeAt(at + 8))) {
      const start = at;
      at += 8;
      while (at < end && isTabOrSpace(text.charCodeAt(at))) at++;
      const stop = lineEnd(at);
      const pathEnd = trimmed(at, stop);
      nodes.push({ kind: 'include', start, end: Math.max(pathEnd, start + 8), path: text.slice(at, pathEnd), pathSpan: { start: at, end: pathEnd } });
      at = stop;
    } else if (code === 35 || code === 59) {
      const stop = lineEnd(at);
      nodes.push({ kind: 'comment', start: at, end: trimmed(at, stop) });
      at = stop;
    } else if (code === 91) {
      const stop = lineEnd(at);
      const close = indexBefore(text, 93, at, stop);
      if (close === stop) {
        junk(at, 'unclosed-section');
        continue;
      }
      section = text.slice(at + 1, close);
      nodes.push({ kind: 'section', start: at, end: close + 1, name: section, nameSpan: { start: at + 1, end: close } });
      at = close + 1;
    } else {
      const start = at;
      let keySpan: Span;
      const quoted = code === 39;
      if (quoted) {
        // PgBouncer looks for the closing quote beyond the line; nobody means that, and one lost quote would hide the rest of the file.
        const stop = lineEnd(at);
        const close = indexBefore(text, 39, at + 1, stop);
        if (close === stop) {
          junk(start, 'unclosed-key');
          continue;
        }
        keySpan = { start: at + 1, end: close };
        if (close === at + 1) {
          junk(start, 'empty-key');
          continue;
        }
        at = close + 1;
      } else {
        while (at < end && isKeyCharacter(text.charCodeAt(at))) at++;
        keySpan = { start, end: at };
      }
      while (at < end && isTabOrSpace(text.charCodeAt(at))) at++;
      if (at >= end || text.charCodeAt(at) !== 61) {
        junk(start, 'no-equals');
        continue;
      }
      const equals = at++;
      while (at < end && isTabOrSpace(text.charCodeAt(at))) at++;
      const stop = lineEnd(at);
      // A blank value leaves `at` before the line's own blanks: `\r`, form feeds.
      const valueEnd = trimmed(at, stop);
      const valueSpan = { start: at, end: valueEnd };
      nodes.push({
        kind: 'entry', start, end: Math.max(valueEnd, equals + 1), section,
        key: text.slice(keySpan.start, keySpan.end), keySpan, quoted, equals, value: text.slice(at, valueEnd), valueSpan,
      });
      at = Math.max(stop, at);
      if (at < end && text.charCodeAt(at) === LF) at++;
    }
  }
  return { text, end, nodes };
}

/** The node that covers an offset or ends at it; the later one where two touch. */
export function iniNodeAt(tree: IniTree, offset: number): IniNode | undefined {
  const node = tree.nodes[lastFrom(tree.nodes, offset, startOf)];
  return node !== undefined && offset <= node.end ? node : undefined;
}

/** The name of the section that is in force at an offset. */
export function iniSectionAt(tree: IniTree, offset: number): string | undefined {
  let name: string | undefined;
  for (const node of tree.nodes) {
    if (node.start >= offset) break;
    if (node.kind === 'section' && node.end <= offset) name = node.name;
  }
  return name;
}
