import type { GucUnit } from '../facts/postgres/index.ts';
import { own } from '../syntax/own.ts';

/** Why a text is no number of the kind asked for. */
export type NumberFault =
  | { readonly fault: 'not-a-number' }
  /** A unit where the parameter has none, or one that it does not know. */
  | { readonly fault: 'unit'; readonly unit: string }
  | { readonly fault: 'integer-range' };

export type NumberReading = { readonly value: number } | NumberFault;

const SPACE = '[ \\t\\n\\v\\f\\r]*';
const INTEGER = new RegExp(`${SPACE}([-+]?)(0[xX][0-9a-fA-F]+|0[0-7]*|[1-9][0-9]*)`, 'y');
const DECIMAL = new RegExp(`${SPACE}([-+]?)([0-9]+\\.?[0-9]*|\\.[0-9]+)(?:[eE][-+]?[0-9]+)?`, 'y');
const HEX = new RegExp(`${SPACE}([-+]?)0[xX]([0-9a-fA-F]+\\.?[0-9a-fA-F]*|\\.[0-9a-fA-F]+)(?:[pP]([-+]?[0-9]+))?`, 'y');
const INFINITE = new RegExp(`${SPACE}([-+]?)inf(?:inity)?`, 'iy');
const BLANKS = new RegExp(SPACE, 'y');

interface Scan {
  readonly value: number;
  readonly end: number;
  readonly outOfRange: boolean;
}

function match(pattern: RegExp, text: string, at = 0): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

/** `strtol(text, &end, 0)` of a 64-bit system; undefined where no digit leads. */
function scanInteger(text: string): Scan | undefined {
  const found = match(INTEGER, text);
  if (found === null) return undefined;
  const [whole, sign, digits] = found as unknown as [string, string, string];
  const octal = /^0[0-7]+$/.test(digits);
  // Twenty-two octal digits are the most that 64 bits hold; longer ones only need to be known as too large.
  const kept = octal ? digits.slice(1).replace(/^0+/, '') : digits;
  const magnitude = kept.length > 40 ? Number.POSITIVE_INFINITY : octal ? Number.parseInt(kept || '0', 8) : Number(kept);
  return { value: sign === '-' ? -magnitude : magnitude, end: whole.length, outOfRange: magnitude >= 2 ** 63 };
}

/** `strtod(text, &end)`; undefined where no number leads (a NaN counts as none: every caller rejects it). */
export function scanReal(text: string): Scan | undefined {
  const hex = match(HEX, text);
  if (hex !== null) {
    const [whole, sign, digits, exponent] = hex as unknown as [string, string, string, string | undefined];
    const [before = '', after = ''] = digits.split('.');
    const magnitude = [...(before + after)].reduce((sum, digit) => sum * 16 + Number.parseInt(digit, 16), 0) * 2 ** (Number(exponent ?? 0) - 4 * after.length);
    return { value: sign === '-' ? -magnitude : magnitude, end: whole.length, outOfRange: !Number.isFinite(magnitude) };
  }
  const decimal = match(DECIMAL, text);
  if (decimal !== null) {
    const value = Number(decimal[0]);
    const tiny = Math.abs(value) < 2 ** -1022 && /[1-9]/.test(decimal[2]!);
    return { value, end: decimal[0].length, outOfRange: tiny || !Number.isFinite(value) };
  }
  const infinite = match(INFINITE, text);
  if (infinite === null) return undefined;
  return { value: infinite[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY, end: infinite[0].length, outOfRange: false };
}

/** To the nearest integer, halves to the even one, as `rint` does. */
function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest !== 0.5) return rest < 0.5 ? floor : floor + 1;
  return floor % 2 === 0 ? floor : floor + 1;
}

const SIZES = { TB: 2 ** 40, GB: 2 ** 30, MB: 2 ** 20, kB: 2 ** 10, B: 1 } as const;
const TIMES = { d: 86_400_000, h: 3_600_000, min: 60_000, s: 1000, ms: 1, us: 0.001 } as const;

/** Bytes of a size's unit, milliseconds of a duration's. */
export const UNIT_FACTOR: Readonly<Record<GucUnit, number>> = {
  B: 1, kB: 1024, '8kB': 8192, MB: 2 ** 20, ms: 1, s: 1000, min: 60_000,
};

/** True for a parameter that counts bytes. */
export const isSizeUnit = (unit: GucUnit): boolean => unit === 'B' || unit === 'kB' || unit === '8kB' || unit === 'MB';

/** The units that may follow a value whose bare numbers are in `base`, largest first. */
export const unitsFor = (base: GucUnit): readonly string[] => Object.keys(isSizeUnit(base) ? SIZES : TIMES);

/** The unit meant by one written in another case (`mb`, `Gb`, `MIN`), or undefined. */
export function meantUnit(unit: string, base: GucUnit): string | undefined {
  const key = unit.toLowerCase();
  const words: Readonly<Record<string, string>> = isSizeUnit(base)
    ? { b: 'B', k: 'kB', kb: 'kB', kib: 'kB', m: 'MB', mb: 'MB', mib: 'MB', g: 'GB', gb: 'GB', gib: 'GB', t: 'TB', tb: 'TB', tib: 'TB' }
    : { us: 'us', ms: 'ms', msec: 'ms', s: 's', sec: 's', secs: 's', second: 's', seconds: 's', m: 'min', min: 'min', mins: 'min', minute: 'min', minutes: 'min', h: 'h', hr: 'h', hour: 'h', hours: 'h', d: 'd', day: 'd', days: 'd' };
  return own(words, key);
}

/** A value with its unit, in base units; a fraction is rounded to the next smaller unit first, as the server does. */
function convert(value: number, unit: string, base: GucUnit): number | undefined {
  const table: Readonly<Record<string, number>> = isSizeUnit(base) ? SIZES : TIMES;
  const factor = own(table, unit);
  if (factor === undefined) return undefined;
  const inBase = factor / UNIT_FACTOR[base];
  const names = Object.keys(table);
  const smaller = names[names.indexOf(unit) + 1];
  if (smaller === undefined) return value * inBase;
  const step = table[smaller]! / UNIT_FACTOR[base];
  return roundHalfEven((value * inBase) / step) * step;
}

/** The unit after a number: at most three characters without a blank, then blanks to the end. */
function withUnit(text: string, scan: Scan, base: GucUnit | undefined): NumberReading {
  const at = scan.end + match(BLANKS, text, scan.end)![0].length;
  if (at === text.length) return { value: scan.value };
  const rest = text.slice(at);
  const unit = /^[^ \t\n\v\f\r]+/.exec(rest)![0];
  const known = base !== undefined && unit.length <= 3 && rest.slice(unit.length).trim() === '' ? convert(scan.value, unit, base) : undefined;
  return known === undefined ? { fault: 'unit', unit: rest.trimEnd() } : { value: known };
}

const cString = (text: string): string => (text.includes('\0') ? text.slice(0, text.indexOf('\0')) : text);

/** Reads an integer parameter: decimal, octal (`010`), hexadecimal (`0x10`) or fractional, an optional unit, rounded. */
export function readInteger(raw: string, base: GucUnit | undefined): NumberReading {
  const text = cString(raw);
  let scan = scanInteger(text);
  // Without a digit `strtol` stops at the very start, so that `.5` is a fraction while `-.5` and ` .5` are nothing.
  const next = text[scan?.end ?? 0];
  if (next === '.' || next === 'e' || next === 'E' || scan?.outOfRange) scan = scanReal(text);
  if (scan === undefined || scan.outOfRange) return { fault: 'not-a-number' };
  const reading = withUnit(text, scan, base);
  if ('fault' in reading) return reading;
  const value = roundHalfEven(reading.value);
  return value > 2_147_483_647 || value < -2_147_483_648 ? { fault: 'integer-range' } : { value: value + 0 };
}

/** Reads a real parameter: any number that C's `strtod` takes, an optional unit. */
export function readReal(raw: string, base: GucUnit | undefined): NumberReading {
  const text = cString(raw);
  const scan = scanReal(text);
  if (scan === undefined || scan.outOfRange) return { fault: 'not-a-number' };
  return withUnit(text, scan, base);
}

const WORDS: readonly (readonly [word: string, least: number, value: boolean])[] = [
  ['true', 1, true], ['false', 1, false], ['yes', 1, true], ['no', 1, false], ['on', 2, true], ['off', 2, false],
];

/** Reads a boolean: `1`, `0`, or the beginning of a word, in any case; undefined for anything else. */
export function readBoolean(raw: string): boolean | undefined {
  const text = cString(raw).toLowerCase();
  if (text === '1' || text === '0') return text === '1';
  return WORDS.find(([word, least]) => text.length >= least && word.startsWith(text))?.[2];
}
