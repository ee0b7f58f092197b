/** One thing that a real program and the tables say differently. */
export interface Difference {
  readonly what: string;
  readonly name: string;
  readonly property?: string;
  readonly ours?: unknown;
  readonly theirs?: unknown;
  readonly default?: string;
  readonly [more: string]: unknown;
}

export interface Found {
  readonly title: string;
  readonly version: string;
  readonly product?: string;
  readonly new: readonly Difference[];
  readonly gone: readonly Difference[];
  readonly changed: readonly Difference[];
  readonly unread: readonly string[];
}

export interface ReadOptions {
  readonly keepUser?: boolean;
  readonly binary?: string;
}

/** The functions that `known.ts` gives. */
export type Known = typeof import('./known.ts');
