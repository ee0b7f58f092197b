// The command line over a folder of units as a whole, against the starts of Node that it may take the time of.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import fs from 'node:fs';
import { median } from './figures.mjs';
import { writeUnits } from './generate.mjs';

/** Milliseconds that a program takes; what it prints is thrown away. */
function run(args) {
  const began = process.hrtime.bigint();
  const { status, error } = spawnSync(process.execPath, args, { stdio: ['ignore', 'ignore', 'ignore'] });
  if (error !== undefined || status === null || status > 1) throw new Error(`node ${args.join(' ')} ended with ${status}`);
  return Number(process.hrtime.bigint() - began) / 1e6;
}

export async function measureCommandLine({ out, folder: root, server, say }) {
  const cli = path.join(path.dirname(server), 'cli.js');
  const verdicts = path.join(process.env.QUADLET_STACK_VERDICTS ?? '../shared/verdicts', 'quadlet/units');
  const generated = path.join(root, 'cli');
  const folder = fs.existsSync(verdicts) ? verdicts : generated;
  if (folder === generated) {
    say('- the folder of real units is not at hand (QUADLET_STACK_VERDICTS names it): 250 generated ones stand for it');
    writeUnits(generated, 250);
  }
  const samples = { start: [], lint: [], preview: [] };
  for (let i = 0; i < 7; i++) {
    // Ten starts one after the other, in between the two.
    let starts = 0;
    for (let n = 0; n < 5; n++) starts += run(['-e', '']);
    samples.lint.push(run([cli, 'lint', folder]));
    for (let n = 0; n < 5; n++) starts += run(['-e', '']);
    samples.preview.push(run([cli, 'preview', folder]));
    samples.start.push(starts);
  }
  out.row('ten starts of Node', 'node -e ""', samples.start);
  for (const name of ['lint', 'preview']) {
    out.row(`${name} of a folder of units`, 'quadlet-stack', samples[name]);
    out.bound(`${name} of a folder of units against ten starts of Node`, median(samples[name]) / median(samples.start), 1);
  }
}
