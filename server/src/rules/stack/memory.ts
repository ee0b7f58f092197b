import type { Contribution, Snapshot } from '../../model/snapshot.ts';
import { formatBytes } from '../../model/values/size.ts';
import type { Placed } from '../../stack/contributions.ts';
import type { Container, Located } from '../../stack/types.ts';
import type { FileProblem } from '../file-problem.ts';
import { problem } from './table.ts';

/** How many containers the sum names one by one. */
const NAMED = 5;

/** The limits of each stack's containers against the host's RAM, reported on the largest of them. */
export function stackExceedsMemory(snapshot: Snapshot): FileProblem[] {
  const { hostMemory } = snapshot.settings;
  if (hostMemory === undefined) return [];
  const stacks = new Map<string, Container[]>();
  for (const { value } of snapshot.lookup('memory') as readonly Contribution<Placed>[]) {
    const stack = snapshot.stackOf(value.path);
    stacks.set(stack, [...(stacks.get(stack) ?? []), value.container]);
  }
  return [...stacks.values()].flatMap((containers) => exceeding(containers, hostMemory));
}

const limitOf = (container: Container): Located<number> => container.memory!;

function exceeding(containers: readonly Container[], hostMemory: number): FileProblem[] {
  const sum = containers.reduce((total, container) => total + limitOf(container).value, 0);
  if (sum <= hostMemory) return [];
  const byLimit = [...containers].sort((a, b) => limitOf(b).value - limitOf(a).value || (a.unit < b.unit ? -1 : 1));
  const largest = byLimit[0]!;
  const place = limitOf(largest);
  const rest = byLimit.slice(NAMED).reduce((total, container) => total + limitOf(container).value, 0);
  const terms = byLimit.slice(0, NAMED).map((container) => `${container.unit.replace(/\.container$/, '')} ${formatBytes(limitOf(container).value)}`);
  if (rest > 0) terms.push(`${byLimit.length - NAMED} more ${formatBytes(rest)}`);
  const message = `The containers may take ${formatBytes(sum)} of this host’s ${formatBytes(hostMemory)}: ${terms.join(' + ')}. At the worst the kernel kills one of them, or something else. Lower the limits, or tune the stack for ${formatBytes(hostMemory)}.`;
  const related = byLimit.slice(1, NAMED).map((container) => ({ uri: limitOf(container).uri, start: limitOf(container).start, end: limitOf(container).end, message: `${container.unit}: ${formatBytes(limitOf(container).value)}` }));
  return [{ uri: place.uri, problem: problem('stack-exceeds-memory', place, message, { related }) }];
}
