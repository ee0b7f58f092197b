import { redisDirectives, type RedisDirective, type RedisReleases } from '../facts/redis/index.ts';
import type { RedisQuoting } from '../syntax/redis.ts';
import { asNewestPatch, atLeast, compareVersions, formatVersion, parseVersion, type Targets, type Version } from './version.ts';
import { own } from '../syntax/own.ts';

/** The server that a file is judged for. */
export interface RedisTarget {
  readonly product: 'redis' | 'valkey';
  readonly version: Version;
}

/** The oldest releases that the facts know; older ones are judged as these. */
const OLDEST: Readonly<Record<RedisTarget['product'], Version>> = { redis: [6, 2], valkey: [7, 2] };

/** Which of the two servers, and which version of it, the targets name. */
export function redisTarget(targets: Targets): RedisTarget {
  const version = asNewestPatch(targets[targets.store]);
  const oldest = OLDEST[targets.store];
  return { product: targets.store, version: atLeast(version, oldest) ? version : asNewestPatch(oldest) };
}

/** `Redis 7.0.15`. */
export const redisTargetName = ({ product, version }: RedisTarget): string =>
  `${product === 'redis' ? 'Redis' : 'Valkey'} ${formatVersion(version)}`;

interface Range { readonly since: Version; readonly until: Version | undefined; readonly text: string }
const ranges = new Map<string, readonly Range[]>();

function rangesOf(text: string): readonly Range[] {
  const known = ranges.get(text);
  if (known !== undefined) return known;
  const found = text.split(', ').map((range) => {
    const [since, until] = range.split(' until ');
    return { since: parseVersion(since!)!, until: until === undefined ? undefined : parseVersion(until), text: range };
  });
  ranges.set(text, found);
  return found;
}

/** Whether a server is among the releases. */
export function isIn(releases: RedisReleases | undefined, { product, version }: RedisTarget): boolean {
  const text = releases?.[product];
  return text !== undefined && rangesOf(text).some(({ since, until }) => atLeast(version, since) && (until === undefined || compareVersions(version, until) < 0));
}

/** Releases in words: `Redis 7.0 and later, Valkey 8.0 to before 9.1`, `Redis before 7.0`. */
export function releasesInWords(releases: RedisReleases): string {
  return (['redis', 'valkey'] as const).flatMap((product) => {
    const text = releases[product];
    const name = product === 'redis' ? 'Redis' : 'Valkey';
    return text === undefined ? [] : rangesOf(text).map((range) => {
      const [since, until] = range.text.split(' until ');
      if (until === undefined) return `${name} ${since} and later`;
      return range.since.join() === OLDEST[product].join() ? `${name} before ${until}` : `${name} ${since} to before ${until}`;
    });
  }).join(', ');
}

/** A directive as one server knows it. */
export interface KnownDirective extends RedisDirective {
  readonly name: string;
  /** The other name that the file uses for it. */
  readonly alias?: string;
}

let byAlias: ReadonlyMap<string, readonly string[]> | undefined;
function namesByAlias(): ReadonlyMap<string, readonly string[]> {
  if (byAlias !== undefined) return byAlias;
  const map = new Map<string, string[]>();
  for (const [name, { aliases = [] }] of Object.entries(redisDirectives())) {
    for (const alias of aliases) map.set(alias, [...(map.get(alias) ?? []), name]);
  }
  return (byAlias = map);
}

const resolved = new Map<string, Map<string, KnownDirective | undefined>>();

/** The directive that a server knows under a name or an old name, in any case; undefined where it does not. */
export function directiveFor(name: string, target: RedisTarget): KnownDirective | undefined {
  const key = `${target.product} ${target.version.join('.')}`;
  let cache = resolved.get(key);
  if (cache === undefined) resolved.set(key, (cache = new Map()));
  const lower = name.toLowerCase();
  if (cache.has(lower)) return cache.get(lower);
  const found = resolve(lower, target);
  // Names come from files: only those of the table are worth keeping.
  if (found !== undefined || lower in redisDirectives()) cache.set(lower, found);
  return found;
}

function resolve(name: string, target: RedisTarget): KnownDirective | undefined {
  const table = redisDirectives();
  const entry = Object.hasOwn(table, name) ? table[name]! : undefined;
  if (entry !== undefined && isIn(entry.in, target)) return { ...withChanges(entry, target), name };
  for (const owner of namesByAlias().get(name) ?? []) {
    if (isIn(table[owner]!.in, target)) return { ...withChanges(table[owner]!, target), name: owner, alias: name };
  }
  return undefined;
}

function withChanges(entry: RedisDirective, target: RedisTarget): RedisDirective {
  let result = entry;
  for (const { in: releases, ...change } of entry.changes ?? []) {
    if (isIn(releases, target)) result = { ...result, ...change };
  }
  if (result.values === undefined || result.only === undefined) return result;
  const values = Object.entries(result.values).filter(([value]) => {
    const only = own(result.only, value);
    return only === undefined || isIn(only, target);
  });
  return { ...result, values: Object.fromEntries(values) };
}

/** An entry of the table by name or old name, whatever the release: for texts about lines that a server refuses. */
export function anyDirective(name: string): KnownDirective | undefined {
  const table = redisDirectives();
  const lower = name.toLowerCase();
  if (Object.hasOwn(table, lower)) return { ...table[lower]!, name: lower };
  const owner = namesByAlias().get(lower)?.[0];
  return owner === undefined ? undefined : { ...table[owner]!, name: owner, alias: lower };
}

/** Whether a server reads the directive, with exactly one value, and ignores it. */
export function isIgnored(name: string, target: RedisTarget): boolean {
  const table = redisDirectives();
  const lower = name.toLowerCase();
  return Object.hasOwn(table, lower) && isIn(table[lower]!.ignored, target);
}

/** How the servers' reading differs, beyond the table of directives. Read from src/config.c and src/util.c of each. */
export interface RedisDialect {
  /** Redis 6.2: the multi-argument directives are read one by one, laxer than later. */
  readonly legacy: boolean;
  readonly quoting: RedisQuoting;
  /** A number of bytes too large for 64 bits: taken as the largest, or refused. */
  readonly hugeSizes: 'largest' | 'refused';
  /** Unknown names wait for a module that knows them, so that the start fails only at its end. */
  readonly unknownWaitForModules: boolean;
  /**
   * What CONFIG GET does not list (hidden settings) counts as a missing module's. The collected verdicts of Redis 8 have
   * it so; the source reads as if such lines were taken.
   */
  readonly hiddenAreUnknown: boolean;
  /** Hexadecimal percentiles. */
  readonly hexadecimal: boolean;
  /** `(` begins a selector of an ACL rule. */
  readonly aclSelectors: boolean;
  /** Redis 7.0: a `(` inside a selector forgets what stood before it. */
  readonly aclRestarts: boolean;
  /** `db=…` in ACL rules. */
  readonly aclDatabases: boolean;
  readonly refusesEmptyFileName: boolean;
  /** Unsigned settings compare as signed ones: Redis counts `unsigned long` among the signed. */
  readonly unsignedLong: boolean;
  /** Letters of notify-keyspace-events. */
  readonly eventLetters: string;
}

/** The ways of one server. */
export function redisDialect({ product, version }: RedisTarget): RedisDialect {
  const redis = product === 'redis';
  const from = (since: Version) => atLeast(version, since);
  return {
    legacy: redis && !from([7]),
    quoting: !redis && from([9]) ? 'loose' : 'classic',
    hugeSizes: !redis && from([9, 1]) ? 'refused' : 'largest',
    unknownWaitForModules: redis && from([8]),
    hiddenAreUnknown: redis && from([8]),
    hexadecimal: redis || !from([9, 1]),
    aclSelectors: !redis || from([7]),
    aclRestarts: redis && from([7]) && !from([7, 2]),
    aclDatabases: !redis && from([9, 1]),
    refusesEmptyFileName: !redis && from([8]),
    unsignedLong: !redis && from([8]),
    eventLetters: `Ag$lshzxeKEtmd${redis && !from([7]) ? '' : 'n'}${redis && from([8, 2]) ? 'oc' : ''}`,
  };
}
