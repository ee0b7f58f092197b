import type { GraphEntrance, GraphGroup, GraphLink, GraphMount, GraphNode, StackGraph } from '../../stack/graph.ts';
import { nameOf } from '../../model/uri.ts';
import { count, list, say } from '../../model/values/units.ts';
import { sharedMounts } from './blocks.ts';

const PROGRAM: Readonly<Partial<Record<GraphNode['program'], string>>> = {
  postgres: 'PostgreSQL', redis: 'Redis', pgbouncer: 'PgBouncer', nginx: 'Nginx', 'celery-worker': 'Celery worker', 'celery-beat': 'Celery beat',
  flower: 'Flower', daphne: 'Daphne', gunicorn: 'Gunicorn', uvicorn: 'Uvicorn',
};

const ORDINALS = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh', 'eighth', 'ninth', 'tenth'];

/** 0 is the first. */
export const ordinal = (order: number): string => ORDINALS[order] ?? `as no. ${order + 1}`;

/** `redis.container` → `redis`. */
export const bare = (id: string): string => id.replace(/\.container$/, '');

/** `postgres-data`, `redis.conf`, `tls`. */
export const mountName = (source: string): string => source.replace(/\.volume$/, '').replace(/(?<=.)\/$/, '').replace(/^.*\/(?=[^/])/, '');

/** A published port as the host and as the container has it: `8443` and `443`, `53/udp` and `53/udp`. */
export function portText({ host, container, protocol }: GraphEntrance['ports'][number]): { readonly host: string; readonly container: string } {
  const range = ([first, last]: readonly [number, number]): string => (first === last ? String(first) : `${first}–${last}`) + (protocol === '' || protocol === 'tcp' ? '' : `/${protocol}`);
  return { host: host === undefined ? 'any' : range(host), container: range(container) };
}

/** `open to the world`, `this machine only`, `open on 192.0.2.7`. */
export const whoEnters = ({ ip, local }: GraphEntrance): string => (local ? 'this machine only' : ip === undefined ? 'open to the world' : `open on ${ip}`);

/** `network trader`, `pod web`. */
export const groupName = ({ kind, name }: GraphGroup): string =>
  (kind === 'pod' ? `pod ${name.replace(/\.pod$/, '')}` : name === 'host' ? 'the host’s network' : `network ${name.replace(/\.network$/, '')}`);

/** `8443 → nginx:443`, `5432 → postgres`. */
const entranceWords = ({ to, ports }: GraphEntrance): string =>
  list(ports.map(portText).map(({ host, container }) => `${host} → ${bare(to)}${host === container ? '' : `:${container}`}`));

/** `PostgreSQL 17`, `Celery worker`; of another program its image. */
export function programWords({ program, image }: GraphNode): string {
  const [name = '', tag] = (image ?? '').split(':');
  const known = PROGRAM[program];
  if (known === undefined) return image === undefined ? 'no image' : name.replace(/\.(?:image|build)$/, '') + (tag === undefined || tag === 'latest' ? '' : ` ${tag}`);
  const isOwn = /^(?:postgres|postgresql|redis|pgbouncer|nginx|nginx-unprivileged|flower)$/.test(name);
  const version = isOwn ? /^v?(\d+(?:\.\d+)*)/.exec(tag ?? '')?.[1] : undefined;
  const product = program === 'redis' && name === 'valkey' ? `Valkey${tag === undefined ? '' : ` ${/^\d+(?:\.\d+)*/.exec(tag)?.[0] ?? ''}`}`.trim() : known;
  return version === undefined ? product : `${product} ${version}`;
}

/** `trader: 9 containers`. */
export const stackTitle = ({ folder, nodes }: StackGraph): string => `${nameOf(folder) || 'Stack'}: ${count(nodes.length, 'container')}`;

/** `django reaches redis, port 6379 (CHANNELS_URL)`. */
export function linkWords({ from, to, ports, by, joined, presumed }: GraphLink): string {
  const port = ports.length === 0 ? '' : `, port ${list(ports.map(String))}`;
  if (presumed) return `${bare(from)} is taken to lead to ${bare(to)}${port}: it starts after it`;
  return `${bare(from)} ${joined ? 'reaches' : 'looks for'} ${bare(to)}${port} (${by.join(', ')})${joined ? '' : ', but they share no network'}`;
}

const mountWords = ({ source, target, readOnly }: GraphMount): string => `${source} at ${target}${readOnly ? ', read only' : ''}`;

/** A container in lines: the first says what it is. */
export function nodeWords(node: GraphNode): string[] {
  const { memory, cpus, order, networks, pod, after } = node;
  return [
    `${node.name}: ${programWords(node)}, ${memory === undefined ? 'no memory limit' : say(memory)}${cpus === undefined ? '' : `, ${count(cpus, 'CPU')}`}`,
    ...(order === undefined ? [] : [after.length === 0 ? 'starts first' : `starts ${ordinal(order)}, after ${list(after)}`]),
    pod !== undefined ? `in the pod ${pod}` : networks.length === 0 ? 'on the default network, where names are not found' : `on ${list(networks)}`,
  ];
}

/** The graphs in plain lines: what the picture shows, for those who do not see it. */
export function stackText(graphs: readonly StackGraph[]): string {
  if (graphs.length === 0) return 'No containers in this workspace.\n';
  return graphs.map((graph) => {
    const lines = [stackTitle(graph), ''];
    lines.push(graph.entrances.length === 0 ? 'Nothing is published.' : 'From outside:', ...graph.entrances.map((entrance) => `  ${whoEnters(entrance)}: ${entranceWords(entrance)}`));
    const sorted = [...graph.nodes].sort((a, b) => (a.order ?? 0) - (b.order ?? 0));
    lines.push('', 'Containers:');
    for (const node of sorted) {
      const [head, ...rest] = nodeWords(node);
      lines.push(`  ${head}`, `    ${rest.join('; ')}`);
      for (const link of graph.links) if (link.from === node.id) lines.push(`    ${linkWords(link)}`);
      for (const mount of node.mounts) lines.push(`    ${mountWords(mount)}`);
    }
    const shared = sharedMounts(graph);
    if (shared.length > 0) lines.push('', 'Shared:', ...shared.map(({ source, users }) => `  ${source}: ${list(users.map(({ id }) => bare(id)))}`));
    return lines.join('\n');
  }).join('\n\n') + '\n';
}

/** The graphs as data: without places, which belong to the editor. */
export function stackJson(graphs: readonly StackGraph[]): object {
  return {
    stacks: graphs.map(({ folder, nodes, links, entrances, groups }) => ({
      name: nameOf(folder),
      containers: nodes.map(({ id, name, service, program, image, memory, cpus, networks, pod, order, after, mounts }) => ({
        unit: id, name, service, program, image, memory, cpus, networks, pod, order, after, mounts: mounts.map(({ source, kind, target, readOnly }) => ({ source, kind, target, readOnly })),
      })),
      links: links.map(({ from, to, ports, by, joined, presumed }) => ({ from, to, ports, by, joined, presumed })),
      published: entrances.map(({ to, ip, local, ports }) => ({ to, ip, local, ports })),
      groups: groups.map(({ kind, name, members }) => ({ kind, name, members })),
    })),
  };
}
