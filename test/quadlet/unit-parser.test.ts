import { describe, expect, test } from 'vitest';
import { parseQuadlets } from '../../server/src/syntax/quadlets.ts';
import { entriesOf, parseUnit } from '../../server/src/syntax/unit.ts';
import { entryAt, sectionAt, valueOffset, valueSource } from '../../server/src/syntax/unit-places.ts';

/** Entries as `section.key=value`, problems as `kind@line`. */
function outline(text: string): { entries: string[]; problems: string[]; comments: string[] } {
  const tree = parseUnit(text);
  return {
    entries: [...tree.orphans.map(({ key, value }) => `?.${key}=${value}`), ...tree.sections.flatMap(({ name, entries }) => entries.map(({ key, value, lost }) => `${name}.${key}=${value}${lost ? ' (lost)' : ''}`))],
    problems: tree.problems.map(({ kind, line }) => `${kind}@${line}`),
    comments: tree.comments.map(({ start, end }) => text.slice(start, end)),
  };
}

describe('lines', () => {
  test.each([
    ['plain', '[Unit]\nDescription=a b \n', ['Unit.Description=a b']],
    ['blanks around the equals sign', '[Unit]\n  Description \t= x\n', ['Unit.Description=x']],
    ['CRLF', '[Unit]\r\nA=1\r\nB=2', ['Unit.A=1', 'Unit.B=2']],
    ['no final newline', '[Unit]\nA=1', ['Unit.A=1']],
    ['empty value', '[Unit]\nA=\n', ['Unit.A=']],
    ['equals in the value', '[Unit]\nA=b=c\n', ['Unit.A=b=c']],
    ['sections again', '[A]\nx=1\n[B]\ny=2\n[A]\nz=3\n', ['A.x=1', 'B.y=2', 'A.z=3']],
    ['continued', '[A]\nx=1 \\\n   2\\\n3\n', ['A.x=1 23']],
    ['comments and empty lines within a value', '[A]\nx=1 \\\n# no\n\n  ; no\n 2\ny=3', ['A.x=1 2', 'A.y=3']],
    ['a backslash at the very end', '[A]\nx=1 \\\n', ['A.x=1 ']],
    ['a lone backslash begins nothing', '[A]\n\\\n# c\nx=1', ['A.x=1']],
    ['a header continued into an entry', '[A]\n[B] \\\nx=1\n', ['A.[B] x=1']],
    ['NUL and non-breaking blank', '[A]\nx=a\u0000b\u00a0\n', ['A.x=a\u0000b']],
  ])('%s', (_, text, entries) => {
    expect(outline(text)).toMatchObject({ entries, problems: [] });
  });

  test.each([
    ['no section', 'x=1\ny=2\n[A]\nz=3', ['no-section@1'], ['?.x=1', '?.y=2', 'A.z=3']],
    ['not an entry', '[A]\nnonsense\nx=1', ['not-an-entry@2'], ['A.x=1']],
    ['an open header is read as meant', '[A]\nx=1\n[B\ny=2', ['not-an-entry@3'], ['A.x=1', 'B.y=2']],
    ['empty section name', '[]\nx=1', ['section-name@1'], ['.x=1']],
    ['no key', '[A]\n=1', ['not-an-entry@2'], []],
    ['byte-order mark', '\uFEFF[A]\nx=1', ['byte-order-mark@1'], ['A.x=1']],
    ['a whole file lost at the end', '[A] \\\n[A] \\\n\r', ['lost-entry@3'], []],
    ['an entry without a section lost at the end', 'x=1 \\\n\n\n', ['lost-entry@3'], []],
    ['lost at the end', '[A]\nx=1\ny=2 \\\n# c\n\n', ['lost-entry@5'], ['A.x=1', 'A.y=2  (lost)']],
    ['the line of a continued one is its last', '[A]\na \\\nb', ['not-an-entry@3'], []],
  ])('%s', (_, text, problems, entries) => {
    expect(outline(text)).toMatchObject({ problems, entries });
  });

  test('comments, those within values included', () => {
    expect(outline('# a\n[A]\nx=1 \\\n; b\n2\n  # c').comments).toEqual(['# a', '; b', '# c']);
  });
});

describe('places', () => {
  const text = '[Container]\nExec = one \\\n  # note\n\ttwo three\nImage=x\n';
  const tree = parseUnit(text);
  const [exec] = entriesOf(tree, 'Container', 'Exec');

  test('ranges of a continued value lead back to the text', () => {
    expect(exec!.value).toBe('one two three');
    const at = (word: string): string => {
      const start = exec!.value.indexOf(word);
      const span = valueSource(exec!, start, start + word.length);
      return text.slice(span.start, span.end);
    };
    expect(['one', 'two', 'three'].map(at)).toEqual(['one', 'two', 'three']);
    expect(text.slice(exec!.valueSpan.start, exec!.valueSpan.end)).toBe('one \\\n  # note\n\ttwo three');
    expect(text.slice(exec!.keySpan.start, exec!.keySpan.end)).toBe('Exec');
  });

  test('an offset of the text leads to the value', () => {
    expect(valueOffset(exec!, text.indexOf('three'))).toBe(exec!.value.indexOf('three'));
    expect(valueOffset(exec!, text.indexOf('Exec'))).toBeUndefined();
    expect(valueOffset(exec!, text.indexOf('note'))).toBe('one '.length);
  });

  test('the entry and the section at an offset', () => {
    expect(entryAt(tree, text.indexOf('two'))?.key).toBe('Exec');
    expect(entryAt(tree, text.indexOf('Image=x') + 7)?.key).toBe('Image');
    expect(entryAt(tree, 3)).toBeUndefined();
    expect(sectionAt(tree, text.length)?.name).toBe('Container');
    expect(sectionAt(parseUnit('# c\n[A]'), 1)).toBeUndefined();
  });
});

test('a .quadlets file in parts', () => {
  const text = '# FileName=web\n[Container]\nImage=x\n---\n\n---\n [Volume]\n---\n# FileName= net \n[Unit]\n[network]\n';
  const { parts, separators } = parseQuadlets(text);
  expect(parts.map(({ name, type, span, nameSpan }) => [name, type, text.slice(span.start, span.end), text.slice(nameSpan.start, nameSpan.end)])).toEqual([
    ['web', 'container', '# FileName=web\n[Container]\nImage=x', 'web'],
    [undefined, 'volume', '[Volume]', '[Volume]'],
    ['net', 'network', '# FileName= net \n[Unit]\n[network]', 'net'],
  ]);
  expect(separators).toHaveLength(3);
});
