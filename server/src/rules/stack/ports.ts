import type { Snapshot } from '../../model/snapshot.ts';
import { LONGEST_RANGE } from '../../stack/contributions.ts';
import { publishersOf } from '../../stack/queries.ts';
import type { Container, Located, Pod, PublishedPort } from '../../stack/types.ts';
import { unitService } from '../../stack/names.ts';
import { rangesOverlap } from '../../stack/values.ts';
import type { FileProblem } from '../file-problem.ts';
import { problem } from './table.ts';

/** Whether two addresses, each all where none is named, have one in common. */
export const sameAddress = (a: Pick<PublishedPort, 'ip'>, b: Pick<PublishedPort, 'ip'>): boolean => a.ip === undefined || b.ip === undefined || a.ip === b.ip;

/** Two units that publish one host port: the kernel gives it to the one that starts first. */
export function portConflicts(snapshot: Snapshot, unit: Container | Pod, path: string): FileProblem[] {
  const alternatives = new Set<string>();
  return unit.ports.flatMap((place): FileProblem[] => {
    const { host } = place.value;
    if (host === undefined || host[0] === 0) return [];
    for (const other of othersOn(snapshot, path, host)) {
      const there = near(other.ports, host).find((port) => clash(place, port, other.uri === unit.uri));
      if (there === undefined || excludeEachOther(unit, other)) continue;
      const related = [{ uri: there.uri, start: there.start, end: there.end, message: `published here by ${other.unit}` }];
      if (areAlternatives(unit, other)) {
        if (alternatives.has(other.unit)) return [];
        alternatives.add(other.unit);
        const message = `This unit publishes the same ports as \`${other.unit}\` and runs an image of the same family. If the two are alternatives, \`Conflicts=${unitService(other.unit)}\` in [Unit] lets systemd stop one when the other starts; without it the second start fails with “address already in use”.`;
        return [{ uri: place.uri, problem: problem('alternatives-without-conflicts', place, message, { related }) }];
      }
      const what = `Host port ${host[0]}${host[0] === host[1] ? '' : `–${host[1]}`} is published`;
      const message = other.uri === unit.uri
        ? `${what} twice in this unit, for two ports of the container: Podman can lead it to one only, and the service does not start. Give one of the two another port or another address.`
        : `${what} by \`${other.unit}\` too: whichever starts second fails with “address already in use”. Give one of them another port or another address.`;
      return [{ uri: place.uri, problem: problem('port-conflict', place, message, { related }) }];
    }
    return [];
  });
}

export const isContainer = (unit: Container | Pod): unit is Container => 'relations' in unit;

/** Whether systemd keeps the two from running together: `Conflicts=` works both ways. */
export function excludeEachOther(a: Container | Pod, b: Container | Pod): boolean {
  const names = (unit: Container | Pod): string[] => (isContainer(unit) ? unit.relations.Conflicts : unit.conflicts).map(({ value }) => unitService(value));
  return names(a).includes(unitService(b.unit)) || names(b).includes(unitService(a.unit));
}

/** Two containers whose several ports are all the same and whose images come from one place: two builds of one thing, of which one runs. */
function areAlternatives(a: Container | Pod, b: Container | Pod): boolean {
  if (a.uri === b.uri || !isContainer(a) || !isContainer(b) || a.ports.length < 2) return false;
  const [one, two] = [a.image?.value, b.image?.value];
  if (one === undefined || two === undefined || one.path.split('/')[0] !== two.path.split('/')[0] || one.path === two.path) return false;
  const ports = (unit: Container): string => unit.ports.map(({ value }) => JSON.stringify(value)).sort().join();
  return ports(a) === ports(b);
}

/** Who publishes one of the ports; long ranges are looked through as far as they are indexed. */
function othersOn(snapshot: Snapshot, path: string, [first, last]: readonly [number, number]): Set<Container | Pod> {
  const found = new Set<Container | Pod>();
  for (let port = first; port <= Math.min(last, first + LONGEST_RANGE); port++) for (const other of publishersOf(snapshot, path, port)) found.add(other);
  return found;
}

type Ports = readonly Located<PublishedPort>[];

/** Of fewer ports all are looked through. */
const FEW = 32;

/** The places in a long list by each port that one names, ranges as far as they are indexed. */
const indexes = new WeakMap<Ports, ReadonlyMap<number, readonly number[]>>();

/** Those of a unit's ports that may overlap a range, in their order: a unit of thousands would be looked through thousands of times. */
function near(ports: Ports, [first, last]: readonly [number, number]): Ports {
  if (ports.length <= FEW || last - first > LONGEST_RANGE) return ports;
  const index = indexes.get(ports) ?? indexOf(ports);
  indexes.set(ports, index);
  const found = new Set(index.get(LONG));
  for (let port = first; port <= last; port++) for (const at of index.get(port) ?? []) found.add(at);
  return [...found].sort((a, b) => a - b).map((at) => ports[at]!);
}

/** Stands for ranges that are longer than those that are indexed: no port has this number. */
const LONG = -1;

function indexOf(ports: Ports): Map<number, number[]> {
  const index = new Map<number, number[]>();
  const add = (port: number, at: number): void => {
    const list = index.get(port);
    if (list === undefined) index.set(port, [at]);
    else list.push(at);
  };
  for (const [at, { value: { host } }] of ports.entries()) {
    if (host === undefined) continue;
    if (host[1] - host[0] > LONGEST_RANGE) add(LONG, at);
    else for (let port = host[0]; port <= host[1]; port++) add(port, at);
  }
  return index;
}

function clash(a: Located<PublishedPort>, b: Located<PublishedPort>, sameUnit: boolean): boolean {
  // Within one unit the later of two lines is the one to report; what leads to the same port Podman takes for one (`ParsePortMapping` in its pkg/specgen/generate).
  if (sameUnit && (a.uri !== b.uri || a.start <= b.start || leadsTheSame(a.value, b.value))) return false;
  return a.value.host !== undefined && b.value.host !== undefined && a.value.protocol === b.value.protocol && sameAddress(a.value, b.value) && rangesOverlap(a.value.host, b.value.host);
}

const leadsTheSame = (a: PublishedPort, b: PublishedPort): boolean =>
  a.ip === b.ip && a.host !== undefined && b.host !== undefined && a.container[0] - a.host[0] === b.container[0] - b.host[0];
