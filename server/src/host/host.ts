import type { Programs } from '../model/programs.ts';

/** All that the server asks of the world. Each call may fail: then it says undefined or nothing, and never throws. */
export interface Host {
  /** Every file below a folder, in portions, without version control and dependencies; `follows` links to folders as the generator does, unless told not to. */
  list(folder: string, follows?: boolean): AsyncIterable<readonly string[]>;
  /** Whether there is a folder, and not a link to one. */
  isFolder(uri: string): Promise<boolean>;
  /** The files directly in a folder. */
  siblings(folder: string): Promise<readonly string[]>;
  /**
   * The text of a file, a byte order mark included; undefined where it cannot be read. `within`: only a file that lies
   * in one of these folders, symbolic links followed.
   */
  read(uri: string, within?: readonly string[]): Promise<string | undefined>;
  /** The machine that the stack would run on, where that is this one: a Linux server. */
  machine(): { memory?: number; cpus?: number };
  /** The programs that are installed; undefined where none can be run: in a browser, for a virtual workspace. */
  readonly programs?: Programs;
  /** Comes back after other work has had its turn. */
  yield(): Promise<void>;
  /** Called once all of a large workspace is read and checked: the time to give memory back. */
  rest?(): void;
}

/** A host that reads nothing outside of the folders, not through a link either: for a workspace that is not trusted. */
export const confinedTo = (host: Host, folders: readonly string[]): Host => ({ ...host, list: (folder) => host.list(folder, false), read: (uri) => host.read(uri, folders) });

/** Folders that hold no configuration of the workspace's own. */
export const SKIPPED_FOLDERS: ReadonlySet<string> = new Set(['.git', '.hg', '.svn', 'node_modules', '.venv', '__pycache__', '.vscode-test']);

/** Whether a path leads through one of those; it counts from the folder that was opened, which may itself lie in one. */
export const isSkipped = (path: string): boolean => path.split('/').some((part) => SKIPPED_FOLDERS.has(part));

/** Larger files are left out: no configuration is that large. */
export const LARGEST_FILE = 64 * 1024 * 1024;
