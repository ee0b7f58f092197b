import type { Change } from '../syntax/changed-lines.ts';
import type { Span } from '../syntax/span.ts';
import { NONE } from './lists.ts';
import type { Fix, Problem } from './problem.ts';

/**
 * What was found by file, after a change of one of them; undefined where a place is in the change, or touches it. Lists
 * of which nothing stands behind the change are the same as before.
 */
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
  if (!isThere && problem.fixes === undefined && problem.related?.some(({ uri }) => uri === changed) !== true) return problem;
  const own = isThere ? movedPlace(problem, change) : problem;
  const related = all(problem.related ?? NONE, (place) => (place.uri === changed ? movedPlace(place, change) : place));
  const fixes = all(problem.fixes ?? NONE, (fix) => movedFix(fix, isThere, changed, change));
  if (own === undefined || related === undefined || fixes === undefined) return undefined;
  if (own === problem && related === (problem.related ?? NONE) && fixes === (problem.fixes ?? NONE)) return problem;
  return { ...own, ...(problem.related !== undefined && { related }), ...(problem.fixes !== undefined && { fixes }) };
}

function movedFix(fix: Fix, isThere: boolean, changed: string, change: Change): Fix | undefined {
  const own = isThere ? fix.edits : undefined;
  const others = fix.change?.edits?.[changed];
  const nextOwn = places(own ?? NONE, change);
  const nextOthers = places(others ?? NONE, change);
  if (nextOwn === undefined || nextOthers === undefined) return undefined;
  if (nextOwn === (own ?? NONE) && nextOthers === (others ?? NONE)) return fix;
  return { ...fix, ...(own !== undefined && { edits: nextOwn }), ...(others !== undefined && { change: { ...fix.change, edits: { ...fix.change?.edits, [changed]: nextOthers } } }) };
}

const places = <T extends Span>(list: readonly T[], change: Change): readonly T[] | undefined => all(list, (place) => movedPlace(place, change));

/** A place behind the change is moved, one before it stays. */
function movedPlace<T extends Span>(place: T, { start, end, delta }: Change): T | undefined {
  if (place.end < start) return place;
  return place.start > end ? { ...place, start: place.start + delta, end: place.end + delta } : undefined;
}

/** The list of what `map` makes of each, itself where that is the same; undefined where it makes nothing of one. */
function all<T>(list: readonly T[], map: (item: T) => T | undefined): readonly T[] | undefined {
  let out: T[] | undefined;
  for (let i = 0; i < list.length; i++) {
    const next = map(list[i]!);
    if (next === undefined) return undefined;
    if (out === undefined && next !== list[i]) out = list.slice(0, i);
    out?.push(next);
  }
  return out ?? list;
}
