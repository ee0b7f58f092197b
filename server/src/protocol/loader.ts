import type { Analysis } from '../features/analysis.ts';
import type { Host } from '../host/host.ts';
import { kindOfPath } from '../model/files.ts';
import { folderOf, keyOfUri, pathOfUri, withPath } from '../model/uri.ts';

/** How long the reading of files may keep other work waiting, in milliseconds. */
const SLICE = 10;

/** Brings what is on the disk into the workspace. Open documents keep their text. */
export interface Loader {
  /** Reads one file again, or forgets it where it is gone or none of the workspace's. True where it is open, or was there to be read. */
  file(uri: string): Promise<boolean>;
  /** Reads the files below the folders. */
  folders(folders: readonly string[]): Promise<void>;
  /** Reads what stands beside a file that is open without a folder, so that its references find their units. */
  siblings(uri: string): Promise<void>;
  /** Forgets a file. */
  forget(uri: string): void;
}

export function createLoader(options: {
  analysis: Analysis;
  host(): Host;
  isOpen(uri: string): boolean;
  /** Whether a file is of the workspace, from its name on. */
  reads(uri: string): boolean;
}): Loader {
  const { analysis, host, isOpen, reads } = options;

  function forget(uri: string): void {
    if (!isOpen(uri)) analysis.remove(analysis.workspace.spelled(uri));
  }

  async function file(uri: string): Promise<boolean> {
    const text = mayRead(uri) ? await host().read(uri) : undefined;
    // It may have been opened while it was being read, or its folder have left the workspace.
    if (isOpen(uri)) return true;
    if (text === undefined || !mayRead(uri)) forget(uri);
    else analysis.set(uri, text);
    return text !== undefined;
  }
  const mayRead = (uri: string): boolean => !isOpen(uri) && reads(uri);

  return {
    file, forget,
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
