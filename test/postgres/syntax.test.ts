import { expect, test } from 'vitest';
import { isSetting, parsePostgresConf, quote, unquote } from '../../server/src/syntax/postgres.ts';

const read = (text: string): unknown[] => parsePostgresConf(text).lines.map((line) =>
  line.fault !== undefined ? `${line.fault.reason} ${JSON.stringify(text.slice(line.fault.start, line.fault.end))}` : isSetting(line) ? [line.name.key, line.value.text] : line.comment === undefined ? '' : 'comment');

test.each<[text: string, lines: unknown[]]>([
  ['', ['']],
  ['a = 1', [['a', '1']]],
  ['A 1\r\n', [['a', '1'], '']],
  ["a='b''c\\n\\101\\'' # d", [['a', "b'c\nA'"]]],
  ["a = 'x''", ["rest \"'\""]],
  ["a = 'x", ['open-quote "\'x"']],
  ['a = 1.5GB', ['rest "GB"']],
  ['a = b.c', ['bad-value "b.c"']],
  ['a = b.c.d', [['a', 'b.c.d']]],
  ['a.b = c', [['a.b', 'c']]],
  ['a.b.c = d', ['no-name "a.b.c"']],
  ['a = -0x1fMB', [['a', '-0x1fMB']]],
  ['a = .5', [['a', '.5']]],
  ['a', ['no-value ""']],
  ['a =', ['no-value ""']],
  ['= a', ['no-name "="']],
  ['a = 1 2 3 # x', ['rest "2 3 "']],
  ['#a', ['comment']],
  ['é = ü', [['é', 'ü']]],
])('%j', (text, lines) => {
  expect(read(text).map((line) => (typeof line === 'string' ? line.replace(/ "$/, '"') : line))).toEqual(lines.map((line) => (typeof line === 'string' ? line.replace(/ "$/, '"') : line)));
});

test('lines keep every byte', () => {
  const text = "\uFEFFa = 1\r\n\n  # b\r\rc 'd'\0\n'";
  const { lines } = parsePostgresConf(text);
  expect(lines.map(({ start, end }) => text.slice(start, end)).join('\n')).toBe(text);
});

test('what is written is read back', () => {
  for (const value of ['on', '64MB', '', "it's", 'a b', 'back\\slash', '%m [%p] ', 'a.b', 'a\nb', '1.5GB', '-1', '.', 'x/y:z', "''", '"$user", public']) {
    expect(read(`a = ${quote(value)}`)).toEqual([['a', value]]);
  }
  expect(unquote("'\\b\\f\\n\\r\\t\\x\\777'")).toBe('\b\f\n\r\tx\xff');
});
