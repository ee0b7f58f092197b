// `npm run mutate [-- --only FOLDER|FILE] [--sample N [--seed S]] [--workers W]`: changes `server/src` in one place at a time
// (Stryker) and asks whether a test fails. `--sample N` takes one mutant in N, evenly over all files; each seed below N
// takes others. Prints the score of each folder and the survivors; the whole report is in reports/mutation/.
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { Stryker } from '@stryker-mutator/core';
// Stryker itself takes no samples: this decides which of the mutants that it finds are made.
import { MutantCollector } from '../node_modules/@stryker-mutator/instrumenter/dist/src/transformers/mutant-collector.js';

const { values } = parseArgs({ options: { only: { type: 'string', multiple: true, default: ['syntax', 'quadlet', 'tuning'] }, sample: { type: 'string', default: '1' }, seed: { type: 'string', default: '0' }, workers: { type: 'string', default: '1' } } });
const [every, seed, concurrency] = [values.sample, values.seed, values.workers].map(Number);
if (![every, concurrency].every((number) => Number.isInteger(number) && number > 0) || !Number.isInteger(seed) || seed < 0) {
  console.error('--sample and --workers take a whole number above 0, --seed one from 0');
  process.exit(2);
}

const mutate = values.only.map((only) => {
  const place = only.startsWith('server/src/') ? only : `server/src/${only}`;
  if (fs.existsSync(place)) return place.endsWith('.ts') ? place : path.posix.join(place, '**/*.ts');
  console.error(`${place} is no file and no folder`);
  process.exit(2);
});

/** Tests that see the sources (no bundles, no windows) and do not take long. */
const TESTS = 'test/{docs,features,files,pgbouncer,postgres,quadlet,quadlet-editor,redis,stack,syntax,systemd,tuning,unit-rules}/!(fuzz|input|invariants|kill|real|server|snippets-real|startup|login).test.ts';

// The tests run in a copy of the project, from where `../shared` is not what it is here.
const verdicts = path.resolve('../shared/verdicts');
if (fs.existsSync(verdicts)) process.env.QUADLET_STACK_VERDICTS ??= verdicts;

const collect = MutantCollector.prototype.collect;
MutantCollector.prototype.collect = function (file, node, mutable, offset) {
  const isAsked = this.mutants.length % every === seed % every;
  return collect.call(this, file, node, isAsked ? mutable : { ...mutable, ignoreReason: 'not in the sample' }, offset);
};

const results = await new Stryker({
  mutate: [...mutate, '!**/*.d.ts'],
  testFiles: [TESTS],
  testRunner: 'vitest-quick',
  plugins: [path.resolve('build/mutate-plugins.mjs')],
  vitest: { related: false },
  coverageAnalysis: 'perTest',
  ignoreStatic: true,
  concurrency,
  dryRunTimeoutMinutes: 60,
  cleanTempDir: 'always',
  ignorePatterns: ['dist', '.vscode-test', 'screenshots', 'coverage', 'docs/images', '*.vsix', '*.log'],
  allowConsoleColors: false,
  reporters: ['survivors', 'progress-append-only', 'html', 'json'],
  htmlReporter: { fileName: 'reports/mutation/index.html' },
  jsonReporter: { fileName: 'reports/mutation/report.json' },
}).runMutationTest();

const asked = results.filter(({ status }) => status !== 'Ignored');
const tables = results.filter(({ statusReason }) => statusReason?.startsWith('Static')).length;
const alive = asked.filter(({ status }) => status === 'Survived' || status === 'NoCoverage');
const percent = (share) => `${(share * 100).toFixed(1)} %`;
/** The score of some mutants, with the interval that holds it at 95 % where they are a sample (Wilson). */
function score(folder, mutants) {
  const n = mutants.length;
  const killed = mutants.filter(({ status }) => status === 'Killed' || status === 'Timeout').length;
  const [p, z] = [killed / n, 1.96];
  const middle = (p + (z * z) / (2 * n)) / (1 + (z * z) / n);
  const reach = (z / (1 + (z * z) / n)) * Math.sqrt((p * (1 - p)) / n + (z * z) / (4 * n * n));
  return `${folder.padEnd(8)} ${percent(p)}: ${killed} of ${n} killed${every > 1 ? `, 95 % interval ${percent(middle - reach)} to ${percent(Math.min(1, middle + reach))}` : ''}`;
}
const valid = asked.filter(({ status }) => status === 'Killed' || status === 'Timeout' || alive.some((mutant) => mutant.status === status));
const folderOf = ({ fileName }) => path.relative('server/src', fileName).split(path.sep)[0];
console.log(`\n${results.length} mutants, ${asked.length + tables} of them asked about: ${tables} in tables that are read once (left out), ${asked.length - valid.length} that no test could load`);
for (const folder of new Set(valid.map(folderOf))) console.log(score(folder, valid.filter((mutant) => folderOf(mutant) === folder)));
console.log(score('all', valid));
