// Two modules made at build time, for esbuild (the command line) and for Vite (the tests): the version of the package
// and the pages of the rules, which stand beside the command line as `rule-pages.json`.
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { beside, within } from './data.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const PREFIX = 'quadlet-stack:';
const PAGES = path.join(ROOT, 'docs/rules');
const MANIFEST = path.join(ROOT, 'package.json');

function rulePages() {
  const names = fs.readdirSync(PAGES).filter((name) => name.endsWith('.md')).sort();
  return JSON.stringify(Object.fromEntries(names.map((name) => [name.slice(0, -'.md'.length), fs.readFileSync(path.join(PAGES, name), 'utf8')])));
}

const modules = {
  [`${PREFIX}rule-pages`]: { make: (build) => (build === undefined ? within(rulePages()) : beside(build, 'rule-pages.json', rulePages())), watchDirs: [PAGES] },
  [`${PREFIX}version`]: { make: () => `export default ${JSON.stringify(JSON.parse(fs.readFileSync(MANIFEST, 'utf8')).version)};\n`, watchFiles: [MANIFEST] },
};

export const esbuildTexts = {
  name: 'texts',
  setup(build) {
    build.onResolve({ filter: /^quadlet-stack:/ }, ({ path: name }) => ({ path: name, namespace: 'texts' }));
    build.onLoad({ filter: /.*/, namespace: 'texts' }, ({ path: name }) => {
      const { make, ...watched } = modules[name];
      return { contents: make(build), loader: 'js', resolveDir: ROOT, ...watched };
    });
  },
};

export const viteTexts = {
  name: 'texts',
  enforce: 'pre',
  resolveId: (name) => (name in modules ? `\0${name}` : undefined),
  load: (id) => modules[id.slice(1)]?.make(),
};
