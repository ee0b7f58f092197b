import { envEntries } from '../model/env.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { urlsIn } from '../syntax/env.ts';
import { connectionsOf, DEFAULT_PORT, PROGRAM_OF_SCHEME, type Connection } from './connections.ts';
import { fileFor } from './host-files.ts';
import { answering, containersByHost } from './hosts.ts';
import { reach } from './networks.ts';
import { upstreamsOf } from './nginx.ts';
import { pgbouncerRun, redisRun } from './programs.ts';
import { containerByService, environmentFilesOf } from './queries.ts';
import type { Container, Located, Program } from './types.ts';

/** A container that another one connects to, and what says so. */
export interface Reach {
  readonly target: Container;
  readonly port: number | undefined;
  /** What names it: a variable, an entry of [databases], an argument. */
  readonly by: string;
  /** Where it is named. */
  readonly place: Located;
  /** False where no network joins the two: the name is not found. */
  readonly joined: boolean;
  /** True where nothing names it: a proxy is taken to lead to what it starts after. */
  readonly presumed: boolean;
}

/** Where a program listens unless its command line says otherwise. */
const LISTENS: Readonly<Partial<Record<Program, number>>> = {
  postgres: 5432, redis: 6379, pgbouncer: 6432, nginx: 80, daphne: 8000, gunicorn: 8000, uvicorn: 8000, flower: 5555,
};

/** Names whose values are hosts, by themselves or before a colon. */
export const HOST_NAME = /(?:^|_)(?:HOST|HOSTNAME|HOSTS|SERVER|SERVERS|ADDR|ADDRESS|ENDPOINT|UPSTREAM|BROKER|BACKEND|NODES?)$/i;
const HOST_AND_PORT = /^([\w-][\w.-]*)(?::(\d{1,5}))?$/;
const PROXIES = /^(?:nginx|nginx-unprivileged|traefik|caddy|haproxy|envoy|httpd|apache)$/;

/** Whether a container hands on what others ask of it. */
export const isProxy = ({ image }: Container): boolean => PROXIES.test(image?.value.name ?? '');

interface Named {
  readonly host: string;
  readonly port: number | undefined;
  readonly by: string;
  readonly place: Located;
}

/** The containers of the stack that a container connects to: by its environment, its configuration, its command line. */
export function reachesOf(snapshot: Snapshot, container: Container, path: string): Reach[] {
  const found: Reach[] = [];
  for (const { host, port, by, place } of [...fromEnvironment(snapshot, container, path), ...fromConfiguration(snapshot, container, path), ...fromCommand(container)]) {
    const isOther = ({ uri }: Container): boolean => uri !== container.uri;
    const answers = answering(snapshot, path, container, host).filter((candidate) => isOther(candidate) && reach(snapshot, container, candidate, path));
    // All of a pod answer to one name: the port tells.
    const joined = answers.find((candidate) => listensOn(candidate) === port) ?? answers[0];
    const target = joined ?? containersByHost(snapshot, path, host).find(isOther);
    if (target !== undefined) found.push({ target, port: port ?? listensOn(target), by, place, joined: joined !== undefined, presumed: false });
  }
  return found.length > 0 ? found : presumedOf(snapshot, container, path);
}

/** The port that a container's own command line names, else its program's usual one. */
export function listensOn({ program, exec }: Container): number | undefined {
  const words = exec?.words.map(({ value }) => value).join(' ') ?? '';
  const named = /(?:^|\s)(?:--port[= ]|-p ?|--bind[= ]\S*:|-b \S*:)(\d{1,5})(?:\s|$)/.exec(words)?.[1];
  return named === undefined ? LISTENS[program] : Number(named);
}

function fromEnvironment(snapshot: Snapshot, container: Container, path: string): Named[] {
  const found: Named[] = [];
  for (const file of environmentFilesOf(snapshot, container, path)) {
    found.push(...connectionsOf(file).map(namedBy));
    const known = new Set(found.map(({ by }) => by));
    for (const { name, value, valueSpan, urls } of envEntries(file)) {
      if (urls.length === 0 && !known.has(name)) found.push(...plainHosts(name, value, { value: '', uri: file.uri, ...valueSpan }));
    }
  }
  const own = container.connections.map(namedBy);
  const known = new Set(own.map(({ by }) => by));
  for (const { value: { name, value }, ...place } of container.environment.variables) {
    if (!known.has(name)) own.push(...urlHosts(name, value, { ...place, value: '' }), ...plainHosts(name, value, { ...place, value: '' }));
  }
  return [...found, ...own];
}

const namedBy = ({ uri, variable, host, hostSpan, port, program }: Connection): Named =>
  ({ host, port: port ?? (program === undefined ? undefined : DEFAULT_PORT[program]), by: variable, place: { value: host, uri, ...hostSpan } });

/** The hosts of the URLs in a text. */
function urlHosts(by: string, text: string, place: Located): Named[] {
  return urlsIn(text, { start: 0, end: text.length }).flatMap(({ scheme, host, port }) => {
    if (host === undefined) return [];
    const program = PROGRAM_OF_SCHEME[scheme.split('+')[0]!.toLowerCase()];
    return [{ host: text.slice(host.start, host.end), port: port === undefined ? (program && DEFAULT_PORT[program]) : Number(text.slice(port.start, port.end)), by, place }];
  });
}

/** `db`, `db:5432`, `a:9092,b:9092` under a name that says that it is a host. */
function plainHosts(name: string, value: string, place: Located): Named[] {
  if (!HOST_NAME.test(name)) return [];
  return value.split(',').flatMap((part) => {
    const match = HOST_AND_PORT.exec(part.trim());
    return match === null ? [] : [{ host: match[1]!, port: match[2] === undefined ? undefined : Number(match[2]), by: name, place }];
  });
}

/** The servers of a mounted pgbouncer.ini, whom a mounted nginx.conf hands requests on to, the primary of a mounted redis.conf. */
function fromConfiguration(snapshot: Snapshot, container: Container, path: string): Named[] {
  if (container.program === 'pgbouncer') {
    const run = pgbouncerRun(snapshot, container, path);
    return (run?.settings.databases ?? []).flatMap(({ name, hosts, port, entry }) =>
      hosts.map((host) => ({ host, port, by: `[databases] ${name}`, place: { value: host, uri: run!.file.uri, start: entry.start, end: entry.end } })));
  }
  if (container.program === 'nginx') {
    const files = container.volumes.flatMap(({ value }) => (value.kind === 'bind' ? (fileFor(snapshot, path, value.source) ?? []) : []));
    return files.filter(({ kind }) => kind === 'nginx').flatMap((file) =>
      upstreamsOf(file).map(({ host, hostSpan, port }) => ({ host, port: port ?? 80, by: file.name, place: { value: host, uri: file.uri, ...hostSpan } })));
  }
  const primary = container.program === 'redis' ? redisRun(snapshot, container, path).setting('replicaof') : undefined;
  return primary === undefined ? [] : [{ host: primary.value, port: undefined, by: 'replicaof', place: primary }];
}

/** URLs on the command line: `--broker=redis://redis:6379/0`. */
const fromCommand = ({ exec }: Container): Named[] =>
  (exec?.words ?? []).flatMap((word) => urlHosts(/^(-{1,2}[\w-]+)=/.exec(word.value)?.[1] ?? 'Exec=', word.value, { ...word, value: '' }));

/** What a proxy starts after and shares a network with: its own configuration is not read. */
function presumedOf(snapshot: Snapshot, container: Container, path: string): Reach[] {
  if (!isProxy(container)) return [];
  return container.relations.After.flatMap((after) => {
    const target = containerByService(snapshot, path, after.value.replace(/\.container$/, '.service'));
    if (target === undefined || target.uri === container.uri || !reach(snapshot, container, target, path)) return [];
    return [{ target, port: listensOn(target), by: 'After=', place: after, joined: true, presumed: true }];
  });
}
