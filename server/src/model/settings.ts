import type { Severity } from './problem.ts';
import { parseVersion, PRODUCTS, type Product, type Version } from './version.ts';

/** What the user's settings (`quadletStack.*`), a `.quadlet-stack.json` or the command line say. */
export interface Settings {
  /** Versions given by name; they go before what image tags say only where `forced`. */
  readonly targets: Readonly<Partial<Record<Product, Version>>>;
  /** The targets that outweigh what the workspace says, as `--target` does; `true` for all of them. */
  readonly forced: boolean | readonly Product[];
  /** The host's RAM in bytes; undefined where nobody said it and it cannot be read. */
  readonly hostMemory: number | undefined;
  readonly hostCpus: number | undefined;
  /** Rule id → the severity to report it with, or `off`. */
  readonly rules: Readonly<Record<string, Severity | 'off'>>;
  /** Inlay hint group → shown or not; a missing one is shown. */
  readonly inlayHints: Readonly<Record<string, boolean>>;
  readonly codeLens: boolean;
  /** Offer what podman knows by name, asking it in the background. */
  readonly podmanCompletion: boolean;
  /** Generate for the system manager rather than a user's. */
  readonly root: boolean;
}

export const DEFAULT_SETTINGS: Settings = {
  targets: {},
  forced: false,
  hostMemory: undefined,
  hostCpus: undefined,
  rules: {},
  inlayHints: {},
  codeLens: true,
  podmanCompletion: true,
  root: false,
};

/** Whether a target outweighs what the workspace says. */
export const isForced = ({ forced }: Settings, product: Product): boolean => (typeof forced === 'boolean' ? forced : forced.includes(product));

type Json = Record<string, unknown>;
const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);
const SEVERITIES = ['error', 'warning', 'information', 'hint', 'off'];

/** Reads sizes as settings write them: `8G`, `8 GB`, `8192M`, a number of bytes. Units are powers of 1024. */
export function parseMemorySetting(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) && value > 0 ? value : undefined;
  if (typeof value !== 'string') return undefined;
  const match = /^\s*(\d+(?:\.\d+)?)\s*([kmgt]?)(?:i?b)?\s*$/i.exec(value);
  if (match === null) return undefined;
  const bytes = Number(match[1]) * 1024 ** ' kmgt'.indexOf((match[2] || ' ').toLowerCase());
  return bytes > 0 ? bytes : undefined;
}

/**
 * Settings from the value of `quadletStack`, whatever its shape. A part of the wrong type is left out and named in
 * `complaints`, one sentence each; the rest holds.
 */
export function readSettings(value: unknown, machine: { memory?: number; cpus?: number } = {}): { settings: Settings; complaints: string[] } {
  const complaints: string[] = [];
  const root = isObject(value) ? value : {};
  if (value !== undefined && value !== null && !isObject(value)) complaints.push('quadletStack must be an object of settings.');
  const object = (key: string, from: Json = root): Json => {
    const part = from[key];
    if (part === undefined || part === null) return {};
    if (isObject(part)) return part;
    complaints.push(`quadletStack.${key} must be an object; it is ignored.`);
    return {};
  };
  const boolean = (key: string, fallback: boolean): boolean => {
    const part = root[key];
    if (part === undefined || part === null) return fallback;
    if (typeof part === 'boolean') return part;
    complaints.push(`quadletStack.${key} must be true or false; ${fallback} is used.`);
    return fallback;
  };
  const targets: Partial<Record<Product, Version>> = {};
  const given = object('targets');
  for (const product of PRODUCTS) {
    const text = given[product];
    if (text === undefined || text === null || text === '' || text === 'auto') continue;
    const version = typeof text === 'string' || typeof text === 'number' ? parseVersion(String(text)) : undefined;
    if (version === undefined) complaints.push(`quadletStack.targets.${product} must be a version such as 5.8.2; it is ignored.`);
    else targets[product] = version;
  }
  const rules: Record<string, Severity | 'off'> = {};
  for (const [id, severity] of Object.entries(object('rules'))) {
    if (typeof severity === 'string' && SEVERITIES.includes(severity)) rules[id] = severity as Severity | 'off';
    else complaints.push(`quadletStack.rules.${id} must be one of ${SEVERITIES.join(', ')}; it is ignored.`);
  }
  const inlayHints: Record<string, boolean> = {};
  for (const [group, on] of Object.entries(object('inlayHints'))) {
    if (typeof on === 'boolean') inlayHints[group] = on;
    else complaints.push(`quadletStack.inlayHints.${group} must be true or false; it is ignored.`);
  }
  const completion = object('completion');
  if (completion['podman'] !== undefined && typeof completion['podman'] !== 'boolean') complaints.push('quadletStack.completion.podman must be true or false; true is used.');
  const host = object('host');
  let hostMemory = machine.memory;
  if (host['memory'] !== undefined && host['memory'] !== null && host['memory'] !== 'auto') {
    const bytes = parseMemorySetting(host['memory']);
    if (bytes === undefined) complaints.push('quadletStack.host.memory must be "auto" or a size such as 8G; it is ignored.');
    else hostMemory = bytes;
  }
  let hostCpus = machine.cpus;
  if (host['cpus'] !== undefined && host['cpus'] !== null && host['cpus'] !== 'auto' && host['cpus'] !== 0) {
    if (typeof host['cpus'] === 'number' && host['cpus'] > 0) hostCpus = host['cpus'];
    else complaints.push('quadletStack.host.cpus must be a number above 0; it is ignored.');
  }
  return {
    settings: { targets, forced: false, hostMemory, hostCpus, rules, inlayHints, codeLens: boolean('codeLens', true), podmanCompletion: completion['podman'] !== false, root: boolean('root', false) },
    complaints,
  };
}
