import type { Span } from './span.ts';

/** What a tree's nodes are while they are moved; to everybody else they are values. */
export type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** One line of a text that became another one: its place before, without its line feed, and by how much it grew. */
export interface ChangedLine extends Span {
  readonly delta: number;
}

/** The only line in which two texts differ, where its line feed stays; undefined where they differ in several or in the end. */
export function changedLine(before: string, text: string): ChangedLine | undefined {
  const shorter = Math.min(before.length, text.length);
  const same = longest(shorter, (length) => before.slice(0, length) === text.slice(0, length));
  const delta = text.length - before.length;
  const oldEnd = before.length - longest(shorter - same, (length) => before.slice(before.length - length) === text.slice(text.length - length));
  const end = before.indexOf('\n', same);
  if (end === -1 || end < oldEnd || text.indexOf('\n', same) !== end + delta) return undefined;
  return { start: same === 0 ? 0 : before.lastIndexOf('\n', same - 1) + 1, end, delta };
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
