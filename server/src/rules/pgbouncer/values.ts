import type { PgbouncerFact } from '../../facts/pgbouncer/index.ts';
import { parseCDouble, parseCInteger, toCInt } from '../../model/c-numbers.ts';
import { asNewestPatch, atLeast, parseVersion, type Version } from '../../model/version.ts';
import { own } from '../../syntax/own.ts';

/** Whether a release knows what is marked with `since` and `removed`. */
export function knows(fact: { readonly since?: string; readonly removed?: string }, version: Version): boolean {
  const judged = asNewestPatch(version);
  if (fact.since !== undefined && !atLeast(judged, parseVersion(fact.since)!)) return false;
  return fact.removed === undefined || !atLeast(judged, parseVersion(fact.removed)!);
}

/** The values of an enumeration that a release knows. */
export const knownValues = (fact: PgbouncerFact, version: Version): string[] =>
  Object.keys(fact.values ?? {}).filter((value) => knows({ since: fact.valuesSince?.[value] }, version));

/** Whether a value is one of an enumeration in a release; case does not count. */
export const isKnownValue = (fact: PgbouncerFact, value: string, version: Version): boolean => {
  const wanted = value.toLowerCase();
  return knownValues(fact, version).includes(wanted);
};

/** Whether PgBouncer takes a value for a setting of [pgbouncer]; the setters of libusual's cfparser. */
export function takesValue(fact: PgbouncerFact, value: string, version: Version): boolean {
  switch (fact.kind) {
    case 'switch':
    case 'integer':
    case 'unsigned':
    case 'port':
      return parseCInteger(value) !== undefined;
    case 'seconds': {
      const seconds = parseCDouble(value);
      return seconds !== undefined && !(seconds < 0);
    }
    case 'enum':
      return isKnownValue(fact, value, version);
    case 'database':
      // 1.19 took the console's name and crashed at the first login.
      return value !== 'pgbouncer' || !atLeast(asNewestPatch(version), [1, 20]);
    default:
      return true;
  }
}

/** What a setting takes, for a message: `a number of seconds such as 30 or 1.5`. */
export function wantedValue(fact: PgbouncerFact, version: Version): string {
  switch (fact.kind) {
    case 'switch':
      return '`0` or `1`';
    case 'seconds':
      return 'a number of seconds without a unit, such as `30` or `1.5`';
    case 'enum':
      return knownValues(fact, version).map((value) => `\`${value}\``).join(', ').replace(/, (?=[^,]*$)/, ' or ');
    case 'database':
      return 'the name of an entry of [databases]';
    default:
      return fact.unit === undefined || fact.unit === 'port' ? 'a whole number' : fact.unit === 'octal mode' ? 'an octal number such as `0770`' : `a whole number of ${fact.unit} without a unit`;
  }
}

const SCALES: Readonly<Record<string, number>> = {
  ms: 0.001, s: 1, sec: 1, second: 1, seconds: 1, m: 60, min: 60, minute: 60, minutes: 60, h: 3600, hour: 3600, hours: 3600, d: 86400, day: 86400, days: 86400,
};
const MILLISECONDS: Readonly<Record<string, number>> = Object.fromEntries(Object.entries(SCALES).map(([unit, factor]) => [unit, factor * 1000]));
const BYTES: Readonly<Record<string, number>> = { b: 1, k: 1024, kb: 1024, m: 1024 ** 2, mb: 1024 ** 2, g: 1024 ** 3, gb: 1024 ** 3 };

/** What the author of a refused value most likely meant, as PgBouncer writes it; undefined where that is not plain. */
export function meantValue(fact: PgbouncerFact, value: string): string | undefined {
  const bare = /^(["'])(.*)\1$/.exec(value)?.[2] ?? value;
  if (fact.kind === 'switch') {
    if (/^(?:yes|on|true|enabled?)$/i.test(bare)) return '1';
    if (/^(?:no|off|false|disabled?)$/i.test(bare)) return '0';
  }
  if (fact.kind === 'switch' || fact.kind === 'integer' || fact.kind === 'unsigned' || fact.kind === 'seconds') {
    if (bare !== value && takesValue(fact, bare, [1])) return bare;
    const match = /^(\d+(?:\.\d+)?)\s*([a-z]+)$/i.exec(bare);
    if (match === null) return undefined;
    const unit = match[2]!.toLowerCase();
    const seconds = fact.kind === 'seconds' || fact.unit === 'seconds';
    const factor = own(seconds ? SCALES : fact.unit === 'milliseconds' ? MILLISECONDS : fact.unit === 'bytes' ? BYTES : undefined, unit);
    if (factor === undefined) return undefined;
    // 1.1 h are 3960 s, not 3960.0000000000005.
    const number = Number((Number(match[1]) * factor).toFixed(6));
    return fact.kind === 'seconds' || Number.isInteger(number) ? String(number) : undefined;
  }
  return undefined;
}

/** How a number that is taken differs from what it seems to say; undefined where it does not. */
export function misreading(name: string, fact: PgbouncerFact, value: string): { readonly says: string; readonly meant?: string } | undefined {
  if (fact.kind === 'seconds') {
    const seconds = parseCDouble(value);
    return seconds !== undefined && !Number.isFinite(seconds) ? { says: 'is no length of time that PgBouncer can count' } : undefined;
  }
  if (fact.kind !== 'integer' && fact.kind !== 'unsigned' && fact.kind !== 'switch' && fact.kind !== 'port') return undefined;
  const number = parseCInteger(value);
  if (number === undefined) return undefined;
  if (fact.unit === 'octal mode') {
    if (/^[1-7][0-7]{2}$/.test(value)) return { says: `is decimal without a leading 0: the mode 0${number.toString(8)}`, meant: `0${value}` };
    return undefined;
  }
  if (/^[+-]?0\d/.test(value.trim())) return { says: `is octal because of its leading 0: ${number}`, meant: value.replace(/0+(?=\d)/, '') };
  const kept = fact.kind === 'unsigned' ? (number >= 0 && number < 2 ** 32 ? number : NaN) : toCInt(number);
  if (Number.isNaN(kept)) return { says: 'does not fit into 32 bits and wraps around' };
  if (kept !== number) return { says: `does not fit into 32 bits and becomes ${kept}` };
  if (fact.unit === 'port' && (number < 1 || number > 65535)) return { says: 'is no TCP port: they go from 1 to 65535' };
  if (name === 'tcp_user_timeout' && number > 0 && number < 1000) return { says: `means ${number} ms: this setting counts milliseconds`, meant: String(number * 1000) };
  if (name === 'peer_id' && number > 16383) return { says: 'is more than the largest peer id, 16383' };
  if (number < 0 && fact.kind === 'integer' && name !== 'verbose') return { says: 'is negative, which no part of PgBouncer expects here' };
  return undefined;
}
