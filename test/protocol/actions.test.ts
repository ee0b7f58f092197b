import { expect, test } from 'vitest';
import type { CodeAction, WorkspaceEdit } from 'vscode-languageserver/node';
import { CAPABILITIES, codesOf, connect, memoryHost, until } from './support.ts';

const URI = 'file:///ws/a.container';
const TEXT = '[Container]\nImage=docker.io/library/redis:7\nEnviroment=A=1\nMemory=1g\n';

/** The actions at the start of a line, each with its kind and what it writes or starts. */
async function actions(only: readonly string[] | undefined, line: number, initializationOptions?: unknown): Promise<string[]> {
  const session = await connect({ host: memoryHost(new Map([[URI, TEXT]])), folders: ['file:///ws'], settings: {}, ...(initializationOptions === undefined ? {} : { initializationOptions }) });
  await until('the problems', () => codesOf(session, URI));
  const found = (await session.client.sendRequest('textDocument/codeAction', {
    textDocument: { uri: URI }, range: { start: { line, character: 0 }, end: { line, character: 0 } }, context: { diagnostics: [], ...(only === undefined ? {} : { only }) },
  })) as CodeAction[];
  session.dispose();
  return found.map(({ title, kind, command, edit }) => {
    const written = edit?.documentChanges?.flatMap((change) => ('edits' in change ? change.edits.map((one) => ('newText' in one ? one.newText : '')) : [])) ?? [];
    return `${kind}: ${title} → ${command === undefined ? JSON.stringify(written.join('')) : command.command}`;
  });
}

const FIX = 'quickfix: Change to Environment= → "Environment"';
const SET = 'refactor.rewrite: Set Memory to 7G, as planned for 8 GB → "7G"';
const TUNE = 'refactor.rewrite: Tune the stack for 8 GB… → quadletStack.tuneForRam';

test.each<[only: string[] | undefined, line: number, found: string[]]>([
  [undefined, 2, [FIX]],
  [[''], 2, [FIX]],
  [['quickfix'], 2, [FIX]],
  [['source'], 2, []],
  [['refactor'], 2, []],
  [undefined, 3, [SET]],
  [['refactor'], 3, [SET]],
  [['refactor.rewrite.set'], 3, [SET]],
  [['refactor.extract', 'quickfix'], 3, []],
])('asked for %j on line %i, only those are found', async (only, line, found) => expect(await actions(only, line)).toEqual(found));

test('a client with commands of ours is offered those too', async () => {
  expect(await actions(['refactor'], 3, { filesThroughClient: false })).toEqual([SET, TUNE]);
});

const APP = 'file:///ws/app.container';
const APP_TEXT = '[Unit]\nAfter=db.service\n[Container]\nImage=docker.io/library/alpine:3.20\nNetwork=none.network\nEnviroment=A=1\n';
const DB = 'file:///ws/db.container';
const NO_RENAMES = 'A unit has the name of its file, and this editor renames no files for a language server, so nothing was changed. Rename the file and what names it by hand.';
const at = (line: number, from: number, to: number, newText: string) => ({ range: { start: { line, character: from }, end: { line, character: to } }, newText });

/** What a client with these abilities gets for a fix of a text, a fix that makes a file, and a rename of a unit. */
async function changes(workspaceEdit: object | undefined): Promise<{ fixes: Record<string, WorkspaceEdit>; renamed: WorkspaceEdit | string }> {
  const capabilities = { ...CAPABILITIES, workspace: { ...CAPABILITIES.workspace, workspaceEdit } };
  const session = await connect({ host: memoryHost(new Map([[APP, APP_TEXT], [DB, '[Container]\nImage=docker.io/library/alpine:3.20\n']])), folders: ['file:///ws'], settings: {}, capabilities });
  session.open(APP, APP_TEXT);
  await until('the problems', () => codesOf(session, APP));
  const found = await session.client.sendRequest<CodeAction[]>('textDocument/codeAction', { textDocument: { uri: APP }, range: { start: { line: 4, character: 0 }, end: { line: 5, character: 0 } }, context: { diagnostics: [], only: ['quickfix'] } });
  const rename = { textDocument: { uri: APP }, position: { line: 1, character: 7 }, newName: 'store' };
  const renamed = await session.client.sendRequest<WorkspaceEdit>('textDocument/rename', rename).catch((error: Error) => error.message);
  session.dispose();
  return { fixes: Object.fromEntries(found.map(({ title, edit }) => [title, edit!])), renamed };
}

test('a client that makes and renames files is told versions, new files and new names', async () => {
  const { fixes, renamed } = await changes({ documentChanges: true, resourceOperations: ['create', 'rename'] });
  expect(fixes).toEqual({
    'Create none.network': { documentChanges: [{ kind: 'create', uri: 'file:///ws/none.network', options: { overwrite: false, ignoreIfExists: false } }, { textDocument: { uri: 'file:///ws/none.network', version: null }, edits: [at(0, 0, 0, '[Network]\n')] }] },
    'Change to Environment=': { documentChanges: [{ textDocument: { uri: APP, version: 1 }, edits: [at(5, 0, 10, 'Environment')] }] },
  });
  expect(renamed).toEqual({ documentChanges: [{ textDocument: { uri: APP, version: 1 }, edits: [at(1, 6, 16, 'store.service')] }, { kind: 'rename', oldUri: DB, newUri: 'file:///ws/store.container', options: { overwrite: false } }] });
});

test('a client that does neither is told of texts alone, and why a unit cannot be renamed', async () => {
  expect(await changes({ documentChanges: true })).toEqual({ fixes: { 'Change to Environment=': { documentChanges: [{ textDocument: { uri: APP, version: 1 }, edits: [at(5, 0, 10, 'Environment')] }] } }, renamed: NO_RENAMES });
});

test.each([[undefined], [{ resourceOperations: ['create', 'rename'] }]])('a client that takes no versions gets the bare edits: %j', async (workspaceEdit) => {
  expect(await changes(workspaceEdit)).toEqual({ fixes: { 'Change to Environment=': { changes: { [APP]: [at(5, 0, 10, 'Environment')] } } }, renamed: NO_RENAMES });
});

test('a symbol of the workspace has a range, which not every client asks for later', async () => {
  const session = await connect({ host: memoryHost(new Map([[URI, TEXT]])), folders: ['file:///ws'], settings: {} });
  await until('the problems', () => codesOf(session, URI));
  const start = { line: 0, character: 0 };
  expect(await session.client.sendRequest('workspace/symbol', { query: 'a' })).toEqual([{ name: 'a.container', kind: 2, location: { uri: URI, range: { start, end: start } }, containerName: '/ws' }]);
  session.dispose();
});
