import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { namedProgram } from '../support/programs.ts';
import { lookUpGuc } from '../../server/src/model/postgres.ts';
import { gucsOf } from '../../server/src/model/postgres.ts';

const PROGRAM = namedProgram('postgres') ?? '/usr/lib/postgresql/15/bin/postgres';
const root = process.getuid?.() === 0;
/** postgres does not run as root; Debian's package brings the user. */
const COMMAND: readonly string[] = root ? ['runuser', '-u', 'postgres', '--', PROGRAM] : [PROGRAM];

export const HAS_POSTGRES = fs.existsSync(PROGRAM);
if (!HAS_POSTGRES) console.warn(`skipped: no postgres at ${PROGRAM}`);

/** The release on this machine: `[15, 20]`. */
export function realVersion(): readonly [number, number] {
  const [, major, minor] = /(\d+)\.(\d+)/.exec(execFileSync(PROGRAM, ['--version'], { encoding: 'utf8' }))!;
  return [Number(major), Number(minor)];
}

export interface Verdict {
  readonly ok: boolean;
  /** All that it said. */
  readonly said: string;
}

/** What the server says of a postgresql.conf with this content, from a folder of its own, where `beside` has others by name; it stops before it starts. */
export function judgeFile(content: string | Buffer, beside: Readonly<Record<string, string>> = {}): Verdict {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'postgres-conf-'));
  try {
    const file = path.join(folder, 'postgresql.conf');
    fs.writeFileSync(file, content);
    for (const [name, text] of Object.entries(beside)) fs.writeFileSync(path.join(folder, name), text);
    fs.chmodSync(folder, 0o700);
    if (root) execFileSync('chown', ['-R', 'postgres', folder]);
    return run(['-D', folder, '-C', 'port']);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** What the server says of arguments. */
export function judgeArguments(words: readonly string[]): Verdict {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'postgres-args-'));
  try {
    fs.writeFileSync(path.join(folder, 'postgresql.conf'), '');
    fs.chmodSync(folder, 0o700);
    if (root) execFileSync('chown', ['-R', 'postgres', folder]);
    return run(['-D', folder, '-C', 'port', ...words]);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

function run(words: readonly string[]): Verdict {
  try {
    execFileSync(COMMAND[0]!, [...COMMAND.slice(1), ...words], { stdio: ['ignore', 'ignore', 'pipe'], cwd: '/', env: { LC_ALL: 'C', PATH: '/usr/sbin:/usr/bin:/bin' } });
    return { ok: true, said: '' };
  } catch (error) {
    return { ok: false, said: String((error as { stderr?: Buffer }).stderr ?? error) };
  }
}

export { random as seeded } from '../support/fuzz.ts';

const POOL = [
  '', '0', '1', '-1', '2', '15', '16', '32', '100', '127', '128', 'abc', 'on', 'off', 'tr', 't', 'f', 'yes', 'n', 'o', 'of', 'ON', 'True', '1GB', '64MB', '64 MB', '1gb', '1.5GB', '0.5', '.5', '-.5',
  '1e3', '0x10', '010', '08', '08.5', '0x1.8', '10s', '5min', '1h', '1d', '1us', '500us', '1 min', ' 7 ', '2147483647', '2147483648', '-2147483648', '4294967296', '1e10', '1e400', 'inf', 'nan', 'maybe',
  'none', 'all', 'pglz', 'lz4', 'zstd', 'replica', 'minimal', 'archive', 'C', 'POSIX', 'a,b', 'a b', '"a b"', '"a', 'a,', 'a,,b', 'stderr', 'stderr,csvlog', 'stderr, jsonlog', 'eventlog',
  'ISO, DMY', 'iso,sql', 'german', 'us, euro', 'default', 'md5', 'scram-sha-256', 'UTF8', 'utf-8', 'latin1', 'iso-8859-1', 'FIRST 1 (a,b)', 'ANY 2 (a, b)', '2 (a)', '1 ()', '*', 'a*', 'slot_1', 'Slot',
  '16/B374D848', '0/0', '1/', 'view,foreign-table', 'Default', 'India', 'immediate', 'latest', 'UTC', 'europe/berlin', 'Mars/Phobos', 'CET-1CEST', '<+03>-3', '0777', '8192B', '8191B', '0.001ms', '1.0001kB',
  'TLSv1.2', 'tlsv1.3', 'Read Committed', 'local3', 'pg_catalog.simple', '/tmp', '65535', '65536', '99999999999999999999', 'warning', 'debug', 'info', '0.9', '1.1', '100%', '7681kB', '8MB', 'try', 'regress',
  '2026-03-01', '2026-03-01 14:05:00+01', '2026-02-30', 'now', '14:05', 'March 1, 2026', '1,000', '1_000', '+5', '- 5', '5;', "it's", 'back\\slash', 'é',
];

/** A value that some parameters take, with a chance of one around this parameter's bounds and values. */
export function valueFor(name: string, version: readonly number[], random: () => number): string {
  const pick = <T,>(from: readonly T[]): T => from[Math.floor(random() * from.length)]!;
  const found = lookUpGuc(name, version);
  if (found.found !== 'yes' || random() < 0.4) return pick(POOL);
  const { guc } = found;
  if (guc.type === 'boolean') return pick(['on', 'OFF', 'true', 'fal', 'y', 'no', '1', '0', 'o', 'onn', ' on', '2']);
  if (guc.type === 'enum') return pick([...guc.values, ...guc.values.map((value) => value.toUpperCase()), ...guc.values.map((value) => value.slice(0, -1)), ...Object.keys(guc.fact.also ?? {})]);
  if (guc.min === undefined || guc.max === undefined) return pick(POOL);
  const [low, high] = [guc.min, guc.max];
  const number = pick([low, low - 1, low + 1, high, high - 1, high + 1, low - 0.4, high + 0.4, Math.round(low + random() * Math.min(high - low, 100_000)), Math.round(random() * 2 ** 33) / 4]);
  return `${number}${random() < 0.4 ? pick([guc.unit === '8kB' ? 'kB' : (guc.unit ?? ''), 'kB', 'MB', 'GB', 'B', 's', 'ms', 'min', 'us', 'd', 'mb', 'KB', 'S']) : ''}`;
}

/**
 * Names whose values one server reads independently of each other, for files that set them all at once; without those
 * that would send its messages elsewhere.
 */
export function independentNames(version: readonly number[]): string[] {
  const apart = /^(?:recovery_target.*|log_(?:statement|parser|planner|executor)_stats|max_connections|max_wal_senders|max_worker_processes|autovacuum_max_workers|bonjour|default_with_oids|config_file|data_directory|hba_file|ident_file|timezone_abbreviations|log_destination|log_min_messages|lc_\w+)$/;
  return gucsOf(version).map(({ name }) => name).filter((name) => !apart.test(name.toLowerCase()));
}
