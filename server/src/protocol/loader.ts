import type { Analysis } from '../features/analysis.ts';
import type { Host } from '../host/host.ts';
import { kindOfPath } from '../model/files.ts';
import { pathOfUri, withPath, folderOf } from '../model/uri.ts';

/** How long the reading of files may keep other work waiting, in milliseconds. */
const SLICE = 10;

/** Reads the files of known kinds below the folders into the workspace, those that `mayRead` lets: open documents keep their text. */
export async function loadFolders(analysis: Analysis, host: Host, folders: readonly string[], mayRead: (uri: string) => boolean): Promise<void> {
  let began = Date.now();
  for (const folder of folders) {
    for await (const uris of host.list(folder)) {
      for (const uri of uris) {
        if (kindOfPath(pathOfUri(uri)) !== undefined) await loadFile(analysis, host, uri, mayRead);
        if (Date.now() - began > SLICE) {
          await host.yield();
          began = Date.now();
        }
      }
    }
  }
}

/** Reads one file again, or forgets it where it is gone. */
export async function loadFile(analysis: Analysis, host: Host, uri: string, mayRead: (uri: string) => boolean): Promise<void> {
  if (!mayRead(uri)) return;
  const text = await host.read(uri);
  // It may have been opened while it was being read, or its folder have left the workspace.
  if (!mayRead(uri)) return;
  if (text === undefined) analysis.remove(analysis.workspace.spelled(uri));
  else analysis.set(uri, text);
}

/** Reads what stands beside a file that is open without a folder, so that its references find their units. */
export async function loadSiblings(analysis: Analysis, host: Host, uri: string, mayRead: (uri: string) => boolean): Promise<void> {
  for (const sibling of await host.siblings(withPath(uri, folderOf(pathOfUri(uri))))) {
    if (sibling !== uri && kindOfPath(pathOfUri(sibling)) !== undefined) await loadFile(analysis, host, sibling, mayRead);
  }
}
