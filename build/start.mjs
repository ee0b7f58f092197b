// `npm start`: builds the extension and opens the example stack in a real VS Code with it: the desktop's where `code`
// is on the path, else VS Code's server from the npm registry in the browser.
//   --screenshot FILE   save a picture and end: for a machine without a display
//   --browser           the browser, even where `code` is on the path
//   FOLDER              another folder than examples/trader-broken
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { findChromium, openPage } from './editor/chromium.mjs';
import { extensionFolder } from './editor/extension.mjs';
import { installVsCode } from './editor/install.mjs';
import { serveVsCode } from './editor/serve.mjs';

const { values, positionals } = parseArgs({ allowPositionals: true, options: { screenshot: { type: 'string' }, browser: { type: 'boolean' } } });
const folder = path.resolve(positionals[0] ?? 'examples/trader-broken');
if (!fs.existsSync(folder)) fail(`no such folder: ${positionals[0]}`);

function fail(message) {
  console.error(`npm start: ${message}`);
  process.exit(2);
}

function hasCode() {
  try {
    return spawnSync('code', ['--version'], { stdio: 'ignore', timeout: 10_000, shell: process.platform === 'win32' }).status === 0;
  } catch {
    return false;
  }
}

console.log('Building the extension…');
execFileSync(process.execPath, ['build/build.mjs'], { stdio: 'inherit' });

if (values.screenshot === undefined && !values.browser && hasCode()) {
  console.log(`Opening ${path.relative('.', folder) || folder} in VS Code with the extension…`);
  spawn('code', ['--new-window', `--extensionDevelopmentPath=${path.resolve('.')}`, folder], { stdio: 'inherit', shell: process.platform === 'win32' }).once('exit', (code) => process.exit(code ?? 1));
} else {
  await inBrowser().catch((error) => fail(error.message));
}

async function inBrowser() {
  if (values.screenshot !== undefined && findChromium() === undefined) fail('--screenshot needs a Chromium: install it (Debian: apt install chromium) or name it in CHROMIUM');
  const server = installVsCode((line) => console.log(line));
  const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), 'quadlet-stack-start-'));
  console.log('Starting VS Code…');
  const vscode = await serveVsCode({ server, dataDir });
  process.once('exit', () => fs.rmSync(dataDir, { recursive: true, force: true, maxRetries: 3 }));
  const end = (code) => {
    vscode.close();
    process.exit(code);
  };
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => end(0));

  const remote = (file) => `vscode-remote://localhost:${vscode.port}${file.split(path.sep).join('/')}`;
  const payload = (file) => JSON.stringify([['extensionDevelopmentPath', remote(extensionFolder())], ['skipWelcome', 'true'], ...(file === undefined ? [] : [['openFile', remote(file)]])]);
  const address = (file) => `${vscode.url}/?folder=${encodeURIComponent(folder)}&payload=${encodeURIComponent(payload(file))}`;
  const first = firstUnit(folder);
  if (values.screenshot === undefined) {
    console.log(`\nVS Code is ready: ${address(first)}\n\nOpen the address in a browser on this machine; Ctrl+C ends it.`);
    return;
  }
  console.log('Taking a picture…');
  const { page, close } = await openPage();
  await page.goto(address(first));
  // The first underlined line: the extension has looked at the file. A folder without problems gets its picture too.
  await page.locator('.squiggly-error, .squiggly-warning').first().waitFor({ timeout: 20_000 }).catch(() => undefined);
  await settled(page);
  await page.screenshot({ path: values.screenshot });
  await close();
  console.log(`Saved ${values.screenshot}`);
  end(0);
}

/** Comes back once the count of problems stands still for a second, after 10 s at the latest. */
async function settled(page) {
  const count = () => page.locator('[id="status.problems"]').innerText().catch(() => '');
  let before = await count();
  for (let i = 0; i < 10; i++) {
    await page.waitForTimeout(1000);
    const now = await count();
    if (now === before) return;
    before = now;
  }
}

/** The unit to open at first: PostgreSQL's, where there is one. */
function firstUnit(root) {
  const units = fs.readdirSync(root, { recursive: true }).map(String).filter((name) => name.endsWith('.container')).sort();
  const name = units.find((unit) => /postgres/.test(unit)) ?? units[0];
  return name === undefined ? undefined : path.join(root, name);
}
