import fs from 'node:fs';
import { describe, expect, test } from 'vitest';
import { checkQuadlets, compileUnit } from '../../server/src/quadlet/index.ts';
import type { Problem } from '../../server/src/model/problem.ts';
import { fixture } from '../support/fixture.ts';
import { setOf, type Options } from './support.ts';

/** A problem as messages.txt has it: what it stands on, its message, and a line for each place that belongs to it and for each fix, the preferred one with `*`. */
const lines = ({ severity, code, start, end, message, fixes, related }: Problem, text: string, name: string, textOf: (uri: string) => string): string[] => [
  `${name}${severity} ${code} «${text.slice(start, end).replaceAll('\n', '⏎').replaceAll('\r', '␍')}»`,
  `  ${message}`,
  ...(related ?? []).map((place) => `  ${place.message}: ${place.uri.slice(place.uri.lastIndexOf('/') + 1)} «${textOf(place.uri).slice(place.start, place.end)}»`),
  ...(fixes ?? []).map(({ title, preferred, safe }) => `  ${preferred === true ? '*' : '-'} ${title}${safe === true ? ' (safe)' : ''}`),
];

/** All problems of a folder, in the order of its files. */
function told(text: string, options: Options): string[] {
  const { files } = fixture(text);
  const set = setOf(files, options);
  const problems = set.units.flatMap((unit) => compileUnit(unit, set).problems);
  return files.flatMap(({ uri, name, text: content }) => [
    ...(name.endsWith('.quadlets') ? checkQuadlets(content, set.target) : []),
    ...problems.filter((each) => each.uri === uri).map(({ problem }) => problem).sort((a, b) => a.start - b.start || a.end - b.end),
  ].flatMap((problem) => lines(problem, content, files.length > 1 ? `${name}: ` : '', (other) => files.find((file) => file.uri === other)!.text)));
}

const written = (text: string): string => text.replaceAll('␍', '\r').replaceAll('␀', '\0').replaceAll('␛', '\uFEFF').replace(/⌁\n?$/, '');

// One block a case: `## [Podman] VERSION [root]`, the files, `==`, what is told. ␍ is a carriage return, ␛ a byte-order
// mark, and ⌁ at the end leaves out the last line end.
describe('what the compiler says', () => {
  const blocks = fs.readFileSync(new URL('./messages.txt', import.meta.url), 'utf8').split(/^## /m).slice(1);
  test.each(blocks.map((block) => {
    const [, head, text, expected] = /^(.*)\n([^]*?)^==\n([^]*)$/m.exec(block)!;
    return { head: head!, text: text!, expected: expected!.trimEnd() };
  }))('$head $text', ({ head, text, expected }) => {
    const [podman, mode] = head.split(' ');
    expect(told(written(text), { podman, root: mode === 'root' }).join('\n')).toBe(expected);
  });
});
