import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { ProgramResult, ProgramRun, Programs } from '../model/programs.ts';

/** Where administrators' programs are, which a user's PATH often leaves out. */
const ADMIN_FOLDERS = ['/usr/local/sbin', '/usr/sbin', '/sbin'];
/** All that a program inherits: enough for podman to find the user's images. */
const INHERITED = ['PATH', 'HOME', 'USER', 'LOGNAME', 'XDG_RUNTIME_DIR', 'XDG_CONFIG_HOME', 'XDG_DATA_HOME', 'CONTAINERS_CONF', 'CONTAINERS_STORAGE_CONF'];
/** Bytes of output after which a program is ended. */
const MOST_OUTPUT = 16 * 1024 * 1024;
/** `nobody`. */
const UNPRIVILEGED = 65534;

function isProgram(file: string): boolean {
  try {
    fs.accessSync(file, fs.constants.X_OK);
    return fs.statSync(file).isFile();
  } catch {
    return false;
  }
}

/** Absolute entries only: a relative one would look into the folder that happens to be the current one. */
const folders = (): readonly string[] => [...(process.env['PATH'] ?? '').split(path.delimiter).filter((folder) => path.isAbsolute(folder)), ...ADMIN_FOLDERS];

function find(names: readonly string[]): string | undefined {
  for (const name of names) {
    const places = path.isAbsolute(name) ? [name] : folders().map((folder) => path.join(folder, name));
    const found = places.find(isProgram);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Writes the files of a run; one whose path leads out of the folder is an error. */
function layOut(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(folder, name);
    if (!file.startsWith(folder + path.sep)) throw new Error(`${name} is outside of the folder`);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, text);
  }
}

function giveAway(folder: string): void {
  for (const entry of [folder, ...fs.readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => path.join(folder, name))]) fs.chownSync(entry, UNPRIVILEGED, UNPRIVILEGED);
}

async function run({ program, args, files = {}, input = '', env = {}, limit, unprivileged = false }: ProgramRun): Promise<ProgramResult> {
  let folder = '';
  try {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'quadlet-stack-'));
    layOut(folder, files);
    const drops = unprivileged && process.getuid?.() === 0;
    if (drops) giveAway(folder);
    const inherited = Object.fromEntries(INHERITED.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])));
    const here = (text: string): string => text.replaceAll('{folder}', folder);
    return await new Promise((resolve) => {
      const child = spawn(program, args.map(here), {
        cwd: folder, shell: false, detached: true, stdio: ['pipe', 'pipe', 'pipe'],
        env: { ...inherited, LC_ALL: 'C', ...Object.fromEntries(Object.entries(env).map(([name, value]) => [name, here(value)])) },
        ...(drops ? { uid: UNPRIVILEGED, gid: UNPRIVILEGED } : {}),
      });
      const out: Buffer[] = [];
      const err: Buffer[] = [];
      let size = 0;
      let timedOut = false;
      // Its whole group: what it started in its turn would go on otherwise.
      const kill = (): void => {
        try {
          process.kill(-child.pid!, 'SIGKILL');
        } catch {
          child.kill('SIGKILL');
        }
      };
      const timer = setTimeout(() => {
        timedOut = true;
        kill();
      }, limit);
      const take = (into: Buffer[]) => (data: Buffer): void => {
        size += data.length;
        if (size > MOST_OUTPUT) kill();
        else into.push(data);
      };
      child.stdout.on('data', take(out));
      child.stderr.on('data', take(err));
      child.stdin.on('error', () => undefined);
      child.stdin.end(input);
      const end = (status: number | undefined): void => {
        clearTimeout(timer);
        resolve({ status, stdout: Buffer.concat(out).toString(), stderr: Buffer.concat(err).toString(), timedOut, folder });
      };
      child.on('error', () => end(undefined));
      child.on('close', (status) => end(status ?? undefined));
    });
  } catch (error) {
    return { status: undefined, stdout: '', stderr: String(error), timedOut: false, folder };
  } finally {
    if (folder !== '') fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** The programs of the machine that the server runs on. */
export const nodePrograms: Programs = { find, run };
