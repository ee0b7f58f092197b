import { folderOf, joinPath } from '../model/uri.ts';
import type { Unit } from './world.ts';

/** `%h/…` but not `%%…`: systemd puts something in front, so the generator leaves the path alone. */
export const startsWithSpecifier = (path: string): boolean => path.startsWith('%') && path[1] !== '%';

export const isAbsolute = (path: string): boolean => path.startsWith('/');

/** A path as the generator writes it: relative ones count from the unit's folder. */
export const absolutePath = (unit: Unit, path: string): string => (startsWithSpecifier(path) || isAbsolute(path) ? path : joinPath(folderOf(unit.part.path), path));

/** A path without `.`, `..` and doubled slashes, as Go's `filepath.Clean` writes it. */
export function cleanPath(path: string): string {
  if (isAbsolute(path)) return joinPath('/', path);
  const out: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..' && out.length > 0 && out[out.length - 1] !== '..') out.pop();
    else if (part !== '' && part !== '.') out.push(part);
  }
  return out.length === 0 ? '.' : out.join('/');
}

/** The folder of a path as Go's `filepath.Dir` gives it. */
export const directoryOf = (path: string): string => cleanPath(path.slice(0, path.lastIndexOf('/') + 1));

/** What the generator takes for a URL of a Containerfile or repository. */
export const isUrl = (text: string): boolean => /^((https?)|(git):\/\/)|(github\.com\/).+$/.test(text);
