import type { Fact } from '../schema.ts';
import loadDatabases from './databases.facts.json';
import loadPeers from './peers.facts.json';
import loadSections from './sections.facts.json';
import loadSettings from './settings.facts.json';
import loadUsers from './users.facts.json';

/**
 * How a value is read. `switch` is an integer of which only zero or not counts; `seconds` a number with fractions;
 * `file`, `list`, `query`, `text`, `secret` any text; `database` any text but the console's name; `port` digits.
 */
export type PgbouncerKind = 'switch' | 'integer' | 'unsigned' | 'seconds' | 'enum' | 'file' | 'list' | 'query' | 'text' | 'secret' | 'database' | 'port';

export interface PgbouncerFact extends Fact {
  readonly kind: PgbouncerKind;
  /** What a number counts: `connections`, `bytes`, `milliseconds`. */
  readonly unit?: string;
  /** True where a change counts after a restart only; all others after `RELOAD`. */
  readonly restart?: boolean;
  /** The first release that knows a value of the enumeration, where the setting itself is older. */
  readonly valuesSince?: Readonly<Record<string, string>>;
  /** Another default in the releases before one. */
  readonly formerly?: { readonly before: string; readonly default: string };
}

type Table<T> = Readonly<Record<string, T>>;
type Load = () => Table<PgbouncerFact>;

/** The settings of [pgbouncer] by name. */
export const pgbouncerSettingFacts = loadSettings as unknown as () => Table<PgbouncerFact>;

/** The four sections by name. */
export const pgbouncerSectionFacts = loadSections as unknown as () => Table<Fact>;

/** The keys of the connection strings of a section; undefined for a section that has none. */
export function connectionFacts(section: string | undefined): Table<PgbouncerFact> | undefined {
  if (section === 'databases') return (loadDatabases as unknown as Load)();
  if (section === 'users') return (loadUsers as unknown as Load)();
  if (section === 'peers') return (loadPeers as unknown as Load)();
  return undefined;
}
