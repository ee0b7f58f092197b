import fs from 'node:fs';
import path from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { readText, walk } from '../../server/src/host/node.ts';
import { run, temporaryFolder } from '../cli/run.ts';

let top: string;
let folder: string;
beforeEach(() => {
  top = temporaryFolder('quadlet-stack-walk-');
  folder = path.join(top, 'units');
  fs.mkdirSync(folder);
});

function put(name: string, text = ''): void {
  const file = path.join(top, name);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, text);
}
const link = (name: string, target: string): void => fs.symlinkSync(target, path.join(top, name));
const walked = (options?: Parameters<typeof walk>[1]): string[] => [...walk(folder, options)].flat().map((file) => path.relative(folder, file));

test('folders that are links are read where units lie in them, each once, and those above never', () => {
  put('units/web.container');
  put('units/sub/db.container');
  put('elsewhere/app.network');
  put('elsewhere/below/data.volume');
  put('tree/one.txt');
  link('units/app', '../elsewhere');
  link('units/again', '../elsewhere');
  link('units/same', 'sub');
  link('units/self', '.');
  link('units/up', '..');
  link('units/root', '/');
  link('units/tree', '../tree');
  link('units/gone', 'nowhere');
  link('elsewhere/back', '../units');
  const natural = ['web.container', 'sub/db.container'];
  expect(walked()).toEqual([...natural, 'app/app.network', 'app/below/data.volume']);
  expect(walked({ follows: false })).toEqual(natural);
});

test('a folder of drop-ins may be a link, of several units', () => {
  put('units/a.container');
  put('units/b.container');
  put('common.d/10-limits.conf');
  link('units/a.container.d', '../common.d');
  link('units/b.container.d', '../common.d');
  expect(walked()).toEqual(['a.container', 'a.container.d/10-limits.conf', 'b.container', 'b.container.d/10-limits.conf']);
});

test('a link to /dev/null is an empty file, other devices are none', () => {
  link('units/off.container', '/dev/null');
  link('units/zero.container', '/dev/zero');
  expect(walked()).toEqual(['off.container']);
  expect(readText(path.join(folder, 'off.container'))).toBe('');
});

test('preview names files as the generator does, and a unit that is switched off hides the others of its name', () => {
  const image = '[Container]\nImage=docker.io/library/redis:7\n';
  put('elsewhere/app.network', '[Network]\n');
  put('units/web.container', `${image}Network=app.network\n`);
  put('units/db.container', image);
  put('units/deep/db.container', image);
  put('shared/1.conf', '[Container]\nPidsLimit=5\n');
  link('units/net', '../elsewhere');
  link('units/web.container.d', '../shared');
  link('link', 'units');
  const { stdout, status } = run(top, ['preview', 'link']);
  expect(stdout.split('\n').filter((line) => line.startsWith('SourcePath=') || line.startsWith('PidsLimit='))).toEqual([`SourcePath=${top}/elsewhere/app.network`, `SourcePath=${folder}/db.container`, 'PidsLimit=5', `SourcePath=${folder}/web.container`]);
  expect(status).toBe(0);
  fs.rmSync(path.join(folder, 'db.container'));
  link('units/db.container', '/dev/null');
  const off = run(top, ['preview', 'units']);
  expect(off.stdout).not.toContain('db');
  expect(off.status).toBe(1);
});
