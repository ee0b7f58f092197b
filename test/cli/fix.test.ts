import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { create } from '../../server/src/cli/write.ts';
import { filesOf, folderOf, ROOT, run, temporaryFolder } from './run.ts';

const STACK = `//- postgres.container
# The database
[Container]
Image=localhost/postgres:16
Environment=POSTGRES_INITDB_ARGS=--encoding=UTF8 --locale=C
CPUQuota=200%

[Install]
WantedBy=default.target
//- conf/redis.conf
save 900 1       # After 900 sec
maxmemory 100mb
//- web.container
[Container]
Image=docker.io/library/nginx:1.27
Network=web.network
`;

describe('lint --fix', () => {
  it('makes the safe fixes, and those alone, and reports the rest', () => {
    const folder = folderOf(STACK);
    expect(run(folder, ['lint', '--fix', '--target', 'podman=5.8.2'])).toEqual({
      status: 1,
      stdout: `web.container:3:9 error quadlet-unit-not-found
  There is no .network unit named \`web.network\` here: Podman 5.8 rejects the whole unit. Create it, or
  name one that exists.
  2 | Image=docker.io/library/nginx:1.27
  3 | Network=web.network
    |         ^^^^^^^^^^^
  fix: create web.network

3 files · 1 error · 0 warnings · Podman 5.8.2, Redis 8.6.3, PostgreSQL 16
fixed 3 problems in conf/redis.conf, postgres.container
`,
      stderr: '',
    });
    expect(filesOf(folder)).toEqual({
      'conf/redis.conf': '# After 900 sec\nsave 900 1\nmaxmemory 100mb\n',
      'postgres.container': `# The database
[Container]
Image=localhost/postgres:16
Environment="POSTGRES_INITDB_ARGS=--encoding=UTF8 --locale=C"

[Install]
WantedBy=default.target

[Service]
CPUQuota=200%
`,
      'web.container': '[Container]\nImage=docker.io/library/nginx:1.27\nNetwork=web.network\n',
    });
  });

  it('changes nothing the second time, and leaves no error that was not there', () => {
    const folder = temporaryFolder();
    fs.cpSync(path.join(ROOT, 'examples/trader-broken'), folder, { recursive: true });
    const codes = (): string[] => (JSON.parse(run(folder, ['lint', '--format', 'json']).stdout) as { file: string; code: string }[]).map(({ file, code }) => `${file} ${code}`);
    const before = codes();
    run(folder, ['lint', '--fix']);
    const files = filesOf(folder);
    const after = codes();
    expect(after.filter((row) => !before.includes(row))).toEqual([]);
    expect(after.length).toBeLessThan(before.length);
    expect(run(folder, ['lint', '--fix']).stdout).not.toMatch(/^fixed/m);
    expect(filesOf(folder)).toEqual(files);
  });

  it('touches the files named alone', () => {
    const folder = folderOf(STACK);
    const before = filesOf(folder);
    run(folder, ['lint', '--fix', 'conf/redis.conf']);
    expect(filesOf(folder)).toEqual({ ...before, 'conf/redis.conf': '# After 900 sec\nsave 900 1\nmaxmemory 100mb\n' });
  });

  it('keeps mode and line ends, and writes through a link', () => {
    const folder = temporaryFolder();
    fs.mkdirSync(path.join(folder, 'real'));
    const file = path.join(folder, 'real', 'stored');
    fs.writeFileSync(file, '[Container]\r\nImage=docker.io/library/nginx:1.27\r\nCPUQuota=50%\r\n\r\n[Service]\r\nRestart=always\r\n', { mode: 0o640 });
    fs.symlinkSync('real/stored', path.join(folder, 'web.container'));
    run(folder, ['lint', '--fix']);
    expect(fs.readFileSync(file, 'utf8')).toBe('[Container]\r\nImage=docker.io/library/nginx:1.27\r\n\r\n[Service]\r\nRestart=always\r\nCPUQuota=50%\r\n');
    expect(fs.statSync(file).mode & 0o777).toBe(0o640);
    expect(fs.lstatSync(path.join(folder, 'web.container')).isSymbolicLink()).toBe(true);
    expect(fs.readdirSync(path.join(folder, 'real'))).toEqual(['stored']);
  });

  it('mends a file once that has several names, and says all of them are well', () => {
    const folder = folderOf('//- web@.container\n[Container]\nImage=docker.io/library/nginx:1.27\nCPUQuota=50%\n');
    for (const name of ['web@1.container', 'web@2.container']) fs.symlinkSync('web@.container', path.join(folder, name));
    expect(run(folder, ['lint', '--fix'])).toEqual({ status: 0, stdout: '3 files, nothing to report\nfixed 1 problem in web@.container\n', stderr: '' });
    const text = '[Container]\nImage=docker.io/library/nginx:1.27\n\n[Service]\nCPUQuota=50%\n';
    expect(filesOf(folder)).toEqual({ 'web@.container': text });
    expect(fs.readFileSync(path.join(folder, 'web@2.container'), 'utf8')).toBe(text);
    // Two links to a file that is not asked about.
    const other = folderOf('//- stored\nlua-time-limit 5000\n');
    fs.mkdirSync(path.join(other, 'ws'));
    for (const name of ['redis-a.conf', 'redis-b.conf']) fs.symlinkSync('../stored', path.join(other, 'ws', name));
    expect(run(path.join(other, 'ws'), ['lint', '--fix']).stdout).toBe('2 files, nothing to report\nfixed 1 problem in redis-a.conf\n');
    expect(filesOf(other)).toEqual({ stored: 'busy-reply-threshold 5000\n' });
  });

  it('puts a whole new file in the place of the old one, which whoever has it open keeps', () => {
    const folder = folderOf('//- redis.conf\nlua-time-limit 5000\n');
    const open = fs.openSync(path.join(folder, 'redis.conf'), 'r');
    try {
      run(folder, ['lint', '--fix']);
      expect(fs.readFileSync(open, 'utf8')).toBe('lua-time-limit 5000\n');
      expect(filesOf(folder)).toEqual({ 'redis.conf': 'busy-reply-threshold 5000\n' });
    } finally {
      fs.closeSync(open);
    }
  });

  it('leaves a file that is not UTF-8 as it is, and says so', () => {
    const folder = temporaryFolder();
    const bytes = Buffer.concat([Buffer.from('# caf'), Buffer.from([0xe9]), Buffer.from('\nlua-time-limit 5000\n')]);
    fs.writeFileSync(path.join(folder, 'redis.conf'), bytes);
    const { status, stderr } = run(folder, ['lint', '--fix']);
    expect({ status, stderr }).toEqual({ status: 2, stderr: 'quadlet-stack: redis.conf: not written: it is not UTF-8, or was changed meanwhile\n' });
    expect(fs.readFileSync(path.join(folder, 'redis.conf'))).toEqual(bytes);
    expect(fs.readdirSync(folder)).toEqual(['redis.conf']);
  });

  it('makes every fix but the one that does harm, wherever that stands', () => {
    const unit = (quota: string): string => `[Container]\nImage=docker.io/library/nginx:1.27\nCPUQuota=${quota}\n`;
    const names = Array.from({ length: 30 }, (_, i) => `a${10 + i}.container`);
    const folder = folderOf([
      '//- .quadlet-stack.json\n{ "rules": { "quadlet-unknown-key": "warning", "systemd-bad-value": "error" } }\n',
      ...names.map((name) => `//- ${name}\n${unit('50%')}`), `//- a22x.container\n${unit('lots')}`, `//- b.container\n${unit('more')}`,
    ].join(''));
    expect(run(folder, ['lint', '--fix'])).toMatchObject({ status: 0, stdout: expect.stringContaining(`\nfixed 30 problems in ${names.join(', ')}\n`) });
    const files = filesOf(folder);
    expect(names.map((name) => files[name])).toEqual(names.map(() => '[Container]\nImage=docker.io/library/nginx:1.27\n\n[Service]\nCPUQuota=50%\n'));
    expect([files['a22x.container'], files['b.container']]).toEqual([unit('lots'), unit('more')]);
  });

  it('shows no control characters of a file’s name', () => {
    const folder = folderOf('//- redis-\u001b[31m.conf\nlua-time-limit 5000\n');
    expect(run(folder, ['lint', '--fix']).stdout).toBe('1 file, nothing to report\nfixed 1 problem in redis-\ufffd[31m.conf\n');
  });

  it('makes a new file where the file system has no links, and never in the place of another', () => {
    const folder = temporaryFolder();
    const file = path.join(folder, 'web.network');
    const link = vi.spyOn(fs, 'linkSync').mockImplementation(() => { throw Object.assign(new Error('no links'), { code: 'EPERM' }); });
    try {
      create(file, '[Network]\n');
      expect(() => create(file, 'other')).toThrow('EEXIST');
    } finally {
      link.mockRestore();
    }
    expect(() => create(file, 'other')).toThrow('EEXIST');
    expect(filesOf(folder)).toEqual({ 'web.network': '[Network]\n' });
  });

  it('tells on standard error what it fixed where standard output is for programs', () => {
    expect(run(folderOf('//- redis.conf\nlua-time-limit 5000\n'), ['lint', '--fix', '--format', 'json'])).toEqual({ status: 0, stdout: '[]\n', stderr: 'fixed 1 problem in redis.conf\n' });
  });
});
