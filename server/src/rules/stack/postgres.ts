import type { Fix } from '../../model/problem.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { formatBytes } from '../../model/values/size.ts';
import { lastEntry, type UnitPart } from '../../stack/entries.ts';
import { postgresMajorOf, postgresRun, type PostgresRun } from '../../stack/programs.ts';
import type { Container } from '../../stack/types.ts';
import { postgresDefaults, postgresWorst, spell, type PostgresMemory } from '../../model/worst.ts';
import type { FileProblem } from '../file-problem.ts';
import { problem } from './table.ts';

/** What a PostgreSQL may use, by its settings over the defaults of its release. */
export function postgresMemory(run: PostgresRun): PostgresMemory {
  const defaults = postgresDefaults(postgresMajorOf(run));
  const number = (name: string, fallback: number): number => run.number(name) ?? fallback;
  return {
    sharedBuffers: number('shared_buffers', defaults.sharedBuffers),
    maxConnections: number('max_connections', defaults.maxConnections),
    workMem: number('work_mem', defaults.workMem),
    // Only hashes take this multiple; the warning counts what every connection can be sure to reach.
    hashMemMultiplier: 1,
    maintenanceWorkMem: number('maintenance_work_mem', defaults.maintenanceWorkMem),
    autovacuumWorkMem: number('autovacuum_work_mem', defaults.autovacuumWorkMem),
    autovacuumMaxWorkers: number('autovacuum_max_workers', defaults.autovacuumMaxWorkers),
    walBuffers: number('wal_buffers', defaults.walBuffers),
    maxParallelWorkers: number('max_parallel_workers', defaults.maxParallelWorkers),
    ioWorkers: number('io_workers', defaults.ioWorkers),
  };
}

const SIZED = ['shared_buffers', 'work_mem', 'max_connections', 'maintenance_work_mem'];

/** The settings' worst case against the container's limit. Silent where nobody set a size: the defaults are nobody's choice. */
export function postgresCanExceedMemory(snapshot: Snapshot, container: Container, path: string): FileProblem[] {
  const { memory } = container;
  if (memory === undefined) return [];
  const run = postgresRun(snapshot, container, path);
  const set = SIZED.filter((name) => run.settings.has(name));
  if (set.length === 0) return [];
  const worst = postgresWorst(postgresMemory(run));
  if (worst.total <= memory.value) return [];
  const message = `PostgreSQL can use ${formatBytes(worst.total)} of this container’s ${formatBytes(memory.value)}: ${spell(worst, 4)}.`;
  const related = set.map((name) => ({ place: run.settings.get(name)!, name })).map(({ place, name }) => ({ uri: place.uri, start: place.start, end: place.end, message: `${name} = ${place.value}` }));
  return [{ uri: memory.uri, problem: problem('postgres-can-exceed-memory', memory, message, { related }) }];
}

/** Podman's default for /dev/shm, where parallel queries share their hash tables and tuples. */
const DEFAULT_SHM = 64 * 1024 ** 2;

/** `dynamic_shared_memory_type = posix` puts the memory that parallel workers share into /dev/shm. */
export function postgresShmTooSmall(snapshot: Snapshot, container: Container, path: string, parts: readonly UnitPart[]): FileProblem[] {
  if (container.exec === undefined) return [];
  const ipc = lastEntry(parts, 'Container', 'PodmanArgs')?.entry.value ?? '';
  if (/--ipc[= ]host/.test(ipc) || container.volumes.some(({ value }) => value.target === '/dev/shm')) return [];
  const run = postgresRun(snapshot, container, path);
  const workMem = run.number('work_mem');
  const gather = run.number('max_parallel_workers_per_gather') ?? 2;
  const type = run.settings.get('dynamic_shared_memory_type')?.value;
  const size = container.shmSize?.value ?? DEFAULT_SHM;
  if (workMem === undefined || gather === 0 || (type !== undefined && type !== 'posix')) return [];
  const needed = workMem * (gather + 1);
  if (needed <= size) return [];
  const place = container.shmSize ?? run.settings.get('work_mem')!;
  const what = container.shmSize === undefined ? 'is 64 MB unless `ShmSize=` says otherwise' : `is ${formatBytes(size)}`;
  const message = `A parallel hash join may need ${formatBytes(needed)} of shared memory (work_mem ${formatBytes(workMem)} × ${gather + 1} processes), and /dev/shm ${what}: the query fails with “could not resize shared memory segment”.`;
  const section = parts[0]!.tree.sections.find(({ name }) => name === 'Container');
  const megabytes = Math.ceil(needed / DEFAULT_SHM) * 64;
  const at = section?.entries.at(-1)?.span.end;
  const fixes: Fix[] = container.shmSize !== undefined
    ? [{ title: `Set ShmSize=${megabytes}m`, preferred: true, edits: [{ start: place.start, end: place.end, newText: `${megabytes}m` }] }]
    : at === undefined || place.uri !== container.uri ? [] : [{ title: `Add ShmSize=${megabytes}m`, preferred: true, edits: [{ start: at, end: at, newText: `\nShmSize=${megabytes}m` }] }];
  return [{ uri: place.uri, problem: problem('postgres-shm-too-small', place, message, { fixes }) }];
}

/** `archive_command` that writes where nothing is mounted: the archive goes with the container. */
export function postgresArchiveNotMounted(snapshot: Snapshot, container: Container, path: string): FileProblem[] {
  const run = postgresRun(snapshot, container, path);
  const command = run.settings.get('archive_command');
  const mode = run.settings.get('archive_mode')?.value.toLowerCase();
  if (command === undefined || mode === undefined || !/^(?:on|always|true|yes|1)$/.test(mode)) return [];
  const target = /(\/[\w./-]+)\/%f/.exec(command.value)?.[1];
  if (target === undefined || container.volumes.some(({ value }) => target === value.target || target.startsWith(`${value.target.replace(/\/$/, '')}/`))) return [];
  const message = `WAL is archived to \`${target}\`, where nothing is mounted: it lies inside the container and is gone with it. Mount a volume or folder there.`;
  return [{ uri: command.uri, problem: problem('postgres-archive-not-mounted', command, message) }];
}
