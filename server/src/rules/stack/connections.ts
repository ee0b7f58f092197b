import type { FileKind } from '../../model/files.ts';
import { nearestName } from '../../model/nearest.ts';
import type { Snapshot, SourceFile } from '../../model/snapshot.ts';
import { connectionsOf, DEFAULT_PORT, type Connection } from '../../stack/connections.ts';
import { answering, containersByHost, guestsOf, hostsOutside, portsOf } from '../../stack/hosts.ts';
import { mountingsOf } from '../../stack/mounts.ts';
import { isOpen, membersOfNetwork, networksOf, reach } from '../../stack/networks.ts';
import { listeningOf } from '../../stack/ports.ts';
import { containerAtUnit, containersByEnvironmentFile, containersByProgram, podOfContainer } from '../../stack/queries.ts';
import { pgbouncerServers, primariesIn, primariesOnCommandLine } from '../../stack/servers.ts';
import type { Container, Located, Program } from '../../stack/types.ts';
import type { Span } from '../../syntax/span.ts';
import type { FileProblem } from '../file-problem.ts';
import { listensOnLoopback } from './listening.ts';
import { problem } from './table.ts';

const LOCAL = new Set(['localhost', '127.0.0.1', '::1']);
const HOST_ALIASES = new Set(['host.containers.internal', 'host.docker.internal']);

/** What an environment file's connections lead to, for every container that reads the file. Problems lie in the file itself. */
export function checkConnections(snapshot: Snapshot, file: SourceFile): FileProblem[] {
  const users = containersByEnvironmentFile(snapshot, file);
  if (users.length === 0) return [];
  return connectionsOf(file).flatMap((connection) => users.flatMap((user) => judgeConnection(snapshot, file, user, connection)).slice(0, 1));
}

/** What the connections that a unit itself names lead to. */
export const checkUnitConnections = (snapshot: Snapshot, file: SourceFile, container: Container): FileProblem[] =>
  container.connections.flatMap((connection) => judgeConnection(snapshot, file, container, connection).slice(0, 1));

/** The programs whose mounted files name servers, and what those say. */
const SERVERS: Readonly<Partial<Record<FileKind, { readonly program: Program; of(file: SourceFile): readonly Connection[] }>>> = {
  pgbouncer: { program: 'pgbouncer', of: pgbouncerServers },
  redis: { program: 'redis', of: primariesIn },
};

/** What the servers lead to that a mounted pgbouncer.ini or redis.conf names. */
export function checkServers(snapshot: Snapshot, file: SourceFile): FileProblem[] {
  const servers = SERVERS[file.kind];
  const named = servers?.of(file) ?? [];
  if (named.length === 0) return [];
  const users = mountingsOf(snapshot, file).map(({ container }) => container).filter((container) => container.program === servers!.program && primariesOnCommandLine(container).length === 0);
  return named.flatMap((connection) => users.flatMap((user) => judgeConnection(snapshot, file, user, connection)).slice(0, 1));
}

/** What the primary leads to that a Redis is told of on its command line. */
export const checkPrimary = (snapshot: Snapshot, file: SourceFile, container: Container): FileProblem[] =>
  (container.program === 'redis' ? primariesOnCommandLine(container) : []).flatMap((connection) => judgeConnection(snapshot, file, container, connection).slice(0, 1));

type Say = (code: Parameters<typeof problem>[0], span: Span, message: string, more?: Parameters<typeof problem>[3]) => FileProblem[];

/** Networks on which a container has no name server of Podman's: another's, none, or one of its own without others. */
const NO_NAMES = /^(?:host$|none$|container|pasta|slirp4netns|ns:?|.*\.container$)/;

/** A connection that a container makes, written in a file: whether the name leads to somebody who listens there. */
export function judgeConnection(snapshot: Snapshot, { path, kind }: SourceFile, user: Container, connection: Connection): FileProblem[] {
  const { host, hostSpan, program, isGuess } = connection;
  const say: Say = (code, span, message, more = {}) => [{ uri: connection.uri, problem: problem(code, span, message, more) }];
  const networks = networksOf(snapshot, user, path);
  const ownsNetwork = user.pod === undefined && !networks.some((name) => NO_NAMES.test(name));
  if (LOCAL.has(host)) {
    if (!ownsNetwork || program === undefined || user.program === program || guestsOf(snapshot, user, path).length > 0) return [];
    return say('localhost-is-the-container', hostSpan, `In \`${user.unit}\` \`${host}\` is the container itself${isGuess ? '' : `, where no ${nameOfProgram(program)} runs`}. Use the name of the container that is meant, or \`host.containers.internal\` for a program of the host.`);
  }
  if (HOST_ALIASES.has(host) || !/^[\w-]+$/.test(host) || isAdded(snapshot, user, path, host)) return [];
  const named = containersByHost(snapshot, path, host);
  if (named.length === 0) return ownsNetwork ? unknownHost(snapshot, path, { user, networks, connection, say, stops: kind === 'nginx' }) : [];
  const targets = named.filter((target) => target.uri !== user.uri);
  const target = targets[0];
  if (target === undefined) return [];
  if (networks.includes('host')) return fromHost(snapshot, path, user, target, connection, say);
  if (!targets.some((candidate) => reach(snapshot, user, candidate, path))) {
    if (networks.every((name) => name === '') && networksOf(snapshot, target, path).every((name) => name === '')) {
      return say('default-network-no-dns', hostSpan, `\`${user.unit}\` and \`${target.unit}\` are both on Podman’s default network, which has no DNS: \`${host}\` is not found there. Put both on a \`.network\` unit.`);
    }
    if (!ownsNetwork) return [];
    return say('no-shared-network', hostSpan, `\`${user.unit}\` looks for \`${host}\` here, but shares no network with \`${target.unit}\`: the name is not found. Add the same \`Network=\` to both.`, { related: isThis(target, host) });
  }
  const answers = answering(snapshot, path, user, host).filter(({ uri }) => uri !== user.uri);
  if (answers.length === 0) return withinPod(snapshot, path, networks, target, connection, say);
  const meant = meantOf(snapshot, path, answers, connection);
  return meant === undefined ? [] : [...wrongPort(snapshot, path, meant, connection, say), ...listensOnLoopback(snapshot, meant, path, true)];
}

const PROGRAM_NAME: Readonly<Partial<Record<Program, string>>> = { postgres: 'PostgreSQL', redis: 'Redis', pgbouncer: 'PgBouncer' };
const nameOfProgram = (program: Program): string => PROGRAM_NAME[program] ?? program;

const isThis = ({ uri, hosts: [own] }: Container, host: string): { uri: string; start: number; end: number; message: string }[] => [{ uri, start: own?.start ?? 0, end: own?.end ?? 0, message: `${host} is this container` }];
const use = (name: string, { start, end }: Span): Parameters<typeof problem>[3] => ({ fixes: [{ title: `Use ${name}`, preferred: true, edits: [{ start, end, newText: name }] }] });

/** Whether `AddHost=` of a container or of its pod gives a host an address. */
const isAdded = (snapshot: Snapshot, user: Container, path: string, host: string): boolean =>
  [...user.addedHosts, ...(podOfContainer(snapshot, user, path)?.addedHosts ?? [])].some(({ value }) => value.split(':')[0]!.split(';').includes(host));

/** On the host's network nobody answers to names of containers: their published ports lead to them, and `localhost` to whoever is there too. */
function fromHost(snapshot: Snapshot, path: string, user: Container, target: Container, { host, hostSpan, port, portSpan, program }: Connection, say: Say): FileProblem[] {
  if (user.pod !== undefined && user.pod.value === target.pod?.value) return [];
  const wanted = port ?? (program === undefined ? undefined : DEFAULT_PORT[program]);
  const published = portsOf(snapshot, target, path).find(({ value }) => wanted !== undefined && value.host !== undefined && value.container[0] <= wanted && wanted <= value.container[1])?.value;
  const isThere = networksOf(snapshot, target, path).includes('host');
  const address = isThere ? 'localhost' : published === undefined ? undefined : (published.ip ?? '127.0.0.1');
  const hostPort = isThere || published === undefined ? wanted : published.host![0] + wanted! - published.container[0];
  const advice = address === undefined ? `Publish its port on \`127.0.0.1\` and name that, or put both on one network.` : `From there \`${target.unit}\` is \`${address}${hostPort === undefined ? '' : `:${hostPort}`}\`.`;
  const edits = [...(address === undefined ? [] : [{ start: hostSpan.start, end: hostSpan.end, newText: address }]), ...(portSpan === undefined || hostPort === port ? [] : [{ start: portSpan.start, end: portSpan.end, newText: String(hostPort) }])];
  const canFix = address !== undefined && !address.includes(':') && (portSpan !== undefined || hostPort === wanted);
  return say('no-shared-network', hostSpan, `\`${user.unit}\` is on the host’s network, where no container’s name is known: \`${host}\` is not found. ${advice}`, {
    related: isThis(target, host), fixes: canFix ? [{ title: `Use ${address}${hostPort === undefined ? '' : `:${hostPort}`}`, preferred: true, edits }] : [],
  });
}

/** The name of a container in a pod, from outside of that: the network knows the pod's alone. */
function withinPod(snapshot: Snapshot, path: string, networks: readonly string[], target: Container, { host, hostSpan }: Connection, say: Say): FileProblem[] {
  const [name] = hostsOutside(snapshot, target, path);
  if (name === undefined || isOpen(networks)) return [];
  return say('unknown-host', hostSpan, `No container answers to \`${host}\` here: \`${target.unit}\` is in \`${target.pod!.value}\`, and on the network a pod has one name for all that is in it, \`${name.value}\`.`, {
    related: [{ uri: name.uri, start: name.start, end: name.end, message: 'the name of the pod' }], ...use(name.value, hostSpan),
  });
}

/** Of several that answer to one name the first; of those in a pod, which share it, the one that runs the program or listens on the port. */
function meantOf(snapshot: Snapshot, path: string, answers: readonly Container[], { port, program }: Connection): Container | undefined {
  const [first] = answers;
  if (answers.length === 1 || first?.pod === undefined) return first;
  const listening = answers.map((answer) => listeningOf(snapshot, answer, path)?.port);
  if (port === undefined || listening.includes(port) || listening.includes(undefined)) return undefined;
  return answers.find((answer) => answer.program === program);
}

interface Unknown {
  readonly user: Container;
  readonly networks: readonly string[];
  readonly connection: Connection;
  readonly say: Say;
  /** Whether the program stops where it does not find the host. */
  readonly stops: boolean;
}

/**
 * A host that no container answers to. Only where the stack shows what was meant: a unit of that name whose container
 * is called otherwise, or containers of the program under other names. Else it may be a machine of the network.
 */
function unknownHost(snapshot: Snapshot, path: string, { user, networks, connection: { host, hostSpan, port, program, isGuess }, say, stops }: Unknown): FileProblem[] {
  const unit = containerAtUnit(snapshot, path, `${host}.container`);
  if (unit !== undefined && unit.pod === undefined && (!isOpen(networks) || reach(snapshot, user, unit, path))) {
    const called = unit.name === undefined ? 'otherwise' : `\`${unit.name}\``;
    return say('unknown-host', hostSpan, `No container answers to \`${host}\`: the one of \`${unit.unit}\` is called ${called}. Set \`ContainerName=${host}\` or \`NetworkAlias=${host}\` there.`, { related: [{ uri: unit.uri, start: unit.hosts[0]?.start ?? 0, end: unit.hosts[0]?.end ?? 0, message: 'the unit of that name' }] });
  }
  if (isOpen(networks)) return [];
  if (program === undefined) {
    if (!stops) return [];
    const near = nearestName(host, reachableHosts(snapshot, user, networks, path));
    return say('unknown-host', hostSpan, `No container of this stack answers to \`${host}\`: nginx looks the name up when it starts, and stops where it is not found.${near === undefined ? '' : ` The nearest is \`${near}\`.`}`, near === undefined ? {} : use(near, hostSpan));
  }
  const names = namesOf(snapshot, path, user, host, program);
  // A port that is not the program's: another one is meant.
  if (names.length === 0 || (isGuess && port !== undefined && port !== DEFAULT_PORT[program] && !listensAnywhere(snapshot, path, program, port))) return [];
  return say('unknown-host', hostSpan, `No container of this stack answers to \`${host}\`. ${nameOfProgram(program)} is \`${names.join('` or `')}\` here.`, names.length === 1 ? use(names[0]!, hostSpan) : {});
}

/** Whether a container of a program listens on a port, wherever it is. */
const listensAnywhere = (snapshot: Snapshot, path: string, program: Program, port: number): boolean =>
  containersByProgram(snapshot, path, program).some((other) => listeningOf(snapshot, other, path)?.port === port);

/** The names of the containers of a program that one reaches; of those that it does not, the one that a slip of the pen made into the host. */
function namesOf(snapshot: Snapshot, path: string, user: Container, host: string, program: Program): string[] {
  const others = [...containersByProgram(snapshot, path, program), ...(program === 'postgres' ? containersByProgram(snapshot, path, 'pgbouncer') : [])].filter(({ uri }) => uri !== user.uri);
  const first = (containers: readonly Container[]): string[] => [...new Set(containers.flatMap((other) => hostsOutside(snapshot, other, path)[0]?.value ?? []))];
  const reached = first(others.filter((other) => reach(snapshot, user, other, path)));
  if (reached.length > 0) return reached;
  const near = nearestName(host, first(others));
  return near === undefined ? [] : [near];
}

/** The names of the containers and pods on the networks of one. */
const reachableHosts = (snapshot: Snapshot, user: Container, networks: readonly string[], path: string): string[] =>
  networks.filter((name) => name !== '').flatMap((name) => membersOfNetwork(snapshot, path, name)).flatMap((member) => {
    const { uri, hosts }: { uri: string; hosts: readonly Located[] } = 'container' in member ? member.container : member.pod;
    return uri === user.uri ? [] : hosts.map(({ value }) => value);
  });

/** A published port is the host's; within the network the container's own counts, where it is known that the program listens on no other. */
function wrongPort(snapshot: Snapshot, path: string, target: Container, { host, port, portSpan, program }: Connection, say: Say): FileProblem[] {
  if (port === undefined || portSpan === undefined) return [];
  const listening = listeningOf(snapshot, target, path);
  const ports = portsOf(snapshot, target, path);
  if (listening === undefined || listening.port === port || ports.some(({ value }) => value.container[0] <= port && port <= value.container[1])) return [];
  if (ports.some(({ value }) => value.host?.[0] === port && value.container[0] === listening.port)) {
    return say('connection-wrong-port', portSpan, `Port ${port} is where the host reaches \`${target.unit}\`; within the network \`${host}\` listens on ${listening.port}.`);
  }
  // A port that is neither the usual one nor the one at hand may be that of a proxy or an exporter in the same container.
  const known = program === undefined ? listening.place !== undefined || listening.hostPlace !== undefined : port === DEFAULT_PORT[program] || target.program === program;
  if (!known) return [];
  return say('connection-wrong-port', portSpan, `\`${host}\` is \`${target.unit}\`, where ${nameOfProgram(target.program)} listens on ${listening.port}, not ${port}.`, {
    ...(listening.place === undefined ? {} : { related: [{ uri: listening.place.uri, start: listening.place.start, end: listening.place.end, message: `port ${listening.port} is set here` }] }),
    fixes: [{ title: `Use port ${listening.port}`, preferred: true, edits: [{ start: portSpan.start, end: portSpan.end, newText: String(listening.port) }] }],
  });
}
