import { clearSecretIn } from '../model/clear-secrets.ts';
import { NONE } from '../model/lists.ts';
import { argsOf, type UnitEntry } from '../syntax/unit.ts';
import { wordRange, type Word } from '../syntax/words.ts';
import { mayConnect, type ConnectionSource } from './connections.ts';
import { entrySpan, type PlacedEntry } from './entries.ts';
import type { Located, Variable } from './types.ts';

/** What one `Environment=` assigns. */
export interface Assignments {
  /** Each word at its place; one without `=` is a name that is passed on. */
  readonly variables: readonly Located<Variable>[];
  /** Those with a value, as what may name a host. */
  readonly sources: readonly ConnectionSource[];
  /** Whether any of them by itself makes a connection. */
  readonly mayConnect: boolean;
}

interface Kept extends Assignments {
  readonly uri: string;
  /** Where the entry stood when the places were right. */
  at: number;
  readonly variables: { value: Variable; uri: string; start: number; end: number }[];
}

/** The assignments of an entry, worked out once for each line: while others are typed in, its places only move. */
export function assignmentsIn({ uri, entry }: PlacedEntry): Assignments {
  let kept = entry.assigned as Kept | undefined;
  if (kept === undefined || kept.uri !== uri) entry.assigned = kept = read(uri, entry);
  const moved = entry.span.start - kept.at;
  if (moved !== 0) {
    for (const place of kept.variables) {
      place.start += moved;
      place.end += moved;
    }
    kept.at += moved;
  }
  return kept;
}

/** What several `Environment=` lines assign; while they stay the same their places only move. */
export class Environment {
  /** Whether any of them by itself makes a connection. */
  readonly mayConnect: boolean;
  /** Whether a secret stands readable in any of them. */
  readonly hasSecrets: boolean;
  /** Whether any name ends in `_FILE`: the images' way to be told of a file. */
  readonly namesFiles: boolean;
  private readonly all: readonly Located<Variable>[];
  private values: Map<string, string> | undefined;

  constructor(readonly entries: readonly PlacedEntry[]) {
    let [mayConnect, hasSecrets, namesFiles] = [false, false, false];
    const all: Located<Variable>[] = [];
    for (const placed of entries) {
      const assignments = assignmentsIn(placed);
      if (assignments.mayConnect) mayConnect = true;
      for (const variable of assignments.variables) {
        all.push(variable);
        if (variable.value.clear !== undefined) hasSecrets = true;
        if (variable.value.name.endsWith('_FILE')) namesFiles = true;
      }
    }
    this.mayConnect = mayConnect;
    this.hasSecrets = hasSecrets;
    this.namesFiles = namesFiles;
    this.all = all;
  }

  get variables(): readonly Located<Variable>[] {
    for (const placed of this.entries) assignmentsIn(placed);
    return this.all;
  }

  /** The value of the first variable of a name. */
  valueOf(name: string): string | undefined {
    if (this.values === undefined) {
      this.values = new Map();
      for (const { value } of this.all) if (!this.values.has(value.name)) this.values.set(value.name, value.value);
    }
    return this.values.get(name);
  }

  /** The files of its lines, each once. */
  get uris(): ReadonlySet<string> {
    return new Set(this.entries.map(({ uri }) => uri));
  }

  /** What may name a host, in the lines of one file. */
  sourcesIn(uri: string): ConnectionSource[] {
    return this.entries.flatMap((placed) => (placed.uri === uri ? assignmentsIn(placed).sources : []));
  }
}

const NO_LINES = new Environment(NONE);

/**
 * The environment of a list of lines, made once for each list. The first line keeps it: a collection of young objects
 * takes the key of a weak map for one that lives where what it leads to leads back to it.
 */
export function environmentOf(entries: readonly PlacedEntry[]): Environment {
  const first = entries[0];
  if (first === undefined) return NO_LINES;
  if (first.environment?.entries !== entries) first.environment = new Environment(entries);
  return first.environment;
}

function read(uri: string, entry: UnitEntry): Kept {
  const { words } = argsOf(entry);
  const variables: Kept['variables'] = [];
  const sources: ConnectionSource[] = [];
  for (const word of words) {
    const { start, end } = entrySpan(entry, word.start, word.end);
    const equals = word.text.indexOf('=');
    const name = equals < 0 ? word.text : word.text.slice(0, equals);
    const value = equals < 0 ? '' : word.text.slice(equals + 1);
    variables.push({ value: { name, value, clear: clearSecretIn(name, value) }, uri, start, end });
    if (equals > 0) sources.push(sourceOf(entry, word, name, equals + 1));
  }
  return { uri, at: entry.span.start, variables, sources, mayConnect: sources.some(mayConnect) };
}

/** A word of an entry, from a place on, with a way from places in it to the file. */
export function sourceOf(entry: UnitEntry, word: Word, name: string, from: number): ConnectionSource {
  return {
    name, value: word.text.slice(from),
    at: (start, end) => {
      const range = wordRange(word, from + start, from + end);
      return entrySpan(entry, range.start, range.end);
    },
  };
}
