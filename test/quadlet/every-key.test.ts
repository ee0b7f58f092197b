import fs from 'node:fs';
import { expect, test } from 'vitest';
import { quadletKey, type QuadletSection } from '../../server/src/facts/quadlet/index.ts';
import { atLeast, parseVersion } from '../../server/src/model/version.ts';
import { previewFolder } from '../../server/src/quadlet/index.ts';
import { fixture } from '../support/fixture.ts';
import { setOf } from './support.ts';

const FOLDER = new URL('./every-key/', import.meta.url);
const UNITS = fs.readFileSync(new URL('units.txt', FOLDER), 'utf8');

/** The units with the keys that a release knows. */
function unitsFor(release: string): string {
  let section = '';
  return UNITS.split('\n').filter((line) => {
    section = /^\[(\w+)\]$/.exec(line)?.[1] ?? section;
    const fact = quadletKey(section as QuadletSection, /^(\w+)=/.exec(line)?.[1] ?? '');
    return fact === undefined || atLeast(parseVersion(release)!, parseVersion(fact.since)!);
  }).join('\n');
}

const services = (release: string, root = false): string => previewFolder(setOf(fixture(unitsFor(release)).files, { podman: release, root }));

/** Service → its lines, those that are a command with a word a line. */
function linesOf(text: string): Map<string, string[]> {
  const parts = text.split(/^---(.*)---\n/m).slice(1);
  return new Map(parts.flatMap((name, i) => (i % 2 === 0 ? [[name, parts[i + 1]!.split('\n').flatMap((line) => (line.startsWith('Exec') ? line.replaceAll(' --', '\n  --').split('\n') : [line]))] as const] : [])));
}

const without = (from: readonly string[], lines: readonly string[]): string[] => {
  const left = [...lines];
  return from.filter((line) => {
    const at = left.indexOf(line);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
};

/** Service by service what was there (`-`) and what is (`+`), whatever the order. */
function changes(before: string, after: string): string {
  const [old, now] = [linesOf(before), linesOf(after)];
  return [...new Set([...old.keys(), ...now.keys()])].flatMap((name) => {
    const [was, is] = [old.get(name) ?? [], now.get(name) ?? []];
    const lines = [...without(was, is).map((line) => `- ${line}`), ...without(is, was).map((line) => `+ ${line}`)];
    return lines.length === 0 ? [] : [`${name}\n`, ...lines.map((line) => `${line}\n`)];
  }).join('');
}

const expected = (name: string): string => fs.readFileSync(new URL(`${name}.txt`, FOLDER), 'utf8');
const RELEASES = ['4.4.0', '4.9.4', '5.0.3', '5.2.5', '5.3.0', '5.4.2', '5.5.2', '5.6.2', '5.7.1', '5.8.2', '6.0.0', '6.1.1'];

test('every key of the newest release', () => expect(services('6.1.1')).toBe(expected('6.1.1')));
test('the same for the system', () => expect(changes(services('6.1.1'), services('6.1.1', true))).toBe(expected('root')));

// What a release writes otherwise than the one before, its new keys among it.
test.each(RELEASES.slice(1).map((release, i) => [RELEASES[i]!, release]))('from Podman %s to %s', (before, after) => {
  expect(changes(services(before), services(after))).toBe(expected(`${before}-${after}`));
});
