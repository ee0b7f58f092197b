import { folderOf, nameOf } from './uri.ts';
import { isDropIn, UNIT_TYPES } from './files.ts';
import type { Contribution, Snapshot, SourceFile } from './snapshot.ts';

/**
 * The folders that hold drop-ins of a unit, the most specific first: `web@1.container` → `web@1.container.d`,
 * `web@.container.d`, `container.d`; `app-web.container` → `app-web.container.d`, `app-.container.d`, `container.d`.
 */
export function dropInFolders(unit: string): string[] {
  const dot = unit.lastIndexOf('.');
  const stem = unit.slice(0, dot);
  const suffix = unit.slice(dot);
  const folders = [`${unit}.d`];
  const at = stem.indexOf('@');
  if (at >= 0 && at < stem.length - 1) folders.push(`${stem.slice(0, at + 1)}${suffix}.d`);
  const prefixed = at < 0 ? stem : stem.slice(0, at);
  for (let dash = prefixed.lastIndexOf('-', prefixed.length - 2); dash > 0; dash = prefixed.lastIndexOf('-', dash - 1)) folders.push(`${prefixed.slice(0, dash + 1)}${suffix}.d`);
  folders.push(`${suffix.slice(1)}.d`);
  return folders;
}

/** The key under which drop-ins of a folder's name are found, such as `dropin:web.container.d`. */
export const dropInKey = (folder: string): string => `dropin:${folder}`;

/** What a drop-in tells: in which folder it lies. Its text counts, so that its units are read again when it changes. */
export function dropInContribution(file: SourceFile): Contribution[] {
  if (!isDropIn(file.path)) return [];
  return [{ key: dropInKey(nameOf(file.folder)), uri: file.uri, print: file.text, value: file }];
}

/** The drop-ins of a unit in the order in which they are read: by file name; of two with one name the more specific counts. */
export function dropInsOf(snapshot: Snapshot, unit: SourceFile): SourceFile[] {
  const byName = new Map<string, SourceFile>();
  for (const folder of dropInFolders(unit.name)) {
    const found = snapshot.lookup(dropInKey(folder)) as readonly Contribution<SourceFile>[];
    const inReach = found.filter(({ value }) => snapshot.stackOf(value.path) === snapshot.stackOf(unit.path));
    for (const { value } of inReach) if (!byName.has(value.name)) byName.set(value.name, value);
  }
  return [...byName.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** True for a unit file of its own: no drop-in, no configuration file. */
export const isUnitFile = (path: string): boolean => UNIT_TYPES.some((type) => path.endsWith(`.${type}`));

/** The folder below which a unit and its drop-ins lie. */
export const homeOf = (file: SourceFile): string => (isDropIn(file.path) ? folderOf(file.folder) : file.folder);
