/** A piece of a text: UTF-16 offsets, `end` exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A place in a text as editors count: both zero-based, `character` in UTF-16 units. */
export interface Position {
  readonly line: number;
  readonly character: number;
}

/** True where `offset` is inside the span or at one of its ends. */
export const touches = (span: Span, offset: number): boolean => span.start <= offset && offset <= span.end;

const itself = (offset: number): number => offset;

/** The text that a span covers. */
export const textOf = (text: string, span: Span): string => text.slice(span.start, span.end);

/** The number of the last item that begins at or before an offset, of items in their order; -1 where none does. */
export function lastFrom<T>(items: readonly T[], offset: number, startOf: (item: T) => number): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (startOf(items[middle]!) <= offset) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** Where most kinds of items begin, for `lastFrom`. */
export const startOf = ({ start }: { readonly start: number }): number => start;

/** Line starts of a text; `\n`, `\r\n` and a lone `\r` each end a line, as in the Language Server Protocol. */
export class LineIndex {
  private readonly starts: number[];

  /** `first`: where the first line begins, for whoever does not see the byte order mark before it. */
  constructor(private readonly text: string, first = 0) {
    this.starts = [first];
    if (!text.includes('\r')) {
      // Nearly every file: the search for one character is far faster than a look at each.
      for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) this.starts.push(at + 1);
      return;
    }
    for (let i = 0; i < text.length; i++) {
      const c = text.charCodeAt(i);
      if (c === 10) this.starts.push(i + 1);
      else if (c === 13 && text.charCodeAt(i + 1) !== 10) this.starts.push(i + 1);
    }
  }

  /** How many lines the text has; an empty text has one. */
  get lineCount(): number {
    return this.starts.length;
  }

  /** The position of an offset; one out of range is taken to the nearest end. */
  positionAt(offset: number): Position {
    const at = Math.max(this.starts[0]!, Math.min(offset, this.text.length));
    const line = lastFrom(this.starts, at, itself);
    return { line, character: at - this.starts[line]! };
  }

  /** The offset of a position; one out of range is taken to the nearest place (never into the line's own end). */
  offsetAt({ line, character }: Position): number {
    if (line < 0) return this.starts[0]!;
    if (line >= this.starts.length) return this.text.length;
    const { start, end } = this.lineSpan(line);
    return Math.min(start + Math.max(0, character), end);
  }

  /** A line without its line end. */
  lineSpan(line: number): Span {
    const start = this.starts[line] ?? this.text.length;
    let end = this.starts[line + 1] ?? this.text.length;
    if (end > start && this.text.charCodeAt(end - 1) === 10) end--;
    if (end > start && this.text.charCodeAt(end - 1) === 13) end--;
    return { start, end };
  }
}
