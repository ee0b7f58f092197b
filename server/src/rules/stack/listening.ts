import type { Fix } from '../../model/problem.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { clientsOf } from '../../stack/clients.ts';
import { networksOf } from '../../stack/networks.ts';
import { listeningOf, type Listening } from '../../stack/ports.ts';
import { placedOfPod, podOfContainer } from '../../stack/queries.ts';
import type { Container, Located, PublishedPort } from '../../stack/types.ts';
import type { FileProblem } from '../file-problem.ts';
import { excludeEachOther } from './ports.ts';
import { problem } from './table.ts';

/** Networks whose ports are not the container's own to publish. */
const SHARED = /^(?:host|none|container:.*|ns:.*|.*\.container)$/;

/** Whether a container has a network of its own, where its loopback is nobody else's. */
export function ownsNetwork(snapshot: Snapshot, container: Container, path: string): boolean {
  return container.pod === undefined && podOfContainer(snapshot, container, path) === undefined && networksOf(snapshot, container, path).every((name) => !SHARED.test(name));
}

/** A program that listens on the loopback of its own container: neither published ports nor other containers get to it. */
export function listensOnLoopback(snapshot: Snapshot, container: Container, path: string, isReached = false): FileProblem[] {
  const listening = listeningOf(snapshot, container, path);
  if (listening?.host === undefined || !isLoopback(listening.host) || !ownsNetwork(snapshot, container, path)) return [];
  const port = container.ports.find(({ value }) => includes(value.container, listening.port));
  if (!isReached && port === undefined && clientsOf(snapshot, container, path).length === 0) return [];
  const place = listening.hostPlace ?? container.exec?.place;
  if (place === undefined) return [];
  const by = listening.hostPlace === undefined ? ', its default' : '';
  const message = `The program listens on \`${listening.host}\`${by}: the loopback of this container, which nobody else reaches. Let it listen on \`0.0.0.0\`; what is not published stays within the network.`;
  return [{ uri: place.uri, problem: problem('listens-on-loopback', place, message, { fixes: loopbackFixes(container, listening) }) }];
}

const isLoopback = (host: string): boolean => /^(?:127\.|::1$|localhost$)/i.test(host);
const includes = ([first, last]: readonly [number, number], port: number): boolean => first <= port && port <= last;

/** The option that the program has for it; a configuration file's own line is left to its author. */
function loopbackFixes({ program, exec }: Container, { hostPlace: place, host }: Listening): Fix[] {
  const option = { daphne: '-b 0.0.0.0', uvicorn: '--host 0.0.0.0', gunicorn: '--bind 0.0.0.0:8000' }[program as string];
  if (option === undefined || exec === undefined) return [];
  const name = exec.words.find(({ value }) => value.endsWith(program));
  if (place !== undefined && place.value === host && place.end - place.start === host?.length) return [{ title: 'Listen on 0.0.0.0', preferred: true, edits: [{ start: place.start, end: place.end, newText: '0.0.0.0' }] }];
  return place !== undefined || name === undefined ? [] : [{ title: `Add ${option}`, preferred: true, edits: [{ start: name.end, end: name.end, newText: ` ${option}` }] }];
}

/** `PublishPort=8080:80` of a program that listens on another port of the container. */
export function publishedPortUnused(snapshot: Snapshot, container: Container, path: string): FileProblem[] {
  const listening = listeningOf(snapshot, container, path);
  if (listening === undefined || container.entrypoint !== undefined || container.ports.length !== 1) return [];
  const place = container.ports[0]!;
  if (includes(place.value.container, listening.port) || place.value.protocol !== 'tcp') return [];
  const message = `Port ${place.value.container[0]} of the container is published, but the program in it listens on ${listening.port}: whoever connects is refused.`;
  const related = listening.place === undefined ? [] : [{ uri: listening.place.uri, start: listening.place.start, end: listening.place.end, message: `port ${listening.port} is set here` }];
  return [{ uri: place.uri, problem: problem('published-port-unused', place, message, { related, fixes: portFixes(snapshot, place, listening.port) }) }];
}

function portFixes(snapshot: Snapshot, place: Located<PublishedPort>, port: number): Fix[] {
  const text = snapshot.file(place.uri)?.text.slice(place.start, place.end) ?? '';
  const match = /(\d+)(?:\/\w+)?$/.exec(text);
  if (match === null) return [];
  const start = place.start + match.index;
  return [{ title: `Publish the container’s port ${port}`, preferred: true, edits: [{ start, end: start + match[1]!.length, newText: String(port) }] }];
}

/**
 * Ports of a container whose network is another's, or none: Podman warns and does not publish them. In a pod it refuses
 * the container: "published or exposed ports must be defined when the pod is created" (specgen, `Validate`).
 */
export function publishedPortDiscarded(snapshot: Snapshot, container: Container, path: string): FileProblem[] {
  // Whether one with `--network` joins the pod's is told otherwise from release to release of podman-run(1).
  const pod = container.networks.length === 0 ? container.pod : undefined;
  const shared = container.networks.find(({ value }) => SHARED.test(value.name));
  if (pod === undefined && shared === undefined) return [];
  const published = podOfContainer(snapshot, container, path)?.ports ?? [];
  return container.ports.map((place) => {
    const isThere = published.some(({ value }) => value.host?.[0] === place.value.host?.[0] && value.container[0] === place.value.container[0]);
    const message = pod !== undefined
      ? `A container of a pod has the pod’s network: Podman refuses one that publishes a port itself, and the service does not start. ${isThere ? `Remove the line: \`${pod.value}\` publishes the port already.` : `Publish the port in \`${pod.value}\`.`}`
      : `${reasonOf(shared!.value.name)}: Podman publishes nothing.`;
    const target = pod ?? shared!;
    return { uri: place.uri, problem: problem('published-port-discarded', place, message, { tag: 'unnecessary', related: [{ uri: target.uri, start: target.start, end: target.end, message: 'the network that it has' }] }) };
  });
}

function reasonOf(network: string): string {
  if (network === 'host') return 'With `Network=host` the program listens on the host itself';
  return network === 'none' ? 'With `Network=none` nothing gets in' : `The network is that of \`${network.replace(/^container:/, '')}\`, which has to publish it`;
}

/** Two programs of a pod that listen on one port: they share its network, and the second finds the port taken. */
export function podPortTwice(snapshot: Snapshot, container: Container, path: string): FileProblem[] {
  if (container.pod === undefined || container.pod.value.includes('%')) return [];
  const own = listeningInPod(snapshot, container, path);
  if (own === undefined) return [];
  for (const { container: other } of placedOfPod(snapshot, path, container.pod.value)) {
    const listening = other.uri === container.uri || excludeEachOther(container, other) ? undefined : listeningInPod(snapshot, other, path);
    if (listening?.port !== own.port || (own.host !== undefined && listening.host !== undefined && own.host !== listening.host)) continue;
    const [here, there] = [listeningPlace(container, own), listeningPlace(other, listening)];
    const message = `\`${other.unit}\` listens on port ${own.port} too, and the containers of \`${container.pod.value}\` share one network: whichever starts second ends with “address already in use”. Let one of them listen on another port.`;
    return [{ uri: here.uri, problem: problem('pod-port-twice', here, message, { related: [{ uri: there.uri, start: there.start, end: there.end, message: `${other.unit} listens on ${listening.port}` }] }) }];
  }
  return [];
}

/** Where a container of a pod listens, as far as it is in the pod's network and runs the program that it seems to. */
const listeningInPod = (snapshot: Snapshot, container: Container, path: string): Listening | undefined =>
  container.entrypoint !== undefined || container.networks.length > 0 || container.unit.includes('@') ? undefined : listeningOf(snapshot, container, path);

/** What says in the unit where it listens; what other units read too is nobody's alone. */
const listeningPlace = ({ uri, exec, image, pod }: Container, { place }: Listening): Located<unknown> => (place?.uri === uri ? place : (exec?.place ?? image ?? pod!));
