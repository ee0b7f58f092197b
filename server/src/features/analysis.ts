import type { FileKind } from '../model/files.ts';
import type { Problem } from '../model/problem.ts';
import type { SourceFile } from '../model/snapshot.ts';
import { isSuppressed } from '../model/suppress.ts';
import { Workspace } from '../model/workspace.ts';
import type { FileProblem } from '../rules/file-problem.ts';
import { checkFile, checkWorkspace } from './check.ts';
import { contributionsOf } from '../stack/contributions.ts';
import { targetsOf } from '../stack/targets.ts';

/** Stands for what is checked of the workspace as a whole, among the names of files. */
const WHOLE = 'workspace:';

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** The workspace with the problems of its files, kept up to date file by file. */
export class Analysis {
  readonly workspace = new Workspace({ contribute: contributionsOf, targets: targetsOf });
  /** What the check of each file found, by the file that it speaks of. */
  private readonly found = new Map<string, ReadonlyMap<string, readonly Problem[]>>();
  /** File → the files whose checks found something in it. */
  private readonly sources = new Map<string, Set<string>>();

  constructor() {
    this.workspace.markStale(WHOLE);
  }

  set(uri: string, text: string, kind?: FileKind): SourceFile | undefined {
    return this.workspace.set(uri, text, kind);
  }

  remove(uri: string): void {
    this.workspace.remove(uri);
  }

  /** Checks one file again. Returns the URIs whose problems may be other ones now. */
  refresh(uri: string): Set<string> {
    const file = this.workspace.file(uri);
    const before = this.found.get(uri);
    const now = new Map<string, Problem[]>();
    const check = uri === WHOLE ? () => checkWorkspace({ snapshot: this.workspace }) : file === undefined ? undefined : () => this.check(file);
    if (check !== undefined) {
      for (const { uri: where, problem } of this.workspace.track(uri, () => this.withPlaces(check()))) {
        const list = now.get(where);
        if (list === undefined) now.set(where, [problem]);
        else list.push(problem);
      }
    }
    const touched = new Set<string>([uri, ...(before?.keys() ?? []), ...now.keys()]);
    if (now.size > 0) this.found.set(uri, now);
    else this.found.delete(uri);
    for (const where of touched) {
      const sources = this.sources.get(where) ?? new Set<string>();
      if (now.has(where)) sources.add(uri);
      else sources.delete(uri);
      if (sources.size > 0) this.sources.set(where, sources);
      else this.sources.delete(where);
    }
    return touched;
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
    const touched = new Set<string>();
    for (const source of [uri, ...(this.sources.get(uri) ?? [])]) {
      if (this.workspace.isStale(source)) for (const where of this.refresh(source)) touched.add(where);
    }
    return touched;
  }

  /** Checks all that is stale. Returns the URIs whose problems may have changed. */
  refreshAll(): Set<string> {
    const touched = new Set<string>();
    for (const uri of this.workspace.takeStale()) for (const where of this.refresh(uri)) touched.add(where);
    return touched;
  }

  /** The problems of a file in the order of the text, with the user's severities, without what a comment silences. */
  problems(uri: string): readonly Problem[] {
    const file = this.workspace.file(uri);
    const all: Problem[] = [];
    for (const source of this.sources.get(uri) ?? []) for (const problem of this.found.get(source)?.get(uri) ?? []) all.push(problem);
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

  /** Every file that has problems found, in no order. */
  filesWithProblems(): Iterable<string> {
    return this.sources.keys();
  }

  /** Makes every file in which a problem has a place a dependency of the check: the places move as one types there. */
  private withPlaces(problems: readonly FileProblem[]): readonly FileProblem[] {
    const named = new Set<string>();
    for (const { uri, problem } of problems) {
      named.add(uri);
      for (const place of problem.related ?? []) named.add(place.uri);
      for (const fix of problem.fixes ?? []) for (const other of Object.keys(fix.change?.edits ?? {})) named.add(other);
    }
    for (const uri of named) this.workspace.file(uri);
    return problems;
  }

  private check(file: SourceFile): readonly FileProblem[] {
    if (file.isTooLong) {
      const message = `This file has ${Math.round(file.text.length / 1e6)} million characters: no configuration is that long, so it is not read.`;
      return [{ uri: file.uri, problem: { code: 'file-too-large', severity: 'warning', start: 0, end: 0, message } }];
    }
    return checkFile(file, { snapshot: this.workspace });
  }
}
