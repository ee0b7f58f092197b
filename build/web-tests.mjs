// Runs test/web in a real VS Code for the browser: the extension and its server are workers, the workspace is virtual.
//   --vsix FILE   the package instead of this folder
import esbuild from 'esbuild';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { findChromium, openPage } from './editor/chromium.mjs';
import { extensionFolder } from './editor/extension.mjs';
import { screenServer } from './editor/screen.mjs';
import { CACHE } from './editor/install.mjs';
import { installWebVsCode, serveWebVsCode } from './editor/web.mjs';
import { namesOf } from './vscode-tests.mjs';
import { unpack } from './vsix.mjs';

const STACK = path.resolve('examples/trader-broken');
/** Milliseconds. No run takes longer; a hang must not hang the caller. */
const LIMIT = 8 * 60 * 1000;

/** The tests as one script without Node; `environment` stands for what they ask of `process.env`. */
async function bundle(outfile, environment) {
  const names = ['QUADLET_STACK_SCREEN', 'QUADLET_STACK_ONLY', 'QUADLET_STACK_RESULTS', 'QUADLET_STACK_INSTALLED'];
  await esbuild.build({
    entryPoints: ['test/web/index.ts'], outfile, bundle: true, platform: 'browser', format: 'cjs', target: 'es2022', external: ['vscode', 'node:fs'], sourcemap: 'inline', logLevel: 'warning',
    alias: { 'node:assert/strict': path.resolve('test/web/assert.ts') },
    define: Object.fromEntries(names.map((name) => [`process.env.${name}`, JSON.stringify(environment[name]) ?? 'undefined'])),
  });
  return outfile;
}

/**
 * Runs the tests, from the package `vsix` where it is given; `{passed, failed, skipped}`. Never throws: a run that does not
 * come to its end counts as one failure.
 */
export async function runWebTests({ stack = STACK, vsix } = {}) {
  const extension = vsix === undefined ? extensionFolder('extension-web') : unpack(vsix, path.join(CACHE, 'extension-web'));
  const suite = path.join(extension, 'suite/index.js');
  if (findChromium() === undefined) {
    const names = namesOf(await bundle(suite, {}));
    for (const name of names) console.log(`- skipped: in a browser: ${name} (chromium is not installed)`);
    return { passed: 0, failed: 0, skipped: names.length };
  }
  const temporary = fs.mkdtempSync(path.join(os.tmpdir(), 'quadlet-stack-web-'));
  const workspace = path.join(temporary, 'trader');
  fs.cpSync(stack, workspace, { recursive: true });
  const closing = [() => fs.rmSync(temporary, { recursive: true, force: true })];
  let counts;
  try {
    const installed = installWebVsCode((line) => console.log(line));
    const { page, close } = await openPage({ profile: path.join(temporary, 'profile') });
    closing.push(close);
    const screen = await screenServer(page, { prefix: 'web-', onResults: (results) => (counts = results) });
    closing.push(screen.close);
    await bundle(suite, { QUADLET_STACK_SCREEN: screen.url, QUADLET_STACK_ONLY: process.env.QUADLET_STACK_ONLY });
    const vscode = await serveWebVsCode({ installed, extension, suite, workspace });
    closing.push(vscode.close);
    await toItsEnd(page, vscode.url);
  } catch (error) {
    console.log(String(error.message ?? error));
  }
  for (const close of closing.reverse()) await Promise.resolve(close()).catch(() => undefined);
  return counts ?? { passed: 0, failed: 1, skipped: 0 };
}

/** Opens the window and comes back when its tests have ended; rejects where they do not. */
async function toItsEnd(page, url) {
  // The workbench logs a great deal; what the tests say begins with a mark of theirs.
  const verbose = process.env.QUADLET_STACK_VERBOSE !== undefined;
  await page.exposeFunction('codeAutomationLog', (_, logged) => {
    if (verbose || /^[✓✗-] /.test(String(logged[0]))) console.log(...logged);
  });
  let timer;
  const ended = new Promise((resolve, reject) => {
    timer = setTimeout(() => {
      void page.screenshot({ path: 'screenshots/hang-web.png' }).catch(() => undefined);
      reject(new Error(`the tests did not end within ${LIMIT / 60_000} minutes`));
    }, LIMIT);
    page.once('crash', () => reject(new Error('the browser crashed')));
    void page.exposeFunction('codeAutomationExit', () => resolve());
  });
  await page.goto(url);
  await ended.finally(() => clearTimeout(timer));
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { values } = parseArgs({ options: { vsix: { type: 'string' } } });
  const { passed, failed, skipped } = await runWebTests(values);
  console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
  process.exit(failed > 0 ? 1 : 0);
}
