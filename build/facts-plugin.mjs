// Loads `*.facts.json` as a function that parses on first use: for esbuild (the bundles) and for Vite (the tests).
import fs from 'node:fs';
import path from 'node:path';

const moduleOf = (file) => {
  const compact = JSON.stringify(JSON.parse(fs.readFileSync(file, 'utf8')));
  return `let table;\nexport default () => table ??= JSON.parse(${JSON.stringify(compact)});\n`;
};

export const esbuildFacts = {
  name: 'facts',
  setup(build) {
    build.onLoad({ filter: /\.facts\.json$/ }, ({ path }) => ({ contents: moduleOf(path), loader: 'js', watchFiles: [path] }));
  },
};

// Vite's own JSON plugin takes every id that ends in .json, hence the virtual id without that ending.
const PREFIX = '\0facts:';
export const viteFacts = {
  name: 'facts',
  enforce: 'pre',
  resolveId(source, importer) {
    return source.endsWith('.facts.json') ? PREFIX + path.resolve(path.dirname(importer), source.slice(0, -'.json'.length)) : undefined;
  },
  load(id) {
    if (!id.startsWith(PREFIX)) return undefined;
    const file = `${id.slice(PREFIX.length)}.json`;
    this.addWatchFile(file);
    return moduleOf(file);
  },
};
