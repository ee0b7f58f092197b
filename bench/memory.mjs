// Resident memory after 10,000 units, and over 10,000 edits of one of them.
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { openDocument } from './client.mjs';
import { writeUnits } from './generate.mjs';
import { cold } from './large.mjs';
import { ours } from './peers.mjs';

/** Resident megabytes of a process, where the system tells. */
export function residentOf(pid) {
  try {
    return Number(/VmRSS:\s*(\d+)/.exec(fs.readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024;
  } catch {
    return NaN;
  }
}

export async function measureMemory({ out, folder: root, server, say }) {
  const folder = path.join(root, 'ten-thousand');
  if (!fs.existsSync(folder)) writeUnits(folder, 10_000);
  const spec = ours(server);
  const { client } = await cold(spec, folder);
  if (Number.isNaN(residentOf(client.pid))) {
    say('- left out: memory (this system has no /proc)');
    return client.stop();
  }
  out.value('resident after 10,000 units', residentOf(client.pid), 'MB');
  const document = openDocument(client, { uri: pathToFileURL(path.join(folder, spec.file)).href, languageId: spec.languageId, text: spec.text });
  await document.settled();
  const samples = [];
  for (let i = 1; i <= 10_000; i++) {
    await document.keystroke(5 + (i >> 1) % 100);
    if (i % 500 === 0) samples.push(residentOf(client.pid));
  }
  const half = samples.slice(samples.length / 2);
  const mean = (list) => list.reduce((sum, one) => sum + one, 0) / list.length;
  const growth = mean(half.slice(half.length / 2)) - mean(half.slice(0, half.length / 2));
  out.value('resident after 10,000 edits', samples.at(-1), 'MB');
  out.bound('resident after 10,000 units and 10,000 edits', samples.at(-1), 100, ' MB');
  out.bound('growth over the last half of the edits', growth, 5, ' MB');
  await client.stop();
}
