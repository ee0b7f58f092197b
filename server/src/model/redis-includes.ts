import { parseRedis, type RedisLine } from '../syntax/redis.ts';
import type { Snapshot, SourceFile } from './snapshot.ts';
import { joinPath } from './uri.ts';

/** Whether the server treats an include as a pattern. */
export const isGlob = (path: string): boolean => /[*?[]/.test(path);

/**
 * The files of the workspace that an `include` names, patterns in the order of their names as glob() gives them. A
 * relative path counts from the server's working directory, which the workspace does not know: the file's own folder is
 * taken for it. Empty where nothing is known.
 */
export function includedFiles(path: string, from: SourceFile, snapshot: Snapshot): readonly SourceFile[] {
  if (!isGlob(path)) {
    const file = snapshot.fileAt(joinPath(from.folder, path));
    return file === undefined ? [] : [file];
  }
  const matches = includePattern(path, from);
  // Asked for by its path, so that who looks is told also when a text changes.
  return [...snapshot.files()].filter((file) => matches(file.path)).map((file) => snapshot.fileAt(file.path)!).sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** What a line includes, as written; undefined where it includes nothing. */
const includeOf = ({ args, unbalanced }: RedisLine): string | undefined =>
  unbalanced === undefined && args.length > 1 && args[0]!.value.toLowerCase() === 'include' && args[1]!.value !== '' ? args[1]!.value : undefined;

/** What a file includes, as written. Of thousands of lines most are comments, and it is asked at each keystroke. */
export function redisIncludes(file: SourceFile): readonly string[] {
  const found: string[] = [];
  for (const line of file.tree(parseRedis).lines) {
    const path = line.kind === 'directive' ? includeOf(line) : undefined;
    if (path !== undefined) found.push(path);
  }
  return found;
}

/** A file with all that it includes. */
export interface RedisWhole {
  /** Each once, in the order in which they are first read. */
  readonly files: readonly SourceFile[];
  /** Whether the workspace holds all that is included. */
  readonly isComplete: boolean;
}

/** A file with what it includes, and what that includes. */
export function redisWhole(root: SourceFile, snapshot: Snapshot): RedisWhole {
  const files = new Set<SourceFile>();
  let isComplete = true;
  const read = (file: SourceFile): void => {
    if (files.has(file)) return;
    files.add(file);
    for (const path of redisIncludes(file)) {
      const included = includedFiles(path, file, snapshot);
      if (included.length === 0) isComplete = false;
      included.forEach(read);
    }
  };
  read(root);
  return { files: [...files], isComplete };
}

/** Whether an include that is a pattern names a path. */
export function includePattern(path: string, from: SourceFile): (candidate: string) => boolean {
  const pattern = globToRegExp(joinPath(from.folder, path));
  return (candidate) => pattern?.test(candidate) ?? false;
}

/** A pattern as glob(3) reads it: nothing crosses a slash, and a leading dot must be written. */
function globToRegExp(glob: string): RegExp | undefined {
  let source = '';
  for (let i = 0; i < glob.length; i++) {
    const c = glob[i]!;
    const first = i === 0 || glob[i - 1] === '/';
    if (c === '*') source += `${first ? '(?!\\.)' : ''}[^/]*`;
    else if (c === '?') source += `${first ? '(?!\\.)' : ''}[^/]`;
    else if (c === '[') {
      const close = glob.indexOf(']', i + 2);
      if (close < 0) { source += '\\['; continue; }
      const inside = glob.slice(i + 1, close).replace(/^[!^]/, '').replace(/[\\\]]/g, '\\$&');
      source += `[${/^[!^]/.test(glob.slice(i + 1)) ? '^/' : ''}${inside}]`;
      i = close;
    } else source += c.replace(/[.+^${}()|\\]/g, '\\$&');
  }
  try {
    return new RegExp(`^${source}$`);
  } catch {
    // A range that runs backwards matches nothing.
    return undefined;
  }
}
