import type { Span } from '../syntax/span.ts';
import type { RedisArgument, RedisLine, RedisTree } from '../syntax/redis.ts';
import { directiveFor, isIgnored, type KnownDirective, type RedisTarget } from './redis-target.ts';

/** Powers of the size units; without `b` they are decimal. */
const UNITS: Readonly<Record<string, bigint>> = {
  '': 1n, b: 1n, k: 1000n, kb: 1024n, m: 1_000_000n, mb: 1024n ** 2n, g: 1_000_000_000n, gb: 1024n ** 3n,
};
const TWO_64 = 2n ** 64n;

/**
 * A size as memtoull() of src/util.c reads it, in bytes: digits, then `b`, `k`, `kb`, `m`, `mb`, `g`, `gb` in any case.
 * No digits count as 0. The product wraps at 64 bits as in C. Undefined where the server refuses it.
 */
export function redisMemoryBits(text: string, huge: 'largest' | 'refused' = 'largest'): bigint | undefined {
  const match = /^(\d{0,127})([a-z]{0,2})$/i.exec(text);
  const factor = match === null ? undefined : UNITS[match[2]!.toLowerCase()];
  if (match === null || factor === undefined) return undefined;
  const number = BigInt(match[1] === '' ? 0 : match[1]!);
  if (number < TWO_64) return (number * factor) % TWO_64;
  return huge === 'refused' ? undefined : ((TWO_64 - 1n) * factor) % TWO_64;
}

/**
 * A size in bytes: `900mb` is 943,718,400, `900m` is 900,000,000. Undefined where no server takes it. For arithmetic;
 * values of 2^53 bytes and more lose their last digits.
 */
export function parseRedisMemory(text: string): number | undefined {
  const bits = redisMemoryBits(text);
  return bits === undefined ? undefined : Number(bits);
}

/** A line that sets something. */
export interface RedisSetting {
  /** The directive's present name, where the server knows it; else the name as written, in lower case. */
  readonly name: string;
  readonly directive: KnownDirective | undefined;
  /** The name as it stands in the file. */
  readonly key: RedisArgument;
  /** The values after it. */
  readonly args: readonly RedisArgument[];
  readonly line: RedisLine;
  /** From the first to the last value; the key's end where there is none. */
  readonly valueSpan: Span;
}

/** What a file says in the end. Later lines win; `save` and its like add up. */
export interface RedisSettings {
  /** All lines with a directive, in order; lines with wrong quotes are left out. */
  readonly all: readonly RedisSetting[];
  /** The line in force for a directive by its present name. */
  readonly last: ReadonlyMap<string, RedisSetting>;
  /** The first value in force, decoded: what the file says, not the default. */
  value(name: string): string | undefined;
  /** A size in bytes, where the file sets one that a server accepts. */
  bytes(name: string): number | undefined;
  /** True for `yes`, false for `no`. */
  flag(name: string): boolean | undefined;
  /** The save points in force, in seconds and changes; empty for `save ""`; undefined where the file has no `save`. */
  savePoints(): readonly { readonly seconds: number; readonly changes: number; readonly setting: RedisSetting }[] | undefined;
}

/** Reads the effective settings of a file by itself (without what it includes). */
export function redisSettings(tree: RedisTree, target: RedisTarget): RedisSettings {
  const all: RedisSetting[] = [];
  const last = new Map<string, RedisSetting>();
  for (const line of tree.lines) {
    if (line.kind !== 'directive' || line.unbalanced !== undefined) continue;
    const setting = settingOf(line, target);
    all.push(setting);
    if (!isIgnored(setting.name, target)) last.set(setting.name, setting);
  }
  const value = (name: string) => last.get(name)?.args[0]?.value;
  return {
    all,
    last,
    value,
    bytes: (name) => {
      const text = value(name);
      return text === undefined ? undefined : parseRedisMemory(text);
    },
    flag: (name) => {
      const text = value(name)?.toLowerCase();
      return text === 'yes' ? true : text === 'no' ? false : undefined;
    },
    savePoints: () => savePoints(all),
  };
}

/** A line with its directive. */
export function settingOf(line: RedisLine, target: RedisTarget): RedisSetting {
  const [key, ...args] = line.args as readonly [RedisArgument, ...RedisArgument[]];
  const directive = directiveFor(key.value, target);
  const valueSpan = { start: args[0]?.start ?? key.end, end: args.at(-1)?.end ?? key.end };
  return { name: directive?.name ?? key.value.toLowerCase(), directive, key, args, line, valueSpan };
}

function savePoints(all: readonly RedisSetting[]) {
  const lines = all.filter((setting) => setting.name === 'save');
  if (lines.length === 0) return undefined;
  const points: { seconds: number; changes: number; setting: RedisSetting }[] = [];
  for (const setting of lines) {
    const words = setting.args.length === 1 ? setting.args[0]!.value.split(/\s+/).filter(Boolean) : setting.args.map((arg) => arg.value);
    // A lone `save ""` also takes away what stood before it (setConfigSaveOption in src/config.c).
    if (setting.args.length === 1 && setting.args[0]!.value === '') points.length = 0;
    for (let i = 0; i + 1 < words.length; i += 2) {
      const [seconds, changes] = [Number(words[i]), Number(words[i + 1])];
      if (Number.isInteger(seconds) && Number.isInteger(changes)) points.push({ seconds, changes, setting });
    }
  }
  return points;
}
