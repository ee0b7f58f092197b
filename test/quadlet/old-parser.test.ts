import { expect, test } from 'vitest';
import { readOldUnit } from '../../server/src/quadlet/load-old.ts';

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
