// `npm test`: types, bundles, unit tests, tests in a real VS Code, on a desktop and in a browser. The last line is the count; it exits 1 where one failed.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { packageExtension } from './package.mjs';
import { runVsCodeTests } from './vscode-tests.mjs';
import { runWebTests } from './web-tests.mjs';

const total = { passed: 0, failed: 0, skipped: 0 };
const add = ({ passed, failed, skipped }) => {
  total.passed += passed;
  total.failed += failed;
  total.skipped += skipped;
};

/** Runs a step; a step that does not succeed counts as one failure. */
function step(title, args) {
  console.log(`\n${title}`);
  const { status } = spawnSync(process.execPath, args, { stdio: ['ignore', 'inherit', 'inherit'] });
  if (status !== 0) {
    console.log(`✗ ${title} failed`);
    total.failed++;
  }
  return status === 0;
}

/** Unit tests by vitest; its report tells the counts, a run without a report is a failure. */
function unitTests() {
  console.log('\nUnit tests…');
  const report = path.resolve('reports/vitest.json');
  fs.rmSync(report, { force: true });
  const { status } = spawnSync(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', '--reporter=dot', '--reporter=json', `--outputFile.json=${report}`], { stdio: ['ignore', 'inherit', 'inherit'] });
  if (!fs.existsSync(report)) return { passed: 0, failed: 1, skipped: 0 };
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults } = JSON.parse(fs.readFileSync(report, 'utf8'));
  for (const { assertionResults } of testResults) {
    for (const { status, fullName } of assertionResults) if (status === 'skipped' || status === 'pending') console.log(`- skipped: ${fullName}`);
  }
  // A file that does not even load has no tests to count.
  const broken = testResults.filter(({ status, assertionResults }) => status === 'failed' && assertionResults.every((test) => test.status !== 'failed')).length;
  const failed = numFailedTests + broken;
  return { passed: numPassedTests, failed: failed === 0 && status !== 0 ? 1 : failed, skipped: numPendingTests + numTodoTests };
}

/** The package that the tests in VS Code install: they must hold for what users get, not for this folder. */
async function packed() {
  console.log('\nPackage…');
  try {
    const { file, size } = await packageExtension({ out: path.resolve('reports/quadlet-stack.vsix') });
    console.log(`${Math.round(size / 1024)} KB`);
    return file;
  } catch (error) {
    console.log(`✗ Package… failed: ${error.message}`);
    total.failed++;
    return undefined;
  }
}

step('Types…', ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.json', '--noEmit']);
step('Types of the core…', ['node_modules/typescript/bin/tsc', '-p', 'server/tsconfig.core.json', '--noEmit']);
const built = step('Bundles…', ['build/build.mjs']);
add(unitTests());
const vsix = built ? await packed() : undefined;
if (vsix !== undefined) {
  console.log('\nIn a real VS Code…');
  add(await runVsCodeTests({ vsix }));
  console.log('\nIn a real VS Code for the browser…');
  add(await runWebTests({ vsix }));
}
console.log(`${total.passed} passed, ${total.failed} failed${total.skipped > 0 ? `, ${total.skipped} skipped` : ''}`);
process.exit(total.failed > 0 ? 1 : 0);
