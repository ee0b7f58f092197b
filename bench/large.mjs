// 10,000 units: cold to complete against reading the same files; a keystroke against one among 100; a change that many depend on.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { openDocument, startClient } from './client.mjs';
import { median, quantile } from './figures.mjs';
import { SHARED_NETWORK, writeUnits } from './generate.mjs';
import { answersOf, open } from './latency.mjs';
import { floor, ours } from './peers.mjs';
import { initialized } from './start.mjs';
import { pathToFileURL } from 'node:url';

const READ = `const fs = require('fs'), path = require('path');
let size = 0;
(function walk(folder) {
  for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) walk(file); else size += fs.readFileSync(file, 'utf8').length;
  }
})(process.argv[1]);
process.stdout.write(String(size));`;

/** The same one file after the other without keeping the process waiting, as extensions of editors read. */
const READ_ASYNC = `const fs = require('fs/promises'), path = require('path');
let size = 0;
(async function walk(folder) {
  for (const entry of await fs.readdir(folder, { withFileTypes: true })) {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) await walk(file); else size += (await fs.readFile(file, 'utf8')).length;
  }
})(process.argv[1]).then(() => process.stdout.write(String(size)));`;

function readAll(folder, program = READ) {
  const began = process.hrtime.bigint();
  spawnSync(process.execPath, ['-e', program, folder]);
  return Number(process.hrtime.bigint() - began) / 1e6;
}

/** From the start of the process until the workspace is read and everything checked: it says so by `quadletStack/changed`. */
export async function cold(spec, folder) {
  const began = process.hrtime.bigint();
  const client = startClient(spec);
  const done = client.next(({ method }) => method === 'quadletStack/changed', 300_000);
  await client.initialize({ folder: pathToFileURL(folder).href });
  const { at } = await done;
  return { client, took: Number(at - began) / 1e6 };
}

export async function measureLarge({ out, folder: root, server, rounds }) {
  const small = path.join(root, 'hundred');
  const large = path.join(root, 'ten-thousand');
  writeUnits(small, 100);
  const files = writeUnits(large, 10_000);
  const spec = ours(server);
  for (const folder of [small, large]) fs.writeFileSync(path.join(folder, spec.file), spec.text);

  readAll(large);
  const reads = [];
  const asyncReads = [];
  const colds = [];
  const idle = await floor(await answersOf(spec, small));
  const starts = [];
  let client;
  for (let i = 0; i < 3; i++) {
    reads.push(readAll(large));
    asyncReads.push(readAll(large, READ_ASYNC));
    starts.push(await initialized(idle));
    await client?.stop();
    const got = await cold(spec, large);
    client = got.client;
    colds.push(got.took);
  }
  out.row(`10,000 units (${files} files), cold to complete`, spec.name, colds);
  out.row(`10,000 units (${files} files), read only`, 'Node program', reads);
  out.row('the same read with fs.promises', 'Node program', asyncReads);
  out.value('cold to complete against fs.promises', median(colds) / median(asyncReads), '×');
  out.value('a server started that does nothing, and them read, against reading them', (median(starts) + median(reads)) / median(reads), '×');
  out.bound('10,000 units: cold to complete against reading them', median(colds) / median(reads), 2);

  const running = [
    { client, document: openDocument(client, { uri: pathToFileURL(path.join(large, spec.file)).href, languageId: spec.languageId, text: spec.text }) },
    await open(spec, small),
    await open(idle, small),
  ];
  for (const { document } of running) await document.settled();
  const samples = running.map(() => []);
  for (let round = -40; round < rounds; round++) {
    for (let i = 0; i < running.length; i++) {
      const took = await running[i].document.keystroke(spec.hoverLine);
      if (round >= 0) samples[i].push(took);
    }
  }
  out.row('keystroke among 10,000 units', spec.name, samples[0]);
  out.row('keystroke among 100 units', spec.name, samples[1]);
  out.bound('keystroke among 10,000 units against 100', median(samples[0]) / median(samples[1]), 1.2);

  // A shared network gets another subnet, and its own again, while completions are asked for.
  const network = openDocument(client, { uri: pathToFileURL(path.join(large, SHARED_NETWORK)).href, languageId: 'quadlet', text: '[Network]\nSubnet=10.89.0.0/24\n' });
  await network.settled();
  const waits = [];
  const calm = [];
  const position = { line: spec.completionLine, character: 0 };
  for (let i = 0; i < Math.min(50, rounds); i++) {
    calm.push(await running[0].document.ask('textDocument/completion', position));
    const changed = network.keystroke(1);
    waits.push(await running[0].document.ask('textDocument/completion', position));
    await changed;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  out.row('completion, nothing else going on', spec.name, calm);
  out.row('completion while a shared network changes', spec.name, waits);
  out.bound('completion while a shared network changes: p99', quantile(waits, 0.99), 50, ' ms');
  await Promise.all(running.map((one) => one.client.stop()));
}
