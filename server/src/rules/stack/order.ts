import type { Snapshot } from '../../model/snapshot.ts';
import { ORDERED } from '../../stack/contributions.ts';
import { unitService } from '../../stack/names.ts';
import { containerAt } from '../../stack/queries.ts';
import type { Placed } from '../../stack/placed.ts';
import type { FileProblem } from '../file-problem.ts';
import { problem } from './table.ts';

/** Service → the services that it waits for, among those of one stack that wait at all. */
type Order = ReadonlyMap<string, readonly string[]>;

/**
 * Units that wait for each other in a circle, reported once: in the unit of the circle that is first by name. Of the
 * workspace as a whole, because a look along `After=` from every unit would make each depend on all those before it.
 */
export function startOrderCycles(snapshot: Snapshot): FileProblem[] {
  // The circles change with the order, their places with every line typed above one.
  return snapshot.memo('circles', () => circlesIn(snapshot)).flatMap(({ uri, names }) => {
    const file = snapshot.file(uri);
    const container = file && containerAt(snapshot, file);
    const first = container?.relations.After.find(({ value }) => unitService(value) === (names[1] ?? names[0]));
    if (first === undefined) return [];
    const message = names.length === 1
      ? 'This unit waits for itself: systemd drops the order.'
      : `These units wait for each other: ${[...names, names[0]!].map((name) => `\`${name}\``).join(' after ')}. systemd breaks the circle by not starting one of them. Take one \`After=\` out.`;
    return [{ uri: first.uri, problem: problem('start-order-cycle', first, message) }];
  });
}

/** Services that wait for each other, each for the next one, and the file of the first of them. */
interface Circle {
  readonly uri: string;
  readonly names: readonly string[];
}

function circlesIn(snapshot: Snapshot): Circle[] {
  const stacks = new Map<string, Map<string, Placed>>();
  for (const placed of snapshot.lookup<Placed>(ORDERED)) {
    const stack = snapshot.stackOf(placed.path);
    let services = stacks.get(stack);
    if (services === undefined) stacks.set(stack, (services = new Map()));
    const other = services.get(placed.service);
    if (other === undefined || placed.path < other.path) services.set(placed.service, placed);
  }
  return [...stacks.values()].flatMap((services) => {
    const order: Order = new Map([...services].map(([service, { after }]) => [service, after.split(' ').map(unitService).filter((name) => services.has(name))]));
    return knots(order).map((knot) => {
      const start = [...knot].sort()[0]!;
      return { uri: services.get(start)!.uri, names: circleThrough(start, order, knot) };
    });
  });
}

/** The shortest circle within a knot through one of its services, which comes first. */
function circleThrough(start: string, order: Order, knot: ReadonlySet<string>): string[] {
  const from = new Map<string, string>();
  const queue = [start];
  for (const name of queue) {
    for (const next of order.get(name)!) {
      if (next === start) {
        const names: string[] = [];
        for (let at: string | undefined = name; at !== undefined; at = from.get(at)) names.unshift(at);
        return names;
      }
      if (!knot.has(next) || from.has(next)) continue;
      from.set(next, name);
      queue.push(next);
    }
  }
  return [start];
}

/** The sets of services of which each leads to every other one (Tarjan's algorithm, without recursion: chains may be long). */
function knots(order: Order): Set<string>[] {
  const found: Set<string>[] = [];
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const open: string[] = [];
  const isOpen = new Set<string>();
  const enter = (name: string): { name: string; next: number } => {
    index.set(name, index.size);
    low.set(name, index.get(name)!);
    open.push(name);
    isOpen.add(name);
    return { name, next: 0 };
  };
  for (const root of order.keys()) {
    const path = index.has(root) ? [] : [enter(root)];
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const next = order.get(top.name)![top.next++];
      if (next !== undefined) {
        if (!index.has(next)) path.push(enter(next));
        else if (isOpen.has(next)) low.set(top.name, Math.min(low.get(top.name)!, index.get(next)!));
        continue;
      }
      path.pop();
      const above = path.at(-1);
      if (above !== undefined) low.set(above.name, Math.min(low.get(above.name)!, low.get(top.name)!));
      if (low.get(top.name) !== index.get(top.name)) continue;
      const knot = new Set(open.splice(open.lastIndexOf(top.name)));
      for (const name of knot) isOpen.delete(name);
      if (knot.size > 1 || order.get(top.name)!.includes(top.name)) found.push(knot);
    }
  }
  return found;
}
