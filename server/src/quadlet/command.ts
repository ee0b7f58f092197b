import { argOf, isTrue, type Compilation, type FoundWord } from './compilation.ts';
import type { Arg, Found, Origin } from './unit-file.ts';

/** A podman command in the making. */
export class PodmanCommand {
  readonly args: Arg[] = [{ text: '/usr/bin/podman' }];

  add(...args: readonly (string | Arg | undefined)[]): this {
    for (const arg of args) if (arg !== undefined) this.args.push(typeof arg === 'string' ? { text: arg } : arg);
    return this;
  }

  /** `--flag VALUE`, both words from one place. */
  option(flag: string, text: string, origin: Origin | undefined): this {
    this.args.push({ text: flag, origin }, { text, origin });
    return this;
  }

  /** `--flag` or `--flag=false`. */
  boolean(flag: string, value: boolean, origin: Origin | undefined): this {
    this.args.push({ text: value ? flag : `${flag}=false`, origin });
    return this;
  }
}

/** `podman` with the options that come before its subcommand: ContainersConfModule=, GlobalArgs=. */
export function podman(c: Compilation): PodmanCommand {
  const command = new PodmanCommand();
  for (const module of c.all('ContainersConfModule')) command.add({ ...argOf(module), text: `--module=${module.text}` });
  return command.add(...c.args('GlobalArgs').map(wordArg));
}

export const wordArg = (word: FoundWord): Arg => ({ text: word.text, origin: word.at() });

/** Keys and their flags in the order in which ours come out; the generator's own order changes from run to run. */
export type Flags = readonly (readonly [key: string, flag: string])[];

/** Keys whose last value becomes `--flag VALUE`, unless it is empty. */
export function addStrings(c: Compilation, command: PodmanCommand, flags: Flags): void {
  for (const [key, flag] of flags) {
    const found = c.filled(key);
    if (found !== undefined) command.add({ text: flag, origin: argOf(found).origin }, argOf(found));
  }
}

/** Keys of which every line becomes `--flag VALUE`. */
export function addAllStrings(c: Compilation, command: PodmanCommand, flags: Flags): void {
  for (const [key, flag] of flags) for (const found of c.all(key)) command.add({ text: flag, origin: argOf(found).origin }, argOf(found));
}

/** Keys that become `--flag` or `--flag=false`. */
export function addBooleans(c: Compilation, command: PodmanCommand, flags: Flags): void {
  for (const [key, flag] of flags) {
    const found = c.value(key);
    if (found !== undefined) command.boolean(flag, isTrue(found.text), argOf(found).origin);
  }
}

/** Keys that hold assignments: each name once, by the alphabet, with its last value. */
export function addAssignments(c: Compilation, command: PodmanCommand, flags: Flags): void {
  for (const [key, flag] of flags) addPairs(command, flag, assignmentsOf(c, key));
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
  command.add(...c.args('PodmanArgs').map(wordArg));
}

export function addLogging(c: Compilation, command: PodmanCommand): void {
  const driver = c.value('LogDriver');
  if (driver !== undefined) command.option('--log-driver', driver.text, argOf(driver).origin);
  for (const option of c.words('LogOpt')) command.option('--log-opt', option.text, option.at());
}

/** Every word of a key as `--flag WORD`. */
export function addWords(command: PodmanCommand, flag: string, words: readonly FoundWord[], change: (text: string) => string = (text) => text): void {
  for (const word of words) command.option(flag, change(word.text), word.at());
}

/** A found value as `--flag PREFIX+VALUE`. */
export function addPrefixed(command: PodmanCommand, flag: string, prefix: string, found: Found | undefined): void {
  if (found !== undefined) command.option(flag, prefix + found.text, argOf(found).origin);
}
