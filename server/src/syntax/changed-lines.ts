import type { Span } from './span.ts';

/** What a tree's nodes are while they are moved; to everybody else they are values. */
export type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** What became another text within a text: its place before, and by how much it grew. Nothing around it can be left out. */
export interface Change extends Span {
  readonly delta: number;
}

/** What is different between two texts. Several ask for the same two. */
export function changeBetween(before: string, text: string): Change {
  if (last === undefined || last.before !== before || last.text !== text) last = { before, text, change: between(before, text) };
  return last.change;
}

let last: { readonly before: string; readonly text: string; readonly change: Change } | undefined;

/** So many characters are compared at once where nothing is different; then fewer, then one. */
const PIECES = [2048, 128] as const;

function between(before: string, text: string): Change {
  const delta = text.length - before.length;
  const most = Math.min(before.length, text.length);
  let start = 0;
  for (const piece of PIECES) while (start + piece <= most && before.slice(start, start + piece) === text.slice(start, start + piece)) start += piece;
  while (start < most && before.charCodeAt(start) === text.charCodeAt(start)) start++;
  let end = before.length;
  const least = before.length - most + start;
  for (const piece of PIECES) while (end - piece >= least && before.slice(end - piece, end) === text.slice(end + delta - piece, end + delta)) end -= piece;
  while (end > least && before.charCodeAt(end - 1) === text.charCodeAt(end + delta - 1)) end--;
  return { start, end, delta };
}

/** The lines in which two texts differ, without the line feed behind them, which stays; the texts end with them where there is none. */
export function changedLines(before: string, text: string): Change {
  const change = changeBetween(before, text);
  const feed = before.indexOf('\n', change.end);
  return { start: change.start === 0 ? 0 : before.lastIndexOf('\n', change.start - 1) + 1, end: feed === -1 ? before.length : feed, delta: change.delta };
}

/** Moves a place; whoever holds it sees it moved. */
export function move(span: Mutable<Span>, delta: number): void {
  span.start += delta;
  span.end += delta;
}
