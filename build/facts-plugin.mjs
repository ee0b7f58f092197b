// Loads `*.facts.json` as a function that parses on first use: for esbuild (the bundles) and for Vite (the tests).
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { beside, within } from './data.mjs';

const FACTS = fileURLToPath(new URL('../server/src/facts', import.meta.url));

const compact = (file) => JSON.stringify(JSON.parse(fs.readFileSync(file, 'utf8')));

const plugin = (contentsOf) => ({
  name: 'facts',
  setup(build) {
    build.onLoad({ filter: /\.facts\.json$/ }, ({ path: file }) => ({ contents: contentsOf(file, build), loader: 'js', watchFiles: [file] }));
  },
});

/** The tables stand in the bundle. */
export const esbuildFacts = plugin((file) => within(compact(file)));

/** The tables stand beside the bundle, which is for Node: `facts/redis/directives.json`. */
export const esbuildFactsBeside = plugin((file, build) => beside(build, `facts/${path.relative(FACTS, file).split(path.sep).join('/').replace('.facts.', '.')}`, compact(file)));

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
    return within(compact(file));
  },
};
