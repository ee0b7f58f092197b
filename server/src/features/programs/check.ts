import type { Problem } from '../../model/problem.ts';
import type { Programs } from '../../model/programs.ts';
import type { Snapshot, SourceFile } from '../../model/snapshot.ts';
import { formatVersion, parseVersion, type Product, type Version } from '../../model/version.ts';
import { Analysis } from '../analysis.ts';
import { compareLines, type FileComparison } from './compare.ts';
import { judgeLines, LINE_READERS, type LineReader } from './lines.ts';
import { judgeNginx, NGINX_NAMES } from './nginx.ts';
import { askGenerator, compareUnits, GENERATOR_NAMES } from './podman.ts';
import { ANALYZE_NAMES, checkServices } from './systemd.ts';

/** What one installed program said of the stack's files, beside what we say for its version. */
export interface ProgramComparison {
  /** `Redis 7.0.15`. */
  readonly name: string;
  readonly path: string;
  readonly files: readonly FileComparison[];
  readonly notes: readonly string[];
}

export interface ProgramsReport {
  /** The stack's folder. */
  readonly folder: string;
  readonly programs: readonly ProgramComparison[];
  /** Programs that would have had something to say and are not installed. */
  readonly missing: readonly string[];
}

export interface ProgramsOptions {
  readonly programs: Programs;
  /** Milliseconds that one run of a program may take. */
  readonly limit?: number;
  /** Told before each program is run. */
  onProgress?(name: string): void;
  isCancelled?(): boolean;
}

/** Milliseconds; each of these programs answers within a fraction of one second. */
const LIMIT = 10_000;

interface Installed {
  readonly path: string;
  readonly version: Version;
}

/** Everything that there is to ask: a name for people, where the program is looked for, and how it says its version. */
const NAMES: Readonly<Record<Product | 'nginx', string>> = { podman: 'Podman’s generator', redis: 'Redis', valkey: 'Valkey', pgbouncer: 'PgBouncer', postgres: 'PostgreSQL', systemd: 'systemd', nginx: 'nginx' };

/**
 * Runs the installed programs on the files of a stack, none of them started as a server, and compares what they say with
 * what we say for the very versions that are installed.
 */
export async function checkWithPrograms(snapshot: Snapshot, folder: string, options: ProgramsOptions): Promise<ProgramsReport> {
  const { programs, limit = LIMIT } = options;
  const files = [...snapshot.files()].filter((file) => snapshot.stackOf(file.path) === folder && !file.isTooLong).sort((a, b) => (a.path < b.path ? -1 : 1));
  const units = files.filter(({ kind }) => kind === 'quadlet');
  const base = commonFolder(files.map((file) => file.folder));
  const missing: string[] = [];
  const find = async (name: keyof typeof NAMES, candidates: readonly string[], args: readonly string[], version: RegExp): Promise<Installed | undefined> => {
    const path = programs.find(candidates);
    options.onProgress?.(NAMES[name]);
    const result = path === undefined ? undefined : await programs.run({ program: path, args, limit });
    const found = parseVersion(version.exec(`${result?.stdout ?? ''}${result?.stderr ?? ''}`)?.[1] ?? '');
    if (path !== undefined && found !== undefined) return { path, version: found };
    missing.push(NAMES[name]);
    return undefined;
  };

  const podman = units.length === 0 ? undefined : await find('podman', GENERATOR_NAMES, ['-version'], /(\d+(?:\.\d+)+)/);
  const systemd = units.length === 0 ? undefined : await find('systemd', ANALYZE_NAMES, ['--version'], /systemd (\d+)/);
  const readers: { reader: LineReader; installed: Installed; files: readonly SourceFile[] }[] = [];
  for (const reader of LINE_READERS) {
    const own = files.filter((file) => file.kind === reader.kind && (reader.kind !== 'redis' || snapshot.targets(file).store === reader.product));
    const installed = own.length === 0 ? undefined : await find(reader.product, reader.names, ['--version'], reader.version);
    if (installed !== undefined) readers.push({ reader, installed, files: own });
  }
  const configurations = files.filter(({ kind, name }) => kind === 'nginx' && name === 'nginx.conf');
  const nginx = configurations.length === 0 ? undefined : await find('nginx', NGINX_NAMES, ['-v'], /nginx\/(\d+(?:\.\d+)*)/);

  const versions: Partial<Record<Product, Version>> = Object.fromEntries([
    ...(podman === undefined ? [] : [['podman', podman.version]]), ...(systemd === undefined ? [] : [['systemd', systemd.version]]),
    ...readers.map(({ reader, installed }) => [reader.product, installed.version]),
  ]);
  const judged = judgedBy(snapshot, files, versions);
  const problemsOf = (uri: string): readonly Problem[] => judged.problems(uri);
  const found: ProgramComparison[] = [];
  const add = (name: keyof typeof NAMES, { path, version }: Installed, of: readonly FileComparison[], notes: readonly string[] = []): void =>
    void found.push({ name: `${NAMES[name]} ${formatVersion(version)}`, path, files: of, notes });
  const begins = (name: keyof typeof NAMES): boolean => {
    options.onProgress?.(NAMES[name]);
    return options.isCancelled?.() !== true;
  };

  if (podman !== undefined && begins('podman')) {
    const answer = await askGenerator(podman.path, programs, base, units, snapshot.settings.root, limit);
    add('podman', podman, compareUnits(judged.workspace, units, answer));
  }
  if (systemd !== undefined && begins('systemd')) {
    const { files: of, unfinished } = await checkServices({ program: systemd.path, version: systemd.version, programs, limit }, judged.workspace, units, problemsOf);
    add('systemd', systemd, of, unfinished === undefined ? [] : [`the program ${unfinished}`]);
  }
  for (const { reader, installed, files: own } of readers) {
    const compared: FileComparison[] = [];
    for (const file of own) {
      if (!begins(reader.product)) break;
      const judgement = await judgeLines(reader, installed.path, programs, file.text, limit);
      compared.push(compareLines(file, judgement, ownOf(file, problemsOf), (rule, line) => reader.isLate(rule, line, installed.version)));
    }
    add(reader.product, installed, compared);
  }
  if (nginx !== undefined && begins('nginx')) {
    const compared: FileComparison[] = [];
    for (const file of configurations) compared.push(compareLines(file, await judgeNginx(nginx.path, programs, file.text, limit), ownOf(file, problemsOf), () => false));
    add('nginx', nginx, compared);
  }
  return { folder: base, programs: found, missing };
}

/** The lowest folder that all of these lie in or are. */
function commonFolder(folders: readonly string[]): string {
  const [first = '', ...rest] = folders;
  let common = first;
  for (const folder of rest) while (folder !== common && !folder.startsWith(`${common}/`) && common !== '') common = common.slice(0, Math.max(0, common.lastIndexOf('/')));
  return common;
}

/** The stack by itself, judged for these versions whatever image tags say. */
function judgedBy(snapshot: Snapshot, files: readonly SourceFile[], versions: Partial<Record<Product, Version>>): Analysis {
  const analysis = new Analysis();
  const { settings } = snapshot;
  analysis.workspace.settings = { ...settings, rules: {}, targets: { ...settings.targets, ...versions }, forced: Object.keys(versions) as Product[] };
  for (const file of files) analysis.set(file.uri, file.text, file.kind);
  analysis.refreshAll();
  return analysis;
}

const ownOf = (file: SourceFile, problemsOf: (uri: string) => readonly Problem[]) => problemsOf(file.uri).map((problem) => ({ problem, line: file.lines.positionAt(problem.start).line }));
