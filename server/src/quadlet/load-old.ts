import type { Span } from '../syntax/span.ts';
import type { UnitEntry, UnitProblem, ValuePiece } from '../syntax/unit.ts';
import { isByteSpace, trimmedSpan } from '../syntax/lines.ts';

export type OldItem =
  | { readonly kind: 'comment'; readonly text: string }
  | { readonly kind: 'section'; readonly name: string }
  | { readonly kind: 'entry'; readonly entry: UnitEntry; readonly raw: string };

/** What the parser of Podman before 5.4 makes of a file. */
export interface OldReading {
  readonly items: readonly OldItem[];
  readonly problems: readonly UnitProblem[];
  /** The continued line on which it loops for ever. */
  readonly hangs: Span | undefined;
}

/** What a line is, or why the parser refuses the file at it; a section's name that is refused begins a section all the same. */
type LineKind = OldItem['kind'] | Extract<UnitProblem['kind'], 'section-name' | 'no-section' | 'key-name' | 'not-an-entry'>;

/** A line with those that continue it, trimmed as the parser does it. */
interface OldLine {
  readonly kind: LineKind;
  readonly pieces: readonly Span[];
  /** The pieces with the line ends between them. */
  readonly raw: string;
  /** The number of the first line, from 1. */
  readonly line: number;
}

const ITEMS: ReadonlySet<LineKind> = new Set(['comment', 'section', 'entry']);

/** Whether the parser of `readOldUnit` refuses the file. */
export function isRefusedByOld(text: string, trims: boolean): boolean {
  let isRefused = false;
  eachLine(text, trims, ({ kind }) => { if (!ITEMS.has(kind)) isRefused = true; });
  return isRefused;
}

/**
 * Reads as Podman before 5.4 did: `:` begins a comment and `;` does not, only entries are continued, comments within a
 * continued value belong to it, and a continued line followed by an empty one is read for ever.
 *
 * Before 5.0 (`trims` false) it does not look at comments before it continues a line that holds `=`, reads a continued
 * line with blanks around it for ever, and leaves the blanks around a last line that has no line end.
 */
export function readOldUnit(text: string, trims: boolean): OldReading {
  const items: OldItem[] = [];
  const problems: UnitProblem[] = [];
  const hangs = eachLine(text, trims, ({ kind, pieces, raw, line }) => {
    const span = { start: pieces[0]!.start, end: pieces[pieces.length - 1]!.end };
    if (kind === 'comment') items.push({ kind, text: raw });
    else if (kind === 'entry') items.push(entryOf(text, pieces, raw));
    else {
      if (kind === 'section-name' || kind === 'not-an-entry') problems.push({ kind, span, line });
      else if (kind !== 'section') problems.push({ kind, span: entryOf(text, pieces, raw).entry.keySpan, line });
      if (kind === 'section' || kind === 'section-name') items.push({ kind: 'section', name: sectionName(raw) });
    }
  });
  return { items, problems, hangs };
}

/** Calls `each` with line after line. Returns the continued line on which the parser loops for ever, where there is one. */
function eachLine(text: string, trims: boolean, each: (line: OldLine) => void): Span | undefined {
  let inSection = false;
  let line = 0;
  for (let position = 0; position < text.length; ) {
    const first = ++line;
    let end = lineEnd(text, position);
    let span = !trims && end === text.length ? { start: position, end } : trimmedSpan(text, position, end);
    let loops = !trims && (span.start > position || span.end < end);
    const pieces: Span[] = [span];
    position = end + 1;
    const isComment = commentAt(text, span);
    if ((!trims || !isComment) && text.slice(span.start, span.end).indexOf('=') > 0) {
      while (position < text.length && text.charCodeAt(span.end - 1) === 92) {
        if (loops) return { start: pieces[0]!.start, end: span.end };
        end = lineEnd(text, position);
        const next = trimmedSpan(text, position, end);
        // The trimmed text then ends in the same backslash: it takes the same line again, unless nothing follows.
        if (next.start === next.end) {
          if (end + 1 < text.length) return { start: pieces[0]!.start, end: span.end };
          position = end + 1;
          break;
        }
        loops = !trims && next.end < end;
        span = trims ? next : { start: position, end: next.end };
        pieces.push(span);
        line++;
        position = end + 1;
      }
    }
    const raw = pieces.length === 1 ? text.slice(span.start, span.end) : pieces.map((piece) => text.slice(piece.start, piece.end)).join('\n');
    const kind = isComment ? 'comment' : kindOf(raw, inSection);
    if (kind === 'section' || kind === 'section-name') inSection = true;
    each({ kind, pieces, raw, line: first });
  }
  return undefined;
}

function kindOf(raw: string, inSection: boolean): LineKind {
  if (isHeader(raw)) {
    const name = sectionName(raw);
    // eslint-disable-next-line no-control-regex -- control characters are what Podman refuses here
    return name === '' || /[[\]\u0000-\u001F\u007F-\u009F]/.test(name) ? 'section-name' : 'section';
  }
  if (raw.indexOf('=') <= 0) return 'not-an-entry';
  return !inSection ? 'no-section' : raw.startsWith(' ') ? 'key-name' : 'entry';
}

const sectionName = (header: string): string => header.slice(1, header.indexOf(']'));

function lineEnd(text: string, position: number): number {
  const end = text.indexOf('\n', position);
  return end === -1 ? text.length : end;
}

const commentAt = (text: string, span: Span): boolean => span.start === span.end || text[span.start] === '#' || text[span.start] === ':';

const isHeader = (line: string): boolean => /^\[[^\]]*\][ \t]*$/.test(line);

function entryOf(text: string, pieces: readonly Span[], raw: string): Extract<OldItem, { kind: 'entry' }> {
  const first = pieces[0]!;
  const equals = raw.indexOf('=');
  let keyEnd = equals;
  while (keyEnd > 0 && isByteSpace(raw.charCodeAt(keyEnd - 1))) keyEnd--;
  let valueAt = equals + 1;
  while (valueAt < raw.length && isByteSpace(raw.charCodeAt(valueAt))) valueAt++;
  const values: ValuePiece[] = [];
  let value = '';
  let before = 0; // offset of the piece in the raw text
  pieces.forEach((piece, i) => {
    const from = Math.min(piece.end, piece.start + Math.max(0, valueAt - before));
    const to = i < pieces.length - 1 ? piece.end - 1 : piece.end;
    if (to > from) {
      values.push({ at: value.length, start: from, length: to - from });
      value += text.slice(from, to);
    }
    before += piece.end - piece.start + 1;
  });
  const last = pieces[pieces.length - 1]!;
  const start = values[0]?.start ?? Math.min(first.start + equals + 1, first.end);
  const end = values.length > 0 ? last.end : start;
  return {
    kind: 'entry',
    raw: raw.slice(valueAt),
    entry: {
      kind: 'entry', key: raw.slice(0, keyEnd), keySpan: { start: first.start, end: first.start + keyEnd }, value,
      valueSpan: { start, end }, span: { start: first.start, end: last.end }, pieces: values, lost: false,
      args: undefined, placed: undefined, assigned: undefined, line: undefined, print: undefined, cleared: undefined,
    },
  };
}
