import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { create, rewrite } from '../../server/src/cli/write.ts';
import { buildBundles } from '../support/bundle.ts';
import { LONG } from '../support/fuzz.ts';

const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'quadlet-stack-kill-')));
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));
let cli: string;
beforeAll(() => {
  cli = path.join(buildBundles(), 'cli.js');
});

const FILES = 120;
const name = (i: number): string => path.join(folder, `redis-${i}.conf`);
/** Needs both: a fix, and the formatter. */
const OLD = `appendonly   yes\nport 6379 # the port\n${'# a long comment that makes the file larger\n'.repeat(400)}`;

function reset(): void {
  for (const file of fs.readdirSync(folder)) fs.rmSync(path.join(folder, file));
  for (let i = 0; i < FILES; i++) fs.writeFileSync(name(i), OLD);
}
const texts = (): string[] => Array.from({ length: FILES }, (_, i) => fs.readFileSync(name(i), 'utf8'));

test.each([['lint', '--fix'], ['format']])('killed while it writes, %s leaves each file old or new, and whole', async (...words) => {
  reset();
  spawnSync(process.execPath, [cli, ...words, '.'], { cwd: folder });
  const fresh = texts()[0]!;
  expect(fresh).not.toBe(OLD);
  let isMixed = false;
  for (let round = 0; round < (LONG ? 40 : 4); round++) {
    reset();
    const child = spawn(process.execPath, [cli, ...words, '.'], { cwd: folder, stdio: 'ignore' });
    const ended = once(child, 'exit');
    // Until it has begun to write: each round a little further.
    while (child.exitCode === null && fs.readFileSync(name(round * 7), 'utf8') === OLD) await new Promise((resolve) => setImmediate(resolve));
    child.kill('SIGKILL');
    await ended;
    const now = texts();
    expect([...new Set(now)].filter((text) => text !== OLD && text !== fresh)).toEqual([]);
    isMixed ||= new Set(now).size === 2;
  }
  expect(isMixed).toBe(true);
  // What was left over disturbs nobody: the next run finishes the work.
  spawnSync(process.execPath, [cli, ...words, '.'], { cwd: folder });
  expect(new Set(texts())).toEqual(new Set([fresh]));
}, LONG ? 600_000 : 120_000);

test('a file that changed since it was read is not written', () => {
  const own = fs.mkdtempSync(path.join(folder, 'changed-'));
  const file = path.join(own, 'changed.conf');
  fs.writeFileSync(file, 'theirs');
  expect(() => rewrite(file, 'what was read', 'ours')).toThrow('changed meanwhile');
  expect([fs.readFileSync(file, 'utf8'), fs.readdirSync(own)]).toEqual(['theirs', ['changed.conf']]);
});

test('a file that is no UTF-8 is not written: what could not be read would be lost', () => {
  const file = path.join(folder, 'latin1.conf');
  fs.writeFileSync(file, Buffer.from([0x61, 0xe9, 0x62]));
  expect(() => rewrite(file, 'a\ufffdb', 'ours')).toThrow('not UTF-8');
  expect([...fs.readFileSync(file)]).toEqual([0x61, 0xe9, 0x62]);
});

test('a written file keeps its mode, and a link stays one', () => {
  const file = path.join(folder, 'target.conf');
  const link = path.join(folder, 'link.conf');
  fs.writeFileSync(file, 'old', { mode: 0o640 });
  fs.symlinkSync('target.conf', link);
  rewrite(link, 'old', 'new');
  expect([fs.readFileSync(file, 'utf8'), fs.statSync(file).mode & 0o777, fs.lstatSync(link).isSymbolicLink()]).toEqual(['new', 0o640, true]);
});

test('a new file does not replace what came there meanwhile', () => {
  const file = path.join(folder, 'deeper', 'new.network');
  create(file, 'ours');
  expect(() => create(file, 'again')).toThrow('EEXIST');
  expect([fs.readFileSync(file, 'utf8'), fs.readdirSync(path.dirname(file))]).toEqual(['ours', ['new.network']]);
});
