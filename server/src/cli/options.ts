import { parseArgs } from 'node:util';
import { nearestName } from '../model/nearest.ts';
import { parseRam } from '../tuning/plan.ts';
import { parseVersion, PRODUCTS, type Product, type Version } from '../model/version.ts';
import { COMMANDS, type CommandName, type OptionInfo } from './commands.ts';
import { CannotDo } from './usage.ts';

type Value<I> = I extends { kind: 'boolean' } ? boolean | undefined : I extends { kind: 'list' } ? string[] : string | undefined;
type Options<C extends CommandName> = { [K in keyof (typeof COMMANDS)[C]['options']]: Value<(typeof COMMANDS)[C]['options'][K]> };

/** Reads the words after a command. Throws `CannotDo` for an unknown option or a missing value. */
export function readOptions<C extends CommandName>(command: C, words: readonly string[]): { options: Options<C>; paths: string[] } {
  const known: Readonly<Record<string, OptionInfo>> = COMMANDS[command].options;
  const options = Object.fromEntries(Object.entries(known).map(([name, { kind }]) => [name, { type: kind === 'boolean' ? 'boolean' as const : 'string' as const, multiple: kind === 'list' }]));
  try {
    const { values, positionals } = parseArgs({ args: [...words], options, allowPositionals: true });
    const found: Record<string, unknown> = values;
    for (const [name, { kind }] of Object.entries(known)) if (kind === 'list') found[name] ??= [];
    return { options: found as Options<C>, paths: positionals };
  } catch (error) {
    throw new CannotDo(`${command}: ${complaintOf(error, known)}`);
  }
}

/** What is wrong with an option, in one line: the parser's own words run over several. */
function complaintOf(error: unknown, known: Readonly<Record<string, OptionInfo>>): string {
  const text = error instanceof Error ? error.message : String(error);
  const option = /'(--?[^\s'=,<]*)/.exec(text)?.[1];
  if (option === undefined) return text.split('\n')[0]!;
  const name = option.replace(/^-+/, '');
  const info = known[name];
  if (info === undefined) {
    const meant = nearestName(name, Object.keys(known));
    return `unknown option ${option}${meant === undefined ? '' : `; did you mean --${meant}?`}`;
  }
  return info.kind === 'boolean' ? `--${name} takes no value` : `--${name} needs a value: ${info.value}`;
}

/** `podman=5.8.2` and the like, each name at most once in force (the last). */
export function readTargets(words: readonly string[]): Partial<Record<Product, Version>> {
  const targets: Partial<Record<Product, Version>> = {};
  for (const word of words) {
    const [name = '', text = ''] = word.split(/=(.*)/s);
    const version = parseVersion(text);
    if (!(PRODUCTS as readonly string[]).includes(name)) throw new CannotDo(`--target ${word}: the programs are ${PRODUCTS.join(', ')}`);
    if (version === undefined) throw new CannotDo(`--target ${word}: expected a version, as in ${name}=5.8.2`);
    targets[name as Product] = version;
  }
  return targets;
}

/** No machine has less RAM than this, in bytes: a smaller number forgot its unit. */
const LEAST_RAM = 1024 ** 2;

/** A machine's RAM such as `8G`, in bytes. */
export function readRam(text: string): number {
  const bytes = parseRam(text);
  if (bytes === undefined) throw new CannotDo(`--ram ${text}: expected a size, as in 8G`);
  if (bytes < LEAST_RAM) throw new CannotDo(`--ram ${text}: that is ${bytes} bytes; write the unit too, as in ${/^\d+$/.test(text.trim()) ? text.trim() : 8}G`);
  return bytes;
}

/** A whole number in a range. */
export function readNumber(option: string, text: string, min: number, max: number): number {
  const value = /^\d+$/.test(text) ? Number(text) : NaN;
  if (!(value >= min && value <= max)) throw new CannotDo(`${option} ${text}: expected a whole number from ${min} to ${max}`);
  return value;
}

/** One of a few words. */
export function readChoice<T extends string>(option: string, text: string, choices: readonly T[]): T {
  if (!(choices as readonly string[]).includes(text)) throw new CannotDo(`${option} ${text}: expected ${choices.join(', ')}`);
  return text as T;
}
