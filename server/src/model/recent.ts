/**
 * Gives up what can be worked out again, once it is not among the last `most` that were used: of thousands of files
 * few are looked at together, and what is derived from a file is several times as large as its text.
 */
export class Recent<T> {
  private readonly kept = new Set<T>();

  constructor(
    private readonly most: number,
    private readonly giveUp: (item: T) => void,
  ) {}

  /** Says that something was worked out for the item. */
  add(item: T): void {
    this.kept.add(item);
    if (this.kept.size <= this.most) return;
    for (const oldest of this.kept) {
      this.kept.delete(oldest);
      this.giveUp(oldest);
      return;
    }
  }
}
