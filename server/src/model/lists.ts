/**
 * Lists that are mostly empty, since most keys are in no unit. One empty list stands for all, and others are filled one
 * by one: the engine gives the lists of `map`, `filter` and `...` another kind of its own once it has compiled who makes
 * them, and then throws away what it compiled for those who read them.
 */
export const NONE: readonly never[] = [];

/** What `make` makes of each. */
export function listOf<T, R>(list: readonly T[], make: (item: T) => R): readonly R[] {
  if (list.length === 0) return NONE;
  const out: R[] = [];
  for (const item of list) out.push(make(item));
  return out;
}

/** All that `make` makes of each. */
export function flatOf<T, R>(list: readonly T[], make: (item: T) => readonly R[]): readonly R[] {
  if (list.length === 0) return NONE;
  const out: R[] = [];
  for (const item of list) for (const made of make(item)) out.push(made);
  return out.length === 0 ? NONE : out;
}

/** One list behind another. */
export function joined<T>(first: readonly T[], second: readonly T[]): readonly T[] {
  if (second.length === 0) return first;
  if (first.length === 0) return second;
  const out: T[] = [];
  for (const item of first) out.push(item);
  for (const item of second) out.push(item);
  return out;
}

/** Adds to a list; spreading a very long one into arguments fails. */
export function pushAll<T>(list: T[], more: readonly T[], from = 0): void {
  for (let i = from; i < more.length; i++) list.push(more[i]!);
}

/** Whether two lists hold the same, in the same order. */
export function sameItems<T>(a: readonly T[], b: readonly T[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
