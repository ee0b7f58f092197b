/** The programs that a file can be judged for. */
export const PRODUCTS = ['podman', 'redis', 'valkey', 'pgbouncer', 'postgres', 'systemd'] as const;
export type Product = (typeof PRODUCTS)[number];

/** A version as numbers, most significant first: `5.8.2` → `[5, 8, 2]`. */
export type Version = readonly number[];

/** The newest release of each program that the facts were read from. */
export const NEWEST: Readonly<Record<Product, Version>> = {
  podman: [6, 1, 1],
  redis: [8, 6, 3],
  valkey: [9, 1, 2],
  pgbouncer: [1, 26, 1],
  postgres: [18, 7],
  systemd: [262],
};

/** The versions that a file is judged by. Each is present; `redis` and `valkey` exclude each other through `store`. */
export interface Targets {
  readonly podman: Version;
  readonly redis: Version;
  readonly valkey: Version;
  readonly pgbouncer: Version;
  readonly postgres: Version;
  readonly systemd: Version;
  /** Which of the two a redis.conf is for. */
  readonly store: 'redis' | 'valkey';
}

/** The newest known release of everything, Redis rather than Valkey. */
export const NEWEST_TARGETS: Targets = { ...NEWEST, store: 'redis' };

/** What was read of late: tables name the same few releases again and again. */
const known = new Map<string, Version | undefined>();
const MOST_KNOWN = 1000;

/** Reads `5`, `5.8`, `v5.8.2`, `16-alpine`, `7.2.4-bookworm`; undefined where no number leads. */
export function parseVersion(text: string): Version | undefined {
  if (known.has(text)) return known.get(text);
  if (known.size >= MOST_KNOWN) known.clear();
  const version = readVersion(text);
  if (text.length < 100) known.set(text, version);
  return version;
}

function readVersion(text: string): Version | undefined {
  const match = /^v?(\d{1,6}(?:\.\d{1,6}){0,3})(?:$|[^\d.])/.exec(text.trim());
  return match?.[1]?.split('.').map(Number);
}

/** Negative where `a` is older than `b`, 0 where they are equal as far as the shorter one goes on in zeros. */
export function compareVersions(a: Version, b: Version): number {
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** True where `version` is `since` or later. */
export const atLeast = (version: Version, since: Version): boolean => compareVersions(version, since) >= 0;

/**
 * A version given with fewer numbers names its newest known release: `7.0` of Redis is `7.0.x`. Comparing a short
 * version against a long `since` therefore fills it up with a large number instead of zeros.
 */
export const asNewestPatch = (version: Version): Version => (version.length >= 3 ? version : [...version, 999]);

export const formatVersion = (version: Version): string => version.filter((part) => part !== 999).join('.');
