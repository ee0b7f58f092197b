import type { Connection } from 'vscode-languageserver';
import type { Analysis } from '../features/analysis.ts';
import { sameItems } from '../model/lists.ts';
import type { Problem, RelatedPlace } from '../model/problem.ts';
import type { SourceFile } from '../model/snapshot.ts';
import { toDiagnostic, type LinesOf } from './convert.ts';
import { logFailure } from './handlers.ts';

/** How long checks in the background may keep a request waiting, in milliseconds. */
const SLICE = 4;

/** The most that is sent for one file: more than a person reads, and a file of megabytes may have millions. */
const MOST_PROBLEMS = 1000;

/** The first problems of a file, errors before the rest where there are too many. */
function mostImportant(problems: readonly Problem[]): readonly Problem[] {
  if (problems.length <= MOST_PROBLEMS) return problems;
  const errors = problems.filter(({ severity }) => severity === 'error');
  return [...errors, ...problems.filter(({ severity }) => severity !== 'error')].slice(0, MOST_PROBLEMS);
}

/** What was last said of a file, for which version, and the texts that its places count from. */
interface Said {
  readonly version: number | undefined;
  readonly problems: readonly Problem[];
  readonly texts: readonly (SourceFile | undefined)[];
  /** The lines by which they count. */
  readonly lines: ReturnType<LinesOf>;
}

const sameRelated = (a: readonly RelatedPlace[] = [], b: readonly RelatedPlace[] = []): boolean =>
  a.length === b.length && a.every((one, i) => one.uri === b[i]!.uri && one.start === b[i]!.start && one.end === b[i]!.end && one.message === b[i]!.message);

const reads = (a: Problem, b: Problem): boolean =>
  a.start === b.start && a.end === b.end && a.code === b.code && a.severity === b.severity && a.tag === b.tag && a.message === b.message && sameRelated(a.related, b.related);

/** Whether a client would show both alike. */
const isSame = (a: Said, b: Said): boolean =>
  a.version === b.version && a.lines === b.lines && sameItems(a.texts, b.texts) && a.problems.length === b.problems.length && a.problems.every((problem, i) => reads(problem, b.problems[i]!));

export interface Publisher {
  /** Checks one document now and says what was found: for the one being typed in. */
  now(uri: string): void;
  /** Checks what is stale and says something of a document, for an answer that counts from its text. */
  upToDate(uri: string): void;
  /** Checks all that is stale, in slices between other work. */
  soon(): void;
  /** Nothing is said before the workspace is read: a unit not yet seen must not be reported missing. */
  ready(): void;
}

export function createPublisher(options: {
  connection: Connection;
  analysis: Analysis;
  yieldTurn(): Promise<void>;
  linesOf: LinesOf;
  versionOf(uri: string): number | undefined;
  isOpen(uri: string): boolean;
  /** Whether a file is left out: nothing is said of it. */
  isLeftOut(uri: string): boolean;
  /** The documents that are open. */
  open(): Iterable<string>;
  onIdle(): void;
}): Publisher {
  const { connection, analysis, yieldTurn, linesOf, versionOf, isOpen, isLeftOut, open } = options;
  /** Of each file that has problems or is open. */
  const said = new Map<string, Said>();
  let started = false;
  let running = false;

  /** The texts that the places of a file's problems count from. */
  function textsOf(uri: string, problems: readonly Problem[]): (SourceFile | undefined)[] {
    const texts: (SourceFile | undefined)[] = [];
    texts.push(analysis.workspace.file(uri));
    for (const { related } of problems) if (related !== undefined) for (const place of related) texts.push(analysis.workspace.file(place.uri));
    return texts;
  }

  function publish(uri: string): void {
    const problems = isLeftOut(uri) ? [] : analysis.problems(uri);
    const before = said.get(uri);
    if (problems.length === 0 && before === undefined && !isOpen(uri)) return;
    const texts = textsOf(uri, problems);
    const version = versionOf(uri);
    const lines = problems.length === 0 ? undefined : linesOf(uri);
    const now: Said = { version, problems, texts, lines };
    // A check of the whole workspace finds the same in ten files, of which one is typed in.
    if (before !== undefined && isSame(before, now)) return;
    if (problems.length === 0 && !isOpen(uri)) said.delete(uri);
    else said.set(uri, now);
    const diagnostics = lines === undefined ? [] : mostImportant(problems).map((problem) => toDiagnostic(problem, lines, linesOf));
    void connection.sendDiagnostics(version === undefined ? { uri, diagnostics } : { uri, version, diagnostics });
  }

  async function drain(): Promise<void> {
    running = true;
    try {
      while (!analysis.workspace.settleFor(SLICE)) await yieldTurn();
      let began = Date.now();
      // What a person looks at comes first.
      for (let uri = analysis.workspace.nextStale(open()); uri !== undefined; uri = analysis.workspace.nextStale(open())) {
        publishAll(guard(uri));
        if (Date.now() - began <= SLICE) continue;
        await yieldTurn();
        began = Date.now();
      }
    } finally {
      running = false;
    }
    options.onIdle();
  }

  /** What is stale itself is published when its turn comes: until then its problems may stand where its text was. */
  function publishAll(uris: Iterable<string>): void {
    for (const uri of uris) if (!analysis.workspace.isStale(uri)) publish(uri);
  }

  /** One file that cannot be checked must not silence the others. */
  function guard(uri: string, check: (uri: string) => Iterable<string> = (one) => analysis.refreshWithSources(one)): Iterable<string> {
    try {
      return check(uri);
    } catch (error) {
      logFailure(connection, `checking ${uri}`, error);
      return [];
    }
  }

  return {
    now(uri) {
      if (!started) return;
      const touched = new Set(guard(uri)).add(uri);
      publishAll(touched);
      // Mostly nobody else has to look again, and what is asked next need not wait until that is found out.
      if (running || analysis.workspace.hasStale) this.soon();
      else options.onIdle();
    },
    upToDate(uri) {
      if (started) publishAll(guard(uri, (one) => analysis.bringUpToDate(one)));
    },
    soon() {
      if (started && !running) void yieldTurn().then(() => (running ? undefined : drain())).catch((error: unknown) => logFailure(connection, 'checking', error));
    },
    ready() {
      started = true;
      this.soon();
    },
  };
}
