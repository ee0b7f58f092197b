import { parseCDouble } from './c-numbers.ts';

/** Numbers as the servers' C code reads them: all of 64 bits, hence as bigint. */

const MAX = 2n ** 63n - 1n;
const MIN = -(2n ** 63n);

/** A 64-bit pattern as a signed number. */
export const asSigned = (bits: bigint): bigint => BigInt.asIntN(64, bits);
export const asUnsigned = (value: bigint): bigint => BigInt.asUintN(64, value);

/**
 * A whole number as string2ll() of src/util.c takes it: no blanks, no `+`, no leading zero, within 64 bits signed.
 * Undefined where it refuses.
 */
export function strictInteger(text: string): bigint | undefined {
  if (!/^(?:0|-?[1-9]\d{0,18})$/.test(text)) return undefined;
  const value = BigInt(text);
  return value > MAX || value < MIN ? undefined : value;
}

/**
 * What strtoll() makes of a text, and whether it used all of it: leading blanks and a sign are fine, too large is cut to
 * the limits. The empty text counts as used up, with value 0, which is how the servers come to accept `""`.
 */
export function looseInteger(text: string, base: 8 | 10 = 10): { readonly value: bigint; readonly whole: boolean; readonly overflow: boolean } {
  const match = (base === 8 ? /^[ \t-\r]*([+-]?)([0-7]+)/ : /^[ \t-\r]*([+-]?)(\d+)/).exec(text);
  if (match === null) return { value: 0n, whole: text === '', overflow: false };
  // Twenty-three digits of either base are beyond the limits; more would only cost time.
  const digits = match[2]!.replace(/^0+/, '').slice(0, 23) || '0';
  const size = base === 8 ? BigInt(`0o${digits}`) : BigInt(digits);
  const value = match[1] === '-' ? -size : size;
  const whole = match[0].length === text.length;
  if (value > MAX) return { value: MAX, whole, overflow: true };
  if (value < MIN) return { value: MIN, whole, overflow: true };
  return { value, whole, overflow: false };
}

/** An int: the low 32 bits, signed. */
export const asInt = (value: bigint): bigint => BigInt.asIntN(32, value);

/** What atoi() makes of a text: what does not look like a number is 0. */
export const atoi = (text: string): bigint => asInt(looseInteger(text).value);

/** A fraction as string2d() takes it: what strtod() reads, without blanks before it; infinities and the smallest numbers included, no NaN. */
export function strictNumber(text: string, hexadecimal: boolean): number | undefined {
  if (/^\s/.test(text) || (!hexadecimal && /x/i.test(text))) return undefined;
  const value = parseCDouble(text, true);
  return value === undefined || Number.isNaN(value) ? undefined : value;
}
