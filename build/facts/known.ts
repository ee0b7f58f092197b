// What the tables say of one release, for the scripts beside it. Bundled when one of them runs.
import { connectionFacts, pgbouncerSettingFacts, type PgbouncerFact } from '../../server/src/facts/pgbouncer/index.ts';
import { quadletKeys, QUADLET_SECTIONS } from '../../server/src/facts/quadlet/index.ts';
import { redisCommands, redisDirectives, type RedisReleases } from '../../server/src/facts/redis/index.ts';
import { pgbouncerDefault } from '../../server/src/model/pgbouncer.ts';
import { gucsOf } from '../../server/src/model/postgres.ts';
import { directiveFor, isIgnored, isIn } from '../../server/src/model/redis-target.ts';
import { asNewestPatch, atLeast, parseVersion, type Version } from '../../server/src/model/version.ts';

export { atLeast, asNewestPatch, directiveFor, gucsOf, isIgnored, isIn, parseVersion, pgbouncerDefault, quadletKeys, QUADLET_SECTIONS, redisCommands, redisDirectives };
export type { RedisReleases };

const inRelease = ({ since, removed }: PgbouncerFact, version: Version): boolean =>
  (since === undefined || atLeast(version, parseVersion(since)!)) && (removed === undefined || !atLeast(version, parseVersion(removed)!));
const ofRelease = (table: Readonly<Record<string, PgbouncerFact>> | undefined, version: Version) => Object.entries(table ?? {}).filter(([, fact]) => inRelease(fact, version));

/** The settings of [pgbouncer] that a release has. */
export const settingsOf = (version: Version) => ofRelease(pgbouncerSettingFacts(), version);

/** The keys of connection strings that a release has, and those that it does not. */
export function connectionKeysOf(section: 'databases' | 'users' | 'peers', version: Version): { has: string[]; hasNot: string[] } {
  const has = new Set(ofRelease(connectionFacts(section), version).map(([name]) => name));
  return { has: [...has], hasNot: Object.keys(connectionFacts(section) ?? {}).filter((name) => !has.has(name)) };
}
