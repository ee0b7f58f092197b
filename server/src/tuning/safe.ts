import { atLeast, NEWEST } from '../model/version.ts';
import { leastThat } from './least.ts';
import { PROFILE_CONNECTIONS } from './pgtune.ts';
import { postgresWorstReason, tunePostgres, type PostgresInput } from './postgres.ts';
import {
  CELERY_FLOOR, celeryMost, DIRECT, idealPool, LEAST_POOL, pgbouncerMemory, poolFor, redisFloor, reserveOf, SUPERUSER_RESERVED, tuneCelery,
  tuneDjango, tuneFlower, tuneNginx, tunePgbouncer, tuneRedis, type Pools, type RedisRole,
} from './services.ts';
import { share, type Claim } from './share.ts';
import type { Plan, PlanOptions, Profile, Service, ServicePlan, Setting, Storage } from './types.ts';
import { clamp, floorTo, GB, MB, say } from '../model/values/units.ts';
import { spell } from '../model/worst.ts';

/** The options with everything that was left out. */
export interface Wish {
  readonly ram: number;
  readonly cpus: number;
  readonly connections: number | undefined;
  readonly profile: Profile;
  readonly storage: Storage;
  readonly services: readonly Service[];
  readonly major: number;
  readonly options: PlanOptions;
}

/** For the kernel, systemd, Podman and the page cache of all that has no container: 1/8 up to 8 GB of RAM, then 512 MB and 1/16; 320 MB to 8 GB. */
export const reserveFor = (ram: number): number => floorTo(clamp(Math.min(ram / 8, 512 * MB + ram / 16), 320 * MB, 8 * GB), 16 * MB);

/** How the RAM is weighed out before floors and caps; PostgreSQL's weight depends on the profile. */
const WEIGHTS: Readonly<Record<Exclude<Service, 'postgres' | 'pgbouncer'>, number>> = {
  redis: 10, 'redis-cache': 8, django: 16, 'celery-worker': 24, 'celery-beat': 4, flower: 4, nginx: 2,
};
const POSTGRES_WEIGHT: Readonly<Record<Profile, number>> = { web: 42, oltp: 60, dw: 100, desktop: 30, mixed: 50 };

/** Below this a Django process, its code loaded, does not live. */
const PYTHON_FLOOR = 128 * MB;

/** How many connections PostgreSQL gets, and what PgBouncer's pools are. */
interface Connections {
  readonly wished: number;
  readonly least: number;
  readonly reason: string;
  readonly pools: Pools | undefined;
}

function connectionsOf({ services, cpus, profile, connections }: Wish): Connections {
  const clients = connections ?? PROFILE_CONNECTIONS[profile];
  if (services.includes('pgbouncer')) {
    const pool = Math.min(idealPool(cpus, profile), Math.max(1, clients));
    const reserve = reserveOf(pool);
    const others = SUPERUSER_RESERVED + DIRECT;
    const least = Math.min(pool, LEAST_POOL);
    return {
      wished: pool + reserve + others,
      least: least + reserveOf(least) + others,
      reason: `PgBouncer's pools, and ${DIRECT} direct connections, and ${SUPERUSER_RESERVED} for superusers: ${clients} clients share them.`,
      pools: { pool, reserve, clients: Math.max(clients, 20) },
    };
  }
  // PostgreSQL refuses to start unless it has more connections than it keeps for superusers.
  const max = Math.max(clients, SUPERUSER_RESERVED + 2);
  if (connections !== undefined) return { wished: max, least: max, reason: 'As asked for.', pools: undefined };
  return { wished: max, least: Math.min(max, 20), reason: `PGTune's figure for ${profile}.`, pools: undefined };
}

const postgresInput = (wish: Wish, at: Connections, memory: number): PostgresInput => ({
  memory, cpus: wish.cpus, profile: wish.profile, storage: wish.storage, major: wish.major,
  connections: at.wished, leastConnections: at.least, connectionsReason: at.reason,
});

/** The least limit, in steps of 16 MB, that PostgreSQL's settings fit into. */
function postgresFloor(wish: Wish, at: Connections): number {
  const step = 16 * MB;
  return step * leastThat(8, (steps) => tunePostgres(postgresInput(wish, at, steps * step)) !== undefined);
}

/** What Redis is for in this choice: Celery makes it a broker, and a second one takes the cache away from it. */
function redisRole(services: readonly Service[]): RedisRole {
  const broker = services.some((name) => name === 'celery-worker' || name === 'celery-beat' || name === 'flower') || services.includes('redis-cache');
  return !broker ? 'cache' : services.includes('redis-cache') ? 'broker' : 'both';
}

function claimOf(name: Service, wish: Wish, at: Connections): Claim<Service> {
  const { cpus, profile, ram } = wish;
  switch (name) {
    case 'postgres': return { name, floor: postgresFloor(wish, at), cap: ram, weight: POSTGRES_WEIGHT[profile] };
    case 'pgbouncer': {
      const memory = pgbouncerMemory(at.pools!);
      return { name, floor: memory, cap: memory, weight: 1 };
    }
    case 'redis': return { name, floor: redisFloor(false), cap: 16 * GB, weight: WEIGHTS.redis };
    case 'redis-cache': return { name, floor: redisFloor(true), cap: 16 * GB, weight: WEIGHTS['redis-cache'] };
    case 'django': return { name, floor: 192 * MB, cap: 4 * GB, weight: WEIGHTS.django };
    case 'celery-worker': return { name, floor: CELERY_FLOOR, cap: celeryMost(cpus, profile), weight: WEIGHTS['celery-worker'] };
    case 'celery-beat': return { name, floor: PYTHON_FLOOR, cap: 384 * MB, weight: WEIGHTS['celery-beat'] };
    case 'flower': return { name, floor: PYTHON_FLOOR, cap: 512 * MB, weight: WEIGHTS.flower };
    case 'nginx': return { name, floor: 48 * MB, cap: 256 * MB, weight: WEIGHTS.nginx };
  }
}

/** The cap of CPUs: what the program can use, never more than the host has. */
function cpusOf(name: Service, cpus: number): number {
  switch (name) {
    case 'postgres':
    case 'celery-worker': return cpus;
    case 'nginx': return Math.min(cpus, 2);
    case 'celery-beat':
    case 'flower': return 0.5;
    default: return Math.min(cpus, 1);
  }
}

const SHARE_REASON: Readonly<Record<Service, string>> = {
  postgres: 'The largest share: the database feeds on cache.',
  redis: 'By weight, at most 16 GB.',
  'redis-cache': 'By weight, at most 16 GB.',
  pgbouncer: 'What its connections need.',
  django: 'By weight, at most 4 GB: Daphne is one process; beyond that a second one serves better.',
  'celery-worker': 'By weight, as far as its children can fill it.',
  'celery-beat': 'One process that waits most of the time.',
  flower: 'One process that keeps a list of tasks.',
  nginx: 'Buffers and connections only.',
};

/** The plan that cannot exceed what it allots; undefined where the RAM is less than the floors and the reserve. */
export function safePlan(wish: Wish): Plan | undefined {
  const { ram, cpus, profile, services, options } = wish;
  const at = connectionsOf(wish);
  const reserve = reserveFor(ram);
  const others = options.others?.reduce((sum, other) => sum + other.memory, 0) ?? 0;
  const claims = services.map((name) => claimOf(name, wish, at));
  const available = ram - reserve - others;
  const limits = share(available, claims);
  if (limits === undefined) return undefined;

  const planned: Partial<Record<Service, ServicePlan>> = {};
  const warnings: string[] = [];
  const postgres = services.includes('postgres') ? tunePostgres(postgresInput(wish, at, limits.get('postgres')!)) : undefined;
  if (services.includes('postgres') && postgres === undefined) return undefined;
  for (const name of services) {
    const memory = limits.get(name)!;
    let settings: Record<string, Setting> = {};
    let worst: ServicePlan['worst'];
    let reason = SHARE_REASON[name];
    // Memory that swaps makes a database or a queue slower than one that says no; the application may give way.
    const swaps = name === 'django' || name === 'celery-worker' || name === 'celery-beat' || name === 'flower';
    if (name === 'postgres') {
      settings = postgres!.settings;
      worst = postgres!.worst;
      reason += ` ${postgresWorstReason(postgres!.worst, memory)}`;
      warnings.push(...postgres!.warnings);
    } else if (name === 'redis' || name === 'redis-cache') {
      const alone = name === 'redis-cache';
      ({ settings, worst } = tuneRedis(memory, alone ? 'cache' : redisRole(services), alone, options.redis ?? NEWEST.redis));
    } else if (name === 'pgbouncer') {
      const most = at.pools!;
      const pool = postgres === undefined ? most.pool : poolFor(postgres.connections, most.pool);
      const pools = { pool, reserve: reserveOf(pool), clients: most.clients };
      ({ settings, worst } = tunePgbouncer(pools, postgres?.connections, cpus, options.pgbouncer ?? NEWEST.pgbouncer));
    } else if (name === 'celery-worker') ({ settings, worst } = tuneCelery(memory, cpus, profile));
    else if (name === 'django') settings = tuneDjango(memory, cpus);
    else if (name === 'flower') settings = tuneFlower(memory);
    else if (name === 'nginx') settings = tuneNginx(memory, cpus);
    if (worst !== undefined && name !== 'postgres') reason += ` At the worst ${say(worst.total)}: ${spell(worst)}.`;
    planned[name] = {
      memory, memoryReason: reason, memorySwap: swaps ? floorTo(memory * 1.5, 8 * MB) : memory, cpus: options.cpus === undefined ? undefined : cpusOf(name, cpus), settings, worst,
      ...(name === 'postgres' ? { shmSize: postgres!.shmSize } : {}),
    };
  }
  if (services.includes('redis') && redisRole(services) === 'both') {
    warnings.push('One Redis holds both the tasks and the cache: full of cached values, it refuses new tasks (noeviction). A second Redis for the cache (redis-cache) keeps them apart.');
  }
  if (services.includes('pgbouncer') && options.pgbouncer !== undefined && !atLeast(options.pgbouncer, [1, 21])) {
    warnings.push('Prepared statements do not survive transaction pooling before PgBouncer 1.21.');
  }
  const used = [...limits.values()].reduce((sum, bytes) => sum + bytes, 0);
  return {
    ok: true, formula: 'safe', ram, services: planned, reserve,
    reserveReason: `For the kernel, systemd, Podman and whatever has no container: ${say(ram / 8)} (1/8) or 512 MB + 1/16, the less; 320 MB to 8 GB.`,
    spare: available - used, warnings,
  };
}
