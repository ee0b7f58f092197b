import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';

/**
 * Replaces the text of a file so that whoever looks, at any moment, sees the old file whole or the new one: written
 * beside it, synced, renamed over it. Mode and, where permitted, owner stay; a symbolic link stays one. Throws what the
 * file system throws; the old file is then as it was.
 */
function writeAtomically(file: string, text: string): void {
  const target = fs.realpathSync(file);
  const stat = fs.statSync(target);
  const temporary = temporaryFor(target);
  const handle = fs.openSync(temporary, 'wx', stat.mode);
  try {
    try {
      fs.writeFileSync(handle, text);
      fs.fchmodSync(handle, stat.mode);
      keepOwner(handle, stat);
      fs.fsyncSync(handle);
    } finally {
      fs.closeSync(handle);
    }
    fs.renameSync(temporary, target);
  } catch (error) {
    fs.rmSync(temporary, { force: true });
    throw error;
  }
  syncFolder(path.dirname(target));
}

function keepOwner(handle: number, { uid, gid }: fs.Stats): void {
  try {
    fs.fchownSync(handle, uid, gid);
  } catch {
    // Only root may give files away; a file written by its own user has the right owner already.
  }
}

/**
 * As `writeAtomically`, for a file that was read as `before`: throws, and writes nothing, where it has changed since or
 * was not UTF-8, so that nothing that we could not read is lost.
 */
export function rewrite(file: string, before: string, after: string): void {
  if (!fs.readFileSync(file).equals(Buffer.from(before, 'utf8'))) throw new Error('it is not UTF-8, or was changed meanwhile');
  writeAtomically(file, after);
}

/** Makes a new file, whole or not at all. Throws where there is one already, and what the file system throws. */
export function create(file: string, text: string): void {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const temporary = temporaryFor(file);
  try {
    writeNew(temporary, text);
    // A link, because a rename would replace what came there meanwhile.
    fs.linkSync(temporary, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw error;
    // FAT and some shares have no links, and call that by different errors: what else is wrong is told here again.
    writeNew(file, text);
  } finally {
    fs.rmSync(temporary, { force: true });
  }
  syncFolder(path.dirname(file));
}

/** Writes a file that is not there yet; where that fails midway, takes it away again. */
function writeNew(file: string, text: string): void {
  const handle = fs.openSync(file, 'wx');
  try {
    fs.writeFileSync(handle, text);
    fs.fsyncSync(handle);
  } catch (error) {
    fs.rmSync(file, { force: true });
    throw error;
  } finally {
    fs.closeSync(handle);
  }
}

/** The new text stands beside the file until it is whole: a name that no language takes for its own, and no two runs take. */
const TEMPORARY = /^\.quadlet-stack-[0-9a-f]{16}\.tmp$/;
/** Milliseconds after which such a file is left over from a run that was killed: writing one takes no second. */
const STALE = 60_000;

/** The folders that were looked at for what killed runs left behind. */
const cleared = new Set<string>();

function temporaryFor(file: string): string {
  const folder = path.dirname(file);
  if (!cleared.has(folder)) clearLeftovers(folder);
  cleared.add(folder);
  return path.join(folder, `.quadlet-stack-${randomBytes(8).toString('hex')}.tmp`);
}

/**
 * Takes away what runs that were killed left behind in a folder. Should one of them still be at work (it was suspended,
 * or the clocks of two machines differ), its rename fails, and its old file stays whole.
 */
export function clearLeftovers(folder: string, now = Date.now()): void {
  try {
    for (const name of fs.readdirSync(folder)) {
      const file = path.join(folder, name);
      if (TEMPORARY.test(name) && now - fs.lstatSync(file).mtimeMs > STALE) fs.rmSync(file, { force: true });
    }
  } catch {
    // They disturb nobody: what cannot be looked at or taken away stays.
  }
}

/** Makes the rename itself durable, where folders can be opened. */
function syncFolder(folder: string): void {
  try {
    const handle = fs.openSync(folder, 'r');
    try {
      fs.fsyncSync(handle);
    } finally {
      fs.closeSync(handle);
    }
  } catch {
    // Windows cannot open a folder; its rename is durable enough.
  }
}
