import { atLeast, type Version } from '../model/version.ts';
import { CELERY_PARENT, celeryPeak, PGBOUNCER_BASE, PGBOUNCER_CONNECTION, pgbouncerPeak, REDIS_BASE, redisPeak } from '../model/worst.ts';
import type { Profile, Setting } from './types.ts';
import type { Sum } from '../model/worst.ts';
import { ceilTo, clamp, count, floorTo, GB, KB, MB, redisSize, say } from '../model/values/units.ts';

interface Tuned {
  readonly settings: Record<string, Setting>;
  readonly worst: Sum;
}

/** What a Redis is for: tasks that must not be lost, or a cache that may forget. */
export type RedisRole = 'broker' | 'cache' | 'both';

/** Redis' settings for a container of `memory` bytes. A `cache` of its own does not save; the others may. */
export function tuneRedis(memory: number, role: RedisRole, alone: boolean, version: Version): Tuned {
  const persists = !alone;
  const room = memory - REDIS_BASE;
  const maxmemory = floorTo(persists ? room / 2 : (room * 3) / 4, MB);
  const clients = clamp(floorTo(maxmemory / 10 / (32 * KB), 64), 128, 10_000);
  const settings: Record<string, Setting> = {
    maxmemory: {
      value: redisSize(maxmemory),
      reason: persists
        ? `(${say(memory)} − ${say(REDIS_BASE)} for the program) ÷ 2: while it saves, the kernel may have to copy every page.`
        : `(${say(memory)} − ${say(REDIS_BASE)} for the program) × 3/4: fragmentation and buffers take the rest; it never forks.`,
    },
    'maxmemory-policy': role === 'cache'
      ? { value: 'allkeys-lru', reason: 'A cache: what was not used for longest goes first.' }
      : { value: 'noeviction', reason: 'Celery queues its tasks here: evicting a key would lose tasks. Writes fail instead when it is full.' },
    maxclients: { value: String(clients), reason: `A tenth of maxmemory at 32 kB a client, 128 to 10,000.` },
  };
  if (atLeast(version, [7, 0])) settings['maxmemory-clients'] = { value: '10%', reason: 'Drops the greediest clients before their buffers crowd out the data.' };
  if (alone) {
    settings['save'] = { value: '""', reason: 'A cache need not survive a restart; without snapshots nothing forks.' };
    settings['appendonly'] = { value: 'no', reason: 'A cache need not survive a restart.' };
  }
  return { settings, worst: redisPeak({ maxmemory, persists }) };
}

/** The least container for a Redis worth having: 16 MB of data. */
export const redisFloor = (alone: boolean): number => ceilTo(REDIS_BASE + (alone ? 24 : 32) * MB, 16 * MB);

/** How many server connections PgBouncer holds, and how many clients it lets in. */
export interface Pools {
  readonly pool: number;
  readonly reserve: number;
  readonly clients: number;
}

const SERVER_PER_CPU: Readonly<Record<Profile, number>> = { web: 4, oltp: 4, mixed: 3, dw: 2, desktop: 2 };
const POOL_RANGE: Readonly<Record<Profile, readonly [number, number]>> = { web: [10, 80], oltp: [10, 80], mixed: [10, 60], dw: [5, 40], desktop: [5, 10] };

/** The pool that keeps the CPUs busy: a few connections a core. More only wait for each other. */
export const idealPool = (cpus: number, profile: Profile): number => clamp(cpus * SERVER_PER_CPU[profile], ...POOL_RANGE[profile]);

/** The least pool that is one. */
export const LEAST_POOL = 5;

/** Connections for a burst: a fifth of the pool, at least 2. */
export const reserveOf = (pool: number): number => Math.max(2, Math.ceil(pool / 5));

/** max_connections beside the pools: three kept for superusers, five for migrations, backups and a person at psql. */
export const SUPERUSER_RESERVED = 3;
export const DIRECT = 5;

/** The largest pool whose pool and reserve fit into `connections` of PostgreSQL, superusers and direct ones left out. */
export function poolFor(connections: number, most: number): number {
  let pool = most;
  while (pool > 1 && pool + reserveOf(pool) + SUPERUSER_RESERVED + DIRECT > connections) pool--;
  return pool;
}

/** PgBouncer's settings. Its pools never ask PostgreSQL for more than it grants. */
export function tunePgbouncer({ pool, reserve, clients }: Pools, maxConnections: number | undefined, cpus: number, version: Version): Tuned {
  const fits = maxConnections === undefined ? '' : ` Together with reserve_pool_size ${reserve} it stays under max_connections ${maxConnections} − ${SUPERUSER_RESERVED} for superusers − ${DIRECT} direct.`;
  const settings: Record<string, Setting> = {
    pool_mode: { value: 'transaction', reason: 'A server connection is bound to a client for one transaction only; Django needs DISABLE_SERVER_SIDE_CURSORS with it.' },
    max_client_conn: { value: String(clients), reason: `Clients that may be connected at once; each costs about ${say(PGBOUNCER_CONNECTION)}. The container's file limit must be higher.` },
    default_pool_size: { value: String(pool), reason: `Server connections for each database and user: a few for each of ${count(cpus, 'CPU')}.${fits}` },
    min_pool_size: { value: String(Math.min(pool, 5)), reason: 'Kept open, so that the first requests after a quiet time do not wait.' },
    reserve_pool_size: { value: String(reserve), reason: 'A fifth of the pool, for bursts.' },
    reserve_pool_timeout: { value: '3', reason: 'Seconds that a client waits before the reserve is used.' },
    max_db_connections: { value: String(pool + reserve), reason: 'Holds for all users of a database together, so that a second user cannot double the pool.' },
    server_idle_timeout: { value: '600', reason: 'Gives idle connections, and their memory in PostgreSQL, back after ten minutes.' },
    server_lifetime: { value: '3600', reason: 'Renews connections hourly: their caches only grow.' },
  };
  if (atLeast(version, [1, 21])) settings['max_prepared_statements'] = { value: '200', reason: 'Prepared statements work in transaction mode from 1.21 on.' };
  return { settings, worst: pgbouncerPeak({ maxClientConn: clients, serverConnections: pool + reserve }) };
}

/** The container that PgBouncer needs for its connections, in bytes. */
export const pgbouncerMemory = ({ pool, reserve, clients }: Pools): number =>
  ceilTo(PGBOUNCER_BASE + (clients + pool + reserve) * PGBOUNCER_CONNECTION + 8 * MB, 16 * MB);

/** A child of a Celery worker is measured with the pages it shares with its parent: below this it is replaced after each task. */
const LEAST_CHILD = 150 * MB;
const GOOD_CHILD = 224 * MB;
const MOST_CHILD: Readonly<Record<Profile, number>> = { web: GB, oltp: GB, mixed: GB, dw: 2 * GB, desktop: GB };

/** The least container for a Celery worker: its parent and one child. */
export const CELERY_FLOOR = ceilTo(CELERY_PARENT + LEAST_CHILD * 1.125, 16 * MB);

const mostChildren = (cpus: number): number => clamp(cpus * 2, 2, 64);

/** The largest container that a Celery worker can fill. */
export const celeryMost = (cpus: number, profile: Profile): number => CELERY_PARENT + mostChildren(cpus) * MOST_CHILD[profile] * 1.125;

/** Celery's pool: as many children as CPUs and RAM carry, each with a bound. */
export function tuneCelery(memory: number, cpus: number, profile: Profile): Tuned {
  const room = (memory - CELERY_PARENT) / 1.125;
  const concurrency = clamp(Math.floor(room / GOOD_CHILD), 1, mostChildren(cpus));
  const perChild = Math.min(MOST_CHILD[profile], floorTo(room / concurrency, MB));
  return {
    settings: {
      '--concurrency': { value: String(concurrency), reason: `Children of about ${say(perChild)} that fit into ${say(memory)}, at most two for each of ${count(cpus, 'CPU')}.` },
      '--max-memory-per-child': {
        value: String(perChild / KB),
        reason: `In kB: (${say(memory)} − ${say(CELERY_PARENT)} for the parent) ÷ ${concurrency}, less an eighth: a child is replaced only after the task that took it over.`,
      },
    },
    worst: celeryPeak({ concurrency, perChild }),
  };
}

/** Daphne is one process; threads run what is synchronous in Django. */
export function tuneDjango(memory: number, cpus: number): Record<string, Setting> {
  const threads = clamp(Math.min(cpus * 4, Math.floor((memory - 128 * MB) / (16 * MB))), 2, 32);
  return {
    ASGI_THREADS: { value: String(threads), reason: `Threads for synchronous code: four for each of ${count(cpus, 'CPU')}, as far as ${say(memory)} carries 16 MB each; 2 to 32.` },
    MALLOC_ARENA_MAX: { value: '2', reason: 'glibc otherwise keeps up to eight heaps for each CPU, and threads fragment them all.' },
    '--http-timeout': { value: '60', reason: 'Seconds after which a request is given up, and its memory with it.' },
  };
}

/** Flower keeps every task it saw, 100,000 of them where nothing else is said. */
export function tuneFlower(memory: number): Record<string, Setting> {
  const tasks = clamp(floorTo((memory - 112 * MB) / (4 * KB) / 2, 1000), 1000, 100_000);
  return { '--max_tasks': { value: String(tasks), reason: `Tasks kept in memory, about 4 kB each, in half of what ${say(memory)} leaves beside the program.` } };
}

/** Nginx: one worker process a CPU, and connections as the memory carries them. */
export function tuneNginx(memory: number, cpus: number): Record<string, Setting> {
  const workers = clamp(cpus, 1, 8);
  const connections = clamp(floorTo((memory - 16 * MB) / workers / (24 * KB), 256), 256, 4096);
  return {
    worker_processes: { value: String(workers), reason: `One for each of ${count(cpus, 'CPU')}, at most 8; \`auto\` would count the host's.` },
    worker_connections: { value: String(connections), reason: `About 24 kB a connection with its buffers; a proxied request takes two.` },
  };
}
