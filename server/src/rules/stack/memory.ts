import type { Snapshot } from '../../model/snapshot.ts';
import { nameOf } from '../../model/uri.ts';
import { formatBytes } from '../../model/values/size.ts';
import { LIMITED, limitKey } from '../../stack/contributions.ts';
import type { Placed } from '../../stack/placed.ts';
import type { FileProblem } from '../file-problem.ts';
import { problem } from './table.ts';

/** How many containers the sum names one by one. */
const NAMED = 5;

/** The limits of one stack's containers, taken together. */
interface Sum {
  readonly total: number;
  readonly count: number;
  /** The paths of those with the largest limits, the largest first. */
  readonly largest: readonly string[];
}

/** The limits of each stack's containers against the host's RAM, reported on the largest of them. */
export function stackExceedsMemory(snapshot: Snapshot): FileProblem[] {
  const { hostMemory } = snapshot.settings;
  if (hostMemory === undefined) return [];
  // The sums change with the limits, their places with every line typed above one.
  const sums = snapshot.memo('limits', () => sumsOf(snapshot));
  return sums.flatMap((sum) => (sum.total <= hostMemory ? [] : exceeding(snapshot, sum, hostMemory)));
}

function sumsOf(snapshot: Snapshot): Sum[] {
  const stacks = new Map<string, { path: string; limit: number }[]>();
  for (const { path, limit } of snapshot.lookup<Placed>(LIMITED)) {
    const stack = snapshot.stackOf(path);
    const list = stacks.get(stack);
    if (list === undefined) stacks.set(stack, [{ path, limit: limit! }]);
    else list.push({ path, limit: limit! });
  }
  return [...stacks.values()].map((limits) => ({
    total: limits.reduce((total, { limit }) => total + limit, 0),
    count: limits.length,
    largest: limits.sort((a, b) => b.limit - a.limit || (nameOf(a.path) < nameOf(b.path) ? -1 : 1)).slice(0, NAMED).map(({ path }) => path),
  }));
}

function exceeding(snapshot: Snapshot, { total, count, largest }: Sum, hostMemory: number): FileProblem[] {
  const containers = largest.map((path) => snapshot.lookup<Placed>(limitKey(nameOf(path))).find((placed) => placed.path === path)!.container);
  const place = containers[0]?.memory;
  if (place === undefined) return [];
  const rest = containers.reduce((left, { memory }) => left - memory!.value, total);
  const terms = containers.map(({ unit, memory }) => `${unit.replace(/\.container$/, '')} ${formatBytes(memory!.value)}`);
  if (rest > 0) terms.push(`${count - NAMED} more ${formatBytes(rest)}`);
  const message = `The containers may take ${formatBytes(total)} of this host’s ${formatBytes(hostMemory)}: ${terms.join(' + ')}. At the worst the kernel kills one of them, or something else. Lower the limits, or tune the stack for ${formatBytes(hostMemory)}.`;
  const related = containers.slice(1).map(({ unit, memory }) => ({ uri: memory!.uri, start: memory!.start, end: memory!.end, message: `${unit}: ${formatBytes(memory!.value)}` }));
  return [{ uri: place.uri, problem: problem('stack-exceeds-memory', place, message, { related }) }];
}
