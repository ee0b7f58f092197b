import { isDropIn, unitTypeOfPath } from '../model/files.ts';
import { includesTold } from '../model/includes.ts';
import { Print } from '../model/print.ts';
import type { Contribution, Snapshot, SourceFile } from '../model/snapshot.ts';
import { namesKey } from './clients.ts';
import { connectionsOf } from './connections.ts';
import { podOf } from './container.ts';
import { mountKey } from './mounts.ts';
import { networkContributions } from './networks.ts';
import { environmentFileKey, podKey, volumeKey } from './queries.ts';
import { unitParts } from './parts.ts';
import { Placed, PlacedMount, type PlacedPod } from './placed.ts';
import { madeServices } from './services.ts';
import { dropInsOf, unitPlaces } from './world.ts';

/** The key of the containers that name files of the host, as mounts or environment files. */
export const NAMES_FILES = 'names-files';

/** The key of the containers that wait for other units to start. */
export const ORDERED = 'ordered';

/** More ports than this in one range are found by their first only. */
export const LONGEST_RANGE = 256;

const portKeys = ([first, last]: readonly [number, number]): string[] =>
  Array.from({ length: Math.min(last - first, LONGEST_RANGE) + 1 }, (_, i) => `port:${first + i}`);

/** What a file tells the others. */
export const contributionsOf = (file: SourceFile, snapshot: Snapshot): readonly Contribution[] =>
  file.isTooLong ? [] : [...unitPlaces(file), ...(file.kind === 'quadlet' && !isDropIn(file.path) ? madeServices(file, unitParts(snapshot, file)) : []), ...meaningOf(file, snapshot)];

function meaningOf(file: SourceFile, snapshot: Snapshot): readonly Contribution[] {
  if (isDropIn(file.path)) return [];
  const type = unitTypeOfPath(file.path);
  if (type === 'container') return containerContributions(file, snapshot);
  if (type === 'pod' || type === 'kube') return podContributions(file, snapshot);
  if (type === 'network') return networkContributions(file, unitParts(snapshot, file));
  const self: Contribution = { key: `file:${file.name}`, print: '', value: { path: file.path, uri: file.uri } };
  return [self, ...(file.kind === 'env' ? hostsNamed(file) : includesTold(file))];
}

/** The key of the containers that have a limit of memory. */
export const LIMITED = 'memory';

/** The key of a container that has one, by the name of its unit: the others of the stack look at the limit alone. */
export const limitKey = (unit: string): string => `memory:${unit}`;

function containerContributions(file: SourceFile, snapshot: Snapshot): Contribution[] {
  const placed = new Placed(file, dropInsOf(snapshot, file.path));
  const { container } = placed;
  const print = placed.print;
  const out: Contribution[] = [];
  const tell = (key: string, value: unknown = placed): void => void out.push({ key, print, value });
  tell(`unit:${file.name}`);
  tell(`service:${container.service}`);
  if (container.program !== 'other') tell(`program:${container.program}`);
  if (placed.limit !== undefined) out.push({ key: LIMITED, print: placed.limit, value: placed }, { key: limitKey(file.name), print: placed.limitPrint, value: placed });
  if (placed.after !== '') out.push({ key: ORDERED, print: new Print().add(placed.service).add(placed.after).value, value: placed });
  for (const { value } of container.hosts) tell(`host:${value}`);
  if (container.connections.length > 0) {
    for (const host of new Set(container.connections.map((connection) => connection.host))) tell(namesKey(host), { path: file.path, uri: file.uri });
  }
  for (const { value } of container.networks) tell(`network:${value.name}`);
  for (const { value } of container.ports) {
    if (value.host !== undefined) for (const key of portKeys(value.host)) tell(key);
  }
  if (container.pod !== undefined) {
    tell('in-a-pod');
    tell(podKey(container.pod.value));
  }
  for (let i = 0; i < container.volumes.length; i++) {
    const { kind, source } = container.volumes[i]!.value;
    if (kind !== 'volume' && kind !== 'bind') continue;
    const mount = new PlacedMount(placed, i);
    tell(volumeKey(file.path, source), mount);
    if (kind === 'bind') tell(mountKey(source), mount);
  }
  for (const key of new Set(container.environmentFiles.map(({ value }) => environmentFileKey(value)))) tell(key);
  if (container.volumes.some(({ value }) => value.kind === 'bind') || container.environmentFiles.length > 0) tell(NAMES_FILES);
  return out;
}

function podContributions(file: SourceFile, snapshot: Snapshot): Contribution[] {
  const pod = podOf(unitParts(snapshot, file), file.name);
  const print = new Print().add(JSON.stringify(pod, (key, part: unknown) => (key === 'start' || key === 'end' || key === 'uri' ? undefined : part))).value;
  const value: PlacedPod = { path: file.path, uri: file.uri, pod };
  const tell = (key: string): Contribution => ({ key, print, value });
  const ports = pod.ports.flatMap(({ value: { host } }) => (host === undefined ? [] : portKeys(host)));
  return [tell(`file:${file.name}`), ...ports.map(tell), ...pod.hosts.map(({ value: host }) => tell(`host:${host}`)), ...pod.networks.map(({ value: { name } }) => tell(`network:${name}`))];
}

/** The hosts that an environment file names: who changes one of those is looked for by the name. */
function hostsNamed(file: SourceFile): Contribution[] {
  const hosts = new Set(connectionsOf(file).map(({ host }) => host));
  const print = new Print().add(file.text).value;
  return [...hosts].map((host) => ({ key: namesKey(host), print, value: { path: file.path, uri: file.uri } }));
}
