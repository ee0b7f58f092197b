import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll } from 'vitest';

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
