/**
 * The least whole number above `low` for which something holds, given that it does not hold for `low` and holds for
 * every number from some one on. Never returns where there is none.
 */
export function leastThat(low: number, holds: (value: number) => boolean): number {
  let below = low;
  let above = Math.max(1, low) * 2;
  while (!holds(above)) {
    below = above;
    above *= 2;
  }
  while (above - below > 1) {
    const middle = (below + above) >> 1;
    if (holds(middle)) above = middle;
    else below = middle;
  }
  return above;
}
