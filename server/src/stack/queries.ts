import type { FileKind } from '../model/files.ts';
import type { Snapshot, SourceFile } from '../model/snapshot.ts';
import { nameOf } from '../model/uri.ts';
import { fileFor, pathIn, sourceFrom } from './host-files.ts';
import type { ImageProduct } from './image.ts';
import { mountingsOf, type Mounting } from './mounts.ts';
import type { Placed, PlacedMount, PlacedPod } from './placed.ts';
import type { Container, Located, MountedVolume, Pod, Program } from './types.ts';

/** What is found under a key within the stack that a path belongs to, in the order of the paths. */
export function within<T extends { readonly path: string }>(snapshot: Snapshot, key: string, path: string): T[] {
  const found = snapshot.lookup<T>(key);
  if (found.length === 0) return [];
  const stack = snapshot.stackOf(path);
  if (found.length === 1) return snapshot.stackOf(found[0]!.path) === stack ? [found[0]!] : [];
  return found.filter((value) => snapshot.stackOf(value.path) === stack).sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** The container of a `.container` file. */
export function containerAt(snapshot: Snapshot, file: SourceFile): Container | undefined {
  return placedAt(snapshot, file)?.container;
}

/** The known program that the image of a `.container` file is of. */
export const productAt = (snapshot: Snapshot, file: SourceFile): ImageProduct | undefined =>
  placedAt(snapshot, file)?.product;

function placedAt(snapshot: Snapshot, file: SourceFile): Placed | undefined {
  for (const placed of snapshot.lookup<Placed>(`unit:${file.name}`)) if (placed.uri === file.uri) return placed;
  return undefined;
}

/** The container of a unit by the name of its file, within a stack. */
export function containerAtUnit(snapshot: Snapshot, path: string, unit: string): Container | undefined {
  const stack = snapshot.stackOf(path);
  return snapshot.lookup<Placed>(`unit:${unit}`).find(({ uri }) => {
    const file = snapshot.file(uri);
    return file !== undefined && snapshot.stackOf(file.path) === stack;
  })?.container;
}

/** The pod of a `.pod` or `.kube` file. */
export function podAt(snapshot: Snapshot, file: SourceFile): Pod | undefined {
  return snapshot.lookup<PlacedPod>(`file:${file.name}`).find(({ uri }) => uri === file.uri)?.pod;
}

/** The container whose service has this name. */
export const containerByService = (snapshot: Snapshot, path: string, service: string): Container | undefined => within<Placed>(snapshot, `service:${service}`, path)[0]?.container;

/** The containers that run a program. */
export const containersByProgram = (snapshot: Snapshot, path: string, program: Program): Container[] => within<Placed>(snapshot, `program:${program}`, path).map(({ container }) => container);

/** Containers and pods that publish a host port. */
export const publishersOf = (snapshot: Snapshot, path: string, port: number): (Container | Pod)[] =>
  within<Placed | PlacedPod>(snapshot, `port:${port}`, path).map((placed) => ('container' in placed ? placed.container : placed.pod));

/** The containers that use a volume of this name, or mount this path, each with its mounts of it. */
export const mountsOfVolume = (snapshot: Snapshot, path: string, source: string): Mounting[] => within<PlacedMount>(snapshot, volumeKey(path, source), path);

/** The key under which the containers that mount what a source names are found. */
export const volumeKey = (unitPath: string, source: string): string => `volume:${sourceFrom(unitPath, source)}`;

/** The containers that read an environment file: those whose path leads to it and to no other file of that name. */
export const containersByEnvironmentFile = (snapshot: Snapshot, file: SourceFile): Container[] =>
  within<Placed>(snapshot, environmentFileKey(file.path), file.path).flatMap(({ container, path }) => (environmentFilesOf(snapshot, container, path).some((read) => read.path === file.path) ? [container] : []));

/** The key under which the containers that read an environment file of this name are found. */
export const environmentFileKey = (path: string): string => `envfile:${nameOf(pathIn(path))}`;

/** The file of a unit other than a container, by its name, within a stack. */
export function fileOfUnit(snapshot: Snapshot, path: string, unit: string): SourceFile | undefined {
  const [found] = within<{ readonly path: string }>(snapshot, `file:${unit}`, path);
  return found === undefined ? undefined : snapshot.fileAt(found.path);
}

/** The pod that a container belongs to. */
export function podOfContainer(snapshot: Snapshot, container: Container, path: string): Pod | undefined {
  if (container.pod === undefined) return undefined;
  return within<PlacedPod>(snapshot, `file:${container.pod.value}`, path).find((placed) => 'pod' in placed)?.pod;
}

/** The key of the containers of a pod, by the name of its unit. */
export const podKey = (unit: string): string => `pod:${unit}`;

/** The containers that name a pod as theirs. */
export const placedOfPod = (snapshot: Snapshot, path: string, pod: string): Placed[] => within<Placed>(snapshot, podKey(pod), path);

/** The configuration file of a kind that a container mounts, with its mount. */
export function mountedConfig(snapshot: Snapshot, container: Container, unitPath: string, kind: FileKind): { file: SourceFile; volume: Located<MountedVolume> } | undefined {
  for (const volume of container.volumes) {
    if (volume.value.kind !== 'bind') continue;
    const file = fileFor(snapshot, unitPath, volume.value.source);
    if (file?.kind === kind) return { file, volume };
  }
  return undefined;
}

/** The environment files of a container that the workspace holds. */
export const environmentFilesOf = (snapshot: Snapshot, container: Container, unitPath: string): SourceFile[] =>
  container.environmentFiles.flatMap((place) => fileFor(snapshot, unitPath, place.value) ?? []);

/** The PgBouncer that reads a userlist, and the PostgreSQL of its stack that it logs in to. */
export function loginOf(snapshot: Snapshot, userlist: SourceFile): { readonly bouncer: Container; readonly server: Container } | undefined {
  const bouncer = mountingsOf(snapshot, userlist).map(({ container }) => container).find(({ program }) => program === 'pgbouncer');
  const server = bouncer === undefined ? undefined : containersByProgram(snapshot, userlist.path, 'postgres')[0];
  return bouncer === undefined || server === undefined ? undefined : { bouncer, server };
}
