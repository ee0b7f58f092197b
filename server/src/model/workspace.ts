import { ContributionTable } from './contribution-table.ts';
import { Dependencies } from './dependencies.ts';
import { isDropIn, isInDropIns, kindOfPath, type FileKind } from './files.ts';
import { hashOf } from './hash.ts';
import { NONE, sameItems } from './lists.ts';
import { manyAreRead } from './recent.ts';
import { SourceFile, type Contribution, type Snapshot } from './snapshot.ts';
import { DEFAULT_SETTINGS, type Settings } from './settings.ts';
import { splitFolders, stackFinder } from './stacks.ts';
import { keyOfUri, pathOfUri } from './uri.ts';
import type { Targets } from './version.ts';

/** Of more files than this that wait, each is looked at once. */
const MANY = 256;

/** How many memos are kept before the older half goes: they are worked out again in no time. */
const MOST_MEMOS = 8192;

/** More names of memos than this, beside those that files give cause for, are left over from what was typed. */
const MOST_NAMES = 20_000;

const FILES = hashOf('files');
const STACKS = hashOf('stacks');
const PATH = hashOf('path:');
const MEMO = hashOf('memo:');

export interface WorkspaceOptions {
  /** What a file tells the others, by key. It may look up what drop-ins contribute, nothing that itself looks up. */
  contribute(file: SourceFile, snapshot: Snapshot): readonly Contribution[];
  /** The versions that a file is judged by; what it looks up counts as the asker's dependency. */
  targets(file: SourceFile, snapshot: Snapshot, settings: Settings): Targets;
}

/**
 * The files of the workspace and what depends on what. Answers are computed synchronously between two changes, so what
 * a feature sees is one moment. Who looks something up while being `track`ed is told (`takeStale`) once the answer of
 * that look-up changes: so a keystroke costs what depends on it, not what the workspace holds.
 */
export class Workspace implements Snapshot {
  private readonly byUri = new Map<string, SourceFile>();
  /** The files whose URI is not just `file://` and the path. */
  private readonly byPath = new Map<string, SourceFile>();
  private readonly told = new ContributionTable();
  /** What checks asked for; what files asked for to tell what they tell; what memos asked for. */
  private readonly checks = new Dependencies();
  private readonly tellings = new Dependencies();
  private readonly memoised = new Dependencies();
  private readonly stale = new Set<string>();
  private staleInOrder = this.stale.values();
  private asker: Set<number> | undefined;
  private split: ReadonlySet<string> = new Set();
  private stacks: (path: string) => string = stackFinder(this.split);
  private memos = new Map<string, unknown>();
  private olderMemos = new Map<string, unknown>();
  private folders: readonly string[] = [];
  private pathsApart: ReadonlySet<string> = new Set();
  private filesMoved = false;
  /** Counts the changes, so that what holds between two of them can be told. */
  private revision = 0;
  private lastTargets: { readonly file: SourceFile; readonly revision: number; readonly keys: ReadonlySet<number>; readonly targets: Targets } | undefined;
  /** Files whose contributions have to be worked out: all at once, when the next answer is wanted. */
  private readonly untold = new Set<string>();
  /** Those of them that are drop-ins. */
  private readonly untoldDropIns = new Set<string>();
  private settling = false;
  private currentSettings: Settings = DEFAULT_SETTINGS;

  constructor(private readonly options: WorkspaceOptions) {}

  get settings(): Settings {
    return this.currentSettings;
  }

  /** New settings make every answer stale. */
  set settings(settings: Settings) {
    const { root, targets } = this.currentSettings;
    // Which drop-ins a unit has depends on the release, and with them what it tells.
    if (root !== settings.root || !sameItems(targets.podman ?? NONE, settings.targets.podman ?? NONE)) for (const file of this.byUri.values()) this.mustTell(file);
    this.currentSettings = settings;
    this.revision++;
    this.memos.clear();
    this.olderMemos.clear();
    for (const owner of this.checks.owned()) this.stale.add(owner);
    for (const uri of this.byUri.keys()) this.stale.add(uri);
  }

  private mustTell({ uri, path }: SourceFile): void {
    this.untold.add(uri);
    if (isDropIn(path)) this.untoldDropIns.add(uri);
  }

  /** The paths of the workspace's folders: of several, each holds stacks of its own. */
  set roots(paths: readonly string[]) {
    this.folders = paths.map((path) => path.replace(/\/$/, ''));
    this.filesMoved = true;
  }

  /**
   * The paths of files that are held for their own sake: each is a stack of its own, and no other file has to do with
   * them. Such is a document that is open and left out of the workspace.
   */
  set apart(paths: readonly string[]) {
    if (paths.length === this.pathsApart.size && paths.every((path) => this.pathsApart.has(path))) return;
    const before = this.pathsApart;
    this.pathsApart = new Set(paths);
    for (const path of [...before, ...paths]) {
      const file = this.fileAt(path);
      if (file !== undefined && before.has(path) !== this.pathsApart.has(path)) this.mustTell(file);
    }
    this.filesChanged();
    this.changed(STACKS);
  }

  get size(): number {
    return this.byUri.size;
  }

  file(uri: string): SourceFile | undefined {
    const file = this.byUri.get(uri);
    if (this.asker !== undefined) this.note(hashOf(file?.path ?? pathOfUri(uri), PATH));
    return file;
  }

  fileAt(path: string): SourceFile | undefined {
    if (this.asker !== undefined) this.note(hashOf(path, PATH));
    return this.byUri.get(`file://${path}`) ?? this.byPath.get(path);
  }

  files(): Iterable<SourceFile> {
    this.note(FILES);
    return this.pathsApart.size === 0 ? this.byUri.values() : [...this.byUri.values()].filter(({ path }) => !this.pathsApart.has(path));
  }

  lookup<T>(key: string): readonly T[] {
    this.settle();
    const hash = hashOf(key);
    this.note(hash);
    return this.told.lookup(key, hash) as readonly T[];
  }

  stackOf(path: string): string {
    this.settle();
    this.note(STACKS);
    return this.pathsApart.has(path) ? path : this.stacks(path);
  }

  isPassedOver(folder: string): boolean {
    // Hardly any is.
    return folder.includes('.d') && this.folders.some((root) => isInDropIns(folder, root));
  }

  memo<T>(name: string, compute: () => T): T {
    this.settle();
    // Who asks depends on the memo, and the memo on what it looked up; so it does also once it is forgotten.
    if (this.asker !== undefined) this.note(hashOf(name, MEMO));
    let kept = this.memos.has(name);
    if (!kept && this.olderMemos.has(name)) {
      this.memos.set(name, this.olderMemos.get(name));
      this.olderMemos.delete(name);
      kept = true;
    }
    if (!kept) {
      const asker = this.asker;
      const keys = (this.asker = new Set<number>());
      let value: T;
      try {
        value = compute();
      } finally {
        this.asker = asker;
        this.memoised.set(name, keys);
      }
      this.memos.set(name, value);
      if (this.memos.size > MOST_MEMOS / 2) {
        this.olderMemos = this.memos;
        this.memos = new Map();
        if (this.memoised.size > 4 * this.byUri.size + MOST_NAMES) this.startAgain();
      }
      return value;
    }
    return this.memos.get(name) as T;
  }

  /** So many names were asked for in the course of time that what nobody asks for any more has to go. */
  private startAgain(): void {
    this.olderMemos.clear();
    this.memoised.clear();
    this.revision++;
    for (const owner of this.checks.owned()) this.stale.add(owner);
  }

  targets(file: SourceFile): Targets {
    this.settle();
    if (this.lastTargets?.file !== file || this.lastTargets.revision !== this.revision) {
      const asker = this.asker;
      const keys = (this.asker = new Set<number>());
      try {
        this.lastTargets = { file, revision: this.revision, keys, targets: this.options.targets(file, this, this.currentSettings) };
      } finally {
        this.asker = asker;
      }
    }
    if (this.asker !== undefined) for (const key of this.lastTargets.keys) this.asker.add(key);
    return this.lastTargets.targets;
  }

  /** Runs `work` and makes all that it looks up the dependencies of `owner`, in place of earlier ones. */
  track<T>(owner: string, work: () => T): T {
    // What is new has to be told first, or the owner's own news would make it stale again.
    this.settle();
    this.stale.delete(owner);
    return this.trackIn(this.checks, owner, work);
  }

  private trackIn<T>(dependencies: Dependencies, owner: string, work: () => T): T {
    const before = this.asker;
    const keys = (this.asker = new Set<number>());
    try {
      return work();
    } finally {
      this.asker = before;
      dependencies.set(owner, keys);
    }
  }

  /** The files whose answers may have changed since the last call; each is named once. */
  takeStale(): Set<string> {
    this.settle();
    const taken = new Set(this.stale);
    this.stale.clear();
    return taken;
  }

  /** One of the files whose answers may have changed, those of `first` before the others; undefined where there is none. */
  nextStale(first: Iterable<string>): string | undefined {
    this.settle();
    manyAreRead(this.stale.size > MANY);
    for (const uri of first) if (this.stale.delete(uri)) return uri;
    // The iterator sees what is added behind it; begun anew each time it would walk over all that was taken.
    let next = this.staleInOrder.next();
    if (next.done === true && this.stale.size > 0) next = (this.staleInOrder = this.stale.values()).next();
    if (next.done === true) return undefined;
    this.stale.delete(next.value);
    return next.value;
  }

  /** Works out what new texts tell, for `milliseconds` at the most; false where some are left. The first look-up does the rest. */
  settleFor(milliseconds: number): boolean {
    const until = Date.now() + milliseconds;
    this.settle(() => Date.now() > until);
    return this.untold.size === 0;
  }

  /** Whether any answer may have changed since it was last taken as stale. */
  get hasStale(): boolean {
    this.settle();
    return this.stale.size > 0;
  }

  /** Whether the answer for a file may have changed since it was last taken as stale. */
  isStale(uri: string): boolean {
    this.settle();
    return this.stale.has(uri);
  }

  /** Names something beside the files that is to be checked too. */
  markStale(name: string): void {
    this.stale.add(name);
  }

  /** The URI by which a file is known here, where that is another spelling of the given one: `a%40b` and `a@b` are one file. */
  spelled(uri: string): string {
    if (this.byUri.has(uri)) return uri;
    const path = pathOfUri(uri);
    for (const same of [this.byPath.get(path), this.byUri.get(`file://${path}`)]) if (same !== undefined && keyOfUri(same.uri) === keyOfUri(uri)) return same.uri;
    return uri;
  }

  /**
   * Adds a file or gives it a new text. `kind` is for a file whose name does not tell it. Returns undefined for a file
   * of no known kind. The last spelling of a URI is the one by which the file is known. While it `isTyped` in, others
   * are not told that a file which could be loaded cannot, until `rest` is called.
   */
  set(uri: string, text: string, kind?: FileKind, isTyped = false): SourceFile | undefined {
    const known = this.spelled(uri);
    if (known === uri) return this.put(uri, text, kind, isTyped);
    const other = this.byUri.get(known)!;
    this.remove(known);
    return this.put(uri, text, kind ?? other.kind, isTyped);
  }

  /** Has the others told all of the files that were typed in, now that typing rests. True where that is news. */
  rest(uris: Iterable<string>): boolean {
    let isNews = false;
    for (const uri of uris) {
      const file = this.byUri.get(uri);
      if (file?.isBeingTyped !== true) continue;
      file.isBeingTyped = false;
      if (file.isRefused !== true) continue;
      this.mustTell(file);
      isNews = true;
    }
    return isNews;
  }

  private put(uri: string, text: string, kind: FileKind | undefined, isTyped: boolean): SourceFile | undefined {
    const before = this.byUri.get(uri);
    const path = before?.path ?? pathOfUri(uri);
    const known = kind ?? before?.kind ?? kindOfPath(path);
    if (known === undefined) return undefined;
    if (before !== undefined && before.text === text && before.kind === known) return before;
    const file = new SourceFile(uri, path, known, text, before);
    file.isBeingTyped = isTyped && before !== undefined && (before.isBeingTyped || before.isRefused !== true);
    this.byUri.set(uri, file);
    if (uri !== `file://${path}`) this.byPath.set(path, file);
    if (before === undefined) this.filesChanged();
    this.changed(hashOf(path, PATH));
    this.mustTell(file);
    this.stale.add(uri);
    return file;
  }

  /** Forgets a file. */
  remove(uri: string): void {
    const file = this.byUri.get(uri);
    if (file === undefined) return;
    this.byUri.delete(uri);
    if (this.byPath.get(file.path) === file) this.byPath.delete(file.path);
    this.filesChanged();
    this.changed(hashOf(file.path, PATH));
    this.publish(uri, NONE);
    this.checks.forget(uri);
    this.tellings.forget(uri);
    this.stale.add(uri);
  }

  private filesChanged(): void {
    this.filesMoved = true;
    this.changed(FILES);
  }

  /** Brings stacks and contributions up to date. Drop-ins tell first: their units' contributions rest on them. */
  private settle(isLate: () => boolean = () => false): void {
    if (this.settling || (!this.filesMoved && this.untold.size === 0)) return;
    this.settling = true;
    manyAreRead(this.untold.size > MANY);
    // What is worked out here is no look-up of whoever asked.
    const asker = this.asker;
    this.asker = undefined;
    try {
      if (this.filesMoved) this.findStacks();
      while (this.untold.size > 0) {
        // What a drop-in tells may make its unit speak again, and a file may have gone meanwhile.
        const dropIn = this.untoldDropIns.values().next();
        const uri = dropIn.done === true ? this.untold.values().next().value! : dropIn.value;
        this.untold.delete(uri);
        this.untoldDropIns.delete(uri);
        const file = this.byUri.get(uri);
        if (file !== undefined) this.contribute(file);
        if (isLate()) break;
      }
    } finally {
      this.asker = asker;
      this.settling = false;
    }
  }

  private findStacks(): void {
    this.filesMoved = false;
    const split = splitFolders([...this.files()].map((file) => file.path), this.folders);
    if (split.size === this.split.size && [...split].every((folder) => this.split.has(folder))) return;
    this.split = split;
    this.stacks = stackFinder(split);
    this.changed(STACKS);
  }

  private note(key: number): void {
    this.asker?.add(key);
  }

  private changed(key: number): void {
    this.revision++;
    this.checks.askersOf(key, (owner) => this.stale.add(owner));
    this.tellings.askersOf(key, (owner) => this.untold.add(owner));
    this.memoised.askersOf(key, (name) => {
      if (!this.memos.delete(name)) this.olderMemos.delete(name);
      this.changed(hashOf(name, MEMO));
    });
  }

  private contribute(file: SourceFile): void {
    // A drop-in is one of its unit's stack wherever it lies.
    const isMute = isDropIn(file.path) && this.pathsApart.has(file.path);
    this.publish(file.uri, isMute ? NONE : this.trackIn(this.tellings, file.uri, () => this.options.contribute(file, this)));
  }

  private publish(uri: string, next: readonly Contribution[]): void {
    this.told.publish(uri, next, (key) => this.changed(key));
  }
}
