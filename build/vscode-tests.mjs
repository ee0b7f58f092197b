// Runs test/vscode in a real VS Code: the desktop build where there is a display and it can be had, else the stand-in.
//   --vsix FILE   the package instead of this folder
import { runTests } from '@vscode/test-electron';
import esbuild from 'esbuild';
import fs from 'node:fs';
import { createRequire, Module } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { findChromium } from './editor/chromium.mjs';
import { extensionFolder } from './editor/extension.mjs';
import { CACHE } from './editor/install.mjs';
import { unpack } from './vsix.mjs';

const STACK = path.resolve('examples/trader-broken');
const STAND_IN = path.resolve('build/editor/stand-in.mjs');

async function bundle() {
  const outfile = path.join(CACHE, 'suite/index.js');
  await esbuild.build({ entryPoints: ['test/vscode/index.ts'], outfile, bundle: true, platform: 'node', format: 'cjs', target: 'node20', external: ['vscode'], sourcemap: 'inline', logLevel: 'warning' });
  return outfile;
}

/** The names of the tests without running them: `vscode` stays unresolved until a test is called. */
export function namesOf(suite) {
  const load = Module._load;
  Module._load = (request, ...rest) => (request === 'vscode' ? {} : load(request, ...rest));
  try {
    return createRequire(import.meta.url)(suite).names();
  } finally {
    Module._load = load;
  }
}

const wantsDesktop = () => process.env.QUADLET_STACK_VSCODE === 'desktop' || (process.platform !== 'linux' && process.env.QUADLET_STACK_VSCODE !== 'stand-in');

/**
 * What is under test: an installed package (`vsix`), with an extension without content as the one under development that
 * VS Code asks for; else this folder's. The desktop build takes the package's files as they are.
 */
function underTest(vsix, temporary) {
  if (vsix === undefined) return { development: extensionFolder(), args: [] };
  if (wantsDesktop()) return { development: unpack(vsix, path.join(temporary, 'package')), args: [] };
  const development = path.join(temporary, 'tests');
  fs.mkdirSync(development);
  fs.writeFileSync(path.join(development, 'package.json'), JSON.stringify({ name: 'tests', publisher: 'quadlet-stack', version: '0.0.0', engines: { vscode: '*' } }));
  return { development, args: [`--vsix=${path.resolve(vsix)}`] };
}

/**
 * Runs the tests, from the package `vsix` where it is given; `{passed, failed, skipped}`. Never throws: a run that does not
 * come to its end counts as one failure.
 */
export async function runVsCodeTests({ stack = STACK, vsix } = {}) {
  const suite = await bundle();
  if (!wantsDesktop() && findChromium() === undefined) {
    const names = namesOf(suite);
    for (const name of names) console.log(`- skipped: ${name} (chromium is not installed)`);
    return { passed: 0, failed: 0, skipped: names.length };
  }
  const temporary = fs.mkdtempSync(path.join(os.tmpdir(), 'quadlet-stack-test-'));
  const workspace = path.join(temporary, 'trader');
  fs.cpSync(stack, workspace, { recursive: true });
  const results = path.join(temporary, 'results.json');
  const { development, args } = underTest(vsix, temporary);
  try {
    await runTests({
      ...(wantsDesktop() ? {} : { vscodeExecutablePath: STAND_IN }),
      extensionDevelopmentPath: development,
      extensionTestsPath: suite,
      extensionTestsEnv: { QUADLET_STACK_RESULTS: results, QUADLET_STACK_INSTALLED: args.length > 0 ? 'true' : '' },
      launchArgs: [workspace, ...args],
    });
  } catch (error) {
    console.log(String(error.message ?? error));
  }
  const counts = fs.existsSync(results) ? JSON.parse(fs.readFileSync(results, 'utf8')) : { passed: 0, failed: 1, skipped: 0 };
  fs.rmSync(temporary, { recursive: true, force: true });
  return counts;
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { values } = parseArgs({ options: { vsix: { type: 'string' } } });
  const { passed, failed, skipped } = await runVsCodeTests(values);
  console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
  process.exit(failed > 0 ? 1 : 0);
}
