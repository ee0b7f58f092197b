import { NONE } from '../model/lists.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { Placed, PlacedPod } from './placed.ts';
import { placedOfPod, podOfContainer, within } from './queries.ts';
import type { Container, Located, PublishedPort } from './types.ts';

/*
 * Names of hosts. On a network a pod answers to its own name and aliases, for all that is in it (libpod's
 * getNetworkPodName); the names of its containers stand in the `/etc/hosts` that these share, and nowhere else.
 */

/** The containers that a host name leads to: the one that is called so, or all of the pod that is. */
export function containersByHost(snapshot: Snapshot, path: string, host: string): Container[] {
  const found = within<Placed | PlacedPod>(snapshot, `host:${host}`, path).flatMap((placed) =>
    ('container' in placed ? [placed] : placedOfPod(snapshot, path, placed.pod.unit)));
  return [...new Set(found)].map(({ container }) => container);
}

/** Those of them that answer to a container: in a pod that it is not in itself none does to its own name. */
export const answering = (snapshot: Snapshot, path: string, user: Container, host: string): Container[] =>
  containersByHost(snapshot, path, host).filter((target) =>
    target.pod === undefined || target.pod.value === user.pod?.value || podOfContainer(snapshot, target, path)?.hosts.some(({ value }) => value === host) === true);

/** The names by which others on its networks reach a container: of one in a pod, the pod's. */
export const hostsOutside = (snapshot: Snapshot, container: Container, path: string): readonly Located[] =>
  container.pod === undefined ? container.hosts : (podOfContainer(snapshot, container, path)?.hosts ?? []);

/** All names that lead to a container, from within its pod or from outside. */
export const allHosts = (snapshot: Snapshot, container: Container, path: string): readonly Located[] =>
  container.pod === undefined ? container.hosts : [...container.hosts, ...hostsOutside(snapshot, container, path)];

/** The host ports that lead to a container: of one in a pod, the pod's. */
export const portsOf = (snapshot: Snapshot, container: Container, path: string): readonly Located<PublishedPort>[] =>
  (container.pod === undefined ? container : podOfContainer(snapshot, container, path))?.ports ?? NONE;

/** The containers that have joined the network of another one, where localhost is theirs too. */
export const guestsOf = (snapshot: Snapshot, { unit, name }: Container, path: string): Container[] =>
  [unit, `container:${name ?? ''}`].flatMap((network) => within<Placed | PlacedPod>(snapshot, `network:${network}`, path)).flatMap((placed) => ('container' in placed ? [placed.container] : []));
