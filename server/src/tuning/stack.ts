import { isDropIn, unitTypeOfPath } from '../model/files.ts';
import { mostServerConnections } from '../model/pgbouncer.ts';
import type { Snapshot, SourceFile } from '../model/snapshot.ts';
import { CELERY_CHILD, celeryPeak, pgbouncerPeak, postgresWorst, redisPeak } from '../model/worst.ts';
import { postgresMemory } from '../rules/stack/postgres.ts';
import { celeryRun, pgbouncerRun, postgresRun, redisRun } from '../stack/programs.ts';
import { containerAt } from '../stack/queries.ts';
import type { Container, Located } from '../stack/types.ts';
import type { BudgetService, Source } from './budget.ts';
import { celeryExpected, pgbouncerExpected, postgresExpected, redisExpected, TYPICAL } from './expected.ts';

/** A container of the workspace and its unit. */
export interface StackContainer {
  readonly file: SourceFile;
  readonly container: Container;
}

/** The containers below a folder (or of the whole workspace), by name. Templates count once. */
export function stackContainers(snapshot: Snapshot, folder = ''): StackContainer[] {
  const found: StackContainer[] = [];
  for (const file of snapshot.files()) {
    if (file.kind !== 'quadlet' || isDropIn(file.path) || unitTypeOfPath(file.path) !== 'container') continue;
    if (folder !== '' && !file.path.startsWith(`${folder.replace(/\/$/, '')}/`)) continue;
    const container = containerAt(snapshot, file);
    if (container !== undefined) found.push({ file, container });
  }
  return found.sort((a, b) => (a.file.path < b.file.path ? -1 : 1));
}

const sourceOf = (place: Located<unknown>): Source => ({ uri: place.uri, start: place.start, end: place.end });

/** What is known of the program's memory: what it commonly takes, what its settings allow, and where they stand. */
function memoryOf(snapshot: Snapshot, { container, file }: StackContainer, cpus: number): Pick<BudgetService, 'expected' | 'worst' | 'places'> {
  const { program } = container;
  if (program === 'postgres') {
    const run = postgresRun(snapshot, container, file.path);
    const memory = { ...postgresMemory(run), hashMemMultiplier: run.number('hash_mem_multiplier') ?? 1 };
    return { expected: postgresExpected(memory), worst: postgresWorst(memory), places: Object.fromEntries([...run.settings].map(([name, place]) => [name, sourceOf(place)])) };
  }
  if (program === 'redis') {
    const run = redisRun(snapshot, container, file.path);
    const maxmemory = run.bytes('maxmemory') ?? 0;
    const place = run.setting('maxmemory');
    if (maxmemory === 0) return { expected: undefined, worst: undefined, places: {} };
    return { expected: redisExpected(maxmemory), worst: redisPeak({ maxmemory, persists: run.persists }), places: place === undefined ? {} : { maxmemory: sourceOf(place) } };
  }
  if (program === 'pgbouncer') {
    const run = pgbouncerRun(snapshot, container, file.path);
    if (run === undefined) return { expected: undefined, worst: undefined, places: {} };
    const maxClientConn = run.settings.number('max_client_conn') ?? 100;
    // Without a bound on the pools there is never more to serve than the clients.
    const memory = { maxClientConn, serverConnections: Math.min(maxClientConn, mostServerConnections(run.settings)) };
    return { expected: pgbouncerExpected(memory), worst: pgbouncerPeak(memory), places: {} };
  }
  if (program === 'celery-worker') {
    const run = celeryRun(snapshot, container, file.path);
    // One process for all tasks grows as a child does, and nothing on the command line bounds it.
    if (!run.forks) return { expected: CELERY_CHILD, worst: undefined, places: {} };
    const memory = { concurrency: run.concurrency?.value ?? container.cpus?.value ?? cpus, perChild: run.perChild?.value };
    return { expected: celeryExpected(memory), worst: celeryPeak(memory), places: run.concurrency === undefined ? {} : { '--concurrency': sourceOf(run.concurrency) } };
  }
  return { expected: TYPICAL[program], worst: undefined, places: {} };
}

/** The containers below a folder as the budget counts them. `cpus` is the host's: what Celery starts children for. */
export function budgetServices(snapshot: Snapshot, folder = '', cpus = 2): BudgetService[] {
  return stackContainers(snapshot, folder).map((entry) => {
    const { container, file } = entry;
    const place = container.memory ?? container.image;
    const known = memoryOf(snapshot, entry, cpus);
    const limit = container.memory?.value;
    return {
      ...known,
      expected: known.expected === undefined ? undefined : Math.min(known.expected, known.worst?.total ?? Infinity, limit ?? Infinity),
      name: container.unit.replace(/\.container$/, ''), program: container.program, source: place === undefined ? { uri: file.uri, start: 0, end: 0 } : sourceOf(place),
      limit, memorySwap: container.memorySwap?.value, cpus: container.cpus?.value,
    };
  });
}
