import { LineIndex } from '../syntax/span.ts';
import type { FileKind } from './files.ts';
import { Recent } from './recent.ts';
import { DEFAULT_SETTINGS, type Settings } from './settings.ts';
import type { Targets } from './version.ts';

/** The longest text, in UTF-16 units, that is read; configuration is smaller by orders of magnitude. */
export const LONGEST_TEXT = 10_000_000;

/** The byte order mark, which some programs take for a part of the first line. */
export const MARK = '\ufeff';
export const hasMark = (text: string): boolean => text.startsWith(MARK);

const derived = new Recent<SourceFile>(64, ({ uri }) => uri, (file) => file.forget());

/** A pure function of a text. `again` may make less work of a text that follows another one, whose result it uses up. */
export interface Derive<T> {
  (text: string): T;
  again?(before: T, text: string): T | undefined;
}

/** One version of one file: a value. Whatever is derived from its text alone is computed once and kept with it. */
export class SourceFile {
  private index: LineIndex | undefined;
  private isMarkHidden = false;
  private derived: Map<Derive<unknown>, unknown> | undefined;
  /** Whether some release may refuse to load it, which drops its whole folder; undefined where nobody looked. */
  isRefused: boolean | undefined;
  /** True while it is typed in: that it is refused now, as any line is before its `=` stands there, is not told yet. */
  isBeingTyped = false;
  /** What was derived from the text before this one, until it is asked for. */
  private former: ReadonlyMap<Derive<unknown>, unknown> | undefined;

  /** `before`: the same file with its text before this one; what was derived from that is used up. */
  constructor(
    readonly uri: string,
    /** The decoded path of the URI, `/` between folders. */
    readonly path: string,
    readonly kind: FileKind,
    readonly text: string,
    before?: SourceFile,
  ) {
    this.former = before?.derived ?? before?.former;
    before?.forget();
  }

  get lines(): LineIndex {
    return (this.index ??= new LineIndex(this.text, this.isMarkHidden ? 1 : 0));
  }

  /** For an editor, which shows no byte order mark: whether the lines count from behind the one that the text begins with. True where that is news. */
  hideMark(isHidden: boolean): boolean {
    if (isHidden === this.isMarkHidden || !hasMark(this.text)) return false;
    this.isMarkHidden = isHidden;
    this.index = undefined;
    return true;
  }

  /** True for a text that is no configuration: neither checked nor searched. */
  get isTooLong(): boolean {
    return this.text.length > LONGEST_TEXT;
  }

  /** The last part of the path: `postgres.container`. */
  get name(): string {
    return this.path.slice(this.path.lastIndexOf('/') + 1);
  }

  /** The path of the folder, without a slash at its end. */
  get folder(): string {
    return this.path.slice(0, Math.max(0, this.path.lastIndexOf('/')));
  }

  /** What a pure function makes of the text, such as a parser its tree; kept while the file is among those used of late. */
  tree<T>(derive: Derive<T>): T {
    if (this.derived === undefined) {
      this.derived = new Map();
      derived.add(this);
    }
    if (!this.derived.has(derive)) this.derived.set(derive, this.derive(derive));
    return this.derived.get(derive) as T;
  }

  private derive<T>(derive: Derive<T>): T {
    const before = derive.again && (this.former?.get(derive) as T | undefined);
    return (before === undefined ? undefined : derive.again!(before, this.text)) ?? derive(this.text);
  }

  /** Gives up what can be worked out again. */
  forget(): void {
    this.derived = undefined;
    this.former = undefined;
    this.index = undefined;
  }
}

/**
 * What one file tells the others under a key: `unit:postgres.container`, `port:5432`, `dropin:container`. `print` is
 * all of it that others can see, or a hash of that; where it stays the same nobody else has to look again. `value` may carry
 * spans beside that.
 */
export interface Contribution<T = unknown> {
  readonly key: string;
  readonly print: string | number;
  readonly value: T;
}

/** All files of the workspace at one moment. Nothing in it changes; an edit makes a new snapshot. */
export interface Snapshot {
  readonly settings: Settings;
  file(uri: string): SourceFile | undefined;
  /** A file by its absolute path, where the workspace holds it. */
  fileAt(path: string): SourceFile | undefined;
  files(): Iterable<SourceFile>;
  /** The values that all files contribute under a key, in no order that means anything. */
  lookup<T>(key: string): readonly T[];
  /**
   * The folder of the stack that a path belongs to: the highest one below which no two units have the same name. Units
   * refer to each other within it; two stacks side by side have nothing to do with each other.
   */
  stackOf(path: string): string;
  /** Whether a folder lies, within its folder of the workspace, where the generator looks for no units (`isInDropIns`). */
  isPassedOver(folder: string): boolean;
  /** A value that several ask for, worked out once as long as nothing that it looked up changes. */
  memo<T>(name: string, compute: () => T): T;
  /** The versions that a file is judged by: from the image of the unit that mounts it, the settings, or the newest. */
  targets(file: SourceFile): Targets;
}

/** A snapshot of a few files with fixed targets: for tests, and for a single text without a workspace. */
export function snapshotOf(files: readonly SourceFile[], targets: Targets): Snapshot {
  const byUri = new Map(files.map((file) => [file.uri, file]));
  const byPath = new Map(files.map((file) => [file.path, file]));
  return {
    settings: DEFAULT_SETTINGS,
    file: (uri) => byUri.get(uri),
    fileAt: (path) => byPath.get(path),
    files: () => files,
    lookup: () => [],
    stackOf: () => '',
    isPassedOver: () => false,
    memo: (_name, compute) => compute(),
    targets: () => targets,
  };
}
