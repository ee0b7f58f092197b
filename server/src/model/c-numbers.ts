/** How the C library reads numbers, where a program leaves it at that. */

const INTEGER = /^[\t-\r ]*([+-]?)(0[xX][0-9a-fA-F]+|0[0-7]*|[1-9][0-9]*)$/;

/**
 * An integer as `strtol(text, &end, 0)` reads it, with `*end == 0` asked: blanks before it, a sign, `0x` for
 * hexadecimal, a leading `0` for octal. Undefined where that is refused. What does not fit into 64 bits is accepted by
 * C and comes out as its largest number; here it keeps its size as well as a double can.
 */
export function parseCInteger(text: string): number | undefined {
  const match = INTEGER.exec(text);
  if (match === null) return undefined;
  const digits = match[2]!;
  const size = /^0[xX]/.test(digits) ? Number(digits) : digits[0] === '0' ? parseInt(digits, 8) : Number(digits);
  return match[1] === '-' ? 0 - size : size;
}

/** An `int` after the cast that C makes of a `long`: the low 32 bits, signed. */
export const toCInt = (value: number): number => {
  if (Math.abs(value) < 2 ** 53) return value | 0;
  // Beyond 64 bits C gives LONG_MAX or LONG_MIN, whose low halves are -1 and 0.
  if (value >= 2 ** 63) return -1;
  if (value <= -(2 ** 63)) return 0;
  return Number(BigInt.asIntN(32, BigInt(value)));
};

/** `atoi`: blanks, a sign, decimal digits; whatever follows is not looked at, and without digits it is 0. */
export function parseAtoi(text: string): number {
  const match = /^[\t-\r ]*([+-]?\d+)/.exec(text);
  if (match === null) return 0;
  const exact = BigInt(match[1]!);
  const long = exact > 2n ** 63n - 1n ? 2n ** 63n - 1n : exact < -(2n ** 63n) ? -(2n ** 63n) : exact;
  return Number(BigInt.asIntN(32, long));
}

const DECIMAL = /^[\t-\r ]*([+-]?)(?:(\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?|0[xX]([0-9a-fA-F]+\.?[0-9a-fA-F]*|\.[0-9a-fA-F]+)(?:[pP]([+-]?\d+))?|(inf(?:inity)?)|(nan(?:\([0-9a-zA-Z_]*\))?))$/i;
const SMALLEST_NORMAL = 2.2250738585072014e-308;

/**
 * A number as `strtod` reads it, with no rest and no range error asked: decimals, exponents, hexadecimal, `inf`,
 * `nan`. Undefined where that is refused, which numbers too large or too small for a double are as well; `subnormals`: those
 * that a double holds with fewer digits are taken, although strtod reports a range error.
 */
export function parseCDouble(text: string, subnormals = false): number | undefined {
  const match = DECIMAL.exec(text);
  if (match === null) return undefined;
  const [, sign, decimal, hexadecimal, exponent, infinite, nan] = match;
  if (nan !== undefined) return NaN;
  const factor = sign === '-' ? -1 : 1;
  if (infinite !== undefined) return factor * Infinity;
  let size: number;
  let digits: string;
  if (hexadecimal !== undefined) {
    const [whole, part = ''] = hexadecimal.split('.');
    digits = whole! + part;
    size = 0;
    for (const digit of digits) size = size * 16 + parseInt(digit, 16);
    size *= 2 ** (Number(exponent ?? 0) - 4 * part.length);
  } else {
    digits = decimal!;
    size = Number(text.trim().replace(/^[+-]/, ''));
  }
  const isZero = /^[0.]*$/.test(digits);
  if (!isZero && (size === Infinity || Number.isNaN(size) || size < (subnormals ? Number.MIN_VALUE : SMALLEST_NORMAL))) return undefined;
  return factor * (isZero ? 0 : size);
}
