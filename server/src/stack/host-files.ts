import type { Snapshot, SourceFile } from '../model/snapshot.ts';
import { folderOf, joinPath, nameOf } from '../model/uri.ts';

/** The paths of the files of one name, by each folder that they lie below. */
export type FilesOfName = ReadonlyMap<string, readonly string[]>;

export function byFolder(paths: Iterable<string>): FilesOfName {
  const below = new Map<string, string[]>();
  for (const path of [...paths].sort()) {
    for (let folder = folderOf(path); ; folder = folderOf(folder)) {
      const list = below.get(folder);
      if (list === undefined) below.set(folder, [path]);
      else list.push(path);
      if (folder === '') break;
    }
  }
  return below;
}

/** The path in `EnvironmentFile=-.env`, where the dash says that the file may be missing. */
export const pathIn = (source: string): string => source.replace(/^-/, '');

/** Whether a path begins at the folder of its unit: all but absolute ones, and those of a home or specifier. */
const isRelative = (source: string): boolean => /^[^/%~$]/.test(source);

/** What a mount's source names: a path from the unit's folder is another one in another folder. */
export const sourceFrom = (unitPath: string, source: string): string => (/^\.{1,2}(?:\/|$)/.test(source) ? joinPath(folderOf(unitPath), source) : source);

/**
 * Which of the files of a name a path in a unit means. A relative one is resolved from the unit. Where an absolute one
 * leads to on the host is not known: unless it is that of a file at hand, the file nearest to the unit counts, of
 * several those that more of the path's last folders name.
 */
export function meantOf(files: FilesOfName, source: string, unitPath: string): string | undefined {
  const exact = isRelative(source) ? joinPath(folderOf(unitPath), source) : source;
  if (files.get(folderOf(exact))?.includes(exact) === true) return exact;
  if (isRelative(source)) return undefined;
  for (let folder = folderOf(unitPath); ; folder = folderOf(folder)) {
    const near = files.get(folder);
    if (near !== undefined) return near.reduce((best, path) => (sameEnd(path, source) > sameEnd(best, source) ? path : best));
    if (folder === '') return undefined;
  }
}

/** How many names two paths have in common at their end. */
function sameEnd(a: string, b: string): number {
  const [left, right] = [a.split('/').reverse(), b.split('/').reverse()];
  let same = 0;
  while (same < left.length && left[same] === right[same]) same++;
  return same;
}

/** The file of the workspace that a path in a unit means, within the unit's stack. */
export function fileFor(snapshot: Snapshot, unitPath: string, source: string): SourceFile | undefined {
  const path = pathIn(source);
  const files = filesNamed(snapshot, nameOf(path), snapshot.stackOf(unitPath));
  const meant = files === undefined ? undefined : meantOf(files, path, unitPath);
  return meant === undefined ? undefined : snapshot.fileAt(meant);
}

/** Of so many files of one name where they lie is worked out once. */
const MANY = 8;

function filesNamed(snapshot: Snapshot, name: string, stack: string): FilesOfName | undefined {
  const { length } = snapshot.lookup(`file:${name}`);
  if (length === 0) return undefined;
  return length < MANY ? withinStack(snapshot, name, stack) : snapshot.memo(`files ${name} of ${stack}`, () => withinStack(snapshot, name, stack));
}

const withinStack = (snapshot: Snapshot, name: string, stack: string): FilesOfName =>
  byFolder(snapshot.lookup<{ readonly path: string }>(`file:${name}`).flatMap(({ path }) => (snapshot.stackOf(path) === stack ? [path] : [])));
