import type { FileKind } from '../model/files.ts';
import { includePlaces } from '../model/pgbouncer.ts';
import { includedPaths, isTakenFromFolder } from '../model/postgres-settings.ts';
import { includePattern, isGlob, redisIncludes } from '../model/redis-includes.ts';
import type { Snapshot, SourceFile } from '../model/snapshot.ts';
import { folderOf, joinPath, nameOf } from '../model/uri.ts';
import { NAMES_FILES } from '../stack/contributions.ts';
import { byFolder, meantOf, pathIn, type FilesOfName } from '../stack/host-files.ts';
import { kindInside } from '../stack/mounts.ts';
import type { Placed } from '../stack/placed.ts';

/** Files whose names say nothing: their paths by their name without the folder. */
export type Unnamed = ReadonlyMap<string, ReadonlySet<string>>;

/**
 * What files of no telling name are, by what the workspace does with them: a unit mounts or reads them, or a file of
 * known kind includes them. Those read in turn may include others: ask again until nothing new is found.
 */
export function recognise(snapshot: Snapshot, unnamed: Unnamed): ReadonlyMap<string, FileKind> {
  const found = new Map<string, FileKind>();
  if (unnamed.size === 0) return found;
  const add = (path: string, kind: FileKind): void => {
    if (!found.has(path) && unnamed.get(nameOf(path))?.has(path) === true) found.set(path, kind);
  };
  const known = new Map<string, FilesOfName>();
  // With those of known kind: a unit that means one of them means no other.
  const filesOf = (name: string): FilesOfName => {
    let files = known.get(name);
    if (files === undefined) known.set(name, (files = byFolder([...(unnamed.get(name) ?? []), ...snapshot.lookup<{ readonly path: string }>(`file:${name}`).map(({ path }) => path)])));
    return files;
  };
  const includes = [...snapshot.files()].flatMap(includesOf);
  const inside = new Map(includes.flatMap(({ path, kind }) => (path === undefined ? [] : [[path, kind] as const])));
  for (const { container, path: unit } of snapshot.lookup<Placed>(NAMES_FILES)) {
    const addMeant = (source: string, kind: FileKind): void => {
      const files = unnamed.has(nameOf(source)) ? filesOf(nameOf(source)) : undefined;
      const path = files && meantOf(files, source, unit);
      if (path !== undefined) add(path, kind);
    };
    for (const volume of container.volumes) {
      if (volume.value.kind !== 'bind') continue;
      const kind = kindInside({ container, volume }) ?? inside.get(volume.value.target);
      if (kind !== undefined) addMeant(volume.value.source, kind);
    }
    for (const file of container.environmentFiles) addMeant(pathIn(file.value), 'env');
  }
  for (const { path, matches, kind } of includes) {
    if (path !== undefined) add(path, kind);
    if (matches !== undefined) for (const paths of unnamed.values()) for (const each of paths) if (matches(each)) add(each, kind);
  }
  return found;
}

/** A path that a file includes, or a test of paths where it includes by a pattern or folder. */
interface Include {
  readonly kind: FileKind;
  readonly path?: string;
  matches?(path: string): boolean;
}

function includesOf(file: SourceFile): readonly Include[] {
  const { kind } = file;
  if (kind === 'pgbouncer') return includePlaces(file).map((path) => ({ kind, path }));
  if (kind === 'postgres') return postgresIncludes(file);
  return kind === 'redis' || kind === 'sentinel' ? redisIncludePlaces(file) : [];
}

const redisIncludePlaces = (file: SourceFile): Include[] =>
  redisIncludes(file).map((path) => (isGlob(path) ? { kind: file.kind, matches: includePattern(path, file) } : { kind: file.kind, path: joinPath(file.folder, path) }));

const postgresIncludes = (file: SourceFile): Include[] =>
  includedPaths(file).map(({ kind, path }) =>
    kind !== 'include_dir' ? { kind: 'postgres', path } : { kind: 'postgres', matches: (each) => folderOf(each) === path && isTakenFromFolder(nameOf(each)) });
