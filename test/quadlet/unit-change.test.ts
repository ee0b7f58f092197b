import { expect, test } from 'vitest';
import { changedUnit } from '../../server/src/syntax/unit-change.ts';
import { argsOf, entriesByKey, parseUnit, type UnitItem, type UnitTree } from '../../server/src/syntax/unit.ts';
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
  if (next() < 0.35) return text.slice(0, at) + text.slice(at + 1 + Math.floor(next() ** 4 * 40));
  return text.slice(0, at) + TYPED[Math.floor(next() ** 2 * TYPED.length)]! + text.slice(at);
}

test('the tree of a changed text is what parsing it anew gives', () => {
  let changes = 0;
  let partly = 0;
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
      expect(whole(changed), JSON.stringify([text, after])).toEqual(whole(parseUnit(after)));
      changes++;
      if (changed.edits > 0) partly++;
      // In a text that is refused nothing is read by lines: it is typed back mostly.
      if (changed.problems.length > 0 && next() < 0.9) tree = parseUnit(text);
      else [tree, text] = [changed, after];
    }
  });
  // Enough of it is within lines that stand by themselves.
  expect(partly).toBeGreaterThan(changes / 5);
  count('changes of a unit tree', changes);
});

const TEXT = '[Container]\nImage=a\nEnvironment=A=1\n\n[Service]\nRestart=always\n';

test.each<[string, string, string, [string, string][] | undefined]>([
  ['an entry', 'Image=a', 'Image=abc', [['Image=a', 'Image=abc']]],
  ['a comment', '# one', '# two', [['# one', '# two']]],
  ['both', '# one\nImage=a', '# two\nImage=abc', [['# one', '# two'], ['Image=a', 'Image=abc']]],
  ['a comment that becomes an empty line, of which Podman takes one away', '# one', '', undefined],
  ['an entry that becomes a comment', 'Image=a', '#Image=a', undefined],
  ['a line more', 'Image=a', 'Image=abc\nPull=never', undefined],
])('what became something else is named, for who changes what was made of the tree: %s', (_, from, to, expected) => {
  const text = TEXT.replace('Image=a', '# one\nImage=a');
  const tree = parseUnit(text);
  expect([tree.edits, tree.replaced]).toEqual([0, undefined]);
  const items = [...tree.items];
  const after = text.replace(from, to);
  const changed = changedUnit(tree, after, parseUnit);
  const said = (item: UnitItem): string => (item.kind === 'entry' ? `${item.key}=${item.value}` : item.kind === 'comment' ? item.text : item.kind);
  expect([changed.edits, changed.replaced?.map(({ old, made }) => [said(old), said(made)])]).toEqual([1, expected]);
  for (const { old, made } of changed.replaced ?? []) expect([items.includes(old), changed.items.includes(made)]).toEqual([true, true]);
});

test.each<[string, string, string, boolean, string[]]>([
  ['a letter', TEXT, TEXT.replace('Image=a', 'Image=abc'), true, ['Environment=A=1 22', 'Restart=always 49']],
  ['a line more', TEXT, TEXT.replace('Image=a\n', 'Image=a\nExec=b\n'), true, ['Image=a 12', 'Restart=always 54']],
  ['two lines less', TEXT, TEXT.replace('Image=a\nEnvironment=A=1\n', ''), true, ['Restart=always 23']],
  ['lines at the end', TEXT, `${TEXT}# c\nUser=1\n`, false, ['Image=a 12', 'Environment=A=1 20', 'Restart=always 47']],
  ['a comment of an entry', TEXT, TEXT.replace('Image', '#Image'), true, ['Environment=A=1 21', 'Restart=always 48']],
  ['the first entry of a section', '[Container]\n# c\n[Service]\nRestart=no\n', '[Container]\nA=1\n[Service]\nRestart=no\n', true, ['Restart=no 26']],
  ['the last entry of a section that goes', '[Container]\nA=1\n[Service]\nRestart=no\n', '[Container]\n# A=1\n[Service]\nRestart=no\n', true, ['Restart=no 28']],
  ['a comment before the first header', '# c\n[Container]\nExec=b\n', '# cd\n[Container]\nExec=b\n', true, ['Exec=b 17']],
  ['an entry before the first header', '# c\n[Container]\nExec=b\n', 'A=1\n[Container]\nExec=b\n', false, ['Exec=b 16']],
  ['an entry behind a comment before the first header', '# c\n[Container]\nExec=b\n', '# d\nA=1\n[Container]\nExec=b\n', false, ['Exec=b 20']],
  ['a comment within lines that go on', TEXT, TEXT.replace('Image=a\n', 'Exec=a \\\n# c\nb=\\c\n'), false, ['Environment=A=1 30', 'Restart=always 57']],
  ['a line that is no entry yet', TEXT, TEXT.replace('A=1\n', 'A=1\nEx\n'), false, ['Image=a 12', 'Environment=A=1 20', 'Restart=always 50']],
  ['a line that goes on', TEXT, TEXT.replace('Image=a', 'Image=a\\'), false, ['Restart=always 48']],
  ['a header', TEXT, TEXT.replace('Container', 'Containers'), false, ['Image=a 13', 'Environment=A=1 21', 'Restart=always 48']],
  ['the last line without an end', '[Container]\nImage=a\nExec=b', '[Container]\nImage=a\nExec=bc', false, ['Image=a 12']],
  ['a text that is refused already', 'Image=a\n[Container]\nExec=b\n', 'Image=ab\n[Container]\nExec=b\n', false, ['Exec=b 21']],
  ['a byte-order mark', '# c\n[Container]\nExec=b\n', '\ufeff# c\n[Container]\nExec=b\n', false, ['Exec=b 17']],
])('%s leaves the other lines the same objects, with what was made of them', (_, before, after, isPartly, kept) => {
  const tree = parseUnit(before);
  const entries = new Map([...tree.orphans, ...tree.sections.flatMap((section) => section.entries)].map((entry) => [entry, argsOf(entry)]));
  const changed = changedUnit(tree, after, parseUnit);
  const same = [...changed.orphans, ...changed.sections.flatMap((section) => section.entries)].filter((entry) => entries.get(entry) !== undefined && entries.get(entry) === entry.args);
  expect(same.map(({ key, value, span }) => `${key}=${value} ${span.start}`)).toEqual(kept);
  expect(changed.edits > 0).toBe(isPartly);
  expect(whole(changed)).toEqual(whole(parseUnit(after)));
});
