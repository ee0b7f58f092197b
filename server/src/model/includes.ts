import { includePlaces } from './pgbouncer.ts';
import { includedPaths, isTakenFromFolder } from './postgres-settings.ts';
import { includePattern, isGlob, redisIncludes } from './redis-includes.ts';
import type { Contribution, Snapshot, SourceFile } from './snapshot.ts';
import { joinPath } from './uri.ts';

/** A file that includes others, found under the key of a path or of a folder; of one that includes by a pattern what that is. */
interface Includer {
  readonly uri: string;
  matches?(path: string): boolean;
}

const pathKey = (path: string): string => `included:${path}`;
const folderKey = (folder: string): string => `included-in:${folder}`;
const BY_PATTERN = 'included-by-pattern';

const isRedis = ({ kind }: SourceFile): boolean => kind === 'redis' || kind === 'sentinel';

/** What a configuration file tells the files that it includes; of kinds that include none nothing. */
export function includesTold(file: SourceFile): readonly Contribution<Includer>[] {
  if (isRedis(file)) return redisIncludes(file).map((path) => redisInclude(file, path));
  const keys = file.kind === 'pgbouncer' ? includePlaces(file).map(pathKey)
    : file.kind === 'postgres' ? includedPaths(file).map(({ kind, path }) => (kind === 'include_dir' ? folderKey(path) : pathKey(path))) : [];
  return [...new Set(keys)].map((key) => ({ key, print: '', value: { uri: file.uri } }));
}

function redisInclude(file: SourceFile, path: string): Contribution<Includer> {
  const full = joinPath(file.folder, path);
  return isGlob(path) ? { key: BY_PATTERN, print: full, value: { uri: file.uri, matches: includePattern(path, file) } } : { key: pathKey(full), print: '', value: { uri: file.uri } };
}

/** The files of its kind that include a file, by the order of their paths. */
export function includersOf(file: SourceFile, snapshot: Snapshot): readonly SourceFile[] {
  const told = [
    ...snapshot.lookup<Includer>(pathKey(file.path)),
    ...(file.kind === 'postgres' && isTakenFromFolder(file.name) ? snapshot.lookup<Includer>(folderKey(file.folder)) : []),
    ...(isRedis(file) ? snapshot.lookup<Includer>(BY_PATTERN).filter(({ matches }) => matches?.(file.path)) : []),
  ];
  if (told.length === 0) return [];
  const files = [...new Set(told.map(({ uri }) => uri))].flatMap((uri) => snapshot.file(uri) ?? []);
  return files.filter((each) => each.kind === file.kind || (isRedis(each) && isRedis(file))).sort((a, b) => (a.path < b.path ? -1 : 1));
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
