import { IO_CONCURRENCY, pgtuneWalBuffers, WAL_SIZES } from './pgtune.ts';
import type { Profile, Setting, Storage } from './types.ts';
import type { Sum } from '../model/worst.ts';
import { ceilTo, clamp, count, floorTo, GB, KB, MB, postgresSize, say } from '../model/values/units.ts';
import { postgresWorst, processOverhead, spell, type PostgresMemory } from '../model/worst.ts';

export interface PostgresInput {
  /** The container's limit, in bytes. */
  readonly memory: number;
  readonly cpus: number;
  readonly profile: Profile;
  readonly storage: Storage;
  readonly major: number;
  /** max_connections as wished for, and the least that will do. */
  readonly connections: number;
  readonly leastConnections: number;
  /** Where the number of connections comes from, as one sentence. */
  readonly connectionsReason: string;
}

export interface PostgresPlan {
  readonly settings: Record<string, Setting>;
  readonly connections: number;
  readonly shmSize: number;
  readonly worst: Sum;
  readonly warnings: readonly string[];
}

/** Below this a sort of a few thousand rows goes to disk. */
const GOOD_WORK_MEM = 4 * MB;
/** Below this PostgreSQL is slow at anything. */
const LEAST_WORK_MEM = 1 * MB;

/** Rounds a size down so that it reads well and wastes under 7 %. */
function readable(bytes: number): number {
  for (const [from, grain] of [[4 * GB, 256 * MB], [GB, 64 * MB], [256 * MB, 16 * MB], [32 * MB, 2 * MB], [8 * MB, MB], [MB, 256 * KB]] as const) {
    if (bytes >= from) return floorTo(bytes, grain);
  }
  return floorTo(bytes, 64 * KB);
}

interface Shape {
  readonly sharedFraction: number;
  readonly workers: number;
  readonly hashMemMultiplier: number;
}

/** Parallel workers that the CPUs could feed and the RAM could bear. */
function mostWorkers(cpus: number, memory: number, profile: Profile): number {
  if (cpus < 2) return 0;
  return Math.min(cpus, profile === 'dw' ? 64 : 16, Math.floor(memory / (256 * MB)));
}

function autovacuumWorkers(cpus: number, memory: number): number {
  if (memory < 512 * MB) return 2;
  if (memory < 4 * GB || cpus < 16) return 3;
  return cpus >= 32 ? 5 : 4;
}

/** All of the memory settings but work_mem, which takes what they leave. */
function fixedPart(input: PostgresInput, shape: Shape, connections: number): PostgresMemory {
  const { memory, profile, major, cpus } = input;
  const sharedBuffers = readable(memory * shape.sharedFraction);
  const warehouse = profile === 'dw';
  return {
    sharedBuffers,
    maxConnections: connections,
    workMem: 0,
    hashMemMultiplier: shape.hashMemMultiplier,
    maintenanceWorkMem: readable(clamp(memory / (warehouse ? 10 : 16), 16 * MB, warehouse ? 8 * GB : 2 * GB)),
    // Before 17 vacuum cannot use more than 1 GB.
    autovacuumWorkMem: readable(clamp(memory / 32, 8 * MB, major >= 17 ? 2 * GB : GB)),
    autovacuumMaxWorkers: autovacuumWorkers(cpus, memory),
    walBuffers: floorTo(pgtuneWalBuffers(sharedBuffers), 64 * KB),
    maxParallelWorkers: shape.workers,
    ioWorkers: major >= 18 ? clamp(Math.floor(cpus / 4), 3, 32) : 0,
  };
}

/** What the estimate may be off by: a part of the limit that nothing is planned into. */
const SLACK = 0.03;

/** The work_mem that fills the limit and no more; 0 or less where the rest has it all already. */
function workMemFor(memory: number, part: PostgresMemory): number {
  const left = memory * (1 - SLACK) - postgresWorst(part).total;
  return readable(Math.min(2 * GB - MB, left / ((part.maxConnections + part.maxParallelWorkers) * part.hashMemMultiplier)));
}

/** Divides the limit up: gives way in workers, then shared buffers, hashes and connections until work_mem is good. */
function divide(input: PostgresInput): PostgresMemory | undefined {
  const { memory, cpus, profile, major, connections, leastConnections } = input;
  const most = mostWorkers(cpus, memory, profile);
  // Each connection maps the shared buffers: at 64 ÷ connections their page tables are an eighth of the limit, no more.
  const fraction = Math.min(profile === 'desktop' ? 1 / 8 : 1 / 4, 64 / connections);
  const hash = major >= 13 ? 2 : 1;
  const shapes: Shape[] = [
    { sharedFraction: fraction, workers: most, hashMemMultiplier: hash },
    { sharedFraction: fraction, workers: Math.min(most, 4), hashMemMultiplier: hash },
    { sharedFraction: fraction, workers: Math.min(most, 2), hashMemMultiplier: hash },
    { sharedFraction: fraction * 0.75, workers: Math.min(most, 2), hashMemMultiplier: hash },
    { sharedFraction: fraction * 0.75, workers: Math.min(most, 2), hashMemMultiplier: 1 },
    { sharedFraction: fraction * 0.75, workers: 0, hashMemMultiplier: 1 },
  ];
  const fit = (shape: Shape, max: number, least: number): PostgresMemory | undefined => {
    const part = fixedPart(input, shape, max);
    const workMem = workMemFor(memory, part);
    return workMem >= least ? { ...part, workMem } : undefined;
  };
  for (const shape of shapes) {
    const found = fit(shape, connections, GOOD_WORK_MEM);
    if (found !== undefined) return found;
  }
  const spare = shapes[3]!;
  for (let max = connections - 1; max >= leastConnections; max = Math.min(max - 1, Math.floor(max * 0.95))) {
    const found = fit(spare, max, GOOD_WORK_MEM);
    if (found !== undefined) return found;
  }
  const last: Shape = { sharedFraction: fraction / 2, workers: 0, hashMemMultiplier: 1 };
  return fit(spare, leastConnections, LEAST_WORK_MEM) ?? fit(shapes[5]!, leastConnections, LEAST_WORK_MEM) ?? fit(last, leastConnections, LEAST_WORK_MEM);
}

/** Workers of one query: PGTune's half of the CPUs, at most 4 but for a warehouse, and never all of the pool. */
function perGather(cpus: number, workers: number, profile: Profile): number {
  if (workers === 0) return 0;
  const half = Math.ceil(cpus / 2);
  return Math.max(1, Math.min(workers, profile === 'dw' ? half : Math.min(4, half)));
}

/**
 * `/dev/shm` for parallel queries: a parallel hash join keeps its table there, as large as the leader and all its
 * workers may have together. A ceiling, part of the container's limit; Podman's own is 64 MB.
 */
function shmSizeFor(memory: number, part: PostgresMemory, gather: number): number {
  const queries = gather === 0 ? 0 : Math.ceil(part.maxParallelWorkers / gather);
  const tables = (part.maxParallelWorkers + queries) * part.workMem * part.hashMemMultiplier;
  return clamp(ceilTo(tables, 64 * MB), 64 * MB, Math.max(64 * MB, floorTo(memory / 2, 64 * MB)));
}

/** PostgreSQL's settings for a container whose limit its worst case never passes; undefined where it is too little. */
export function tunePostgres(input: PostgresInput): PostgresPlan | undefined {
  const part = divide(input);
  if (part === undefined) return undefined;
  const { memory, cpus, profile, storage, major } = input;
  const worst = postgresWorst(part);
  const gather = perGather(cpus, part.maxParallelWorkers, profile);
  const shmSize = shmSizeFor(memory, part, gather);
  const [minWal, maxWal] = WAL_SIZES[profile];
  const percent = (bytes: number): string => `${Math.round((bytes / memory) * 100)} % of ${say(memory)}`;
  const settings: Record<string, Setting> = {};
  const set = (key: string, value: string | number, reason: string): void => void (settings[key] = { value: String(value), reason });

  set('max_connections', part.maxConnections, input.connectionsReason + (part.maxConnections < input.connections ? ` Lowered from ${input.connections} so that work_mem stays useful.` : ''));
  set('shared_buffers', postgresSize(part.sharedBuffers), `${percent(part.sharedBuffers)}, the container's limit; the rest is for connections, maintenance and the page cache.`);
  set('effective_cache_size', postgresSize(readable(memory * 0.75)), `3/4 of ${say(memory)}: shared_buffers and the page cache that the container may fill. Allots nothing.`);
  set('work_mem', postgresSize(part.workMem), `What is left at the worst, ${say(part.workMem * part.hashMemMultiplier * (part.maxConnections + part.maxParallelWorkers))}, ÷ (${part.maxConnections} connections + ${count(part.maxParallelWorkers, 'parallel worker')})${part.hashMemMultiplier > 1 ? ` ÷ hash_mem_multiplier ${part.hashMemMultiplier}` : ''}.`);
  if (major >= 13) set('hash_mem_multiplier', part.hashMemMultiplier, part.hashMemMultiplier > 1 ? 'A hash may take twice work_mem; counted so in the worst case.' : 'Hashes get no more than sorts: this limit leaves no room for it.');
  set('maintenance_work_mem', postgresSize(part.maintenanceWorkMem), `${percent(part.maintenanceWorkMem)}, for one index build or restore at a time.`);
  set('autovacuum_work_mem', postgresSize(part.autovacuumWorkMem), `${percent(part.autovacuumWorkMem)} for each of ${part.autovacuumMaxWorkers} workers, which would otherwise take maintenance_work_mem each.`);
  set('autovacuum_max_workers', part.autovacuumMaxWorkers, part.autovacuumMaxWorkers > 3 ? `${cpus} CPUs keep more than 3 busy.` : part.autovacuumMaxWorkers < 3 ? 'Two are enough for a database of this size, and cost less than three.' : "PostgreSQL's own default.");
  set('wal_buffers', postgresSize(part.walBuffers), '3 % of shared_buffers, at most 16 MB.');
  set('min_wal_size', postgresSize(minWal * MB), `For ${profile}, as PGTune. Disk, not RAM.`);
  set('max_wal_size', postgresSize(maxWal * MB), `For ${profile}, as PGTune: a checkpoint is forced once this much WAL is written. Disk, not RAM.`);
  set('checkpoint_completion_target', '0.9', 'Spreads the writes of a checkpoint over 90 % of the time to the next.');
  set('default_statistics_target', profile === 'dw' ? 500 : 100, profile === 'dw' ? 'A warehouse plans few, long queries: better statistics pay.' : "PostgreSQL's own default.");
  const slow = storage === 'hdd' || profile === 'dw';
  set('random_page_cost', slow ? '4' : '1.1', storage === 'hdd' ? 'A disk that turns: seeking is dear.' : slow ? 'A warehouse larger than its RAM scans faster than it seeks.' : 'Reading at random costs hardly more than reading in order.');
  set('effective_io_concurrency', IO_CONCURRENCY[storage], `Reads that ${storage} takes at once.`);
  set('huge_pages', part.sharedBuffers >= 2 * GB ? 'try' : 'off', part.sharedBuffers >= 2 * GB ? `Saves page tables (${say(processOverhead(part.sharedBuffers) - 4 * MB)} a process) where the host has huge pages set aside.` : 'Below 2 GB of shared_buffers they gain little.');
  set('max_worker_processes', part.maxParallelWorkers + 2, `${count(part.maxParallelWorkers, 'parallel worker')}, the logical replication launcher and one for an extension.`);
  set('max_parallel_workers', part.maxParallelWorkers, part.maxParallelWorkers === 0 ? 'None: the CPUs or the RAM do not carry them.' : `${count(cpus, 'CPU')}, as far as ${say(memory)} carries them; each has its own work_mem.`);
  set('max_parallel_workers_per_gather', gather, gather === 0 ? 'No parallel queries.' : `Half of ${count(cpus, 'CPU')}${profile === 'dw' ? '' : ', at most 4'}.`);
  if (major >= 11) set('max_parallel_maintenance_workers', Math.min(4, gather), 'They share one maintenance_work_mem.');
  if (major >= 12 && profile !== 'dw' && profile !== 'desktop') set('jit', 'off', 'Compiling costs short queries more than it gains.');
  if (major >= 10) set('wal_compression', major >= 15 ? 'lz4' : 'on', 'Less WAL for a little CPU.');
  if (major >= 18) {
    set('io_method', 'worker', "PostgreSQL's default. io_uring, PGTune's choice, is what Podman's seccomp profile forbids.");
    set('io_workers', part.ioWorkers, part.ioWorkers > 3 ? 'A quarter of the CPUs.' : "PostgreSQL's own default.");
  }
  const warnings = part.workMem < GOOD_WORK_MEM
    ? [`work_mem is ${say(part.workMem)}: ${part.maxConnections} connections leave no more of ${say(memory)}. More RAM for PostgreSQL, or a pooler and fewer connections, would serve it better.`]
    : [];
  return { settings, connections: part.maxConnections, shmSize, worst, warnings };
}

/** Why PostgreSQL's limit is enough: the worst case with its sum. */
export const postgresWorstReason = (worst: Sum, memory: number): string => `At the worst ${say(worst.total)} of ${say(memory)}: ${spell(worst)}.`;
