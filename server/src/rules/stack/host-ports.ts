import type { Snapshot } from '../../model/snapshot.ts';
import { membersOfNetwork } from '../../stack/networks.ts';
import { listeningOf } from '../../stack/ports.ts';
import { containerAt, publishersOf } from '../../stack/queries.ts';
import type { Container, Located, Pod, UsedNetwork } from '../../stack/types.ts';
import type { FileProblem } from '../file-problem.ts';
import { excludeEachOther, isContainer, sameAddress } from './ports.ts';
import { problem } from './table.ts';

/** A port of the host that a program on the host's network takes, and who that is; `ip` as of a published port. */
interface Taken {
  readonly uri: string;
  readonly port: number;
  readonly ip: string | undefined;
}

/** What puts a container on the host's network by itself: a template makes several, and one in a pod has the pod's. */
export const onHost = ({ networks, pod, unit }: Container): Located<UsedNetwork> | undefined =>
  pod === undefined && !unit.includes('@') ? networks.find(({ value }) => value.name === 'host') : undefined;

/** What a program on the host's network takes; undefined where variables, secrets or files that are not here may say otherwise. */
function takenBy(snapshot: Snapshot, container: Container, path: string): Taken | undefined {
  const listening = listeningOf(snapshot, container, path);
  if (listening === undefined || listening.port === 0 || container.entrypoint !== undefined) return undefined;
  if (listening.place === undefined && mayBeTold(container)) return undefined;
  const { host, hostPlace, port } = listening;
  const addresses = hostPlace === undefined ? [] : [hostPlace.value].flat().map(String);
  const isAny = hostPlace === undefined ? container.program !== 'pgbouncer' : addresses.some((address) => /(?:^|,)\s*(?:\*|0\.0\.0\.0)\s*(?::\d+)?(?:$|,)/.test(address));
  return host === undefined && !isAny ? undefined : { uri: container.uri, port, ip: host };
}

const mayBeTold = ({ environment, environmentFiles, secrets, exec }: Container): boolean =>
  environmentFiles.length > 0 || secrets.some(({ value }) => /PORT/i.test(value.target ?? '')) || environment.variables.some(({ value }) => /PORT|_ARGS/i.test(value.name)) ||
  exec?.words.some(({ value }) => /config_file|\.(?:conf|ini|py)$/.test(value)) === true;

/** The ports that the programs of a stack take on the host's network. Without places, which move as one types. */
function takenPorts(snapshot: Snapshot, path: string): ReadonlyMap<number, readonly Taken[]> {
  return snapshot.memo(`host ports ${snapshot.stackOf(path)}`, () => {
    const ports = new Map<number, Taken[]>();
    for (const member of membersOfNetwork(snapshot, path, 'host')) {
      const taken = 'container' in member && onHost(member.container) !== undefined ? takenBy(snapshot, member.container, member.path) : undefined;
      if (taken !== undefined) ports.set(taken.port, [...(ports.get(taken.port) ?? []), taken]);
    }
    return ports;
  });
}

function containerOf(snapshot: Snapshot, uri: string): Container | undefined {
  const file = snapshot.file(uri);
  return file && containerAt(snapshot, file);
}

const FAILS = 'whichever starts second fails with “address already in use”. Give one of them another port';

/** A host port that a unit publishes, and on which a program of the host's network listens. */
export function publishesTakenPort(snapshot: Snapshot, unit: Container | Pod, path: string): FileProblem[] {
  return unit.ports.flatMap((place): FileProblem[] => {
    const { host, ip, protocol } = place.value;
    if (host === undefined || host[0] !== host[1] || protocol !== 'tcp') return [];
    for (const taken of takenPorts(snapshot, path).get(host[0]) ?? []) {
      const other = taken.uri === unit.uri || !sameAddress({ ip }, taken) ? undefined : containerOf(snapshot, taken.uri);
      const there = other && onHost(other);
      if (other === undefined || there === undefined || excludeEachOther(unit, other)) continue;
      return [{ uri: place.uri, problem: problem('port-conflict', place, `Host port ${host[0]} is published here, and \`${other.unit}\` listens on it, which is on the host’s network: ${FAILS} or another address.`, { related: [{ uri: there.uri, start: there.start, end: there.end, message: `${other.unit} is on the host’s network` }] }) }];
    }
    return [];
  });
}

/** A program on the host's network whose port another one there takes too, or another unit publishes. */
export function listensOnTakenPort(snapshot: Snapshot, container: Container, path: string): FileProblem[] {
  const place = onHost(container);
  const own = place && takenBy(snapshot, container, path);
  if (place === undefined || own === undefined) return [];
  const listening = (takenPorts(snapshot, path).get(own.port) ?? []).filter(({ uri, ip }) => uri !== container.uri && sameAddress(own, { ip })).flatMap(({ uri }) => containerOf(snapshot, uri) ?? []);
  const other = listening.find((unit) => !excludeEachOther(container, unit));
  if (other !== undefined) {
    const there = onHost(other)!;
    return [{ uri: place.uri, problem: problem('port-conflict', place, `On the host’s network this program and that of \`${other.unit}\` both listen on port ${own.port}: ${FAILS}.`, { related: [{ uri: there.uri, start: there.start, end: there.end, message: `${other.unit} is there too` }] }) }];
  }
  for (const unit of publishersOf(snapshot, path, own.port)) {
    const there = unit.uri === container.uri || excludeEachOther(container, unit) || (isContainer(unit) && onHost(unit) !== undefined) ? undefined
      : unit.ports.find(({ value: { host, ip, protocol } }) => host?.[0] === own.port && host[1] === own.port && protocol === 'tcp' && sameAddress(own, { ip }));
    if (there === undefined) continue;
    return [{ uri: place.uri, problem: problem('port-conflict', place, `On the host’s network this program listens on port ${own.port}, which \`${unit.unit}\` publishes: ${FAILS} or another address.`, { related: [{ uri: there.uri, start: there.start, end: there.end, message: `published here by ${unit.unit}` }] }) }];
  }
  return [];
}
