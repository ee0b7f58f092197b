import { folderOf, joinPath } from '../model/uri.ts';
import type { Unit } from './world.ts';

/** `%h/…` but not `%%…`: systemd puts something in front, so the generator leaves the path alone. */
export const startsWithSpecifier = (path: string): boolean => path.startsWith('%') && path[1] !== '%';

export const isAbsolute = (path: string): boolean => path.startsWith('/');

/** A path as the generator writes it: relative ones count from the unit's folder. */
export const absolutePath = (unit: Unit, path: string): string => (startsWithSpecifier(path) || isAbsolute(path) ? path : joinPath(folderOf(unit.part.path), path));

/** The folder of a path as Go's `filepath.Dir` gives it. */
export function directoryOf(path: string): string {
  const slash = path.lastIndexOf('/');
  if (slash === -1) return '.';
  const folder = path.slice(0, slash + 1);
  return isAbsolute(folder) ? joinPath('/', folder) : folder.replace(/\/+$/, '');
}

/** What the generator takes for a URL of a Containerfile or repository. */
export const isUrl = (text: string): boolean => /^((https?)|(git):\/\/)|(github\.com\/).+$/.test(text);
