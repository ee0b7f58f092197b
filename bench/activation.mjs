// How long the extension host's thread is busy with the extension, in a real VS Code: what every other extension waits for.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { findChromium } from '../build/editor/chromium.mjs';
import { extensionFolder } from '../build/editor/extension.mjs';
import { median } from './figures.mjs';

/** How often VS Code is started. */
const STARTS = 5;
/** Milliseconds. */
const MOST = 50;

/** One activation in a VS Code of its own; undefined where it does not come to its end. */
function activate(development) {
  const temporary = fs.mkdtempSync(path.join(os.tmpdir(), 'quadlet-stack-activation-'));
  const workspace = path.join(temporary, 'workspace');
  const results = path.join(temporary, 'results.json');
  fs.mkdirSync(workspace);
  try {
    const { stderr } = spawnSync(process.execPath, ['build/editor/stand-in.mjs', `--extensionDevelopmentPath=${development}`, `--extensionTestsPath=${path.resolve('bench/activation-suite.cjs')}`, workspace], {
      encoding: 'utf8', stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, QUADLET_STACK_RESULTS: results },
    });
    if (!fs.existsSync(results)) throw new Error(`VS Code ended without figures:\n${stderr}`);
    return JSON.parse(fs.readFileSync(results, 'utf8'));
  } finally {
    fs.rmSync(temporary, { recursive: true, force: true });
  }
}

export async function measureActivation({ out, say }) {
  if (process.platform === 'win32' || findChromium() === undefined) return say('- left out: activation (no VS Code can be had here: it is shown in a Chromium, which is not installed)');
  const development = extensionFolder('extension-bench');
  const runs = Array.from({ length: STARTS }, () => activate(development)).flatMap(({ figures }) => figures ?? []);
  if (runs.length === 0) throw new Error('the extension was not activated');
  const of = (figure) => runs.map(figure);
  out.row('loading dist/extension.js', 'extension host', of(({ loading }) => loading));
  out.row('the call of activate', 'extension host', of(({ activating }) => activating));
  out.row('activate, and what promises do right behind it', 'extension host', of(({ free }) => free));
  out.row('from activate until the server answers', 'extension host', of(({ busy }) => busy));
  out.row('the same by the clock, not the thread’s time', 'extension host', of(({ answers }) => answers));
  out.bound('activation: loading, activate and what follows at once', median(of(({ loading, free }) => loading + free)), MOST, ' ms');
}
