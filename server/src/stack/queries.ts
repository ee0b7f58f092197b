import type { FileKind } from '../model/files.ts';
import type { Snapshot, SourceFile } from '../model/snapshot.ts';
import type { ImageProduct } from './image.ts';
import { mayBe } from './mounts.ts';
import type { Placed, PlacedPod } from './placed.ts';
import type { Container, Located, MountedVolume, Pod, Program } from './types.ts';

/** What is found under a key within the stack that a path belongs to, in the order of the paths. */
function within<T extends { readonly path: string }>(snapshot: Snapshot, key: string, path: string): T[] {
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

/** The pod of a `.pod` file. */
export function podAt(snapshot: Snapshot, file: SourceFile): Pod | undefined {
  return snapshot.lookup<PlacedPod>(`file:${file.name}`).find(({ uri }) => uri === file.uri)?.pod;
}

/** The containers that a host name leads to. */
export const containersByHost = (snapshot: Snapshot, path: string, host: string): Container[] => within<Placed>(snapshot, `host:${host}`, path).map(({ container }) => container);

/** The container whose service has this name. */
export const containerByService = (snapshot: Snapshot, path: string, service: string): Container | undefined => within<Placed>(snapshot, `service:${service}`, path)[0]?.container;

/** The containers that run a program. */
export const containersByProgram = (snapshot: Snapshot, path: string, program: Program): Container[] => within<Placed>(snapshot, `program:${program}`, path).map(({ container }) => container);

/** The containers on a network, by its name as units write it. */
export const containersByNetwork = (snapshot: Snapshot, path: string, network: string): Container[] =>
  within<Placed | PlacedPod>(snapshot, `network:${network}`, path).flatMap((placed) => ('container' in placed ? [placed.container] : []));

/** Containers and pods that publish a host port. */
export const publishersOf = (snapshot: Snapshot, path: string, port: number): (Container | Pod)[] =>
  within<Placed | PlacedPod>(snapshot, `port:${port}`, path).map((placed) => ('container' in placed ? placed.container : placed.pod));

/** The containers that use a volume of this name, or mount this path as it is written. */
export const containersByVolume = (snapshot: Snapshot, path: string, volume: string): Container[] => within<Placed>(snapshot, `volume:${volume}`, path).map(({ container }) => container);

/** The containers that read an environment file. */
export const containersByEnvironmentFile = (snapshot: Snapshot, file: SourceFile): Container[] =>
  within<Placed>(snapshot, `envfile:${file.name}`, file.path).map(({ container }) => container);

/** The pod that a container belongs to. */
export function podOfContainer(snapshot: Snapshot, container: Container, path: string): Pod | undefined {
  if (container.pod === undefined) return undefined;
  return within<PlacedPod>(snapshot, `file:${container.pod.value}`, path).find((placed) => 'pod' in placed)?.pod;
}

/** A file of the workspace that a path in a unit may mean; of several the one nearest to the unit. */
export function fileFor(snapshot: Snapshot, unitPath: string, source: string): SourceFile | undefined {
  const name = source.slice(source.lastIndexOf('/') + 1);
  const candidates = within<{ path: string }>(snapshot, `file:${name}`, unitPath).filter(({ path }) => mayBe(source.replace(/^-/, ''), unitPath, path));
  const best = candidates.sort((a, b) => common(b.path, unitPath) - common(a.path, unitPath))[0];
  return best === undefined ? undefined : snapshot.fileAt(best.path);
}

/** How many characters two paths have in common at their start. */
function common(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length++;
  return length;
}

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

/** The names of the networks that a container is in: its pod's, or its own; the default one where none is named. */
export function networksOf(snapshot: Snapshot, container: Container, path: string): string[] {
  const pod = podOfContainer(snapshot, container, path);
  const networks = (pod ?? container).networks.map(({ value }) => value.name);
  return networks.length === 0 ? [''] : networks;
}

/** Whether two containers reach each other by name: one pod, the host's network, or a network of their own in common. */
export function reach(snapshot: Snapshot, a: Container, b: Container, path: string): boolean {
  if (a.pod !== undefined && a.pod.value === b.pod?.value) return true;
  const networks = new Set(networksOf(snapshot, b, path));
  return networksOf(snapshot, a, path).some((name) => name !== '' && networks.has(name));
}
