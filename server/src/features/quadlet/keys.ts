import { isQuadletSection, quadletKey, quadletKeys, QUADLET_SECTIONS, type QuadletKey } from '../../facts/quadlet/index.ts';
import { systemdDirective, systemdDirectives, type SystemdDirective } from '../../facts/systemd/index.ts';
import type { UnitType } from '../../model/files.ts';
import { SECTION } from '../../quadlet/names.ts';

/** A key of any section, Podman's or systemd's, with what both tables say of it. */
export interface KeyInfo {
  readonly name: string;
  readonly section: string;
  readonly text: string;
  readonly url: string | undefined;
  /** What its value is, in a word or two. */
  readonly kind: string;
  readonly product: 'Podman' | 'systemd';
  readonly since: string | undefined;
  readonly default: string | undefined;
  readonly values: Readonly<Record<string, string>> | undefined;
  readonly once: boolean;
  readonly deprecated: { readonly since?: string; readonly use?: string; readonly text?: string } | undefined;
  /** 1 is nearly always written, 3 seldom. */
  readonly use: number;
  readonly quadlet: QuadletKey | undefined;
}

/** The systemd keys that units of containers have most. */
const COMMON: Readonly<Record<string, number>> = {
  Description: 1, After: 1, Requires: 1, Wants: 2, BindsTo: 2, PartOf: 2, Documentation: 2,
  Restart: 1, RestartSec: 1, TimeoutStartSec: 1, TimeoutStopSec: 2, Type: 2, RemainAfterExit: 2, MemoryMax: 2, CPUQuota: 2, EnvironmentFile: 2,
  StartLimitIntervalSec: 2, StartLimitBurst: 2, WantedBy: 1,
};

const fromSystemd = (section: string, name: string, fact: SystemdDirective): KeyInfo => ({
  name,
  section,
  text: fact.text,
  url: fact.url,
  kind: fact.kind,
  product: 'systemd',
  since: fact.since,
  default: fact.default,
  values: fact.values,
  once: fact.repeat === 'last',
  deprecated: fact.deprecated,
  use: COMMON[name] ?? 3,
  quadlet: undefined,
});

const fromQuadlet = (section: string, name: string, fact: QuadletKey): KeyInfo => ({
  name,
  section,
  text: fact.text,
  url: fact.url,
  kind: KIND_LABELS[fact.kind] ?? fact.kind,
  product: 'Podman',
  since: fact.since,
  default: fact.default,
  values: fact.values,
  once: fact.repeat === 'once',
  deprecated: fact.deprecated,
  use: fact.use ?? 3,
  quadlet: fact,
});

/** What is known of a key; undefined for one that nobody knows. `X-Container` is no section of Podman's. */
export function keyInfo(section: string, name: string): KeyInfo | undefined {
  const quadlet = quadletKey(section, name);
  if (quadlet !== undefined) return fromQuadlet(section, name, quadlet);
  if (isQuadletSection(section)) return undefined;
  const directive = systemdDirective(section, name);
  return directive === undefined ? undefined : fromSystemd(section, name, directive);
}

const bySection = new Map<string, readonly KeyInfo[]>();

/** All keys of a section. */
export function keysOf(section: string): readonly KeyInfo[] {
  const known = bySection.get(section);
  if (known !== undefined) return known;
  const keys = isQuadletSection(section)
    ? Object.entries(quadletKeys(section)).map(([name, fact]) => fromQuadlet(section, name, fact))
    : Object.entries(systemdDirectives(section)).map(([name, fact]) => fromSystemd(section, name, fact));
  // A section without any may have any name.
  if (keys.length > 0) bySection.set(section, keys);
  return keys;
}

/** The sections that a unit of a type may have, by use. Without a type every one that is known. */
export function sectionsOf(type: UnitType | undefined): string[] {
  const own = type === undefined ? QUADLET_SECTIONS.filter((name) => name !== 'Quadlet') : [SECTION[type]];
  return [...own, 'Unit', 'Service', 'Install', 'Quadlet'];
}

/** The name of a manual page by its address: `podman-container.unit(5)`, `systemd.service(5)`. */
export const manualName = (url: string): string => `${/\/([\w.-]+?)(?:\.5)?\.html/.exec(url)?.[1] ?? 'manual'}(5)`;

const KIND_LABELS: Readonly<Record<string, string>> = {
  enum: 'one of', string: 'text', integer: 'number', imagename: 'image name', servicename: 'service name', pathlist: 'paths', containerpath: 'path in the container',
  file: 'file', workdir: 'folder or URL', podmanargs: 'podman options', globalargs: 'podman options', environment: 'assignments', label: 'labels', annotation: 'annotations',
  buildarg: 'assignments', tmpfs: 'mount', buildsecret: 'secret', port: 'port', expose: 'port', host: 'host name', addhost: 'name and address', ip: 'IP address', cidr: 'subnet',
  iprange: 'address range', interface: 'interface', dns: 'IP address', dnsoption: 'resolver option', dnssearch: 'domain', netoption: 'driver options', userns: 'user namespace',
  idmap: 'id map', subid: 'name', apparmor: 'profile', 'label-type': 'SELinux type', 'label-level': 'SELinux level', healthlog: 'place', logdriver: 'log driver', logopt: 'log option',
  fstype: 'file system', mountoptions: 'mount options', arch: 'architecture', os: 'operating system', creds: 'secret', timezone: 'time zone',
};
