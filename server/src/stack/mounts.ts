import type { Snapshot, SourceFile } from '../model/snapshot.ts';
import { folderOf, joinPath, nameOf } from '../model/uri.ts';
import { kindOfPath, type FileKind } from '../model/files.ts';
import type { Container, Located, MountedVolume, Program } from './types.ts';

/** The key under which the containers that mount a host file of this name are found. */
export const mountKey = (path: string): string => `mounts:${nameOf(path)}`;

export interface Mounting {
  readonly container: Container;
  readonly volume: Located<MountedVolume>;
}

/** With the path of the unit. */
type PlacedMounting = Mounting & { readonly path: string };

/** The directories that a specifier stands for are not known; what follows them is. */
const withoutSpecifier = (source: string): string => source.replace(/^(?:%[a-zA-Z]|~|\$\{?HOME\}?)(?=\/)/, '');

/**
 * Whether a mount's source may be this file: an absolute path is compared from its end, at least the file name and,
 * where the source has one within the workspace, its folder; a relative one is resolved from the unit.
 */
export function mayBe(source: string, unitPath: string, path: string): boolean {
  if (source.startsWith('./') || source.startsWith('../')) return joinPath(folderOf(unitPath), source) === path;
  if (source === path) return true;
  const wanted = withoutSpecifier(source).split('/').filter((part) => part !== '');
  const have = path.split('/').filter((part) => part !== '');
  if (wanted.at(-1) !== have.at(-1)) return false;
  // Outside the workspace nothing tells apart two files of one name: the one at hand is the one meant.
  return true;
}

/** The containers that mount a file, with the mount. */
export function mountingsOf(snapshot: Snapshot, file: SourceFile): Mounting[] {
  const stack = snapshot.stackOf(file.path);
  return snapshot.lookup<PlacedMounting>(mountKey(file.path))
    .filter(({ path, volume }) => snapshot.stackOf(path) === stack && mayBe(volume.value.source, path, file.path))
    .sort((a, b) => (a.container.unit < b.container.unit ? -1 : 1));
}

/** What a file is by the unit that mounts it: the name that it has inside the container tells. */
export function mountedKind(snapshot: Snapshot, path: string): FileKind | undefined {
  for (const mounting of snapshot.lookup<PlacedMounting>(mountKey(path))) {
    const kind = mayBe(mounting.volume.value.source, mounting.path, path) ? kindInside(mounting) : undefined;
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
