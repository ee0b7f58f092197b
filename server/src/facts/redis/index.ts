import type { Fact } from '../schema.ts';
import commands from './commands.facts.json';
import directives from './directives.facts.json';
import sentinelCommandTable from './sentinel-commands.facts.json';
import sentinel from './sentinel.facts.json';

/** Product → the releases that have something: `7.0` (since), `6.2 until 8.0` (no longer in 8.0), or several such ranges where it came with patch releases: `8.0.6 until 8.1, 8.1.4`. */
export type RedisReleases = Readonly<Partial<Record<'redis' | 'valkey', string>>>;

/** The C type that the server keeps a number in: it decides how values out of range wrap. */
export type RedisNumberType = 'int' | 'uint' | 'long' | 'ulong' | 'longlong' | 'ulonglong' | 'size' | 'ssize' | 'off' | 'time';

export type RedisUnit = 'bytes' | 'microseconds' | 'milliseconds' | 'seconds' | 'minutes' | 'percent';

export type RedisDirectiveKind =
  | 'bool' | 'enum' | 'number' | 'string' | 'path' | 'folder'
  // What has a grammar of its own:
  | 'bind' | 'client-output-buffer-limit' | 'dir' | 'include' | 'latency-tracking-info-percentiles' | 'loadmodule'
  | 'notify-keyspace-events' | 'oom-score-adj-values' | 'rename-command' | 'replicaof' | 'save' | 'user';

/** What one directive is: read from src/config.c of each release and from running servers. */
export interface RedisDirective extends Fact {
  readonly group: string;
  readonly kind: RedisDirectiveKind;
  readonly in: RedisReleases;
  /** Releases that read `name value` and ignore it. */
  readonly ignored?: RedisReleases;
  /** Older names that still work. */
  readonly aliases?: readonly string[];
  readonly type?: RedisNumberType;
  /** Bounds, included; as text, for they go beyond what a JSON number holds. */
  readonly min?: string;
  readonly max?: string;
  /** `size`: with `kb` and the like; otherwise a plain number. */
  readonly format?: 'size' | 'signed-size' | 'size-or-percent' | 'octal';
  readonly unit?: RedisUnit;
  /** Takes several arguments. */
  readonly multi?: boolean;
  /** Several lines add up; elsewhere the last one wins. */
  readonly accumulates?: boolean;
  /** Whether CONFIG SET may change it; `protected`: only with `enable-protected-configs`. */
  readonly runtime: 'yes' | 'no' | 'protected';
  readonly secret?: boolean;
  /** Left out of CONFIG GET `*`. */
  readonly hidden?: boolean;
  /** Name of a further check of the value. */
  readonly check?: string;
  /** Values of the enumeration that not all releases know. */
  readonly only?: Readonly<Record<string, RedisReleases>>;
  readonly valkeyUrl?: string;
  /** What is different in some releases, in order. */
  readonly changes?: readonly (Partial<Omit<RedisDirective, 'in' | 'changes'>> & { readonly in: RedisReleases })[];
}

/** A statement after `sentinel`. */
export interface SentinelDirective extends Fact {
  readonly kind: string;
  /** Placeholders; `[…]` may be left out. */
  readonly args: readonly string[];
  readonly in: RedisReleases;
  readonly unit?: RedisUnit;
  readonly secret?: boolean;
  /** Sentinel writes the line by itself. */
  readonly written?: boolean;
  readonly valkeyUrl?: string;
}

export interface RedisCommand {
  readonly in: RedisReleases;
  readonly subcommands?: Readonly<Record<string, RedisReleases>>;
}

/** Directives by their present name. */
export const redisDirectives = () => directives() as Readonly<Record<string, RedisDirective>>;

/** Statements of `sentinel …` by name. */
export const sentinelDirectives = () => sentinel() as Readonly<Record<string, SentinelDirective>>;

/** The server's own commands, in lower case, without those of modules. */
export const redisCommands = () => commands() as Readonly<Record<string, RedisCommand>>;

/** The commands of a server that is started as Sentinel, in lower case: what COMMAND lists there. */
export const sentinelCommands = () => sentinelCommandTable() as Readonly<Record<string, RedisCommand>>;
