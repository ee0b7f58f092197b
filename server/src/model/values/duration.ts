/**
 * Time spans as systemd reads them (systemd.time(7), `parse_time()` in its src/basic/time-util.c), and durations as
 * Go reads them (`time.ParseDuration`), which is what Podman takes for its health and stop settings.
 */

const SECOND = 1_000_000n;

/** systemd's unit names with their microseconds. Longer names stand before their beginnings: the first match counts. */
const UNITS: readonly (readonly [name: string, microseconds: bigint])[] = [
  ['seconds', SECOND], ['second', SECOND], ['sec', SECOND], ['s', SECOND],
  ['minutes', 60n * SECOND], ['minute', 60n * SECOND], ['min', 60n * SECOND],
  ['months', 2_629_800n * SECOND], ['month', 2_629_800n * SECOND], ['M', 2_629_800n * SECOND],
  ['msec', 1000n], ['ms', 1000n], ['m', 60n * SECOND],
  ['hours', 3600n * SECOND], ['hour', 3600n * SECOND], ['hr', 3600n * SECOND], ['h', 3600n * SECOND],
  ['days', 86_400n * SECOND], ['day', 86_400n * SECOND], ['d', 86_400n * SECOND],
  ['weeks', 604_800n * SECOND], ['week', 604_800n * SECOND], ['w', 604_800n * SECOND],
  ['years', 31_557_600n * SECOND], ['year', 31_557_600n * SECOND], ['y', 31_557_600n * SECOND],
  ['usec', 1n], ['us', 1n], ['μs', 1n], ['µs', 1n],
];

const LIMIT = 2n ** 64n - 1n;
const LONGEST_NUMBER = 2n ** 63n - 1n;
const BLANK = /[ \t\n\r]*/y;
const DIGITS = /[0-9]*/y;
const NUMBER = /[ \t\n\r]*\+?([0-9]+)/y;

const matchAt = (pattern: RegExp, text: string, at: number): RegExpExecArray | null => {
  pattern.lastIndex = at;
  return pattern.exec(text);
};
const skip = (pattern: RegExp, text: string, at: number): number => at + (matchAt(pattern, text, at)?.[0].length ?? 0);

/**
 * A systemd time span in microseconds: `90`, `5min 20s`, `1.5h`, `2d12h`; `Infinity` for `infinity`. A number without
 * a unit counts `defaultUnit` microseconds (seconds for nearly every directive). Undefined where systemd refuses it:
 * nothing there, a negative part, an unknown unit (`GB`, `5 mins`), or more than 64 bits of microseconds.
 */
export function parseDuration(text: string, defaultUnit: number = 1_000_000): number | undefined {
  const start = skip(BLANK, text, 0);
  if (text.startsWith('infinity', start)) return skip(BLANK, text, start + 8) === text.length ? Infinity : undefined;
  let total = 0n;
  let something = false;
  for (let at = start; ; ) {
    at = skip(BLANK, text, at);
    if (at === text.length) return something ? Number(total) : undefined;
    const number = matchAt(NUMBER, text, at);
    let end = number === null ? at : at + number[0].length;
    const digits = number?.[1]?.replace(/^0+/, '') ?? '';
    if (digits.length > 19) return undefined;
    const whole = BigInt(digits);
    if (whole > LONGEST_NUMBER) return undefined;
    let fraction = '';
    if (text[end] === '.') {
      const from = end + 1;
      end = skip(DIGITS, text, from);
      fraction = text.slice(from, end);
      if (fraction === '') return undefined;
    } else if (number === null) return undefined;
    const unitAt = skip(BLANK, text, end);
    const unit = UNITS.find(([name]) => text.startsWith(name, unitAt));
    const after = unitAt + (unit?.[0].length ?? 0);
    // Two numbers need a unit or a blank between them: `12.34.56` is no time span, `12.34 .56` is one.
    if (after === end && after !== text.length) return undefined;
    const factor = unit?.[1] ?? BigInt(defaultUnit);
    total += whole * factor;
    let place = factor / 10n;
    for (const digit of fraction.slice(0, 20)) {
      total += BigInt(digit) * place;
      place /= 10n;
    }
    if (total >= LIMIT) return undefined;
    something = true;
    at = after;
  }
}

const GO_UNITS: Readonly<Record<string, number>> = { ns: 1e-3, us: 1, 'µs': 1, 'μs': 1, ms: 1e3, s: 1e6, m: 60e6, h: 3600e6 };

/**
 * A Go duration in microseconds: `30s`, `1m30s`, `1.5h`, `-5s`, `0`. Undefined where Go refuses it: a number without
 * unit other than 0 (`30`), blanks (`1m 30s`), and the units that only systemd knows (`5min`, `1d`).
 */
export function parseGoDuration(text: string): number | undefined {
  const sign = /^[+-]/.exec(text)?.[0] ?? '';
  const body = text.slice(sign.length);
  if (body === '0') return 0;
  if (!/^(?:(?:\d+(?:\.\d*)?|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+$/.test(body)) return undefined;
  let total = 0;
  for (const [, number, unit] of body.matchAll(/([\d.]+)(ns|us|µs|μs|ms|s|m|h)/g)) total += Number(number) * GO_UNITS[unit!]!;
  if (total * 1000 >= 2 ** 63) return undefined;
  return sign === '-' ? -total : total;
}

const STEPS: readonly (readonly [name: string, microseconds: number])[] = [
  ['d', 86_400e6], ['h', 3600e6], ['min', 60e6],
];

/**
 * Microseconds as a person reads them: `5 min 20 s`, `1 d 12 h`, `1.5 s`, `250 ms`, `40 µs`, `0 s`; `infinity` as
 * systemd writes it. At most three decimals, so that what is shown is never longer than what was written.
 */
export function formatDuration(microseconds: number): string {
  if (microseconds === Infinity) return 'infinity';
  if (microseconds < 0) return `-${formatDuration(-microseconds)}`;
  if (microseconds === 0) return '0 s';
  if (microseconds < 1000) return `${round(microseconds)} µs`;
  if (microseconds < 1e6) return `${round(microseconds / 1000)} ms`;
  const parts: string[] = [];
  let rest = microseconds;
  for (const [name, length] of STEPS) {
    const count = Math.floor(rest / length);
    if (count === 0) continue;
    parts.push(`${count} ${name}`);
    rest -= count * length;
  }
  const seconds = round(rest / 1e6);
  if (seconds > 0) parts.push(`${seconds} s`);
  return parts.join(' ');
}

const round = (value: number): number => Math.round(value * 1000) / 1000;
