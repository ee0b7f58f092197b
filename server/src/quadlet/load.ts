import type { Mutable } from '../syntax/changed-lines.ts';
import type { UnitComment, UnitEntry, UnitItem, UnitProblem, UnitTree } from '../syntax/unit.ts';
import { isRefusedByOld, readOldUnit, type OldReading } from './load-old.ts';
import type { Target } from './features.ts';
import { UnitFile, type Line, type UnitPart } from './unit-file.ts';

/** One file as the target's parser reads it. */
export interface Loaded {
  readonly file: UnitFile;
  /** The parser refuses the file: the first problem. The rest is read all the same, to be checked. */
  readonly refused: UnitProblem | undefined;
  /** The parser never comes to an end on this line. */
  readonly hangs: OldReading['hangs'];
  /** What `loadAgain` knows the text by; undefined before Podman 5.4. */
  readonly items: UnitTree['items'] | undefined;
  readonly edits: number;
}

const REFUSED: ReadonlySet<UnitProblem['kind']> = new Set(['byte-order-mark', 'no-section', 'section-name', 'not-an-entry', 'key-name']);

/** The problem that makes Podman 5.4 and later refuse the file. */
export const refusalOf = (problems: readonly UnitProblem[]): UnitProblem | undefined => problems.find((problem) => REFUSED.has(problem.kind));

/** True where some release may refuse the file; before 5.4 what ends in a backslash or begins with `;` is read otherwise. */
export function mayBeRefused(tree: UnitTree): boolean {
  if (refusalOf(tree.problems) !== undefined) return true;
  // Nearly every text has neither.
  if (!tree.text.includes('\\') && !tree.text.includes(';')) return false;
  return /^[^\S\n]*;|\\[^\S\n]*$/m.test(tree.text) && [true, false].some((trims) => isRefusedByOld(tree.text, trims));
}

/** Reads a file of a unit into the generator's form. */
export function load(part: UnitPart, target: Target): Loaded {
  if (!target.has('plainParser')) return loadOld(part, target);
  const file = new UnitFile();
  const { tree } = part;
  let pending: Line[] = [];
  let group: string | undefined;
  let sections = 0;
  for (const item of tree.items) {
    if (item.kind === 'comment') {
      if (item.unseen !== true) pending.push(commentLine(item));
    } else if (item.kind === 'entry') {
      if (item.lost) continue;
      // What stands before the first header is checked nowhere: it already makes Podman refuse the file.
      if (group !== undefined) file.append(group, pending, lineOf(item, part));
      if (pending.length > 0) pending = [];
    } else {
      const section = tree.sections[sections];
      if (section?.header !== item) continue;
      sections++;
      group = section.name;
      file.open(group, pending);
      pending = [];
    }
  }
  file.append(group ?? '', pending);
  return { file, refused: refusalOf(tree.problems), hangs: undefined, items: tree.items, edits: tree.edits };
}

/** The same after lines of the text became other ones of their kind; undefined where more is another. What was loaded before is used up. */
export function loadAgain(before: Loaded, part: UnitPart): Loaded | undefined {
  const { items, edits, replaced } = part.tree;
  if (before.items !== items || before.edits !== edits - 1 || replaced === undefined) return undefined;
  const lines = new Map<UnitItem, Line>();
  for (const { old, made } of replaced) lines.set(old, made.kind === 'entry' ? lineOf(made, part) : commentLine(made));
  return before.file.replace(lines, part) ? { ...before, edits } : undefined;
}

const commentLine = (source: UnitComment): Line => ({ key: '', value: source.text, text: source.text, comment: true, source });

/** The line of an entry, kept with it: the entry may have come into a new text, and with it into another part. */
function lineOf(entry: UnitEntry, part: UnitPart): Line {
  const known = entry.line as Mutable<Line> | undefined;
  if (known === undefined) {
    const line: Line = { key: entry.key, value: entry.value, text: entry.value, comment: false, entry, part };
    entry.line = line;
    return line;
  }
  known.part = part;
  return known;
}

function loadOld(part: UnitPart, target: Target): Loaded {
  const reading = readOldUnit(part.tree.text, target.has('trimsLines'));
  const file = new UnitFile();
  let pending: Line[] = [];
  let group: string | undefined;
  for (const item of reading.items) {
    if (item.kind === 'comment') pending.push({ key: '', value: item.text, text: item.text, comment: true });
    else if (item.kind === 'section') {
      group = item.name;
      file.open(group, pending);
      pending = [];
    } else {
      if (group !== undefined) file.append(group, pending, { key: item.entry.key, value: item.raw, text: item.entry.value, comment: false, entry: item.entry, part });
      pending = [];
    }
  }
  file.append(group ?? '', pending);
  return { file, refused: reading.problems[0], hangs: reading.hangs, items: undefined, edits: 0 };
}
