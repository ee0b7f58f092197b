// Bundles: the extension (desktop and web), the server (Node and worker), the command line; and the schema of .quadlet-stack.json.
import esbuild from 'esbuild';
import fs from 'node:fs';
import { esbuildFacts, esbuildFactsBeside } from './facts-plugin.mjs';
import { configSchema } from './schema.mjs';
import { esbuildTexts } from './texts-plugin.mjs';

const watch = process.argv.includes('--watch');
/** `--out FOLDER`: elsewhere than in dist, for tests that want the sources as they are. */
const out = process.argv.includes('--out') ? process.argv[process.argv.indexOf('--out') + 1] : 'dist';
const common = { bundle: true, logLevel: 'warning', sourcemap: process.argv.includes('--sourcemap'), minify: !watch, target: 'es2022', legalComments: 'none' };
/** The programs for Node read their data when they need it; there are no files beside a worker. */
const node = { ...common, plugins: [esbuildFactsBeside, esbuildTexts], platform: 'node', format: 'cjs', target: 'node20', mainFields: ['module', 'main'] };
const web = { ...common, plugins: [esbuildFacts, esbuildTexts], platform: 'browser', mainFields: ['browser', 'module', 'main'] };
/** The client's library is a file of its own, ten times as long as the extension: activation does not load it. */
const apart = { name: 'apart', setup: ({ onResolve }) => onResolve({ filter: /^\.\/languageclient\.ts$/ }, () => ({ path: './languageclient.js', external: true })) };
const targets = [
  // `import()` becomes `require`: VS Code lends `vscode` to what is required.
  { ...node, plugins: [apart, ...node.plugins], entryPoints: ['client/src/extension.node.ts'], outfile: `${out}/extension.js`, external: ['vscode'], supported: { 'dynamic-import': false } },
  { ...node, entryPoints: ['client/src/languageclient.ts'], outfile: `${out}/languageclient.js`, external: ['vscode'] },
  { ...web, entryPoints: ['client/src/extension.web.ts'], outfile: `${out}/extension.web.js`, format: 'cjs', external: ['vscode'] },
  { ...node, entryPoints: ['server/src/main.node.ts'], outfile: `${out}/server.js` },
  { ...web, entryPoints: ['server/src/main.worker.ts'], outfile: `${out}/server.worker.js`, format: 'iife' },
  { ...node, entryPoints: ['server/src/cli/main.ts'], outfile: `${out}/cli.js`, banner: { js: '#!/usr/bin/env node' } },
];
// A table that is no more leaves no file behind.
fs.rmSync(`${out}/facts`, { recursive: true, force: true });
fs.mkdirSync(out, { recursive: true });
for (const target of targets.filter((t) => fs.existsSync(t.entryPoints[0]))) {
  if (watch) await (await esbuild.context(target)).watch();
  else await esbuild.build(target);
}
if (fs.existsSync(`${out}/cli.js`)) fs.chmodSync(`${out}/cli.js`, 0o755);
fs.writeFileSync(`${out}/quadlet-stack.schema.json`, `${JSON.stringify(await configSchema())}\n`);
