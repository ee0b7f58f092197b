import { expect, test } from 'vitest';
import { changeBetween, changedLines } from '../../server/src/syntax/changed-lines.ts';
import { parseConnection } from '../../server/src/syntax/connection.ts';
import { isUrl } from '../../server/src/quadlet/paths.ts';
import { isSpace } from '../../server/src/syntax/lines.ts';
import { parseRedis } from '../../server/src/syntax/redis.ts';
import { parseUnit } from '../../server/src/syntax/unit.ts';
import { valueOffset } from '../../server/src/syntax/unit-places.ts';
import { ARGS, splitWords } from '../../server/src/syntax/words.ts';

test('white space is what Go’s unicode.IsSpace takes for it, character by character', () => {
  const spaces = Array.from({ length: 0x10000 }, (_, code) => code).filter(isSpace);
  expect(spaces).toEqual([
    0x9, 0xa, 0xb, 0xc, 0xd, 0x20, 0x85, 0xa0, 0x1680, 0x2000, 0x2001, 0x2002, 0x2003, 0x2004, 0x2005, 0x2006, 0x2007, 0x2008, 0x2009, 0x200a, 0x2028, 0x2029, 0x202f, 0x205f, 0x3000,
  ]);
});

test.each<[string, string, ReturnType<typeof changedLines>, ReturnType<typeof changeBetween>]>([
  ['a=1\nb=2\n', 'a=1x\nb=2\n', { start: 0, end: 3, delta: 1 }, { start: 3, end: 3, delta: 1 }],
  ['a=1\nb=2\n', 'a=1\nxb=2\n', { start: 4, end: 7, delta: 1 }, { start: 4, end: 4, delta: 1 }],
  ['a=1\nb=2\n', 'a=1\nb=\n', { start: 4, end: 7, delta: -1 }, { start: 6, end: 7, delta: -1 }],
  ['a=1\nb=2\n', 'a=9\nb=9\n', { start: 0, end: 7, delta: 0 }, { start: 2, end: 7, delta: 0 }],
  ['a=1\nb=2\n', 'a=1\n\nb=2\n', { start: 4, end: 7, delta: 1 }, { start: 4, end: 4, delta: 1 }],
  ['a=1\nb=2', 'a=1\nb=3', { start: 4, end: 7, delta: 0 }, { start: 6, end: 7, delta: 0 }],
  ['a'.repeat(5000), 'a'.repeat(5001), { start: 0, end: 5000, delta: 1 }, { start: 5000, end: 5000, delta: 1 }],
  [`${'a=1\n'.repeat(2000)}b=2\n${'c=3\n'.repeat(2000)}`, `${'a=1\n'.repeat(2000)}d=4\n${'c=3\n'.repeat(2000)}`, { start: 8000, end: 8003, delta: 0 }, { start: 8000, end: 8003, delta: 0 }],
  [`x${'c'.repeat(5000)}y`, `zz${'c'.repeat(5000)}w`, { start: 0, end: 5002, delta: 1 }, { start: 0, end: 5002, delta: 1 }],
  ['x'.repeat(4096), '', { start: 0, end: 4096, delta: -4096 }, { start: 0, end: 4096, delta: -4096 }],
  ['', '', { start: 0, end: 0, delta: 0 }, { start: 0, end: 0, delta: 0 }],
])('what changed from %j to %j', (before, text, lines, change) => {
  expect(changedLines(before, text)).toEqual(lines);
  expect(changeBetween(before, text)).toEqual(change);
});

test('a place in a value counts from its first character on, and in each of its lines', () => {
  const text = '[Container]\nExec=one \\\n  two\n';
  const entry = parseUnit(text).sections[0]!.entries[0]!;
  const at = (piece: string): number => text.indexOf(piece);
  expect([at('Exec'), at('one'), at('one') + 1, at('two'), at('two') + 3, text.length].map((offset) => valueOffset(entry, offset))).toEqual([undefined, 0, 1, 4, 7, undefined]);
});

test('a place in a value on one line counts from its first character to behind its last; an empty one has none', () => {
  const text = '[Container]\nExec=one\nImage=\n';
  const [exec, image] = parseUnit(text).sections[0]!.entries;
  const at = text.indexOf('one');
  expect([0, at - 1, at, at + 1, at + 3, at + 4].map((offset) => valueOffset(exec!, offset))).toEqual([undefined, undefined, 0, 1, 3, undefined]);
  expect(valueOffset(image!, image!.valueSpan.start)).toBeUndefined();
});

test('hexadecimal escapes take the digits from 0 to F in both cases', () => {
  expect(parseRedis('requirepass "\\x4F\\x4f\\x0a\\xG0"').lines[0]!.args.map(({ value }) => value)).toEqual(['requirepass', 'OO\nxG0']);
});

test('half a surrogate pair is the replacement character, as Go writes it, up to the last of them', () => {
  const text = (value: string): string | undefined => splitWords(value, ARGS).words[0]?.text;
  expect(['\\ud7ff', '\\ud800', '\\udfff', '\\ue000'].map(text)).toEqual(['\ud7ff', '\ufffd', '\ufffd', '\ue000']);
});

test('a context of a build is a URL for Podman where it names a scheme, or github.com', () => {
  expect(['http://a/b', 'https://a/b', 'git://a/b', 'github.com/a/b', 'ftp://a/b', 'a/b', 'github.com/'].map(isUrl)).toEqual([true, true, true, true, false, false, false]);
});

test('a connection string ends where it is said to end, whatever stands behind', () => {
  const text = "host=''";
  expect(parseConnection(text, { start: 0, end: 'host='.length }).pairs.map(({ key, value }) => [key, value])).toEqual([['host', '']]);
});
