import type { Fix } from '../../model/problem.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { formatBytes } from '../../model/values/size.ts';
import { atLeast } from '../../model/version.ts';
import { allEntries, type UnitPart } from '../../stack/entries.ts';
import { postgresMajorOf, postgresRun, type PostgresRun } from '../../stack/programs.ts';
import { podOfContainer } from '../../stack/queries.ts';
import type { Container, Located } from '../../stack/types.ts';
import { parseUnit } from '../../syntax/unit.ts';
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
  if (set.length === 0 || set.some(run.isOpen)) return [];
  const worst = postgresWorst(postgresMemory(run));
  if (worst.total <= memory.value) return [];
  const message = `PostgreSQL can use ${formatBytes(worst.total)} of this container’s ${formatBytes(memory.value)}: ${spell(worst, 4)}.`;
  const related = set.map((name) => ({ place: run.settings.get(name)!, name })).map(({ place, name }) => ({ uri: place.uri, start: place.start, end: place.end, message: `${name} = ${place.value}` }));
  return [{ uri: memory.uri, problem: problem('postgres-can-exceed-memory', memory, message, { related }) }];
}

/** Podman's default for /dev/shm, where parallel queries share their hash tables and tuples. */
const DEFAULT_SHM = 64 * 1024 ** 2;

/** Who has the /dev/shm of a container, and says how large it is: the container, or the pod whose containers share one. */
type ShmOwner = { readonly uri: string; readonly unit: string; readonly section: 'Container' | 'Pod'; readonly shmSize: Located<number> | undefined };

/** Undefined where nothing here tells: a /dev/shm of the host or of another container, a mount of one's own, a pod that is not at hand or shares otherwise. */
function shmOwner(snapshot: Snapshot, container: Container, path: string, parts: readonly UnitPart[]): ShmOwner | undefined {
  const args = ({ podmanArgs }: Pick<Container, 'podmanArgs'>): string => podmanArgs.map(({ value }) => value).join(' ');
  const isMounted = container.volumes.some(({ value }) => value.target === '/dev/shm') || allEntries(parts, 'Container', 'Tmpfs').some(({ entry }) => /^\/dev\/shm\/?(?::|$)/.test(entry.value));
  if (isMounted || /--ipc[= ](?!private|shareable)/.test(args(container))) return undefined;
  if (container.pod === undefined) return { ...container, section: 'Container' };
  const pod = podOfContainer(snapshot, container, path);
  return pod === undefined || args(container).includes('--ipc') || /--(?:share|infra)\b/.test(args(pod)) ? undefined : { ...pod, section: 'Pod' };
}

/** `dynamic_shared_memory_type = posix` puts the memory that parallel workers share into /dev/shm. */
export function postgresShmTooSmall(snapshot: Snapshot, container: Container, path: string, parts: readonly UnitPart[]): FileProblem[] {
  const owner = container.exec === undefined ? undefined : shmOwner(snapshot, container, path, parts);
  if (owner === undefined) return [];
  const run = postgresRun(snapshot, container, path);
  const workMem = run.number('work_mem');
  const gather = run.number('max_parallel_workers_per_gather') ?? 2;
  const type = run.settings.get('dynamic_shared_memory_type')?.value;
  const size = owner.shmSize?.value ?? DEFAULT_SHM;
  if (workMem === undefined || gather === 0 || run.isOpen('max_parallel_workers_per_gather') || (type !== undefined && type !== 'posix')) return [];
  const needed = workMem * (gather + 1);
  if (needed <= size) return [];
  const place = owner.shmSize ?? run.settings.get('work_mem')!;
  const which = owner.section === 'Pod' ? `the /dev/shm of \`${owner.unit}\`` : '/dev/shm';
  const what = owner.shmSize === undefined ? `${which} is 64 MB unless \`ShmSize=\`${owner.section === 'Pod' ? ' there' : ''} says otherwise` : `${which} is ${formatBytes(size)}`;
  const message = `A parallel hash join may need ${formatBytes(needed)} of shared memory (work_mem ${formatBytes(workMem)} × ${gather + 1} processes), and ${what}: the query fails with “could not resize shared memory segment”.`;
  return [{ uri: place.uri, problem: problem('postgres-shm-too-small', place, message, { fixes: shmFixes(snapshot, owner, place, Math.ceil(needed / DEFAULT_SHM) * 64) }) }];
}

/** `ShmSize=` of a pod came with Podman 5.4. */
const POD_KEY_SINCE = [5, 4];

/** The size where it stands, or a line more in the unit that has the /dev/shm. */
function shmFixes(snapshot: Snapshot, { uri, unit, section, shmSize }: ShmOwner, place: Located<unknown>, megabytes: number): Fix[] {
  if (shmSize !== undefined) return [{ title: `Set ShmSize=${megabytes}m`, preferred: true, edits: [{ start: place.start, end: place.end, newText: `${megabytes}m` }] }];
  const file = snapshot.file(uri);
  const found = file?.tree(parseUnit).sections.find(({ name }) => name === section);
  const at = found === undefined ? undefined : (found.entries.at(-1) ?? found.header).span.end;
  if (file === undefined || at === undefined || (section === 'Pod' && !atLeast(snapshot.targets(file).podman, POD_KEY_SINCE))) return [];
  const edits = [{ start: at, end: at, newText: `\nShmSize=${megabytes}m` }];
  if (section === 'Pod') return [{ title: `Add ShmSize=${megabytes}m to ${unit}`, preferred: true, change: { edits: { [uri]: edits } } }];
  return place.uri === uri ? [{ title: `Add ShmSize=${megabytes}m`, preferred: true, edits }] : [];
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
