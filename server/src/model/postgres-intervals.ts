/** The seconds of a unit of time. */
const SECONDS: readonly (readonly [unit: RegExp, seconds: number])[] = [
  [/^(?:h|hrs?|hours?)$/, 3600], [/^(?:m|mm|mins?|minutes?)$/, 60], [/^(?:s|secs?|seconds?)$/, 1],
  [/^(?:ms|msecs?|mseconds?|milliseconds?)$/, 1e-3], [/^(?:us|usecs?|useconds?|microseconds?)$/, 1e-6],
];
/** Units of the calendar: a zone's offset has none of them, but naught. */
const CALENDAR = /^(?:d|days?|w|weeks?|mons?|months?|y|yrs?|years?|decs?|decades?|c|cent|century|centuries|mils?|millennia|millennium)$/;

/**
 * The seconds of an interval of hours, minutes and seconds; undefined where the server refuses it for the offset of a
 * zone. What is written in an unusual way and may pass counts as what can be read of it.
 */
export function intervalSeconds(text: string): number | undefined {
  const body = text.trim();
  if (/^p/i.test(body)) return isoSeconds(body);
  const words = body.toLowerCase();
  if (/^[-+]?\d{1,9}(?:\.\d*)?$/.test(words)) return Number(words);
  return wordsSeconds(words);
}

const numberOf = (text: string | undefined): number => Number(text ?? 0);

/** `PT2H30M`, in capitals. */
function isoSeconds(body: string): number | undefined {
  const number = '([-+]?\\d+(?:\\.\\d*)?)';
  const parts = new RegExp(`^P(?:${number}Y)?(?:${number}M)?(?:${number}W)?(?:${number}D)?(?:T(?:${number}H)?(?:${number}M)?(?:${number}S)?)?$`).exec(body);
  if (parts === null || body === 'P') return /^P[0-]*(?:T[\d:.]+)?$/.test(body) && body !== 'P' ? 0 : undefined;
  if (parts.slice(1, 5).some((part) => Math.abs(numberOf(part)) >= 1)) return undefined;
  return numberOf(parts[5]) * 3600 + numberOf(parts[6]) * 60 + numberOf(parts[7]);
}

/** `@ 2 hours 30 minutes ago`, `2:30`, `0 days 2:30`; commas and `@` are passed over. */
function wordsSeconds(body: string): number | undefined {
  const tokens = body.match(/[a-z]+|[-+]?\d*:[\d:.]*|[-+]?(?:\d+\.?\d*|\.\d+)(?:-\d+)?|[-+@,]/g) ?? [];
  if (tokens.join('') !== body.replace(/\s+/g, '') || !tokens.some((token) => /\d/.test(token))) return undefined;
  let sum = 0;
  let bare: number | undefined;
  for (const token of tokens.filter((each) => !/^[-+@,]$/.test(each))) {
    const unit = SECONDS.find(([name]) => name.test(token));
    if (token.includes(':')) {
      // A number before a time of day counts days.
      const clock = clockSeconds(token);
      if (clock === undefined || (bare !== undefined && Math.abs(bare) >= 1)) return undefined;
      [sum, bare] = [sum + clock, undefined];
    } else if (unit !== undefined) {
      [sum, bare] = [sum + (bare ?? 0) * unit[1], undefined];
    } else if (/^\d+-\d+$/.test(token)) {
      if (/[1-9]/.test(token)) return undefined;
    } else if (/\d/.test(token)) {
      if (bare !== undefined) return undefined;
      bare = Number(token);
    } else if (CALENDAR.test(token)) {
      if (Math.abs(bare ?? 0) >= 1) return undefined;
      bare = undefined;
    } else if (token !== 'ago' || bare !== undefined) {
      return undefined;
    }
  }
  return sum + (bare ?? 0);
}

function clockSeconds(token: string): number | undefined {
  const parts = /^([-+]?)(\d{0,5}):(\d{0,2})(?::(\d{0,2})(?:\.\d*)?|\.\d*)?$/.exec(token);
  if (parts === null || numberOf(parts[3]) > 59 || numberOf(parts[4]) > 60) return undefined;
  return Number(`${parts[1]}1`) * (numberOf(parts[2]) * 3600 + numberOf(parts[3]) * 60 + numberOf(parts[4]));
}
