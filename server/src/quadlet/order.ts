import type { Target } from './features.ts';

/**
 * Sorts as Go's `sort.Slice` and `slices.SortFunc` do with the generator's units: up to twelve elements keep their
 * order where they are equal.
 */
export function sortUnits<T>(units: readonly T[], order: (unit: T) => number, _target: Target): T[] {
  return [...units].sort((a, b) => order(a) - order(b));
}
