import { changedLines, move, type Mutable } from './changed-lines.ts';
import { isSpace } from './lines.ts';
import type { Span } from './span.ts';
import { sectionAt } from './unit-places.ts';
import type { Replaced, UnitComment, UnitEntry, UnitItem, UnitSection, UnitTree, ValuePiece } from './unit.ts';

/**
 * The tree of a text that follows that of `before`, as typing makes it. Entries whose lines are the same stay the same
 * objects, moved to their new places, so that what was made of each still holds: `before` must not be used any more.
 */
export const changedUnit = (before: UnitTree, text: string, parse: (text: string) => UnitTree): UnitTree =>
  withOtherLines(before, text, parse) ?? withKeptEntries(before, parse(text));

/** Reads the changed lines only; undefined where they mean something to those around them. */
function withOtherLines(before: UnitTree, text: string, parse: (text: string) => UnitTree): UnitTree | undefined {
  // What is refused or lost depends on what stands around it.
  if (before.problems.length > 0 || before.orphans.length > 0) return undefined;
  const { start, end, delta } = changedLines(before.text, text);
  if (end === before.text.length) return undefined;
  const content = text.slice(start, end + delta);
  if (content.startsWith('\uFEFF') || hasBackslashAtEnd(content) || hasBackslashAtEnd(before.text.slice(start, end))) return undefined;
  const items = before.items as UnitItem[];
  const first = itemFrom(items, start);
  const old: LineItem[] = [];
  for (let i = first; i < items.length && items[i]!.span.start <= end; i++) {
    const item = items[i]!;
    // A line that continues another one belongs to that item.
    if (!isOneLine(item) || item.span.start < start || item.span.end > end) return undefined;
    old.push(item);
  }
  const made = parse(`${content}\n`).items;
  if (!areLines(made)) return undefined;
  // An entry before the first header would be an orphan.
  const section = sectionAt(before, start);
  if (section === undefined && made.some(({ kind }) => kind === 'entry')) return undefined;
  if (delta !== 0) moveBehind(before, first + old.length, end, delta);
  for (const item of made) moved(item, start);
  if (old.length === 1 && made.length === 1) items[first] = made[0]!;
  else items.splice(first, old.length, ...made);
  replaceComments(before.comments as Span[], old, made, start);
  if (section !== undefined) replaceEntries(section as Mutable<UnitSection>, old.filter(isEntry), made.filter(isEntry), start);
  const { sections, orphans, comments, problems, edits } = before;
  return { text, items, sections, orphans, comments, problems, edits: edits + 1, replaced: section && pairs(old, made) };
}

type LineItem = UnitEntry | UnitComment;

const isEntry = (item: UnitItem): item is UnitEntry => item.kind === 'entry';
const isOneLine = (item: UnitItem): item is LineItem => item.kind === 'entry' || item.kind === 'comment';
const areLines = (items: readonly UnitItem[]): items is readonly LineItem[] => items.every(isOneLine);

/** Whether any line is continued by the next one: then more than these lines is another. */
function hasBackslashAtEnd(lines: string): boolean {
  for (let at = lines.lastIndexOf('\\'); at >= 0; at = at === 0 ? -1 : lines.lastIndexOf('\\', at - 1)) {
    let next = at + 1;
    while (next < lines.length && lines[next] !== '\n' && isSpace(lines.charCodeAt(next))) next++;
    if (next === lines.length || lines[next] === '\n') return true;
  }
  return false;
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

/** What each line became; undefined where a line came or went, or one is of another kind. */
function pairs(old: readonly LineItem[], made: readonly LineItem[]): readonly Replaced[] | undefined {
  if (old.length !== made.length) return undefined;
  const found: Replaced[] = [];
  for (let i = 0; i < old.length; i++) {
    const one = old[i]!;
    const other = made[i]!;
    if (one.kind === 'entry' && other.kind === 'entry') found.push({ old: one, made: other });
    else if (one.kind === 'comment' && other.kind === 'comment' && isSeenAlike(one, other)) found.push({ old: one, made: other });
    else return undefined;
  }
  return found;
}

/** Of empty lines before a header Podman takes one away, and some comments it passes over. */
const isSeenAlike = (a: UnitComment, b: UnitComment): boolean => (a.text === '') === (b.text === '') && a.unseen === b.unseen;

/** Puts entries in the place of others, which stood behind `start`. */
function replaceEntries(section: Mutable<UnitSection>, old: readonly UnitEntry[], made: readonly UnitEntry[], start: number): void {
  if (old.length === 0 && made.length === 0) return;
  const entries = section.entries as UnitEntry[];
  const [one] = old;
  const [other] = made;
  const isOne = old.length === 1 && made.length === 1;
  const at = one === undefined ? entries.filter(({ span }) => span.start < start).length : entries.indexOf(one);
  if (isOne) entries[at] = other!;
  else entries.splice(at, old.length, ...made);
  const last = entries[entries.length - 1];
  if (last === undefined) section.span = section.header.span;
  else if (section.span === section.header.span) section.span = { start: section.span.start, end: last.span.end };
  else (section.span as Mutable<Span>).end = last.span.end;
  const same = isOne && one!.key === other!.key ? (section.byKey?.get(other!.key) as UnitEntry[] | undefined) : undefined;
  if (same === undefined) section.byKey = undefined;
  else same[same.indexOf(one!)] = other!;
  for (const list of [old, made]) for (const { key } of list) section.placed?.delete(key);
}

function replaceComments(comments: Span[], old: readonly LineItem[], made: readonly LineItem[], start: number): void {
  const count = commentsIn(old).length;
  const added = commentsIn(made);
  if (count === 0 && added.length === 0) return;
  let at = comments.length;
  while (at > 0 && comments[at - 1]!.start >= start) at--;
  comments.splice(at, count, ...added);
}

/** An empty line counts among the items, and not among the comments. */
function commentsIn(items: readonly LineItem[]): readonly Span[] {
  let found: Span[] | undefined;
  for (const item of items) if (item.kind === 'comment' && item.text !== '') (found ??= []).push(item.span);
  return found ?? NO_SPANS;
}

const NO_SPANS: readonly Span[] = [];

/** Moves all that stands behind changed lines: the items from one on, and what else has a place behind `from`. */
function moveBehind(tree: UnitTree, item: number, from: number, delta: number): void {
  for (const { header, span } of tree.sections) {
    if (header.span.start < from && span.end > from) (span as Mutable<Span>).end += delta;
    // Without an entry it is the header's own place.
    else if (header.span.start > from && span !== header.span) move(span, delta);
  }
  for (const span of tree.comments) if (span.start > from) move(span, delta);
  for (let i = item; i < tree.items.length; i++) {
    const behind = tree.items[i]!;
    // Its place is the one among the comments.
    if (behind.kind !== 'comment' || behind.text === '') moved(behind, delta);
  }
}

function moved<T extends UnitItem>(item: T, delta: number): T {
  move(item.span, delta);
  if (item.kind === 'header') move(item.nameSpan, delta);
  else if (item.kind === 'entry') {
    move(item.keySpan, delta);
    move(item.valueSpan, delta);
    if (item.pieces !== undefined) for (const piece of item.pieces) (piece as Mutable<ValuePiece>).start += delta;
  }
  return item;
}

/** The tree of a text that was read as a whole, with the entries of the one before where neither they nor what stands around them changed. */
function withKeptEntries(before: UnitTree, tree: UnitTree): UnitTree {
  const { start, end, delta } = changedLines(before.text, tree.text);
  const items = tree.items as UnitItem[];
  const kept = new Map<UnitEntry, UnitEntry>();
  const keep = (old: UnitItem, index: number, by: number): boolean => {
    const item = items[index];
    if (item === undefined || item.kind !== old.kind || item.span.start !== old.span.start + by || item.span.end !== old.span.end + by) return false;
    if (item.kind !== 'entry' || old.kind !== 'entry' || item.lost !== old.lost) return true;
    if (by !== 0) moved(old, by);
    items[index] = old;
    kept.set(item, old);
    return true;
  };
  let from = 0;
  while (from < before.items.length && before.items[from]!.span.end < start && keep(before.items[from]!, from, 0)) from++;
  const more = items.length - before.items.length;
  let to = before.items.length;
  while (to > from && to + more > from && before.items[to - 1]!.span.start > end && keep(before.items[to - 1]!, to - 1 + more, delta)) to--;
  for (const list of [tree.orphans, ...tree.sections.map(({ entries }) => entries)] as UnitEntry[][]) {
    for (let i = 0; i < list.length; i++) list[i] = kept.get(list[i]!) ?? list[i]!;
  }
  return tree;
}
