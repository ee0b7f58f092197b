// Data for the bundles: a module whose function parses JSON on first use, from a string within it or from a file beside the bundle.
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const READER = fileURLToPath(new URL('read-beside.mjs', import.meta.url));

const moduleOf = (value) => `let data;\nexport default () => data ??= ${value};\n`;

/** The JSON stands in the module. */
export const within = (json) => moduleOf(`JSON.parse(${JSON.stringify(json)})`);

/** The JSON becomes `name` in the folder of the bundle that esbuild makes. */
export function beside(build, name, json) {
  const file = path.join(path.dirname(build.initialOptions.outfile), name);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, json);
  return `import read from ${JSON.stringify(READER)};\n${moduleOf(`read(${JSON.stringify(name)})`)}`;
}
