import { execFileSync, spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { PGBOUNCER, PGBOUNCER_VERSION, reads, scratch } from '../pgbouncer/real.ts';
import { HAS_POSTGRES, judgeFile } from '../postgres/real.ts';
import { all, expand } from './expand.ts';

const REDIS = ['/usr/bin/redis-server', '/usr/local/bin/redis-server'].find((name) => fs.existsSync(name));
const ANALYZE = ['/usr/bin/systemd-analyze', '/bin/systemd-analyze'].find((name) => fs.existsSync(name));

const { folder, remove } = scratch();
afterAll(remove);
const names = (language: string): string[] => Object.keys(all(language));
const textOf = (language: string, name: string): string => `${expand(all(language)[name]!.body)}\n`;

describe.skipIf(REDIS === undefined)(`redis-server${REDIS === undefined ? ' (skipped: no redis-server installed)' : ''} starts with the snippet`, () => {
  it.each(names('redis-conf'))('%s', async (name) => {
    const auth = path.join(folder, 'redis-auth.conf');
    fs.writeFileSync(auth, 'requirepass secret\n');
    const config = path.join(folder, 'redis.conf');
    const text = textOf('redis-conf', name).replace('/run/secrets/redis-auth.conf', auth).replace(/^dir \/data$/m, `dir ${folder}`).replace(/^port .*$/m, '');
    fs.writeFileSync(config, `${text}port 0\nunixsocket ${folder}/snippet.sock\n`);
    const server = spawn(REDIS!, [config], { stdio: 'pipe', cwd: folder });
    let log = '';
    const read = (data: Buffer): void => void (log += String(data));
    server.stdout.on('data', read);
    server.stderr.on('data', read);
    const gone = new Promise((resolve) => server.on('exit', resolve));
    try {
      await expect.poll(() => log, { timeout: 20_000 }).toMatch(/ready to accept connections|FATAL|Bad directive|Can't/i);
      expect(log).toMatch(/ready to accept connections/);
    } finally {
      server.kill('SIGKILL');
      await gone;
      for (const rest of ['snippet.sock', 'dump.rdb', 'appendonlydir']) fs.rmSync(path.join(folder, rest), { recursive: true, force: true });
    }
  });
});

describe.skipIf(PGBOUNCER === undefined)(`pgbouncer${PGBOUNCER === undefined ? ' (skipped: no pgbouncer installed)' : ''} reads the snippet`, () => {
  it.each(names('pgbouncer-ini'))('%s', async (name) => {
    // Since 1.21; Debian 12 has 1.18.
    const [, minor] = PGBOUNCER_VERSION!.split('.').map(Number);
    const text = textOf('pgbouncer-ini', name).replace(minor! < 21 ? /^max_prepared_statements = .*\n/m : '', '');
    expect(await reads(text.startsWith('[') ? text : `${name === 'Database' ? '[databases]' : '[pgbouncer]'}\n${text}`, folder)).toBe(true);
  });
});

describe.skipIf(!HAS_POSTGRES)(`postgres${HAS_POSTGRES ? '' : ' (skipped: no postgresql installed)'} takes the snippet`, () => {
  it.each(names('postgresql-conf'))('%s', (name) => {
    expect(judgeFile(textOf('postgresql-conf', name))).toEqual({ ok: true, said: '' });
  });
});

describe.skipIf(ANALYZE === undefined)(`systemd-analyze verify${ANALYZE === undefined ? ' (skipped: no systemd-analyze installed)' : ''}`, () => {
  it('takes the timer of the backup', () => {
    const timer = path.join(folder, 'postgres-backup.timer');
    fs.writeFileSync(timer, textOf('quadlet', 'PostgreSQL backup timer'));
    fs.writeFileSync(path.join(folder, 'postgres-backup.service'), '[Service]\nType=oneshot\nExecStart=/bin/true\n');
    const said = execFileSync(ANALYZE!, ['verify', '--recursive-errors=no', timer], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, SYSTEMD_UNIT_PATH: `${folder}:` } });
    expect(said).toBe('');
  });
});
