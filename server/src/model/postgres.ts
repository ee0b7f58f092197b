import { postgresGucs, removedGucs, type GucContext, type GucFact, type GucType, type GucUnit, type RemovedGuc } from '../facts/postgres/index.ts';
import { isSizeUnit, readBoolean, readInteger, readReal, UNIT_FACTOR } from './postgres-numbers.ts';
import { STRING_CHECKS } from './postgres-strings.ts';
import type { Version } from './version.ts';

/** A parameter as one release has it. */
export interface Guc {
  /** As the server prints it: `DateStyle`, `work_mem`. */
  readonly name: string;
  readonly type: GucType;
  readonly context: GucContext;
  readonly unit: GucUnit | undefined;
  readonly default: string | undefined;
  readonly min: number | undefined;
  readonly max: number | undefined;
  /** Enumeration values that the server lists. */
  readonly values: readonly string[];
  readonly fact: GucFact;
}

/** A value that the server takes. `value` of a number is in the parameter's unit. */
export type GucValue =
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'number'; readonly value: number; readonly bytes?: number; readonly ms?: number }
  | { readonly kind: 'enum'; readonly value: string }
  | { readonly kind: 'string'; readonly value: string };

/** Why the server refuses a value. */
export type GucRefusal =
  | { readonly reason: 'boolean' | 'number' | 'integer-range' | 'internal' }
  | { readonly reason: 'unit'; readonly unit: string }
  | { readonly reason: 'range'; readonly value: number }
  | { readonly reason: 'enum' }
  /** What the parameter's own check says, as the end of a sentence. */
  | { readonly reason: 'check'; readonly detail: string; readonly words?: readonly string[]; readonly near?: string };

/** What the release makes of a name: the parameter, one of another release, one from long ago, or nothing. */
export type GucLookup =
  | { readonly found: 'yes'; readonly guc: Guc; /** The old name that was used for it. */ readonly alias?: string }
  | { readonly found: 'later'; readonly name: string; readonly since: string; readonly fact: GucFact }
  | { readonly found: 'removed'; readonly name: string; readonly removed: string; readonly fact?: GucFact; readonly old?: RemovedGuc }
  | { readonly found: 'custom' }
  | { readonly found: 'no' };

/** The major release: `[16, 4]` → 16. */
export const postgresMajor = (version: Version): number => version[0] ?? 18;

/** The minor release; one that is not said is the newest. */
const postgresMinor = (version: Version): number => version[1] ?? Number.POSITIVE_INFINITY;

const versionOf = (text: string): readonly [number, number] => {
  const [major = 0, minor = 0] = text.split('.').map(Number);
  return [major, minor];
};

/** Old names that the server still reads as another: `map_old_guc_names`. */
const ALIASES: Readonly<Record<string, readonly [name: string, since: number]>> = {
  sort_mem: ['work_mem', 0],
  vacuum_mem: ['maintenance_work_mem', 0],
  ssl_ecdh_curve: ['ssl_groups', 18],
};

function knows(fact: GucFact, version: Version): boolean {
  const [major, minor] = [postgresMajor(version), postgresMinor(version)];
  if (fact.removed !== undefined && major >= versionOf(fact.removed)[0]) return false;
  if (fact.since === undefined) return true;
  const [sinceMajor, sinceMinor] = versionOf(fact.since);
  if (major > sinceMajor || (major === sinceMajor && minor >= sinceMinor)) return true;
  return (fact.backports ?? []).map(versionOf).some(([branch, first]) => branch === major && minor >= first);
}

function gucOf(name: string, fact: GucFact, version: Version): Guc {
  const earlier = fact.earlier?.filter(({ before }) => postgresMajor(version) < Number(before)).at(-1);
  const pick = <K extends 'type' | 'context' | 'unit' | 'default' | 'min' | 'max'>(key: K): GucFact[K] | undefined => {
    const old = earlier?.[key];
    return old === undefined ? fact[key] : ((old ?? undefined) as GucFact[K] | undefined);
  };
  return {
    name, fact,
    type: pick('type')!, context: pick('context')!, unit: pick('unit'), default: pick('default'), min: pick('min'), max: pick('max'),
    values: Object.keys(fact.values ?? {}),
  };
}

const CUSTOM = /^[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*(?:\.[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*)+$/;

/** Looks a name up as a release does: case does not matter, a few old names still work, `class.name` is anyone's. */
export function lookUpGuc(written: string, version: Version): GucLookup {
  const key = written.toLowerCase();
  const entry = postgresGucs().get(key);
  if (entry !== undefined && knows(entry[1], version)) return { found: 'yes', guc: gucOf(entry[0], entry[1], version) };
  const alias = Object.hasOwn(ALIASES, key) ? ALIASES[key] : undefined;
  if (alias !== undefined && postgresMajor(version) >= alias[1]) {
    const [name, fact] = postgresGucs().get(alias[0])!;
    return { found: 'yes', guc: gucOf(name, fact, version), alias: key };
  }
  if (entry !== undefined) {
    const [name, fact] = entry;
    if (fact.removed !== undefined && postgresMajor(version) >= Number(fact.removed)) return { found: 'removed', name, removed: fact.removed, fact };
    return { found: 'later', name, since: fact.since!, fact };
  }
  if (CUSTOM.test(written)) return { found: 'custom' };
  const removed = removedGucs();
  const old = Object.hasOwn(removed, key) ? removed[key] : undefined;
  return old === undefined ? { found: 'no' } : { found: 'removed', name: key, removed: old.removed, old };
}

/** The parameter of this name in a release, or undefined. */
export function findGuc(name: string, version: Version): Guc | undefined {
  const found = lookUpGuc(name, version);
  return found.found === 'yes' ? found.guc : undefined;
}

/** True for a parameter whose value may hold a password or a key, and is never shown. */
export const mayHoldSecret = (name: string): boolean => /conninfo|passphrase_command$|\..*(?:passw|secret|token|key)/i.test(name);

/** Every parameter that a release knows. */
export const gucsOf = (version: Version): readonly Guc[] =>
  [...postgresGucs().values()].filter(([, fact]) => knows(fact, version)).map(([name, fact]) => gucOf(name, fact, version));

/** True for what the server takes. */
export const isGucValue = (result: GucValue | GucRefusal): result is GucValue => 'kind' in result;

/**
 * Reads a value as the release does when it starts: the type, the unit, the range, then the parameter's own check.
 * What only this machine decides (a file that must exist, a locale that must be installed) is taken.
 */
export function parseGucValue(guc: Guc, text: string, version: Version): GucValue | GucRefusal {
  if (guc.context === 'internal') return { reason: 'internal' };
  switch (guc.type) {
    case 'boolean': {
      const value = readBoolean(text);
      if (value === undefined) return { reason: 'boolean' };
      const detail = value ? BOOLEAN_CHECKS[guc.name] : undefined;
      return detail === undefined ? { kind: 'boolean', value } : { reason: 'check', detail };
    }
    case 'integer':
    case 'real':
      return numberOf(guc, text, version);
    case 'enum': {
      const value = enumValue(guc, text);
      return value === undefined ? { reason: 'enum' } : { kind: 'enum', value };
    }
    case 'string': {
      const key = guc.name.toLowerCase();
      const check = Object.hasOwn(STRING_CHECKS, key) ? STRING_CHECKS[key] : undefined;
      const nul = text.indexOf('\0');
      const value = nul < 0 ? text : text.slice(0, nul);
      const fault = check?.(value, postgresMajor(version));
      return fault === undefined ? { kind: 'string', value } : { reason: 'check', ...fault };
    }
  }
}

/** The listed value that a text names: in any case, or by one of the spellings that are not listed. */
export function enumValue(guc: Guc, text: string): string | undefined {
  const key = text.toLowerCase();
  const listed = guc.values.find((value) => value.toLowerCase() === key);
  if (listed !== undefined) return listed;
  return Object.hasOwn(guc.fact.also ?? {}, key) ? guc.fact.also![key] : undefined;
}

function numberOf(guc: Guc, text: string, version: Version): GucValue | GucRefusal {
  const reading = guc.type === 'integer' ? readInteger(text, guc.unit) : readReal(text, guc.unit);
  if ('fault' in reading) {
    if (reading.fault === 'unit') return { reason: 'unit', unit: reading.unit };
    return { reason: reading.fault === 'not-a-number' ? 'number' : 'integer-range' };
  }
  const { value } = reading;
  if ((guc.min !== undefined && value < guc.min) || (guc.max !== undefined && value > guc.max)) return { reason: 'range', value };
  const detail = NUMBER_CHECKS[guc.name]?.(value, postgresMajor(version));
  if (detail !== undefined) return { reason: 'check', ...detail };
  return { kind: 'number', value, ...inAbsolute(guc, value) };
}

/** Bytes or milliseconds of a value in the parameter's unit. Negative ones and those that mean "automatic" have none. */
function inAbsolute(guc: Guc, value: number): { bytes?: number; ms?: number } {
  if (guc.unit === undefined || value < 0) return {};
  return isSizeUnit(guc.unit) ? { bytes: value * UNIT_FACTOR[guc.unit] } : { ms: value * UNIT_FACTOR[guc.unit] };
}

const BOOLEAN_CHECKS: Readonly<Record<string, string>> = {
  bonjour: 'no PostgreSQL for Linux is built with Bonjour',
  default_with_oids: 'tables WITH OIDS went in PostgreSQL 12',
};

interface NumberFault {
  readonly detail: string;
  /** The nearest value that passes. */
  readonly near?: string;
}

const slruBuffers = (value: number): NumberFault | undefined => {
  if (value % 16 === 0) return undefined;
  const near = Math.max(16, Math.round(value / 16) * 16);
  return { detail: `it counts buffers by banks of 16: a multiple of 16, like ${near}`, near: String(near) };
};

/** The most processes that a server can have. */
const MAX_BACKENDS = 262_143;

/** Up to 17 each of these is checked against the defaults of the others; later the sum is looked at once all are read. */
const backends = (others: number) => (value: number, major: number): NumberFault | undefined =>
  major >= 18 || value + others <= MAX_BACKENDS ? undefined : { detail: `with the other processes it comes to more than ${MAX_BACKENDS}`, near: String(MAX_BACKENDS - others) };

const NUMBER_CHECKS: Readonly<Record<string, (value: number, major: number) => NumberFault | undefined>> = {
  commit_timestamp_buffers: slruBuffers,
  multixact_member_buffers: slruBuffers,
  multixact_offset_buffers: slruBuffers,
  notify_buffers: slruBuffers,
  serializable_buffers: slruBuffers,
  subtransaction_buffers: slruBuffers,
  transaction_buffers: slruBuffers,
  // autovacuum_max_workers 3, its launcher 1, max_worker_processes 8, max_wal_senders 10, max_connections 100.
  max_connections: backends(22),
  autovacuum_max_workers: backends(119),
  max_worker_processes: backends(114),
  max_wal_senders: backends(112),
  io_max_concurrency: (value) => (value === 0 ? { detail: 'it is `-1` or at least `1`', near: '-1' } : undefined),
  max_stack_depth: (value) =>
    value > 7680 ? { detail: 'a process has 8 MB of stack unless the system is told otherwise, and 512 kB of it are kept: at most `7680kB`', near: '7680kB' } : undefined,
  vacuum_buffer_usage_limit: (value) => (value > 0 && value < 128 ? { detail: 'it is `0` or at least `128kB`', near: '128kB' } : undefined),
};
