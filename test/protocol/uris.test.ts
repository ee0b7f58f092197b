import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { nodeHost } from '../../server/src/host/node.ts';
import { isBelow, joinPath, keyOfUri, pathOfUri, uriOfPath, withPath } from '../../server/src/model/uri.ts';
import { codesOf, connect, until } from './support.ts';

let folder: string;
beforeEach(() => {
  folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'quadlet-stack uris %20é-')));
});
afterEach(() => fs.rmSync(folder, { recursive: true }));

test.each([
  ['/ws/web@.container', 'file:///ws/web%40.container'],
  ['/a b/100%/ü (1)!\'*.env', 'file:///a%20b/100%25/%C3%BC%20%281%29%21%27%2A.env'],
  ['/c:/x/a.container', 'file:///c%3A/x/a.container'],
  ['/C:/x/a.container', 'file:///c%3A/x/a.container'],
  ['//host/share/a.container', 'file://host/share/a.container'],
  ['/half \ud800 a pair', 'file:///half%20%EF%BF%BD%20a%20pair'],
])('the URI of %s is the one that VS Code writes', (file, uri) => {
  expect(uriOfPath(file)).toBe(uri);
});

test.each([
  ['file:///ws/web%40.container', '/ws/web@.container'],
  ['file:///c%3A/x', '/c:/x'],
  ['file:///C:/x', '/c:/x'],
  ['file://host/share/x', '//host/share/x'],
  ['vscode-vfs://github/owner/name/a%20b.container', '/owner/name/a b.container'],
  ['untitled:Untitled-1', 'Untitled-1'],
  ['file:///100%/x', '/100%/x'],
  ['', ''],
])('the path of %s', (uri, file) => {
  expect(pathOfUri(uri)).toBe(file);
});

test('a URI means the same however it is encoded, and another scheme or authority does not', () => {
  expect(keyOfUri('file:///C:/a@b')).toBe(keyOfUri('file:///c%3A/a%40b'));
  expect(keyOfUri('file:///a/b')).not.toBe(keyOfUri('vscode-vfs://github/a/b'));
  expect(keyOfUri('vscode-vfs://github/a/b')).not.toBe(keyOfUri('vscode-vfs://azure/a/b'));
});

test('beside a file stay its scheme and authority', () => {
  expect([withPath('file:///ws/a.container', '/ws/b@.container'), withPath('vscode-vfs://github/o/n/a', '/o/n/b c'), withPath('file://host/s/a', '//host/s/b')])
    .toEqual(['file:///ws/b%40.container', 'vscode-vfs://github/o/n/b%20c', 'file://host/s/b']);
  expect([joinPath('//host/share', '../x/./y'), joinPath('/a', '/b'), joinPath('/a', '../../b')]).toEqual(['//host/x/y', '/b', '/b']);
});

test('a folder holds what is below it, and not what only begins like it', () => {
  const folders = ['file:///ws/one', 'file:///w@/'];
  expect(['file:///ws/one/a', 'file:///ws/one-more/a', 'file:///ws/one', 'file:///w%40/a/b'].map((uri) => isBelow(uri, folders))).toEqual([true, false, false, true]);
});

test.each([
  ['as VS Code spells it', (file: string) => uriOfPath(file)],
  ['as others spell it', (file: string) => `file://${encodeURI(file)}`],
])('a file with an @ in its name that is opened %s is one file, not two', async (_, spell) => {
  const file = path.join(folder, 'web@.container');
  fs.writeFileSync(file, '[Container]\nImage=docker.io/library/nginx:1.29\nOld=1\n');
  fs.writeFileSync(path.join(folder, 'a.container'), '[Container]\nImage=docker.io/library/nginx:1.29\nWrong=1\n');
  const session = await connect({ host: nodeHost, folders: [spell(folder)] });
  await until('the folder to be checked', () => session.diagnostics.size === 2);
  session.open(spell(file), '[Container]\nImage=docker.io/library/nginx:1.29\n\nNew=1\n');
  await until('the open text to be checked', () => codesOf(session, spell(file))?.includes('quadlet-unknown-key 3'));
  const symbols = await session.client.sendRequest<{ name: string; location: { uri: string } }[]>('workspace/symbol', { query: 'web' });
  expect(symbols.map(({ location }) => location.uri)).toEqual([spell(file)]);
  const named = [...session.diagnostics.keys()].filter((uri) => pathOfUri(uri) === file);
  expect(named).toEqual([spell(file)]);
  await session.client.sendNotification('workspace/didChangeWorkspaceFolders', { event: { added: [], removed: [{ uri: spell(folder), name: 'x' }] } });
  session.close(spell(file));
  await until('the folder to be forgotten', () => session.diagnostics.size === 0);
  session.dispose();
});

test('where one folder of the workspace holds another, leaving one does not lose the other\'s files', async () => {
  const inner = path.join(folder, 'inner');
  fs.mkdirSync(inner);
  fs.writeFileSync(path.join(inner, 'a.container'), '[Container]\nImage=docker.io/library/nginx:1.29\nWrong=1\n');
  fs.writeFileSync(path.join(folder, 'b.container'), '[Container]\nImage=docker.io/library/nginx:1.29\nWrong=1\n');
  const session = await connect({ host: nodeHost, folders: [uriOfPath(folder), uriOfPath(inner)] });
  await until('both to be checked', () => session.diagnostics.size === 2);
  await session.client.sendNotification('workspace/didChangeWorkspaceFolders', { event: { added: [], removed: [{ uri: uriOfPath(folder), name: 'x' }] } });
  await until('one to be forgotten', () => session.diagnostics.size === 1);
  expect([...session.diagnostics.keys()]).toEqual([uriOfPath(path.join(inner, 'a.container'))]);
  session.dispose();
});
