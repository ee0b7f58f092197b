import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { snapshotOf, SourceFile } from '../../server/src/model/snapshot.ts';
import { redisTarget } from '../../server/src/model/redis-target.ts';
import { NEWEST_TARGETS, parseVersion, type Targets } from '../../server/src/model/version.ts';
import { checkRedis } from '../../server/src/rules/redis/check.ts';
import { knownNames } from '../../server/src/rules/redis/directive.ts';
import { SEED } from '../support/fuzz.ts';
import { namedProgram } from '../support/programs.ts';
import { random, randomLine } from './generate.ts';

const PROGRAM = namedProgram('redis') ?? 'redis-server';
const said = spawnSync(PROGRAM, ['--version'], { encoding: 'utf8' }).stdout ?? '';
const version = /v=(\d+\.\d+\.\d+)/.exec(said)?.[1];
const store = said.startsWith('Valkey') ? 'valkey' : 'redis';
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'redis-judge-'));
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

/** Ends every file: the server stops here when it has taken all lines before. */
const GUARD = 'databases zzz';

/** Runs the server on a text; the zero-based line at which it stops. Each run ends by itself within milliseconds. */
function stopsAt(name: string, text: string): Promise<number> {
  const file = path.join(folder, name);
  fs.writeFileSync(file, text);
  return new Promise((resolve, reject) => {
    const child = spawn(PROGRAM, [file], { cwd: folder });
    let out = '';
    child.stdout.on('data', (data: Buffer) => { out += data.toString('latin1'); });
    child.stderr.on('data', (data: Buffer) => { out += data.toString('latin1'); });
    const timer = setTimeout(() => child.kill('SIGKILL'), 10_000);
    child.on('close', () => {
      clearTimeout(timer);
      const line = /at line (\d+)/.exec(out)?.[1];
      if (line === undefined) reject(new Error(`the server said no line for ${JSON.stringify(text.slice(0, 300))}: ${out.slice(0, 300)}`));
      else resolve(Number(line) - 1);
    });
  });
}

/** Which of the lines the server refuses: runs through them, taking out each one it stops at. */
async function judge(lines: readonly string[], name: string): Promise<Set<number>> {
  const refused = new Set<number>();
  const text = [...lines, GUARD];
  for (;;) {
    const at = await stopsAt(name, text.join('\n'));
    if (at === lines.length) return refused;
    refused.add(at);
    text[at] = '';
  }
}

const COUNT = 2100;
const BATCH = 40;

describe.skipIf(version === undefined)(`${store}-server ${version ?? '(skipped: redis-server is not installed)'}`, () => {
  const targets: Targets = { ...NEWEST_TARGETS, store, [store]: parseVersion(version ?? '7.0.15')! };
  const target = redisTarget(targets);
  const ours = (line: string) => {
    const file = new SourceFile('file:///redis.conf', '/redis.conf', 'redis', line);
    // Names of commands and categories are looked up only after the file was read, as are modules.
    // Redis 8 keeps an unknown name for its modules too, and stops only once none of them asked for it.
    const late = new Set(['redis-module-setting', 'redis-unknown-command', ...(store === 'redis' && target.version[0]! >= 8 ? ['redis-unknown-directive'] : [])]);
    return checkRedis(file, { snapshot: snapshotOf([file], targets) })
      .some((problem) => problem.severity === 'error' && !(late.has(problem.code) && !line.includes('rename-command')));
  };

  test(`agrees on ${COUNT} generated lines`, async () => {
    const next = random(20_261_123 + SEED);
    // Some act on the machine that the test runs on, one on the lines after it; the rest is generated on its own.
    const names = knownNames(target).filter((name) => !['dir', 'logfile', 'include', 'acl-pubsub-default', 'user', 'rename-command'].includes(name));
    const all = new Set<string>();
    while (all.size < COUNT) {
      const line = randomLine(next, names, target);
      // A line feed would make two lines of one; a pattern of include and renamed commands depend on other lines.
      // The name of a user is looked at only after the file was read.
      if (!line.includes('\n') && !/^\s*"?(?:include|logfile|dir)\b|user\s+\S*"/i.test(line)) all.add(line);
    }
    const lines = [...all];
    const batches: string[][] = [];
    // Commands can be renamed only once: lines that rename stand alone.
    const alone = lines.filter((line) => /rename-command/i.test(line));
    const together = lines.filter((line) => !/rename-command/i.test(line));
    for (let i = 0; i < together.length; i += BATCH) batches.push(together.slice(i, i + BATCH));
    for (const line of alone) batches.push([line]);
    const wrong: string[] = [];
    let taken = 0;
    const work = batches.map((batch, i) => ({ batch, name: `${i}.conf` }));
    const worker = async () => {
      for (let job = work.pop(); job !== undefined; job = work.pop()) {
        const refused = await judge(job.batch, job.name);
        job.batch.forEach((line, i) => {
          if (!refused.has(i)) taken++;
          if (ours(line) !== refused.has(i)) wrong.push(`${refused.has(i) ? 'MISSED' : 'FALSE'} ${JSON.stringify(line)}`);
        });
      }
    };
    await Promise.all([worker(), worker()]);
    expect(wrong).toEqual([]);
    // Neither side of the question may be empty.
    expect(taken).toBeGreaterThan(COUNT / 5);
    expect(COUNT - taken).toBeGreaterThan(COUNT / 5);
  }, 120_000);
});
