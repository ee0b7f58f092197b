import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { folderOf, start, until } from './run.ts';

const SUM = / · Podman 5\.8\.2\n|nothing to report\n/g;

describe('lint --watch', () => {
  it('checks again when a file changes, comes or goes, and ends with its status when interrupted', async () => {
    const folder = folderOf('//- a.container\n[Container]\nImage=docker.io/library/nginx:1.27\n');
    const { child, output, ended } = start(folder, ['lint', '--watch', '--target', 'podman=5.8.2']);
    const reports = (count: number): Promise<void> => until(() => (output().match(SUM) ?? []).length >= count, output);
    await reports(1);
    expect(output()).toBe('1 file, nothing to report\n');

    fs.appendFileSync(path.join(folder, 'a.container'), 'Network=b.network\n');
    await reports(2);
    fs.writeFileSync(path.join(folder, 'b.network'), '[Network]\n');
    await reports(3);
    fs.mkdirSync(path.join(folder, 'a.container.d'));
    fs.writeFileSync(path.join(folder, 'a.container.d/10.conf'), '[Container]\nMemory=1G\n');
    await reports(4);
    fs.rmSync(path.join(folder, 'b.network'));
    await reports(5);
    expect(output().split(/(?<=Podman 5\.8\.2\n|nothing to report\n)\n?/).map((report) => [/error \S+/.exec(report)?.[0], report.trimEnd().split('\n').at(-1)])).toEqual([
      [undefined, '1 file, nothing to report'],
      ['error quadlet-unit-not-found', '1 file · 1 error · 0 warnings · Podman 5.8.2'],
      [undefined, '2 files, nothing to report'],
      [undefined, '3 files, nothing to report'],
      ['error quadlet-unit-not-found', '2 files · 1 error · 0 warnings · Podman 5.8.2'],
    ]);

    child.kill('SIGINT');
    expect(await ended).toBe(1);
  });

  it('lives through a configuration half written', async () => {
    const folder = folderOf('//- .quadlet-stack.json\n{}\n//- redis.conf\nlua-time-limit 5000\n');
    const { child, output, ended } = start(folder, ['lint', '--watch']);
    await until(() => output().includes('1 note'), output);
    fs.writeFileSync(path.join(folder, '.quadlet-stack.json'), '{ "rules": { ');
    await until(() => output().includes('.quadlet-stack.json:1:14'), output);
    fs.writeFileSync(path.join(folder, '.quadlet-stack.json'), '{ "rules": { "redis-old-name": "off" } }');
    await until(() => output().includes('nothing to report'), output);
    child.kill('SIGINT');
    expect(await ended).toBe(0);
  });
});
