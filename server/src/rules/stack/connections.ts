import type { Snapshot, SourceFile } from '../../model/snapshot.ts';
import { connectionsOf, DEFAULT_PORT, type Connection } from '../../stack/connections.ts';
import { containersByEnvironmentFile, containersByHost, networksOf, podOfContainer, reach } from '../../stack/queries.ts';
import type { Container, Program } from '../../stack/types.ts';
import type { Span } from '../../syntax/span.ts';
import type { FileProblem } from '../file-problem.ts';
import { problem } from './table.ts';

const LOCAL = new Set(['localhost', '127.0.0.1', '::1']);
const HOST_ALIASES = new Set(['host.containers.internal', 'host.docker.internal']);

/** What an environment file's connections lead to, for every container that reads the file. Problems lie in the file itself. */
export function checkConnections(snapshot: Snapshot, file: SourceFile): FileProblem[] {
  const users = containersByEnvironmentFile(snapshot, file);
  if (users.length === 0) return [];
  return connectionsOf(file).flatMap((connection) => {
    const found = users.flatMap((user) => judge(snapshot, file, user, connection));
    return found.slice(0, 1);
  });
}

function judge(snapshot: Snapshot, file: SourceFile, user: Container, connection: Connection): FileProblem[] {
  const { host, hostSpan, program } = connection;
  const say = (code: Parameters<typeof problem>[0], span: Span, message: string, more: Parameters<typeof problem>[3] = {}): FileProblem[] => [{ uri: file.uri, problem: problem(code, span, message, more) }];
  if (LOCAL.has(host)) {
    const inPod = podOfContainer(snapshot, user, file.path) !== undefined || user.pod !== undefined;
    const onHost = networksOf(snapshot, user, file.path).some((name) => name === 'host' || /^(?:container|pasta|slirp4netns|ns):?/.test(name)) || user.networks.some(({ value }) => value.name.endsWith('.container'));
    if (inPod || onHost || program === undefined || user.program === program) return [];
    return say('localhost-is-the-container', hostSpan, `In \`${user.unit}\` \`${host}\` is the container itself, where no ${PROGRAM_NAME[program] ?? program} runs. Use the name of its container, or \`host.containers.internal\` for a program of the host.`);
  }
  if (HOST_ALIASES.has(host) || host.includes('.')) return [];
  const targets = containersByHost(snapshot, file.path, host).filter((target) => target.uri !== user.uri);
  if (targets.length === 0) return [];
  const target = targets[0]!;
  if (!targets.some((candidate) => reach(snapshot, user, candidate, file.path))) {
    const networks = networksOf(snapshot, user, file.path);
    if (networks.every((name) => name === '') && networksOf(snapshot, target, file.path).every((name) => name === '')) {
      return say('default-network-no-dns', hostSpan, `\`${user.unit}\` and \`${target.unit}\` are both on Podman’s default network, which has no DNS: \`${host}\` is not found there. Put both on a \`.network\` unit.`);
    }
    if (networks.some((name) => name === 'host' || name.includes(':'))) return [];
    return say('no-shared-network', hostSpan, `\`${user.unit}\` looks for \`${host}\` here, but shares no network with \`${target.unit}\`: the name is not found. Add the same \`Network=\` to both.`, {
      related: [{ uri: target.uri, start: target.hosts[0]?.start ?? 0, end: target.hosts[0]?.end ?? 0, message: `${host} is this container` }],
    });
  }
  return wrongPort(target, connection, say);
}

const PROGRAM_NAME: Readonly<Partial<Record<Program, string>>> = { postgres: 'PostgreSQL', redis: 'Redis', pgbouncer: 'PgBouncer' };
const LISTENS: Readonly<Partial<Record<Program, number>>> = { postgres: 5432, redis: 6379, pgbouncer: 6432 };

/** A published port is the host's; within the network the container's own counts. */
function wrongPort(target: Container, { host, port, portSpan, program }: Connection, say: (code: 'connection-wrong-port', span: Span, message: string) => FileProblem[]): FileProblem[] {
  if (port === undefined || portSpan === undefined) return [];
  const mapped = target.ports.find(({ value }) => value.host?.[0] === port && value.container[0] !== port);
  if (mapped !== undefined && !target.ports.some(({ value }) => value.container[0] === port)) {
    return say('connection-wrong-port', portSpan, `Port ${port} is where the host reaches \`${target.unit}\`; within the network \`${host}\` listens on ${mapped.value.container[0]}.`);
  }
  const expected = LISTENS[target.program];
  if (program === undefined || expected === undefined || port === expected || port !== DEFAULT_PORT[program] || target.program === program) return [];
  return say('connection-wrong-port', portSpan, `\`${host}\` is \`${target.unit}\`, a ${PROGRAM_NAME[target.program]}, which listens on ${expected}, not ${port}.`);
}
