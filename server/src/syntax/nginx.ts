import type { Span } from './span.ts';

/** A word of a directive, without its quotes; the span holds them. */
export interface NginxWord extends Span {
  readonly value: string;
}

/** `name args…;` or `name args… { … }`. */
export interface NginxDirective extends Span {
  readonly name: string;
  readonly nameSpan: Span;
  readonly args: readonly NginxWord[];
  /** What stands within the braces; undefined for a directive that ends with `;`. */
  readonly block: readonly NginxDirective[] | undefined;
}

/**
 * The directives of an nginx.conf, nested as they stand. It reads what nginx takes and goes on where nginx would stop:
 * a brace too many closes nothing, what is open at the end ends there. Linear; blocks of any depth cost no stack.
 */
export function parseNginx(text: string): readonly NginxDirective[] {
  const top: NginxDirective[] = [];
  const open: { into: NginxDirective[]; words: NginxWord[] }[] = [];
  let into = top;
  let words: NginxWord[] = [];
  const end = (at: number, block: readonly NginxDirective[] | undefined, of: NginxWord[], list: NginxDirective[]): void => {
    const name = of[0];
    if (name !== undefined) list.push({ name: name.value, nameSpan: { start: name.start, end: name.end }, args: of.slice(1), block, start: name.start, end: at });
  };
  // A byte-order mark is white space here.
  let at = 0;
  while (at < text.length) {
    const c = text[at]!;
    if (c === '#') {
      const feed = text.indexOf('\n', at);
      at = feed < 0 ? text.length : feed;
    } else if (c === ';') {
      end(++at, undefined, words, into);
      words = [];
    } else if (c === '{') {
      open.push({ into, words });
      into = [];
      words = [];
      at++;
    } else if (c === '}') {
      at++;
      const outer = open.pop();
      if (outer === undefined) continue;
      end(at, into, outer.words, outer.into);
      into = outer.into;
      words = [];
    } else if (/\s/.test(c)) at++;
    else {
      const word = wordAt(text, at);
      words.push(word);
      at = word.end;
    }
  }
  end(at, undefined, words, into);
  for (let outer = open.pop(); outer !== undefined; outer = open.pop()) {
    end(at, into, outer.words, outer.into);
    into = outer.into;
  }
  return top;
}

const STOP = /(?:\\[^]|\$\{[^}\s]*\}|[^\s;{}\\])*/y;
const QUOTED: Readonly<Record<string, RegExp>> = { '"': /"(?:\\[^]|[^"\\])*"?/y, "'": /'(?:\\[^]|[^'\\])*'?/y };

/** One word; a quote begins a quoted one only at its start. At least one character long. */
function wordAt(text: string, start: number): NginxWord {
  const pattern = QUOTED[text[start]!];
  if (pattern !== undefined) {
    pattern.lastIndex = start;
    const raw = pattern.exec(text)![0];
    const closed = raw.length > 1 && raw.endsWith(text[start]!);
    return { value: raw.slice(1, closed ? -1 : undefined), start, end: start + raw.length };
  }
  STOP.lastIndex = start;
  const raw = STOP.exec(text)?.[0] ?? '';
  const end = start + Math.max(1, raw.length);
  return { value: text.slice(start, end), start, end };
}
