import { parseDuration } from '../../model/values/duration.ts';
import { parseSystemdSize } from '../../model/values/size.ts';

/** An integer as `strtol` with base 0 reads it: decimal, `0x…`, octal with a leading zero. Undefined for anything else. */
export function parseInteger(text: string): number | undefined {
  const match = /^([+-]?)(?:0x([0-9a-f]+)|0b([01]+)|0o?([0-7]+)|(0|[1-9]\d*))$/i.exec(text);
  if (match === null) return undefined;
  const [, sign, hex, binary, octal, decimal] = match;
  const value = hex !== undefined ? parseInt(hex, 16) : binary !== undefined ? parseInt(binary, 2) : octal !== undefined ? parseInt(octal, 8) : Number(decimal);
  return sign === '-' ? -value : value;
}

/** A percentage in hundredths of a percent, with at most two decimals; per mille and per ten thousand work too. */
export function parsePercentage(text: string): number | undefined {
  const match = /^(\d{1,9})(?:\.(\d{1,2}))?%$|^(\d{1,9})(?:\.(\d))?‰$|^(\d{1,9})‱$/.exec(text);
  if (match === null) return undefined;
  if (match[1] !== undefined) return Number(match[1]) * 100 + Number((match[2] ?? '').padEnd(2, '0'));
  if (match[3] !== undefined) return Number(match[3]) * 10 + Number(match[4] ?? 0);
  return Number(match[5]);
}

const SIZE_LIMITS = new Set(['LimitFSIZE', 'LimitDATA', 'LimitSTACK', 'LimitCORE', 'LimitRSS', 'LimitAS', 'LimitMEMLOCK', 'LimitMSGQUEUE']);

function parseLimit(name: string, text: string): number | undefined {
  if (name === 'LimitNICE') return parseNiceLimit(text);
  if (text === 'infinity') return Infinity;
  if (SIZE_LIMITS.has(name)) return parseSystemdSize(text);
  if (name === 'LimitCPU') return parseDuration(text);
  if (name === 'LimitRTTIME') return parseDuration(text, 1);
  const count = parseInteger(text);
  return count !== undefined && count >= 0 ? count : undefined;
}

/** With a sign a nice level, which the kernel counts downwards from 20; without one the kernel's own number, 0 to 40. */
function parseNiceLimit(text: string): number | undefined {
  const value = parseInteger(text);
  if (value === undefined) return undefined;
  if (/^[+-]/.test(text)) return value >= -20 && value <= 19 ? 20 - value : undefined;
  return value <= 40 ? value : undefined;
}

/** True where systemd takes the value of a `Limit…=` directive: one figure for both, or `soft:hard` in this order. */
export function isLimit(name: string, text: string): boolean {
  const colon = text.indexOf(':');
  const soft = parseLimit(name, colon === -1 ? text : text.slice(0, colon));
  const hard = colon === -1 ? soft : parseLimit(name, text.slice(colon + 1));
  return soft !== undefined && hard !== undefined && soft <= hard;
}

/** A sum of memory in bytes or a share of RAM: as systemd reads `MemoryMax=` and its siblings, 0 only where it makes sense. */
export function isMemory(name: string, text: string): boolean {
  if (text === 'infinity') return true;
  const share = parsePercentage(text);
  const amount = share ?? parseSystemdSize(text);
  if (amount === undefined || (share !== undefined && share > 10_000)) return false;
  return amount > 0 || !/^(?:Startup)?Memory(?:Max|High|Limit)$/.test(name);
}
