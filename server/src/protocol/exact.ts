import type { SourceFile } from '../model/snapshot.ts';

/**
 * Works out a change until every file that it touches is as it was counted from. Undefined where the files change faster
 * than that, which nobody types.
 */
export type Exact = <T>(compute: () => T, filesOf: (change: T) => Iterable<string>) => Promise<T | undefined>;

/** What is said in its place. */
export const CHANGES_ON_DISK = 'Something else is writing the files just now, so nothing was changed. Try again when it is done.';

/** How often a change is worked out before it is given up. */
const ATTEMPTS = 3;

/**
 * An edit of an open document names its version, and the editor refuses it when that is another by then. A file that is
 * not open has no version: what it holds now is compared with what is known of it, before anybody gets the edit.
 */
export function createExact(options: {
  fileOf(uri: string): SourceFile | undefined;
  isOpen(uri: string): boolean;
  read(uri: string): Promise<string | undefined>;
  /** Takes over what a file holds now. */
  renew(uri: string): Promise<void>;
}): Exact {
  const { fileOf, isOpen, read, renew } = options;
  return async (compute, filesOf) => {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const change = compute();
      const files = [...new Set(filesOf(change))].map((uri) => ({ uri, file: fileOf(uri) }));
      const closed = files.filter(({ uri }) => !isOpen(uri));
      const texts = await Promise.all(closed.map(({ uri }) => read(uri)));
      const others = closed.filter(({ file }, i) => file?.text !== texts[i]);
      // While the files were read, somebody may have typed in another one.
      if (others.length === 0 && files.every(({ uri, file }) => fileOf(uri) === file)) return change;
      for (const { uri } of others) await renew(uri);
    }
    return undefined;
  };
}
