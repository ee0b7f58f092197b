import type { Problem } from '../model/problem.ts';
import type { Settings } from '../model/settings.ts';
import type { SourceFile } from '../model/snapshot.ts';
import { formatVersion, PRODUCTS, type Version } from '../model/version.ts';
import { productAt } from '../stack/queries.ts';
import { applySafeFixes } from './fix.ts';
import { diskPath, loadPaths, reportUnreadable, type Loaded } from './load.ts';
import { readChoice, readNumber, readOptions, readRam, readTargets } from './options.ts';
import { relative } from './paths.ts';
import { createProgress, type Progress } from './progress.ts';
import { harmless } from './report/columns.ts';
import { reportGithub } from './report/github.ts';
import { reportJson } from './report/json.ts';
import { reportSarif } from './report/sarif.ts';
import { reportText } from './report/text.ts';
import { isTerminal, terminal } from './terminal.ts';
import { CannotDo } from './usage.ts';
import { watch } from './watch.ts';

/** One problem as the reports print it. */
export interface Finding {
  readonly file: SourceFile;
  /** Relative to the working directory, `/` between folders. */
  readonly path: string;
  readonly problem: Problem;
}

export interface Report {
  readonly findings: readonly Finding[];
  /** How many files were checked. */
  readonly files: number;
  readonly versions: string;
  readonly color: boolean;
  /** Columns of the terminal; many where there is none. */
  readonly width: number;
  /** A file of the workspace by its URI, and its path as the reports print it. */
  fileOf(uri: string): Pick<Finding, 'file' | 'path'> | undefined;
}

const FORMATS = ['text', 'json', 'sarif', 'github'] as const;

/** `lint`: prints what is wrong. Returns the exit status: 1 where there is an error or too many warnings. */
export function lint(words: readonly string[], write: (text: string) => void): number | Promise<number> {
  const { options, paths } = readOptions('lint', words);
  const wishes: Wishes = {
    paths,
    format: readChoice('--format', options.format ?? 'text', FORMATS),
    most: options['max-warnings'] === undefined ? undefined : readNumber('--max-warnings', options['max-warnings'], 0, 1e9),
    fix: options.fix === true,
    settings: settingsOf(readTargets(options.target), options.ram),
  };
  if (options.watch !== true) return lintOnce(wishes, write).status;
  if (wishes.format !== 'text') throw new CannotDo('--watch prints for people: leave --format out');
  return watchPaths(wishes, write);
}

interface Wishes {
  readonly paths: readonly string[];
  readonly format: (typeof FORMATS)[number];
  /** The most warnings that are no failure; undefined: as the configuration says. */
  readonly most: number | undefined;
  readonly fix: boolean;
  readonly settings: Partial<Settings>;
}

const settingsOf = (targets: Settings['targets'], ram: string | undefined): Partial<Settings> => ({
  targets,
  forced: PRODUCTS.filter((product) => targets[product] !== undefined),
  ...(ram === undefined ? {} : { hostMemory: readRam(ram) }),
});

function lintOnce({ paths, format, most, fix, settings }: Wishes, write: (text: string) => void): { readonly status: number; readonly folders: readonly string[] } {
  const progress = createProgress();
  const loaded = loadPaths(paths, settings, progress);
  const fixed = fix ? applySafeFixes(loaded, progress) : undefined;
  const findings = findingsOf(loaded, progress);
  progress.end();
  reportUnreadable(loaded.unreadable);
  const fileOf = (uri: string): Pick<Finding, 'file' | 'path'> | undefined => {
    const file = loaded.analysis.workspace.file(uri);
    return file === undefined ? undefined : { file, path: relative(diskPath(uri)) };
  };
  const report: Report = { findings, files: loaded.asked.length, versions: versionsOf(loaded), ...terminal(), fileOf };
  write({ text: reportText, json: reportJson, sarif: reportSarif, github: reportGithub }[format](report));
  if (fixed !== undefined && fixed.fixes > 0) {
    const line = `fixed ${fixed.fixes} problem${fixed.fixes === 1 ? '' : 's'} in ${fixed.files.map(harmless).join(', ') || 'no file'}\n`;
    if (format === 'text') write(line);
    else process.stderr.write(line);
  }
  const count = (severity: string) => findings.filter(({ problem }) => problem.severity === severity).length;
  const failed = count('error') > 0 || count('warning') > (most ?? loaded.project.config.maxWarnings ?? Infinity);
  const undone = loaded.unreadable.length > 0 || (fixed?.failed.length ?? 0) > 0;
  return { status: undone ? 2 : failed ? 1 : 0, folders: loaded.folders };
}

function watchPaths(wishes: Wishes, write: (text: string) => void): Promise<number> {
  const { folders } = loadPaths(wishes.paths, wishes.settings);
  let last: string | undefined;
  return watch(() => folders, () => {
    let text = '';
    let status: number;
    try {
      ({ status } = lintOnce(wishes, (part) => (text += part)));
    } catch (error) {
      if (!(error instanceof CannotDo)) throw error;
      // A configuration half written: the next change may mend it.
      text = `quadlet-stack: ${error.message}\n`;
      status = 2;
    }
    if (text !== last) write(isTerminal(process.stdout) ? `\u001b[2J\u001b[3J\u001b[H${text}` : last === undefined ? text : `\n${text}`);
    last = text;
    return status;
  });
}

/** Checks all that was loaded. */
function findingsOf({ analysis, asked }: Loaded, progress: Progress): Finding[] {
  const stale = [...analysis.workspace.takeStale()];
  stale.forEach((uri, done) => {
    progress(`checking ${done + 1} of ${stale.length} files`);
    analysis.refresh(uri);
  });
  analysis.refreshAll();
  return asked.flatMap((uri) => {
    const file = analysis.workspace.file(uri)!;
    const shown = relative(diskPath(uri));
    return analysis.problems(uri).map((problem) => ({ file, path: shown, problem }));
  });
}

const PRODUCT_NAMES = { podman: 'Podman', redis: 'Redis', valkey: 'Valkey', pgbouncer: 'PgBouncer', postgres: 'PostgreSQL' } as const;

/** The versions that the files were judged by: `Podman 5.8.2, Redis 7.4`. */
function versionsOf({ analysis, asked }: Loaded): string {
  const seen = new Map<string, Set<string>>();
  const see = (name: string, version: Version): void => {
    const set = seen.get(name) ?? new Set<string>();
    seen.set(name, set.add(formatVersion(version)));
  };
  for (const uri of asked) {
    const file = analysis.workspace.file(uri)!;
    const targets = analysis.workspace.targets(file);
    if (file.kind === 'quadlet' || file.kind === 'quadlets') {
      see(PRODUCT_NAMES.podman, targets.podman);
      const product = productAt(analysis.workspace, file)?.product;
      if (product !== undefined && product !== 'podman' && product !== 'systemd') see(PRODUCT_NAMES[product], targets[product]);
    }
    else if (file.kind === 'redis' || file.kind === 'sentinel') see(PRODUCT_NAMES[targets.store], targets[targets.store]);
    else if (file.kind === 'pgbouncer' || file.kind === 'userlist') see(PRODUCT_NAMES.pgbouncer, targets.pgbouncer);
    else if (file.kind === 'postgres') see(PRODUCT_NAMES.postgres, targets.postgres);
  }
  return Object.values(PRODUCT_NAMES).flatMap((name) => (seen.has(name) ? [[name, seen.get(name)!] as const] : [])).map(([name, versions]) => `${name} ${[...versions].sort().join(' and ')}`).join(', ');
}
