// Runs a program that is asked for its facts: in a folder of its own, without the rights of root, for a limited time.
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const UNPRIVILEGED = 65534;

/** @param keepUser true where the program is a wrapper that needs this user's rights and drops them itself. */
export function workspace({ keepUser = false } = {}) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'facts-'));
  const drops = process.getuid?.() === 0;
  fs.chmodSync(folder, 0o700);
  if (drops) fs.chownSync(folder, UNPRIVILEGED, UNPRIVILEGED);
  const identity = drops && !keepUser ? { uid: UNPRIVILEGED, gid: UNPRIVILEGED } : {};
  const children = [];
  const own = (name) => path.join(folder, name);
  const options = { cwd: folder, env: { PATH: process.env.PATH, HOME: folder, LC_ALL: 'C', TZ: 'UTC' }, ...identity };
  return {
    folder,
    path: own,
    write(name, text) {
      fs.mkdirSync(path.dirname(own(name)), { recursive: true });
      fs.writeFileSync(own(name), text);
      if (drops) for (let each = own(name); each.startsWith(folder + path.sep); each = path.dirname(each)) fs.chownSync(each, UNPRIVILEGED, UNPRIVILEGED);
      return own(name);
    },
    /** What it prints on both outputs; it ends by itself, or after the limit in milliseconds. */
    run(program, args, { input = '', limit = 60_000, env = {} } = {}) {
      const { stdout, stderr, status, error } = spawnSync(program, args, { ...options, env: { ...options.env, ...env }, input, timeout: limit, killSignal: 'SIGKILL', encoding: 'latin1', maxBuffer: 1 << 28 });
      if (error !== undefined && error.code !== 'ETIMEDOUT') throw error;
      return { stdout: stdout ?? '', stderr: stderr ?? '', said: `${stdout ?? ''}${stderr ?? ''}`, status };
    },
    /** Starts a server that is ended with the workspace. */
    start(program, args) {
      const child = spawn(program, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
      children.push(child);
      let said = '';
      child.stdout.on('data', (data) => (said += data));
      child.stderr.on('data', (data) => (said += data));
      child.on('error', (error) => (said += String(error)));
      return { child, said: () => said };
    },
    remove() {
      for (const child of children) {
        try {
          process.kill(-child.pid, 'SIGKILL');
        } catch {
          // It is gone already.
        }
      }
      fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** Waits for a file, such as the socket of a server that starts. */
export async function appears(file, said, limit = 20_000) {
  const deadline = Date.now() + limit;
  while (!fs.existsSync(file)) {
    if (Date.now() > deadline) throw new Error(`${path.basename(file)} did not appear: ${said().slice(-500)}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
