import { isGucValue, lookUpGuc, parseGucValue } from '../../model/postgres.ts';
import { postgresOptions, type ArgumentWord } from '../../model/postgres-args.ts';
import type { Problem } from '../../model/problem.ts';
import type { Targets } from '../../model/version.ts';
import { checkCombinations, type InForce } from './combinations.ts';
import { checkName } from './name.ts';
import { shown, type Place } from './place.ts';
import { problem } from './table.ts';
import { checkValue } from './value.ts';

/**
 * What `postgres` refuses of its arguments: `words` is the command of a container, the program's name first or only
 * options. Each argument counts, also one that a later one overrides. Empty where the command is another program's.
 */
export function checkPostgresArgs(words: readonly ArgumentWord[], targets: Targets): readonly Problem[] {
  const version = targets.postgres;
  const read = postgresOptions(words, version);
  if (read === undefined) return [];
  const found: Problem[] = read.faults.map((fault) => problem('postgres-argument', fault, ARGUMENT_FAULTS[fault.reason](shown(fault.text))));
  const inForce = new Map<string, InForce>();
  for (const option of read.options) {
    // What a variable stands for is known at the start only.
    if (option.name.includes('$') || option.value?.includes('$') === true) continue;
    const place: Place = { name: option.nameSpan, value: option.valueSpan, write: argumentText, written: option.name };
    if (option.value === undefined) {
      found.push(problem('postgres-argument', option.nameSpan, `${shown(option.name)} has no value: postgres wants \`name=value\` and will not start.`));
      continue;
    }
    const lookup = option.name === '' ? ({ found: 'no' } as const) : lookUpGuc(option.name, version);
    const name = checkName(place, lookup, version, undefined);
    if (name !== undefined) found.push(name);
    if (lookup.found !== 'yes') continue;
    const refused = checkValue(lookup.guc, option.value, place, version, undefined);
    if (refused !== undefined) found.push(refused);
    const value = parseGucValue(lookup.guc, option.value, version);
    if (isGucValue(value)) inForce.set(lookup.guc.name.toLowerCase(), { guc: lookup.guc, value, text: option.value, uri: '', span: { start: option.nameSpan.start, end: option.valueSpan.end }, place });
  }
  // What only the defaults are against, the file may still change.
  found.push(...checkCombinations(inForce, version).filter(({ severity }) => severity === 'error'));
  return found;
}

const argumentText = (value: string): string => (/[\s"'\\$%]/.test(value) ? `"${value.replace(/["\\]/g, '\\$&')}"` : value);

const ARGUMENT_FAULTS = {
  'unknown-option': (text: string) => `postgres has no option ${text} and will not start.`,
  'needs-value': (text: string) => `${text} is followed by a value; here nothing follows, and postgres will not start.`,
  'bad-value': (text: string) => `${text} is no value that postgres takes: it will not start.`,
  'not-an-option': (text: string) => `postgres takes options only: it stops at ${text}.`,
} as const;
