import { NEWEST } from '../model/version.ts';
import type { Wish } from './safe.ts';
import { tuneFlower } from './services.ts';
import type { Plan, Service, ServicePlan, Setting } from './types.ts';
import { floorTo, GB, MB, podmanSize, postgresSize, redisSize, say } from '../model/values/units.ts';
import { postgresWorst } from '../model/worst.ts';

/** The guide's stack on a server of 8 GB, as it adjusts it; what it leaves unsaid in that table it says in the unit. MB. */
const STACK_8GB: Readonly<Record<Service, number>> = {
  postgres: 2048, redis: 512, 'redis-cache': 512, django: 1024, 'celery-worker': 1536, 'celery-beat': 512, flower: 512, pgbouncer: 64, nginx: 64,
};
/** Cores in the guide's table. */
const CORES: Readonly<Record<Service, number>> = {
  postgres: 2, redis: 1, 'redis-cache': 1, django: 1, 'celery-worker': 2, 'celery-beat': 0.5, flower: 0.5, pgbouncer: 1, nginx: 1,
};

const GIVEN = [4, 8, 16];

/** The guide's table for PostgreSQL: 4, 8 and 16 GB lie on one line, which goes on to either side. */
export function guidePostgres(ram: number, connections: number | undefined): Record<string, Setting> {
  const table = GIVEN.includes(ram / GB) ? `The guide's table for ${say(ram)}.` : `Between and beyond the guide's 4, 8 and 16 GB by proportion, for ${say(ram)}.`;
  const fixed = "The guide's unit.";
  const size = (part: number): string => postgresSize(floorTo(ram / part, MB));
  return {
    shared_buffers: { value: size(4), reason: `${table} 1/4.` },
    effective_cache_size: { value: size(4 / 3), reason: `${table} 3/4.` },
    work_mem: { value: size(128), reason: `${table} 8 MB for each GB, however many connections there are.` },
    maintenance_work_mem: { value: size(16), reason: `${table} 64 MB for each GB.` },
    max_connections: { value: String(connections ?? 200), reason: connections === undefined ? fixed : 'As asked for.' },
    checkpoint_completion_target: { value: '0.9', reason: fixed },
    wal_buffers: { value: '16MB', reason: fixed },
    random_page_cost: { value: '1.1', reason: fixed },
    effective_io_concurrency: { value: '200', reason: fixed },
    min_wal_size: { value: '1GB', reason: fixed },
    max_wal_size: { value: '4GB', reason: fixed },
  };
}

function settingsOf(name: Service, memory: number, wish: Wish): Record<string, Setting> {
  const said = (value: string): Setting => ({ value, reason: "The guide's file." });
  switch (name) {
    case 'postgres': return guidePostgres(memory, wish.connections);
    case 'redis':
    case 'redis-cache':
      return {
        maxmemory: { value: redisSize(floorTo((memory * 900) / 1024, MB)), reason: `900 MB for each GB of its container (${podmanSize(memory)}), as the guide's redis.conf has it.` },
        'maxmemory-policy': said('allkeys-lru'),
      };
    case 'pgbouncer':
      return {
        pool_mode: said('transaction'),
        max_client_conn: said(String(wish.connections ?? 200)),
        default_pool_size: said('25'),
        reserve_pool_size: said('5'),
        reserve_pool_timeout: said('3'),
        server_idle_timeout: said('600'),
        server_lifetime: said('3600'),
      };
    case 'celery-worker':
      return { '--concurrency': said('4'), '--max-tasks-per-child': said('100'), '--prefetch-multiplier': said('4') };
    case 'flower': return tuneFlower(memory);
    default: return {};
  }
}

/**
 * The configuration guide's own figures, unmended: its tables for PostgreSQL, and its 8 GB stack as adjusted there, by
 * proportion for another size. For `postgres` alone the RAM is PostgreSQL's own. The warnings say what does not fit.
 */
export function guidePlan(wish: Wish): Plan {
  const { ram, services, options: { cpus = Infinity } } = wish;
  const alone = services.length === 1 && services[0] === 'postgres';
  const planned: Partial<Record<Service, ServicePlan>> = {};
  const warnings: string[] = [];
  let used = 0;
  for (const name of services) {
    const memory = alone ? ram : floorTo(STACK_8GB[name] * MB * (ram / (8 * GB)), MB);
    used += memory;
    planned[name] = {
      memory, memorySwap: memory, cpus: Math.min(cpus, CORES[name]),
      memoryReason: alone ? 'PostgreSQL has the server to itself.' : ram === 8 * GB ? "The guide's 8 GB stack, adjusted." : "The guide's 8 GB stack, by proportion.",
      settings: settingsOf(name, memory, wish),
    };
  }
  const reserve = alone ? 0 : floorTo(ram / 8, MB);
  if (used + reserve > ram) warnings.push(`The guide's limits come to ${say(used)} and ${say(reserve)} for the system: more than ${say(ram)}.`);
  if (services.includes('postgres')) {
    const memory = planned.postgres!.memory;
    const connections = wish.connections ?? 200;
    const { total } = postgresWorst({
      sharedBuffers: memory / 4, maxConnections: connections, workMem: memory / 128, hashMemMultiplier: wish.major >= 15 ? 2 : 1,
      maintenanceWorkMem: memory / 16, autovacuumWorkMem: -1, autovacuumMaxWorkers: 3, walBuffers: 16 * MB, maxParallelWorkers: 8, ioWorkers: wish.major >= NEWEST.postgres[0]! ? 3 : 0,
    });
    if (total > memory) warnings.push(`PostgreSQL can use ${say(total)} of ${say(memory)} with these settings: ${connections} connections × work_mem ${say(memory / 128)} alone are ${say((connections * memory) / 128)}. The safe formula keeps it inside.`);
  }
  if (services.includes('redis') && services.includes('celery-worker')) warnings.push('allkeys-lru on the Redis that holds the tasks deletes queued tasks when it is full; the safe formula uses noeviction.');
  return { ok: true, formula: 'guide', ram, services: planned, reserve, reserveReason: alone ? 'None: the RAM named is PostgreSQL’s own.' : 'The guide keeps 1 of 8 GB for the system.', spare: Math.max(0, ram - used - reserve), warnings };
}
