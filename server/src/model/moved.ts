import type { Change } from '../syntax/changed-line.ts';
import type { Span } from '../syntax/span.ts';
import type { Fix, Problem } from './problem.ts';

/** What was found by file, after a change of one of them; undefined where a place is in the change, or touches it. */
export function movedProblems(found: ReadonlyMap<string, readonly Problem[]>, changed: string, change: Change): ReadonlyMap<string, readonly Problem[]> | undefined {
  const out = new Map<string, readonly Problem[]>();
  for (const [uri, problems] of found) {
    const moved = all(problems, (problem) => movedProblem(problem, uri === changed, changed, change));
    if (moved === undefined) return undefined;
    out.set(uri, moved);
  }
  return out;
}

/** A problem after a change of `changed`; `isThere` where that is its own file. */
function movedProblem(problem: Problem, isThere: boolean, changed: string, change: Change): Problem | undefined {
  const own = isThere ? movedPlace(problem, change) : problem;
  const related = problem.related === undefined ? NOTHING : all(problem.related, (place) => (place.uri === changed ? movedPlace(place, change) : place));
  const fixes = problem.fixes === undefined ? NOTHING : all(problem.fixes, (fix) => movedFix(fix, isThere, changed, change));
  if (own === undefined || related === undefined || fixes === undefined) return undefined;
  return { ...own, ...(problem.related !== undefined && { related }), ...(problem.fixes !== undefined && { fixes }) };
}

function movedFix(fix: Fix, isThere: boolean, changed: string, change: Change): Fix | undefined {
  const own = isThere && fix.edits !== undefined ? places(fix.edits, change) : fix.edits;
  const theirs = fix.change?.edits?.[changed];
  const others = theirs && places(theirs, change);
  if ((fix.edits !== undefined && own === undefined) || (theirs !== undefined && others === undefined)) return undefined;
  return { ...fix, ...(own !== undefined && { edits: own }), ...(others !== undefined && { change: { ...fix.change, edits: { ...fix.change?.edits, [changed]: others } } }) };
}

const NOTHING: readonly never[] = [];

const places = <T extends Span>(list: readonly T[], change: Change): readonly T[] | undefined => all(list, (place) => movedPlace(place, change));

/** A place behind the change is moved, one before it stays. */
function movedPlace<T extends Span>(place: T, { start, end, delta }: Change): T | undefined {
  if (place.end < start) return place;
  return place.start > end ? { ...place, start: place.start + delta, end: place.end + delta } : undefined;
}

/** The list of what `map` makes of each; undefined where it makes nothing of one. */
function all<T>(list: readonly T[], map: (item: T) => T | undefined): readonly T[] | undefined {
  const out: T[] = [];
  for (const item of list) {
    const next = map(item);
    if (next === undefined) return undefined;
    out.push(next);
  }
  return out;
}
