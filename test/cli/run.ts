import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import esbuild from 'esbuild';
import { esbuildFactsBeside } from '../../build/facts-plugin.mjs';
import { esbuildTexts } from '../../build/texts-plugin.mjs';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

const made: string[] = [];
process.on('exit', () => made.forEach((folder) => fs.rmSync(folder, { recursive: true, force: true })));

/** A folder of its own, outside any repository; gone when the tests of the file are done. */
export function temporaryFolder(name = 'quadlet-stack-cli-'): string {
  const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), name)));
  made.push(folder);
  return folder;
}

/** The command line, bundled from the source as it is now. */
export const CLI = await bundle();

async function bundle(): Promise<string> {
  const outfile = path.join(temporaryFolder(), 'cli.js');
  await esbuild.build({
    entryPoints: [path.join(ROOT, 'server/src/cli/main.ts')], outfile, bundle: true, platform: 'node', format: 'cjs', target: 'node20', mainFields: ['module', 'main'],
    plugins: [esbuildFactsBeside, esbuildTexts], banner: { js: '#!/usr/bin/env node' }, logLevel: 'warning',
  });
  fs.chmodSync(outfile, 0o755);
  return outfile;
}

/** A folder with files from one string: `//- path` at the start of a line begins a file. */
export function folderOf(text: string, name?: string): string {
  const folder = temporaryFolder(name);
  for (const part of text.split(/^\/\/- /m).slice(1)) {
    const file = path.join(folder, part.slice(0, part.indexOf('\n')).trim());
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, part.slice(part.indexOf('\n') + 1));
  }
  return folder;
}

/** The files below a folder, hidden ones too, with their texts. */
export const filesOf = (folder: string): Record<string, string> =>
  Object.fromEntries(
    fs.readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => path.join(entry.parentPath, entry.name))
      .sort()
      .map((file) => [path.relative(folder, file), fs.readFileSync(file, 'utf8')]),
  );

export interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The environment of the tests without what changes the output. */
export const plainEnvironment = (more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv => {
  const { NO_COLOR: _, FORCE_COLOR: __, ...rest } = process.env;
  return { ...rest, ...more };
};

/** Runs the command line in a folder to its end. */
export function run(cwd: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Ran {
  const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, ...args], { cwd, encoding: 'utf8', env: plainEnvironment(env), maxBuffer: 1 << 28, timeout: 50_000 });
  return { status, stdout, stderr };
}

/** Starts the command line in a folder; `output()` is what it has printed on both streams so far. */
export function start(cwd: string, args: readonly string[]): { readonly child: ChildProcess; output(): string; readonly ended: Promise<number | null> } {
  const child = spawn(process.execPath, [CLI, ...args], { cwd, env: plainEnvironment() });
  let text = '';
  for (const stream of [child.stdout!, child.stderr!]) stream.setEncoding('utf8').on('data', (part: string) => (text += part));
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  return { child, output: () => text, ended };
}

/** Waits until something holds; fails after a long while with what is seen then. */
export async function until(holds: () => boolean, seen: () => string): Promise<void> {
  const end = Date.now() + 30_000;
  while (!holds()) {
    if (Date.now() > end) throw new Error(`it did not happen; seen: ${seen()}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Whether a program is there to be used. */
export const has = (program: string): boolean => spawnSync('sh', ['-c', `command -v ${program}`]).status === 0;
