// Starts VS Code's own server and tells when it answers.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { untilItAnswers } from './child.mjs';
import { run } from './install.mjs';

/** A port that nobody uses now. */
export const freePort = () =>
  new Promise((resolve, reject) => {
    const probe = net.createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });

const SETTINGS = {
  'workbench.startupEditor': 'none',
  'files.autoSave': 'off',
  'workbench.colorTheme': 'Default Dark Modern',
  'workbench.tips.enabled': false,
  'workbench.enableExperiments': false,
  'telemetry.telemetryLevel': 'off',
  'extensions.ignoreRecommendations': true,
  'security.workspace.trust.enabled': false,
  'chat.commandCenter.enabled': false,
  'git.openRepositoryInParentFolders': 'never',
  'remote.autoForwardPorts': false,
};

/** Installs a VSIX into the server's data folder, as `code --install-extension` does. */
export function installExtension({ server, dataDir, vsix }) {
  run(process.execPath, [path.join(server, 'out/server-main.js'), '--accept-server-license-terms', '--server-data-dir', dataDir, '--install-extension', path.resolve(vsix)], dataDir);
}

/**
 * The server of `installVsCode`, serving at `url` until `close()`. `dataDir` keeps its state; `env` reaches the
 * extension host. Rejects with the server's last words where it does not come up within 30 s.
 */
export async function serveVsCode({ server, dataDir, port, env = {} }) {
  port ??= await freePort();
  // Some settings count only as the machine's, some only as the user's.
  for (const scope of ['User', 'Machine']) {
    fs.mkdirSync(path.join(dataDir, 'data', scope), { recursive: true });
    fs.writeFileSync(path.join(dataDir, 'data', scope, 'settings.json'), JSON.stringify(SETTINGS, null, 2));
  }
  const child = spawn(
    process.execPath,
    [path.join(server, 'out/server-main.js'), '--host', '127.0.0.1', '--port', String(port), '--without-connection-token', '--accept-server-license-terms', '--disable-telemetry', '--server-data-dir', dataDir],
    { env: { ...process.env, ...env, NODE_OPTIONS: '' }, stdio: ['ignore', 'pipe', 'pipe'], detached: process.platform !== 'win32' },
  );
  let exited = false;
  child.once('exit', () => (exited = true));
  // The group: server, extension hosts and language servers go together.
  const close = () => {
    if (exited) return;
    try {
      if (process.platform === 'win32') child.kill();
      else process.kill(-child.pid, 'SIGKILL');
    } catch {
      // It is gone already.
    }
  };
  process.once('exit', close);
  await untilItAnswers({ child, url: `http://127.0.0.1:${port}/version`, close, name: "VS Code's server" });
  return { url: `http://localhost:${port}`, port, close };
}
