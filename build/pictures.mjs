// `npm run pictures`: makes the pictures of the README anew, in docs/pictures/, from a real VS Code with the example stacks.
import esbuild from 'esbuild';
import { execFileSync, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { extensionFolder } from './editor/extension.mjs';
import { CACHE } from './editor/install.mjs';
import { decode, encode } from './png.mjs';

const TARGET = 'docs/pictures';
/** The example → the name that its pictures begin with in test/pictures. */
const RUNS = { 'examples/trader-broken': 'broken', 'examples/trader': 'whole' };
/** Where the example is copied to, unless something is there. */
const SHORT = path.join(os.tmpdir(), 'trader');
/** Pixels of the page, and pixels of the picture for each of them. */
const WINDOW = '1180x720x1.5';

execFileSync(process.execPath, ['build/build.mjs'], { stdio: 'inherit' });
const suite = path.join(CACHE, 'pictures/index.js');
await esbuild.build({ entryPoints: ['test/pictures/index.ts'], outfile: suite, bundle: true, platform: 'node', format: 'cjs', target: 'node20', external: ['vscode'], logLevel: 'warning' });
const development = extensionFolder();
let failed = false;
for (const [stack, name] of Object.entries(RUNS)) {
  const temporary = fs.mkdtempSync(path.join(os.tmpdir(), 'pictures-'));
  // The generated service names it: a short path reads better.
  const workspace = fs.existsSync(SHORT) ? path.join(temporary, 'trader') : SHORT;
  fs.cpSync(stack, workspace, { recursive: true });
  const { status } = spawnSync(process.execPath, ['build/editor/stand-in.mjs', `--extensionDevelopmentPath=${development}`, `--extensionTestsPath=${suite}`, workspace], {
    stdio: 'inherit', env: { ...process.env, QUADLET_STACK_WINDOW: WINDOW, QUADLET_STACK_ONLY: `the window is made ready,${name}:`, QUADLET_STACK_RESULTS: path.join(temporary, 'results.json') },
  });
  failed ||= status !== 0;
  for (const folder of [temporary, workspace]) fs.rmSync(folder, { recursive: true, force: true });
}

fs.mkdirSync(TARGET, { recursive: true });
for (const name of fs.readdirSync('screenshots').filter((file) => file.startsWith('picture-'))) {
  const small = encode(decode(fs.readFileSync(path.join('screenshots', name))));
  const target = path.join(TARGET, name.slice('picture-'.length));
  fs.writeFileSync(target, small);
  console.log(`${target}: ${Math.round(small.length / 1024)} KB`);
}
process.exit(failed ? 1 : 0);
