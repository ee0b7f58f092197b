import { lastFrom, type Span } from './span.ts';
import type { UnitEntry, UnitSection, UnitTree, ValuePiece } from './unit.ts';

/** The entry whose line or continuation lines hold the offset; in an entry's ends it counts too. */
export function entryAt(tree: UnitTree, offset: number): UnitEntry | undefined {
  const item = tree.items[lastFrom(tree.items, offset, spanStart)];
  return item?.kind === 'entry' && offset <= item.span.end ? item : undefined;
}

const spanStart = ({ span }: { readonly span: Span }): number => span.start;

/** The section that the offset is in: the last one whose header begins at or before it. */
export function sectionAt(tree: UnitTree, offset: number): UnitSection | undefined {
  return tree.sections[lastFrom(tree.sections, offset, headerStart)];
}

const headerStart = ({ header }: UnitSection): number => header.span.start;

/** Where a range of an entry's value stands in the text, from its first character to its last. */
export function valueSource(entry: UnitEntry, start: number, end: number): Span {
  const from = pieceOffset(entry, start);
  if (end <= start) return { start: from, end: from };
  return { start: from, end: pieceOffset(entry, end - 1) + 1 };
}

/** The offset in an entry's value that an offset of the text stands for, or undefined outside the value. */
export function valueOffset(entry: UnitEntry, offset: number): number | undefined {
  if (entry.pieces === undefined) {
    const { start, end } = entry.valueSpan;
    return start < end && offset >= start && offset <= end ? offset - start : undefined;
  }
  let before: number | undefined;
  for (const piece of entry.pieces) {
    if (offset < piece.start) return before;
    if (offset <= piece.start + piece.length) return piece.at + offset - piece.start;
    before = piece.at + piece.length;
  }
  return undefined;
}

function pieceOffset(entry: UnitEntry, at: number): number {
  const { pieces, valueSpan } = entry;
  if (pieces === undefined) return valueSpan.start + Math.min(at, valueSpan.end - valueSpan.start);
  const piece = pieces[Math.max(0, lastFrom(pieces, at, placeInValue))];
  if (piece === undefined) return valueSpan.start;
  return piece.start + Math.min(at - piece.at, piece.length);
}

const placeInValue = ({ at }: ValuePiece): number => at;
