import type { Snapshot } from '../../model/snapshot.ts';
import { LONGEST_RANGE } from '../../stack/contributions.ts';
import { publishersOf } from '../../stack/queries.ts';
import type { Container, Located, Pod, PublishedPort } from '../../stack/types.ts';
import { rangesOverlap } from '../../stack/values.ts';
import type { FileProblem } from '../file-problem.ts';
import { problem } from './table.ts';

const sameAddress = (a: PublishedPort, b: PublishedPort): boolean => a.ip === undefined || b.ip === undefined || a.ip === b.ip;

/** Two units that publish one host port: the kernel gives it to the one that starts first. */
export function portConflicts(snapshot: Snapshot, unit: Container | Pod, path: string): FileProblem[] {
  return unit.ports.flatMap((place): FileProblem[] => {
    const { host } = place.value;
    if (host === undefined || host[0] === 0) return [];
    for (const other of othersOn(snapshot, path, host)) {
      const there = other.ports.find((port) => clash(place, port, other.uri === unit.uri));
      if (there === undefined) continue;
      const where = other.uri === unit.uri ? 'twice in this unit' : `by \`${other.unit}\` too`;
      const message = `Host port ${host[0]}${host[0] === host[1] ? '' : `–${host[1]}`} is published ${where}: whichever starts second fails with “address already in use”. Give one of them another port or another address.`;
      return [{ uri: place.uri, problem: problem('port-conflict', place, message, { related: [{ uri: there.uri, start: there.start, end: there.end, message: `published here by ${other.unit}` }] }) }];
    }
    return [];
  });
}

/** Who publishes one of the ports; long ranges are looked through as far as they are indexed. */
function othersOn(snapshot: Snapshot, path: string, [first, last]: readonly [number, number]): Set<Container | Pod> {
  const found = new Set<Container | Pod>();
  for (let port = first; port <= Math.min(last, first + LONGEST_RANGE); port++) for (const other of publishersOf(snapshot, path, port)) found.add(other);
  return found;
}

function clash(a: Located<PublishedPort>, b: Located<PublishedPort>, sameUnit: boolean): boolean {
  // Within one unit the later of two lines is the one to report.
  if (sameUnit && (a.uri !== b.uri || a.start <= b.start)) return false;
  return a.value.host !== undefined && b.value.host !== undefined && a.value.protocol === b.value.protocol && sameAddress(a.value, b.value) && rangesOverlap(a.value.host, b.value.host);
}
