import { Print } from '../model/print.ts';
import { parsePodmanSize } from '../model/values/size.ts';
import { urlsIn } from '../syntax/env.ts';
import { argsOf } from '../syntax/unit.ts';
import { environmentOf, sourceOf, type Environment } from './assignments.ts';
import { connectionOfUrl, connectionsIn, type Connection } from './connections.ts';
import { behindShell, commandOf, optionOf, programOf } from './command.ts';
import { allEntries, entrySpan, located, locatedWords, Said, type PlacedEntry, type UnitPart } from './entries.ts';
import { parseImage } from './image.ts';
import { flatOf, joined, listOf, NONE } from '../model/lists.ts';
import { RELATIONS, type Container, type Located, type MountedVolume, type Pod, type PublishedPort, type Relation, type UsedNetwork, type UsedSecret } from './types.ts';
import { parseMount, parseNetwork, parsePublishedPort, parseSecret, parseVolume, unquoted } from './values.ts';

const SECTION = 'Container';

/** What `containerOf` reads of a unit: section → keys, undefined for all of them. */
const READS: ReadonlyMap<string, ReadonlySet<string> | undefined> = new Map([[SECTION, undefined], ['Unit', new Set<string>(RELATIONS)], ['Service', new Set(['MemoryMax', 'CPUQuota'])]]);

/** All that `containerOf` goes by, without the places: where it stays the same the container is the same but for those. */
export function containerPrint(parts: readonly UnitPart[]): number {
  const print = new Print();
  for (const { tree } of parts) {
    for (const section of tree.sections) {
      if (!READS.has(section.name)) continue;
      const keys = READS.get(section.name);
      print.add(section.name);
      for (const entry of section.entries) if (!entry.lost && (keys === undefined || keys.has(entry.key))) print.addValue((entry.print ??= new Print().add(entry.key).add(entry.value).value));
    }
  }
  return print.value;
}

/**
 * What a `.container` unit says, its drop-ins included. Generated names follow Podman: `systemd-%N` where no
 * `ContainerName=` is set, `NAME.service` where no `ServiceName=` is.
 */
export function containerOf(parts: readonly UnitPart[], unit: string): Container {
  const stem = unit.slice(0, unit.lastIndexOf('.'));
  const said = new Said(parts, SECTION);
  const service = new Said(parts, 'Service');
  const all = (key: string): readonly PlacedEntry[] => said.all(key);
  const last = (key: string): Located | undefined => optional(said.last(key), quoted);
  const podmanArgs = flatOf(all('PodmanArgs'), wordsOf);
  const exec = optional(said.last('Exec'), ({ uri, entry }) => commandOf(uri, entry));
  const image = optional(last('Image'), (place) => ({ ...place, value: parseImage(place.value) }));
  const entrypoint = last('Entrypoint');
  const environment = environmentOf(all('Environment'));
  // Of a service with a name of its own specifiers tell that one.
  const serviceStem = last('ServiceName')?.value ?? stem;
  const name = containerName(last('ContainerName')?.value, serviceStem);
  return {
    uri: parts[0]!.uri,
    unit,
    service: `${serviceStem}.service`,
    name,
    hosts: hostsOf(parts[0]!, said, serviceStem, name, podmanArgs),
    image,
    program: programOf(image?.value, exec, entrypoint?.value),
    pod: last('Pod'),
    networks: listOf(joined(listOf(all('Network'), located), options(podmanArgs, '--network', '--net')), networkAt),
    ports: published(joined(listOf(all('PublishPort'), located), options(podmanArgs, '--publish', '-p'))),
    volumes: joined(
      listOf(joined(listOf(all('Volume'), located), options(podmanArgs, '--volume', '-v')), volumeAt),
      flatOf(joined(flatOf(all('Mount'), wordsOf), options(podmanArgs, '--mount')), mountAt),
    ),
    secrets: listOf(all('Secret'), secretAt),
    environment,
    environmentFiles: listOf(all('EnvironmentFile'), located),
    connections: connectionsOfUnit(environment, said.last('Exec')),
    exec,
    entrypoint,
    health: last('HealthCmd'),
    memory: limitOf(last('Memory')) ?? limitOf(optionOf(podmanArgs, '--memory', '-m')) ?? limitOf(optional(service.last('MemoryMax'), located)),
    memorySwap: sizeOf(optionOf(podmanArgs, '--memory-swap')),
    cpus: cpusOf(service, podmanArgs),
    shmSize: shmSizeOf(last('ShmSize'), podmanArgs),
    relations: relationsOf(new Said(parts, 'Unit')),
    podmanArgs,
    addedHosts: joined(listOf(all('AddHost'), located), options(podmanArgs, '--add-host')),
    ulimits: joined(listOf(all('Ulimit'), located), options(podmanArgs, '--ulimit')),
  };
}

/** What `ContainerName=` says; undefined where Podman makes the name from the unit's. */
export const givenName = (parts: readonly UnitPart[]): Located | undefined => optional(new Said(parts, SECTION).last('ContainerName'), quoted);

/**
 * The name of a unit's container, by what `ContainerName=` says and the name of its service: `systemd-` and that one, of
 * an instance with `_` for the `@`. Undefined where a specifier or a template keeps it from being known here.
 */
export function containerName(given: string | undefined, stem: string): string | undefined {
  if (given !== undefined) return expand(given, stem);
  return stem.endsWith('@') ? undefined : `systemd-${stem.replace('@', '_')}`;
}

const networkAt = (place: Located): Located<UsedNetwork> => ({ ...place, value: parseNetwork(place.value) });
const volumeAt = (place: Located): Located<MountedVolume> => ({ ...place, value: parseVolume(place.value) });
const secretAt = (placed: PlacedEntry): Located<UsedSecret> => ({ ...located(placed), value: parseSecret(placed.entry.value) });
const mountAt = (place: Located): readonly Located<MountedVolume>[] => optional(parseMount(place.value), (value) => [{ ...place, value }]) ?? NONE;

function relationsOf(said: Said): Record<Relation, readonly Located[]> {
  const relations = {} as Record<Relation, readonly Located[]>;
  for (const key of RELATIONS) relations[key] = flatOf(said.all(key), locatedWords);
  return relations;
}

/** The last value of a key, as it counts. */
export const quoted = (placed: PlacedEntry): Located => unquoted(located(placed));

/** What a `.pod` unit says, or a `.kube` of the pods that its file makes; drop-ins included. Without `PodName=` a pod is called `systemd-` and as its file. */
export function podOf(parts: readonly UnitPart[], unit: string): Pod {
  const section = unit.endsWith('.kube') ? 'Kube' : 'Pod';
  const all = (key: string): readonly PlacedEntry[] => allEntries(parts, section, key);
  const stem = unit.replace(/\.pod$/, '');
  const podmanArgs = flatOf(all('PodmanArgs'), wordsOf);
  // The service is `NAME-pod.service`, and specifiers are its.
  const known = (place: Located): readonly Located[] => optional(expand(place.value, `${stem}-pod`), (value) => [{ ...place, value }]) ?? NONE;
  const name = optional(all('PodName').at(-1), (placed) => known(quoted(placed))) ?? [{ value: `systemd-${stem}`, ...headerPlace(parts[0]!, 'Pod') }];
  const aliases = [...[...all('NetworkAlias'), ...all('HostName')].map(located), ...options(podmanArgs, '--network-alias'), ...aliasesOf(all('Network'))];
  return {
    uri: parts[0]!.uri,
    unit,
    networks: listOf(joined(listOf(all('Network'), located), options(podmanArgs, '--network', '--net')), networkAt),
    ports: published(joined(listOf(all('PublishPort'), located), options(podmanArgs, '--publish', '-p'))),
    // What a `.kube` makes is called as its YAML file says.
    hosts: section === 'Pod' ? [...name, ...aliases.flatMap(known)] : NONE,
    addedHosts: joined(listOf(all('AddHost'), located), options(podmanArgs, '--add-host')),
    shmSize: shmSizeOf(optional(all('ShmSize').at(-1), quoted), podmanArgs),
    podmanArgs,
    conflicts: flatOf(allEntries(parts, 'Unit', 'Conflicts'), locatedWords),
  };
}

const published = (places: readonly Located[]): readonly Located<PublishedPort>[] => flatOf(places, portAt);
const portAt = (place: Located): readonly Located<PublishedPort>[] => optional(parsePublishedPort(place.value), (value) => [{ ...place, value }]) ?? NONE;

const optional = <T, R>(value: T | undefined, map: (value: T) => R): R | undefined => (value === undefined ? undefined : map(value));

/** `%N`, `%p` of a plain unit are its name; with any other specifier the name is not known here. */
export function expand(text: string, stem: string): string | undefined {
  if (!text.includes('%')) return text;
  const known = text.replace(/%[Nnp]/g, (specifier) => (specifier === '%n' ? `${stem}.service` : stem)).replace(/%%/g, '\u0000');
  return known.includes('%') ? undefined : known.replaceAll('\u0000', '%');
}

function wordsOf({ uri, entry }: PlacedEntry): Located[] {
  return argsOf(entry).words.map((word) => ({ value: word.text, uri, ...entrySpan(entry, word.start, word.end) }));
}

/** The connections that `Environment=` and the URLs on the command line name. */
function connectionsOfUnit(environment: Environment, exec: PlacedEntry | undefined): readonly Connection[] {
  if (!environment.mayConnect && exec?.entry.value.includes('://') !== true) return NONE;
  const found: Connection[] = [];
  if (environment.mayConnect) {
    for (const uri of environment.uris) for (const connection of connectionsIn(uri, environment.sourcesIn(uri))) found.push(connection);
  }
  if (exec === undefined || !exec.entry.value.includes('://')) return found;
  const all = argsOf(exec.entry).words;
  const words = behindShell(all) ?? all;
  words.forEach((word, index) => {
    const option = /^(-{1,2}[\w-]+)=/.exec(word.text)?.[1];
    const before = words[index - 1]?.text ?? '';
    const source = sourceOf(exec.entry, word, option ?? (/^-{1,2}[\w-]+$/.test(before) ? before : 'Exec='), 0);
    for (const url of urlsIn(word.text, { start: 0, end: word.text.length })) {
      const connection = connectionOfUrl(exec.uri, source, url);
      if (connection !== undefined) found.push(connection);
    }
  });
  return found;
}

/** Every value of an option that may be given more than once. */
function options(words: readonly Located[], ...names: readonly string[]): readonly Located[] {
  if (words.length === 0) return NONE;
  return words.flatMap((word, index) => {
    if (names.includes(word.value)) return words[index + 1] === undefined ? [] : [words[index + 1]!];
    const name = names.find((candidate) => candidate.startsWith('--') && word.value.startsWith(`${candidate}=`));
    return name === undefined ? [] : [{ ...word, value: word.value.slice(name.length + 1) }];
  });
}

/** The names that Podman's DNS answers on the networks of the container; of one in a pod, those that the others of the pod find in `/etc/hosts`. */
function hostsOf(main: UnitPart, said: Said, stem: string, name: string | undefined, podmanArgs: readonly Located[]): readonly Located[] {
  const hosts: Located[] = [];
  if (name !== undefined) {
    const place = optional(said.last('ContainerName'), located) ?? headerPlace(main, SECTION);
    hosts.push({ value: name, uri: place.uri, start: place.start, end: place.end });
  }
  const add = (alias: Located): void => {
    const value = expand(alias.value, stem);
    if (value !== undefined) hosts.push({ value, uri: alias.uri, start: alias.start, end: alias.end });
  };
  for (const placed of said.all('NetworkAlias')) add(located(placed));
  for (const alias of options(podmanArgs, '--network-alias')) add(alias);
  for (const placed of said.all('HostName')) add(located(placed));
  for (const alias of aliasesOf(said.all('Network'))) add(alias);
  return hosts;
}

/** The aliases of `Network=app.network:alias=db`. */
const aliasesOf = (networks: readonly PlacedEntry[]): readonly Located[] => flatOf(networks, (placed) =>
  (placed.entry.value.includes('alias=') ? parseNetwork(placed.entry.value).options.flatMap((option) => (option.startsWith('alias=') ? [{ ...located(placed), value: option.slice('alias='.length) }] : [])) : NONE));

/** Where a unit without a name for what it makes begins to say what that is. */
function headerPlace({ uri, tree }: UnitPart, name: string): Omit<Located, 'value'> {
  const { start, end } = tree.sections.find((section) => section.name === name)?.nameSpan ?? { start: 0, end: 0 };
  return { uri, start, end };
}

function sizeOf(place: Located | undefined): Located<number> | undefined {
  if (place === undefined) return undefined;
  if (place.value === '-1') return { ...place, value: -1 };
  const bytes = parsePodmanSize(place.value);
  return bytes === undefined || bytes === 0 ? undefined : { ...place, value: bytes };
}

/** 0 is no limit (podman-run(1), `--shm-size`). */
const shmSizeOf = (key: Located | undefined, podmanArgs: readonly Located[]): Located<number> | undefined =>
  optional(key ?? optionOf(podmanArgs, '--shm-size'), (place) => (/^0+[a-z]?$/i.test(place.value) ? { ...place, value: Infinity } : sizeOf(place)));

/** A limit: `-1` is none. */
const limitOf = (place: Located | undefined): Located<number> | undefined => optional(sizeOf(place), (size) => (size.value < 0 ? undefined : size));

/** `--cpus` of Podman, else `CPUQuota=` of systemd in hundredths of a CPU. */
function cpusOf(service: Said, podmanArgs: readonly Located[]): Located<number> | undefined {
  const option = optionOf(podmanArgs, '--cpus');
  if (option !== undefined) return Number(option.value) > 0 ? { ...option, value: Number(option.value) } : undefined;
  const quota = optional(service.last('CPUQuota'), located);
  const percent = /^(\d+(?:\.\d+)?)%$/.exec(quota?.value ?? '')?.[1];
  return quota === undefined || percent === undefined ? undefined : { ...quota, value: Number(percent) / 100 };
}
