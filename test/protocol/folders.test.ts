import type { Connection } from 'vscode-languageserver/node';
import { expect, test } from 'vitest';
import { clientHost } from '../../server/src/host/client.ts';
import { LIST_FILES } from '../../server/src/protocol/requests.ts';
import { codesOf, connect, memoryHost, until, type Session } from './support.ts';

const unit = (extra = ''): string => `[Container]\nImage=docker.io/library/nginx:1.29\n${extra}`;
const PUBLISHES = unit('PublishPort=8080:80\n');
const CHANGED = 2;
const CREATED = 1;

const tell = (session: Session, type: number, ...uris: readonly string[]): void => void session.client.sendNotification('workspace/didChangeWatchedFiles', { changes: uris.map((uri) => ({ uri, type })) });

/** The problems of all files, by the part of the URI behind the folder; a file that comes last has the server say first whatever it has to say. */
async function problems(session: Session, files: Map<string, string>, folder = 'file:///ws'): Promise<Record<string, string[]>> {
  const last = `${folder}/last${files.size}.container`;
  files.set(last, unit('Last=1\n'));
  tell(session, CHANGED, last);
  await until('the last file', () => codesOf(session, last)?.length === 1);
  const found = [...session.diagnostics.keys()].filter((uri) => !uri.includes('/last') && codesOf(session, uri)!.length > 0).sort();
  return Object.fromEntries(found.map((uri) => [uri.slice(folder.length + 1), codesOf(session, uri)!]));
}

async function started(entries: Record<string, string>, folder = 'file:///ws'): Promise<{ session: Session; files: Map<string, string> }> {
  const files = new Map(Object.entries(entries).map(([name, text]) => [`${folder}/${name}`, text]));
  return { session: await connect({ host: memoryHost(files), folders: [folder], settings: {} }), files };
}

test('a folder that leaves before it is read leaves what stands beside an open document', async () => {
  const files = new Map([['file:///ws/two/redis.conf', 'nonsense 1\n'], ['file:///ws/two/a.container', '[Container]\nImage=docker.io/library/redis:8\n']]);
  const session = await connect({ host: memoryHost(files), folders: ['file:///ws/one', 'file:///ws/two'], settings: {} });
  session.open('file:///ws/two/a.container', files.get('file:///ws/two/a.container')!);
  await session.client.sendNotification('workspace/didChangeWorkspaceFolders', { event: { added: [], removed: [{ uri: 'file:///ws/two', name: 'two' }] } });
  await until('the problem of the file beside it', () => codesOf(session, 'file:///ws/two/redis.conf')?.includes('redis-unknown-directive 0'), 5000);
  expect(session.logged).toEqual([]);
  session.dispose();
});

test.each([
  ['that the project leaves out', 'old/dup.container', { '.quadlet-stack-ignore': 'old/\n' }],
  ['of a folder that others write', '.venv/dup.container', {}],
])('a file %s has nothing to do with the others: changed, open or closed', async (_, name, more) => {
  const { session, files } = await started({ 'web.container': PUBLISHES, [name]: PUBLISHES, ...more });
  const uri = `file:///ws/${name}`;
  tell(session, CHANGED, uri);
  expect(await problems(session, files)).toEqual({});
  session.open(uri, `${PUBLISHES}Wrong=1\n`);
  expect(await problems(session, files)).toEqual({});
  session.change(uri, 2, PUBLISHES);
  expect(await problems(session, files)).toEqual({});
  // It is served all the same.
  expect(await session.client.sendRequest('textDocument/hover', { textDocument: { uri }, position: { line: 1, character: 2 } })).not.toBeNull();
  expect(await session.client.sendRequest('quadletStack/podmanRun', { uri })).toEqual({ text: expect.stringContaining('8080:80') as string });
  expect(await session.client.sendRequest('quadletStack/stack', {})).toMatchObject({ text: expect.not.stringContaining('dup') as string });
  session.close(uri);
  expect(await problems(session, files)).toEqual({});
  expect(await session.client.sendRequest('quadletStack/podmanRun', { uri })).toEqual({ error: 'This file is no Quadlet unit of the workspace.' });
  session.dispose();
});

test('a file that is open has to do with the others once the project leaves it out no more', async () => {
  const { session, files } = await started({ 'web.container': PUBLISHES, 'old/dup.container': PUBLISHES, '.quadlet-stack-ignore': 'old/\n' });
  const conflicts = (): number => ['old/dup', 'web'].filter((name) => codesOf(session, `file:///ws/${name}.container`)?.[0] === 'port-conflict 2').length;
  session.open('file:///ws/old/dup.container', PUBLISHES);
  expect(await problems(session, files)).toEqual({});
  files.set('file:///ws/.quadlet-stack-ignore', '');
  tell(session, CHANGED, 'file:///ws/.quadlet-stack-ignore');
  await until('both to be told', () => conflicts() === 2);
  files.set('file:///ws/.quadlet-stack-ignore', 'dup.*\n');
  tell(session, CHANGED, 'file:///ws/.quadlet-stack-ignore');
  await until('neither to be told', () => conflicts() === 0);
  expect(await problems(session, files)).toEqual({});
  session.dispose();
});

test('a drop-in that is left out changes no unit, and another beside it does', async () => {
  const files = { 'web.container': unit(), 'web.container.d/10.conf': '[Container]\nNo=1\n', 'web.container.d/20.conf': '[Container]\nPod=none.pod\n', '.quadlet-stack-ignore': '20.conf\n' };
  const { session, files: disk } = await started(files);
  session.open('file:///ws/web.container.d/20.conf', '[Container]\nPod=none.pod\n');
  expect(await problems(session, disk)).toEqual({ 'web.container': ['quadlet-unknown-key 0'], 'web.container.d/10.conf': ['quadlet-unknown-key 1'] });
  session.dispose();
});

test('a file that is known by its language alone is forgotten with it', async () => {
  const { session, files } = await started({ 'my.conf': 'nonsense 1\n', 'redis.conf': 'nonsense 1\n' });
  session.open('file:///ws/my.conf', 'nonsense 1\n', 1, 'redis-conf');
  session.open('file:///ws/redis.conf', 'nonsense 2\n', 1, 'redis-conf');
  const known = { 'redis.conf': ['redis-unknown-directive 0'] };
  expect(await problems(session, files)).toEqual({ 'my.conf': ['redis-unknown-directive 0'], ...known });
  session.close('file:///ws/my.conf');
  session.close('file:///ws/redis.conf');
  expect(await problems(session, files)).toEqual(known);
  tell(session, CHANGED, 'file:///ws/my.conf');
  expect(await problems(session, files)).toEqual(known);
  session.dispose();
});

test.each(['.env', 'a.container', 'redis.conf', 'plain'])('a new folder called %s is read', async (name) => {
  const { session, files } = await started({});
  files.set(`file:///ws/${name}/stack/b.container`, unit('Wrong=1\n'));
  tell(session, CREATED, `file:///ws/${name}`);
  expect(await problems(session, files)).toEqual({ [`${name}/stack/b.container`]: ['quadlet-unknown-key 2'] });
  session.dispose();
});

test('a new folder of those that others write is not', async () => {
  const { session, files } = await started({});
  files.set('file:///ws/.venv/b.container', unit('Wrong=1\n'));
  tell(session, CREATED, 'file:///ws/.venv');
  expect(await problems(session, files)).toEqual({});
  session.dispose();
});

test('a workspace that lies in such a folder is read, and what comes there too', async () => {
  const folder = 'file:///home/.venv/ws';
  const { session, files } = await started({ 'a.container': unit('Wrong=1\n'), 'node_modules/c.container': unit('Wrong=1\n') }, folder);
  files.set(`${folder}/new/b.container`, unit('Wrong=1\n'));
  tell(session, CREATED, `${folder}/new`);
  expect(await problems(session, files, folder)).toEqual({ 'a.container': ['quadlet-unknown-key 2'], 'new/b.container': ['quadlet-unknown-key 2'] });
  session.dispose();
});

test('the files that a client lists count from the folder that was asked for', async () => {
  const all = ['a.container', 'node_modules/b.container', 'c/.git/d.container'].map((name) => `vscode-vfs://github/o/.venv/r/${name}`);
  const host = clientHost({ sendRequest: (method: string) => Promise.resolve(method === LIST_FILES ? all : {}) } as unknown as Connection);
  const listed: string[] = [];
  for await (const uris of host.list('vscode-vfs://github/o/.venv/r')) listed.push(...uris);
  expect(listed).toEqual([all[0]]);
});

/** A session in which the answers to reads of one file come when they are told to, each with the text of the moment of its question. */
async function withSlowFile(): Promise<{ session: Session; files: Map<string, string>; uri: string; asked: (() => void)[]; slow: { now: boolean } }> {
  const uri = 'file:///ws/a.container';
  const files = new Map([[uri, unit()]]);
  const host = memoryHost(files);
  const asked: (() => void)[] = [];
  const slow = { now: false };
  const read = (of: string): Promise<string | undefined> => {
    const text = files.get(of);
    return of === uri && slow.now ? new Promise((resolve) => asked.push(() => resolve(text))) : host.read(of);
  };
  const session = await connect({ host: { ...host, read }, folders: ['file:///ws'], settings: {} });
  await problems(session, files);
  slow.now = true;
  return { session, files, uri, asked, slow };
}

test('of two readings of a file the one that began last counts, whichever answers first', async () => {
  for (const order of [[0, 1], [1, 0]] as const) {
    const { session, files, uri, asked, slow } = await withSlowFile();
    for (const [i, text] of [unit('Old=1\n'), unit('\nNew=1\n')].entries()) {
      files.set(uri, text);
      tell(session, CHANGED, uri);
      await until('the question', () => asked.length > i);
    }
    slow.now = false;
    for (const i of order) asked[i]!();
    expect(await problems(session, files)).toEqual({ 'a.container': ['quadlet-unknown-key 3'] });
    session.dispose();
  }
});

test.each([['itself', 'file:///ws/a.container'], ['with its folder', 'file:///ws']])('a file that is deleted %s while it is read does not come back', async (_, gone) => {
  const { session, files, uri, asked } = await withSlowFile();
  files.set(uri, unit('Old=1\n'));
  tell(session, CHANGED, uri);
  await until('the question', () => asked.length === 1);
  files.delete(uri);
  tell(session, 3, gone);
  await problems(session, files);
  asked[0]!();
  expect(await problems(session, files)).toEqual({});
  session.dispose();
});

test('a file that is opened and closed while it is read is the one that was read last', async () => {
  const { session, files, uri, asked, slow } = await withSlowFile();
  files.set(uri, unit('Old=1\n'));
  tell(session, CHANGED, uri);
  await until('the question', () => asked.length === 1);
  session.open(uri, unit('Typed=1\n'));
  slow.now = false;
  files.set(uri, unit('\nNew=1\n'));
  session.close(uri);
  await problems(session, files);
  asked[0]!();
  expect(await problems(session, files)).toEqual({ 'a.container': ['quadlet-unknown-key 3'] });
  session.dispose();
});
