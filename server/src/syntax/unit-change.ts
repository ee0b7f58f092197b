import { changedLine, move, type Mutable } from './changed-line.ts';
import { isSpace } from './lines.ts';
import type { Span } from './span.ts';
import type { UnitComment, UnitEntry, UnitItem, UnitSection, UnitTree, ValuePiece } from './unit.ts';

const BACKSLASH = 92;

/**
 * The tree of a text that differs within one line from that of `before`, as typing makes it; undefined where only
 * `parse` can tell. The lines of `before` become those of the new tree, moved to their new places, so that what was made
 * of each still holds: `before` must not be used any more.
 */
export function changedUnit(before: UnitTree, text: string, parse: (text: string) => UnitTree): UnitTree | undefined {
  // What is refused or lost depends on what stands around it.
  if (before.problems.length > 0 || before.orphans.length > 0) return undefined;
  const line = changedLine(before.text, text);
  if (line === undefined) return undefined;
  const { start, end, delta } = line;
  if (endsInBackslash(before.text, start, end) || endsInBackslash(text, start, end + delta)) return undefined;
  const items = before.items as UnitItem[];
  const index = itemFrom(items, start);
  const old = items[index];
  // A line that continues another one belongs to that item.
  if (old === undefined || old.span.start < start || old.span.end > end) return undefined;
  const content = text.slice(start, end + delta);
  if (content.startsWith('\uFEFF')) return undefined;
  const [item] = parse(`${content}\n`).items;
  if (item?.kind !== old.kind || (item.kind !== 'entry' && item.kind !== 'comment')) return undefined;
  if (delta !== 0) moveBehind(before, index, end, delta);
  items[index] = moved(item, start);
  let replaced: UnitTree['replaced'];
  if (item.kind === 'entry') replaceEntry(before.sections, (replaced = { old: old as UnitEntry, entry: item }));
  else replaceComment(before.comments as Span[], old as UnitComment, item, start);
  return { text, items, sections: before.sections, orphans: before.orphans, comments: before.comments, problems: before.problems, edits: before.edits + 1, replaced };
}

/** Whether a line is continued by the next one: then more than the line is another. */
function endsInBackslash(text: string, start: number, end: number): boolean {
  let last = end - 1;
  while (last >= start && isSpace(text.charCodeAt(last))) last--;
  return last >= start && text.charCodeAt(last) === BACKSLASH;
}

/** The first item that ends at or behind an offset. */
function itemFrom(items: readonly UnitItem[], offset: number): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (items[middle]!.span.end < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

function replaceEntry(sections: readonly UnitSection[], { old, entry }: { readonly old: UnitEntry; readonly entry: UnitEntry }): void {
  // An entry before the first header would be an orphan.
  let at = sections.length - 1;
  while (sections[at]!.header.span.start > entry.span.start) at--;
  const section = sections[at]!;
  const entries = section.entries as UnitEntry[];
  const index = entries.indexOf(old);
  entries[index] = entry;
  if (index === entries.length - 1) (section.span as Mutable<Span>).end = entry.span.end;
  const same = old.key === entry.key ? (section.byKey?.get(entry.key) as UnitEntry[] | undefined) : undefined;
  if (same === undefined) section.byKey = undefined;
  else same[same.indexOf(old)] = entry;
  section.placed?.delete(old.key);
  section.placed?.delete(entry.key);
}

/** An empty line counts among the items, and not among the comments. */
function replaceComment(comments: Span[], old: UnitComment, comment: UnitComment, lineStart: number): void {
  const at = comments.findIndex(({ start }) => start >= lineStart);
  const added = comment.text === '' ? [] : [comment.span];
  comments.splice(at === -1 ? comments.length : at, old.text === '' ? 0 : 1, ...added);
}

/** Moves all that stands behind the changed line. */
function moveBehind(tree: UnitTree, index: number, from: number, delta: number): void {
  for (const { header, span } of tree.sections) {
    if (header.span.start < from && span.end > from) (span as Mutable<Span>).end += delta;
    // Without an entry it is the header's own place.
    else if (header.span.start > from && span !== header.span) move(span, delta);
  }
  for (const span of tree.comments) if (span.start > from) move(span, delta);
  for (let i = index + 1; i < tree.items.length; i++) {
    const item = tree.items[i]!;
    // Its place is the one among the comments.
    if (item.kind !== 'comment' || item.text === '') moved(item, delta);
  }
}

function moved<T extends UnitItem>(item: T, delta: number): T {
  move(item.span, delta);
  if (item.kind === 'header') move(item.nameSpan, delta);
  else if (item.kind === 'entry') {
    move(item.keySpan, delta);
    move(item.valueSpan, delta);
    for (const piece of item.pieces) (piece as Mutable<ValuePiece>).start += delta;
  }
  return item;
}
