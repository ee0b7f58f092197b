import { knownKeys } from './known-keys.ts';
import { argOf, isTrue, type Compilation, type FoundWord } from './compilation.ts';
import { originOf, type Arg, type Found, type Origin } from './unit-file.ts';

/** What a word of a command is made from. */
type Source = Found | FoundWord | Origin | undefined;

function originFrom(source: Source): Origin | undefined {
  if (source === undefined || 'uri' in source) return source;
  return 'line' in source ? originOf(source) : source.at();
}

/** A podman command in the making; where only problems are wanted nothing is kept of it. */
export class PodmanCommand {
  readonly args: Arg[] = [{ text: '/usr/bin/podman' }];

  constructor(private readonly isKept: boolean) {}

  add(...args: readonly (string | Arg | undefined)[]): this {
    if (this.isKept) for (const arg of args) if (arg !== undefined) this.args.push(typeof arg === 'string' ? { text: arg } : arg);
    return this;
  }

  addAll(args: readonly Arg[]): this {
    if (this.isKept) for (const arg of args) this.args.push(arg);
    return this;
  }

  /** `--flag VALUE`, both words from one place. */
  option(flag: string, text: string, source: Source): this {
    if (!this.isKept) return this;
    const origin = originFrom(source);
    this.args.push({ text: flag, origin }, { text, origin });
    return this;
  }

  /** `--flag` or `--flag=false`. */
  boolean(flag: string, value: boolean, source: Source): this {
    if (this.isKept) this.args.push({ text: value ? flag : `${flag}=false`, origin: originFrom(source) });
    return this;
  }
}

const UNKEPT = new PodmanCommand(false);

/** `podman` with the options that come before its subcommand: ContainersConfModule=, GlobalArgs=. */
export function podman(c: Compilation): PodmanCommand {
  if (!c.writes) {
    c.args('GlobalArgs');
    return UNKEPT;
  }
  const command = new PodmanCommand(true);
  for (const module of c.all('ContainersConfModule')) command.add({ ...argOf(module), text: `--module=${module.text}` });
  return command.addAll(c.args('GlobalArgs').map(wordArg));
}

export const wordArg = (word: FoundWord): Arg => ({ text: word.text, origin: word.at() });

/** Keys and their flags, in the order in which the generator's source names them. */
export type Flags = readonly (readonly [key: string, flag: string])[];

/** Keys whose last value becomes `--flag VALUE`, unless it is empty. Of these, as of the next two kinds, nothing is refused. */
export function addStrings(c: Compilation, command: PodmanCommand, flags: Flags): void {
  if (!c.writes) return;
  for (const [flag, found] of inLikelyOrder(c, flags, (key) => c.filled(key))) command.option(flag, found.text, found);
}

/** Keys of which every line becomes `--flag VALUE`. */
export function addAllStrings(c: Compilation, command: PodmanCommand, flags: Flags): void {
  if (!c.writes) return;
  for (const [flag, all] of inLikelyOrder(c, flags, (key) => orUndefined(c.all(key)))) for (const found of all) command.option(flag, found.text, found);
}

/** Keys that become `--flag` or `--flag=false`. */
export function addBooleans(c: Compilation, command: PodmanCommand, flags: Flags): void {
  if (!c.writes) return;
  for (const [flag, found] of inLikelyOrder(c, flags, (key) => c.value(key))) command.boolean(flag, isTrue(found.text), found);
}

/** Keys that hold assignments: each name once, by the alphabet, with its last value. */
export function addAssignments(c: Compilation, command: PodmanCommand, flags: Flags): void {
  for (const [key, flag] of flags) {
    if (c.writes) addPairs(command, flag, assignmentsOf(c, key));
    else c.readAll(key);
  }
}

const orUndefined = <T>(list: readonly T[]): readonly T[] | undefined => (list.length === 0 ? undefined : list);

/**
 * What is found under the keys, with the flags, in the order that the generator prints most often. It goes through a
 * Go map: one of up to eight keys lies in eight slots and is read round from a random one, so the likeliest first key
 * is the one with the widest gap before it. Of larger maps every order is as likely; ours is that of the source.
 */
function inLikelyOrder<T>(c: Compilation, flags: Flags, find: (key: string) => T | undefined): (readonly [flag: string, found: T])[] {
  const used: (readonly [flag: string, found: T, key: string])[] = [];
  for (const [key, flag] of flags) {
    const found = find(key);
    if (found !== undefined) used.push([flag, found, key]);
  }
  if (used.length < 2) return used.map(([flag, found]) => [flag, found]);
  const known = knownKeys(c.section, c.target);
  const map = flags.filter(([key]) => known.has(key));
  let first = 0;
  if (map.length <= 8) {
    // A key that is too new is an error of its own and has no slot.
    const slots = used.map(([, , key]) => Math.max(0, map.findIndex(([name]) => name === key)));
    let widest = slots[0]! - slots[slots.length - 1]! + 8;
    for (let i = 1; i < slots.length; i++) {
      const gap = slots[i]! - slots[i - 1]!;
      if (gap > widest) [widest, first] = [gap, i];
    }
  }
  return [...used.slice(first), ...used.slice(0, first)].map(([flag, found]) => [flag, found]);
}

/** `NAME=VALUE` pairs (or bare names) as `--flag NAME=VALUE`, sorted by name as Go sorts strings. */
export function addPairs(command: PodmanCommand, flag: string, pairs: ReadonlyMap<string, Arg>): void {
  for (const name of [...pairs.keys()].sort(byBytes)) command.option(flag, pairs.get(name)!.text, pairs.get(name)!.origin);
}

function assignmentsOf(c: Compilation, key: string): Map<string, Arg> {
  const pairs = new Map<string, Arg>();
  for (const found of c.all(key)) {
    for (const word of c.split(found)) {
      const equals = word.text.indexOf('=');
      if (equals === -1 && !c.target.has('bareAssignments')) continue;
      pairs.set(equals === -1 ? word.text : word.text.slice(0, equals), wordArg(word));
    }
  }
  return pairs;
}

/** Orders strings as their UTF-8 bytes do. */
export function byBytes(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const left = a.charCodeAt(i);
    const right = b.charCodeAt(i);
    if (left === right) continue;
    // Surrogates stand for characters beyond all others.
    const leftHigh = left >= 0xd800 && left <= 0xdfff;
    const rightHigh = right >= 0xd800 && right <= 0xdfff;
    return leftHigh === rightHigh ? left - right : leftHigh ? 1 : -1;
  }
  return a.length - b.length;
}

export function addPodmanArgs(c: Compilation, command: PodmanCommand): void {
  command.addAll(c.args('PodmanArgs').map(wordArg));
}

export function addLogging(c: Compilation, command: PodmanCommand): void {
  const driver = c.value('LogDriver');
  if (driver !== undefined) command.option('--log-driver', driver.text, driver);
  for (const option of c.words('LogOpt')) command.option('--log-opt', option.text, option);
}

/** Every word of a key as `--flag WORD`. */
export function addWords(command: PodmanCommand, flag: string, words: readonly FoundWord[], change: (text: string) => string = (text) => text): void {
  for (const word of words) command.option(flag, change(word.text), word);
}

/** A found value as `--flag PREFIX+VALUE`. */
export function addPrefixed(command: PodmanCommand, flag: string, prefix: string, found: Found | undefined): void {
  if (found !== undefined) command.option(flag, prefix + found.text, found);
}
