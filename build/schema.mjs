// The schema of .quadlet-stack.json as the editor gets it: schemas/quadlet-stack.schema.json with every rule by name.
import esbuild from 'esbuild';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { esbuildFacts } from './facts-plugin.mjs';
import { esbuildTexts } from './texts-plugin.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** The rules there are: id → severity and summary. */
async function rules() {
  const { outputFiles } = await esbuild.build({ entryPoints: [path.join(ROOT, 'server/src/rules/registry.ts')], bundle: true, write: false, format: 'esm', target: 'node20', plugins: [esbuildFacts, esbuildTexts], logLevel: 'warning' });
  return (await import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`)).RULES;
}

export async function configSchema() {
  const schema = JSON.parse(fs.readFileSync(path.join(ROOT, 'schemas/quadlet-stack.schema.json'), 'utf8'));
  const known = Object.entries(await rules()).sort(([a], [b]) => (a < b ? -1 : 1));
  const { description, additionalProperties } = schema.properties.rules;
  schema.properties.rules = {
    description,
    type: 'object',
    additionalProperties: false,
    properties: Object.fromEntries(known.map(([id, { severity, summary }]) => [id, { allOf: [additionalProperties], default: severity, description: `${summary} (${severity})` }])),
  };
  return schema;
}
