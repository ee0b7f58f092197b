/**
 * A number as the generator reads it, 0 where it cannot: `0x` and leading zeros as in C; what is negative or beyond
 * 32 bits counts as 0.
 */
export function lookupNumber(text: string | undefined): number {
  if (text === undefined) return 0;
  const negative = text.startsWith('-');
  const digits = negative || text.startsWith('+') ? text.slice(1) : text;
  const base = /^0x/i.test(digits) ? 16 : digits.startsWith('0') ? 8 : 10;
  const number = parse(base === 16 ? digits.slice(2) : digits, base);
  return number === undefined || negative || number < 0 || number > 0xffffffff ? 0 : number;
}

const DIGITS: Readonly<Record<number, RegExp>> = { 8: /^[+-]?[0-7]+$/, 10: /^[+-]?\d+$/, 16: /^[+-]?[0-9a-f]+$/i };

function parse(digits: string, base: number): number | undefined {
  return DIGITS[base]!.test(digits) ? parseInt(digits, base) : undefined;
}
