import type { FileKind } from '../model/files.ts';
import { NONE } from '../model/lists.ts';
import { lineEndOf, withLineEnds } from '../model/line-ends.ts';
import { movedProblems } from '../model/moved.ts';
import type { Problem } from '../model/problem.ts';
import type { SourceFile } from '../model/snapshot.ts';
import { isSuppressed } from '../model/suppress.ts';
import { Workspace } from '../model/workspace.ts';
import type { FileProblem } from '../rules/file-problem.ts';
import { changeBetween } from '../syntax/changed-lines.ts';
import { checkFile, WORKSPACE_CHECKS } from './check.ts';
import { contributionsOf } from '../stack/contributions.ts';
import { targetsOf } from '../stack/targets.ts';

const NOWHERE: ReadonlySet<string> = new Set();

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** What the check of one file found. */
interface Found {
  readonly problems: ReadonlyMap<string, readonly Problem[]>;
  /** Every file in which one of them has a place: its own, that of something related, or of a change that mends it. */
  readonly places: ReadonlySet<string>;
}

/** The workspace with the problems of its files, kept up to date file by file. */
export class Analysis {
  readonly workspace = new Workspace({ contribute: contributionsOf, targets: targetsOf });
  /** What the check of each file found. */
  private readonly found = new Map<string, Found>();
  /** File → the files whose checks found something that has a place in it. */
  private readonly sources = new Map<string, Set<string>>();
  /** The files of which something was said that has other places now. */
  private readonly moved = new Set<string>();

  constructor() {
    for (const name of WORKSPACE_CHECKS.keys()) this.workspace.markStale(name);
  }

  /** As `Workspace.set`. */
  set(uri: string, text: string, kind?: FileKind, isTyped = false): SourceFile | undefined {
    const known = this.workspace.spelled(uri);
    const before = this.workspace.file(known);
    const file = this.workspace.set(uri, text, kind, isTyped);
    if (file !== before) this.movePlaces(known, before, known === uri ? file : undefined);
    return file;
  }

  remove(uri: string): void {
    this.movePlaces(uri, this.workspace.file(uri), undefined);
    this.workspace.remove(uri);
  }

  /** Checks one file again, or what is checked of the workspace under that name. Returns the URIs whose problems may be other ones now. */
  refresh(uri: string): Set<string> {
    const check = this.checkOf(uri);
    const before = this.found.get(uri);
    const now = check === undefined ? undefined : foundIn(this.workspace.track(uri, check), (where) => this.workspace.file(where)?.text);
    const touched = new Set<string>([uri]);
    for (const found of [before, now]) if (found !== undefined) for (const where of found.problems.keys()) touched.add(where);
    this.replace(uri, before, now);
    return touched;
  }

  private replace(uri: string, before: Found | undefined, now: Found | undefined): void {
    if (now !== undefined) this.found.set(uri, now);
    else if (before !== undefined) this.found.delete(uri);
    for (const where of before?.places ?? NOWHERE) {
      if (now?.places.has(where) === true) continue;
      const sources = this.sources.get(where)!;
      sources.delete(uri);
      if (sources.size === 0) this.sources.delete(where);
    }
    for (const where of now?.places ?? NOWHERE) {
      const sources = this.sources.get(where);
      if (sources === undefined) this.sources.set(where, new Set([uri]));
      else sources.add(uri);
    }
  }

  /**
   * After a change of a file: what other checks found there by what it tells still holds, where that stays the same, and
   * stands where the text was moved to. Who has a place in the change itself has to look again.
   */
  private movePlaces(uri: string, before: SourceFile | undefined, file: SourceFile | undefined): void {
    const sources = this.sources.get(uri);
    if (sources === undefined || (sources.size === 1 && sources.has(uri))) return;
    const change = before === undefined || file === undefined ? undefined : changeBetween(before.text, file.text);
    for (const source of sources) {
      if (source === uri) continue;
      const { problems, places } = this.found.get(source)!;
      const next = change && movedProblems(problems, uri, change);
      if (next === undefined) {
        this.workspace.markStale(source);
        continue;
      }
      this.found.set(source, { problems: next, places });
      for (const [where, list] of next) if (list !== problems.get(where)) this.moved.add(where);
    }
  }

  /**
   * Checks a file again, and whatever else is stale and found something in it, so that its problems stand where its
   * text has them. Returns the URIs whose problems may be other ones now.
   */
  refreshWithSources(uri: string): Set<string> {
    const touched = this.refresh(uri);
    for (const where of this.bringUpToDate(uri)) touched.add(where);
    return touched;
  }

  /** Checks what is stale and says something of a file: no answer may count from a text that is no more. Returns as `refresh` does. */
  bringUpToDate(uri: string): Set<string> {
    const touched = this.takeMoved();
    for (const source of [uri, ...(this.sources.get(uri) ?? NOWHERE)]) {
      // Who only relates something to a place in it says nothing of it, and may be one of thousands.
      if (source !== uri && this.found.get(source)?.problems.has(uri) !== true) continue;
      if (this.workspace.isStale(source)) for (const where of this.refresh(source)) touched.add(where);
    }
    return touched;
  }

  /** Checks all that is stale. Returns the URIs whose problems may have changed. */
  refreshAll(): Set<string> {
    const touched = this.takeMoved();
    for (const uri of this.workspace.takeStale()) for (const where of this.refresh(uri)) touched.add(where);
    return touched;
  }

  private takeMoved(): Set<string> {
    const moved = new Set(this.moved);
    this.moved.clear();
    return moved;
  }

  /** The problems of a file in the order of the text, with the user's severities, without what a comment silences. */
  problems(uri: string): readonly Problem[] {
    const file = this.workspace.file(uri);
    const all: Problem[] = [];
    for (const source of this.sources.get(uri) ?? NOWHERE) for (const problem of this.found.get(source)!.problems.get(uri) ?? NONE) all.push(problem);
    const { rules } = this.workspace.settings;
    const shown: Problem[] = [];
    const seen = new Set<string>();
    for (const problem of all) {
      const severity = rules[problem.code];
      if (severity === 'off' || (file !== undefined && isSuppressed(file, problem))) continue;
      const print = `${problem.start} ${problem.end} ${problem.code} ${problem.message}`;
      if (seen.has(print)) continue;
      seen.add(print);
      shown.push(severity === undefined ? problem : { ...problem, severity });
    }
    return shown.sort((a, b) => a.start - b.start || a.end - b.end || compare(a.code, b.code) || compare(a.message, b.message));
  }

  private checkOf(uri: string): (() => readonly FileProblem[]) | undefined {
    const whole = WORKSPACE_CHECKS.get(uri);
    if (whole !== undefined) return () => whole(this.workspace);
    const file = this.workspace.file(uri);
    return file && (() => this.check(file));
  }

  private check(file: SourceFile): readonly FileProblem[] {
    if (file.isTooLong) {
      const message = `This file has ${Math.round(file.text.length / 1e6)} million characters: no configuration is that long, so it is not read.`;
      return [{ uri: file.uri, problem: { code: 'file-too-large', severity: 'warning', start: 0, end: 0, message } }];
    }
    return checkFile(file, { snapshot: this.workspace });
  }
}

/** Sorts the problems of a check by file; undefined where there is none. Their fixes get the line ends of the files. */
function foundIn(all: readonly FileProblem[], textOf: (uri: string) => string | undefined): Found | undefined {
  if (all.length === 0) return undefined;
  const crlf = new Map<string, boolean>();
  const isCrlf = (uri: string): boolean => {
    const known = crlf.get(uri) ?? lineEndOf(textOf(uri) ?? '') === '\r\n';
    crlf.set(uri, known);
    return known;
  };
  const problems = new Map<string, Problem[]>();
  const places = new Set<string>();
  for (const { uri, problem: said } of all) {
    const problem = withLineEnds(uri, said, isCrlf);
    const list = problems.get(uri);
    if (list === undefined) problems.set(uri, [problem]);
    else list.push(problem);
    places.add(uri);
    for (const place of problem.related ?? []) places.add(place.uri);
    for (const fix of problem.fixes ?? []) for (const other in fix.change?.edits) places.add(other);
  }
  return { problems, places };
}
