import type { Fact } from '../schema.ts';
import client from './client.facts.json';
import compatibility from './compatibility.facts.json';
import connections from './connections.facts.json';
import developer from './developer.facts.json';
import logging from './logging.facts.json';
import planner from './planner.facts.json';
import preset from './preset.facts.json';
import removed from './removed.facts.json';
import replication from './replication.facts.json';
import resources from './resources.facts.json';
import statistics from './statistics.facts.json';
import vacuum from './vacuum.facts.json';
import wal from './wal.facts.json';
import zones from './zones.facts.json';

export type GucType = 'boolean' | 'integer' | 'real' | 'enum' | 'string';
/** The unit of a bare number. `8kB` is a block. */
export type GucUnit = 'B' | 'kB' | '8kB' | 'MB' | 'ms' | 's' | 'min';
/** When a change takes effect, in the server's own words. */
export type GucContext = 'internal' | 'postmaster' | 'sighup' | 'backend' | 'superuser-backend' | 'superuser' | 'user';

/** What differed in releases older than `before`. */
export interface EarlierGuc {
  readonly before: string;
  readonly type?: GucType;
  readonly context?: GucContext;
  readonly unit?: GucUnit | null;
  readonly default?: string | null;
  readonly min?: number | null;
  readonly max?: number | null;
}

/** A parameter as its newest release has it, read from the servers of 14.23, 15.20, 16.14, 17.10 and 18.4. */
export interface GucFact extends Fact {
  readonly type: GucType;
  readonly context: GucContext;
  readonly unit?: GucUnit;
  /** Bounds of a number, in `unit`. */
  readonly min?: number;
  readonly max?: number;
  /** Minor releases of older branches that have it too: `15.19`. */
  readonly backports?: readonly string[];
  /** From the newest change back; the first whose `before` is later than the version does not apply. */
  readonly earlier?: readonly EarlierGuc[];
  /** Spellings of enumeration values that the server takes without listing them → what they mean. */
  readonly also?: Readonly<Record<string, string>>;
  /** What to write instead, of one that is gone: `debug_parallel_query`. */
  readonly replacement?: string;
  /** What became of one that is gone, and what to do now. */
  readonly note?: string;
  /** The chapter: `Resource Usage / Memory`. */
  readonly group: string;
}

/** A parameter of PostgreSQL 13 and before. */
export interface RemovedGuc {
  /** The first release without it. */
  readonly removed: string;
  /** The parameter that took its place, where its values mean the same. */
  readonly replacement?: string;
  /** What became of it and what to write. */
  readonly text: string;
}

type Table = Readonly<Record<string, GucFact>>;

let all: ReadonlyMap<string, readonly [name: string, fact: GucFact]> | undefined;

/** Every parameter of PostgreSQL 14 to 18 by its name in lower case, with the name as the server prints it. */
export function postgresGucs(): ReadonlyMap<string, readonly [name: string, fact: GucFact]> {
  if (all !== undefined) return all;
  const tables = [connections, resources, wal, replication, planner, logging, statistics, vacuum, client, compatibility, developer, preset];
  return (all = new Map(tables.flatMap((load) => Object.entries(load() as Table)).map(([name, fact]) => [name.toLowerCase(), [name, fact]])));
}

/** Parameters that were gone before 14, by name. */
export const removedGucs = (): Readonly<Record<string, RemovedGuc>> => removed() as Readonly<Record<string, RemovedGuc>>;

let zoneNames: ReadonlySet<string> | undefined;

/** Time zone names of the IANA database, as written. */
export const timeZones = (): readonly string[] => (zones() as { names: readonly string[] }).names;

/** The same in lower case, as the server looks them up. */
export const timeZoneKeys = (): ReadonlySet<string> => (zoneNames ??= new Set(timeZones().map((name) => name.toLowerCase())));
