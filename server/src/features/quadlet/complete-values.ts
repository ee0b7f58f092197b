import { podmanFlags, quadletValues, specifiers, SUBCOMMANDS, type QuadletSection, type QuadletValue, type QuadletValues } from '../../facts/quadlet/index.ts';
import { wellKnownUnits } from '../../facts/systemd/index.ts';
import { isDropIn, typeOfName, type UnitType } from '../../model/files.ts';
import type { SourceFile } from '../../model/snapshot.ts';
import { folderOf } from '../../model/uri.ts';
import { SECTION } from '../../quadlet/names.ts';
import type { CompletionItem, CompletionKind, Context } from '../types.ts';
import { isGone, isNewer } from './complete-keys.ts';
import { shortVersion, unitHover } from './hover.ts';
import { commandAnswer } from './command.ts';
import type { KeyInfo } from './keys.ts';
import { listedUnits, servicesFor, writtenValues } from './names.ts';
import { DEPENDENCIES, mountOptionsOf } from './values.ts';

/** What may stand at the cursor, before it is known which piece of the text it replaces. */
export interface Candidate {
  readonly label: string;
  readonly kind: CompletionKind;
  readonly insert?: string;
  readonly snippet?: boolean;
  readonly detail?: string;
  readonly documentation?: CompletionItem['documentation'];
  readonly retrigger?: boolean;
  /** Before others where smaller; 5 unless said. */
  readonly rank?: number;
}

export interface ValueAnswer {
  /** The piece of the value that a candidate replaces; it contains the cursor. */
  readonly from: number;
  readonly to: number;
  readonly candidates: readonly Candidate[];
}

export interface ValueQuery {
  readonly file: SourceFile;
  readonly context: Context;
  readonly section: string;
  readonly key: string;
  readonly info: KeyInfo | undefined;
  readonly value: string;
  readonly at: number;
}

/** What may stand at an offset of a value. */
export function valueAnswer(query: ValueQuery): ValueAnswer | undefined {
  const { value, at, info, key } = query;
  const before = value.slice(0, at);
  const percents = /%*$/.exec(before)![0].length;
  if (percents % 2 === 1) return { from: at - 1, to: /^[A-Za-z%]/.test(value.slice(at)) && percents === 1 ? at + 1 : at, candidates: specifierCandidates() };
  if (query.section === 'Container' && key === 'Exec') return commandAnswer(query.file, value, at, query.context);
  if (info?.quadlet !== undefined) return quadletAnswer(query);
  if ((DEPENDENCIES as readonly string[]).includes(key)) return word(query, [...unitCandidates(query), ...serviceCandidates(query), ...wellKnown(5)]);
  if (/^(?:WantedBy|RequiredBy|UpheldBy|Also)$/.test(key)) return word(query, [...wellKnown(1), ...serviceCandidates(query)]);
  if (key === 'EnvironmentFile') return whole(query, fileCandidates(query, ['env'], 'absolute'));
  return info === undefined ? undefined : systemdAnswer(query, info);
}

/** systemd's sizes want capital letters, and its limits know a word for none. */
const SYSTEMD_VALUES: Readonly<Partial<Record<string, readonly string[]>>> = {
  memory: ['512M', '1G', '2G', '4G', '8G', '50%', 'infinity'],
  limit: ['65535', '524288', 'infinity'],
  percent: ['50%', '100%', '200%'],
  weight: ['100', '50', '200', 'idle'],
};

/** What a directive of systemd takes, by its kind. */
function systemdAnswer(query: ValueQuery, { kind, values, default: fallback }: KeyInfo): ValueAnswer | undefined {
  const own: Candidate[] = Object.entries(values ?? {}).map(([label, documentation], index) => ({ label, kind: 'enum', documentation, rank: index / 100, ...(label === fallback ? { detail: 'default' } : {}) }));
  if (kind === 'flags') return word(query, own);
  if (kind === 'boolean' || kind === 'switch') return whole(query, [...own, ...table(query, 'boolean', 'enum')]);
  if (kind === 'signal') return whole(query, table(query, 'signals', 'enum'));
  if (kind === 'duration') return whole(query, [...own, ...table(query, 'durations', 'value'), { label: 'infinity', kind: 'value', documentation: 'Wait for ever.', rank: 6 }]);
  const plain = SYSTEMD_VALUES[kind]?.map((label, index): Candidate => ({ label, kind: 'value', rank: 1 + index / 100 }));
  return own.length === 0 && plain === undefined ? undefined : whole(query, [...own, ...(plain ?? [])]);
}

/** The value is one word. */
const whole = ({ value }: ValueQuery, candidates: readonly Candidate[]): ValueAnswer => ({ from: 0, to: value.length, candidates });

/** The piece around the cursor between separators. */
function between({ value, at }: ValueQuery, separators: string, candidates: readonly Candidate[]): ValueAnswer {
  let from = at;
  let to = at;
  while (from > 0 && !separators.includes(value[from - 1]!)) from--;
  while (to < value.length && !separators.includes(value[to]!)) to++;
  return { from, to, candidates };
}

const BLANKS = ' \t"\'';
const word = (query: ValueQuery, candidates: readonly Candidate[]): ValueAnswer => between(query, BLANKS, candidates);

/** The entries of a table that the target's release has. */
function table({ file, context }: Pick<ValueQuery, 'file' | 'context'>, name: QuadletValues, kind: CompletionKind, rank = 5): Candidate[] {
  const { podman } = context.snapshot.targets(file);
  return Object.entries(quadletValues(name)).filter(([, fact]) => !isGone(fact.removed, podman)).map(([label, fact], index) => fromFact(label, fact, kind, podman, rank + index / 1000));
}

function fromFact(label: string, fact: QuadletValue, kind: CompletionKind, podman: readonly number[], rank: number): Candidate {
  const newer = isNewer(fact.since, podman);
  return {
    label,
    kind,
    documentation: fact.text,
    rank: newer ? rank + 4 : rank,
    ...(newer ? { detail: `needs Podman ${shortVersion(fact.since!)}` } : {}),
    ...(label.includes('${') ? { insert: label, label: label.replace(/\$\{\d+:([^}]*)\}/g, '$1'), snippet: true } : {}),
    ...(/[=:]$/.test(label) ? { retrigger: true } : {}),
  };
}

/** Units that systemd or Podman ships, `default.target` first: it is the one that a user's units need. */
const wellKnown = (rank: number): Candidate[] => Object.entries(wellKnownUnits()).map(([label, { text, managers }]) => ({
  label,
  kind: 'unit',
  documentation: text,
  ...(managers.length === 1 ? { detail: managers[0] === 'user' ? 'user units' : 'system units' } : {}),
  rank: rank + (label === 'default.target' ? 0 : label === 'multi-user.target' || label === 'network-online.target' ? 0.1 : 0.2),
}));

function specifierCandidates(): Candidate[] {
  return Object.entries(specifiers()).map(([label, { text, root, user }], index) => ({
    label,
    kind: 'specifier',
    ...(root === undefined ? {} : { detail: user === undefined || user === root ? root : `${root} · ${user}` }),
    documentation: text,
    rank: index / 100,
  }));
}

/** Units of the stack, of some types or of all; never the one that is being written. */
function unitCandidates({ file, context }: ValueQuery, types?: readonly UnitType[], ending = ''): Candidate[] {
  const found: Candidate[] = [];
  for (const { unit, type, uri } of listedUnits(context.snapshot, file)) {
    if ((types !== undefined && !types.includes(type)) || (uri === file.uri && file.kind !== 'quadlets')) continue;
    found.push({
      label: unit,
      kind: 'unit',
      ...(ending === '' ? {} : { insert: unit + ending, retrigger: true }),
      detail: type,
      documentation: () => unitHover(unit, file, context) ?? '',
      rank: 1,
    });
  }
  return found;
}

/** The services that the stack's units become. */
function serviceCandidates({ file, context }: ValueQuery): Candidate[] {
  const serviceOf = servicesFor(context.snapshot, file);
  const found: Candidate[] = [];
  for (const entry of listedUnits(context.snapshot, file)) {
    if (entry.uri === file.uri) continue;
    const label = serviceOf(entry);
    if (label !== undefined) found.push({ label, kind: 'unit', detail: entry.unit, rank: 2 });
  }
  return found;
}

/** Files of the stack that are known, as a path from the unit's folder, or absolute. */
function fileCandidates({ file, context }: ValueQuery, kinds: readonly string[] | undefined, form: 'relative' | 'absolute'): Candidate[] {
  const home = isDropIn(file.path) ? folderOf(file.folder) : file.folder;
  const stack = context.snapshot.stackOf(file.path);
  const found: Candidate[] = [];
  for (const other of context.snapshot.files()) {
    if (other.kind === 'quadlet' || other.kind === 'quadlets' || (kinds !== undefined && !kinds.includes(other.kind))) continue;
    if (context.snapshot.stackOf(other.path) !== stack) continue;
    const inside = other.path.startsWith(`${home}/`);
    if (form === 'relative' && !inside) continue;
    found.push({ label: form === 'absolute' ? other.path : `.${other.path.slice(home.length)}`, kind: 'file', rank: 2 });
  }
  return found;
}

/** What other units of the stack say under a key; `pick` takes the part that is worth repeating. */
function used({ file, context, section, key }: ValueQuery, pick: (value: string) => string | undefined, kind: CompletionKind): Candidate[] {
  const seen = new Set<string>();
  for (const { uri, type } of listedUnits(context.snapshot, file)) {
    if (uri === file.uri || SECTION[type] !== section) continue;
    const other = context.snapshot.file(uri);
    for (const value of (other === undefined ? undefined : writtenValues(other))?.get(`${section} ${key}`) ?? []) {
      const picked = pick(value);
      if (picked !== undefined && picked !== '') seen.add(picked);
    }
  }
  return [...seen].map((label) => ({ label, kind, detail: 'used in this folder', rank: 2 }));
}

/** What podman has on this machine, beside what the stack says already. */
function inPodman({ context }: ValueQuery, kind: 'images' | 'secrets' | 'networks' | 'volumes', detail: string, others: readonly Candidate[]): Candidate[] {
  const known = new Set(others.map(({ label }) => label));
  return (context.podman?.[kind] ?? []).filter((label) => !known.has(label)).map((label) => ({ label, kind: 'value', detail, rank: 3 }));
}

/** The pieces of the value before the cursor at a separator, within the current word. */
function segments(value: string, at: number, separator: string): string[] {
  return value.slice(0, at).split(separator);
}

/** Options by comma after the last separator, less those that are there. */
function options(query: ValueQuery, name: QuadletValues | undefined, start: number, separators = ','): ValueAnswer {
  const present = new Set(query.value.slice(start).split(/[,\s]/).map((option) => option.replace(/=.*/s, '')));
  const at = between(query, `${separators},: \t`, []);
  const current = query.value.slice(at.from, at.to).replace(/=.*/s, '');
  if (name === undefined) return at;
  return { ...at, candidates: table(query, name, 'option').filter(({ label }) => !present.has(label.replace(/=.*/s, '')) || label.replace(/=.*/s, '') === current || label.includes('type=')) };
}

function volumeAnswer(query: ValueQuery): ValueAnswer {
  const before = segments(query.value, query.at, ':');
  if (before.length === 1) {
    const paths: Candidate[] = [...fileCandidates(query, undefined, 'relative'), { label: './', kind: 'folder', rank: 6 }, { label: '%h/', kind: 'folder', detail: "the user's home", rank: 7 }];
    return between(query, ':', [...unitCandidates(query, ['volume'], query.value.includes(':') ? '' : ':'), ...paths, ...inPodman(query, 'volumes', 'volume of this machine', [])]);
  }
  if (before.length === 2) return between(query, ':', []);
  return options(query, 'volumeOptions', before[0]!.length + before[1]!.length + 2);
}

function networkAnswer(query: ValueQuery): ValueAnswer {
  const before = segments(query.value, query.at, ':');
  const types: UnitType[] = query.section === 'Container' ? ['network', 'container'] : ['network'];
  if (before.length === 1) {
    const units = unitCandidates(query, types).map((unit) => (unit.detail === 'container' ? { ...unit, rank: 3 } : unit));
    const known = [...used(query, (value) => (typeOfName(value) === undefined && !/[:.]/.test(value) ? value : undefined), 'value'), ...table(query, 'network', 'enum')];
    return between(query, ':', [...units, ...known, ...inPodman(query, 'networks', 'network of this machine', known)]);
  }
  const head = before[0]!;
  const modes = quadletValues('network');
  return options(query, Object.hasOwn(modes, head) ? modes[head]!.options : Object.hasOwn(modes, `${head}:`) ? undefined : 'networkOptions', head.length + 1);
}

function usernsAnswer(query: ValueQuery): ValueAnswer {
  const before = segments(query.value, query.at, ':');
  if (before.length === 1) return between(query, ':', table(query, 'userns', 'enum'));
  return options(query, quadletValues('userns')[before[0]!]?.options, before[0]!.length + 1);
}

/** Where a mount's source leads, by its type. */
const SOURCE_TYPES: Readonly<Record<string, readonly UnitType[]>> = { volume: ['volume'], image: ['image'], artifact: ['artifact'] };

function mountAnswer(query: ValueQuery): ValueAnswer {
  const { value, at } = query;
  const list = between(query, BLANKS, []);
  const text = value.slice(list.from, list.to);
  const type = /(?:^|,)type=([^,]*)/.exec(text)?.[1];
  const option = value.slice(list.from, at).split(',').at(-1)!;
  const equals = option.indexOf('=');
  const separators = `,=${BLANKS}`;
  if (equals < 0) {
    if (type === undefined && option === text) {
      const types = table(query, 'mountTypes', 'enum').map((candidate) => ({ ...candidate, label: `type=${candidate.label}`, insert: `type=${candidate.label},`, retrigger: true }));
      return between(query, `,${BLANKS}`, types);
    }
    return options(query, mountOptionsOf(type) ?? 'bindMountOptions', list.from, BLANKS);
  }
  const name = option.slice(0, equals);
  if (name === 'type') return between(query, separators, table(query, 'mountTypes', 'enum'));
  if (name === 'source' || name === 'src') {
    const types = type === undefined ? undefined : SOURCE_TYPES[type];
    return between(query, separators, [...(types === undefined ? [] : unitCandidates(query, types)), ...(type === 'bind' ? fileCandidates(query, undefined, 'relative') : [])]);
  }
  if (name === 'relabel') return between(query, separators, [{ label: 'shared', kind: 'enum', documentation: 'As `:z`.' }, { label: 'private', kind: 'enum', documentation: 'As `:Z`.' }]);
  if (name === 'bind-propagation') return between(query, separators, ['rprivate', 'rshared', 'rslave', 'private', 'shared', 'slave', 'unbindable', 'runbindable'].map((label) => ({ label, kind: 'enum' as const })));
  if (/^(?:ro|readonly|rw|readwrite|U|chown|idmap|bind-nonrecursive|no-dereference)$/.test(name)) return between(query, separators, table(query, 'boolean', 'enum'));
  return between(query, separators, []);
}

function flagAnswer(query: ValueQuery): ValueAnswer {
  const at = word(query, []);
  const text = query.value.slice(at.from, query.at);
  if (text.includes('=') || (text !== '' && !text.startsWith('-'))) return at;
  const command = SUBCOMMANDS[query.section as QuadletSection];
  const { podman } = query.context.snapshot.targets(query.file);
  const present = new Set(query.value.split(/[\s=]/));
  const flags = Object.entries(podmanFlags()).filter(([label, flag]) => flag.in.split(' ').includes(command ?? '') && !present.has(label.replace(/=$/, '')) && !isGone(undefined, podman));
  return {
    ...at,
    candidates: flags.map(([label, { text: documentation, key, since }]) => ({
      label,
      kind: 'option',
      documentation: key === undefined ? documentation : `${documentation} The key \`${key}=\` says the same.`,
      // What has a key of its own is better said with it.
      rank: key === undefined ? 4 : 6,
      ...(key === undefined ? isNewer(since, podman) ? { detail: `needs Podman ${shortVersion(since!)}` } : {} : { detail: `${key}=` }),
    })),
  };
}

/** Kinds whose value is one entry of a table. */
const TABLES: Readonly<Partial<Record<string, QuadletValues>>> = {
  boolean: 'boolean', signal: 'signals', logdriver: 'logDrivers', arch: 'architectures', os: 'systems', timezone: 'timezones', variant: 'variants', size: 'sizes',
  duration: 'durations', seconds: 'seconds', port: 'portForms', addhost: 'addHostForms', dnsoption: 'dnsOptions', ulimit: 'ulimits',
};

/** Kinds whose value is words of a table. */
const WORD_TABLES: Readonly<Partial<Record<string, QuadletValues>>> = { capability: 'capabilities', sysctl: 'sysctls', netoption: 'netOptions', logopt: 'logOptions', globalargs: 'globalFlags' };

function quadletAnswer(query: ValueQuery): ValueAnswer | undefined {
  const { info, value, at, file } = query;
  const fact = info!.quadlet!;
  const own: Candidate[] = Object.entries(fact.values ?? {}).map(([label, documentation], index) => ({ label, kind: 'enum', documentation, rank: index / 100, ...(label === fact.default ? { detail: 'default' } : {}) }));
  switch (fact.kind) {
    case 'image': {
      const types: UnitType[] = query.section === 'Container' ? ['image', 'build'] : query.section === 'Volume' ? ['image', 'build'] : [];
      const known = query.section === 'Artifact' ? [] : [...used(query, (text) => (typeOfName(text) === undefined ? text : undefined), 'value'), ...table(query, 'images', 'value')];
      return whole(query, [...(types.length === 0 ? [] : unitCandidates(query, types)), ...known, ...(query.section === 'Artifact' ? [] : inPodman(query, 'images', 'pulled on this machine', known))]);
    }
    case 'unit': return whole(query, unitCandidates(query, fact.units as readonly UnitType[] | undefined));
    case 'volume': return volumeAnswer(query);
    case 'network': return networkAnswer(query);
    case 'mount': return mountAnswer(query);
    case 'userns': return usernsAnswer(query);
    case 'secret': {
      if (value.slice(0, at).includes(',')) return options(query, 'secretOptions', value.indexOf(',') + 1);
      const known = used(query, (text) => text.split(',')[0], 'value');
      return between(query, ',', [...known, ...inPodman(query, 'secrets', 'secret of this machine', known)]);
    }
    case 'buildsecret': return options(query, 'buildSecretOptions', 0);
    case 'tmpfs': return value.slice(0, at).includes(':') ? options(query, 'tmpfsOptions', value.indexOf(':') + 1) : between(query, ':', ['/tmp', '/run', '/var/run', '/var/cache'].map((label) => ({ label, kind: 'folder' as const })));
    case 'mountoptions': return options(query, 'mountOptions', 0);
    case 'podmanargs': return flagAnswer(query);
    case 'file': return between(query, fact.split === undefined ? '' : BLANKS, fileCandidates(query, query.key === 'EnvironmentFile' ? ['env'] : undefined, 'relative'));
    case 'workdir': return whole(query, own);
    case 'name': case 'servicename': case 'host': {
      const stem = (isDropIn(file.path) ? '' : file.name).replace(/\.[a-z]+$/, '').replace(/@.*/, '');
      return whole(query, stem === '' || file.kind === 'quadlets' ? [] : [{ label: stem, kind: 'value', detail: "the unit's name" }]);
    }
    case 'group': return fact.repeat === 'list' ? whole(query, [{ label: 'keep-groups', kind: 'enum', documentation: 'The groups of the user that starts it; stands alone, and needs crun.' }]) : undefined;
    case 'dns': return whole(query, [{ label: 'none', kind: 'enum', documentation: "Leave the image's resolv.conf as it is." }]);
    default: break;
  }
  const words = WORD_TABLES[fact.kind];
  if (words !== undefined) return word(query, table(query, words, fact.kind === 'capability' ? 'enum' : 'option'));
  const single = TABLES[fact.kind];
  if (single !== undefined) return whole(query, [...own, ...(fact.kind === 'boolean' ? booleans(table(query, single, 'enum'), fact.default) : table(query, single, fact.kind === 'port' ? 'snippet' : 'value'))]);
  if (own.length === 0) return undefined;
  return fact.split === 'words' ? word(query, own) : whole(query, own);
}

/** The value that is not the default comes first: it is the reason to write the line. */
const booleans = (candidates: readonly Candidate[], fallback: string | undefined): Candidate[] =>
  candidates.map((candidate) => ({ ...candidate, rank: candidate.label === fallback ? 6 : 5, ...(candidate.label === fallback ? { detail: 'default' } : {}) }));
