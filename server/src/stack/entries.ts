import { listOf, NONE } from '../model/lists.ts';
import type { Span } from '../syntax/span.ts';
import { entriesByKey, type UnitEntry, type UnitSection, type UnitTree } from '../syntax/unit.ts';
import { valueSource } from '../syntax/unit-places.ts';
import type { Environment } from './assignments.ts';
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
  /** Where `environmentOf` keeps what it made of a list that begins here; nobody else looks here. */
  environment: Environment | undefined;
  /** Where `wordsListed` keeps what it made; nobody else looks here. */
  words: readonly ListedWord[] | undefined;
}

/** A word of a value that names several things, and where it begins in the value. */
export interface ListedWord {
  readonly value: string;
  readonly at: number;
}

/** The piece of the text that a piece of an entry's (joined) value stands in. */
export const entrySpan: (entry: UnitEntry, start: number, end: number) => Span = valueSource;

/** One object for each entry, kept with it. */
function placedIn(uri: string, entry: UnitEntry): PlacedEntry {
  const known = entry.placed as PlacedEntry | undefined;
  if (known?.uri === uri) return known;
  const placed: PlacedEntry = { uri, entry, environment: undefined, words: undefined };
  entry.placed = placed;
  return placed;
}

/** The entries of a key in one section, from the last empty assignment on. */
interface OfKey {
  readonly uri: string;
  readonly list: readonly PlacedEntry[];
  /** An empty assignment takes away what sections before this one say. */
  readonly resets: boolean;
}

const NO_KEY: OfKey = { uri: '', list: NONE, resets: false };

/** Worked out once: while other keys are typed in, the section keeps it. */
function ofKey(uri: string, section: UnitSection, key: string): OfKey {
  const entries = entriesByKey(section).get(key);
  if (entries === undefined) return NO_KEY;
  section.placed ??= new Map();
  let known = section.placed.get(key) as OfKey | undefined;
  if (known?.uri !== uri) section.placed.set(key, (known = read(uri, entries)));
  return known;
}

function read(uri: string, entries: readonly UnitEntry[]): OfKey {
  let list: PlacedEntry[] = [];
  let resets = false;
  for (const entry of entries) {
    if (entry.lost) continue;
    if (entry.value === '') [list, resets] = [[], true];
    else list.push(placedIn(uri, entry));
  }
  return { uri, list, resets };
}

/** All entries of a key in a section over the parts, without those before an empty assignment. */
export function allEntries(parts: readonly UnitPart[], section: string, key: string): readonly PlacedEntry[] {
  let found: readonly PlacedEntry[] = NONE;
  for (const { uri, tree } of parts) {
    for (const part of tree.sections) {
      if (part.name !== section) continue;
      const { list, resets } = ofKey(uri, part, key);
      found = resets || found.length === 0 ? list : list.length === 0 ? found : [...found, ...list];
    }
  }
  return found;
}

/** What the parts say in the sections of a name, for who asks for many keys: most are in none. */
export class Said {
  /** The section, where there is one only. */
  private readonly only: { readonly uri: string; readonly section: UnitSection } | undefined;
  private readonly count: number;

  constructor(
    private readonly parts: readonly UnitPart[],
    private readonly name: string,
  ) {
    let count = 0;
    let only: Said['only'];
    for (const { uri, tree } of parts) {
      for (const section of tree.sections) {
        if (section.name !== name) continue;
        count++;
        only = { uri, section };
      }
    }
    this.count = count;
    this.only = only;
  }

  /** As `allEntries` has it. */
  all(key: string): readonly PlacedEntry[] {
    if (this.count === 1) return ofKey(this.only!.uri, this.only!.section, key).list;
    return this.count === 0 ? NONE : allEntries(this.parts, this.name, key);
  }

  last(key: string): PlacedEntry | undefined {
    const all = this.all(key);
    return all.length === 0 ? undefined : all[all.length - 1];
  }
}

/** Whether a letter stands anywhere in a unit: most rules of variables and templates need not look further. */
export const hasLetter = (parts: readonly UnitPart[], letter: '$' | '@'): boolean => parts.some(({ tree }) => tree.text.includes(letter));

/** The entry in force where only the last counts. */
export const lastEntry = (parts: readonly UnitPart[], section: string, key: string): PlacedEntry | undefined => allEntries(parts, section, key).at(-1);

/** The whole value at its place. */
export const located = ({ uri, entry }: PlacedEntry): Located => ({ value: entry.value, uri, start: entry.valueSpan.start, end: entry.valueSpan.end });

/** The words of a value that names several things: `After=a.service b.service`. */
export const wordsListed = (placed: PlacedEntry): readonly ListedWord[] => (placed.words ??= listed(placed.entry.value));

function listed(value: string): readonly ListedWord[] {
  // Mostly it is one.
  if (value !== '' && !/\s/.test(value)) return [{ value, at: 0 }];
  const words: ListedWord[] = [];
  for (const match of value.matchAll(/\S+/g)) words.push({ value: match[0], at: match.index });
  return words;
}

export function locatedWord({ uri, entry }: PlacedEntry, { value, at }: ListedWord): Located {
  const { start, end } = entrySpan(entry, at, at + value.length);
  return { value, uri, start, end };
}

/** The same, each at its place. */
export const locatedWords = (placed: PlacedEntry): readonly Located[] => listOf(wordsListed(placed), (word) => locatedWord(placed, word));
