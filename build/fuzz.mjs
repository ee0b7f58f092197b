// `npm run fuzz -- --minutes N [--seed S] [--only PART]`: the fuzz tests again and again, each time with other seeds and
// longer than in a plain test run. Says at the end how much was tried; stops and exits 1 where something was found.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';

const { values } = parseArgs({ options: { minutes: { type: 'string', default: '10' }, seed: { type: 'string' }, only: { type: 'string', default: '' } } });
const minutes = Number(values.minutes);
if (!(minutes > 0)) {
  console.error('--minutes takes a number above 0');
  process.exit(2);
}

const files = fs.readdirSync('test', { recursive: true }).filter((file) => /(?:fuzz|invariants)\.test\.ts$/.test(file) && file.includes(values.only)).map((file) => path.join('test', file));
if (files.length === 0) {
  console.error(`no fuzz test has “${values.only}” in its path`);
  process.exit(2);
}

/** How many times longer than in a plain run one pass is: enough that starting costs little. */
const TIMES = 3;
const counts = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'quadlet-stack-fuzz-')), 'counts');
const until = Date.now() + minutes * 60_000;
let seed = values.seed === undefined ? Math.floor(Math.random() * 1_000_000) : Number(values.seed);
let status = 0;
let passes = 0;

/** One pass over the files; the exit status. */
function run(some, ...options) {
  if (some.length === 0) return 0;
  const { status: found } = spawnSync(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', '--reporter=dot', '--testTimeout=3600000', ...options, ...some], {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, QUADLET_STACK_FUZZ_SEED: String(seed), QUADLET_STACK_FUZZ_TIMES: String(TIMES), QUADLET_STACK_FUZZ_COUNTS: counts },
  });
  return found ?? 1;
}

do {
  console.log(`seed ${seed}`);
  // Those that never wait keep vitest's worker from answering it in time, which it takes for an error.
  const isAsync = (file) => file.includes('protocol');
  status = Math.max(run(files.filter(isAsync)), run(files.filter((file) => !isAsync(file)), '--dangerouslyIgnoreUnhandledErrors'));
  passes++;
  if (status !== 0) console.log(`found with: npm run fuzz -- --minutes 1 --seed ${seed}`);
  seed++;
} while (status === 0 && Date.now() < until);

const sums = new Map();
for (const line of fs.existsSync(counts) ? fs.readFileSync(counts, 'utf8').trim().split('\n') : []) {
  const [what, operations] = line.split('\t');
  sums.set(what, (sums.get(what) ?? 0) + Number(operations));
}
for (const [what, operations] of [...sums].sort()) console.log(`${operations.toLocaleString('en').padStart(12)} ${what}`);
console.log(`${passes} pass${passes === 1 ? '' : 'es'}, ${[...sums.values()].reduce((a, b) => a + b, 0).toLocaleString('en')} in all: ${status === 0 ? 'nothing found' : 'something was found'}`);
process.exit(status);
