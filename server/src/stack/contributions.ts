import { dropInContribution, dropInsOf } from '../model/dropins.ts';
import { isDropIn, unitTypeOfPath } from '../model/files.ts';
import type { Contribution, Snapshot, SourceFile } from '../model/snapshot.ts';
import { parseUnit } from '../syntax/unit.ts';
import { nameOf } from '../model/uri.ts';
import { containerOf } from './container.ts';
import { mountKey } from './mounts.ts';
import type { Container } from './types.ts';

/** A container and where its unit lies; what the keys of the stack lead to. */
export interface Placed {
  readonly path: string;
  readonly container: Container;
}

/** More ports than this in one range are found by their first only. */
const LONGEST_RANGE = 256;

/** What a file tells the others. */
export function contributionsOf(file: SourceFile, snapshot: Snapshot): readonly Contribution[] {
  if (isDropIn(file.path)) return dropInContribution(file);
  if (unitTypeOfPath(file.path) === 'container') return containerContributions(file, snapshot);
  return [];
}

/** All of a value that others can see: without the places, which move as one types. */
const printOf = (value: unknown): string => JSON.stringify(value, (key, part: unknown) => (key === 'start' || key === 'end' || key === 'uri' ? undefined : part));

function containerContributions(file: SourceFile, snapshot: Snapshot): Contribution[] {
  const parts = [file, ...dropInsOf(snapshot, file)].map((part) => ({ uri: part.uri, tree: part.tree(parseUnit) }));
  const container = containerOf(parts, file.name);
  const all = printOf(container);
  const out: Contribution[] = [{ key: `unit:${file.name}`, uri: file.uri, print: all, value: container }];
  const placed: Placed = { path: file.path, container };
  const tell = (key: string, value: unknown = placed): void => void out.push({ key, uri: file.uri, print: all, value });
  tell(`service:${container.service}`);
  for (const { value } of container.hosts) tell(`host:${value}`);
  for (const { value } of container.networks) tell(`network:${value.name}`);
  for (const { value } of container.ports) {
    const [first, last] = value.host ?? [];
    if (first === undefined || last === undefined) continue;
    for (let port = first; port <= Math.min(last, first + LONGEST_RANGE); port++) tell(`port:${port}`);
  }
  for (const volume of container.volumes) {
    if (volume.value.kind === 'volume') tell(`volume:${volume.value.source}`);
    if (volume.value.kind === 'bind') tell(mountKey(volume.value.source), { ...placed, volume });
  }
  for (const { value } of container.environmentFiles) tell(`envfile:${nameOf(value)}`);
  return out;
}
