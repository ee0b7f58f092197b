import { nearestName } from '../../model/nearest.ts';
import { isGucValue, parseGucValue, postgresMajor, type Guc, type GucRefusal } from '../../model/postgres.ts';
import { isSizeUnit, meantUnit, unitsFor } from '../../model/postgres-numbers.ts';
import { gucAmount } from '../../model/postgres-amounts.ts';
import type { Fix, Problem } from '../../model/problem.ts';
import type { Version } from '../../model/version.ts';
import { shown, writeValue, type Place } from './place.ts';
import { problem } from './table.ts';

/** Why the server refuses a value, with what to write instead; undefined where it takes it. */
export function checkValue(guc: Guc, text: string, place: Place, version: Version, remove: Fix | undefined): Problem | undefined {
  const result = parseGucValue(guc, text, version);
  if (isGucValue(result)) return oldValue(guc, text, place);
  const { code, span, message, fixes } = refusal(guc, text, place, result, version);
  const all = remove !== undefined && result.reason === 'internal' ? [{ ...remove, preferred: true }] : fixes;
  return problem(code, span, message, { fixes: all });
}

interface Refusal {
  readonly code: 'postgres-read-only-parameter' | 'postgres-bad-value' | 'postgres-bad-unit' | 'postgres-out-of-range';
  readonly span: { readonly start: number; readonly end: number };
  readonly message: string;
  readonly fixes: readonly Fix[];
}

function refusal(guc: Guc, text: string, place: Place, result: GucRefusal, version: Version): Refusal {
  const span = place.value;
  const name = `\`${guc.name}\``;
  switch (result.reason) {
    case 'internal':
      return { code: 'postgres-read-only-parameter', span: place.name, message: `${name} only shows how the server was built or what state it is in; it cannot be set, and the server will not start with this line.`, fixes: [] };
    case 'boolean': {
      const meant = booleanMeant(text);
      return {
        code: 'postgres-bad-value', span, message: `${shown(text)} is neither true nor false: ${name} takes \`on\` or \`off\`.`,
        fixes: meant === undefined ? [writeValue(place, 'on'), writeValue(place, 'off')] : [writeValue(place, meant, { preferred: true })],
      };
    }
    case 'enum': {
      const near = nearestName(text, guc.values);
      return {
        code: 'postgres-bad-value', span, message: `${shown(text)} is no value of ${name} in PostgreSQL ${postgresMajor(version)}. It takes ${listed(guc.values)}.`,
        fixes: near === undefined ? guc.values.slice(0, 6).map((value) => writeValue(place, value)) : [writeValue(place, near, { preferred: true })],
      };
    }
    case 'check': {
      const near = result.near ?? (result.words === undefined ? undefined : nearestName(text, result.words));
      return { code: 'postgres-bad-value', span, message: `PostgreSQL refuses ${shown(text)} for ${name}: ${result.detail}.`, fixes: near === undefined ? [] : [writeValue(place, near, { preferred: true })] };
    }
    case 'unit':
      return unitRefusal(guc, text, result.unit, place);
    case 'number':
      return { code: 'postgres-bad-value', span, message: `${shown(text)} is no number: ${name} takes ${numberKind(guc)}.`, fixes: digitsMeant(text, guc, place) };
    case 'integer-range':
      return { code: 'postgres-out-of-range', span, message: `${shown(text)} is beyond what a 32-bit number holds in the unit of ${name}. ${range(guc)}`, fixes: bound(guc, text.trim().startsWith('-'), place) };
    case 'range':
      return { code: 'postgres-out-of-range', span, message: `${shown(text)} is outside the range of ${name}. ${range(guc)}`, fixes: bound(guc, result.value < guc.min!, place) };
  }
}

const listed = (values: readonly string[]): string => values.map((value) => (value === '' ? 'an empty value' : `\`${value}\``)).join(', ');

function booleanMeant(text: string): string | undefined {
  const key = text.trim().toLowerCase();
  if (/^(?:enabled?|active|ja|yess?|ture|treu|onn|oon|always)$/.test(key)) return 'on';
  if (/^(?:disabled?|none|never|inactive|fasle|flase|offf|of|nope|nein|-1)$/.test(key)) return 'off';
  const near = nearestName(key, ['true', 'false', 'yes', 'off']);
  return near === undefined ? undefined : near === 'true' || near === 'yes' ? 'on' : 'off';
}

function numberKind(guc: Guc): string {
  const kind = guc.type === 'integer' ? 'an integer' : 'a number';
  if (guc.unit === undefined) return kind;
  return isSizeUnit(guc.unit) ? 'a size like `64MB`' : 'a duration like `30s`';
}

/** The bounds, readable and in the unit that counts; every number that can be set has them, and a default. */
const range = (guc: Guc): string => `It goes from ${gucAmount(guc, guc.min!)} to ${gucAmount(guc, guc.max!)}; the default is ${guc.default}.`;

/** The bound that was passed, to write instead. */
function bound(guc: Guc, low: boolean, place: Place): readonly Fix[] {
  const written = gucAmount(guc, low ? guc.min! : guc.max!).replace(/ /g, '');
  return [writeValue(place, written, { preferred: true, title: `Write ${written}, the ${low ? 'least' : 'most'}` })];
}

/** `1,000` and `1_000`, where the digits are plain. */
function digitsMeant(text: string, guc: Guc, place: Place): readonly Fix[] {
  const digits = text.trim().replace(/[,_'](?=\d{3})/g, '');
  const ok = digits !== text && /^\d+[A-Za-z]{0,3}$/.test(digits) && isGucValue(parseGucValue(guc, digits, [18]));
  return ok ? [writeValue(place, digits, { preferred: true })] : [];
}

function unitRefusal(guc: Guc, text: string, unit: string, place: Place): Refusal {
  const span = place.value;
  const name = `\`${guc.name}\``;
  const number = text.trim().slice(0, text.trim().length - unit.length).trim();
  const digits = digitsMeant(text, guc, place);
  if (digits.length > 0) return { code: 'postgres-bad-value', span, message: `${shown(text)} is no number: PostgreSQL knows no separator of thousands.`, fixes: digits };
  if (guc.unit === undefined) {
    const plain = isGucValue(parseGucValue(guc, number, [18])) ? [writeValue(place, number)] : [];
    const message = /^[A-Za-z]{1,3}$/.test(unit)
      ? `${name} has no unit: PostgreSQL refuses ${shown(text)} and takes ${numberKind(guc)}.`
      : `${shown(text)} is no number: ${name} takes ${numberKind(guc)}.`;
    return { code: /^[A-Za-z]{1,3}$/.test(unit) ? 'postgres-bad-unit' : 'postgres-bad-value', span, message, fixes: plain };
  }
  const meant = meantUnit(unit, guc.unit);
  const fix = meant === undefined ? [] : [writeValue(place, `${number}${meant}`, { preferred: true, safe: true })];
  const units = unitsFor(guc.unit).map((each) => `\`${each}\``).join(', ');
  const why = meant !== undefined && meant.toLowerCase() === unit.toLowerCase()
    ? `units are written exactly so: ${units}`
    : `${name} is a ${isSizeUnit(guc.unit) ? 'size' : 'duration'} with the units ${units}`;
  return { code: 'postgres-bad-unit', span, message: `PostgreSQL does not know \`${shown(unit).replaceAll('`', '')}\` in ${shown(text)}: ${why}.`, fixes: fix };
}

/** Values that still work and are listed no more. */
function oldValue(guc: Guc, text: string, place: Place): Problem | undefined {
  if (guc.name !== 'wal_level' || !['archive', 'hot_standby'].includes(text.toLowerCase())) return undefined;
  return problem('postgres-old-name', place.value, `\`${text}\` is the old name of \`replica\` (before 9.6), which is still read.`, { tag: 'deprecated', fixes: [writeValue(place, 'replica', { preferred: true, safe: true })] });
}
