import { formatBytes } from './size.ts';

/** Sizes in bytes; every unit here is a power of 1024, as Podman, PostgreSQL and Redis' `kb`, `mb`, `gb` count. */
export const KB = 1024;
export const MB = 1024 * KB;
export const GB = 1024 * MB;

/** A size for people: `2 GB`, `12.5 GB`, `512 MB`. */
export const say = formatBytes;

function exact(bytes: number, units: readonly (readonly [number, string])[], none: string): string {
  for (const [size, suffix] of units) if (bytes >= size && bytes % size === 0) return `${bytes / size}${suffix}`;
  return none;
}

/** As `Memory=`, `ShmSize=` and `--memory=` write sizes: the largest unit without a remainder, `2G`, `1536M`, `0`. */
export const podmanSize = (bytes: number): string => exact(bytes, [[GB, 'G'], [MB, 'M'], [KB, 'K']], `${bytes}`);

/** As postgresql.conf writes memory: `2GB`, `1536MB`, `5041kB`. Rounds down to whole kilobytes, PostgreSQL's own grain here. */
export const postgresSize = (bytes: number): string => {
  const kilobytes = Math.floor(bytes / KB);
  return exact(kilobytes * KB, [[GB, 'GB'], [MB, 'MB'], [KB, 'kB']], '0');
};

/** As redis.conf writes memory: `900mb`; Redis' `mb` is 1024 × 1024 where its `m` is a million. */
export const redisSize = (bytes: number): string => exact(bytes, [[GB, 'gb'], [MB, 'mb'], [KB, 'kb']], `${bytes}`);

/** Rounds down to a multiple of `grain`. */
export const floorTo = (bytes: number, grain: number): number => Math.floor(bytes / grain) * grain;

/** Rounds up to a multiple of `grain`. */
export const ceilTo = (bytes: number, grain: number): number => Math.ceil(bytes / grain) * grain;

export const clamp = (value: number, low: number, high: number): number => Math.max(low, Math.min(high, value));

/** `1 connection`, `2 connections`. */
export const count = (n: number, word: string): string => `${n} ${word}${n === 1 ? '' : 's'}`;

/** `a`, `a and b`, `a, b and c`. */
export const list = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words[words.length - 1]}`;
