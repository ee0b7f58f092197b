import { execFile, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { parseVersion } from '../../server/src/model/version.ts';
import { compileUnit, mergedOf, previewFolder, targetOf, unitSet } from '../../server/src/quadlet/index.ts';
import { folders, type Folder } from '../support/folders.ts';
import { SEED } from '../support/fuzz.ts';
import { namedProgram } from '../support/programs.ts';

/** Podman's generator: `QUADLET_STACK_GENERATOR`, or where distributions lay it. */
const GENERATOR = [namedProgram('generator'), '/usr/libexec/podman/quadlet', '/usr/lib/podman/quadlet'].find((file) => file !== undefined && fs.existsSync(file));
const version = GENERATOR === undefined ? undefined : parseVersion(spawnSync(GENERATOR, ['-version'], { encoding: 'utf8' }).stdout.trim());
if (version === undefined) console.warn('skipped: Podman’s generator is not installed, nor named by QUADLET_STACK_GENERATOR');

const home = fs.mkdtempSync(path.join(os.tmpdir(), 'quadlet-stack-generator-'));
afterAll(() => fs.rmSync(home, { recursive: true, force: true }));

interface Outcome {
  /** What the dry run prints, the words of its commands in the order of the alphabet: Go's maps shake some of them. */
  readonly text: string;
  /** The units and drop-ins that are refused. */
  readonly refused: readonly string[];
  /** The generator ends before its time. */
  readonly fatal: boolean;
}

const settled = (text: string): string => text.split('\n').map((line) => (line.startsWith('Exec') ? line.split(' ').sort().join(' ') : line)).join('\n');

interface Run {
  readonly stdout: string;
  readonly stderr: string;
  readonly isKilled: boolean;
}

/** A dry run over the folder; one that never ends is killed. */
const run = (root: boolean): Promise<Run> =>
  new Promise((resolve) => {
    execFile(GENERATOR!, ['-dryrun', ...(root ? [] : ['-user'])], { env: { ...process.env, QUADLET_UNIT_DIRS: home }, timeout: 10_000 }, (error, stdout, stderr) => resolve({ stdout, stderr, isKilled: error?.killed === true }));
  });

async function theirs(folder: Folder, root: boolean): Promise<Outcome> {
  const { stdout, stderr, isKilled } = await run(root);
  const names = new Map(Object.keys(folder).map((file) => [path.join(home, file), file]));
  const refused = [...stderr.matchAll(/converting "([^\n]*?)":|error loading "([^\n]*?)",/g)].map(([, unit, file]) => unit ?? path.basename(names.get(file!)!));
  return { text: settled(stdout), refused: [...new Set(refused)].sort(), fatal: isKilled || /^(?:panic|fatal error):/m.test(stderr) };
}

function ours(folder: Folder, root: boolean): Outcome {
  const sources = Object.entries(folder).map(([file, text]) => ({ uri: file, path: `${home}/${file}`, text: Buffer.from(text).toString() }));
  const set = unitSet(sources, targetOf(version!, root, (device) => device.startsWith('/') && fs.existsSync(device)), home);
  const taken = new Set<string>();
  // A file that cannot be read is tried as long as no other one of its name is loaded.
  const tried = set.units.filter((unit) => {
    const isRefused = mergedOf(unit, set.target).own.refused !== undefined;
    if (isRefused) return !taken.has(unit.name);
    taken.add(unit.name);
    return set.generated.includes(unit);
  });
  const errors = tried.flatMap((unit) => compileUnit(unit, set).problems.filter(({ uri, problem }) => problem.severity === 'error' && (uri === unit.part.uri || problem.code === 'quadlet-syntax')));
  return { text: settled(previewFolder(set)), refused: [...new Set(errors.map(({ uri }) => path.basename(uri)))].sort(), fatal: set.fatal() !== undefined };
}

function write(folder: Folder): void {
  fs.rmSync(home, { recursive: true, force: true });
  for (const [file, text] of Object.entries(folder)) {
    fs.mkdirSync(path.dirname(path.join(home, file)), { recursive: true });
    fs.writeFileSync(path.join(home, file), text);
  }
}

describe.skipIf(version === undefined)(version === undefined ? 'skipped: Podman’s generator is not there' : 'as the installed generator', () => {
  test.each([false, true])('made-up folders give the same services and the same refusals (root %s)', async (root) => {
    await fc.assert(
      fc.asyncProperty(folders(version!), async (folder) => {
        write(folder);
        const real = await theirs(folder, root);
        const mine = ours(folder, root);
        if (real.fatal) expect({ text: mine.text, fatal: mine.fatal }).toEqual({ text: real.text, fatal: true });
        else expect(mine).toEqual(real);
      }),
      { numRuns: 300, seed: 20_261_123 + SEED },
    );
  }, 600_000);
});
