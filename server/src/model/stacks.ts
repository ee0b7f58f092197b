import { isDropIn, unitTypeOfPath } from './files.ts';
import { folderOf, nameOf } from './uri.ts';

/** The deepest folder that holds both paths. */
function commonFolder(a: string, b: string): string {
  const left = folderOf(a).split('/');
  const right = folderOf(b).split('/');
  let same = 0;
  while (same < left.length && same < right.length && left[same] === right[same]) same++;
  return left.slice(0, same).join('/');
}

/**
 * The folders below which two units have the same name: each holds several stacks. So do the folders above the roots of
 * a workspace that has several.
 */
export function splitFolders(paths: Iterable<string>, roots: readonly string[] = []): ReadonlySet<string> {
  const byName = new Map<string, string[]>();
  for (const path of paths) {
    if (unitTypeOfPath(path) === undefined || isDropIn(path)) continue;
    const list = byName.get(nameOf(path));
    if (list === undefined) byName.set(nameOf(path), [path]);
    else list.push(path);
  }
  const split = new Set<string>();
  const splitUpwards = (from: string): void => {
    for (let folder = from; !split.has(folder); folder = folderOf(folder)) {
      split.add(folder);
      if (folder === '') break;
    }
  };
  if (roots.length > 1) for (const root of roots) splitUpwards(folderOf(root));
  for (const list of byName.values()) {
    // Sorted, every pair that meets in a folder has two neighbours that meet there.
    list.sort();
    for (let i = 1; i < list.length; i++) {
      splitUpwards(commonFolder(list[i - 1]!, list[i]!));
    }
  }
  return split;
}

/** Tells for a path the folder of its stack: the highest one that is not split. */
export function stackFinder(split: ReadonlySet<string>): (path: string) => string {
  const known = new Map<string, string>();
  return (path) => {
    const folder = folderOf(path);
    const cached = known.get(folder);
    if (cached !== undefined) return cached;
    let top = folder;
    while (top !== '' && !split.has(folderOf(top))) top = folderOf(top);
    known.set(folder, top);
    return top;
  };
}
