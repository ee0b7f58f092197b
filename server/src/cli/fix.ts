import fs from 'node:fs';
import { applyEdits } from '../model/edits.ts';
import type { Fix, Problem, TextEdit } from '../model/problem.ts';
import type { SourceFile } from '../model/snapshot.ts';
import { complain, reasonOf } from './complain.ts';
import { diskPath, otherNames, type Loaded } from './load.ts';
import { relative } from './paths.ts';
import type { Progress } from './progress.ts';
import { create, rewrite } from './write.ts';

/** A fix can uncover the next problem; more rounds than this, but for one a refused fix, mean that two undo each other. */
const MOST_ROUNDS = 20;

export interface Fixed {
  /** How many fixes were applied. */
  readonly fixes: number;
  /** The files written, as reports print them. */
  readonly files: readonly string[];
  /** Files that could not be written: what was found in them stays. */
  readonly failed: readonly string[];
}

/** What a fix does to the texts: URI → edits, and new files. */
interface Step {
  readonly edits: ReadonlyMap<string, readonly TextEdit[]>;
  readonly create: Readonly<Record<string, string>>;
}

/**
 * Applies the safe fixes of the files asked about until none is left, then writes the files, each atomically. A step
 * that would add an error somewhere is not made; files not asked about are never touched.
 */
export function applySafeFixes(loaded: Loaded, progress: Progress): Fixed {
  const { analysis } = loaded;
  // A file is mended under one of its names.
  const others = otherNames(loaded.asked);
  const asked = loaded.asked.filter((uri) => !others.has(uri));
  const before = new Map(asked.map((uri) => [uri, analysis.workspace.file(uri)!.text]));
  const created = new Map<string, string>();
  const refused = new Set<string>();
  let fixes = 0;

  /** Gives a file a text, under all of its names. */
  const set = (uri: string, text: string): void => {
    analysis.set(uri, text);
    for (const [other, counts] of others) if (counts === uri) analysis.set(other, text);
  };
  const errors = (): number => {
    analysis.refreshAll();
    return [...before.keys(), ...others.keys(), ...created.keys()].reduce((sum, uri) => sum + analysis.problems(uri).filter(({ severity }) => severity === 'error').length, 0);
  };
  /** Makes steps together, and returns what takes them back; where they add an error, does that at once and returns nothing. */
  const make = (steps: readonly Step[]): (() => void) | undefined => {
    const most = errors();
    const texts = new Map<string, string>();
    const made: string[] = [];
    for (const { edits } of steps) for (const uri of edits.keys()) texts.set(uri, analysis.workspace.file(uri)!.text);
    for (const [uri, text] of texts) set(uri, applyEdits(text, steps.flatMap(({ edits }) => edits.get(uri) ?? [])));
    for (const { create } of steps) {
      for (const [uri, text] of Object.entries(create)) {
        if (analysis.set(uri, text) === undefined) continue;
        made.push(uri);
        created.set(uri, text);
      }
    }
    const takeBack = (): void => {
      for (const [uri, text] of texts) set(uri, text);
      for (const uri of made) {
        analysis.remove(uri);
        created.delete(uri);
      }
    };
    if (errors() <= most) return takeBack;
    takeBack();
    return undefined;
  };
  /** Makes those before the first that does harm, and refuses that one from now on. Returns how many were made. */
  const makeHarmless = (found: readonly Candidate[]): number => {
    const steps = found.map(({ step }) => step);
    if (make(steps) !== undefined) return steps.length;
    let harmless = 0;
    let harmful = steps.length;
    while (harmful - harmless > 1) {
      const middle = (harmless + harmful) >> 1;
      const takeBack = make(steps.slice(0, middle));
      takeBack?.();
      if (takeBack === undefined) harmful = middle;
      else harmless = middle;
    }
    refused.add(found[harmless]!.name);
    make(steps.slice(0, harmless));
    return harmless;
  };

  for (let round = 0; round < MOST_ROUNDS + refused.size; round++) {
    progress(`fixing, round ${round + 1}`);
    analysis.refreshAll();
    const steps = compatible(candidates({ analysis, asked }, refused));
    if (steps.length === 0) break;
    fixes += makeHarmless(steps);
  }
  return { fixes, ...write({ analysis, set }, before, created) };
}

interface Candidate {
  /** Tells the fix of this problem from all others as long as the text around it stays. */
  readonly name: string;
  readonly step: Step;
}

function candidates({ analysis, asked }: Pick<Loaded, 'analysis' | 'asked'>, refused: ReadonlySet<string>): Candidate[] {
  const may = new Set(asked);
  return asked.flatMap((uri) => {
    const file = analysis.workspace.file(uri)!;
    return analysis.problems(uri).flatMap((problem): Candidate[] => {
      const fix = safeFix(problem);
      const step = fix === undefined ? undefined : stepOf(file, fix, may);
      const name = `${uri} ${problem.code} ${file.text.slice(problem.start, problem.end)} ${fix?.title}`;
      return step === undefined || refused.has(name) ? [] : [{ name, step }];
    });
  });
}

const safeFix = ({ fixes = [] }: Problem): Fix | undefined => {
  const safe = fixes.filter((fix) => fix.safe === true);
  return safe.find((fix) => fix.preferred === true) ?? safe[0];
};

/** What a fix does, or undefined where it reaches beyond the files asked about, renames, or changes nothing. */
function stepOf(file: SourceFile, fix: Fix, may: ReadonlySet<string>): Step | undefined {
  if (fix.change?.rename !== undefined && fix.change.rename.length > 0) return undefined;
  const edits = new Map<string, readonly TextEdit[]>(Object.entries(fix.change?.edits ?? {}));
  if (fix.edits !== undefined && fix.edits.length > 0) edits.set(file.uri, [...(edits.get(file.uri) ?? []), ...fix.edits]);
  const create = fix.change?.create ?? {};
  if (![...edits.keys()].every((uri) => may.has(uri)) || Object.keys(create).some((uri) => fs.existsSync(diskPath(uri)))) return undefined;
  const changes = [...edits.values()].some((list) => list.length > 0) || Object.keys(create).length > 0;
  return changes ? { edits, create } : undefined;
}

/** Those that can be made at once: no two touch the same place or make the same file. The first of them wins. */
function compatible(all: readonly Candidate[]): Candidate[] {
  const taken = new Map<string, TextEdit[]>();
  const files = new Set<string>();
  return all.filter(({ step }) => {
    const meets = [...step.edits].some(([uri, edits]) => taken.get(uri)?.some((other) => edits.some((edit) => edit.start <= other.end && other.start <= edit.end)) === true);
    if (meets || Object.keys(step.create).some((uri) => files.has(uri))) return false;
    for (const [uri, edits] of step.edits) taken.set(uri, [...(taken.get(uri) ?? []), ...edits]);
    for (const uri of Object.keys(step.create)) files.add(uri);
    return true;
  });
}

function write({ analysis, set }: Pick<Loaded, 'analysis'> & { set(uri: string, text: string): void }, before: ReadonlyMap<string, string>, created: ReadonlyMap<string, string>): Pick<Fixed, 'files' | 'failed'> {
  const files: string[] = [];
  const failed: string[] = [];
  const attempt = (uri: string, work: (file: string) => void): boolean => {
    const file = diskPath(uri);
    try {
      work(file);
      files.push(relative(file));
      return true;
    } catch (error) {
      failed.push(relative(file));
      complain(`${relative(file)}: not written: ${reasonOf(error, file)}`);
      return false;
    }
  };
  // New files first: an edit may speak of them.
  for (const uri of created.keys()) {
    const { text } = analysis.workspace.file(uri)!;
    attempt(uri, (file) => create(file, text));
  }
  for (const [uri, text] of before) {
    const after = analysis.workspace.file(uri)!.text;
    if (after === text) continue;
    // What is on disk is reported on, not what could not be written.
    if (!attempt(uri, (file) => rewrite(file, text, after))) set(uri, text);
  }
  return { files, failed };
}
