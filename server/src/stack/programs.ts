import { pgbouncerSettings, pgbouncerSettingsOf, type PgbouncerSettings } from '../model/pgbouncer.ts';
import { findGuc, isGucValue, parseGucValue, postgresMajor } from '../model/postgres.ts';
import { postgresOptions } from '../model/postgres-args.ts';
import { postgresSettings, postgresTree } from '../model/postgres-settings.ts';
import { parseRedisMemory, redisSettings, type RedisSetting } from '../model/redis.ts';
import { redisTarget } from '../model/redis-target.ts';
import type { Snapshot, SourceFile } from '../model/snapshot.ts';
import { asNewestPatch, NEWEST, type Version } from '../model/version.ts';
import { parsePgbouncer } from '../syntax/pgbouncer.ts';
import { parseRedis, splitRedisArguments } from '../syntax/redis.ts';
import type { Span } from '../syntax/span.ts';
import { optionOf } from './command.ts';
import { productOfImage } from './image.ts';
import { mountedConfig } from './queries.ts';
import type { Container, Located } from './types.ts';
import { variableOf } from './variables.ts';

/** The version that a container's image tag names. */
export const imageVersion = (container: Container): Version | undefined => (container.image === undefined ? undefined : productOfImage(container.image.value)?.version);

export interface PostgresRun {
  readonly version: Version;
  /** Parameter (lower case) → the value in force as text, and its line or argument: the command line goes before the file. */
  readonly settings: ReadonlyMap<string, Located>;
  /** A parameter's number: bytes of a size, else in its unit; undefined where nothing sets it, or a variable does. */
  number(name: string): number | undefined;
  /** Whether a variable sets a parameter, `$PORT`: neither its value nor the default is in force for certain. */
  isOpen(name: string): boolean;
}

/** What a container's PostgreSQL is told, by its mounted postgresql.conf and by `-c` on its command line. */
export function postgresRun(snapshot: Snapshot, container: Container, path: string): PostgresRun {
  const version = asNewestPatch(imageVersion(container) ?? NEWEST.postgres);
  const settings = new Map<string, Located>();
  const config = mountedConfig(snapshot, container, path, 'postgres');
  if (config !== undefined) {
    for (const [key, { name, value }] of postgresSettings(postgresTree(config.file), version)) settings.set(key, { value: value.text, uri: config.file.uri, start: name.start, end: value.end });
  }
  for (const place of postgresArguments(container)) settings.set(place.name, place);
  return {
    version,
    settings,
    number(name) {
      const text = settings.get(name)?.value;
      const guc = findGuc(name, version);
      if (text === undefined || guc === undefined) return undefined;
      const value = parseGucValue(guc, text, version);
      return isGucValue(value) && value.kind === 'number' ? (value.bytes ?? value.value) : undefined;
    },
    isOpen: (name) => settings.get(name)?.value.includes('$') === true,
  };
}

/** The parameters on a container's command line, names in lower case with `_`. */
function postgresArguments(container: Container): (Located & { readonly name: string })[] {
  const words = container.exec?.words ?? [];
  const uri = container.exec?.place.uri ?? container.uri;
  return (postgresOptions(words.map(({ value, start, end }) => ({ text: value, start, end })))?.options ?? []).flatMap(({ name, nameSpan, value, valueSpan }) =>
    value === undefined ? [] : [{ name: name.toLowerCase().replaceAll('-', '_'), value, uri, start: nameSpan.start, end: valueSpan.end }]);
}

export interface RedisRun {
  readonly file: SourceFile | undefined;
  /** A directive's first value and its place; options of the command line go before the file. */
  setting(name: string): Located | undefined;
  /** All values of a directive and its place. */
  settings(name: string): Located<readonly string[]> | undefined;
  /** A directive's size in bytes. */
  bytes(name: string): number | undefined;
  /** Snapshots or an append-only file: it forks. The default, without a word on either, is to save snapshots. */
  readonly persists: boolean;
}

/** `'--save ""'` in one word is read as a line of the file: the name and its values. */
const redisWords = (word: Located): readonly Located[] => (/^--\S+\s/.test(word.value) ? splitRedisArguments(word.value, { start: 0, end: word.value.length }).args.map(({ value }) => ({ ...word, value })) : [word]);

/** What a container's Redis is told, by its mounted redis.conf and by `--name value` on its command line. */
export function redisRun(snapshot: Snapshot, container: Container, path: string): RedisRun {
  const config = mountedConfig(snapshot, container, path, 'redis');
  const settings = config === undefined ? undefined : redisSettings(config.file.tree(parseRedis), redisTarget(snapshot.targets(config.file)));
  const words = (container.exec?.words ?? []).flatMap(redisWords);
  const fromFile = (name: string): RedisSetting | undefined => settings?.last.get(name);
  const setting = (name: string): Located | undefined => {
    const option = optionOf(words, `--${name}`);
    if (option !== undefined) return option;
    const line = fromFile(name);
    return line === undefined || config === undefined ? undefined : { value: line.args[0]?.value ?? '', uri: config.file.uri, start: line.key.start, end: line.valueSpan.end };
  };
  const points = settings?.savePoints();
  const save = optionOf(words, '--save');
  const snapshots = save !== undefined ? save.value !== '' : points === undefined || points.length > 0;
  return {
    file: config?.file,
    setting,
    settings(name) {
      const at = words.findIndex(({ value }) => value === `--${name}`);
      if (at >= 0) {
        const next = words.findIndex(({ value }, index) => index > at && value.startsWith('--'));
        const values = words.slice(at + 1, next < 0 ? undefined : next);
        return { value: values.map(({ value }) => value), uri: words[at]!.uri, start: words[at]!.start, end: (values.at(-1) ?? words[at]!).end };
      }
      const line = fromFile(name);
      return line === undefined || config === undefined ? undefined : { value: line.args.map(({ value }) => value), uri: config.file.uri, start: line.key.start, end: line.valueSpan.end };
    },
    bytes: (name) => {
      const place = setting(name);
      return place === undefined ? undefined : parseRedisMemory(place.value);
    },
    persists: snapshots || setting('appendonly')?.value.toLowerCase() === 'yes',
  };
}

/** What a container's PgBouncer is told by its mounted pgbouncer.ini. */
export function pgbouncerRun(snapshot: Snapshot, container: Container, path: string): { file: SourceFile; settings: PgbouncerSettings } | undefined {
  const config = mountedConfig(snapshot, container, path, 'pgbouncer');
  return config === undefined ? undefined : { file: config.file, settings: pgbouncerSettingsOf(config.file) };
}

/** The variables of edoburu's image that bound its pools. */
const POOL_VARIABLES = ['DEFAULT_POOL_SIZE', 'RESERVE_POOL_SIZE', 'MAX_DB_CONNECTIONS', 'MAX_USER_CONNECTIONS'];
/** Those that make more databases, or give them a size of their own in some of its releases. */
const OTHER_DATABASES = ['DATABASE_URL', 'DATABASE_URLS', 'POOLS', 'POOL_SIZE'];

/** What a container's PgBouncer is told of its pools. */
export interface PgbouncerPools {
  readonly settings: PgbouncerSettings;
  readonly uri: string;
  /** What names their size. */
  readonly size: Span | undefined;
}

/**
 * The pools of a mounted pgbouncer.ini, else of the one that edoburu's image writes from variables where it finds none
 * (entrypoint.sh of edoburu/docker-pgbouncer).
 */
export function pgbouncerPoolsOf(snapshot: Snapshot, container: Container, path: string): PgbouncerPools | undefined {
  const run = pgbouncerRun(snapshot, container, path);
  if (run !== undefined) return { settings: run.settings, uri: run.file.uri, size: run.settings.entry('default_pool_size')?.valueSpan };
  const { image, exec, entrypoint, volumes, environment } = container;
  if (image?.value.path !== 'edoburu/pgbouncer' || exec !== undefined || entrypoint !== undefined || volumes.some(({ value }) => /^\/etc\/pgbouncer(?:\/pgbouncer\.ini)?\/?$/.test(value.target))) return undefined;
  const variable = (name: string): string | undefined => variableOf(snapshot, container, path, name);
  const host = variable('DB_HOST');
  const set = POOL_VARIABLES.filter((name) => variable(name) !== undefined);
  if (host === undefined || !/^[\w.-]+$/.test(host) || set.some((name) => !/^\d+$/.test(variable(name)!)) || OTHER_DATABASES.some((name) => variable(name) !== undefined)) return undefined;
  const lines = set.map((name) => `${name.toLowerCase()} = ${variable(name)}`);
  const place = environment.variables.filter(({ value }) => value.name === 'DEFAULT_POOL_SIZE').at(-1) ?? image;
  return { settings: pgbouncerSettings(parsePgbouncer(`[databases]\n* = host=${host}\n[pgbouncer]\n${lines.join('\n')}`)), uri: place.uri, size: place };
}

export interface CeleryRun {
  /**
   * Whether child processes run the tasks, as with `prefork`, the default. Greenlets, threads and `solo` run them in one
   * process that nothing replaces; of a pool of the application's own nothing is known.
   */
  readonly forks: boolean;
  /** Tasks at once, each in a child where it forks: `--autoscale`'s maximum, else `--concurrency`; undefined: one for each CPU. */
  readonly concurrency: Located<number> | undefined;
  /** Bytes at which a child is replaced. */
  readonly perChild: Located<number> | undefined;
  /** Seconds after which a task is ended. */
  readonly softLimit: Located<number> | undefined;
  readonly hardLimit: Located<number> | undefined;
}

const number = (place: Located | undefined, factor = 1): Located<number> | undefined =>
  place !== undefined && /^\d+(?:\.\d+)?$/.test(place.value) ? { ...place, value: Number(place.value) * factor } : undefined;

/**
 * The options of a `celery worker` that cost memory and time; sizes are in kilobytes on the command line. The pool may
 * come from `CELERY_WORKER_POOL` too: Celery's options are variables with the prefix of its command (celery/bin/celery.py).
 */
export function celeryRun(snapshot: Snapshot, container: Container, path: string): CeleryRun {
  const words = container.exec?.words ?? [];
  const autoscale = optionOf(words, '--autoscale');
  const pool = optionOf(words, '--pool', '-P')?.value ?? variableOf(snapshot, container, path, 'CELERY_WORKER_POOL') ?? 'prefork';
  return {
    forks: pool === 'prefork' || pool === 'processes',
    concurrency: number(autoscale === undefined ? undefined : { ...autoscale, value: autoscale.value.split(',')[0]! }) ?? number(optionOf(words, '--concurrency', '-c')),
    perChild: number(optionOf(words, '--max-memory-per-child'), 1024),
    softLimit: number(optionOf(words, '--soft-time-limit')),
    hardLimit: number(optionOf(words, '--time-limit')),
  };
}

/** The major release of a container's PostgreSQL. */
export const postgresMajorOf = (run: PostgresRun): number => postgresMajor(run.version);
