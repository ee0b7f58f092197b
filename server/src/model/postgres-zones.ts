import { timeZoneKeys } from '../facts/postgres/index.ts';
import { intervalSeconds } from './postgres-intervals.ts';
import { scanReal } from './postgres-numbers.ts';

/** Why a time zone is refused: nobody knows the name, its offset is too large, it counts leap seconds, or bad interval. */
export type ZoneFault = 'unknown' | 'offset' | 'leap-seconds' | 'interval';

/** What is wrong with a value of `TimeZone`: a name, hours east of Greenwich, `INTERVAL '…'`, or a POSIX rule. */
export function timeZoneFault(value: string): ZoneFault | undefined {
  if (/^interval/i.test(value)) return intervalFault(value.slice(8));
  const hours = scanReal(value);
  if (hours !== undefined && hours.end === value.length) {
    return Math.trunc(Math.abs(hours.value) * 3600) < 168 * 3600 ? undefined : 'offset';
  }
  return namedZoneFault(value);
}

/** What is wrong with a value of `log_timezone`: names and POSIX rules only. */
export function namedZoneFault(value: string): ZoneFault | undefined {
  const key = value.toLowerCase();
  if (value.length > 255) return 'unknown';
  if (key.startsWith('right/')) return 'leap-seconds';
  const name = key.replace(/^:/, '').replace(/^posix\//, '');
  if (value.startsWith(':') && !timeZoneKeys().has(name)) return 'unknown';
  if (key === 'localtime' || key === 'posixrules' || timeZoneKeys().has(name)) return undefined;
  if (!isPosixRule(key.toUpperCase())) return 'unknown';
  // Odd seconds of an offset are taken for leap seconds.
  const seconds = /^(?:<[^>]*>|[^\d,+-]*)[-+]?\d+:\d+:(\d+)$/.exec(key)?.[1] ?? '0';
  return Number(seconds) % 60 === 0 ? undefined : 'leap-seconds';
}

/** Only hours, minutes and seconds, less than a week in all; months and days are refused. */
function intervalFault(rest: string): ZoneFault | undefined {
  const body = /^[ \t\n\v\f\r]*'([^']*)'$/.exec(rest)?.[1];
  const seconds = body === undefined ? undefined : intervalSeconds(body);
  if (seconds === undefined) return 'interval';
  return Math.abs(seconds) < 168 * 3600 ? undefined : 'offset';
}

// name: letters and signs other than those that begin an offset or a rule, or anything in angle brackets.
const NAME = /<[^>]*>|(?!<)[^\d,+-]*|/y;
const OFFSET = /[+-]?(\d{1,3})(?::(\d{1,2})(?::(\d{1,2}))?)?/y;

const DAY = '(?:J(?:[1-9]\\d?|[12]\\d\\d|3[0-5]\\d|36[0-5])|[12]?\\d?\\d|3[0-5]\\d|36[0-5]|M(?:[1-9]|1[0-2])\\.[1-5]\\.[0-6])';
const TIME = '(?:/[+-]?(?:1[0-5]\\d|16[0-7]|\\d{1,2})(?::[0-5]?\\d(?::[0-5]?\\d|:60)?)?)?';
const RULES = new RegExp(`^,${DAY}${TIME},${DAY}${TIME}$`);

/** `CET-1CEST,M3.5.0,M10.5.0/3`, as the time zone library reads it: that the names are words is not asked. */
function isPosixRule(text: string): boolean {
  const take = (pattern: RegExp, at: number): RegExpExecArray | null => {
    pattern.lastIndex = at;
    return pattern.exec(text);
  };
  const offset = (at: number): number | undefined => {
    const found = take(OFFSET, at);
    if (found === null || Number(found[1]) > 167 || Number(found[2] ?? 0) > 59 || Number(found[3] ?? 0) > 60) return undefined;
    const end = at + found[0].length;
    // A colon has digits behind it.
    return text[end] === ':' ? undefined : end;
  };
  const name = take(NAME, 0)![0];
  if (name === '' && text.startsWith('<')) return false;
  let at = offset(name.length);
  if (at === undefined) return false;
  if (at === text.length) return true;
  const summer = take(NAME, at)![0];
  if (summer === '') return false;
  at += summer.length;
  if (at < text.length && text[at] !== ',') {
    const next = offset(at);
    if (next === undefined) return false;
    at = next;
  }
  return at === text.length || RULES.test(text.slice(at));
}
