import type { Fact } from '../schema.ts';
import loadArtifact from './artifact.facts.json';
import loadBuild from './build.facts.json';
import loadContainer from './container.facts.json';
import loadFlags from './flags.facts.json';
import loadImage from './image.facts.json';
import loadKube from './kube.facts.json';
import loadNetwork from './network.facts.json';
import loadPod from './pod.facts.json';
import loadQuadlet from './quadlet.facts.json';
import loadSections from './sections.facts.json';
import loadSpecifiers from './specifiers.facts.json';
import loadValues from './values.facts.json';
import loadVolume from './volume.facts.json';

/** The sections that Podman reads; every other one is systemd's. */
export const QUADLET_SECTIONS = ['Container', 'Pod', 'Kube', 'Network', 'Volume', 'Image', 'Build', 'Artifact', 'Quadlet'] as const;
export type QuadletSection = (typeof QUADLET_SECTIONS)[number];

/** What a value is: decides completion, colours and links. */
export type QuadletKind =
  | 'boolean' | 'enum' | 'string' | 'integer' | 'seconds' | 'size' | 'duration' | 'signal' | 'timezone'
  | 'image' | 'imagename' | 'unit' | 'name' | 'servicename'
  | 'path' | 'pathlist' | 'containerpath' | 'file' | 'workdir'
  | 'command' | 'entrypoint' | 'podmanargs' | 'globalargs'
  | 'environment' | 'label' | 'annotation' | 'buildarg'
  | 'volume' | 'mount' | 'tmpfs' | 'device' | 'secret' | 'buildsecret'
  | 'network' | 'port' | 'expose' | 'host' | 'addhost' | 'ip' | 'cidr' | 'iprange' | 'interface' | 'dns' | 'dnsoption' | 'dnssearch' | 'netoption'
  | 'user' | 'group' | 'userns' | 'idmap' | 'subid'
  | 'capability' | 'ulimit' | 'sysctl' | 'apparmor' | 'label-type' | 'label-level' | 'healthlog'
  | 'logdriver' | 'logopt' | 'fstype' | 'mountoptions' | 'arch' | 'os' | 'variant' | 'creds';

export interface QuadletKey extends Fact {
  readonly kind: QuadletKind;
  /** `once`: the last line counts. `list`: lines add up, and an empty assignment forgets those before it. */
  readonly repeat: 'once' | 'list';
  /** How one line becomes several values: systemd's words, words with escapes, or `NAME=value` words. */
  readonly split?: 'words' | 'args' | 'assignments';
  /** The first release that knows it; 4.4.0 is the first one with Quadlet. */
  readonly since: string;
  /** What it becomes: an option such as `--memory`, or in capitals or words another part of the command. */
  readonly flag?: string;
  /** A value as one would write it. */
  readonly example?: string;
  /** 1: nearly every unit has it; 2: many; 3, the default: the rest. */
  readonly use?: 1 | 2;
  /** The types of units that the value may name. */
  readonly units?: readonly string[];
}

/** A value, an option or a flag that a key takes. A name ending in `=` or `:` wants something behind it. */
export interface QuadletValue {
  readonly text: string;
  readonly since?: string;
  readonly removed?: string;
  /** The table of options that may follow. */
  readonly options?: QuadletValues;
}

export type QuadletValues =
  | 'boolean' | 'network' | 'networkOptions' | 'pastaOptions' | 'slirpOptions' | 'volumeOptions' | 'mountTypes' | 'bindMountOptions'
  | 'volumeMountOptions' | 'tmpfsMountOptions' | 'imageMountOptions' | 'artifactMountOptions' | 'devptsMountOptions' | 'secretOptions'
  | 'buildSecretOptions' | 'userns' | 'keepIdOptions' | 'autoOptions' | 'capabilities' | 'signals' | 'ulimits' | 'sysctls' | 'dnsOptions'
  | 'tmpfsOptions' | 'logDrivers' | 'logOptions' | 'netOptions' | 'mountOptions' | 'architectures' | 'systems' | 'variants' | 'timezones'
  | 'images' | 'sizes' | 'durations' | 'seconds' | 'portForms' | 'addHostForms' | 'globalFlags';

export interface PodmanFlag {
  readonly text: string;
  /** The subcommands that take it, separated by blanks. */
  readonly in: string;
  /** The key that says the same. */
  readonly key?: string;
  readonly since?: string;
}

export interface Specifier {
  readonly text: string;
  /** Its value for the system manager and for a user's, where it is the same everywhere. */
  readonly root?: string;
  readonly user?: string;
  /** How it comes from the service's name. */
  readonly name?: 'instance' | 'instance-unescaped' | 'full' | 'bare' | 'prefix' | 'prefix-unescaped' | 'last' | 'last-unescaped' | 'path';
}

export interface SectionFact {
  readonly text: string;
  readonly page: string;
}

type Table<T> = Readonly<Record<string, T>>;

const DOCS = 'https://docs.podman.io/en/latest/markdown/';
const KEYS: Readonly<Record<QuadletSection, unknown>> = {
  Container: loadContainer, Pod: loadPod, Kube: loadKube, Network: loadNetwork, Volume: loadVolume,
  Image: loadImage, Build: loadBuild, Artifact: loadArtifact, Quadlet: loadQuadlet,
};

const keyTables = new Map<QuadletSection, Table<QuadletKey>>();

/** True for a section that Podman reads. */
export const isQuadletSection = (name: string): name is QuadletSection => Object.hasOwn(KEYS, name);

/** The keys of a section by name, as every release together knows them. */
export function quadletKeys(section: QuadletSection): Table<QuadletKey> {
  const known = keyTables.get(section);
  if (known !== undefined) return known;
  const page = DOCS + quadletSections()[section]!.page;
  const raw = (KEYS[section] as () => Table<Omit<QuadletKey, 'url'> & { url?: string }>)();
  // The manual gives every key a heading of its own, so the link follows from the name.
  const table = Object.fromEntries(Object.entries(raw).map(([name, fact]) => [name, { ...fact, url: fact.url ?? `${page}#${name.toLowerCase()}` }]));
  keyTables.set(section, table);
  return table;
}

/** A key of a section; undefined for one that no release knows, and for sections of systemd. Names are case-sensitive. */
export function quadletKey(section: string, name: string): QuadletKey | undefined {
  if (!isQuadletSection(section)) return undefined;
  const table = quadletKeys(section);
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

/** Every section of a unit file, systemd's three included. `page` is complete only for those. */
export const quadletSections = loadSections as unknown as () => Table<SectionFact>;

/** The link to a section's manual page. */
export function sectionUrl(section: string): string | undefined {
  const table = quadletSections();
  const page = Object.hasOwn(table, section) ? table[section]!.page : undefined;
  return page === undefined || page.startsWith('https:') ? page : DOCS + page;
}

const valueTables = new Map<QuadletValues, Table<QuadletValue>>();

/** The known values or options of a kind, by name in order of use. */
export function quadletValues(name: QuadletValues): Table<QuadletValue> {
  const known = valueTables.get(name);
  if (known !== undefined) return known;
  const raw = (loadValues as unknown as () => Table<Table<string | QuadletValue>>)()[name] ?? {};
  const table = Object.fromEntries(Object.entries(raw).map(([value, fact]) => [value, typeof fact === 'string' ? { text: fact } : fact]));
  valueTables.set(name, table);
  return table;
}

/** The options of podman's subcommands by name; one that takes a value ends in `=`. */
export const podmanFlags = loadFlags as unknown as () => Table<PodmanFlag>;

/** The subcommand that `PodmanArgs=` of a section goes to, as `PodmanFlag.in` names it. */
export const SUBCOMMANDS: Readonly<Partial<Record<QuadletSection, string>>> = {
  Container: 'run', Pod: 'pod', Kube: 'kube', Network: 'network', Volume: 'volume', Image: 'image', Build: 'build', Artifact: 'artifact',
};

/** systemd's specifiers by their two characters. */
export const specifiers = loadSpecifiers as unknown as () => Table<Specifier>;
