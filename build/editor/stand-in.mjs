#!/usr/bin/env node
// Stands in for VS Code's executable where @vscode/test-electron has no desktop build: the same arguments, the same
// test index in a real extension host, with VS Code's own server and an invisible Chromium as its window. With
// `--vsix=FILE` that extension is installed before.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { findChromium, openPage } from './chromium.mjs';
import { installVsCode } from './install.mjs';
import { screenServer } from './screen.mjs';
import { installExtension, serveVsCode } from './serve.mjs';

const args = process.argv.slice(2);
const option = (name) => args.find((arg) => arg.startsWith(`--${name}=`))?.slice(name.length + 3);
const workspace = path.resolve(args.find((arg) => !arg.startsWith('--')) ?? '.');
const development = option('extensionDevelopmentPath');
const tests = option('extensionTestsPath');
const vsix = option('vsix');
/** No test run takes longer; a hang must not hang the caller. */
const LIMIT = 8 * 60 * 1000;

/** `QUADLET_STACK_WINDOW=1180x720x1.5`: another window than the usual one; the last figure is its scale. */
function windowSize() {
  const [width, height, scale] = (process.env.QUADLET_STACK_WINDOW ?? '').split('x').map(Number);
  return width > 0 && height > 0 ? { width, height, scale: scale ?? 1 } : {};
}

if (findChromium() === undefined) throw new Error('no Chromium was found; install it or name it in CHROMIUM');
const server = installVsCode((line) => console.log(line));
const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), 'quadlet-stack-vscode-'));
if (vsix !== undefined) installExtension({ server, dataDir, vsix });
const { page, close: closeBrowser } = await openPage(windowSize());
const screen = await screenServer(page);
const vscode = await serveVsCode({ server, dataDir, env: { QUADLET_STACK_SCREEN: screen.url } });

async function finish(code) {
  await closeBrowser().catch(() => undefined);
  vscode.close();
  screen.close();
  fs.rmSync(dataDir, { recursive: true, force: true, maxRetries: 3 });
  process.exit(code);
}
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void finish(130));
setTimeout(() => {
  console.error(`the tests did not end within ${LIMIT / 60_000} minutes`);
  void page.screenshot({ path: 'screenshots/hang.png' }).catch(() => undefined).then(() => finish(1));
}, LIMIT).unref();

// The workbench logs a great deal; what the tests say begins with a mark of theirs.
const verbose = process.env.QUADLET_STACK_VERBOSE !== undefined;
await page.exposeFunction('codeAutomationLog', (_, logged) => {
  if (verbose || /^[✓✗-] /.test(String(logged[0]))) console.log(...logged);
});
await page.exposeFunction('codeAutomationExit', (code) => void finish(code));
page.on('crash', () => void finish(1));

const remote = (file) => `vscode-remote://localhost:${vscode.port}${path.resolve(file).split(path.sep).join('/')}`;
const payload = JSON.stringify([
  ['extensionDevelopmentPath', remote(development)],
  ['extensionTestsPath', remote(tests)],
  ['skipWelcome', 'true'],
  ['skipReleaseNotes', 'true'],
]);
await page.goto(`${vscode.url}/?folder=${encodeURIComponent(workspace)}&payload=${encodeURIComponent(payload)}`);
