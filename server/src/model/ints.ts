const BITS = 12;
const MASK = (1 << BITS) - 1;

/**
 * A list of 32-bit integers that grows by pieces of 16 KB. One array that grows is copied each time into a larger one,
 * and what it leaves behind stays with the process as holes.
 */
export class Ints {
  private readonly pieces: Int32Array[] = [];

  /** What was put at a place; a place beyond all of those must not be asked for. */
  at(place: number): number {
    return this.pieces[place >> BITS]![place & MASK]!;
  }

  /** Puts an integer at a place: one within the list, or the next one behind it. */
  put(place: number, value: number): void {
    (this.pieces[place >> BITS] ??= new Int32Array(MASK + 1))[place & MASK] = value;
  }
}
