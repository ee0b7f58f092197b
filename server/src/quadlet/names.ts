import type { UnitType } from '../model/files.ts';
import type { Target } from './features.ts';
import type { UnitFile } from './unit-file.ts';

/** The section of each type of unit. */
export const SECTION: Readonly<Record<UnitType, string>> = {
  container: 'Container', pod: 'Pod', volume: 'Volume', network: 'Network', kube: 'Kube', image: 'Image', build: 'Build', artifact: 'Artifact',
};

/** In which order the generator takes the types: one may know only what those before it are called. */
export const ORDER: Readonly<Record<UnitType, number>> = { image: 1, artifact: 1, volume: 2, network: 2, build: 3, container: 4, kube: 4, pod: 5 };

const SUFFIX: Readonly<Record<UnitType, string>> = {
  container: '', kube: '', volume: '-volume', network: '-network', image: '-image', build: '-build', artifact: '-artifact', pod: '-pod',
};

const stemOf = (name: string): string => (name.lastIndexOf('.') > 0 ? name.slice(0, name.lastIndexOf('.')) : name);

/** `web@` of `web@.container` and of `web@1.container`; undefined where the name has no `@`. */
export function templateOf(name: string): { readonly base: string; readonly instance: string } | undefined {
  const stem = stemOf(name);
  const at = stem.indexOf('@');
  return at === -1 ? undefined : { base: stem.slice(0, at), instance: stem.slice(at + 1) };
}

/** True for `web@.container`: a template without an instance. */
export const isTemplate = (name: string): boolean => stemOf(name).endsWith('@');

/** The name of the generated service, without `.service`. */
export function serviceNameOf(name: string, type: UnitType, file: UnitFile, target: Target): string {
  if (target.has('unitsByName')) {
    const given = file.lookup(SECTION[type], 'ServiceName', target.quotes);
    if (given !== undefined) return given.text;
  }
  const stem = stemOf(name);
  if (target.has('templateNames') && stem.endsWith('@')) return `${stem.slice(0, -1)}${SUFFIX[type]}@`;
  return stem + SUFFIX[type];
}

/** What `podman run --name` gets; it may hold specifiers. */
export function containerNameOf(name: string, file: UnitFile, target: Target): string {
  const given = file.lookup('Container', 'ContainerName', target.quotes);
  if (given !== undefined && given.text !== '') return given.text;
  return target.has('unitsByName') && name.includes('@') ? 'systemd-%p_%i' : 'systemd-%N';
}

/** The name of a volume or network that the unit makes. */
export function storageNameOf(name: string, section: 'Volume' | 'Network', file: UnitFile, target: Target): string {
  const given = file.lookup(section, `${section}Name`, target.quotes);
  if (given !== undefined && given.text !== '') return given.text;
  const own = `systemd-${stemOf(name)}`;
  // Podman cuts the last character, whatever it is: meant is the `@` of a template.
  return target.has('templateNames') && name.includes('@') ? `${own.slice(0, -1)}-%i` : own;
}

/** The name of the pod that a `.pod` unit makes. */
export function podNameOf(name: string, file: UnitFile, target: Target): string {
  const given = file.lookup('Pod', 'PodName', target.quotes);
  return given !== undefined && given.text !== '' ? given.text : `systemd-${stemOf(name)}`;
}

/** The container's name where it needs no systemd to be known; '' otherwise. */
export function resolvedContainerName(name: string, file: UnitFile, target: Target): string {
  const resolved = withServiceName(containerNameOf(name, file, target), name, file, target);
  return resolved.includes('%') ? '' : resolved;
}

/** `%N` is the service's name as it is: a `$` in it means nothing. */
const withServiceName = (text: string, name: string, file: UnitFile, target: Target): string => text.replaceAll('%N', () => serviceNameOf(name, 'container', file, target));

/** The file name of the pod unit that a container belongs to; undefined where it belongs to none. */
export function podFileOf(name: string, file: UnitFile, target: Target): string | undefined {
  const pod = file.lookup('Container', 'Pod', target.quotes)?.text;
  if (pod === undefined || pod === '') return undefined;
  return target.has('podSpecifier') ? withServiceName(pod, name, file, target) : pod;
}

/** True where the target's generator reads files of the type. */
export function isRead(type: UnitType, target: Target): boolean {
  switch (type) {
    case 'pod': return target.has('podUnits');
    case 'build': return target.has('buildUnits');
    case 'artifact': return target.has('artifactUnits');
    default: return true;
  }
}
