import { GB, KB, MB, postgresSize, say } from '../model/values/units.ts';
import type { Profile, Setting, Storage } from './types.ts';

export interface PgtuneInput {
  /** PostgreSQL's own RAM, in bytes. */
  readonly ram: number;
  readonly cpus: number | undefined;
  readonly connections: number | undefined;
  readonly profile: Profile;
  readonly storage: Storage;
  readonly major: number;
}

/** Connections that PGTune counts on, by profile. */
export const PROFILE_CONNECTIONS: Readonly<Record<Profile, number>> = { web: 200, oltp: 300, dw: 40, desktop: 20, mixed: 100 };

/** min_wal_size and max_wal_size by profile, in MB, as PGTune sets them. */
export const WAL_SIZES: Readonly<Record<Profile, readonly [number, number]>> = {
  web: [1024, 4096],
  oltp: [2048, 8192],
  dw: [4096, 16384],
  desktop: [100, 2048],
  mixed: [1024, 4096],
};

/** Concurrent reads that a storage takes well (Linux). */
export const IO_CONCURRENCY: Readonly<Record<Storage, number>> = { hdd: 2, ssd: 200, san: 300, nvme: 1000 };

/** PGTune's wal_buffers: 3 % of shared_buffers, 32 kB to 16 MB, and 16 MB where it comes near that. Bytes. */
export function pgtuneWalBuffers(sharedBuffers: number): number {
  const kilobytes = Math.floor((3 * Math.floor(sharedBuffers / KB)) / 100);
  if (kilobytes > 14 * 1024) return 16 * MB;
  return Math.max(32, kilobytes) * KB;
}

/** PGTune's parallel settings; undefined below 4 CPUs, where it leaves PostgreSQL's defaults. */
export function pgtuneParallel(cpus: number | undefined, profile: Profile): { workers: number; perGather: number; maintenance: number } | undefined {
  if (cpus === undefined || cpus < 4) return undefined;
  const half = Math.ceil(cpus / 2);
  return { workers: cpus, perGather: profile === 'dw' ? half : Math.min(4, half), maintenance: Math.min(4, half) };
}

/** PostgreSQL's default max_worker_processes, which PGTune counts on where it sets none. */
const DEFAULT_WORKERS = 8;

/**
 * PGTune's formulas (github.com/le0pard/pgtune, configurationSlice) for Linux and a database whose size against the RAM
 * is not known. They aim at use, not at a bound: what they add up to at the worst is far more than the RAM.
 */
export function pgtuneSettings({ ram, cpus, connections, profile, storage, major }: PgtuneInput): Record<string, Setting> {
  const kilobytes = Math.floor(ram / KB);
  const max = connections ?? PROFILE_CONNECTIONS[profile];
  const desktop = profile === 'desktop';
  const shared = Math.floor(kilobytes / (desktop ? 16 : 4));
  const cache = Math.floor(desktop ? kilobytes / 4 : (kilobytes * 3) / 4);
  const maintenance = Math.min((8 * GB) / KB, Math.floor(kilobytes / (profile === 'dw' ? 8 : 16)));
  const parallel = pgtuneParallel(cpus, profile);
  const workers = parallel?.workers ?? DEFAULT_WORKERS;
  const divisor = { web: 1, oltp: 1, dw: 2, desktop: 6, mixed: 2 }[profile];
  const perConnection = Math.floor((kilobytes - shared) / ((max + workers) * 3) / divisor);
  const work = Math.max(4 * 1024, perConnection);
  const size = (value: number): string => postgresSize(value * KB);
  const [minWal, maxWal] = WAL_SIZES[profile];
  const slow = storage === 'hdd' || profile === 'dw';
  const settings: Record<string, Setting> = {};
  const set = (key: string, value: string | number, reason: string): void => void (settings[key] = { value: String(value), reason });

  set('max_connections', max, connections === undefined ? `PGTune's figure for ${profile}.` : 'As asked for.');
  set('shared_buffers', size(shared), `1/${desktop ? 16 : 4} of ${say(ram)}.`);
  set('effective_cache_size', size(cache), `${desktop ? '1/4' : '3/4'} of ${say(ram)}: what the planner may take to be cached.`);
  set('maintenance_work_mem', size(maintenance), `1/${profile === 'dw' ? 8 : 16} of ${say(ram)}, at most 8 GB.`);
  set('work_mem', size(work), `(${say(ram)} − shared_buffers ${say(shared * KB)}) ÷ ((${max} connections + ${workers} workers) × 3)${divisor > 1 ? ` ÷ ${divisor}` : ''}, at least 4 MB.`);
  set('wal_buffers', postgresSize(pgtuneWalBuffers(shared * KB)), '3 % of shared_buffers, at most 16 MB.');
  set('min_wal_size', size(minWal * 1024), `PGTune's figure for ${profile}.`);
  set('max_wal_size', size(maxWal * 1024), `PGTune's figure for ${profile}: checkpoints are forced once this much WAL is written.`);
  set('checkpoint_completion_target', '0.9', 'Spreads the writes of a checkpoint over 90 % of the time to the next.');
  set('default_statistics_target', profile === 'dw' ? 500 : 100, profile === 'dw' ? 'A warehouse plans few, long queries: better statistics pay.' : "PostgreSQL's own default.");
  set('random_page_cost', slow ? '4' : '1.1', slow ? 'Reading at random is dear here.' : 'Reading at random costs hardly more than reading in order.');
  set('effective_io_concurrency', IO_CONCURRENCY[storage], `PGTune's figure for ${storage}.`);
  set('huge_pages', shared * KB >= 2 * GB ? 'try' : 'off', 'Worth it from 2 GB of shared_buffers on.');
  if (parallel !== undefined) {
    set('max_worker_processes', parallel.workers, `${cpus} CPUs.`);
    set('max_parallel_workers', parallel.workers, `${cpus} CPUs.`);
    set('max_parallel_workers_per_gather', parallel.perGather, profile === 'dw' ? 'Half the CPUs.' : 'Half the CPUs, at most 4.');
    if (major >= 11) set('max_parallel_maintenance_workers', parallel.maintenance, 'Half the CPUs, at most 4.');
  }
  if (desktop) {
    set('wal_level', 'minimal', 'A desktop has no standby and no archive.');
    set('max_wal_senders', 0, 'wal_level = minimal allows none.');
  }
  if (major >= 12 && profile !== 'dw' && !desktop) set('jit', 'off', 'Compiling costs short queries more than it gains.');
  if (major >= 10) set('wal_compression', major >= 15 ? 'lz4' : 'on', 'Less WAL for a little CPU.');
  const vacuumers = (cpus ?? 0) >= 32 ? 5 : (cpus ?? 0) >= 16 ? 4 : undefined;
  if (vacuumers !== undefined) set('autovacuum_max_workers', vacuumers, `${cpus} CPUs keep more than 3 busy.`);
  if (maintenance * KB >= 2 * GB) set('autovacuum_work_mem', '2GB', 'Caps each autovacuum worker, which would otherwise take maintenance_work_mem.');
  if (major >= 18) {
    set('io_method', 'io_uring', "PGTune's choice on Linux; a container's seccomp profile mostly forbids it.");
    const ioWorkers = Math.min(32, Math.floor((cpus ?? 0) / 4));
    if (ioWorkers > 3) set('io_workers', ioWorkers, 'A quarter of the CPUs.');
  }
  return settings;
}
