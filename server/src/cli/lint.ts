import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Problem } from '../model/problem.ts';
import type { SourceFile } from '../model/snapshot.ts';
import { loadPaths, type Loaded } from './load.ts';
import { readChoice, readNumber, readOptions, readSize, readTargets } from './options.ts';
import { reportGithub } from './report/github.ts';
import { reportJson } from './report/json.ts';
import { reportSarif } from './report/sarif.ts';
import { reportText } from './report/text.ts';

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
}

const FORMATS = ['text', 'json', 'sarif', 'github'] as const;

/** `lint`: prints what is wrong. Returns the exit status: 1 where there is an error or too many warnings. */
export function lint(words: readonly string[], write: (text: string) => void): number {
  const { options, paths } = readOptions(words, { target: 'list', ram: 'string', format: 'string', 'max-warnings': 'string' });
  const format = readChoice('--format', options.format ?? 'text', FORMATS);
  const most = options['max-warnings'] === undefined ? Infinity : readNumber('--max-warnings', options['max-warnings'], 0, 1e9);
  const targets = readTargets(options.target);
  const loaded = loadPaths(paths, { targets, forced: true, ...(options.ram === undefined ? {} : { hostMemory: readSize('--ram', options.ram) }) });
  const findings = findingsOf(loaded);
  for (const { path: file, reason } of loaded.unreadable) process.stderr.write(`quadlet-stack: ${relative(file)}: ${reason}\n`);
  const report: Report = { findings, files: loaded.asked.length, versions: versionsOf(loaded), color: process.stdout.isTTY === true && process.env['NO_COLOR'] === undefined };
  write({ text: reportText, json: reportJson, sarif: reportSarif, github: reportGithub }[format](report));
  const count = (severity: string) => findings.filter(({ problem }) => problem.severity === severity).length;
  return count('error') > 0 || count('warning') > most || loaded.unreadable.length > 0 ? 1 : 0;
}

/** Checks all that was loaded. */
export function findingsOf(loaded: Loaded): Finding[] {
  const { analysis, asked } = loaded;
  analysis.refreshAll();
  return asked.flatMap((uri) => {
    const file = analysis.workspace.file(uri)!;
    const shown = relative(fileURLToPath(uri));
    return analysis.problems(uri).map((problem) => ({ file, path: shown, problem }));
  });
}

/** The path as the reports print it: from the working directory. */
export const relative = (file: string): string => (path.relative(process.cwd(), file) || '.').replaceAll(path.sep, '/');

const PRODUCT_NAMES = { podman: 'Podman', redis: 'Redis', valkey: 'Valkey', pgbouncer: 'PgBouncer', postgres: 'PostgreSQL' } as const;

/** The versions that the files were judged by: `Podman 5.8.2, Redis 7.4`. */
function versionsOf({ analysis, asked }: Loaded): string {
  const seen = new Map<string, Set<string>>();
  const see = (name: string, version: readonly number[]): void => {
    const set = seen.get(name) ?? new Set<string>();
    seen.set(name, set.add(version.filter((part) => part !== 999).join('.')));
  };
  for (const uri of asked) {
    const file = analysis.workspace.file(uri)!;
    const targets = analysis.workspace.targets(file);
    if (file.kind === 'quadlet' || file.kind === 'quadlets') see(PRODUCT_NAMES.podman, targets.podman);
    else if (file.kind === 'redis' || file.kind === 'sentinel') see(PRODUCT_NAMES[targets.store], targets[targets.store]);
    else if (file.kind === 'pgbouncer' || file.kind === 'userlist') see(PRODUCT_NAMES.pgbouncer, targets.pgbouncer);
    else if (file.kind === 'postgres') see(PRODUCT_NAMES.postgres, targets.postgres);
  }
  return [...seen].map(([name, versions]) => `${name} ${[...versions].sort().join(' and ')}`).join(', ');
}
