import { pgbouncerSettingFacts, type PgbouncerFact } from '../facts/pgbouncer/index.ts';
import { parseConnection, type Connection, type ConnectionPair } from '../syntax/connection.ts';
import { parsePgbouncer, type IniEntry, type IniTree } from '../syntax/pgbouncer.ts';
import { parseAtoi, parseCDouble, parseCInteger, toCInt } from './c-numbers.ts';
import type { Snapshot, SourceFile } from './snapshot.ts';
import { joinPath, nameOf } from './uri.ts';
import { compareVersions, NEWEST, parseVersion, type Version } from './version.ts';

/** One entry of [databases]. Numbers are what PgBouncer takes; undefined where the global setting is in force. */
export interface PgbouncerDatabase {
  readonly name: string;
  readonly entry: IniEntry;
  readonly connection: Connection;
  /** True for `*`, which answers for names that are not listed. */
  readonly fallback: boolean;
  /** The hosts of the list; empty where the Unix socket is used. */
  readonly hosts: readonly string[];
  readonly port: number;
  /** The database in PostgreSQL; the client's own name for `*`. */
  readonly dbname: string | undefined;
  /** The role that all clients share, where one is forced. */
  readonly user: string | undefined;
  readonly poolSize: number | undefined;
  readonly minPoolSize: number | undefined;
  readonly reservePoolSize: number | undefined;
  readonly maxConnections: number | undefined;
  readonly poolMode: string | undefined;
}

/** One entry of [users]. */
export interface PgbouncerUser {
  readonly name: string;
  readonly entry: IniEntry;
  readonly poolSize: number | undefined;
  readonly maxConnections: number | undefined;
  readonly poolMode: string | undefined;
}

/** What a pgbouncer.ini amounts to: the last word on each setting, and the defaults behind it. */
export interface PgbouncerSettings {
  /** The line that decides a setting; undefined where the default does. */
  entry(name: string): IniEntry | undefined;
  /** The value in force, as text; `''` where there is none. */
  text(name: string): string;
  /** The value in force as a number; undefined where it is none. Seconds may have fractions. */
  number(name: string): number | undefined;
  readonly databases: readonly PgbouncerDatabase[];
  readonly users: readonly PgbouncerUser[];
}

/** The connection of an entry of [databases], [users] or [peers]. */
export const connectionOf = (tree: IniTree, entry: IniEntry): Connection => parseConnection(tree.text, entry.valueSpan);

/** The default of a setting in a release. */
export function pgbouncerDefault(fact: PgbouncerFact, version: Version): string {
  const { formerly } = fact;
  const before = formerly === undefined ? undefined : parseVersion(formerly.before);
  return before !== undefined && compareVersions(version, before) < 0 ? formerly!.default : (fact.default ?? '');
}

/** The last pair of a key; that is the one which counts. */
const last = (pairs: readonly ConnectionPair[], ...keys: readonly string[]): string | undefined =>
  pairs.filter(({ key }) => keys.includes(key)).at(-1)?.value;

const count = (text: string | undefined): number | undefined => {
  if (text === undefined) return undefined;
  const value = parseAtoi(text);
  return value < 0 ? undefined : value;
};

function databaseOf(tree: IniTree, entry: IniEntry): PgbouncerDatabase {
  const connection = connectionOf(tree, entry);
  const { pairs } = connection;
  const fallback = entry.key === '*';
  return {
    name: entry.key, entry, connection, fallback,
    hosts: (last(pairs, 'host') ?? '').split(',').filter((host) => host !== ''),
    port: parseAtoi(last(pairs, 'port') ?? '5432'),
    dbname: last(pairs, 'dbname') ?? (fallback ? undefined : entry.key),
    user: last(pairs, 'user'),
    poolSize: count(last(pairs, 'pool_size')),
    minPoolSize: count(last(pairs, 'min_pool_size')),
    reservePoolSize: count(last(pairs, 'reserve_pool', 'reserve_pool_size')),
    maxConnections: count(last(pairs, 'max_db_connections')),
    poolMode: last(pairs, 'pool_mode')?.toLowerCase(),
  };
}

/**
 * The settings in force after reading a file from its start: of repeated lines the last one counts, and a second
 * `[pgbouncer]` begins again from the defaults. Includes are not followed.
 */
export function pgbouncerSettings(tree: IniTree, version: Version = NEWEST.pgbouncer): PgbouncerSettings {
  const facts = pgbouncerSettingFacts();
  const entries = new Map<string, IniEntry>();
  const databases = new Map<string, PgbouncerDatabase>();
  const users = new Map<string, PgbouncerUser>();
  for (const node of tree.nodes) {
    if (node.kind === 'section' && node.name === 'pgbouncer') entries.clear();
    if (node.kind !== 'entry') continue;
    if (node.section === 'pgbouncer') entries.set(node.key, node);
    else if (node.section === 'databases') databases.set(node.key, databaseOf(tree, node));
    else if (node.section === 'users') {
      const { pairs } = connectionOf(tree, node);
      users.set(node.key, {
        name: node.key, entry: node, poolSize: count(last(pairs, 'pool_size')),
        maxConnections: count(last(pairs, 'max_user_connections')), poolMode: last(pairs, 'pool_mode')?.toLowerCase(),
      });
    }
  }
  const text = (name: string): string => {
    const fact = facts[name];
    return entries.get(name)?.value ?? (fact === undefined ? '' : pgbouncerDefault(fact, version));
  };
  return {
    entry: (name) => entries.get(name),
    text,
    number: (name) => {
      const value = text(name);
      if (facts[name]?.kind === 'seconds') return parseCDouble(value);
      const integer = parseCInteger(value);
      return integer === undefined || facts[name]?.kind === 'unsigned' ? integer : toCInt(integer);
    },
    databases: [...databases.values()],
    users: [...users.values()],
  };
}

/**
 * Where a file that a pgbouncer.ini names may lie among the workspace's: by its path from this file's folder, and of
 * the same name beside it, as mounted files do. Most likely first.
 */
export const placesOf = (file: SourceFile, path: string): readonly string[] =>
  path === '' ? [] : [...new Set([joinPath(file.folder, path), joinPath(file.folder, nameOf(path))])];

/** The file that an include names, where the workspace holds it. */
export function includedFile(file: SourceFile, path: string, snapshot: Snapshot): SourceFile | undefined {
  for (const place of placesOf(file, path)) {
    const found = snapshot.fileAt(place);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The places of the files that the includes of a pgbouncer.ini name, for whoever reads them in beside it. */
export const includePlaces = (file: SourceFile): readonly string[] =>
  file.tree(parsePgbouncer).nodes.flatMap((node) => (node.kind === 'include' ? placesOf(file, node.path) : []));

/** Kept with the tree, so that entries are the tree's own nodes. */
const newest = new WeakMap<IniTree, PgbouncerSettings>();

/** The settings of a file with the newest release's defaults, computed once for each text. */
export function pgbouncerSettingsOf(file: SourceFile): PgbouncerSettings {
  const tree = file.tree(parsePgbouncer);
  const known = newest.get(tree) ?? pgbouncerSettings(tree);
  newest.set(tree, known);
  return known;
}

/**
 * The most server connections that a PgBouncer opens with `users` different client users a database: pool and reserve
 * for each pair, within `max_db_connections` and `max_user_connections`. Databases with a forced user have one pool; `*` counts as one database.
 * Infinity where a pool has no limit (`0` since 1.24).
 */
export function mostServerConnections(settings: PgbouncerSettings, users = 1): number {
  let sum = 0;
  for (const database of settings.databases) {
    const size = database.poolSize ?? settings.number('default_pool_size') ?? 0;
    const reserve = database.reservePoolSize ?? settings.number('reserve_pool_size') ?? 0;
    const pools = database.user === undefined ? users : 1;
    const most = size === 0 ? Infinity : pools * (size + Math.max(0, reserve));
    const limit = database.maxConnections ?? settings.number('max_db_connections') ?? 0;
    sum += limit > 0 ? Math.min(limit, most) : most;
  }
  const perUser = settings.number('max_user_connections') ?? 0;
  if (perUser <= 0) return sum;
  const forced = new Set(settings.databases.flatMap(({ user }) => user ?? []));
  return Math.min(sum, perUser * (forced.size + (settings.databases.every(({ user }) => user !== undefined) ? 0 : users)));
}
