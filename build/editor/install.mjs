// A real VS Code server from the npm registry, for machines without a desktop build: nothing is compiled.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

/** code-server 4.100.3 carries VS Code 1.100.3. */
const VERSION = '4.100.3';
export const CACHE = path.resolve('.vscode-test');

/**
 * Native modules that need a compiler, and what stands for them. None is one that an extension sees: the server's own log,
 * and the watchdog that ends an extension host whose server died (`serve.mjs` ends both).
 */
const STUBS = {
  '@vscode/spdlog': `const logger = new Proxy({}, { get: (_, name) => (name === 'then' ? undefined : () => undefined) });
exports.setFlushOn = () => undefined;
exports.setLevel = () => undefined;
exports.createRotatingLogger = async () => logger;
exports.createAsyncRotatingLogger = async () => logger;\n`,
  'native-watchdog': 'exports.start = () => undefined;\n',
};

/** Finds files for `findFiles`. VS Code's own version downloads its program from elsewhere; this one has it in the registry. */
const RIPGREP = '@vscode/ripgrep@1.18.0';

/** Puts the program of the platform's package where VS Code looks for it. */
function placeRipgrep(modules) {
  const name = process.platform === 'win32' ? 'rg.exe' : 'rg';
  const source = path.join(modules, `ripgrep-${process.platform}-${process.arch}`, 'bin', name);
  const target = path.join(modules, 'ripgrep/bin', name);
  if (fs.existsSync(target) || !fs.existsSync(source)) return;
  fs.mkdirSync(path.dirname(target), { recursive: true });
  fs.copyFileSync(source, target);
  fs.chmodSync(target, 0o755);
}

/** Runs a program to its end; throws its last words where it fails. */
export function run(command, args, cwd) {
  const { status, stderr, error } = spawnSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'ignore', 'pipe'], shell: process.platform === 'win32' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed: ${error?.message ?? stderr.trim().split('\n').slice(-5).join('\n')}`);
}

/** The folder of VS Code's server (`out/server-main.js` in it). Installs it into `.vscode-test/` where it is missing: 10 s. */
export function installVsCode(say = () => {}) {
  const folder = path.join(CACHE, `code-server-${VERSION}`);
  const server = path.join(folder, 'package/lib/vscode');
  if (fs.existsSync(server)) return server;
  say(`Fetching VS Code (code-server ${VERSION}, 42 MB) from the npm registry…`);
  fs.mkdirSync(CACHE, { recursive: true });
  const partial = fs.mkdtempSync(path.join(CACHE, 'installing-'));
  try {
    run('npm', ['pack', '--silent', `code-server@${VERSION}`], partial);
    run('tar', ['-xzf', `code-server-${VERSION}.tgz`], partial);
    fs.rmSync(path.join(partial, `code-server-${VERSION}.tgz`));
    const unpacked = path.join(partial, 'package/lib/vscode');
    say('Fetching what it depends on…');
    run('npm', ['install', '--ignore-scripts', '--omit=dev', '--no-audit', '--no-fund', RIPGREP], unpacked);
    placeRipgrep(path.join(unpacked, 'node_modules/@vscode'));
    for (const [name, code] of Object.entries(STUBS)) {
      const module = path.join(unpacked, 'node_modules', name);
      fs.rmSync(module, { recursive: true, force: true });
      fs.mkdirSync(module, { recursive: true });
      fs.writeFileSync(path.join(module, 'package.json'), JSON.stringify({ name, version: '0.0.0', main: 'index.js' }));
      fs.writeFileSync(path.join(module, 'index.js'), code);
    }
    fs.symlinkSync('node_modules', path.join(unpacked, 'node_modules.asar'), 'junction');
    // Last of all, so that an interrupted installation is never taken for a whole one.
    if (!fs.existsSync(folder)) fs.renameSync(partial, folder);
  } finally {
    fs.rmSync(partial, { recursive: true, force: true });
  }
  return server;
}
