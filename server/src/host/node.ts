import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import v8 from 'node:v8';
import vm from 'node:vm';
import { holdsDropIns, typeOfName } from '../model/files.ts';
import { uriOfPath } from '../model/uri.ts';
import { LARGEST_FILE, SKIPPED_FOLDERS, type Host } from './host.ts';
import { nodePrograms } from './programs.ts';

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** Decodes UTF-8 (wrong bytes become U+FFFD); the byte order mark stays, because some programs do not skip it. */
export const decodeText = (bytes: Uint8Array): string => decoder.decode(bytes);

function pathOf(uri: string): string | undefined {
  try {
    return fileURLToPath(uri);
  } catch {
    return undefined;
  }
}

/** The URI of a path of this machine, as the editor writes it: it must be the same for the same file. */
const uriOf = (file: string): string => uriOfPath(path.sep === '/' ? file : file.replaceAll(path.sep, '/'));

/** Told of a folder that is there and cannot be read. */
export type Unreadable = (folder: string, error: unknown) => void;

function entries(folder: string, unreadable?: Unreadable): fs.Dirent[] {
  try {
    return fs.readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    if ((error as { code?: string }).code !== 'ENOENT') unreadable?.(folder, error);
    return [];
  }
}

/** Whether a file lies in one of the folders when every link on the way is followed. */
function liesIn(file: string, folders: readonly string[]): boolean {
  try {
    const target = fs.realpathSync(file);
    return folders.some((uri) => {
      const folder = pathOf(uri);
      return folder !== undefined && fs.existsSync(folder) && target.startsWith(`${fs.realpathSync(folder).replace(/[\\/]$/, '')}${path.sep}`);
    });
  } catch {
    return false;
  }
}

/** What a link leads to in the end; undefined where that is not there. */
function targetOf(link: string): { readonly path: string; readonly stat: fs.Stats } | undefined {
  try {
    return { path: fs.realpathSync(link), stat: fs.statSync(link) };
  } catch {
    return undefined;
  }
}

/** systemd's way to switch a file off: a link to it is read as an empty file. */
const NULL_DEVICE = '/dev/null';

/** A regular file, through a symbolic link too; a pipe or device would block the reader. */
function isRegular(file: string, entry: fs.Dirent): boolean {
  if (!entry.isSymbolicLink()) return entry.isFile();
  const target = targetOf(file);
  return target !== undefined && (target.stat.isFile() || target.path === NULL_DEVICE);
}

/** Whether a folder that a link leads to is the generator's to read: what build tools link to holds thousands of files, and no units. */
const hasUnits = (folder: string): boolean => entries(folder).some(({ name }) => typeOfName(name) !== undefined);

interface WalkOptions {
  readonly follows?: boolean | undefined;
  readonly unreadable?: Unreadable;
}

/**
 * The files below a folder as absolute paths, folder by folder. Where it `follows` links, as the generator does, those
 * to folders with units or drop-ins are followed; each folder is visited once, and none above the first. Those that
 * cannot be read are told of.
 */
export function* walk(folder: string, { follows = true, unreadable }: WalkOptions = {}): Generator<string[]> {
  const top = targetOf(folder)?.path ?? folder;
  const seen = new Set<string>();
  /** Folders with their own paths; what is there itself goes before what is linked to. */
  const pending = [{ at: folder, real: top }];
  const linked: typeof pending = [];
  for (let next = pending.pop(); next !== undefined; next = pending.pop() ?? linked.pop()) {
    if (seen.has(next.real)) continue;
    seen.add(next.real);
    const files: string[] = [];
    for (const entry of entries(next.at, unreadable).sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const full = path.join(next.at, entry.name);
      if (entry.isDirectory()) {
        if (!SKIPPED_FOLDERS.has(entry.name)) pending.push({ at: full, real: path.join(next.real, entry.name) });
      } else if (isRegular(full, entry)) files.push(full);
      else if (follows && entry.isSymbolicLink()) {
        const target = targetOf(full);
        if (target?.stat.isDirectory() !== true || `${top}${path.sep}`.startsWith(`${target.path.replace(/[\\/]$/, '')}${path.sep}`)) continue;
        if (holdsDropIns(entry.name)) files.push(...dropIns(full));
        else if (hasUnits(full)) linked.push({ at: full, real: target.path });
      }
    }
    if (files.length > 0) yield files;
  }
}

/** The files of a folder of drop-ins that is a link: several units may share one. */
const dropIns = (folder: string): string[] => entries(folder).filter((entry) => isRegular(path.join(folder, entry.name), entry)).map(({ name }) => path.join(folder, name)).sort();

/** Files up to this size, which is nearly all, are read in one go without asking for their size. */
const SMALL = 64 * 1024;
const buffer = Buffer.allocUnsafeSlow(SMALL);

/** The files of the last portion of a listing, which are known to be regular ones. */
let listed: ReadonlySet<string> = new Set();

/** The same as `readText`, in fewer steps where the file has just been listed. */
function readListed(file: string): string {
  if (!listed.has(file)) return readText(file);
  const handle = fs.openSync(file, fs.constants.O_RDONLY | fs.constants.O_NONBLOCK);
  let size: number;
  try {
    size = fs.readSync(handle, buffer, 0, SMALL, 0);
  } finally {
    fs.closeSync(handle);
  }
  return size < SMALL ? buffer.toString('utf8', 0, size) : readText(file);
}

/** The text of a regular file up to `LARGEST_FILE` bytes. Throws what the file system throws, or an error for another kind of file. */
export function readText(file: string): string {
  const handle = fs.openSync(file, fs.constants.O_RDONLY | fs.constants.O_NONBLOCK);
  try {
    const stat = fs.fstatSync(handle);
    if (stat.isCharacterDevice() && fs.realpathSync(file) === NULL_DEVICE) return '';
    if (!stat.isFile()) throw new Error('not a regular file');
    if (stat.size > LARGEST_FILE) throw new Error(`larger than ${LARGEST_FILE / 1024 / 1024} MB`);
    return decodeText(fs.readFileSync(handle));
  } finally {
    fs.closeSync(handle);
  }
}

/**
 * For a process that serves an editor for days (docs/performance.md): code is compiled for speed after a third of the
 * usual calls, and the young generation stays at the 3 MB that it begins with, unless the command line says otherwise.
 * It would grow to 48 MB, none of which a cache of the processor holds after a pause.
 */
export function serveLong(): void {
  v8.setFlagsFromString('--interrupt-budget=20000');
  if (!process.execArgv.some((option) => option.includes('semi-space'))) v8.setFlagsFromString('--semi-space-growth-factor=1');
}

/** How long no message must have come before young objects are collected, in milliseconds: an editor asks for completions at once. */
const IDLE = 2;

/** Before so many messages nobody types yet, and making the collector takes as long as a hundred letters. */
const FIRST_MESSAGES = 64;

/** V8's collector: a minor collection takes a millisecond, a whole one twenty. */
type Collect = (options?: { type: 'minor' }) => void;

let collector: Collect | undefined;

function collect(...options: Parameters<Collect>): void {
  collector ??= makeCollector();
  collector(...options);
}

/** One that does nothing where the engine hands none out. */
function makeCollector(): Collect {
  v8.setFlagsFromString('--expose-gc');
  const made: unknown = vm.runInNewContext('globalThis.gc');
  return typeof made === 'function' ? (made as Collect) : () => undefined;
}

/**
 * After each message: where the young generation is more than half full, it is collected as soon as nobody waits for an
 * answer. Otherwise one letter in a dozen would wait for that.
 */
export function collectWhenIdle(): void {
  if (idle !== undefined) idle.refresh();
  else if (++messages > FIRST_MESSAGES) idle = setTimeout(collectYoung, IDLE).unref();
}

let messages = 0;
let idle: NodeJS.Timeout | undefined;

function collectYoung(): void {
  const young = v8.getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space');
  if (young !== undefined && young.space_used_size > young.space_available_size) collect({ type: 'minor' });
}

/**
 * Once thousands of files are read: collects what the reading left behind, and has V8 keep the heap close to what is
 * in use from then on. A server stays for days, and costs that memory all along.
 */
function giveBack(): void {
  // The heap grows by 2 MB before the next collection, not by 8.
  v8.setFlagsFromString('--optimize-for-size');
  v8.setFlagsFromString('--compact-on-every-full-gc');
  collect();
  v8.setFlagsFromString('--no-compact-on-every-full-gc');
}

/** RAM in bytes and CPUs of this machine where it runs Linux, hence could run the stack itself. */
export const linuxMachine = (): { memory?: number; cpus?: number } =>
  process.platform === 'linux' ? { memory: os.totalmem(), cpus: os.availableParallelism() } : {};

/** The most turns of the event loop from a message's arrival to its handler: over a pipe or socket it is read, taken apart and queued. */
const TURNS = 3;

/** The file system of the machine that the server runs on. Reads are synchronous: for many small files several times faster. */
export const nodeHost: Host = {
  async *list(folder, follows) {
    const root = pathOf(folder);
    if (root === undefined) return;
    for (const files of walk(root, { follows })) {
      listed = new Set(files);
      yield files.map((file) => uriOf(file));
    }
    listed = new Set();
  },
  async isFolder(uri) {
    const folder = pathOf(uri);
    try {
      return folder !== undefined && fs.lstatSync(folder).isDirectory();
    } catch {
      return false;
    }
  },
  async siblings(folder) {
    const root = pathOf(folder);
    if (root === undefined) return [];
    return entries(root)
      .filter((entry) => isRegular(path.join(root, entry.name), entry))
      .map((entry) => uriOf(path.join(root, entry.name)));
  },
  async read(uri, within) {
    const file = pathOf(uri);
    if (file === undefined || (within !== undefined && !liesIn(file, within))) return undefined;
    try {
      return readListed(file);
    } catch {
      return undefined;
    }
  },
  machine: linuxMachine,
  programs: nodePrograms,
  async yield() {
    for (let turn = 0; turn < TURNS; turn++) await new Promise((resolve) => setImmediate(resolve));
  },
  rest: giveBack,
};
