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
    const handle = fs.openSync(temporary, 'wx');
    try {
      fs.writeFileSync(handle, text);
      fs.fsyncSync(handle);
    } finally {
      fs.closeSync(handle);
    }
    // A link, because a rename would replace what came there meanwhile.
    fs.linkSync(temporary, file);
  } finally {
    fs.rmSync(temporary, { force: true });
  }
  syncFolder(path.dirname(file));
}

/** A name beside a file that no language takes for its own. */
const temporaryFor = (file: string): string => path.join(path.dirname(file), `.${path.basename(file)}.${process.pid}.tmp`);

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
