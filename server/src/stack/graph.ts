import { isDropIn, unitTypeOfPath } from '../model/files.ts';
import type { Snapshot, SourceFile } from '../model/snapshot.ts';
import { nameOf } from '../model/uri.ts';
import { containersByHost } from './hosts.ts';
import { networkUnit } from './networks.ts';
import { containerAt, containerByService, fileOfUnit, podAt, podOfContainer } from './queries.ts';
import { isProxy, listensOn, reachesOf } from './reaches.ts';
import type { Container, Located, Program, PublishedPort } from './types.ts';

/** A piece of a file; the beginning of one where the file itself is meant. */
export interface Place {
  readonly uri: string;
  readonly start: number;
  readonly end: number;
}

/** Something mounted into a container, as far as it lies outside of it. */
export interface GraphMount {
  /** `postgres-data.volume`, a volume's name, a path on the host. */
  readonly source: string;
  readonly kind: 'unit' | 'named' | 'bind';
  readonly target: string;
  readonly readOnly: boolean;
  readonly place: Place;
}

export interface GraphNode {
  /** The unit's file name: `postgres.container`. Unique within a stack. */
  readonly id: string;
  /** Without its ending. */
  readonly name: string;
  readonly service: string;
  readonly program: Program;
  /** The image's own name and tag: `postgres:17-alpine`. */
  readonly image: string | undefined;
  /** Bytes; undefined: no limit. */
  readonly memory: number | undefined;
  readonly cpus: number | undefined;
  /** Names of networks as the units write them; empty on the default network. */
  readonly networks: readonly string[];
  /** `web.pod` */
  readonly pod: string | undefined;
  readonly mounts: readonly GraphMount[];
  /** 0 starts first; undefined where nothing in the stack is ordered against it. */
  readonly order: number | undefined;
  /** The services that it is started after. */
  readonly after: readonly string[];
  readonly place: Place;
}

/** One container reaches another. */
export interface GraphLink {
  readonly from: string;
  readonly to: string;
  readonly ports: readonly number[];
  /** The variables, entries and arguments that say so. */
  readonly by: readonly string[];
  /** False: they share no network. */
  readonly joined: boolean;
  readonly presumed: boolean;
  readonly place: Place;
}

/** A way in from outside: ports of the host that lead to a container. */
export interface GraphEntrance {
  readonly to: string;
  readonly ports: readonly PublishedPort[];
  /** Undefined: all addresses of the host. */
  readonly ip: string | undefined;
  /** True where only the host itself gets in. */
  readonly local: boolean;
  readonly place: Place;
}

export interface GraphGroup {
  readonly kind: 'network' | 'pod';
  readonly name: string;
  readonly members: readonly string[];
  /** The unit that makes it, where there is one. */
  readonly place: Place | undefined;
}

/** The service graph of one stack. */
export interface StackGraph {
  /** The folder that the units share. */
  readonly folder: string;
  readonly nodes: readonly GraphNode[];
  readonly links: readonly GraphLink[];
  readonly entrances: readonly GraphEntrance[];
  readonly groups: readonly GraphGroup[];
}

interface Member {
  readonly file: SourceFile;
  readonly container: Container;
}

/** The graphs of all stacks of the workspace, by folder; what is in them is in the order of the files' paths. */
export function stackGraphs(snapshot: Snapshot): StackGraph[] {
  const stacks = new Map<string, Member[]>();
  for (const file of snapshot.files()) {
    if (file.kind !== 'quadlet' || isDropIn(file.path) || unitTypeOfPath(file.path) !== 'container') continue;
    const container = containerAt(snapshot, file);
    const stack = snapshot.stackOf(file.path);
    if (container !== undefined) stacks.set(stack, [...(stacks.get(stack) ?? []), { file, container }]);
  }
  return [...stacks.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, members]) => graphOf(snapshot, members.sort((a, b) => (a.file.path < b.file.path ? -1 : 1))));
}

function graphOf(snapshot: Snapshot, members: readonly Member[]): StackGraph {
  const order = startOrder(snapshot, members);
  const nodes = members.map((member) => nodeOf(snapshot, member, order));
  return {
    folder: sharedFolder(members.map(({ file }) => file.folder)),
    nodes,
    links: members.flatMap((member) => linksOf(snapshot, member)),
    entrances: entrancesOf(snapshot, members),
    groups: groupsOf(snapshot, members, nodes),
  };
}

const beginning = (file: { readonly uri: string }): Place => ({ uri: file.uri, start: 0, end: 0 });
const placeOf = ({ uri, start, end }: Place): Place => ({ uri, start, end });

function nodeOf(snapshot: Snapshot, { file, container }: Member, order: ReadonlyMap<string, readonly string[]>): GraphNode {
  const image = container.image?.value;
  const after = order.get(container.service) ?? [];
  const ordered = after.length > 0 || [...order.values()].some((others) => others.includes(container.service));
  return {
    id: container.unit,
    name: container.unit.replace(/\.container$/, ''),
    service: container.service,
    program: container.program,
    image: image === undefined ? undefined : image.tag === undefined ? image.name : `${image.name}:${image.tag}`,
    memory: container.memory?.value,
    cpus: container.cpus?.value,
    networks: networkNames(snapshot, container, file.path),
    pod: container.pod?.value,
    mounts: container.volumes.flatMap(({ value: { kind, source, target, options }, ...place }): GraphMount[] =>
      kind !== 'bind' && kind !== 'volume' ? [] : [{ source, kind: kind === 'bind' ? 'bind' : source.endsWith('.volume') ? 'unit' : 'named', target, readOnly: options.some((option) => option === 'ro' || option === 'readonly'), place: placeOf(place) }]),
    order: ordered ? depth(container.service, order) : undefined,
    after,
    place: beginning(file),
  };
}

/** Names that are no network that others can be in too. */
const ALONE = /^(?:none|private|pasta|slirp4netns|bridge|ns)(?::|$)/;

/** The networks of a container: its pod's, those of the container whose network it shares, or its own. */
function networkNames(snapshot: Snapshot, container: Container, path: string, depthLeft = 4): string[] {
  const pod = podOfContainer(snapshot, container, path);
  return (pod ?? container).networks.flatMap(({ value: { name } }) => {
    if (ALONE.test(name)) return [];
    if (!name.endsWith('.container') && !name.startsWith('container:')) return [networkUnit(snapshot, name, path)];
    const [owner] = name.startsWith('container:') ? containersByHost(snapshot, path, name.slice('container:'.length)) : [containerByService(snapshot, path, name.replace(/\.container$/, '.service'))];
    return owner === undefined || owner.uri === container.uri || depthLeft === 0 ? [] : networkNames(snapshot, owner, path, depthLeft - 1);
  });
}

/** Service → the services of the stack that it is started after. */
function startOrder(snapshot: Snapshot, members: readonly Member[]): ReadonlyMap<string, readonly string[]> {
  const order = new Map<string, string[]>(members.map(({ container }) => [container.service, []]));
  const add = (later: string, earlier: string): void => {
    if (later !== earlier && order.has(earlier) && order.get(later)?.includes(earlier) === false) order.get(later)!.push(earlier);
  };
  for (const { container, file } of members) {
    const named = ({ value }: Located): string => containerByService(snapshot, file.path, value.replace(/\.container$/, '.service'))?.service ?? '';
    for (const place of container.relations.After) add(container.service, named(place));
    for (const place of container.relations.Before) add(named(place), container.service);
  }
  return order;
}

/** How many must have started one after the other before this one does; a circle is cut where it closes. */
function depth(service: string, order: ReadonlyMap<string, readonly string[]>): number {
  const known = new Map<string, number>();
  const visit = (name: string): number => {
    const found = known.get(name);
    if (found !== undefined) return found;
    known.set(name, 0);
    const levels = (order.get(name) ?? []).map((earlier) => visit(earlier) + 1);
    known.set(name, Math.max(0, ...levels));
    return known.get(name)!;
  };
  return visit(service);
}

/** Whom a container reaches: one link for each, with all that says so. */
function linksOf(snapshot: Snapshot, { container, file }: Member): GraphLink[] {
  const links = new Map<string, GraphLink>();
  for (const { target, port, by, place, joined, presumed } of reachesOf(snapshot, container, file.path)) {
    const before = links.get(target.unit);
    const ports = new Set([...(before?.ports ?? []), ...(port === undefined ? [] : [port])]);
    links.set(target.unit, {
      from: container.unit, to: target.unit, ports: [...ports].sort((a, b) => a - b), by: [...new Set([...(before?.by ?? []), by])],
      joined, presumed, place: before?.place ?? placeOf(place),
    });
  }
  return [...links.values()].sort((a, b) => (a.to < b.to ? -1 : 1));
}

const isLocal = (ip: string | undefined): boolean => ip !== undefined && /^(?:127\.|::1$|localhost$)/.test(ip);

/** The published ports, together for each container and address. Those of a pod lead to whoever of it seems to listen. */
function entrancesOf(snapshot: Snapshot, members: readonly Member[]): GraphEntrance[] {
  const found = new Map<string, GraphEntrance>();
  const add = (to: string, { value, ...place }: Located<PublishedPort>): void => {
    const key = `${to} ${value.ip ?? ''}`;
    const before = found.get(key);
    found.set(key, { to, ip: value.ip, local: isLocal(value.ip), ports: [...(before?.ports ?? []), value], place: before?.place ?? placeOf(place) });
  };
  const seen = new Set<string>();
  for (const { container, file } of members) {
    for (const port of container.ports) add(container.unit, port);
    const pod = podOfContainer(snapshot, container, file.path);
    if (pod === undefined || seen.has(pod.unit)) continue;
    seen.add(pod.unit);
    const inside = members.map((member) => member.container).filter((other) => other.pod?.value === pod.unit);
    for (const port of pod.ports) add((inside.find((other) => listensOn(other) === port.value.container[0]) ?? inside.find(isProxy) ?? container).unit, port);
  }
  return [...found.values()];
}

/** Networks and pods with more than nobody in them, networks first. */
function groupsOf(snapshot: Snapshot, members: readonly Member[], nodes: readonly GraphNode[]): GraphGroup[] {
  const groups = new Map<string, { kind: GraphGroup['kind']; name: string; members: string[] }>();
  const join = (kind: GraphGroup['kind'], name: string, id: string): void => {
    const group = groups.get(`${kind} ${name}`) ?? { kind, name, members: [] };
    groups.set(`${kind} ${name}`, group);
    if (!group.members.includes(id)) group.members.push(id);
  };
  for (const { id, networks, pod } of nodes) {
    for (const name of networks) join('network', name, id);
    if (pod !== undefined) join('pod', pod, id);
  }
  const unitPath = members[0]?.file.path ?? '';
  const unitOf = (name: string): Place | undefined => {
    const file = /\.(?:network|pod)$/.test(name) ? fileOfUnit(snapshot, unitPath, nameOf(name)) : undefined;
    return file === undefined || (file.name.endsWith('.pod') && podAt(snapshot, file) === undefined) ? undefined : beginning(file);
  };
  return [...groups.values()].sort((a, b) => (a.kind === b.kind ? (a.name < b.name ? -1 : 1) : a.kind === 'network' ? -1 : 1)).map((group) => ({ ...group, place: unitOf(group.name) }));
}

/** The deepest folder that holds all of them. */
function sharedFolder(folders: readonly string[]): string {
  let shared = (folders[0] ?? '').split('/');
  for (const folder of folders) {
    const parts = folder.split('/');
    let same = 0;
    while (same < shared.length && shared[same] === parts[same]) same++;
    shared = shared.slice(0, same);
  }
  return shared.join('/');
}
