import { expect, test } from 'vitest';
import { changedUnit } from '../../server/src/syntax/unit-change.ts';
import { argsOf, entriesByKey, parseUnit, type UnitTree } from '../../server/src/syntax/unit.ts';
import { count, repeatedly } from '../support/fuzz.ts';

const LINES = ['[Container]', '[Unit]', 'Image=docker.io/a/b', 'Environment=A=1 "B=2 3"', 'Environment=', 'Exec=a \\', '  more', '# c', '; c', '', '  ', 'Key = value ', '\tVolume=x:/y', 'Label=é\u{1f600}', '\\'];
const TYPED = ['x', '=', ' ', '#', '[', ']', '\\', '"', 'é', '\u{1f600}', '\ufeff', '\u0085', '\t', '\n', '\r', 'Image=a', 'ab\ncd'];

/** What a tree keeps of how it was made, or works out when it is asked. */
const KEPT: ReadonlySet<string> = new Set(['args', 'byKey', 'edits', 'replaced']);

/** A tree without that, but with what its entries by key are. */
function whole(tree: UnitTree): unknown {
  const plain = JSON.parse(JSON.stringify(tree, (key, part: unknown) => (KEPT.has(key) ? undefined : part))) as object;
  return { ...plain, byKey: tree.sections.map((section) => [...entriesByKey(section)].map(([key, entries]) => [key, entries.map(({ value, span }) => [value, span])])) };
}

function typed(text: string, next: () => number): string {
  const at = Math.floor(next() * (text.length + 1));
  if (next() < 0.35) return text.slice(0, at) + text.slice(at + 1 + Math.floor(next() * 3));
  return text.slice(0, at) + TYPED[Math.floor(next() ** 2 * TYPED.length)]! + text.slice(at);
}

test('the tree of a text with one line changed is what parsing it anew gives', () => {
  let changes = 0;
  let made = 0;
  repeatedly(400, 4711, (next) => {
    const end = next() < 0.2 ? '\r\n' : '\n';
    let text = Array.from({ length: 2 + Math.floor(next() * 14) }, () => LINES[Math.floor(next() * LINES.length)]!).join(end) + (next() < 0.8 ? end : '');
    if (next() < 0.9) text = `[Container]${end}${text}`;
    let tree = parseUnit(text);
    for (let i = 0; i < 25; i++) {
      // What was worked out before the change must not stay where it no longer holds.
      if (next() < 0.5) for (const section of tree.sections) entriesByKey(section);
      const after = typed(text, next);
      const changed = changedUnit(tree, after, parseUnit);
      if (changed !== undefined) expect(whole(changed), JSON.stringify([text, after])).toEqual(whole(parseUnit(after)));
      changes++;
      if (changed !== undefined) made++;
      const whatFollows = changed ?? parseUnit(after);
      // A text that is refused is always parsed anew: it is typed back mostly.
      if (whatFollows.problems.length > 0 && next() < 0.9) tree = parseUnit(text);
      else [tree, text] = [whatFollows, after];
    }
  });
  // Enough of it is within a line that stands by itself.
  expect(made).toBeGreaterThan(changes / 10);
  count('changes of a unit tree', changes);
});

test('the lines that stay are the same objects, with what was made of them', () => {
  const text = '[Container]\nImage=a\nEnvironment=A=1\n\n[Service]\nRestart=always\n';
  const tree = parseUnit(text);
  const [image, variable, restart] = tree.sections.flatMap(({ entries }) => entries);
  const words = argsOf(variable!);
  const changed = changedUnit(tree, text.replace('Image=a', 'Image=abc'), parseUnit)!;
  const [newImage, newVariable, newRestart] = changed.sections.flatMap(({ entries }) => entries);
  expect([newImage === image, newVariable === variable, newRestart === restart, argsOf(newVariable!) === words]).toEqual([false, true, true, true]);
  expect([tree.edits, tree.replaced, changed.edits, changed.replaced?.old === image, changed.replaced?.entry === newImage]).toEqual([0, undefined, 1, true, true]);
  expect([newImage!.value, newVariable!.span, newRestart!.span]).toEqual(['abc', { start: 22, end: 37 }, { start: 49, end: 63 }]);
});

test.each([
  ['a line more', '[Container]\nImage=a\n', '[Container]\nImage=a\nExec=b\n'],
  ['a line that becomes another kind', '[Container]\nImage=a\n', '[Container]\n#Image=a\n'],
  ['a line that goes on', '[Container]\nImage=a\nExec=b\n', '[Container]\nImage=a\\\nExec=b\n'],
  ['a line that is gone on with', '[Container]\nExec=a \\\n  b\nImage=c\n', '[Container]\nExec=a \\\n  bb\nImage=c\n'],
  ['a header', '[Container]\nImage=a\n', '[Containers]\nImage=a\n'],
  ['the last line without an end', '[Container]\nImage=a', '[Container]\nImage=ab'],
  ['a text that is refused already', 'Image=a\n[Container]\n', 'Image=ab\n[Container]\n'],
  ['a byte-order mark', '# c\n[Container]\n', '\ufeff# c\n[Container]\n'],
])('%s is parsed anew', (_, before, after) => {
  expect(changedUnit(parseUnit(before), after, parseUnit)).toBeUndefined();
});
