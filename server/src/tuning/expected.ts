import { MB } from '../model/values/units.ts';
import type { Program } from '../stack/types.ts';
import { CELERY_CHILD, CELERY_PARENT, PGBOUNCER_BASE, PGBOUNCER_CONNECTION, processOverhead, REDIS_BASE, sharedMemory, type CeleryMemory, type PgbouncerMemory, type PostgresMemory } from '../model/worst.ts';

/** What a program commonly takes in a stack like these, in bytes, where nothing it is told says more. */
export const TYPICAL: Readonly<Partial<Record<Program, number>>> = {
  daphne: 256 * MB, gunicorn: 384 * MB, uvicorn: 256 * MB, 'celery-beat': 120 * MB, flower: 100 * MB, nginx: 24 * MB,
};

/** PostgreSQL on an ordinary day: its caches full, a quarter of its connections in use with half of work_mem, one vacuum. */
export function postgresExpected(memory: PostgresMemory): number {
  const busy = Math.ceil(memory.maxConnections / 4);
  const vacuum = memory.autovacuumWorkMem < 0 ? memory.maintenanceWorkMem : memory.autovacuumWorkMem;
  return Math.round(sharedMemory(memory) + busy * (processOverhead(memory.sharedBuffers) + memory.workMem / 2) + vacuum / 2);
}

/** Redis with its data full and no save running. */
export const redisExpected = (maxmemory: number): number => maxmemory + REDIS_BASE;

/** PgBouncer with half of its clients connected. */
export const pgbouncerExpected = ({ maxClientConn, serverConnections }: PgbouncerMemory): number =>
  PGBOUNCER_BASE + Math.ceil((maxClientConn / 2 + serverConnections) * PGBOUNCER_CONNECTION);

/** A Celery worker with children of common size. */
export const celeryExpected = ({ concurrency, perChild }: CeleryMemory): number => CELERY_PARENT + concurrency * Math.min(perChild ?? CELERY_CHILD, 150 * MB);
