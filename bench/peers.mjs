// The servers that are compared: ours, the floor, and the peers that are at hand.
import { spawnSync } from 'node:child_process';
import esbuild from 'esbuild';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { longCompose, longDockerfile, longUnit } from './generate.mjs';

const CACHE = process.env.QUADLET_STACK_BENCH_CACHE ?? path.join(os.homedir(), '.cache/quadlet-stack-bench');
const NPM = { 'dockerfile-language-server-nodejs': '0.15.0', 'yaml-language-server': '1.19.2' };

/** Our own server as the extension starts it (`client/src/extension.node.ts`). */
export const ours = (server) => ({ name: 'quadlet-stack', command: process.execPath, args: ['--max-semi-space-size=2', '--v8-pool-size=2', server, '--stdio'], ...unit });

/** The echo server, bundled as ours is; it is given the answers that it repeats. */
export async function floor(answers) {
  const outfile = path.join(CACHE, 'echo.js');
  await esbuild.build({ entryPoints: ['bench/echo.ts'], outfile, bundle: true, platform: 'node', format: 'cjs', target: 'node20', minify: true, mainFields: ['module', 'main'], logLevel: 'warning' });
  return { name: 'floor (echo)', command: process.execPath, args: [outfile, '--stdio'], ...unit, options: answers };
}

const unit = { file: 'edited.container', languageId: 'quadlet', text: longUnit(), completionLine: 8, hoverLine: 5 };

/** Installs the npm peers once into the cache, where that works; names those that are missing and why. */
export function peers(say) {
  const found = [];
  fs.mkdirSync(CACHE, { recursive: true });
  for (const [name, version] of Object.entries(NPM)) {
    const folder = path.join(CACHE, name);
    const binary = path.join(folder, 'node_modules/.bin', name === 'yaml-language-server' ? name : 'docker-langserver');
    if (!fs.existsSync(binary)) {
      fs.mkdirSync(folder, { recursive: true });
      const { status } = spawnSync('npm', ['install', '--no-audit', '--no-fund', '--no-save', '--prefix', folder, `${name}@${version}`], { stdio: 'ignore', timeout: 180_000, shell: process.platform === 'win32' });
      if (status !== 0 || !fs.existsSync(binary)) {
        say(`- left out: ${name} (npm could not install it)`);
        continue;
      }
    }
    const shape = name === 'yaml-language-server'
      ? { file: 'compose.yaml', languageId: 'yaml', text: longCompose(), completionLine: 6, hoverLine: 5, settings: { yaml: { schemaStore: { enable: false }, validate: true }, http: {}, '[yaml]': {} } }
      : { file: 'Dockerfile', languageId: 'dockerfile', text: longDockerfile(), completionLine: 6, hoverLine: 0 };
    found.push({ name, command: process.execPath, args: [fs.realpathSync(binary), '--stdio'], ...shape });
  }
  const willibrandon = process.env.QUADLET_STACK_BENCH_WILLIBRANDON;
  if (willibrandon !== undefined) found.push({ name: 'willibrandon', command: process.execPath, args: [willibrandon, '--stdio'], ...unit });
  else say('- left out: willibrandon/vscode-systemd (QUADLET_STACK_BENCH_WILLIBRANDON=server.js names its build)');
  const onlyati = process.env.QUADLET_STACK_BENCH_QUADLET_LSP;
  if (onlyati !== undefined) found.push({ name: 'quadlet-lsp', command: onlyati, args: [], ...unit });
  else say('- left out: onlyati/quadlet-lsp (QUADLET_STACK_BENCH_QUADLET_LSP=binary names its build)');
  return found;
}
