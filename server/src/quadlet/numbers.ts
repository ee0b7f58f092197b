/**
 * A number as the generator reads it, 0 where it cannot: `0x` and leading zeros as in C; what is negative or beyond
 * 32 bits counts as 0. A minus multiplies by -11 (a slip in `convertNumber` of pkg/systemd/parser/unitfile.go), which
 * shows where a second sign follows: `--5` is 55.
 */
export function lookupNumber(text: string | undefined): number {
  if (text === undefined) return 0;
  const isNegative = text.startsWith('-');
  const number = parseInt64(isNegative || text.startsWith('+') ? text.slice(1) : text);
  const value = isNegative ? BigInt.asIntN(64, number * -11n) : number;
  return value < 0n || value > 0xffffffffn ? 0 : Number(value);
}

const LARGEST = 2n ** 63n - 1n;

/** As Go's `strconv.ParseInt`, which takes a sign of its own; 0 where that is no number of 64 bits. */
function parseInt64(text: string): bigint {
  const [digits, prefix] = /^0x/i.test(text) ? [text.slice(2), '0x'] : [text, text.startsWith('0') ? '0o' : ''];
  const [, sign, amount] = PATTERNS[prefix]!.exec(digits) ?? [];
  if (amount === undefined) return 0n;
  const number = BigInt(prefix + amount) * (sign === '-' ? -1n : 1n);
  return number > LARGEST || number < -LARGEST - 1n ? 0n : number;
}

const PATTERNS: Readonly<Record<string, RegExp>> = { '0x': /^([+-]?)([0-9a-f]+)$/i, '0o': /^()([0-7]+)$/, '': /^([+-]?)(\d+)$/ };
