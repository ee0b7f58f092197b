import type { Analysis } from '../features/analysis.ts';
import type { Host } from '../host/host.ts';
import { kindOfPath } from '../model/files.ts';
import { hasMark } from '../model/snapshot.ts';
import { folderOf, keyOfUri, pathOfUri, withPath } from '../model/uri.ts';

/** How long the reading of files may keep other work waiting, in milliseconds. */
const SLICE = 10;

/** Whether a file lies below one of many folders; all are given by `keyOfUri`. */
function isBelowAny(key: string, folders: ReadonlySet<string>): boolean {
  for (let end = key.lastIndexOf('/'); end > 0; end = key.lastIndexOf('/', end - 1)) if (folders.has(key.slice(0, end))) return true;
  return false;
}

/** Brings what is on the disk into the workspace. Open documents keep their text: of their files is told who has a byte order mark. */
export interface Loader {
  /** Reads one file again, or forgets it where it is gone or none of the workspace's. False where nothing was there to be read. */
  file(uri: string): Promise<boolean>;
  /** Reads the files below the folders. */
  folders(folders: readonly string[]): Promise<void>;
  /** Reads what stands beside a file that is open without a folder, so that its references find their units. */
  siblings(uri: string): Promise<void>;
  /** Forgets a file. */
  forget(uri: string): void;
  /** Forgets the files below what was deleted. */
  forgetBelow(folders: readonly string[]): void;
}

export function createLoader(options: {
  analysis: Analysis;
  host(): Host;
  isOpen(uri: string): boolean;
  /** Whether a file is of the workspace, from its name on. */
  reads(uri: string): boolean;
  /** Told whether the file of an open document begins with a byte order mark, which editors keep to themselves. */
  onMark(uri: string, isThere: boolean): void;
}): Loader {
  const { analysis, host, isOpen, reads, onMark } = options;

  /** By `keyOfUri`, the last reading of each file that is under way: answers may overtake each other, and what was deleted must not come back. */
  const readings = new Map<string, symbol>();

  function forget(uri: string): void {
    readings.delete(keyOfUri(uri));
    if (!isOpen(uri)) analysis.remove(analysis.workspace.spelled(uri));
  }

  async function file(uri: string): Promise<boolean> {
    const key = keyOfUri(uri);
    const reading = Symbol();
    readings.set(key, reading);
    const text = isOpen(uri) || reads(uri) ? await host().read(uri) : undefined;
    const isLast = readings.get(key) === reading;
    if (isLast) readings.delete(key);
    else return true;
    // It may have been opened while it was being read, or its folder have left the workspace.
    if (isOpen(uri)) {
      onMark(uri, text !== undefined && hasMark(text));
      return true;
    }
    if (text === undefined || !reads(uri)) forget(uri);
    else {
      const read = analysis.set(uri, text);
      // A client that showed the mark while the document was open counts without it from now on.
      if (read?.hideMark(true) === true) analysis.workspace.markStale(read.uri);
    }
    return text !== undefined;
  }

  return {
    file, forget,
    forgetBelow(folders) {
      const keys = new Set(folders.map(keyOfUri));
      for (const key of readings.keys()) if (isBelowAny(key, keys)) readings.delete(key);
      for (const { uri } of [...analysis.workspace.files()]) if (isBelowAny(keyOfUri(uri), keys)) forget(uri);
    },
    async folders(folders) {
      let began = Date.now();
      for (const folder of folders) {
        for await (const uris of host().list(folder)) {
          for (const uri of uris) {
            if (kindOfPath(pathOfUri(uri)) !== undefined) await file(uri);
            if (Date.now() - began > SLICE) {
              await host().yield();
              began = Date.now();
            }
          }
        }
      }
    },
    async siblings(uri) {
      for (const sibling of await host().siblings(withPath(uri, folderOf(pathOfUri(uri))))) {
        if (keyOfUri(sibling) !== keyOfUri(uri) && kindOfPath(pathOfUri(sibling)) !== undefined) await file(sibling);
      }
    },
  };
}
