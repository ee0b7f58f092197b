import { expect, test } from 'vitest';
import { isRefusedByOld, readOldUnit } from '../../server/src/quadlet/load-old.ts';

const read = (text: string, trims = true): string[] => {
  const { items, problems, hangs } = readOldUnit(text, trims);
  return [
    ...items.map((item) => (item.kind === 'entry' ? `${item.entry.key}=${item.entry.value}` : item.kind === 'section' ? `[${item.name}]` : item.text)),
    ...problems.map(({ kind, line }) => `! ${kind}@${line}`),
    ...(hangs === undefined ? [] : [`∞ ${text.slice(hangs.start, hangs.end)}`]),
  ];
};

test.each<[string, string, string[]]>([
  ['lines are continued', '[A]\nx=1 \\\n  2\n', ['[A]', 'x=1 2']],
  ['a comment belongs to the value', '[A]\nx=1 \\\n# c \\\n2\n', ['[A]', 'x=1 # c 2']],
  ['a comment without backslash ends the value', '[A]\nx=1 \\\n# c\ny=2\n', ['[A]', 'x=1 # c', 'y=2']],
  ['a colon begins a comment', '[A]\n: c\nx=1\n', ['[A]', ': c', 'x=1']],
  ['a semicolon does not', '[A]\n; Image=x\n', ['[A]', '; Image=x']],
  ['so a plain one is an error', '[A]\n; no\n', ['[A]', '! not-an-entry@2']],
  ['an empty line after a backslash is read for ever', '[A]\nx=1 \\\n\ny=2\n', ['[A]', '∞ x=1 \\']],
  ['unless nothing follows', '[A]\nx=1 \\\n\n', ['[A]', 'x=1 \\']],
  ['only blanks of ASCII stand around an equals sign', '[A]\nx\u00a0=\u00a01\ny \t= \t2\n', ['[A]', 'x\u00a0=\u00a01', 'y=2']],
  ['headers are not continued', '[A] \\\nx=1\n', ['! not-an-entry@1', '! no-section@2']],
])('%s', (_, text, expected) => expect(read(text)).toEqual(expected));

test('before 5.0 a comment that holds an equals sign is continued', () => {
  expect(read('[A]\n# a=1 \\\nx=2\n', false)).toEqual(['[A]', '# a=1 \\\nx=2']);
  expect(read('[A]\n# a=1 \\\n\nx=2\n', false)).toEqual(['[A]', '∞ # a=1 \\']);
});

test.each<[string, string, string[]]>([
  ['indented', '[A]\n  x=1 \\\n2\n', ['[A]', '∞ x=1 \\']],
  ['with a blank behind the backslash', '[A]\nx=1 \\ \n2\n', ['[A]', '∞ x=1 \\']],
  ['with CRLF', '[A]\r\nx=1 \\\r\n2\r\n', ['[A]', '∞ x=1 \\']],
  ['the same on the second line', '[A]\nx=1 \\\n2 \\ \n3\n', ['[A]', '∞ x=1 \\\n2 \\']],
  ['only its continuation indented', '[A]\nx=1 \\\n  2\n', ['[A]', 'x=1   2']],
  ['not continued', '[A]\n  x=1  \n', ['[A]', 'x=1']],
  ['at the end without a line end', '[A]\n  x=1', ['[A]', '! key-name@2']],
])('before 5.0 a continued line %s', (_, text, expected) => expect(read(text, false)).toEqual(expected));

test.each<[string, string[]]>([
  ['[A]\nx = 1\n', ['x', '1', 'x = 1']],
  ['[A]\n  long name\t=  a b  \n', ['long name', 'a b', 'long name\t=  a b']],
  ['[A]\nx=\n', ['x', '', 'x=']],
  ['[A]\nx=  \n', ['x', '', 'x=']],
  ['[A]\nx= 1 \\\n  2\n', ['x', '1 \\\n  2', 'x= 1 \\\n  2']],
  ['[A]\nx=\\\n2\n', ['x', '2', 'x=\\\n2']],
])('the places of an entry: %j', (text, expected) => {
  const found = readOldUnit(text, true).items.find((item) => item.kind === 'entry')!.entry;
  expect([found.keySpan, found.valueSpan, found.span].map(({ start, end }) => text.slice(start, end))).toEqual(expected);
});

test('a name that is refused begins a section all the same, and lines are counted behind what is continued', () => {
  expect(read('[]\nx=1\n')).toEqual(['[]', 'x=1', '! section-name@1']);
  expect(read('[A]\nx=1 \\\n  2\n=3\nno\n')).toEqual(['[A]', 'x=1 2', '! not-an-entry@4', '! not-an-entry@5']);
  expect(read('[A]\n=1 \\\n2\n')).toEqual(['[A]', '! not-an-entry@2', '! not-an-entry@3']);
});

test.each([true, false])('whether it refuses a file is known without its entries (trims: %s)', (trims) => {
  for (const text of ['[A]\nx=1 \\\n  2\n', '[A]\n; no\n', '[]\n', 'x=1\n', '[A]\n  x=1', '[A]\n[B\u0001]\n', '[A]\nx=1 \\\n\nno\n', '# c\n', '']) {
    expect([text, isRefusedByOld(text, trims)]).toEqual([text, readOldUnit(text, trims).problems.length > 0]);
  }
});
