import { nearestName } from '../../model/nearest.ts';
import { redisMemoryBits } from '../../model/redis.ts';
import { asSigned, asUnsigned, looseInteger, strictInteger } from '../../model/redis-numbers.ts';
import { redisTargetName, type KnownDirective } from '../../model/redis-target.ts';
import type { RedisArgument } from '../../syntax/redis.ts';
import { code, onArgument, oneOf, replaceFix, willNotStart, type Finding, type LineContext } from './line.ts';
import { cString, textProblem } from './texts.ts';

/** Checks the one value of an ordinary directive. */
export function checkValue(directive: KnownDirective, argument: RedisArgument, line: LineContext): readonly Finding[] {
  switch (directive.kind) {
    case 'bool': return checkBool(directive, argument, line);
    case 'enum': return checkEnum(directive, [argument], line);
    case 'number': return checkNumber(directive, argument, line);
    default: return checkText(directive, argument, line);
  }
}

function checkBool({ name }: KnownDirective, argument: RedisArgument, { target }: LineContext): readonly Finding[] {
  const value = cString(argument.value).toLowerCase();
  if (value === 'yes' || value === 'no') return [];
  const meant = ['true', 'on', '1', 'y', 'enable', 'enabled'].includes(value) ? 'yes'
    : ['false', 'off', '0', 'n', 'disable', 'disabled'].includes(value) ? 'no' : undefined;
  const fixes = meant === undefined
    ? ['yes', 'no'].map((word) => replaceFix(`Write ${word}`, argument, word))
    : [replaceFix(`Write ${meant}`, argument, meant, { preferred: true, safe: true })];
  return [onArgument('redis-bad-value', argument, `\`${name}\` is \`yes\` or \`no\`, not ${code(argument.value)}: ${willNotStart(target)}`, fixes)];
}

/** Checks the words of an enumeration; of some directives several may stand together. */
export function checkEnum(directive: KnownDirective, args: readonly RedisArgument[], { target, setting }: LineContext): readonly Finding[] {
  const words = Object.keys(directive.values ?? {});
  if (args.length === 0) {
    return [onArgument('redis-bad-value', setting.key, `\`${directive.name}\` needs ${oneOf(words)}: ${willNotStart(target)}`)];
  }
  const known = new Set(words.map((word) => word.toLowerCase()));
  return args.filter((argument) => !known.has(cString(argument.value).toLowerCase())).map((argument) => {
    const near = nearestName(argument.value, words);
    const fixes = near === undefined ? [] : [replaceFix(`Write ${near}`, argument, near, { preferred: true })];
    return onArgument('redis-bad-value', argument, `\`${directive.name}\` takes ${oneOf(words)} in ${redisTargetName(target)}, not ${code(argument.value)}: the server will not start.`, fixes);
  });
}

const UNSIGNED = new Set(['uint', 'ulonglong', 'size']);

function checkNumber(directive: KnownDirective, argument: RedisArgument, line: LineContext): readonly Finding[] {
  const text = argument.value;
  const parsed = parseNumber(directive, text, line);
  if (parsed === undefined) return [onArgument('redis-bad-value', argument, notANumber(directive, text, line), numberFixes(directive, argument))];
  const [low, high] = [BigInt(directive.min ?? '0'), BigInt(directive.max ?? '0')];
  if (isWithin(directive, parsed, low, high, line)) return [];
  const shown = rangeInWords(directive, low, high);
  return [onArgument('redis-out-of-range', argument, `\`${directive.name}\` must be ${shown}; ${code(text)} is not: ${willNotStart(line.target)}`)];
}

/** The signed 64-bit value that the server compares with the bounds (numericParseString in src/config.c). */
function parseNumber({ format }: KnownDirective, text: string, { dialect }: LineContext): bigint | undefined {
  if (format === undefined) return strictInteger(text);
  if (format === 'octal') {
    const { value, whole, overflow } = looseInteger(cString(text), 8);
    return (whole || dialect.legacy) && !overflow ? value : undefined;
  }
  // A percentage and a plain number count with what follows a NUL.
  const bits = redisMemoryBits(cString(text), dialect.hugeSizes);
  if (bits !== undefined) {
    // Redis 6.2 reads sizes into signed numbers and refuses what wrapped below zero.
    const signed = asSigned(bits);
    return dialect.legacy && signed < 0n ? undefined : signed;
  }
  if (format === 'signed-size') return strictInteger(text);
  if (format !== 'size-or-percent' || text.length < 2 || !text.endsWith('%')) return undefined;
  // A percentage is kept as a negative number.
  const percent = strictInteger(text.slice(0, -1));
  return percent === undefined || percent < 0n ? undefined : -percent;
}

function isWithin({ type, format }: KnownDirective, value: bigint, low: bigint, high: bigint, { dialect }: LineContext): boolean {
  if (UNSIGNED.has(type!) || (type === 'ulong' && dialect.unsignedLong)) {
    const bits = asUnsigned(value);
    return bits >= asUnsigned(low) && bits <= asUnsigned(high);
  }
  if (format === 'size-or-percent' && value < 0n) return value >= low;
  return value >= asSigned(low) && value <= asSigned(high);
}

const HUGE = 2n ** 62n;

function rangeInWords({ format }: KnownDirective, low: bigint, high: bigint): string {
  const show = (value: bigint) => (format === 'octal' ? value.toString(8) : value.toLocaleString('en-US'));
  if (format === 'size-or-percent') return 'a size, or at most 100 %';
  return high > HUGE ? `at least ${show(low)}` : low < -HUGE ? `at most ${show(high)}` : `from ${show(low)} to ${show(high)}`;
}

function notANumber({ name, format }: KnownDirective, text: string, { target }: LineContext): string {
  const end = `${redisTargetName(target)} will not start.`;
  if (format === 'octal') return `\`${name}\` is an octal mode such as \`770\`, not ${code(text)}: ${end}`;
  if (format === 'size-or-percent') return `\`${name}\` is a size such as \`1gb\` or a share such as \`5%\`, not ${code(text)}: ${end}`;
  if (format !== undefined) return `\`${name}\` is a size such as \`100mb\`: digits, then \`b\`, \`kb\`, \`mb\`, \`gb\` or \`k\`, \`m\`, \`g\`, without a blank; ${code(text)} is none. ${end}`;
  if (redisMemoryBits(text) !== undefined && /\d/.test(text)) return `\`${name}\` is a plain number without a unit; ${code(text)} is a size. ${end}`;
  return `\`${name}\` is a whole number in plain digits, not ${code(text)}: ${end}`;
}

/** Rewrites what was clearly meant: `1.5gb`, `512MiB`, `2G ` as sizes; `10mb` as a number; `+5`, `007`. */
function numberFixes({ format }: KnownDirective, argument: RedisArgument) {
  const text = argument.value.trim();
  const fix = (value: string) => [replaceFix(`Write ${value}`, argument, value, { preferred: true })];
  if (format === undefined) {
    const bytes = /^\d+[kmg]b?$/i.test(text) ? redisMemoryBits(text) : undefined;
    if (bytes !== undefined) return fix(String(bytes));
    const { value, whole } = looseInteger(text);
    return whole && text !== '' ? fix(String(value)) : [];
  }
  if (format === 'octal') return [];
  const match = /^(\d+)(?:\.(\d{1,3}))?\s*([kmgt])(i?b)?$/i.exec(text);
  if (match === null) return [];
  const decimal = match[4] === undefined;
  const letters = ['k', 'm', 'g', 't'];
  let power = letters.indexOf(match[3]!.toLowerCase());
  let number = Number(`${match[1]}.${match[2] ?? 0}`);
  while ((!Number.isInteger(number) || power > 2) && power > 0) { number *= decimal ? 1000 : 1024; power--; }
  return [...fix(`${Math.round(number)}${letters[power]}${decimal ? '' : 'b'}`)];
}

function checkText(directive: KnownDirective, argument: RedisArgument, line: LineContext): readonly Finding[] {
  const problem = textProblem(directive, argument.value, line);
  if (problem === undefined) return [];
  return [onArgument('redis-bad-value', argument, `${problem} ${willNotStart(line.target)}`)];
}
