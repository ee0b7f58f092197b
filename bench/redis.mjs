// A keystroke in the middle of a redis.conf as long as the one that is shipped, and an answer in one of 100,000 lines.
import fs from 'node:fs';
import path from 'node:path';
import { median, rotated, tailRatio } from './figures.mjs';
import { longRedisConf } from './generate.mjs';
import { answersOf, open } from './latency.mjs';
import { floor, ours } from './peers.mjs';

export async function measureRedis({ out, folder: root, server, rounds }) {
  const folder = path.join(root, 'redis');
  fs.mkdirSync(folder, { recursive: true });
  const shape = (text) => ({ file: 'redis.conf', languageId: 'redis-conf', text, completionLine: 1, hoverLine: Math.floor(text.split('\n').length / 2) });
  const text = longRedisConf();
  const own = { ...ours(server), ...shape(text) };
  const echo = { ...(await floor(await answersOf(own, folder))), ...shape(text) };
  const running = [await open(own, folder), await open(echo, folder)];
  for (const { document } of running) await document.settled();
  const samples = [[], []];
  for (const { document } of running) for (let i = 0; i < 500; i++) await document.keystroke(own.hoverLine);
  for (let round = 0; round < rounds; round++) {
    for (const i of rotated([0, 1], round)) samples[i].push(await running[i].document.keystroke(own.hoverLine));
  }
  out.row('keystroke in 2,000 lines of redis.conf', own.name, samples[0]);
  out.row('keystroke in 2,000 lines of redis.conf', echo.name, samples[1]);
  out.bound('redis.conf of 2,000 lines: keystroke p50 against the floor', median(samples[0]) / median(samples[1]), 2);
  out.bound('redis.conf of 2,000 lines: keystroke p99 against the floor', tailRatio(samples[0], samples[1]), 2);
  await Promise.all(running.map(({ client }) => client.stop()));

  const huge = { ...ours(server), ...shape(longRedisConf(100_000)) };
  const { client, document } = await open(huge, folder);
  await document.settled();
  const strokes = [];
  const hovers = [];
  for (let i = 0; i < 10; i++) {
    strokes.push(await document.keystroke(huge.hoverLine) ?? Infinity);
    hovers.push(await document.ask('textDocument/hover', { line: huge.hoverLine, character: 1 }));
  }
  out.row('keystroke in 100,000 lines of redis.conf', huge.name, strokes);
  out.row('hover in 100,000 lines of redis.conf', huge.name, hovers);
  out.bound('redis.conf of 100,000 lines: keystroke p50', median(strokes), 1000, ' ms');
  await client.stop();
}
