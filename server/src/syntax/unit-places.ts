import type { Span } from './span.ts';
import type { UnitEntry, UnitSection, UnitTree } from './unit.ts';

/** The entry whose line or continuation lines hold the offset; in an entry's ends it counts too. */
export function entryAt(tree: UnitTree, offset: number): UnitEntry | undefined {
  let low = 0;
  let high = tree.items.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const item = tree.items[middle]!;
    if (offset < item.span.start) high = middle - 1;
    else if (offset > item.span.end) low = middle + 1;
    else return item.kind === 'entry' ? item : undefined;
  }
  return undefined;
}

/** The section that the offset is in: the last one whose header begins at or before it. */
export function sectionAt(tree: UnitTree, offset: number): UnitSection | undefined {
  let low = 0;
  let high = tree.sections.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (tree.sections[middle]!.header.span.start <= offset) low = middle + 1;
    else high = middle;
  }
  return tree.sections[low - 1];
}

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
  let low = 0;
  let high = pieces.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (pieces[middle]!.at <= at) low = middle;
    else high = middle - 1;
  }
  const piece = pieces[low];
  if (piece === undefined) return valueSpan.start;
  return piece.start + Math.min(at - piece.at, piece.length);
}
