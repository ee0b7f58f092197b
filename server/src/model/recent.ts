/** How many are kept while many files wait to be read. */
const FEW = 6;
let areManyRead = false;

/**
 * Says whether many files wait to be read or checked: each is looked at once then, and what is kept of the others is
 * carried along by every collection of garbage.
 */
export function manyAreRead(many: boolean): void {
  areManyRead = many;
}

/**
 * Gives up what can be worked out again, once it is not among the last `most` that were used: of thousands of files
 * few are looked at together, and what is derived from a file is several times as large as its text.
 */
export class Recent<T> {
  private readonly kept = new Map<string, T>();

  /** `keyOf`: of items with one key the latest takes the place of the one before, as a file with a new text does. */
  constructor(
    private readonly most: number,
    private readonly keyOf: (item: T) => string,
    private readonly giveUp: (item: T) => void,
  ) {}

  /** Says that something was worked out for the item. */
  add(item: T): void {
    const key = this.keyOf(item);
    const before = this.kept.get(key);
    if (before !== undefined && before !== item) this.giveUp(before);
    this.kept.set(key, item);
    const most = areManyRead ? Math.min(FEW, this.most) : this.most;
    for (const [oldest, old] of this.kept) {
      if (this.kept.size <= most) return;
      this.kept.delete(oldest);
      this.giveUp(old);
    }
  }
}
