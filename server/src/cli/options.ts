import { parseArgs } from 'node:util';
import { parseMemorySetting } from '../model/settings.ts';
import { parseVersion, PRODUCTS, type Product, type Version } from '../model/version.ts';
import { CannotDo } from './usage.ts';

type Kind = 'string' | 'boolean' | 'list';
type Value<K extends Kind> = K extends 'boolean' ? boolean | undefined : K extends 'list' ? string[] : string | undefined;

/** Reads the words after the command. Throws `CannotDo` for an unknown option or a missing value. */
export function readOptions<S extends Record<string, Kind>>(words: readonly string[], spec: S): { options: { [K in keyof S]: Value<S[K]> }; paths: string[] } {
  const options = Object.fromEntries(Object.entries(spec).map(([name, kind]) => [name, { type: kind === 'boolean' ? 'boolean' as const : 'string' as const, multiple: kind === 'list' }]));
  try {
    const { values, positionals } = parseArgs({ args: [...words], options, allowPositionals: true });
    for (const [name, kind] of Object.entries(spec)) if (kind === 'list') (values as Record<string, unknown>)[name] ??= [];
    return { options: values as { [K in keyof S]: Value<S[K]> }, paths: positionals };
  } catch (error) {
    throw new CannotDo(error instanceof Error ? error.message.split('. ')[0]! : String(error));
  }
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

/** A size such as `8G`, in bytes. */
export function readSize(option: string, text: string): number {
  const bytes = parseMemorySetting(text);
  if (bytes === undefined) throw new CannotDo(`${option} ${text}: expected a size, as in 8G`);
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
