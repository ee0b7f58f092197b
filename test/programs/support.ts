import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll } from 'vitest';
import type { ProgramResult, ProgramRun, Programs } from '../../server/src/model/programs.ts';
import { nodePrograms } from '../../server/src/host/programs.ts';

/** A folder for the programs of a test file, gone at its end. */
export function scratchFolder(): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'programs-test-'));
  afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Writes a script that stands in for a program; the path. */
export function script(folder: string, name: string, body: string): string {
  const file = path.join(folder, name);
  fs.writeFileSync(file, `#!/bin/sh\n${body}\n`, { mode: 0o755 });
  return file;
}

/** The real runner, which finds only these programs: name → path. Keeps what was run. */
export function onlyThese(programs: Readonly<Record<string, string | undefined>>): Programs & { readonly runs: ProgramRun[]; readonly results: ProgramResult[] } {
  const runs: ProgramRun[] = [];
  const results: ProgramResult[] = [];
  return {
    runs,
    results,
    find: (names) => names.map((name) => programs[name]).find((found) => found !== undefined),
    run: async (run) => {
      runs.push(run);
      const result = await nodePrograms.run(run);
      results.push(result);
      return result;
    },
  };
}
