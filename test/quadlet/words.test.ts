import { describe, expect, test } from 'vitest';
import { ARGS, quoteWord, splitWords, STRV, wordRange } from '../../server/src/syntax/words.ts';

const words = (value: string, options = ARGS): readonly string[] | string => {
  const split = splitWords(value, options);
  return split.error === undefined ? split.words.map(({ text }) => text) : `${split.error.kind}@${split.error.start}`;
};

describe('commands', () => {
  test.each<[string, readonly string[] | string]>([
    ['a  b\tc', ['a', 'b', 'c']],
    ['"a b" c', ['a b', 'c']],
    ["'a \"b' c", ['a "b', 'c']],
    ['a"b c"d', ['ab cd']],
    ['\\x41\\u00e9\\U0001F600\\101\\s', ['Aé😀A ']],
    ['a\\nb', ['a\nb']],
    ['"a\\tb"', ['a\tb']],
    ['\\ud800', ['\uFFFD']],
    ['^foo(\\?.*)', 'escape@5'],
    ['\\x00', 'escape@0'],
    ['\\777', 'escape@0'],
    ['"never closed', ['never closed']],
    ['a\\', ['a']],
    ['a "" b', ['a']],
    ['a\u0000 b', ['a']],
    ['', []],
  ])('%j', (value, expected) => expect(words(value)).toEqual(expected));
});

describe('lists', () => {
  test.each<[string, readonly string[] | string]>([
    ['a\\x20b c', ['a\\x20b', 'c']],
    ['"a b" c', ['a b', 'c']],
    ['"never closed', 'quote@0'],
  ])('%j', (value, expected) => expect(words(value, STRV)).toEqual(expected));
});

test('a range of a word leads back to the value', () => {
  const value = 'x "type=bind,src=/a b" e\\x41z';
  const [, mount, escaped] = splitWords(value, ARGS).words;
  const at = mount!.text.indexOf('/a b');
  const range = wordRange(mount!, at, at + 4);
  expect(value.slice(range.start, range.end)).toBe('/a b');
  const a = wordRange(escaped!, 1, 2);
  expect(value.slice(a.start, a.end)).toBe('\\x41');
});

test.each([
  ['plain', 'plain', 'plain'],
  ['a b', '"a b"', '"a\\x20b"'],
  ['say "hi"', '"say \\"hi\\""', '"say\\x20\\"hi\\""'],
  ["it's", '"it\'s"', '"it\'s"'],
  ['back\\slash', '"back\\\\slash"', '"back\\\\slash"'],
  ['\u0001\u0080é', '"\\x01\\x80é"', '"\\x01\\x80é"'],
  ['', '', ''],
])('%j quoted', (word, before, since58) => {
  expect([quoteWord(word), quoteWord(word, { escapesBlanks: true })]).toEqual([before, since58]);
});
