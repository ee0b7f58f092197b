/** Says whether a path, relative to the patterns' folder and with `/` between folders, is left out. */
export type PathFilter = (relative: string) => boolean;

interface Pattern {
  readonly matches: RegExp;
  readonly negated: boolean;
  readonly foldersOnly: boolean;
}

/**
 * Patterns as `.gitignore` has them: `*` and `?` stop at a slash, `**` does not, a slash at the start or in the middle
 * ties the pattern to its folder, one at the end means folders, `!` takes back; the last that matches decides. What
 * lies below a folder left out is left out. Blank lines and `#` comments count for nothing.
 */
export function ignoreFilter(lines: readonly string[]): PathFilter {
  const patterns = lines.flatMap((line) => readPattern(line) ?? []);
  if (patterns.length === 0) return () => false;
  const ignoredItself = (path: string, isFolder: boolean): boolean => {
    const last = patterns.filter(({ matches, foldersOnly }) => (isFolder || !foldersOnly) && matches.test(path)).at(-1);
    return last !== undefined && !last.negated;
  };
  const folders = new Map<string, boolean>();
  const ignoredFolder = (path: string): boolean => {
    const known = folders.get(path);
    if (known !== undefined) return known;
    const slash = path.lastIndexOf('/');
    const ignored = (slash > 0 && ignoredFolder(path.slice(0, slash))) || ignoredItself(path, true);
    folders.set(path, ignored);
    return ignored;
  };
  return (relative) => {
    const slash = relative.lastIndexOf('/');
    return (slash > 0 && ignoredFolder(relative.slice(0, slash))) || ignoredItself(relative, false);
  };
}

/** As `ignoreFilter`, for whole paths: patterns count from a folder, and say nothing of what lies outside. */
export function filterBelow(folder: string, patterns: readonly string[]): PathFilter {
  const filter = ignoreFilter(patterns);
  const inside = `${folder.replace(/\/$/, '')}/`;
  return (path) => path.startsWith(inside) && filter(path.slice(inside.length));
}

function readPattern(line: string): Pattern | undefined {
  let glob = line.replace(/\r$/, '').replace(/(?<!\\)[ \t]+$/, '');
  if (glob === '' || glob.startsWith('#')) return undefined;
  const negated = glob.startsWith('!');
  if (negated) glob = glob.slice(1);
  const foldersOnly = glob.endsWith('/');
  glob = glob.replace(/\/+$/, '').replace(/^\.\//, '/');
  if (glob === '') return undefined;
  const anchored = glob.includes('/');
  try {
    return { matches: new RegExp(`^${anchored ? '' : '(?:.*/)?'}${toSource(glob.replace(/^\//, ''))}$`, 's'), negated, foldersOnly };
  } catch {
    // A range that runs backwards, as in `[z-a]`, matches nothing.
    return undefined;
  }
}

function toSource(glob: string): string {
  let source = '';
  for (let i = 0; i < glob.length; i++) {
    const char = glob[i]!;
    // Two stars are whole folders only where they stand between slashes.
    if (i === 0 || glob[i - 1] === '/') {
      if (glob.startsWith('**/', i)) {
        source += '(?:.*/)?';
        i += 2;
        continue;
      }
      if (glob.slice(i) === '**') return `${source}.*`;
    }
    if (char === '*') source += '[^/]*';
    else if (char === '?') source += '[^/]';
    else if (char === '[') {
      const set = /^\[([!^]?)(\](?:\\.|[^\]\\])*|(?:\\.|[^\]\\])+)\]/.exec(glob.slice(i));
      if (set === null) source += '\\[';
      else {
        source += `(?!/)[${set[1] === '' ? '' : '^'}${set[2]!.replace(/\\(.)/g, '$1').replace(/[\\\]^[]/g, '\\$&')}]`;
        i += set[0].length - 1;
      }
    } else if (char === '\\' && i + 1 < glob.length) source += escape(glob[++i]!);
    else source += escape(char);
  }
  return source;
}

const escape = (char: string): string => char.replace(/[.*+?^${}()|[\]\\/]/, '\\$&');
