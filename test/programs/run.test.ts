import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { nodePrograms } from '../../server/src/host/programs.ts';
import { until } from '../protocol/support.ts';
import { scratchFolder, script } from './support.ts';

const folder = scratchFolder();
const own = (): string[] => fs.readdirSync(os.tmpdir()).filter((name) => /^quadlet-stack-\w{6}$/.test(name));

test('arguments reach the program as they are, files lie in its folder, and the folder is gone', async () => {
  const program = script(folder, 'say', 'for arg in "$@"; do echo "<$arg>"; done; cat sub/a.txt; cat; pwd; echo "$X $SECRET_OF_THE_EDITOR" >&2; exit 3');
  process.env['SECRET_OF_THE_EDITOR'] = 'seen';
  try {
    const result = await nodePrograms.run({ program, args: ['$(touch owned); rm -rf *', '{folder}/x'], files: { 'sub/a.txt': 'file\n' }, input: 'input\n', env: { X: 'in {folder}' }, limit: 20_000 });
    expect(result).toEqual({
      status: 3, timedOut: false, folder: result.folder,
      stdout: `<$(touch owned); rm -rf *>\n<${result.folder}/x>\nfile\ninput\n${result.folder}\n`,
      stderr: `in ${result.folder} \n`,
    });
    expect(fs.existsSync(result.folder)).toBe(false);
  } finally {
    delete process.env['SECRET_OF_THE_EDITOR'];
  }
});

test('a program that hangs is ended within its time, and what it started with it', async () => {
  const pids = path.join(folder, 'pids');
  const program = script(folder, 'hang', `sleep 1000 & echo $! > ${pids}; echo $$ >> ${pids}; echo begun; wait`);
  const before = own();
  const result = await nodePrograms.run({ program, args: [], limit: 500 });
  expect({ ...result, folder: '' }).toEqual({ status: undefined, timedOut: true, stdout: 'begun\n', stderr: '', folder: '' });
  const alive = (pid: number): boolean => {
    // A child whose parent is gone may be a zombie for a moment: it runs no more.
    try {
      return !/^State:\s+Z/m.test(fs.readFileSync(`/proc/${pid}/status`, 'utf8'));
    } catch {
      return false;
    }
  };
  const started = fs.readFileSync(pids, 'utf8').trim().split('\n').map(Number);
  expect(started).toHaveLength(2);
  await until('both to end', () => started.every((pid) => !alive(pid)));
  expect(own().filter((name) => !before.includes(name) && name === path.basename(result.folder))).toEqual([]);
});

test('a program that is not there, or floods its output, ends without a status', async () => {
  expect(await nodePrograms.run({ program: path.join(folder, 'nothing'), args: [], limit: 1000 })).toMatchObject({ status: undefined, timedOut: false });
  const flood = script(folder, 'flood', 'exec yes');
  const result = await nodePrograms.run({ program: flood, args: [], limit: 60_000 });
  expect(result).toMatchObject({ status: undefined, timedOut: false });
  expect(result.stdout.length).toBeLessThanOrEqual(16 * 1024 * 1024);
});

test('no file is written outside of the folder', async () => {
  const outside = path.join(os.tmpdir(), `outside-${process.pid}`);
  const result = await nodePrograms.run({ program: script(folder, 'never', 'echo ran'), args: [], files: { [`../outside-${process.pid}`]: 'x' }, limit: 1000 });
  expect([result.status, result.stdout, fs.existsSync(outside), fs.existsSync(result.folder)]).toEqual([undefined, '', false, false]);
});

test('programs are found on PATH, in folders that are absolute, where they can be run', () => {
  const before = process.env['PATH'];
  script(folder, 'found-me', 'true');
  fs.writeFileSync(path.join(folder, 'no-program'), '', { mode: 0o644 });
  try {
    process.env['PATH'] = ['/nowhere', folder].join(path.delimiter);
    expect(nodePrograms.find(['absent', 'found-me'])).toBe(path.join(folder, 'found-me'));
    expect(nodePrograms.find(['no-program'])).toBeUndefined();
    expect(nodePrograms.find(['/nowhere/x', path.join(folder, 'found-me')])).toBe(path.join(folder, 'found-me'));
    process.env['PATH'] = path.relative(process.cwd(), folder);
    expect(nodePrograms.find(['found-me'])).toBeUndefined();
  } finally {
    process.env['PATH'] = before;
  }
});
