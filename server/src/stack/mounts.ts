import type { Snapshot, SourceFile } from '../model/snapshot.ts';
import { nameOf } from '../model/uri.ts';
import { kindOfPath, type FileKind } from '../model/files.ts';
import { byFolder, fileFor, meantOf } from './host-files.ts';
import type { Container, Located, MountedVolume, Program } from './types.ts';

/** The key under which the containers that mount a host file of this name are found. */
export const mountKey = (path: string): string => `mounts:${nameOf(path)}`;

export interface Mounting {
  readonly container: Container;
  readonly volume: Located<MountedVolume>;
}

/** With the path of the unit. */
type PlacedMounting = Mounting & { readonly path: string };

/** The containers that mount a file, with the mount: those whose path leads to it and to no other file of that name. */
export function mountingsOf(snapshot: Snapshot, file: SourceFile): Mounting[] {
  const stack = snapshot.stackOf(file.path);
  return snapshot.lookup<PlacedMounting>(mountKey(file.path))
    .filter(({ path, volume }) => snapshot.stackOf(path) === stack && fileFor(snapshot, path, volume.value.source)?.path === file.path)
    .sort((a, b) => (a.container.unit < b.container.unit ? -1 : 1));
}

/** What a file is by the unit that mounts it: the name that it has inside the container tells. */
export function mountedKind(snapshot: Snapshot, path: string): FileKind | undefined {
  const mountings = snapshot.lookup<PlacedMounting>(mountKey(path));
  if (mountings.length === 0) return undefined;
  const files = byFolder([path, ...snapshot.lookup<{ readonly path: string }>(`file:${nameOf(path)}`).map((file) => file.path)]);
  for (const mounting of mountings) {
    const kind = meantOf(files, mounting.volume.value.source, mounting.path) === path ? kindInside(mounting) : undefined;
    if (kind !== undefined) return kind;
  }
  return undefined;
}

const KIND_OF_PROGRAM: Readonly<Partial<Record<Program, readonly [RegExp, FileKind]>>> = {
  redis: [/\.conf$/, 'redis'], pgbouncer: [/\.ini$/, 'pgbouncer'], postgres: [/\.conf$/, 'postgres'],
};

/** By its name inside, else by what its program's command line names as configuration. */
export function kindInside({ container, volume }: Mounting): FileKind | undefined {
  const { target } = volume.value;
  const named = kindOfPath(target);
  if (named !== undefined && named !== 'env') return named;
  const [pattern, kind] = KIND_OF_PROGRAM[container.program] ?? [];
  const isNamed = container.exec?.words.some(({ value }) => value === target || value.endsWith(`=${target}`)) ?? false;
  if (container.program === 'nginx') return target.endsWith('.conf') ? 'nginx' : undefined;
  return pattern !== undefined && pattern.test(target) && isNamed && !/pg_hba|pg_ident/.test(target) ? kind : undefined;
}
