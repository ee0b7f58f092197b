import type { Contribution, Snapshot, SourceFile } from '../model/snapshot.ts';
import { expand, quoted } from './container.ts';
import { lastEntry, type UnitPart } from './entries.ts';
import type { Placed, PlacedPod } from './placed.ts';
import { podOfContainer, within } from './queries.ts';
import { stemOf } from './services.ts';
import type { Container } from './types.ts';

/** A `.network` unit with the name that Podman has for what it makes; undefined where that depends on a specifier. */
interface PlacedNetwork {
  readonly path: string;
  readonly uri: string;
  readonly unit: string;
  readonly network: string | undefined;
}

/** The key of the units that make a network of this name. */
const networkKey = (name: string): string => `network-named:${name}`;

/** What a `.network` unit tells the others: `NetworkName=`, else `systemd-` and the name of its file (podman-systemd.unit(5)). */
export function networkContributions({ path, uri, name: unit }: SourceFile, parts: readonly UnitPart[]): Contribution[] {
  const stem = stemOf(unit);
  const given = lastEntry(parts, 'Network', 'NetworkName');
  const network = given === undefined ? `systemd-${stem}` : expand(quoted(given).value, `${stem}-network`);
  const value: PlacedNetwork = { path, uri, unit, network };
  const tell = (key: string): Contribution => ({ key, print: network ?? '', value });
  return [tell(`file:${unit}`), ...(network === undefined ? [] : [tell(networkKey(network))])];
}

const isNetwork = (name: string): boolean => name.endsWith('.network');

/** The name that Podman has for a network that a unit writes: of a `.network` unit what that says. */
const nameOfNetwork = (snapshot: Snapshot, written: string, path: string): string | undefined =>
  isNetwork(written) ? within<PlacedNetwork>(snapshot, `file:${written}`, path)[0]?.network : written;

/** A network by the first unit that makes it, however it is written; as it is written where none of the stack does. */
export function networkUnit(snapshot: Snapshot, written: string, path: string): string {
  const name = nameOfNetwork(snapshot, written, path);
  return (name === undefined ? undefined : within<PlacedNetwork>(snapshot, networkKey(name), path)[0]?.unit) ?? written;
}

/**
 * The networks that a container is in, by the units that make them: its pod's, or its own; `''`, the default one, where
 * none is named. `Network=app.network` and `Network=systemd-app` are one.
 */
export function networksOf(snapshot: Snapshot, container: Container, path: string): string[] {
  const pod = podOfContainer(snapshot, container, path);
  const networks = (pod ?? container).networks.map(({ value }) => networkUnit(snapshot, value.name, path));
  return networks.length === 0 ? [''] : [...new Set(networks)];
}

/** Whether one of the networks that `networksOf` names is made elsewhere than by a unit: who else is on it is not known. */
export const isOpen = (networks: readonly string[]): boolean => networks.some((name) => name !== '' && !isNetwork(name));

/** The containers and pods on a network that `networksOf` names, whichever way they write it. */
export function membersOfNetwork(snapshot: Snapshot, path: string, network: string): (Placed | PlacedPod)[] {
  const name = nameOfNetwork(snapshot, network, path);
  const spellings = new Set([network, ...(name === undefined ? [] : [name, ...within<PlacedNetwork>(snapshot, networkKey(name), path).map(({ unit }) => unit)])]);
  return [...spellings].flatMap((spelling) => within<Placed | PlacedPod>(snapshot, `network:${spelling}`, path));
}

/** Whether two containers reach each other by name: one pod, or a network of their own in common. */
export function reach(snapshot: Snapshot, a: Container, b: Container, path: string): boolean {
  if (a.pod !== undefined && a.pod.value === b.pod?.value) return true;
  const networks = new Set(networksOf(snapshot, b, path));
  return networksOf(snapshot, a, path).some((name) => name !== '' && networks.has(name));
}
