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

function between(before: string, text: string): Change {
  const shorter = Math.min(before.length, text.length);
  const start = longest(shorter, (length) => before.slice(0, length) === text.slice(0, length));
  const end = before.length - longest(shorter - start, (length) => before.slice(before.length - length) === text.slice(text.length - length));
  return { start, end, delta: text.length - before.length };
}

/** The lines in which two texts differ, without the line feed behind them, which stays; the texts end with them where there is none. */
export function changedLines(before: string, text: string): Change {
  const change = changeBetween(before, text);
  const feed = before.indexOf('\n', change.end);
  return { start: change.start === 0 ? 0 : before.lastIndexOf('\n', change.start - 1) + 1, end: feed === -1 ? before.length : feed, delta: change.delta };
}

/** The greatest number up to `most` for which `holds` is true, as it is for all smaller ones. */
function longest(most: number, holds: (length: number) => boolean): number {
  let low = 0;
  let high = most;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (holds(middle)) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Moves a place; whoever holds it sees it moved. */
export function move(span: Mutable<Span>, delta: number): void {
  span.start += delta;
  span.end += delta;
}
