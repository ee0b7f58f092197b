/**
 * What the tables have in common. Each table is a `*.facts.json`: an object keyed by name, one entry a key, read
 * through the typed function that stands beside it. Numbers come from the real programs; texts are this project's own.
 */
export interface Fact {
  /**
   * Markdown, without the name and the link: what it does, how it interacts, when to change it. Two to six sentences,
   * exact and worth reading to someone who knows the manual. Backticks around names and values.
   */
  readonly text: string;
  /** Where the manual speaks of it. */
  readonly url: string;
  /** The value in force when nothing is said, in words or as it would be written. */
  readonly default?: string;
  /** The first release that knows it, where that is not all the releases that we judge for. */
  readonly since?: string;
  /** The first release that no longer knows it. */
  readonly removed?: string;
  /** Still read, but on its way out: since when, and what to write instead. */
  readonly deprecated?: { readonly since?: string; readonly use?: string; readonly text?: string };
  /** The values of an enumeration, each with its meaning. */
  readonly values?: Readonly<Record<string, string>>;
}
