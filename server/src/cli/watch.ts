import fs from 'node:fs';
import path from 'node:path';
import { SKIPPED_FOLDERS } from '../host/host.ts';

/** Editors write a file in several steps: this many milliseconds of quiet make one change of them. */
const QUIET = 150;

/** Runs `work` now and again after each change below `folders()`, until interrupted; then ends with its last status. */
export function watch(folders: () => readonly string[], work: () => number): Promise<number> {
  return new Promise((resolve) => {
    const watchers = new Map<string, fs.FSWatcher>();
    let timer: NodeJS.Timeout | undefined;
    let status = 0;

    const follow = (): void => {
      const wanted = new Set(folders().flatMap((folder) => [...foldersFrom(folder)]));
      for (const [folder, watcher] of watchers) {
        if (wanted.has(folder)) continue;
        watcher.close();
        watchers.delete(folder);
      }
      for (const folder of wanted) if (!watchers.has(folder)) watchOne(folder);
    };
    const watchOne = (folder: string): void => {
      try {
        const watcher = fs.watch(folder, () => {
          clearTimeout(timer);
          timer = setTimeout(run, QUIET);
        });
        watcher.on('error', () => watchers.delete(folder));
        watchers.set(folder, watcher);
      } catch {
        // It went away meanwhile; the folder above reports that.
      }
    };
    const run = (): void => {
      // First, so that a change that comes while we work is seen.
      follow();
      status = work();
    };
    const stop = (): void => {
      for (const watcher of watchers.values()) watcher.close();
      clearTimeout(timer);
      resolve(status);
    };
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop);
    run();
  });
}

/** A folder and those below it, empty ones too: a file may come. */
function* foldersFrom(root: string): Generator<string> {
  const pending = [root];
  for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
    yield folder;
    try {
      for (const entry of fs.readdirSync(folder, { withFileTypes: true })) if (entry.isDirectory() && !SKIPPED_FOLDERS.has(entry.name)) pending.push(path.join(folder, entry.name));
    } catch {
      // It went away meanwhile.
    }
  }
}
