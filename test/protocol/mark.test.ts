import type { CodeAction } from 'vscode-languageserver/node';
import { expect, test } from 'vitest';
import type { ChangeResult } from '../../server/src/protocol/requests.ts';
import { codesOf, connect, memoryHost, until, type Session } from './support.ts';

/** Editors show no byte order mark, count from behind it, and write it again; the programs read it. */

const MARK = '\ufeff';
const APP = 'file:///ws/app.env';
const DB = 'file:///ws/db.container';
const APP_TEXT = 'DATABASE_URL=postgres://app@db/app\nAPP_HOST=db\n';
const DB_TEXT = '[Container]\nImage=docker.io/library/postgres:17\nContainerName=db\nVolume=db.volume:/var/lib/postgresql/data\n';
const FILES = new Map([[APP, MARK + APP_TEXT], [DB, DB_TEXT], ['file:///ws/web.container', '[Container]\nImage=docker.io/library/app:1\nEnvironmentFile=./app.env\n'], ['file:///ws/db.volume', '[Volume]\n']]);

const ranges = (session: Session, uri: string): string[] | undefined =>
  session.diagnostics.get(uri)?.diagnostics.map(({ code, range: { start, end } }) => `${String(code)} ${start.line}:${start.character}-${end.line}:${end.character}`);

test.each([['closed', false], ['open', true]])('edits of a file that is %s count from behind its mark', async (_, isOpen) => {
  const session = await connect({ host: memoryHost(FILES), folders: ['file:///ws'], settings: {} });
  if (isOpen) session.open(APP, APP_TEXT, 1, 'dotenv');
  await until('the problems', () => ranges(session, APP)?.some((each) => each.startsWith('env-byte-order-mark')));
  expect(ranges(session, APP)).toEqual(['env-byte-order-mark 0:0-0:0', 'default-network-no-dns 0:28-0:30']);
  const { changes } = await session.client.sendRequest<ChangeResult>('quadletStack/renameService', { uri: DB, newName: 'pg' });
  const edit = (line: number, character: number) => ({ range: { start: { line, character }, end: { line, character: character + 2 } }, newText: 'pg' });
  expect(changes.find(({ uri }) => uri === APP)?.edits).toEqual([edit(0, 28), edit(1, 9)]);
  // What the editor does not show it cannot take away.
  const actions = await session.client.sendRequest<CodeAction[]>('textDocument/codeAction', { textDocument: { uri: APP }, range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } }, context: { diagnostics: [] } });
  expect(actions.map(({ title }) => title)).toEqual([]);
  session.dispose();
});

test('the mark of a file that is opened is still told of, until it is saved without one', async () => {
  const uri = 'file:///ws/a.container';
  const text = '[Container]\nImage=docker.io/library/nginx:1.29\nWrong=1\n';
  const files = new Map([[uri, MARK + text]]);
  const session = await connect({ host: memoryHost(files), folders: ['file:///ws'], settings: {} });
  const marked = ['quadlet-syntax 0:0-0:0', 'quadlet-unknown-key 2:0-2:5'];
  await until('the problems', () => codesOf(session, uri)?.length === 2);
  expect(ranges(session, uri)).toEqual(marked);
  session.open(uri, text);
  await until('the open document', () => session.diagnostics.get(uri)?.version === 1 && codesOf(session, uri)?.length === 2);
  expect(ranges(session, uri)).toEqual(marked);
  // Typed in the first line.
  void session.client.sendNotification('textDocument/didChange', { textDocument: { uri, version: 2 }, contentChanges: [{ range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } }, text: 'x' }] });
  await until('what was typed', () => session.diagnostics.get(uri)?.version === 2);
  expect(await session.client.sendRequest('textDocument/documentSymbol', { textDocument: { uri } })).toEqual([]);
  session.change(uri, 3, text);
  await until('what was typed', () => session.diagnostics.get(uri)?.version === 3);
  expect(await session.client.sendRequest('textDocument/documentSymbol', { textDocument: { uri } })).toMatchObject([{ name: '[Container]', range: { start: { line: 0, character: 0 } } }]);
  files.set(uri, text);
  void session.client.sendNotification('textDocument/didSave', { textDocument: { uri } });
  await until('the mark to go', () => codesOf(session, uri)?.length === 1);
  expect(ranges(session, uri)).toEqual(['quadlet-unknown-key 2:0-2:5']);
  // Somebody else writes one.
  files.set(uri, MARK + text);
  void session.client.sendNotification('workspace/didChangeWatchedFiles', { changes: [{ uri, type: 2 }] });
  await until('the mark to come', () => codesOf(session, uri)?.length === 2);
  session.dispose();
});

test('a client that shows the mark counts it', async () => {
  const uri = 'file:///ws/a.container';
  const text = `${MARK}[Container]\nImage=docker.io/library/nginx:1.29\n`;
  const session = await connect({ host: memoryHost(new Map([[uri, text]])), folders: ['file:///ws'], settings: {} });
  session.open(uri, text);
  await until('the problem', () => session.diagnostics.get(uri)?.version === 1);
  expect(ranges(session, uri)).toEqual(['quadlet-syntax 0:0-0:1']);
  session.dispose();
});
