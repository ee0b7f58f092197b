import fs from 'node:fs';
import path from 'node:path';
import { walk } from '../host/node.ts';

/** Editors write a file in several steps: this many milliseconds of quiet make one change of them. */
const QUIET = 150;

/** Runs `work` now and again after each change below `folders()`, until interrupted; then ends with its last status. */
export function watch(folders: () => readonly string[], work: () => number): Promise<number> {
  return new Promise((resolve) => {
    const watchers = new Map<string, fs.FSWatcher>();
    let timer: NodeJS.Timeout | undefined;
    let status = 0;

    const follow = (): void => {
      const wanted = new Set(folders().flatMap((folder) => [folder, ...foldersBelow(folder)]));
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
      status = work();
      follow();
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

/** The folders that hold a file, and those between. */
function foldersBelow(root: string): Set<string> {
  const found = new Set<string>();
  for (const [file] of walk(root)) {
    for (let folder = path.dirname(file!); folder.length > root.length && !found.has(folder); folder = path.dirname(folder)) found.add(folder);
  }
  return found;
}
