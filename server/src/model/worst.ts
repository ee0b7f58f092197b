import { count, KB, MB, say } from './values/units.ts';

/** One summand: what it is, as a formula with numbers, and its size in bytes. */
export interface Term {
  readonly label: string;
  readonly bytes: number;
  /** The settings that it comes from. */
  readonly keys: readonly string[];
}

export interface Sum {
  readonly total: number;
  readonly terms: readonly Term[];
}

/** Adds terms up; those of no size are left out. */
export function sumOf(terms: readonly Term[]): Sum {
  const shown = terms.filter((term) => term.bytes > 0);
  return { total: shown.reduce((total, term) => total + term.bytes, 0), terms: shown };
}

/** `shared_buffers 2 GB + 200 connections × work_mem 64 MB (12.5 GB)`: the largest `most` terms, the rest in one. */
export function spell({ terms }: Sum, most = 6): string {
  const kept = terms.length <= most ? terms : [...terms].sort((a, b) => b.bytes - a.bytes).slice(0, most - 1);
  const shown = terms.filter((term) => kept.includes(term)).map((term) => term.label);
  const rest = terms.filter((term) => !kept.includes(term)).reduce((total, term) => total + term.bytes, 0);
  return [...shown, ...(rest > 0 ? [`the rest ${say(rest)}`] : [])].join(' + ');
}

/** What of PostgreSQL's settings costs memory; sizes in bytes. */
export interface PostgresMemory {
  readonly sharedBuffers: number;
  readonly maxConnections: number;
  readonly workMem: number;
  readonly hashMemMultiplier: number;
  readonly maintenanceWorkMem: number;
  /** -1: as maintenance_work_mem. */
  readonly autovacuumWorkMem: number;
  readonly autovacuumMaxWorkers: number;
  readonly walBuffers: number;
  readonly maxParallelWorkers: number;
  /** 18 and later with `io_method = worker`. */
  readonly ioWorkers: number;
}

/** PostgreSQL's own defaults, by major version; what a postgresql.conf leaves unsaid. */
export function postgresDefaults(major: number): PostgresMemory {
  return {
    sharedBuffers: 128 * MB,
    maxConnections: 100,
    workMem: 4 * MB,
    hashMemMultiplier: major >= 15 ? 2 : 1,
    maintenanceWorkMem: 64 * MB,
    autovacuumWorkMem: -1,
    autovacuumMaxWorkers: 3,
    walBuffers: -1,
    maxParallelWorkers: 8,
    ioWorkers: major >= 18 ? 3 : 0,
  };
}

/** wal_buffers -1 is 1/32 of shared_buffers, at least 64 kB, at most one WAL segment of 16 MB (XLOGChooseNumBuffers). */
export const walBuffersOf = (memory: PostgresMemory): number =>
  memory.walBuffers >= 0 ? memory.walBuffers : Math.min(16 * MB, Math.max(64 * KB, Math.floor(memory.sharedBuffers / 32)));

/**
 * What one server process costs beyond what it is told to use: 4 MB of its own (catalogue caches, stack, parsed
 * queries) and the page table through which it sees the shared buffers: 8 bytes for each page of 4 kB, 1/512.
 */
export const processOverhead = (sharedBuffers: number): number => 4 * MB + Math.ceil(sharedBuffers / 512);

/**
 * What PostgreSQL allots in shared memory at its start, rounded up. Measured with `postgres -C shared_memory_size`
 * (15): shared_buffers and 2.25 % for their descriptors, wal_buffers, 47 kB a connection (locks, process slots), 4 MB.
 */
export const sharedMemory = (memory: PostgresMemory): number =>
  Math.ceil(memory.sharedBuffers * 1.025) + walBuffersOf(memory) + memory.maxConnections * 64 * KB + 12 * MB;

/** Processes beyond the counted: postmaster, checkpointer, two writers, launchers, archiver, two WAL senders, an extension. */
const BACKGROUND = 10;

/**
 * The most that PostgreSQL can use at once when each connection and each parallel worker runs one sort or hash of
 * full size, all autovacuum workers are at work, and one session does maintenance.
 */
export function postgresWorst(memory: PostgresMemory): Sum {
  const each = processOverhead(memory.sharedBuffers);
  const hash = memory.workMem * Math.max(1, memory.hashMemMultiplier);
  const times = memory.hashMemMultiplier > 1 ? ` × hash_mem_multiplier ${memory.hashMemMultiplier}` : '';
  const autovacuum = memory.autovacuumWorkMem < 0 ? memory.maintenanceWorkMem : memory.autovacuumWorkMem;
  const autovacuumKey = memory.autovacuumWorkMem < 0 ? 'maintenance_work_mem' : 'autovacuum_work_mem';
  const operations = (n: number, word: string, key: string): Term => ({
    label: `${count(n, word)} × work_mem ${say(memory.workMem)}${times} (${say(n * hash)})`,
    bytes: n * hash,
    keys: [key, 'work_mem', 'hash_mem_multiplier'],
  });
  const processes = memory.maxConnections + memory.maxParallelWorkers + memory.autovacuumMaxWorkers + memory.ioWorkers + BACKGROUND;
  const shared = sharedMemory(memory);
  return sumOf([
    { label: `shared_buffers ${say(memory.sharedBuffers)}`, bytes: memory.sharedBuffers, keys: ['shared_buffers'] },
    operations(memory.maxConnections, 'connection', 'max_connections'),
    operations(memory.maxParallelWorkers, 'parallel worker', 'max_parallel_workers'),
    {
      label: `${count(memory.autovacuumMaxWorkers, 'autovacuum worker')} × ${autovacuumKey} ${say(autovacuum)} (${say(memory.autovacuumMaxWorkers * autovacuum)})`,
      bytes: memory.autovacuumMaxWorkers * autovacuum,
      keys: ['autovacuum_max_workers', autovacuumKey],
    },
    { label: `maintenance_work_mem ${say(memory.maintenanceWorkMem)}`, bytes: memory.maintenanceWorkMem, keys: ['maintenance_work_mem'] },
    { label: `${processes} processes × ${say(each)} (${say(processes * each)})`, bytes: processes * each, keys: ['max_connections'] },
    {
      label: `WAL buffers, locks and descriptors ${say(shared - memory.sharedBuffers)}`,
      bytes: shared - memory.sharedBuffers,
      keys: ['wal_buffers', 'max_connections'],
    },
  ]);
}

/** What of Redis' configuration costs memory; sizes in bytes. */
export interface RedisMemory {
  /** 0: no limit of its own. */
  readonly maxmemory: number;
  /** True where it forks to save: snapshots, or an append-only file that is rewritten. */
  readonly persists: boolean;
}

/** The program itself, the backlog of replication and the buffers that maxmemory does not count. */
export const REDIS_BASE = 24 * MB;

/**
 * Redis at its peak: all of maxmemory, while a child saves and every page of the parent is written meanwhile, so that
 * the kernel copies it. Without saving nothing forks, and a third is left for what the allocator cannot give back and for clients' buffers.
 */
export function redisPeak(memory: RedisMemory): Sum {
  const fragments = Math.ceil(memory.maxmemory / 3);
  return sumOf([
    { label: `maxmemory ${say(memory.maxmemory)}`, bytes: memory.maxmemory, keys: ['maxmemory'] },
    memory.persists
      ? { label: `pages copied while it saves ${say(memory.maxmemory)}`, bytes: memory.maxmemory, keys: ['save', 'appendonly'] }
      : { label: `fragmentation ${say(fragments)}`, bytes: fragments, keys: ['maxmemory'] },
    { label: `the program and its buffers ${say(REDIS_BASE)}`, bytes: REDIS_BASE, keys: [] },
  ]);
}

/** What PgBouncer's connections cost. */
export interface PgbouncerMemory {
  readonly maxClientConn: number;
  /** All server connections of all pools. */
  readonly serverConnections: number;
}

export const PGBOUNCER_BASE = 16 * MB;
/** A connection's structures and packet buffer are a few kB; with TLS and prepared statements the figure is tens. */
export const PGBOUNCER_CONNECTION = 48 * KB;

/** PgBouncer with every client and server connection in use. */
export function pgbouncerPeak({ maxClientConn, serverConnections }: PgbouncerMemory): Sum {
  const connections = maxClientConn + serverConnections;
  return sumOf([
    { label: `${count(connections, 'connection')} × ${say(PGBOUNCER_CONNECTION)} (${say(connections * PGBOUNCER_CONNECTION)})`, bytes: connections * PGBOUNCER_CONNECTION, keys: ['max_client_conn', 'default_pool_size'] },
    { label: `the program ${say(PGBOUNCER_BASE)}`, bytes: PGBOUNCER_BASE, keys: [] },
  ]);
}

/** What of a Celery worker's command line costs memory. */
export interface CeleryMemory {
  readonly concurrency: number;
  /** Bytes; undefined where `--max-memory-per-child` is not given. */
  readonly perChild: number | undefined;
}

/** The parent of a Celery worker: Python, Django and the application loaded once. */
export const CELERY_PARENT = 96 * MB;
/** A child where nothing bounds it: what a Django application commonly grows to. */
export const CELERY_CHILD = 250 * MB;

/**
 * A Celery worker with every child at its bound. A child is replaced only after the task that took it over the bound,
 * so an eighth is added for what a task takes beyond it.
 */
export function celeryPeak({ concurrency, perChild }: CeleryMemory): Sum {
  const bytes = concurrency * (perChild ?? CELERY_CHILD);
  const over = perChild === undefined ? 0 : Math.ceil(bytes / 8);
  const word = concurrency === 1 ? 'child' : 'children';
  return sumOf([
    {
      label: perChild === undefined
        ? `${concurrency} ${word} × about ${say(CELERY_CHILD)} (${say(bytes)})`
        : `${concurrency} ${word} × --max-memory-per-child ${say(perChild)} (${say(bytes)})`,
      bytes,
      keys: ['--concurrency', '--max-memory-per-child'],
    },
    { label: `what a task takes before its child is replaced ${say(over)}`, bytes: over, keys: ['--max-memory-per-child'] },
    { label: `the parent ${say(CELERY_PARENT)}`, bytes: CELERY_PARENT, keys: [] },
  ]);
}
