import { isSkipped } from '../host/host.ts';
import { kindOfPath } from '../model/files.ts';
import { sameItems } from '../model/lists.ts';
import { folderOf, keyOfUri, pathBelow, pathOfUri } from '../model/uri.ts';

/** Which files are of the workspace: those below its folders, and what stands beside a document that is open outside of them. */
export interface Scope {
  /**
   * Whether a file lies below a folder of the workspace and is none of it: the project's own files leave it out, or a
   * folder on the way holds what others wrote. Once it is open it is read, and has nothing to do with other files.
   */
  leavesOut(uri: string): boolean;
  /** Whether a file is read as it is on the disk, from its name on. */
  reads(uri: string): boolean;
}

export function createScope(options: {
  /** Another list once they are other ones. */
  folders(): readonly string[];
  /** Whether what stands beside an open document is read. */
  trusted(): boolean;
  /** Tells what the project's own files leave out: another function once they say something else. */
  ignores(): (uri: string) => boolean;
  /** The documents that are open. */
  open(): Iterable<string>;
}): Scope {
  const { folders, trusted, ignores, open } = options;
  const pathsBelow = (uri: string): string[] => folders().flatMap((folder) => pathBelow(uri, folder) ?? []);
  const isLeftOut = (uri: string, below: readonly string[]): boolean => below.length > 0 && (below.every(isSkipped) || ignores()(uri));
  /** The last answer and what it holds for: while somebody types, one file is asked for at each letter. */
  let last: { readonly for: readonly unknown[]; readonly isOut: boolean } = { for: [], isOut: false };
  function isBeside(uri: string): boolean {
    const folder = folderOf(keyOfUri(uri));
    return trusted() && [...open()].some((each) => folderOf(keyOfUri(each)) === folder);
  }
  return {
    leavesOut(uri) {
      const asked = [uri, folders(), ignores()];
      if (!sameItems(last.for, asked)) last = { for: asked, isOut: isLeftOut(uri, pathsBelow(uri)) };
      return last.isOut;
    },
    reads(uri) {
      if (kindOfPath(pathOfUri(uri)) === undefined) return false;
      const below = pathsBelow(uri);
      return below.length > 0 ? !isLeftOut(uri, below) : isBeside(uri);
    },
  };
}
