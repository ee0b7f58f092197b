import { includePlaces } from './pgbouncer.ts';
import { includedPaths, isTakenFromFolder } from './postgres-settings.ts';
import type { Snapshot, SourceFile } from './snapshot.ts';

/** What a file tells of what it includes: its own URI, under the key of a path or of a folder. */
export interface Includer {
  readonly key: string;
  readonly value: { readonly uri: string };
}

const pathKey = (path: string): string => `included:${path}`;
const folderKey = (folder: string): string => `included-in:${folder}`;

/** What a postgresql.conf or pgbouncer.ini tells the files that it includes; of other kinds nothing. */
export function includesTold(file: SourceFile): readonly Includer[] {
  const value = { uri: file.uri };
  if (file.kind === 'pgbouncer') return [...new Set(includePlaces(file))].map((path) => ({ key: pathKey(path), value }));
  if (file.kind !== 'postgres') return [];
  const keys = includedPaths(file).map(({ kind, path }) => (kind === 'include_dir' ? folderKey(path) : pathKey(path)));
  return [...new Set(keys)].map((key) => ({ key, value }));
}

/** The files of its kind that include a file, by the order of their paths. */
export function includersOf(file: SourceFile, snapshot: Snapshot): readonly SourceFile[] {
  const told = [...snapshot.lookup<Includer['value']>(pathKey(file.path)), ...(file.kind === 'postgres' && isTakenFromFolder(file.name) ? snapshot.lookup<Includer['value']>(folderKey(file.folder)) : [])];
  if (told.length === 0) return [];
  const files = [...new Set(told.map(({ uri }) => uri))].flatMap((uri) => snapshot.file(uri) ?? []);
  return files.filter(({ kind }) => kind === file.kind).sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** The files with which the program begins where it reads this one in the end: those above it that none includes; itself where none does. */
export function rootsOf(file: SourceFile, snapshot: Snapshot): readonly SourceFile[] {
  const roots = new Set<SourceFile>();
  const seen = new Set<SourceFile>();
  const visit = (each: SourceFile): void => {
    if (seen.has(each)) return;
    seen.add(each);
    const above = includersOf(each, snapshot);
    if (above.length === 0) roots.add(each);
    for (const one of above) visit(one);
  };
  visit(file);
  return roots.size === 0 ? [file] : [...roots];
}
