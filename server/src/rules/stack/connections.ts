import { nearestName } from '../../model/nearest.ts';
import type { Snapshot, SourceFile } from '../../model/snapshot.ts';
import { connectionsOf, DEFAULT_PORT, type Connection } from '../../stack/connections.ts';
import { listeningOf } from '../../stack/ports.ts';
import { containerAtUnit, containersByEnvironmentFile, containersByHost, containersByNetwork, containersByProgram, networksOf, podOfContainer, reach } from '../../stack/queries.ts';
import type { Container, Program } from '../../stack/types.ts';
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

/** A connection that a container makes, written in a file: whether the name leads to somebody who listens there. */
export function judgeConnection(snapshot: Snapshot, file: SourceFile, user: Container, connection: Connection): FileProblem[] {
  const { host, hostSpan, program } = connection;
  const say = (code: Parameters<typeof problem>[0], span: Span, message: string, more: Parameters<typeof problem>[3] = {}): FileProblem[] => [{ uri: connection.uri, problem: problem(code, span, message, more) }];
  const networks = networksOf(snapshot, user, file.path);
  const inPod = podOfContainer(snapshot, user, file.path) !== undefined || user.pod !== undefined;
  const ownsNetwork = !inPod && !networks.some((name) => name === 'host' || name === 'none' || /^(?:container|pasta|slirp4netns|ns):?/.test(name) || name.endsWith('.container'));
  if (LOCAL.has(host)) {
    if (!ownsNetwork || program === undefined || user.program === program) return [];
    return say('localhost-is-the-container', hostSpan, `In \`${user.unit}\` \`${host}\` is the container itself, where no ${PROGRAM_NAME[program] ?? program} runs. Use the name of its container, or \`host.containers.internal\` for a program of the host.`);
  }
  if (HOST_ALIASES.has(host) || !/^[\w-]+$/.test(host)) return [];
  if (user.addedHosts.some(({ value }) => value.split(':')[0]!.split(';').includes(host))) return [];
  const named = containersByHost(snapshot, file.path, host);
  if (named.length === 0) return ownsNetwork ? unknownHost(snapshot, file, user, connection, say) : [];
  const targets = named.filter((target) => target.uri !== user.uri);
  if (targets.length === 0) return [];
  const target = targets[0]!;
  if (!targets.some((candidate) => reach(snapshot, user, candidate, file.path))) {
    if (networks.every((name) => name === '') && networksOf(snapshot, target, file.path).every((name) => name === '')) {
      return say('default-network-no-dns', hostSpan, `\`${user.unit}\` and \`${target.unit}\` are both on Podman’s default network, which has no DNS: \`${host}\` is not found there. Put both on a \`.network\` unit.`);
    }
    if (!ownsNetwork) return [];
    return say('no-shared-network', hostSpan, `\`${user.unit}\` looks for \`${host}\` here, but shares no network with \`${target.unit}\`: the name is not found. Add the same \`Network=\` to both.`, {
      related: [{ uri: target.uri, start: target.hosts[0]?.start ?? 0, end: target.hosts[0]?.end ?? 0, message: `${host} is this container` }],
    });
  }
  return [...wrongPort(snapshot, file, target, connection, say), ...listensOnLoopback(snapshot, target, file.path, true)];
}

const PROGRAM_NAME: Readonly<Partial<Record<Program, string>>> = { postgres: 'PostgreSQL', redis: 'Redis', pgbouncer: 'PgBouncer' };
const nameOfProgram = (program: Program): string => PROGRAM_NAME[program] ?? program;

type Say = (code: 'connection-wrong-port' | 'unknown-host', span: Span, message: string, more?: Parameters<typeof problem>[3]) => FileProblem[];

/**
 * A host that no container answers to. Only where the stack shows what was meant: a unit of that name whose container
 * is called otherwise, or containers of the program under other names. Else it may be a machine of the network.
 */
function unknownHost(snapshot: Snapshot, file: SourceFile, user: Container, { host, hostSpan, program }: Connection, say: Say): FileProblem[] {
  const unit = containerAtUnit(snapshot, file.path, `${host}.container`);
  if (unit !== undefined) {
    const called = unit.name === undefined ? 'otherwise' : `\`${unit.name}\``;
    return say('unknown-host', hostSpan, `No container answers to \`${host}\`: the one of \`${unit.unit}\` is called ${called}. Set \`ContainerName=${host}\` or \`NetworkAlias=${host}\` there.`, { related: [{ uri: unit.uri, start: unit.hosts[0]?.start ?? 0, end: unit.hosts[0]?.end ?? 0, message: 'the unit of that name' }] });
  }
  const others = program === undefined ? [] : [...containersByProgram(snapshot, file.path, program), ...(program === 'postgres' ? containersByProgram(snapshot, file.path, 'pgbouncer') : [])];
  if (program === undefined && file.kind === 'nginx') {
    const near = nearestName(host, reachableHosts(snapshot, user, file.path));
    return say('unknown-host', hostSpan, `No container of this stack answers to \`${host}\`: nginx looks the name up when it starts, and stops where it is not found.${near === undefined ? '' : ` The nearest is \`${near}\`.`}`, {
      fixes: near === undefined ? [] : [{ title: `Use ${near}`, preferred: true, edits: [{ start: hostSpan.start, end: hostSpan.end, newText: near }] }],
    });
  }
  const names = others.filter((other) => reach(snapshot, user, other, file.path)).flatMap(({ hosts }) => (hosts[0] === undefined ? [] : [hosts[0].value]));
  if (program === undefined || names.length === 0) return [];
  const fixes = names.length === 1 ? [{ title: `Use ${names[0]}`, preferred: true, edits: [{ start: hostSpan.start, end: hostSpan.end, newText: names[0]! }] }] : [];
  return say('unknown-host', hostSpan, `No container of this stack answers to \`${host}\`. ${nameOfProgram(program)} is \`${names.join('` or `')}\` here.`, { fixes });
}

/** The names of the containers on the networks of one. */
function reachableHosts(snapshot: Snapshot, user: Container, path: string): string[] {
  const networks = networksOf(snapshot, user, path).filter((name) => name !== '');
  return networks.flatMap((name) => containersByNetwork(snapshot, path, name)).flatMap(({ uri, hosts }) => (uri === user.uri ? [] : hosts.map(({ value }) => value)));
}

/** A published port is the host's; within the network the container's own counts. */
function wrongPort(snapshot: Snapshot, file: SourceFile, target: Container, { host, port, portSpan, program }: Connection, say: Say): FileProblem[] {
  if (port === undefined || portSpan === undefined) return [];
  const mapped = target.ports.find(({ value }) => value.host?.[0] === port && value.container[0] !== port);
  if (mapped !== undefined && !target.ports.some(({ value }) => value.container[0] === port)) {
    return say('connection-wrong-port', portSpan, `Port ${port} is where the host reaches \`${target.unit}\`; within the network \`${host}\` listens on ${mapped.value.container[0]}.`);
  }
  const listening = listeningOf(snapshot, target, file.path);
  if (listening === undefined || listening.port === port || target.ports.some(({ value }) => value.container[0] <= port && port <= value.container[1])) return [];
  // A port that is neither the usual one nor the one at hand may be that of a proxy or an exporter in the same container.
  const known = program === undefined ? listening.place !== undefined || listening.hostPlace !== undefined : port === DEFAULT_PORT[program] || target.program === program;
  if (!known) return [];
  return say('connection-wrong-port', portSpan, `\`${host}\` is \`${target.unit}\`, where ${nameOfProgram(target.program)} listens on ${listening.port}, not ${port}.`, {
    ...(listening.place === undefined ? {} : { related: [{ uri: listening.place.uri, start: listening.place.start, end: listening.place.end, message: `port ${listening.port} is set here` }] }),
    fixes: [{ title: `Use port ${listening.port}`, preferred: true, edits: [{ start: portSpan.start, end: portSpan.end, newText: String(listening.port) }] }],
  });
}
