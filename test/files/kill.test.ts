import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { clearLeftovers, create, rewrite } from '../../server/src/cli/write.ts';
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
  // And once they are old enough, whoever writes here takes them away.
  clearLeftovers(folder, Date.now() + 3_600_000);
  expect(fs.readdirSync(folder).sort()).toEqual(Array.from({ length: FILES }, (_, i) => path.basename(name(i))).sort());
}, LONG ? 600_000 : 120_000);

test('a file that changed since it was read is not written', () => {
  const own = fs.mkdtempSync(path.join(folder, 'changed-'));
  const file = path.join(own, 'changed.conf');
  fs.writeFileSync(file, 'theirs');
  expect(() => rewrite(file, 'what was read', 'ours')).toThrow('changed meanwhile');
  expect([fs.readFileSync(file, 'utf8'), fs.readdirSync(own)]).toEqual(['theirs', ['changed.conf']]);
});

test('what a killed run left behind goes with the next write, and nothing else', () => {
  const own = fs.mkdtempSync(path.join(folder, 'left-'));
  const old = ['.quadlet-stack-0123456789abcdef.tmp', '.quadlet-stack-mine.tmp', '.quadlet-stack.json', '.quadlet-stack-0123456789abcdef.tmp.conf'];
  for (const each of [...old, '.quadlet-stack-fedcba9876543210.tmp', 'a.conf']) fs.writeFileSync(path.join(own, each), 'old');
  for (const each of old) fs.utimesSync(path.join(own, each), 0, 0);
  rewrite(path.join(own, 'a.conf'), 'old', 'new');
  expect(fs.readdirSync(own).sort()).toEqual([...old.slice(1), '.quadlet-stack-fedcba9876543210.tmp', 'a.conf'].sort());
});

test.runIf(process.getuid?.() === 0)('a file is not written where its folder takes none, and stays as it is', () => {
  const own = fs.mkdtempSync(path.join(folder, 'shut-'));
  const file = path.join(own, 'redis.conf');
  fs.writeFileSync(file, 'appendonly   yes\n');
  for (const each of [folder, path.dirname(cli), cli]) fs.chmodSync(each, 0o755);
  fs.chmodSync(own, 0o555);
  const { status, stderr } = spawnSync(process.execPath, [cli, 'format', '.'], { cwd: own, uid: 65534, encoding: 'utf8' });
  fs.chmodSync(own, 0o755);
  expect([status, stderr, fs.readFileSync(file, 'utf8'), fs.readdirSync(own)]).toEqual([2, 'quadlet-stack: redis.conf: not written: no permission\n', 'appendonly   yes\n', ['redis.conf']]);
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
