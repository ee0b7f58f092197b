import { execFileSync, spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newStack } from '../../server/src/tuning/scaffold/index.ts';
import { writePgbouncerIni } from '../../server/src/tuning/pgbouncer-ini.ts';
import { plan } from '../../server/src/tuning/plan.ts';
import { SERVICES, type Plan, type Service } from '../../server/src/tuning/types.ts';
import { parseMemorySetting } from '../../server/src/model/settings.ts';
import { GB } from '../../server/src/model/values/units.ts';
import { postgresDefaults, sharedMemory } from '../../server/src/model/worst.ts';
import { PGBOUNCER, run, scratch, startPgbouncer } from '../pgbouncer/real.ts';

const found = (...names: string[]): string | undefined => names.find((name) => fs.existsSync(name));
const BIN = [18, 17, 16, 15].map((major) => ({ major, folder: `/usr/lib/postgresql/${major}/bin` })).find(({ folder }) => fs.existsSync(`${folder}/initdb`));
const REDIS = found('/usr/bin/redis-server', '/usr/local/bin/redis-server');
const NGINX = found('/usr/sbin/nginx', '/usr/bin/nginx');
const OPENSSL = found('/usr/bin/openssl');
const SIZES = [1, 2, 4, 8, 16];

const { folder, remove } = scratch();
afterAll(remove);

/** The files for a size of RAM; 1 GB carries the databases only. */
function filesFor(ram: number): { files: Readonly<Record<string, string>>; made: Plan } {
  const services: readonly Service[] = ram < 2 ? ['postgres', 'redis', 'pgbouncer'] : ram < 4 ? SERVICES.filter((name) => name !== 'redis-cache') : SERVICES;
  const stack = newStack({ name: 'real', ram: ram * GB, cpus: 2, services, postgresMajor: BIN?.major ?? 15 });
  if (!stack.ok) throw new Error(stack.message);
  return { files: stack.files, made: stack.plan };
}

describe.skipIf(BIN === undefined)(`PostgreSQL${BIN === undefined ? ' (skipped: no postgresql installed)' : ''}`, () => {
  const data = path.join(folder, 'postgres');
  beforeAll(() => void run(`${BIN!.folder}/initdb`, ['-D', data, '-A', 'trust', '-U', 'postgres', '--no-sync']));

  it.each(SIZES)('starts with the settings for %i GB', (ram) => {
    const { files, made } = filesFor(ram);
    const config = path.join(folder, `postgresql-${ram}.conf`);
    fs.writeFileSync(config, files['postgresql.conf']!);
    const options = `-c config_file=${config} -c listen_addresses= -c unix_socket_directories=${folder} -c port=5598 -c fsync=off`;
    const control = (...args: string[]): string => run(`${BIN!.folder}/pg_ctl`, ['-D', data, '-w', '-l', path.join(folder, 'postgres.log'), ...args]);
    control('-o', options, 'start');
    try {
      const show = (name: string): string => run(`${BIN!.folder}/psql`, ['-h', folder, '-p', '5598', '-U', 'postgres', '-Atc', `SHOW ${name}`]).trim();
      const { settings } = made.services.postgres!;
      for (const [name, { value }] of Object.entries(settings)) {
        const shown = show(name);
        expect(`${name} ${parseMemorySetting(shown) ?? shown}`).toBe(`${name} ${parseMemorySetting(value) ?? value}`);
      }
      const bytes = (name: string): number => parseMemorySetting(settings[name]!.value)!;
      const counted = sharedMemory({ ...postgresDefaults(BIN!.major), sharedBuffers: bytes('shared_buffers'), maxConnections: Number(settings['max_connections']!.value), walBuffers: bytes('wal_buffers') });
      expect(parseMemorySetting(show('shared_memory_size'))!).toBeLessThanOrEqual(counted);
    } finally {
      control('-m', 'immediate', 'stop');
    }
  });
});

describe.skipIf(REDIS === undefined)(`Redis${REDIS === undefined ? ' (skipped: no redis-server installed)' : ''}`, () => {
  it.each(SIZES.flatMap((ram) => (['redis.conf', 'redis-cache.conf'] as const).map((name) => [name, ram] as const)))('starts with %s for %i GB', async (name, ram) => {
    const { files, made } = filesFor(ram);
    if (files[name] === undefined) return;
    const auth = path.join(folder, 'redis-auth.conf');
    fs.writeFileSync(auth, 'requirepass secret\n');
    const config = path.join(folder, `${ram}-${name}`);
    const socket = path.join(folder, 'redis.sock');
    fs.writeFileSync(config, `${files[name].replace('/run/secrets/redis-auth.conf', auth).replace('dir /data', `dir ${folder}`).replace('port 6379', 'port 0')}\nunixsocket ${socket}\n`);
    const server = spawn(REDIS!, [config], { stdio: 'pipe', cwd: folder });
    let log = '';
    server.stdout.on('data', (data: Buffer) => { log += String(data); });
    server.stderr.on('data', (data: Buffer) => { log += String(data); });
    const gone = new Promise((resolve) => server.on('exit', resolve));
    try {
      await expect.poll(() => log, { timeout: 10_000 }).toMatch(/ready to accept connections|Server can't|FATAL|Bad directive/i);
      expect(log).toContain('eady to accept connections');
      const ask = (...args: string[]): string => execFileSync('redis-cli', ['-s', socket, ...args], { encoding: 'utf8', env: { ...process.env, REDISCLI_AUTH: 'secret' } });
      const { settings } = made.services[name === 'redis.conf' ? 'redis' : 'redis-cache']!;
      expect(ask('CONFIG', 'GET', 'maxmemory').split('\n')[1]).toBe(String(parseMemorySetting(settings['maxmemory']!.value)));
      expect(ask('CONFIG', 'GET', 'maxmemory-policy').split('\n')[1]).toBe(settings['maxmemory-policy']!.value);
    } finally {
      server.kill('SIGKILL');
      await gone;
      for (const rest of ['redis.sock', 'dump.rdb', 'appendonlydir']) fs.rmSync(path.join(folder, rest), { recursive: true, force: true });
    }
  });
});

describe.skipIf(PGBOUNCER === undefined)(`PgBouncer${PGBOUNCER === undefined ? ' (skipped: no pgbouncer installed)' : ''}`, () => {
  it.each(SIZES)('starts with the settings for %i GB', async (ram) => {
    const made = plan({ ram: ram * GB, cpus: 2, services: ['postgres', 'pgbouncer'], pgbouncer: [1, 18, 0] });
    if (!made.ok) throw new Error(made.message);
    const settings = Object.fromEntries(Object.entries(made.services.pgbouncer!.settings).map(([name, { value }]) => [name, value]));
    const ini = writePgbouncerIni({ databases: { real: `host=${folder}` }, pgbouncer: { ...settings, unix_socket_dir: folder, listen_port: '6598', auth_type: 'any' } });
    const bouncer = await startPgbouncer(folder, 6598, ini);
    try {
      expect(bouncer.log()).not.toMatch(/WARNING|ERROR|FATAL/);
    } finally {
      await bouncer.stop();
    }
  });
});

describe.skipIf(NGINX === undefined || OPENSSL === undefined)(`nginx${NGINX === undefined ? ' (skipped: no nginx installed)' : ''}`, () => {
  it.each([2, 16])('takes the configuration for %i GB', (ram) => {
    const { files } = filesFor(ram);
    const [key, certificate] = [path.join(folder, 'privkey.pem'), path.join(folder, 'fullchain.pem')];
    execFileSync(OPENSSL!, ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-subj', '/CN=example.com', '-keyout', key, '-out', certificate], { stdio: 'ignore' });
    const config = path.join(folder, 'nginx.conf');
    fs.writeFileSync(config, `pid ${folder}/nginx.pid;\n${files['nginx.conf']!.replaceAll('/etc/nginx/tls', folder).replaceAll('server django:8000', 'server 127.0.0.1:8000').replaceAll('/dev/stdout', 'off').replaceAll('/dev/stderr', `${folder}/nginx.log`)}`);
    expect(() => execFileSync(NGINX!, ['-t', '-q', '-e', 'stderr', '-p', folder, '-c', config], { stdio: 'pipe' })).not.toThrow();
  });
});
