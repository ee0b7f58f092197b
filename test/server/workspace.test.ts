import { expect, test } from 'vitest';
import { Workspace } from '../../server/src/model/workspace.ts';
import type { Contribution, SourceFile } from '../../server/src/model/snapshot.ts';
import { NEWEST_TARGETS } from '../../server/src/model/version.ts';

/** Each line `key=value` of a unit is a contribution. */
const contribute = (file: SourceFile): Contribution[] =>
  file.text.split('\n').filter((line) => line.includes('=')).map((line) => ({ key: line.split('=')[0]!, print: line, value: line.split('=')[1] }));

const workspace = (): Workspace => new Workspace({ contribute, targets: () => NEWEST_TARGETS });
const A = 'file:///w/a.container';
const B = 'file:///w/b.container';
const C = 'file:///w/c.container';

test('a change makes stale who looked the changed key up, and nobody else', () => {
  const w = workspace();
  w.set(A, 'net=one');
  w.set(B, '');
  w.set(C, '');
  w.track(B, () => w.lookup('net'));
  w.track(C, () => w.lookup('other'));
  w.takeStale();
  w.set(A, 'net=two');
  expect([...w.takeStale()].sort()).toEqual([A, B]);
  w.set(A, 'net=two\n');
  expect([...w.takeStale()]).toEqual([A]);
});

test('what is not there yet is looked up too', () => {
  const w = workspace();
  w.set(B, '');
  w.track(B, () => w.lookup('net'));
  w.takeStale();
  w.set(A, 'net=one');
  expect([...w.takeStale()].sort()).toEqual([A, B]);
  w.remove(A);
  expect([...w.takeStale()].sort()).toEqual([A, B]);
  expect(w.lookup('net')).toEqual([]);
});

test('a memo is worked out once, and again when what it looked up changes; its askers depend on the same', () => {
  const w = workspace();
  let runs = 0;
  const ask = (): unknown => w.memo('m', () => { runs++; return w.lookup('net'); });
  w.set(A, 'net=one');
  w.set(B, '');
  expect(w.track(B, ask)).toEqual(['one']);
  expect(ask()).toEqual(['one']);
  expect(runs).toBe(1);
  w.takeStale();
  w.set(A, 'net=two');
  expect([...w.takeStale()].sort()).toEqual([A, B]);
  expect(ask()).toEqual(['two']);
  expect(runs).toBe(2);
});

test('two units of one name part the folders above them into stacks', () => {
  const w = workspace();
  w.set('file:///w/one/a.container', '');
  w.set('file:///w/one/sub/b.container', '');
  w.set('file:///w/two/a.container', '');
  expect(['/w/one/a.container', '/w/one/sub/b.container', '/w/two/a.container', '/w/three/x.conf'].map((path) => w.stackOf(path))).toEqual(['/w/one', '/w/one', '/w/two', '/w/three']);
  w.remove('file:///w/two/a.container');
  expect(w.stackOf('/w/one/a.container')).toBe('');
});

test('a file of no known kind is not taken, unless its kind is said', () => {
  const w = workspace();
  expect(w.set('file:///w/notes.txt', 'x')).toBeUndefined();
  expect(w.set('file:///w/notes.txt', 'x', 'redis')?.kind).toBe('redis');
  expect(w.size).toBe(1);
});

test('several roots are stacks of their own', () => {
  const w = workspace();
  w.set('file:///w/one/a.container', '');
  w.set('file:///w/two/b.container', '');
  w.roots = ['/w/one', '/w/two'];
  expect(['/w/one/a.container', '/w/two/b.container'].map((path) => w.stackOf(path))).toEqual(['/w/one', '/w/two']);
});

test('a memo that is forgotten still tells its askers of a change', () => {
  const w = workspace();
  w.set(A, 'net=one');
  w.set(B, '');
  w.track(B, () => w.memo('m', () => w.lookup('net')));
  for (let i = 0; i < 5000; i++) w.memo(`other ${i}`, () => i);
  w.takeStale();
  w.set(A, 'net=two');
  expect([...w.takeStale()].sort()).toEqual([A, B]);
});

test.each([
  ['file:///w/web%40.container', 'file:///w/web@.container'],
  ['file:///c%3A/w/a.container', 'file:///c:/w/a.container'],
  ['file:///C:/w/a.container', 'file:///c:/w/a.container'],
  ['file:///w/a%20b.container', 'file:///w/a b.container'],
])('%s and %s are one file, whichever came first', (encoded, plain) => {
  for (const [first, second] of [[encoded, plain], [plain, encoded]] as const) {
    const w = workspace();
    w.set(first, 'net=one');
    expect([w.spelled(second), w.spelled(first)]).toEqual([first, first]);
    w.set(second, 'net=two');
    expect([[...w.files()].map(({ uri, text }) => `${uri} ${text}`), w.lookup('net')]).toEqual([[`${second} net=two`], ['two']]);
    w.remove(w.spelled(first));
    expect(w.size).toBe(0);
  }
});

test('files of one path and two schemes are two', () => {
  const w = workspace();
  w.set('file:///w/a.container', 'net=one');
  w.set('vscode-vfs://github/w/a.container', 'net=two');
  expect([w.spelled('vscode-vfs://github/w/a.container'), w.spelled('vscode-vfs://azure/w/a.container'), w.size]).toEqual(['vscode-vfs://github/w/a.container', 'vscode-vfs://azure/w/a.container', 2]);
});
