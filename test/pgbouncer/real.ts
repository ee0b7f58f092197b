import { execFile, execFileSync, spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { namedProgram } from '../support/programs.ts';

const which = (names: readonly string[]): string | undefined => names.find((name) => fs.existsSync(name));

export const PGBOUNCER = namedProgram('pgbouncer') ?? which(['/usr/sbin/pgbouncer', '/usr/bin/pgbouncer', '/usr/local/bin/pgbouncer']);
const POSTGRES_BIN = [18, 17, 16, 15, 14].map((major) => `/usr/lib/postgresql/${major}/bin`).find((folder) => fs.existsSync(`${folder}/initdb`));
const RUNUSER = which(['/usr/sbin/runuser', '/sbin/runuser', '/usr/bin/runuser']);
const isRoot = process.getuid?.() === 0;

/** The version of the installed pgbouncer. */
export const PGBOUNCER_VERSION = PGBOUNCER === undefined ? undefined : /PgBouncer (\d+\.\d+\.\d+)/.exec(execFileSync(PGBOUNCER, ['--version'], { encoding: 'utf8' }))?.[1];

/** What is missing for tests that log in; undefined where all is there. */
export const MISSING_FOR_LOGIN: string | undefined =
  PGBOUNCER === undefined ? 'pgbouncer' : POSTGRES_BIN === undefined ? 'postgresql' : isRoot && RUNUSER === undefined ? 'runuser' : undefined;

/** A folder that the postgres user may use, gone at the end. */
export function scratch(): { folder: string; remove(): void } {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'quadlet-stack-pgbouncer-'));
  fs.chmodSync(folder, 0o777);
  return { folder, remove: () => fs.rmSync(folder, { recursive: true, force: true }) };
}

/** A line that every release refuses, and no setting: behind it PgBouncer never starts. */
const STOPPER = '[pgbouncer]\n!\n';

/**
 * Whether PgBouncer reads a text to its end. A line that cannot be read stands behind it, so that the program never
 * starts; it is the one complained about where the text is taken.
 */
export function reads(text: string, folder: string): Promise<boolean> {
  const file = path.join(folder, `case-${Math.random().toString(36).slice(2)}.ini`);
  const whole = `${text}${STOPPER}`;
  fs.writeFileSync(file, whole);
  // Lines are counted up to where PgBouncer stopped: before the `!`. The file's name is another one after `conffile = x`.
  const last = new RegExp(`syntax error in configuration \\(.*:${whole.split('\n').length - 1}\\), stopping loading`);
  return new Promise((resolve) => {
    execFile(PGBOUNCER!, [file], { cwd: folder, timeout: 10_000 }, (_error, stdout, stderr) => {
      fs.rmSync(file);
      resolve(last.test(`${stdout}${stderr}`));
    });
  });
}

/** Whether PgBouncer starts with a text whose last section is [pgbouncer]; it is ended as soon as it does. Its sockets lie in the folder. */
export function starts(text: string, folder: string): Promise<boolean> {
  const file = path.join(folder, `start-${Math.random().toString(36).slice(2)}.ini`);
  fs.writeFileSync(file, text.replace(/^\[pgbouncer\]\n/m, `$&${isRoot ? 'user = postgres\n' : ''}unix_socket_dir = ${folder}\nlisten_port = 5598\n`));
  return new Promise((resolve) => {
    const child = spawn(PGBOUNCER!, [file], { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
    let log = '';
    let up = false;
    const late = setTimeout(() => child.kill('SIGKILL'), 10_000);
    child.stderr.on('data', (data: Buffer) => {
      log += String(data);
      if (!/process up/.test(log)) return;
      up = true;
      child.kill('SIGKILL');
    });
    child.on('exit', () => {
      clearTimeout(late);
      fs.rmSync(file);
      fs.rmSync(path.join(folder, '.s.PGSQL.5598'), { force: true });
      resolve(up);
    });
  });
}

const asPostgres = (command: string, args: readonly string[]): [string, string[]] =>
  isRoot ? [RUNUSER!, ['-u', 'postgres', '--', command, ...args]] : [command, [...args]];

export const run = (command: string, args: readonly string[], env: Record<string, string> = {}): string => {
  const [program, all] = asPostgres(command, args);
  return execFileSync(program, all, { encoding: 'utf8', env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'], timeout: 60_000 });
};

/** Starts a PostgreSQL that trusts everybody, on a Unix socket in the folder. */
export function startPostgres(folder: string): { stop(): void } {
  const data = path.join(folder, 'data');
  run(`${POSTGRES_BIN!}/initdb`, ['-D', data, '-A', 'trust', '-U', 'postgres', '--no-sync']);
  run(`${POSTGRES_BIN!}/pg_ctl`, ['-D', data, '-w', '-o', `-c listen_addresses= -c unix_socket_directories=${folder} -c port=5599 -c fsync=off`, '-l', path.join(folder, 'log'), 'start']);
  return { stop: () => run(`${POSTGRES_BIN!}/pg_ctl`, ['-D', data, '-m', 'immediate', 'stop']) };
}

/** Starts PgBouncer with a configuration; resolves once its socket is there. Only this process is ended by `stop`. */
export async function startPgbouncer(folder: string, port: number, ini: string): Promise<{ log(): string; stop(): Promise<void> }> {
  const file = path.join(folder, `pgbouncer-${port}.ini`);
  const pidfile = path.join(folder, `pgbouncer-${port}.pid`);
  fs.writeFileSync(file, `${ini}pidfile = ${pidfile}\n`);
  const [program, args] = asPostgres(PGBOUNCER!, [file]);
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let log = '';
  child.stdout.on('data', (data: Buffer) => { log += String(data); });
  child.stderr.on('data', (data: Buffer) => { log += String(data); });
  const gone = new Promise<void>((resolve) => child.on('exit', () => resolve()));
  const socket = path.join(folder, `.s.PGSQL.${port}`);
  for (let i = 0; i < 100 && !fs.existsSync(socket); i++) await new Promise((resolve) => setTimeout(resolve, 50));
  if (!fs.existsSync(socket)) throw new Error(`pgbouncer did not start: ${log}`);
  return {
    log: () => log,
    stop: async () => {
      // The child may be runuser, which takes two seconds to pass a signal on.
      process.kill(Number(fs.readFileSync(pidfile, 'utf8')), 'SIGTERM');
      await gone;
    },
  };
}

/** Runs one query through psql; the answer, or the complaint. */
export function psql(folder: string, port: number, user: string, database: string, query: string, password?: string): string {
  try {
    return run(`${POSTGRES_BIN!}/psql`, ['-XAtq', '-h', folder, '-p', String(port), '-U', user, '-d', database, '-c', query], { ...(password === undefined ? {} : { PGPASSWORD: password }), PGCONNECT_TIMEOUT: '5' }).trim();
  } catch (error) {
    return `FAILED ${String((error as { stderr?: unknown }).stderr ?? error)}`;
  }
}
