import { quadletValues, podmanFlags, SUBCOMMANDS, type PodmanFlag, type QuadletKey, type QuadletSection, type QuadletValue, type QuadletValues } from '../../facts/quadlet/index.ts';
import { typeOfName, type UnitType } from '../../model/files.ts';
import { ARGS, splitWords, STRV, type Word } from '../../syntax/words.ts';
import { keyInfo, type KeyInfo } from './keys.ts';

/** What a piece of a value is. */
export type ValueRole =
  | 'unit' // `db.volume`, `db.container`
  | 'service' // `db.service`
  | 'value' // a word of a known table
  | 'option' // a name before `=`, or a word among options
  | 'hostpath' // a path on the host
  | 'path' // a path in the container
  | 'image'
  | 'port'
  | 'number'
  | 'variable'
  | 'flag'
  | 'url'
  | 'string';

/** A piece of an entry's value; offsets count in the joined value. */
export interface ValuePart {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly role: ValueRole;
  /** What the tables say of it. */
  readonly fact?: QuadletValue;
  /** For a flag, its own. */
  readonly flag?: PodmanFlag;
}

/** The keys of [Unit] whose words are units, in the order of their use; the generator replaces Quadlet files in them. */
export const DEPENDENCIES = [
  'After', 'Requires', 'Wants', 'BindsTo', 'PartOf', 'Before', 'Upholds', 'Requisite', 'Conflicts', 'OnFailure', 'OnSuccess',
  'PropagatesReloadTo', 'ReloadPropagatedFrom', 'PropagatesStopTo', 'StopPropagatedFrom', 'JoinsNamespaceOf',
] as const;
const UNIT_LISTS: ReadonlySet<string> = new Set([...DEPENDENCIES, 'WantedBy', 'RequiredBy', 'UpheldBy', 'Also', 'Sockets']);
const HOST_PATHS = /^(?:[./~%])/;

/** Cuts a value into its pieces. Linear in its length; what is not understood is a `string`, or left out. */
export function valueParts(section: string, key: string, value: string, info: KeyInfo | undefined = keyInfo(section, key)): ValuePart[] {
  if (value === '') return [];
  if (info?.quadlet !== undefined) return quadletParts(section as QuadletSection, key, info.quadlet, value);
  if (UNIT_LISTS.has(key)) return words(value, false).map((word) => unitOrService(piece(word)));
  if (key === 'Documentation') return words(value, false).map((word) => part(word, 'url'));
  if (key === 'EnvironmentFile') return [hostPath(value, value.startsWith('-') ? 1 : 0)];
  if (key === 'Environment') return words(value, true).flatMap(assignment);
  const known = info?.values;
  if (known !== undefined && Object.hasOwn(known, value)) return [{ ...whole(value, 'value'), fact: { text: known[value]! } }];
  if (info?.kind === 'boolean') return [lookup(whole(value, 'string'), 'boolean')];
  if (/^-?\d+(?:\.\d+)?(?:%|[a-zA-Z]{1,4})?$/.test(value)) return [whole(value, 'number')];
  return [];
}

interface Piece {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

const whole = (value: string, role: ValueRole): ValuePart => ({ start: 0, end: value.length, text: value, role });
const piece = (word: Word): Piece => ({ start: word.start, end: word.end, text: word.text });
const part = (word: Piece, role: ValueRole): ValuePart => ({ start: word.start, end: word.end, text: word.text, role });
const words = (value: string, escapes: boolean): Word[] => [...splitWords(value, escapes ? ARGS : STRV).words];

function sub(from: Piece, start: number, end: number): Piece {
  return { start: from.start + start, end: from.start + end, text: from.text.slice(start, end) };
}

/** A word that is a name of a table becomes a `value`; `nofile=1:2` is looked up as `nofile=`. */
function lookup(from: ValuePart, table: QuadletValues): ValuePart {
  const facts = quadletValues(table);
  const fact = Object.hasOwn(facts, from.text) ? facts[from.text] : undefined;
  return fact === undefined ? from : { ...from, role: 'value', fact };
}

function unitOrService(from: Piece): ValuePart {
  if (typeOfName(from.text) !== undefined) return part(from, 'unit');
  return part(from, from.text.endsWith('.service') ? 'service' : 'value');
}

const hostPath = (value: string, start: number): ValuePart => ({ start, end: value.length, text: value.slice(start), role: 'hostpath' });

/** Splits at a character outside of brackets, as `[::1]:80:80` needs it. */
function splitAt(from: Piece, separator: string, limit = Infinity): Piece[] {
  const found: Piece[] = [];
  let start = 0;
  let depth = 0;
  for (let i = 0; i < from.text.length && found.length < limit - 1; i++) {
    const c = from.text[i];
    if (c === '[') depth++;
    else if (c === ']') depth = Math.max(0, depth - 1);
    else if (c === separator && depth === 0) {
      found.push(sub(from, start, i));
      start = i + 1;
    }
  }
  found.push(sub(from, start, from.text.length));
  return found;
}

/** `name=value` words among options: the name with what the table says, and the value. */
function optionParts(list: readonly Piece[], table: QuadletValues | QuadletValue['options'], valueRole: (name: string, value: Piece) => ValuePart = (_, value) => part(value, /^\d+$/.test(value.text) ? 'number' : 'string')): ValuePart[] {
  const facts = table === undefined ? {} : quadletValues(table);
  return list.filter(({ text }) => text !== '').flatMap((option) => {
    const equals = option.text.indexOf('=');
    const find = (name: string): QuadletValue | undefined => (Object.hasOwn(facts, name) ? facts[name] : undefined);
    const exact = find(option.text);
    const fact = exact ?? (equals < 0 ? find(`${option.text}=`) : find(option.text.slice(0, equals + 1)));
    const name = equals < 0 ? option : sub(option, 0, equals);
    const named: ValuePart = { ...part(name, 'option'), ...(fact === undefined ? {} : { fact }) };
    if (equals < 0 || equals === option.text.length - 1) return [named];
    const value = sub(option, equals + 1, option.text.length);
    return [named, exact === undefined ? valueRole(name.text, value) : { ...part(value, 'value'), fact: exact }];
  });
}

function assignment(word: Word): ValuePart[] {
  const equals = word.text.indexOf('=');
  if (equals <= 0) return [part(piece(word), 'variable')];
  // Inside a quoted word the offsets of the text are not those of the value: only the whole word is sure.
  if (word.map !== undefined) {
    const quoted = word.map[0]! - word.start;
    return [{ start: word.start + quoted, end: word.start + quoted + equals, text: word.text.slice(0, equals), role: 'variable' }];
  }
  const from = piece(word);
  const value = sub(from, equals + 1, from.text.length);
  return [part(sub(from, 0, equals), 'variable'), ...(value.text === '' ? [] : [part(value, /^\d+$/.test(value.text) ? 'number' : 'string')])];
}

/** `source:target:options` */
function volumeParts(value: string): ValuePart[] {
  const [source, target, options] = splitAt({ start: 0, end: value.length, text: value }, ':', 3);
  if (source === undefined || target === undefined) return [whole(value, 'path')];
  return [sourcePart(source, VOLUMES), part(target, 'path'), ...(options === undefined ? [] : optionParts(splitAt(options, ','), 'volumeOptions'))];
}

const VOLUMES: readonly UnitType[] = ['volume'];
const IMAGES: readonly UnitType[] = ['image', 'build'];
const NETWORKS: readonly UnitType[] = ['network', 'container'];
const SOURCES: readonly UnitType[] = ['volume', 'image', 'artifact'];

/** Whether a word names a unit of one of the types. */
function names(text: string, types: readonly UnitType[]): boolean {
  const type = typeOfName(text);
  return type !== undefined && types.includes(type);
}

function sourcePart(source: Piece, types: readonly UnitType[]): ValuePart {
  if (names(source.text, types)) return part(source, 'unit');
  return part(source, HOST_PATHS.test(source.text) ? 'hostpath' : 'string');
}

/** The options that a mount of a type takes. */
export const mountOptionsOf = (type: string | undefined): QuadletValues | undefined => {
  const types = quadletValues('mountTypes');
  return type === undefined || !Object.hasOwn(types, type) ? undefined : types[type]!.options;
};

/** Other names of `source=` and `destination=`. */
const MOUNT_ALIASES: Readonly<Record<string, string>> = { src: 'source', dst: 'destination', target: 'destination', readonly: 'ro', chown: 'U', readwrite: 'rw' };

function mountParts(word: Piece): ValuePart[] {
  const list = splitAt(word, ',');
  const type = list.map(({ text }) => text).find((text) => text.startsWith('type='))?.slice(5);
  const parts = optionParts(list, mountOptionsOf(type), (name, value) => {
    const known = MOUNT_ALIASES[name] ?? name;
    if (known === 'type') return lookup(part(value, 'string'), 'mountTypes');
    if (known === 'source') return sourcePart(value, SOURCES);
    if (known === 'destination') return part(value, 'path');
    return lookup(part(value, /^\d+$/.test(value.text) ? 'number' : 'string'), 'boolean');
  });
  const facts = quadletValues(mountOptionsOf(type) ?? 'bindMountOptions');
  return parts.map((found) => (found.role === 'option' && found.fact === undefined && Object.hasOwn(facts, `${MOUNT_ALIASES[found.text] ?? ''}=`) ? { ...found, fact: facts[`${MOUNT_ALIASES[found.text]}=`]! } : found));
}

/** `name[:options]`, the options by comma. */
function headAndOptions(value: string, table: QuadletValues): ValuePart[] {
  const all = { start: 0, end: value.length, text: value };
  const [head, rest] = splitAt(all, ':', 2);
  const facts = quadletValues(table);
  const name = head!.text;
  if (names(name, NETWORKS)) return [part(head!, 'unit'), ...(rest === undefined ? [] : optionParts(splitAt(rest, ','), 'networkOptions'))];
  const fact = Object.hasOwn(facts, name) ? facts[name] : Object.hasOwn(facts, `${name}:`) ? facts[`${name}:`] : undefined;
  const first: ValuePart = fact === undefined ? part(head!, 'string') : { ...part(head!, 'value'), fact };
  if (rest === undefined) return [first];
  if (fact !== undefined && fact.options === undefined) return [first, part(rest, 'string')];
  return [first, ...optionParts(splitAt(rest, ','), fact?.options ?? (table === 'network' ? 'networkOptions' : undefined))];
}

function flagParts(value: string, command: string | undefined): ValuePart[] {
  const flags = podmanFlags();
  const globals = quadletValues('globalFlags');
  return words(value, true).flatMap((word) => {
    const from = piece(word);
    if (!from.text.startsWith('-')) return [part(from, /^\d+$/.test(from.text) ? 'number' : 'string')];
    const equals = from.text.indexOf('=');
    const name = equals < 0 ? from : word.map === undefined ? sub(from, 0, equals) : from;
    const bare = equals < 0 ? from.text : from.text.slice(0, equals);
    const find = (table: Readonly<Record<string, unknown>>): string | undefined => [bare, `${bare}=`].find((candidate) => Object.hasOwn(table, candidate));
    const known = find(flags);
    const global = find(globals);
    const flag = known !== undefined && command !== undefined && flags[known]!.in.split(' ').includes(command) ? flags[known]! : undefined;
    const fact = flag !== undefined ? { text: flag.text } : command === undefined && global !== undefined ? globals[global]! : undefined;
    const named: ValuePart = { ...part(name, 'flag'), ...(fact === undefined ? {} : { fact }), ...(flag === undefined ? {} : { flag }) };
    if (name === from || equals === from.text.length - 1) return [named];
    return [named, part(sub(from, equals + 1, from.text.length), 'string')];
  });
}

function quadletParts(section: QuadletSection, key: string, fact: QuadletKey, value: string): ValuePart[] {
  const all: Piece = { start: 0, end: value.length, text: value };
  const known = fact.values;
  const enumerated = (from: Piece, role: ValueRole): ValuePart =>
    known !== undefined && Object.hasOwn(known, from.text) ? { ...part(from, 'value'), fact: { text: known[from.text]! } } : part(from, role);
  const perWord = (role: ValueRole, table: QuadletValues): ValuePart[] => words(value, fact.split === 'args').map((word) => lookup(part(piece(word), role), table));
  switch (fact.kind) {
    case 'boolean': return [lookup(part(all, 'string'), 'boolean')];
    case 'image': return [names(value, IMAGES) ? part(all, 'unit') : part(all, 'image')];
    case 'imagename': return [part(all, 'image')];
    case 'unit': return [part(all, 'unit')];
    case 'volume': return volumeParts(value);
    case 'mount': return words(value, true).flatMap((word) => mountParts(word.map === undefined ? piece(word) : { ...piece(word), start: word.map[0]!, end: word.end }));
    case 'network': return headAndOptions(value, 'network');
    case 'userns': return headAndOptions(value, 'userns');
    case 'secret': return words(value, true).flatMap((word) => secretParts(piece(word), 'secretOptions'));
    case 'buildsecret': return words(value, true).flatMap((word) => optionParts(splitAt(piece(word), ','), 'buildSecretOptions'));
    case 'tmpfs': {
      const [target, options] = splitAt(all, ':', 2);
      return [part(target!, 'path'), ...(options === undefined ? [] : optionParts(splitAt(options, ','), 'tmpfsOptions'))];
    }
    case 'port': case 'expose': return [part(all, 'port')];
    case 'integer': case 'seconds': case 'size': case 'duration': return [enumerated(all, /^[-+]?\d/.test(value) ? 'number' : 'string')];
    case 'environment': case 'label': case 'annotation': case 'buildarg': return words(value, true).flatMap(assignment);
    case 'netoption': return words(value, true).flatMap((word) => optionParts([piece(word)], 'netOptions'));
    case 'mountoptions': return optionParts(splitAt(all, ','), 'mountOptions');
    case 'logopt': return words(value, false).flatMap((word) => optionParts([piece(word)], 'logOptions'));
    case 'sysctl': return words(value, false).flatMap((word) => optionParts([piece(word)], 'sysctls'));
    case 'ulimit': return optionParts([all], 'ulimits');
    case 'capability': return words(value, false).map((word) => capability(piece(word)));
    case 'dnsoption': return [lookup(part(all, 'string'), 'dnsOptions')];
    case 'signal': return [lookup(part(all, 'string'), 'signals')];
    case 'logdriver': return [lookup(part(all, 'string'), 'logDrivers')];
    case 'arch': return [lookup(part(all, 'string'), 'architectures')];
    case 'os': return [lookup(part(all, 'string'), 'systems')];
    case 'timezone': return [lookup(part(all, 'string'), 'timezones')];
    case 'variant': return perWord('string', 'variants');
    case 'podmanargs': return flagParts(value, SUBCOMMANDS[section]);
    case 'globalargs': return flagParts(value, undefined);
    case 'file': return fact.split === undefined ? [part(all, 'hostpath')] : words(value, true).map((word) => part(piece(word), 'hostpath'));
    case 'path': case 'workdir': return [enumerated(all, 'hostpath')];
    case 'containerpath': return [part(all, 'path')];
    case 'device': return words(value, false).map((word) => part(piece(word), 'hostpath'));
    case 'creds': return [];
    default: return known === undefined ? [part(all, 'string')] : key === 'AutoUpdate' ? words(value, false).map((word) => enumerated(piece(word), 'string')) : [enumerated(all, 'string')];
  }
}

function secretParts(from: Piece, table: QuadletValues): ValuePart[] {
  const [name, ...options] = splitAt(from, ',');
  return [part(name!, 'string'), ...optionParts(options, table)];
}

/** Capabilities are known with and without `CAP_`, in either case. */
function capability(from: Piece): ValuePart {
  const facts = quadletValues('capabilities');
  const name = from.text.replace(/^cap_/i, '');
  const known = name.toLowerCase() === 'all' ? 'all' : name.toUpperCase();
  return Object.hasOwn(facts, known) ? { ...part(from, 'value'), fact: facts[known]! } : part(from, 'string');
}

/** Where specifiers stand in a value: `%h`, `%n`; `%%` is one too. */
export function specifiersIn(value: string): { start: number; end: number; text: string }[] {
  return [...value.matchAll(/%[A-Za-z%]/g)].map((match) => ({ start: match.index, end: match.index + 2, text: match[0] }));
}
