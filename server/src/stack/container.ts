import { Print } from '../model/print.ts';
import { parsePodmanSize } from '../model/values/size.ts';
import { urlsIn } from '../syntax/env.ts';
import { argsOf } from '../syntax/unit.ts';
import { assignmentsIn, sourceOf, variablesOf } from './assignments.ts';
import { connectionOfUrl, connectionsIn, type Connection } from './connections.ts';
import { commandOf, optionOf, programOf } from './command.ts';
import { allEntries, entrySpan, lastEntry, located, locatedWords, type PlacedEntry, type UnitPart } from './entries.ts';
import { parseImage } from './image.ts';
import { RELATIONS, type Container, type Located, type Pod, type PublishedPort, type Relation } from './types.ts';
import { parseMount, parseNetwork, parsePublishedPort, parseSecret, parseVolume } from './values.ts';

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
  const main = parts[0]!;
  const stem = unit.replace(/\.container$/, '');
  const all = (key: string): readonly PlacedEntry[] => allEntries(parts, SECTION, key);
  const last = (key: string): Located | undefined => optional(lastEntry(parts, SECTION, key), (placed) => unquoted(located(placed)));
  const podmanArgs = all('PodmanArgs').flatMap((placed) => wordsOf(placed));
  const exec = optional(lastEntry(parts, SECTION, 'Exec'), ({ uri, entry }) => commandOf(uri, entry));
  const image = optional(last('Image'), (place) => ({ ...place, value: parseImage(place.value) }));
  const entrypoint = last('Entrypoint');
  const environment = all('Environment');
  const name = expand(last('ContainerName')?.value ?? `systemd-${stem}`, stem);
  return {
    uri: main.uri,
    unit,
    service: `${last('ServiceName')?.value ?? stem}.service`,
    name,
    hosts: hostsOf(parts, stem, name, podmanArgs),
    image,
    program: programOf(image?.value, exec, entrypoint?.value),
    pod: last('Pod'),
    networks: [...all('Network').map(located), ...options(podmanArgs, '--network', '--net')].map((place) => ({ ...place, value: parseNetwork(place.value) })),
    ports: published([...all('PublishPort').map(located), ...options(podmanArgs, '--publish', '-p')]),
    volumes: [
      ...[...all('Volume').map(located), ...options(podmanArgs, '--volume', '-v')].map((place) => ({ ...place, value: parseVolume(place.value) })),
      ...[...all('Mount').flatMap(wordsOf), ...options(podmanArgs, '--mount')].flatMap((place) => optional(parseMount(place.value), (value) => [{ ...place, value }]) ?? []),
    ],
    secrets: all('Secret').map(located).map((place) => ({ ...place, value: parseSecret(place.value) })),
    get variables() { return variablesOf(environment); },
    environmentFiles: all('EnvironmentFile').map(located),
    connections: connectionsOfUnit(environment, lastEntry(parts, SECTION, 'Exec')),
    exec,
    entrypoint,
    health: last('HealthCmd'),
    memory: limitOf(last('Memory')) ?? limitOf(optionOf(podmanArgs, '--memory', '-m')) ?? limitOf(optional(lastEntry(parts, 'Service', 'MemoryMax'), located)),
    memorySwap: sizeOf(optionOf(podmanArgs, '--memory-swap')),
    cpus: cpusOf(parts, podmanArgs),
    shmSize: sizeOf(last('ShmSize')) ?? sizeOf(optionOf(podmanArgs, '--shm-size')),
    relations: Object.fromEntries(RELATIONS.map((key) => [key, allEntries(parts, 'Unit', key).flatMap(locatedWords)])) as unknown as Readonly<Record<Relation, readonly Located[]>>,
    podmanArgs,
    addedHosts: [...all('AddHost').map(located), ...options(podmanArgs, '--add-host')],
    ulimits: [...all('Ulimit').map(located), ...options(podmanArgs, '--ulimit')],
  };
}

/** The generator takes away quotes around a value that counts once. */
const unquoted = (place: Located): Located => (/^(["']).*\1$/s.test(place.value) && place.value.length > 1 ? { ...place, value: place.value.slice(1, -1), start: place.start + 1, end: place.end - 1 } : place);

/** What a `.pod` unit says, its drop-ins included. */
export function podOf(parts: readonly UnitPart[], unit: string): Pod {
  const all = (key: string): readonly PlacedEntry[] => allEntries(parts, 'Pod', key);
  const stem = unit.replace(/\.pod$/, '');
  const names = [...all('PodName'), ...all('NetworkAlias')].map(located);
  return {
    uri: parts[0]!.uri,
    unit,
    networks: all('Network').map(located).map((place) => ({ ...place, value: parseNetwork(place.value) })),
    ports: published(all('PublishPort').map(located)),
    hosts: names.flatMap((place) => optional(expand(place.value, stem), (value) => [{ ...place, value }]) ?? []),
  };
}

const published = (places: readonly Located[]): Located<PublishedPort>[] =>
  places.flatMap((place) => optional(parsePublishedPort(place.value), (value) => [{ ...place, value }]) ?? []);

const optional = <T, R>(value: T | undefined, map: (value: T) => R): R | undefined => (value === undefined ? undefined : map(value));

/** `%N`, `%p` of a plain unit are its name; with any other specifier the name is not known here. */
export function expand(text: string, stem: string): string | undefined {
  const known = text.replace(/%[Nnp]/g, (specifier) => (specifier === '%n' ? `${stem}.service` : stem)).replace(/%%/g, '\u0000');
  return known.includes('%') ? undefined : known.replaceAll('\u0000', '%');
}

function wordsOf({ uri, entry }: PlacedEntry): Located[] {
  return argsOf(entry).words.map((word) => ({ value: word.text, uri, ...entrySpan(entry, word.start, word.end) }));
}

/** The connections that `Environment=` and the URLs on the command line name. */
function connectionsOfUnit(environment: readonly PlacedEntry[], exec: PlacedEntry | undefined): Connection[] {
  const found: Connection[] = [];
  if (environment.some((placed) => assignmentsIn(placed).mayConnect)) {
    for (const uri of new Set(environment.map((placed) => placed.uri))) {
      const sources = environment.flatMap((placed) => (placed.uri === uri ? assignmentsIn(placed).sources : []));
      for (const connection of connectionsIn(uri, sources)) found.push(connection);
    }
  }
  if (exec === undefined || !exec.entry.value.includes('://')) return found;
  const { words } = argsOf(exec.entry);
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
function options(words: readonly Located[], ...names: readonly string[]): Located[] {
  return words.flatMap((word, index) => {
    if (names.includes(word.value)) return words[index + 1] === undefined ? [] : [words[index + 1]!];
    const name = names.find((candidate) => candidate.startsWith('--') && word.value.startsWith(`${candidate}=`));
    return name === undefined ? [] : [{ ...word, value: word.value.slice(name.length + 1) }];
  });
}

/** The names that Podman's DNS answers on the networks of the container. */
function hostsOf(parts: readonly UnitPart[], stem: string, name: string | undefined, podmanArgs: readonly Located[]): Located[] {
  const header = parts[0]!.tree.sections.find((section) => section.name === SECTION)?.nameSpan ?? { start: 0, end: 0 };
  const own = optional(lastEntry(parts, SECTION, 'ContainerName'), located) ?? { value: '', uri: parts[0]!.uri, ...header };
  const hosts = name === undefined ? [] : [{ ...own, value: name }];
  const aliases = [
    ...allEntries(parts, SECTION, 'NetworkAlias').map(located),
    ...options(podmanArgs, '--network-alias'),
    ...allEntries(parts, SECTION, 'HostName').map(located),
    ...allEntries(parts, SECTION, 'Network').flatMap((placed) =>
      parseNetwork(placed.entry.value).options.filter((option) => option.startsWith('alias=')).map((option) => ({ ...located(placed), value: option.slice('alias='.length) }))),
  ];
  for (const alias of aliases) {
    const value = expand(alias.value, stem);
    if (value !== undefined) hosts.push({ ...alias, value });
  }
  return hosts;
}

function sizeOf(place: Located | undefined): Located<number> | undefined {
  if (place === undefined) return undefined;
  if (place.value === '-1') return { ...place, value: -1 };
  const bytes = parsePodmanSize(place.value);
  return bytes === undefined || bytes === 0 ? undefined : { ...place, value: bytes };
}

/** A limit: `-1` is none. */
const limitOf = (place: Located | undefined): Located<number> | undefined => optional(sizeOf(place), (size) => (size.value < 0 ? undefined : size));

/** `--cpus` of Podman, else `CPUQuota=` of systemd in hundredths of a CPU. */
function cpusOf(parts: readonly UnitPart[], podmanArgs: readonly Located[]): Located<number> | undefined {
  const option = optionOf(podmanArgs, '--cpus');
  if (option !== undefined) return Number(option.value) > 0 ? { ...option, value: Number(option.value) } : undefined;
  const quota = optional(lastEntry(parts, 'Service', 'CPUQuota'), located);
  const percent = /^(\d+(?:\.\d+)?)%$/.exec(quota?.value ?? '')?.[1];
  return quota === undefined || percent === undefined ? undefined : { ...quota, value: Number(percent) / 100 };
}
