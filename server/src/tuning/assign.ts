import { postgresMajor } from '../model/postgres.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { MB } from '../model/values/units.ts';
import { imageVersion } from '../stack/programs.ts';
import type { Program } from '../stack/types.ts';
import { TYPICAL } from './expected.ts';
import { stackContainers, type StackContainer } from './stack.ts';
import type { PlanOptions, Service } from './types.ts';

const SERVICE_OF: Readonly<Partial<Record<Program, Service>>> = {
  postgres: 'postgres', redis: 'redis', pgbouncer: 'pgbouncer', daphne: 'django', gunicorn: 'django', uvicorn: 'django',
  'celery-worker': 'celery-worker', 'celery-beat': 'celery-beat', flower: 'flower', nginx: 'nginx',
};

/** Which container of a stack is which service of a plan, and what else claims memory. */
export interface Assignment {
  readonly services: ReadonlyMap<Service, StackContainer>;
  /** Containers that no plan tunes: other programs, and a second one of a kind. */
  readonly others: readonly StackContainer[];
}

/** What a container of an unknown program is counted with where it has no limit. */
const UNKNOWN_CLAIM = 256 * MB;

/** Tells the containers below a folder apart. Of two Redis the one named for a cache is the cache. */
export function assign(snapshot: Snapshot, folder = ''): Assignment {
  const services = new Map<Service, StackContainer>();
  const others: StackContainer[] = [];
  const all = stackContainers(snapshot, folder);
  const severalRedis = all.filter(({ container }) => container.program === 'redis').length > 1;
  for (const entry of all) {
    const known = SERVICE_OF[entry.container.program];
    const service = known === 'redis' && severalRedis && /cache/i.test(entry.container.unit) ? 'redis-cache' : known;
    if (service === undefined || services.has(service)) others.push(entry);
    else services.set(service, entry);
  }
  return { services, others };
}

/** The options of a plan for the stack below a folder: its services and versions, what others claim; `given` goes before. */
export function planOptionsFor(snapshot: Snapshot, folder: string, given: Partial<PlanOptions> & { readonly ram: number }): PlanOptions {
  const { services, others } = assign(snapshot, folder);
  const chosen = given.services ?? [...services.keys()];
  const left = [...others, ...[...services].filter(([name]) => !chosen.includes(name)).map(([, entry]) => entry)];
  const targetsOf = (name: Service) => {
    const entry = services.get(name);
    return entry === undefined ? undefined : snapshot.targets(entry.file);
  };
  const postgres = services.get('postgres');
  const major = postgres === undefined ? undefined : imageVersion(postgres.container) ?? snapshot.targets(postgres.file).postgres;
  const redis = services.get('redis');
  const anyTargets = [...services.keys()].map(targetsOf)[0];
  const pgbouncer = services.get('pgbouncer');
  return {
    podman: anyTargets?.podman,
    postgresMajor: major === undefined ? undefined : postgresMajor(major),
    redis: redis === undefined ? undefined : imageVersion(redis.container) ?? targetsOf('redis')?.redis,
    pgbouncer: pgbouncer === undefined ? undefined : imageVersion(pgbouncer.container) ?? targetsOf('pgbouncer')?.pgbouncer,
    others: left.map(({ container }) => ({ name: container.unit, memory: container.memory?.value ?? TYPICAL[container.program] ?? UNKNOWN_CLAIM })),
    ...given,
    services: chosen,
  };
}
