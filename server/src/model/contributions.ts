import type { Contribution, SourceFile } from './snapshot.ts';

/** What a file tells the others. */
export function contributionsOf(_file: SourceFile): readonly Contribution[] {
  return [];
}
