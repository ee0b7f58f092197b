import { parseJson, type JsonNode } from '../syntax/json.ts';
import type { Span } from '../syntax/span.ts';
import { nearestName } from './nearest.ts';
import type { Severity } from './problem.ts';
import { parseMemorySetting, type Settings } from './settings.ts';
import { parseVersion, PRODUCTS, type Product, type Version } from './version.ts';

/** The name of the file that holds a project's own settings; its schema is `schemas/quadlet-stack.schema.json`. */
export const CONFIG_NAME = '.quadlet-stack.json';
/** Patterns of files to leave out, one a line, beside the configuration file's `ignore`. */
export const IGNORE_NAME = '.quadlet-stack-ignore';

/** What a configuration file says; what it does not say is missing. */
export interface Config {
  readonly targets: Readonly<Partial<Record<Product, Version>>>;
  /** Bytes. */
  readonly hostMemory?: number;
  readonly hostCpus?: number;
  readonly rules: Readonly<Record<string, Severity | 'off'>>;
  readonly root?: boolean;
  /** Patterns as `.gitignore` has them, relative to the file's folder. */
  readonly ignore: readonly string[];
  readonly maxWarnings?: number;
}

/** What is wrong in a configuration file; the part it stands in is left out of the result. */
export interface ConfigFault extends Span {
  readonly message: string;
}

const SEVERITIES = ['error', 'warning', 'information', 'hint', 'off'];
const KEYS = ['$schema', 'targets', 'host', 'rules', 'root', 'ignore', 'maxWarnings'];

/** Reads a `.quadlet-stack.json`. `ruleIds` are the rules there are. Never throws; what cannot be read is in `faults`. */
export function readConfig(text: string, ruleIds: readonly string[]): { readonly config: Config; readonly faults: readonly ConfigFault[] } {
  const faults: ConfigFault[] = [];
  const complain = ({ start, end }: Span, message: string): undefined => void faults.push({ start, end, message });
  const parsed = parseJson(text);
  const targets: Partial<Record<Product, Version>> = {};
  const rules: Record<string, Severity | 'off'> = {};
  const ignore: string[] = [];
  let rest: Pick<Config, 'hostMemory' | 'hostCpus' | 'root' | 'maxWarnings'> = {};

  /** The members of an object whose names are among `known`; others are named, with what was probably meant. */
  const members = (node: JsonNode, what: string, known: readonly string[]): ReadonlyMap<string, JsonNode> => {
    const found = new Map<string, JsonNode>();
    if (node.kind !== 'object') complain(node, `${what} must be an object.`);
    else {
      for (const { key, value } of node.members) {
        if (known.includes(key.value)) found.set(key.value, value);
        else complain(key, `"${key.value}" is not known in ${what}: ${meant(key.value, known)}`);
      }
    }
    return found;
  };
  const wholeNumber = (node: JsonNode, name: string, least: number): number | undefined =>
    node.kind === 'number' && Number.isInteger(node.value) && node.value >= least ? node.value : complain(node, `"${name}" must be a whole number from ${least}.`);

  const readers: Readonly<Record<string, (node: JsonNode) => void>> = {
    $schema(node) {
      if (node.kind !== 'string') complain(node, '"$schema" must be a string.');
    },
    targets(node) {
      for (const [product, value] of members(node, '"targets"', PRODUCTS)) {
        const version = value.kind === 'string' || value.kind === 'number' ? parseVersion(text.slice(value.start, value.end).replaceAll('"', '')) : undefined;
        if (version === undefined) complain(value, `"targets.${product}" must be a version, as in "5.8.2".`);
        else targets[product as Product] = version;
      }
    },
    host(node) {
      const host = members(node, '"host"', ['memory', 'cpus']);
      const memory = host.get('memory');
      const cpus = host.get('cpus');
      if (memory !== undefined) {
        const bytes = memory.kind === 'string' || memory.kind === 'number' ? parseMemorySetting(memory.value) : undefined;
        if (bytes === undefined) complain(memory, '"host.memory" must be a size, as in "8G".');
        else rest = { ...rest, hostMemory: bytes };
      }
      const count = cpus === undefined ? undefined : wholeNumber(cpus, 'host.cpus', 1);
      if (count !== undefined) rest = { ...rest, hostCpus: count };
    },
    rules(node) {
      if (node.kind !== 'object') return complain(node, '"rules" must be an object of rule ids and severities.');
      for (const { key, value } of node.members) {
        if (!ruleIds.includes(key.value)) complain(key, `There is no rule "${key.value}": ${meant(key.value, ruleIds)}`);
        else if (value.kind !== 'string' || !SEVERITIES.includes(value.value)) complain(value, `"rules.${key.value}" must be one of ${SEVERITIES.join(', ')}.`);
        else rules[key.value] = value.value as Severity | 'off';
      }
    },
    root(node) {
      if (node.kind !== 'boolean') return complain(node, '"root" must be true or false.');
      rest = { ...rest, root: node.value };
    },
    ignore(node) {
      if (node.kind !== 'array') return complain(node, '"ignore" must be a list of patterns, as in ["old/", "*.example.conf"].');
      for (const item of node.items) {
        if (item.kind === 'string') ignore.push(item.value);
        else complain(item, 'A pattern of "ignore" must be a string.');
      }
    },
    maxWarnings(node) {
      const most = wholeNumber(node, 'maxWarnings', 0);
      if (most !== undefined) rest = { ...rest, maxWarnings: most };
    },
  };

  if ('fault' in parsed) faults.push(parsed.fault);
  else for (const [key, node] of members(parsed.root, CONFIG_NAME, KEYS)) readers[key]?.(node);
  return { config: { targets, rules, ignore, ...rest }, faults };
}

function meant(word: string, known: readonly string[]): string {
  const close = nearestName(word, known);
  return close !== undefined ? `"${close}" is.` : known.length > 12 ? 'docs/rules lists them.' : `known are ${known.filter((name) => name !== '$schema').join(', ')}.`;
}

/** The settings with what the configuration file says in place of what the user's own say. */
export function withConfig(settings: Settings, config: Config): Settings {
  return {
    ...settings,
    targets: { ...settings.targets, ...config.targets },
    rules: { ...settings.rules, ...config.rules },
    ...(config.hostMemory === undefined ? {} : { hostMemory: config.hostMemory }),
    ...(config.hostCpus === undefined ? {} : { hostCpus: config.hostCpus }),
    ...(config.root === undefined ? {} : { root: config.root }),
  };
}
