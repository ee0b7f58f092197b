import { envEntries } from '../model/env.ts';
import { isDropIn } from '../model/files.ts';
import { pgbouncerSettingsOf } from '../model/pgbouncer.ts';
import type { Snapshot, SourceFile } from '../model/snapshot.ts';
import { urlsIn } from '../syntax/env.ts';
import { parseRedis } from '../syntax/redis.ts';
import type { Span } from '../syntax/span.ts';
import { connectionsOf } from './connections.ts';
import { allHosts, containersByHost } from './hosts.ts';
import { upstreamsOf } from './nginx.ts';
import { containerAt } from './queries.ts';
import { HOST_NAME } from './reaches.ts';
import type { Container } from './types.ts';

/** A place where a file names a host: in an environment file, a unit's variable or argument, or a configuration. */
export interface HostMention extends Span {
  readonly uri: string;
  readonly host: string;
}

/** Every place in a file that names a host. Of a unit also those in its drop-ins, which have their own `uri`. */
export function hostMentions(snapshot: Snapshot, file: SourceFile): HostMention[] {
  const at = (host: string, { start, end }: Span, uri = file.uri): HostMention => ({ uri, host, start, end });
  switch (file.kind) {
    case 'env': {
      const connections = connectionsOf(file).map(({ host, hostSpan }) => at(host, hostSpan));
      const known = new Set(connections.map(({ start }) => start));
      // Names that say that they hold a host, of whatever program.
      const others = envEntries(file).flatMap(({ name, value, valueSpan, urls }) => (urls.length > 0 ? [] : hostsIn(`${name}=${value}`).map(({ host, start, end }) => at(host, { start: valueSpan.start + start - name.length - 1, end: valueSpan.start + end - name.length - 1 }))));
      return [...connections, ...others.filter(({ start }) => !known.has(start))];
    }
    case 'nginx': return upstreamsOf(file).map(({ host, hostSpan }) => at(host, hostSpan));
    case 'pgbouncer': return pgbouncerSettingsOf(file).databases.flatMap(({ connection }) => connection.pairs.filter(({ key }) => key === 'host').flatMap(({ value, valueSpan, quoted }) => listed(value, valueSpan.start + (quoted ? 1 : 0)).map(({ host, ...span }) => at(host, span))));
    case 'redis': case 'sentinel': return file.tree(parseRedis).lines.flatMap(({ args }) => {
      const index = { replicaof: 1, slaveof: 1, sentinel: 3 }[args[0]?.value.toLowerCase() ?? ''];
      const host = index === undefined || (index === 3 && args[1]?.value.toLowerCase() !== 'monitor') ? undefined : args[index];
      return host === undefined ? [] : [at(host.value, host)];
    });
    case 'quadlet': {
      const container = isDropIn(file.path) ? undefined : containerAt(snapshot, file);
      if (container === undefined) return [];
      return [...container.environment.variables, ...(container.exec?.words ?? [])].flatMap(({ uri, start, end }) => hostsIn(snapshot.file(uri)?.text.slice(start, end) ?? '').map((found) => at(found.host, { start: start + found.start, end: start + found.end }, uri)));
    }
    default: return [];
  }
}

/** `a,b` → each with its place. */
function listed(text: string, start: number): { host: string; start: number; end: number }[] {
  return [...text.matchAll(/[^,\s]+/g)].map((match) => ({ host: match[0], start: start + match.index, end: start + match.index + match[0].length }));
}

/** Where an assignment or an argument names hosts: in its URLs, or as `DB_HOST=db` and `UPSTREAM=db:80,db2:80` do. */
function hostsIn(word: string): { host: string; start: number; end: number }[] {
  const urls = urlsIn(word, { start: 0, end: word.length });
  if (urls.length > 0) return urls.flatMap(({ host }) => (host === undefined ? [] : [{ host: word.slice(host.start, host.end), start: host.start, end: host.end }]));
  const plain = /^["']?([\w.-]+)=([\w.:,-]+)["']?$/.exec(word);
  if (plain === null || !HOST_NAME.test(plain[1]!)) return [];
  return listed(plain[2]!, word.indexOf('=') + 1).flatMap(({ host: part, start }) => {
    const host = /^([\w][\w.-]*)(?::\d{1,5})?$/.exec(part)?.[1];
    return host === undefined ? [] : [{ host, start, end: start + host.length }];
  });
}

/** The mention at an offset of a file, with the containers that answer to it. */
export function hostAt(snapshot: Snapshot, file: SourceFile, offset: number): { readonly mention: HostMention; readonly containers: readonly Container[] } | undefined {
  const mention = hostMentions(snapshot, file).find(({ uri, start, end }) => uri === file.uri && start <= offset && offset <= end);
  const containers = mention === undefined ? [] : containersByHost(snapshot, file.path, mention.host);
  return mention === undefined || containers.length === 0 ? undefined : { mention, containers };
}

/** Where the name that a mention means is given, once each: `ContainerName=`, `PodName=`, `NetworkAlias=`, else the unit's section. */
export function hostPlaces(snapshot: Snapshot, { path }: SourceFile, { mention: { host }, containers }: NonNullable<ReturnType<typeof hostAt>>): HostMention[] {
  const places = containers.flatMap((container) => allHosts(snapshot, container, path).filter(({ value }) => value === host).slice(0, 1));
  return [...new Map(places.map(({ uri, start, end }) => [`${uri} ${start}`, { uri, host, start, end }])).values()];
}

/** Every place in its stack that names a container as a host. */
export function mentionsOfContainer(snapshot: Snapshot, container: Container, path: string): HostMention[] {
  const hosts = new Set(allHosts(snapshot, container, path).map(({ value }) => value));
  const stack = snapshot.stackOf(path);
  const found: HostMention[] = [];
  for (const file of snapshot.files()) {
    if (file.kind === 'quadlets' || file.kind === 'userlist' || file.kind === 'postgres' || file.uri === container.uri || snapshot.stackOf(file.path) !== stack) continue;
    // Most files name nobody: their text tells at once. What a unit says may stand in a drop-in.
    if (file.kind !== 'quadlet' && ![...hosts].some((host) => file.text.includes(host))) continue;
    for (const mention of hostMentions(snapshot, file)) if (hosts.has(mention.host)) found.push(mention);
  }
  return found;
}
