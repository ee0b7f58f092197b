import { describe, expect, test } from 'vitest';
import { movedProblems } from '../../server/src/model/moved.ts';
import type { Problem } from '../../server/src/model/problem.ts';
import { changeBetween } from '../../server/src/syntax/changed-lines.ts';

const TEXT = 'one two three four';
const A = 'file:///a';
const B = 'file:///b';

const at = (word: string, text = TEXT): { start: number; end: number } => ({ start: text.indexOf(word), end: text.indexOf(word) + word.length });
const problem = (word: string, more: Partial<Problem> = {}, text = TEXT): Problem => ({ code: 'x', severity: 'warning', message: word, ...at(word, text), ...more });
const after = (text: string, found: Readonly<Record<string, readonly Problem[]>>) => movedProblems(new Map(Object.entries(found)), A, changeBetween(TEXT, text));

describe('what was found, after a change of the text', () => {
  test('stands where its words went', () => {
    const text = 'one 2 three four';
    expect(after(text, { [A]: [problem('one'), problem('four')] })).toEqual(new Map([[A, [problem('one', {}, text), problem('four', {}, text)]]]));
  });

  test('with what is related to it, and with what mends it', () => {
    const text = 'one 2 and three four';
    const full = (where: string): Problem => problem('three', {
      related: [{ uri: A, message: 'here', ...at('four', where) }, { uri: B, message: 'there', ...at('four') }],
      fixes: [{ title: 'mend', edits: [{ ...at('four', where), newText: '4' }], change: { edits: { [A]: [{ ...at('one', where), newText: '1' }], [B]: [{ ...at('four'), newText: '4' }] } } }],
    }, where);
    expect(after(text, { [A]: [full(TEXT)] })).toEqual(new Map([[A, [full(text)]]]));
  });

  test('of another file moves only what names this one', () => {
    const text = 'on two three four';
    const there = (where: string): Problem => problem('four', { related: [{ uri: A, message: 'here', ...at('three', where) }], fixes: [{ title: 'mend', edits: [{ ...at('four'), newText: '4' }] }] });
    expect(after(text, { [B]: [there(TEXT)] })).toEqual(new Map([[B, [there(text)]]]));
  });

  test('is the same list where nothing of it stands behind the change', () => {
    const found = { [A]: [problem('one', { related: [{ uri: A, message: 'here', ...at('two') }], fixes: [{ title: 'mend', edits: [{ ...at('one'), newText: '1' }] }] })], [B]: [problem('four')] };
    const moved = after('one two three five', found)!;
    expect([moved.get(A) === found[A], moved.get(B) === found[B]]).toEqual([true, true]);
  });

  test.each<[string, Problem]>([
    ['a problem', problem('two')],
    ['something related', problem('four', { related: [{ uri: A, message: 'here', ...at('two') }] })],
    ['a change that mends it', problem('four', { fixes: [{ title: 'mend', edits: [{ ...at('two'), newText: '2' }] }] })],
    ['a change beyond its file', problem('four', { fixes: [{ title: 'mend', change: { edits: { [A]: [{ ...at('two'), newText: '2' }] } } }] })],
  ])('is to be found anew where %s touches the change', (_, touched) => {
    for (const text of ['one twox three four', 'one xtwo three four', 'one tvo three four', 'one three four']) expect(after(text, { [A]: [problem('one'), touched] })).toBeUndefined();
  });
});
