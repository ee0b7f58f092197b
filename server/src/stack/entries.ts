import type { Span } from '../syntax/span.ts';
import { entriesByKey, type UnitEntry, type UnitTree } from '../syntax/unit.ts';
import type { Located } from './types.ts';

/** A unit file or one of its drop-ins, in the order in which they are read. */
export interface UnitPart {
  readonly uri: string;
  readonly tree: UnitTree;
}

/** An entry with the file that it stands in. */
export interface PlacedEntry {
  readonly uri: string;
  readonly entry: UnitEntry;
}

/** The piece of the text that a piece of an entry's (joined) value stands in. */
export function entrySpan(entry: UnitEntry, start: number, end: number): Span {
  const at = (offset: number): number => {
    let piece = entry.pieces[0];
    for (const next of entry.pieces) if (next.at <= offset) piece = next;
    return piece === undefined ? entry.valueSpan.start : piece.start + Math.min(offset - piece.at, piece.length);
  };
  return { start: at(start), end: Math.max(at(start), at(Math.max(start, end - 1)) + (end > start ? 1 : 0)) };
}

const NOTHING: readonly PlacedEntry[] = [];
const NO_ENTRIES: readonly UnitEntry[] = [];

/** All entries of a key in a section over the parts, without those before an empty assignment. */
export function allEntries(parts: readonly UnitPart[], section: string, key: string): readonly PlacedEntry[] {
  let found: PlacedEntry[] | undefined;
  for (const { uri, tree } of parts) {
    for (const part of tree.sections) {
      if (part.name !== section) continue;
      for (const entry of entriesByKey(part).get(key) ?? NO_ENTRIES) {
        if (entry.lost) continue;
        if (entry.value === '') found = undefined;
        else (found ??= []).push({ uri, entry });
      }
    }
  }
  return found ?? NOTHING;
}

/** The entry in force where only the last counts. */
export const lastEntry = (parts: readonly UnitPart[], section: string, key: string): PlacedEntry | undefined => allEntries(parts, section, key).at(-1);

/** The whole value at its place. */
export const located = ({ uri, entry }: PlacedEntry): Located => ({ value: entry.value, uri, start: entry.valueSpan.start, end: entry.valueSpan.end });

/** The words of a value that names several things (`After=a.service b.service`), each at its place. */
export function locatedWords({ uri, entry }: PlacedEntry): Located[] {
  return [...entry.value.matchAll(/\S+/g)].map((match) => ({ value: match[0], uri, ...entrySpan(entry, match.index, match.index + match[0].length) }));
}
