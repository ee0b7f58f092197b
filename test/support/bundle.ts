import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll } from 'vitest';

const SOURCE = 'server/src/facts';

/** The tables of facts as the bundles for Node have them beside them, with their source: `facts/redis/directives.json`. */
export const TABLES: ReadonlyMap<string, string> = new Map(
  fs.readdirSync(SOURCE, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.facts.json'))
    .map((name) => [`facts/${name.split(path.sep).join('/').replace('.facts.', '.')}`, path.join(SOURCE, name)] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1)),
);

/**
 * The bundles as `npm run build` makes them, from the sources as they are now: in a folder of their own that goes when
 * the tests of the file are over.
 */
export function buildBundles(): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'quadlet-stack-bundles-'));
  afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));
  execFileSync(process.execPath, ['build/build.mjs', '--out', folder]);
  return folder;
}
