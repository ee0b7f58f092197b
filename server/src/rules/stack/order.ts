import type { Snapshot, SourceFile } from '../../model/snapshot.ts';
import { containerByService } from '../../stack/queries.ts';
import { unitService } from '../../stack/names.ts';
import type { Container, Located } from '../../stack/types.ts';
import type { FileProblem } from '../file-problem.ts';
import { problem } from './table.ts';

/** Units that wait for each other in a circle. Reported where the circle's first unit by name enters it, so once. */
export function startOrderCycle(snapshot: Snapshot, container: Container, file: SourceFile): FileProblem[] {
  const after = (unit: Container): Located[] => [...unit.relations.After];
  for (const first of after(container)) {
    const circle = circleFrom(snapshot, container, unitService(first.value), file.path, after);
    if (circle === undefined) continue;
    const names = [container.service, ...circle];
    if ([...names].sort()[0] !== container.service) continue;
    const message = names.length === 1
      ? 'This unit waits for itself: systemd drops the order.'
      : `These units wait for each other: ${[...names, container.service].map((name) => `\`${name}\``).join(' after ')}. systemd breaks the circle by not starting one of them. Take one \`After=\` out.`;
    return [{ uri: first.uri, problem: problem('start-order-cycle', first, message) }];
  }
  return [];
}

/** The services on the way from `service` back to the container, in order; undefined where none leads back. */
function circleFrom(snapshot: Snapshot, container: Container, service: string, path: string, after: (unit: Container) => Located[]): string[] | undefined {
  const seen = new Set<string>();
  const search = (name: string): string[] | undefined => {
    if (name === container.service) return [];
    if (seen.has(name)) return undefined;
    seen.add(name);
    const unit = containerByService(snapshot, path, name);
    for (const next of unit === undefined ? [] : after(unit)) {
      const rest = search(unitService(next.value));
      if (rest !== undefined) return [name, ...rest];
    }
    return undefined;
  };
  return search(service);
}
