import { namedZoneFault } from './postgres-zones.ts';

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const MONTH = /^(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)$/;
const WEEKDAY = /^(?:mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday|s)?|thu(?:r(?:s(?:day)?)?)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?)$/;

/**
 * True where the server refuses a value of `recovery_target_time`: it wants a date, with a time and a zone if they
 * are said. Dates that depend on DateStyle are let pass where any order makes sense of them.
 */
export function recoveryTimeFault(value: string): boolean {
  if (value === '') return false;
  if (['now', 'today', 'tomorrow', 'yesterday'].includes(value)) return true;
  const words = value.toLowerCase().replace(/(\d)t(?=\d)/g, '$1 ').split(/[\s,]+/).filter((word) => word !== '');
  if (words.length > 25) return true;
  const found: Found = { date: 0, month: 0, numbers: [] };
  return !words.every((word) => readWord(word, found)) || !isDate(found);
}

interface Found {
  /** How many words are a whole date. */
  date: number;
  month: number;
  readonly numbers: string[];
  time?: boolean;
  hour?: number;
  /** Whether `am` or `pm` is said: the hour is then one of twelve. */
  halved?: boolean;
}

const monthOf = (name: string): number => MONTHS.indexOf(name.slice(0, 3)) + 1;

function readWord(word: string, found: Found): boolean {
  if (WEEKDAY.test(word) || /^(?:bc|ad|at|on|t)$/.test(word)) return true;
  if (MONTH.test(word)) {
    found.month = monthOf(word);
    return true;
  }
  if (/^(?:today|tomorrow|yesterday|j\d{1,9})$/.test(word)) return (found.date++, true);
  if (word === 'now') found.date++;
  if (word === 'now' || word === 'allballs') return found.time !== true && (found.time = true);
  if (word === 'am' || word === 'pm') return (found.halved = true);
  if (word.includes(':') && /^\d/.test(word)) return readTime(word, found);
  const whole = wholeDate(word);
  if (whole !== undefined) {
    if (whole) found.date++;
    return whole;
  }
  if (/^[+-]\d/.test(word)) return zoneOffset(word) && (found.date > 0 || found.month > 0);
  if (/^\d+$/.test(word)) return readDigits(word, found);
  return /[a-z]/.test(word) && !/^\d/.test(word) && namedZoneFault(word) === undefined;
}

/** True for a date in one word, false for one out of the calendar; undefined for what is no date. */
function wholeDate(word: string): boolean | undefined {
  const yearFirst = /^(\d{3,6})[-/.](\d{1,2})[-/.](\d{1,2})$/.exec(word);
  if (yearFirst !== null) return Number(yearFirst[1]) > 0 && inCalendar(Number(yearFirst[1]), Number(yearFirst[2]), Number(yearFirst[3]));
  const dayOfYear = /^(\d{4})[-.](\d{3})$/.exec(word);
  if (dayOfYear !== null) return Number(dayOfYear[2]) >= 1 && Number(dayOfYear[2]) <= 366;
  const named = /^(?<one>\d{1,6})[-/.]?(?<name>[a-z]+)[-/.]?(?<other>\d{1,6})$/.exec(word)?.groups ?? /^(?<name>[a-z]+)[-/.](?<one>\d{1,2})[-/.](?<other>\d{1,6})$/.exec(word)?.groups;
  if (named !== undefined && MONTH.test(named['name']!)) return inMonth(monthOf(named['name']!), named['one']!, named['other']!);
  const yearLast = /^(\d{1,2})[-/.](\d{1,2})[-/.](\d{1,6})$/.exec(word);
  if (yearLast === null) return undefined;
  const [a, b, c] = [Number(yearLast[1]), Number(yearLast[2]), Number(yearLast[3])];
  return inCalendar(c, a, b) || inCalendar(c, b, a) || inCalendar(a, b, c);
}

function readDigits(word: string, found: Found): boolean {
  if (word.length === 8 || (word.length === 6 && found.date === 0)) {
    found.date++;
    const at = word.length - 4;
    return inCalendar(Number(word.slice(0, at)), Number(word.slice(at, at + 2)), Number(word.slice(at + 2)));
  }
  // A time without colons is not looked at: 2460 is the next day.
  if (found.date > 0 && (word.length === 4 || word.length === 6)) return found.time !== true && (found.time = true);
  found.numbers.push(word);
  return word.length <= 6;
}

function readTime(word: string, found: Found): boolean {
  const parts = /^(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.\d*)?)?([+-].*|[a-z].*)?$/.exec(word);
  if (parts === null || found.time === true) return false;
  const [hour, minute, second] = [Number(parts[1]), Number(parts[2]), Number(parts[3] ?? 0)];
  found.time = true;
  found.hour = hour;
  if (hour > 24 || minute > 59 || second > 60 || (hour === 24 && minute + second > 0)) return false;
  const rest = parts[4];
  if (rest === undefined) return true;
  if (rest === 'am' || rest === 'pm') return (found.halved = true);
  return /^[+-]\d/.test(rest) ? zoneOffset(rest) : namedZoneFault(rest) === undefined;
}

const zoneOffset = (word: string): boolean => {
  const parts = /^[+-](\d{1,2})(?::?(\d{2})(?::?(\d{2}))?)?$/.exec(word);
  return parts !== null && Number(parts[1]) <= 15 && Number(parts[2] ?? 0) <= 59;
};

function inCalendar(year: number, month: number, day: number): boolean {
  const days = [31, year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1];
  return days !== undefined && day >= 1 && day <= days && year <= 294_276;
}

const inMonth = (month: number, one: string, other: string): boolean => inCalendar(Number(one), month, Number(other)) || inCalendar(Number(other), month, Number(one));

function isDate({ date, month, numbers, halved, hour }: Found): boolean {
  if (halved === true && hour !== undefined && hour > 12) return false;
  if (date > 0) return date === 1 && numbers.length === 0;
  // A year and the number of a day in it.
  if (month === 0 && numbers.length === 2) return /^\d{3,6}$/.test(numbers[0]!) && /^\d{3}$/.test(numbers[1]!) && Number(numbers[1]) >= 1 && Number(numbers[1]) <= 366;
  return month > 0 ? numbers.length === 2 && inMonth(month, numbers[0]!, numbers[1]!) : numbers.length === 3;
}
