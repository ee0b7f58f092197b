import type { CodeAction, TextDocumentEdit, WorkspaceEdit } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { expect, test } from 'vitest';
import type { ChangeResult, Refusal, TuneResult } from '../../server/src/protocol/requests.ts';
import { codesOf, connect, memoryHost, until, type Session } from './support.ts';

/** Edits of files that are not open count from what is on the disk, which nobody told the server of yet. */

const CACHE = 'file:///w/cache.container';
const WEB = 'file:///w/web.container';
const REDIS = 'file:///w/redis.conf';
const CACHE_TEXT = '[Container]\nImage=docker.io/library/redis:8.0\nContainerName=cache\nNetwork=a.network\nMemory=512m\nVolume=./redis.conf:/usr/local/etc/redis/redis.conf:Z\nExec=redis-server /usr/local/etc/redis/redis.conf\n';
const WEB_TEXT = '[Unit]\nAfter=cache.service\n[Container]\nImage=docker.io/library/python:3\nExec=celery -A app worker --broker=redis://cache:6379/0\nEnvironment=CELERY_BROKER_URL=redis://cache:6379/0\nNetwork=a.network\n';
const REDIS_TEXT = 'maxmemory 300mb\nmaxmemory-policy allkeys-lru\n';

async function started(): Promise<{ session: Session; files: Map<string, string> }> {
  const files = new Map([[CACHE, CACHE_TEXT], [WEB, WEB_TEXT], [REDIS, REDIS_TEXT], ['file:///w/a.network', '[Network]\n']]);
  const session = await connect({ host: memoryHost(files), folders: ['file:///w'], settings: { host: { memory: '8G' } } });
  session.open(WEB, WEB_TEXT);
  await until('the broker’s policy', () => codesOf(session, REDIS)?.some((code) => code.startsWith('redis-evicts-broker-queue')));
  return { session, files };
}

/** The texts after an edit, by the last part of the URI; the version that it names in front. */
const made = (edit: WorkspaceEdit | undefined, texts: ReadonlyMap<string, string>): Record<string, string> =>
  Object.fromEntries((edit?.documentChanges as TextDocumentEdit[]).filter((change) => 'textDocument' in change).map(({ textDocument: { uri, version }, edits }) =>
    [uri.slice(uri.lastIndexOf('/') + 1), `${version}: ${TextDocument.applyEdits(TextDocument.create(uri, '', 0, texts.get(uri)!), edits as never)}`]));

const NEWER = '# a line that the server was not told of\n';

test('a fix in a file that is not open counts from what it holds now', async () => {
  const { session, files } = await started();
  const ask = async (): Promise<CodeAction[]> => (await session.client.sendRequest<CodeAction[]>('textDocument/codeAction', { textDocument: { uri: REDIS }, range: { start: { line: 0, character: 0 }, end: { line: 9, character: 0 } }, context: { diagnostics: [] } })).filter(({ title }) => title === 'Use noeviction');
  expect((await ask()).map(({ edit }) => made(edit, files))).toEqual([{ 'redis.conf': 'null: maxmemory 300mb\nmaxmemory-policy noeviction\n' }]);
  files.set(REDIS, NEWER + REDIS_TEXT);
  expect((await ask()).map(({ edit }) => made(edit, files))).toEqual([{ 'redis.conf': `null: ${NEWER}maxmemory 300mb\nmaxmemory-policy noeviction\n` }]);
  // What it meant to mend is gone, and so is the problem.
  files.set(REDIS, 'maxmemory 300mb\nmaxmemory-policy noeviction\n');
  expect(await ask()).toEqual([]);
  await until('the problem to go', () => (codesOf(session, REDIS) ?? []).every((code) => !code.startsWith('redis-evicts-broker-queue')));
  session.dispose();
});

test('a rename counts from what the files hold now', async () => {
  const { session, files } = await started();
  files.set(CACHE, NEWER + CACHE_TEXT);
  const { changes, rename } = await session.client.sendRequest<ChangeResult>('quadletStack/renameService', { uri: CACHE, newName: 'store' });
  const edit = { documentChanges: changes.map(({ uri, version, edits }) => ({ textDocument: { uri, version }, edits: [...edits] })) };
  expect([made(edit, files), rename]).toEqual([{
    'cache.container': `null: ${NEWER}${CACHE_TEXT.replace('ContainerName=cache', 'ContainerName=store')}`,
    'web.container': `1: ${WEB_TEXT.replaceAll('cache', 'store')}`,
  }, [{ from: CACHE, to: 'file:///w/store.container' }]]);
  session.dispose();
});

test('a rename of a unit in the editor’s own way does too', async () => {
  const { session, files } = await started();
  files.set(CACHE, `[Unit]\nAfter=web.service\n${CACHE_TEXT}`);
  const edit = await session.client.sendRequest<WorkspaceEdit>('textDocument/rename', { textDocument: { uri: WEB }, position: { line: 1, character: 8 }, newName: 'store' });
  expect(made(edit, files)).toEqual({ 'web.container': `1: ${WEB_TEXT.replace('cache.service', 'store.service')}` });
  session.dispose();
});

test('a plan counts from what the files hold now', async () => {
  const { session, files } = await started();
  files.set(REDIS, NEWER + REDIS_TEXT);
  const { changes } = await session.client.sendRequest<TuneResult>('quadletStack/tunePlan', { uri: WEB, ram: '8G' });
  const after = changes.filter(({ uri }) => uri === REDIS).reduce((text, { edits }) => TextDocument.applyEdits(TextDocument.create(REDIS, '', 0, text), edits as never), files.get(REDIS)!);
  expect(after.startsWith(`${NEWER}maxmemory `) && after !== files.get(REDIS)).toBe(true);
  session.dispose();
});

test('files that somebody goes on writing are not edited', async () => {
  const files = new Map([[CACHE, CACHE_TEXT], [WEB, WEB_TEXT], [REDIS, REDIS_TEXT], ['file:///w/a.network', '[Network]\n']]);
  const host = memoryHost(files);
  let times = 0;
  let isWritten = false;
  const session = await connect({ host: { ...host, read: async (uri) => (isWritten && uri === CACHE ? `# ${++times}\n${CACHE_TEXT}` : host.read(uri)) }, folders: ['file:///w'], settings: {} });
  session.open(WEB, WEB_TEXT);
  await until('the unit', () => session.diagnostics.has(WEB));
  isWritten = true;
  expect(await session.client.sendRequest<Refusal>('quadletStack/renameService', { uri: CACHE, newName: 'store' })).toEqual({ error: 'Something else is writing the files just now, so nothing was changed. Try again when it is done.' });
  session.dispose();
});

test('a document that is typed in while the others are read is not edited where it was', async () => {
  const files = new Map([[CACHE, CACHE_TEXT], [WEB, WEB_TEXT], [REDIS, REDIS_TEXT], ['file:///w/a.network', '[Network]\n']]);
  const host = memoryHost(files);
  let release: (() => void) | undefined;
  let isSlow = false;
  const session = await connect({ host: { ...host, read: async (uri) => {
    if (isSlow && uri === CACHE && release === undefined) await new Promise<void>((resolve) => (release = resolve));
    return host.read(uri);
  } }, folders: ['file:///w'], settings: {} });
  session.open(WEB, WEB_TEXT);
  await until('the unit', () => session.diagnostics.has(WEB));
  isSlow = true;
  const answer = session.client.sendRequest<ChangeResult>('quadletStack/renameService', { uri: CACHE, newName: 'store' });
  await until('the file to be read', () => release !== undefined);
  session.change(WEB, 2, NEWER + WEB_TEXT);
  await until('what was typed', () => session.diagnostics.get(WEB)?.version === 2);
  release!();
  const { changes } = await answer;
  expect(changes.filter(({ uri }) => uri === WEB).map(({ version, edits }) => [version, TextDocument.applyEdits(TextDocument.create(WEB, '', 0, NEWER + WEB_TEXT), edits as never)])).toEqual([[2, NEWER + WEB_TEXT.replaceAll('cache', 'store')]]);
  session.dispose();
});
