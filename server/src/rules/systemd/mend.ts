import type { SystemdDirective } from '../../facts/systemd/index.ts';
import { nearestName } from '../../model/nearest.ts';
import type { Fix } from '../../model/problem.ts';
import { parsePodmanSize } from '../../model/values/size.ts';
import { podmanSize } from '../../model/values/units.ts';
import { ARGS, splitWords } from '../../syntax/words.ts';
import type { UnitEntry } from '../../syntax/unit.ts';
import { badValue, type BadValue } from './value.ts';

const LONG_UNITS: readonly (readonly [pattern: RegExp, unit: string])[] = [
  [/\bmins\b|(?<=\d)mins\b/gi, 'min'], [/(?<=\d|\b)secs\b/gi, 's'], [/(?<=\d|\b)hrs\b/gi, 'h'], [/(?<=\d|\b)(?:wks?|weeks?)\b/gi, 'w'],
];

/** Other spellings that mean the same to a person; the first that systemd takes is offered. */
function* candidates(directive: SystemdDirective, value: string): Generator<string> {
  const bare = /^(["'])(.*)\1$/s.exec(value)?.[2];
  if (bare !== undefined) yield bare;
  yield value.toLowerCase();
  if (directive.kind === 'duration') yield LONG_UNITS.reduce((text, [pattern, unit]) => text.replace(pattern, unit), value).toLowerCase();
  if (directive.kind === 'signal') yield value.toUpperCase();
  if (directive.kind === 'memory' || directive.kind === 'limit') {
    if (/^(?:unlimited|max|-1)$/i.test(value)) yield 'infinity';
    const bytes = parsePodmanSize(value);
    if (bytes !== undefined && bytes > 0) yield podmanSize(bytes);
  }
  if (directive.kind === 'enum' || directive.kind === 'switch') {
    const near = nearestName(value, [...Object.keys(directive.values ?? {}), ...(directive.kind === 'switch' ? ['yes', 'no'] : [])]);
    if (near !== undefined) yield near;
  }
}

/** Puts quotes around an assignment that blanks have torn apart: from its first word to the word before the next one. */
function quoted(entry: UnitEntry, { part }: BadValue): Fix | undefined {
  const { words } = splitWords(entry.value, ARGS);
  const at = words.findIndex((word) => word.start === part?.start);
  const first = words[at - 1];
  if (first === undefined || /["'\\]/.test(entry.value) || entry.pieces !== undefined) return undefined;
  let last = at;
  while (words[last + 1] !== undefined && !words[last + 1]!.text.includes('=')) last++;
  const offset = entry.valueSpan.start;
  const end = words[last]!.end;
  return { title: 'Quote the assignment', edits: [{ start: offset + first.start, end: offset + first.start, newText: '"' }, { start: offset + end, end: offset + end, newText: '"' }], preferred: true };
}

/** Ways to write the value so that systemd takes it. */
export function mended(entry: UnitEntry, directive: SystemdDirective, bad: BadValue): Fix[] {
  if (directive.kind === 'env') {
    const fix = entry.key === 'Environment' ? quoted(entry, bad) : undefined;
    return fix === undefined ? [] : [fix];
  }
  if (bad.part !== undefined) return [];
  for (const newText of candidates(directive, entry.value)) {
    if (newText === entry.value || badValue(entry.key, directive, newText) !== undefined) continue;
    return [{ title: `Change to ${newText}`, edits: [{ ...entry.valueSpan, newText }], preferred: true }];
  }
  return [];
}
