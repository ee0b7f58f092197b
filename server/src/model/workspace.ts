import { isDropIn, kindOfPath, type FileKind } from './files.ts';
import { SourceFile, type Contribution, type Snapshot } from './snapshot.ts';
import { DEFAULT_SETTINGS, type Settings } from './settings.ts';
import { splitFolders, stackFinder } from './stacks.ts';
import { keyOfUri, pathOfUri } from './uri.ts';
import type { Targets } from './version.ts';

/** Marks an owner of look-ups as what a file tells, rather than its check. */
const TELLING = 'telling ';
/** Marks an owner of look-ups as something worked out once for several askers. */
const MEMO = 'memo ';

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
  private readonly byPath = new Map<string, SourceFile>();
  private readonly contributions = new Map<string, readonly Contribution[]>();
  private readonly index = new Map<string, Contribution[]>();
  private readonly askers = new Map<string, Set<string>>();
  private readonly asked = new Map<string, Set<string>>();
  private readonly stale = new Set<string>();
  private staleInOrder = this.stale.values();
  private asker: Set<string> | undefined;
  private split: ReadonlySet<string> = new Set();
  private stacks: (path: string) => string = stackFinder(this.split);
  private readonly memos = new Map<string, unknown>();
  private folders: readonly string[] = [];
  private filesMoved = false;
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
    this.currentSettings = settings;
    this.memos.clear();
    for (const owner of this.asked.keys()) if (!owner.startsWith(TELLING) && !owner.startsWith(MEMO)) this.stale.add(owner);
    for (const uri of this.byUri.keys()) this.stale.add(uri);
  }

  /** The paths of the workspace's folders: of several, each holds stacks of its own. */
  set roots(paths: readonly string[]) {
    this.folders = paths;
    this.filesMoved = true;
  }

  get size(): number {
    return this.byUri.size;
  }

  file(uri: string): SourceFile | undefined {
    const file = this.byUri.get(uri);
    this.note(`path:${file?.path ?? pathOfUri(uri)}`);
    return file;
  }

  fileAt(path: string): SourceFile | undefined {
    this.note(`path:${path}`);
    return this.byPath.get(path);
  }

  files(): Iterable<SourceFile> {
    this.note('files');
    return this.byUri.values();
  }

  lookup(key: string): readonly Contribution[] {
    this.settle();
    this.note(key);
    return this.index.get(key) ?? [];
  }

  stackOf(path: string): string {
    this.settle();
    this.note('stacks');
    return this.stacks(path);
  }

  memo<T>(name: string, compute: () => T): T {
    this.settle();
    const owner = MEMO + name;
    if (!this.memos.has(owner)) {
      const value = this.track(owner, compute);
      this.memos.set(owner, value);
    }
    for (const key of this.asked.get(owner) ?? []) this.note(key);
    return this.memos.get(owner) as T;
  }

  targets(file: SourceFile): Targets {
    return this.options.targets(file, this, this.currentSettings);
  }

  /** Runs `work` and makes all that it looks up the dependencies of `owner`, in place of earlier ones. */
  track<T>(owner: string, work: () => T): T {
    this.stale.delete(owner);
    for (const key of this.asked.get(owner) ?? []) this.askers.get(key)?.delete(owner);
    const before = this.asker;
    const keys = (this.asker = new Set<string>());
    try {
      return work();
    } finally {
      this.asker = before;
      this.asked.set(owner, keys);
      for (const key of keys) {
        const set = this.askers.get(key);
        if (set === undefined) this.askers.set(key, new Set([owner]));
        else set.add(owner);
      }
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
    const same = this.byPath.get(pathOfUri(uri));
    return same !== undefined && keyOfUri(same.uri) === keyOfUri(uri) ? same.uri : uri;
  }

  /**
   * Adds a file or gives it a new text. `kind` is for a file whose name does not tell it. Returns undefined for a file
   * of no known kind. The last spelling of a URI is the one by which the file is known.
   */
  set(uri: string, text: string, kind?: FileKind): SourceFile | undefined {
    const known = this.spelled(uri);
    if (known === uri) return this.put(uri, text, kind);
    const other = this.byUri.get(known)!;
    this.remove(known);
    return this.put(uri, text, kind ?? other.kind);
  }

  private put(uri: string, text: string, kind: FileKind | undefined): SourceFile | undefined {
    const before = this.byUri.get(uri);
    const path = before?.path ?? pathOfUri(uri);
    const known = kind ?? before?.kind ?? kindOfPath(path);
    if (known === undefined) return undefined;
    if (before !== undefined && before.text === text && before.kind === known) return before;
    const file = new SourceFile(uri, path, known, text);
    this.byUri.set(uri, file);
    this.byPath.set(path, file);
    if (before === undefined) this.filesChanged();
    this.changed(`path:${path}`);
    this.untold.add(uri);
    if (isDropIn(path)) this.untoldDropIns.add(uri);
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
    this.changed(`path:${file.path}`);
    this.publish(uri, []);
    this.contributions.delete(uri);
    for (const owner of [uri, TELLING + uri]) {
      for (const key of this.asked.get(owner) ?? []) this.askers.get(key)?.delete(owner);
      this.asked.delete(owner);
    }
    this.stale.add(uri);
  }

  private filesChanged(): void {
    this.filesMoved = true;
    this.changed('files');
  }

  /** Brings stacks and contributions up to date. Drop-ins tell first: their units' contributions rest on them. */
  private settle(isLate: () => boolean = () => false): void {
    if (this.settling || (!this.filesMoved && this.untold.size === 0)) return;
    this.settling = true;
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
    const split = splitFolders([...this.byUri.values()].map((file) => file.path), this.folders);
    if (split.size === this.split.size && [...split].every((folder) => this.split.has(folder))) return;
    this.split = split;
    this.stacks = stackFinder(split);
    this.changed('stacks');
  }

  private note(key: string): void {
    this.asker?.add(key);
  }

  private changed(key: string): void {
    for (const owner of this.askers.get(key) ?? []) {
      if (owner.startsWith(TELLING)) this.untold.add(owner.slice(TELLING.length));
      else if (owner.startsWith(MEMO)) this.memos.delete(owner);
      else this.stale.add(owner);
    }
  }

  private contribute(file: SourceFile): void {
    this.publish(file.uri, this.track(TELLING + file.uri, () => this.options.contribute(file, this)));
  }

  private publish(uri: string, next: readonly Contribution[]): void {
    const before = this.contributions.get(uri) ?? [];
    if (sameContributions(before, next)) {
      // Equal in what others see, but spans may have moved: the index must hold the new ones.
      this.replace(uri, before, next);
      return;
    }
    const keys = new Set([...before, ...next].map(({ key }) => key));
    const beforeOf = byKey(before);
    const nextOf = byKey(next);
    this.replace(uri, before, next);
    for (const key of keys) if (!sameContributions(beforeOf.get(key) ?? [], nextOf.get(key) ?? [])) this.changed(key);
  }

  private replace(uri: string, before: readonly Contribution[], next: readonly Contribution[]): void {
    for (const { key } of before) {
      const rest = this.index.get(key)?.filter((entry) => entry.uri !== uri);
      if (rest === undefined || rest.length === 0) this.index.delete(key);
      else this.index.set(key, rest);
    }
    for (const entry of next) {
      const list = this.index.get(entry.key);
      if (list === undefined) this.index.set(entry.key, [entry]);
      else list.push(entry);
    }
    this.contributions.set(uri, next);
  }
}

function byKey(list: readonly Contribution[]): Map<string, Contribution[]> {
  const map = new Map<string, Contribution[]>();
  for (const entry of list) {
    const found = map.get(entry.key);
    if (found === undefined) map.set(entry.key, [entry]);
    else found.push(entry);
  }
  return map;
}

/** Equal but for spans: a change that only moves things makes nobody else stale. */
function sameContributions(a: readonly Contribution[], b: readonly Contribution[]): boolean {
  return a.length === b.length && a.every((entry, i) => entry.key === b[i]!.key && entry.print === b[i]!.print);
}
