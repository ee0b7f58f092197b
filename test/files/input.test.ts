import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { uriOfPath } from '../../server/src/model/uri.ts';
import { buildBundles } from '../support/bundle.ts';
import { startProcess, type Process } from '../protocol/process.ts';
import { codesOf, initialize, until } from '../protocol/support.ts';

/** Whatever lies in the folder, the server goes on and says what is wrong with a unit beside it. */
const root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'quadlet-stack input 100% é-')));
afterAll(() => fs.rmSync(root, { recursive: true, force: true }));
let server: string;
beforeAll(() => {
  server = path.join(buildBundles(), 'server.js');
});

let folder: string;
let session: Process;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(root, 'ws-'));
  fs.writeFileSync(path.join(folder, 'sane.container'), '[Container]\nImage=docker.io/library/nginx:1.29\nWrong=1\n');
});
afterEach(async () => {
  expect(await session.quit()).toBe(0);
  fs.rmSync(folder, { recursive: true, force: true });
});

const put = (name: string, content: string | Uint8Array): string => {
  const file = path.join(folder, name);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, content);
  return uriOfPath(file);
};
async function start(options: { uid?: number; settings?: unknown; folders?: string[] } = {}): Promise<void> {
  session = startProcess(server, options.uid === undefined ? {} : { uid: options.uid });
  session.settings = options.settings;
  await initialize(session.client, { folders: options.folders ?? [uriOfPath(folder)] });
}
const saneIsChecked = (): Promise<unknown> => until('the unit that is sane', () => codesOf(session, uriOfPath(path.join(folder, 'sane.container')))?.includes('quadlet-unknown-key 2'));

test('bytes of every kind: no UTF-8, NUL, nothing, a mark, UTF-16', async () => {
  const uris = [
    put('latin1.container', Buffer.from([...Buffer.from('[Container]\nImage=docker.io/a:1\nWrong=caf'), 0xe9, 0x0a])), put('nul.container', '[Container]\n\0Image=docker.io/a:1\0\nWrong=1\n'), put('empty.container', ''),
    put('marked.container', '\ufeff[Container]\nImage=docker.io/a:1\nWrong=1\n'), put('utf16.container', Buffer.from('\ufeff[Container]\nWrong=1\n', 'utf16le')), put('redis.conf', Buffer.from([0, 255, 254, 10, 0x70, 0])), put('pgbouncer.ini', Buffer.alloc(3000, 0xff)), put('.env', Buffer.from([0xc3])),
    put('crlf.container', '[Container]\r\nImage=docker.io/a:1\r\nWrong=1\r\n'), put('cr.container', '[Container]\rImage=docker.io/a:1\rWrong=1\r'),
  ];
  await start();
  await saneIsChecked();
  for (const name of ['latin1', 'marked', 'crlf']) expect(codesOf(session, uriOfPath(path.join(folder, `${name}.container`)))).toContain('quadlet-unknown-key 2');
  for (const uri of uris) await session.client.sendRequest('textDocument/hover', { textDocument: { uri }, position: { line: 0, character: 2 } });
});

test('lines of megabytes, and a file of fifty', async () => {
  const long = put('long.container', `[Container]\nImage=docker.io/a:1\nEnvironment=A=${'x'.repeat(4_000_000)}\nWrong=1\n`);
  put('redis.conf', `maxmemory ${'9'.repeat(2_000_000)}\n`);
  put('.env', `A=${'"'.repeat(2_000_000)}`);
  const huge = put('huge.container', Buffer.alloc(50 * 1024 * 1024, 'Image=x\n'));
  const beyond = put('beyond.container', '');
  fs.truncateSync(path.join(folder, 'beyond.container'), 80 * 1024 * 1024);
  await start();
  await saneIsChecked();
  await until('the long line to be checked', () => codesOf(session, long)?.includes('quadlet-unknown-key 3'), 120_000);
  expect(await until('the huge file', () => codesOf(session, huge), 120_000)).toEqual(['file-too-large 0']);
  expect(codesOf(session, beyond)).toBeUndefined();
}, 300_000);

test('loops of links, links out, a pipe, a socket, folders that look like files', async () => {
  fs.symlinkSync('.', path.join(folder, 'self'));
  fs.symlinkSync('..', path.join(folder, 'up'));
  fs.symlinkSync('loop.container', path.join(folder, 'loop.container'));
  fs.symlinkSync('nowhere', path.join(folder, 'gone.container'));
  fs.symlinkSync('/dev/zero', path.join(folder, 'zero.container'));
  fs.mkdirSync(path.join(folder, 'folder.container'));
  fs.symlinkSync(path.join(folder, 'sane.container'), path.join(folder, 'linked.container'));
  await start();
  await saneIsChecked();
  expect([...session.diagnostics.keys()].sort()).toEqual(['linked.container', 'sane.container'].map((name) => uriOfPath(path.join(folder, name))));
});

test('includes in a circle, and deep', async () => {
  put('redis.conf', 'include redis-a.conf\nnonsense 1\n');
  put('redis-a.conf', 'include redis.conf\ninclude redis-a.conf\n');
  put('postgresql.conf', "include 'postgresql-a.conf'\ninclude_dir '.'\n");
  put('postgresql-a.conf', "include 'postgresql.conf'\n");
  put('pgbouncer.ini', '%include pgbouncer-a.ini\n[pgbouncer]\nnonsense = 1\n');
  put('pgbouncer-a.ini', '%include pgbouncer.ini\n');
  for (let i = 0; i < 500; i++) {
    put(`redis-deep${i}.conf`, `include redis-deep${i + 1}.conf\n`);
    put(`pgbouncer-deep${i}.ini`, `%include pgbouncer-deep${i + 1}.ini\n`);
    put(`d${i}.container`, `[Unit]\nAfter=d${i + 1}.service\n[Container]\nImage=docker.io/a:1\nNetwork=d${i + 1}.container\n`);
  }
  put(`${'deep/'.repeat(100)}deep.container`, '[Container]\nImage=docker.io/a:1\nWrong=1\n');
  await start();
  await saneIsChecked();
  await until('redis.conf', () => codesOf(session, uriOfPath(path.join(folder, 'redis.conf')))?.some((code) => code.endsWith(' 1')));
  await until('the deepest', () => codesOf(session, uriOfPath(path.join(folder, `${'deep/'.repeat(100)}deep.container`))));
}, 120_000);

test.runIf(process.getuid?.() === 0)('files and folders that may not be read (tried as another user, which only root may be)', async () => {
  put('secret.container', '[Container]\nWrong=1\n');
  fs.chmodSync(path.join(folder, 'secret.container'), 0);
  put('closed/a.container', '[Container]\nWrong=1\n');
  fs.chmodSync(path.join(folder, 'closed'), 0);
  for (const part of [root, folder, path.dirname(server)]) fs.chmodSync(part, 0o755);
  fs.chmodSync(server, 0o644);
  await start({ uid: 65534 });
  await saneIsChecked();
  expect([...session.diagnostics.keys()]).toEqual([uriOfPath(path.join(folder, 'sane.container'))]);
  // An open document needs no permission.
  const uri = uriOfPath(path.join(folder, 'secret.container'));
  session.open(uri, '[Container]\nImage=docker.io/a:1\nWrong=1\n');
  await until('the open text', () => codesOf(session, uri)?.includes('quadlet-unknown-key 2'));
  session.close(uri);
  await until('it to be forgotten', () => codesOf(session, uri) === undefined || codesOf(session, uri)!.length === 0);
});

test('deleted and changed on disk while open: what is typed counts, and nothing is lost', async () => {
  await start();
  await saneIsChecked();
  const file = path.join(folder, 'sane.container');
  const uri = uriOfPath(file);
  session.open(uri, '[Container]\nImage=docker.io/a:1\n\nTyped=1\n', 1);
  await until('what was typed', () => codesOf(session, uri)?.includes('quadlet-unknown-key 3'));
  fs.rmSync(file);
  await session.client.sendNotification('workspace/didChangeWatchedFiles', { changes: [{ uri, type: 3 }] });
  session.change(uri, 2, '[Container]\nImage=docker.io/a:1\n\n\nTyped=1\n');
  await until('what was typed then', () => codesOf(session, uri)?.includes('quadlet-unknown-key 4'));
  fs.writeFileSync(file, '[Container]\nImage=docker.io/a:1\nOther=1\n');
  await session.client.sendNotification('workspace/didChangeWatchedFiles', { changes: [{ uri, type: 1 }] });
  const actions = await session.client.sendRequest<{ edit: { documentChanges: { textDocument: object }[] } }[]>('textDocument/codeAction', { textDocument: { uri }, range: { start: { line: 4, character: 0 }, end: { line: 4, character: 5 } }, context: { diagnostics: [] } });
  for (const { edit } of actions) expect(edit.documentChanges.map(({ textDocument }) => textDocument)).toEqual([{ uri, version: 2 }]);
  expect(codesOf(session, uri)).toContain('quadlet-unknown-key 4');
  session.close(uri);
  await until('what is on disk', () => codesOf(session, uri)?.includes('quadlet-unknown-key 2'));
});

test('a workspace folder that does not exist, one that is a file, one that goes', async () => {
  const extra = path.join(root, 'extra');
  fs.mkdirSync(extra, { recursive: true });
  fs.writeFileSync(path.join(extra, 'a.container'), '[Container]\nImage=docker.io/a:1\nWrong=1\n');
  await start({ folders: [uriOfPath(folder), uriOfPath(path.join(folder, 'nowhere')), uriOfPath(path.join(folder, 'sane.container')), uriOfPath(extra), 'file://server/share/x', 'vscode-vfs://github/a/b', 'nonsense', ''] });
  await saneIsChecked();
  await until('the other folder', () => codesOf(session, uriOfPath(path.join(extra, 'a.container')))?.length === 1);
  fs.rmSync(extra, { recursive: true });
  await session.client.sendNotification('workspace/didChangeWatchedFiles', { changes: [{ uri: uriOfPath(path.join(extra, 'a.container')), type: 3 }] });
  await until('its file to be forgotten', () => !session.diagnostics.has(uriOfPath(path.join(extra, 'a.container'))));
});

test('settings of wrong types: a clear message, and the rest holds', async () => {
  await start({ settings: { targets: { podman: 'x', redis: 7 }, host: 'big', rules: { 'quadlet-unknown-key': 'fatal', 'unit-typo': 3 }, root: 'yes', inlayHints: [], codeLens: 0 } });
  await saneIsChecked();
  await until('the message', () => session.shown.length > 0);
  expect(session.shown).toEqual([[
    'Quadlet Stack: quadletStack.targets.podman must be a version such as 5.8.2; it is ignored.', 'quadletStack.rules.quadlet-unknown-key must be one of error, warning, information, hint, off; it is ignored.', 'quadletStack.rules.unit-typo must be one of error, warning, information, hint, off; it is ignored.',
    'quadletStack.inlayHints must be an object; it is ignored.', 'quadletStack.host must be an object; it is ignored.', 'quadletStack.codeLens must be true or false; true is used.', 'quadletStack.root must be true or false; false is used.',
  ].join(' ')]);
});

test('names that differ in case, with blanks, signs and letters of all kinds', async () => {
  const names = ['Sane.container', 'a b.container', '100%.container', '%41.container', 'é.container', 'e\u0301.container', '日本.container', 'a#b?c.container', '[x].container', 'back\\slash.container', 'new\nline.container', "it's.container", 'semi;colon.container', 'web@.container', 'web@1.container'];
  const uris = names.map((name) => put(name, '[Container]\nImage=docker.io/a:1\nWrong=1\n'));
  await start();
  await saneIsChecked();
  for (const uri of uris) await until(uri, () => codesOf(session, uri)?.includes('quadlet-unknown-key 2'));
  expect(session.diagnostics.size).toBe(names.length + 1);
});

const changed = (...changes: readonly (readonly [uri: string, type: 1 | 2 | 3])[]): Promise<void> => session.client.sendNotification('workspace/didChangeWatchedFiles', { changes: changes.map(([uri, type]) => ({ uri, type })) });
const WRONG = '[Container]\nImage=docker.io/a:1\nWrong=1\n';

test('a file that becomes a folder, and a folder that becomes a file', async () => {
  const uri = put('a.container', WRONG);
  await start();
  await saneIsChecked();
  await until('the file', () => codesOf(session, uri)?.includes('quadlet-unknown-key 2'));
  const file = path.join(folder, 'a.container');
  fs.rmSync(file);
  const inner = put('a.container/b.container', WRONG);
  await changed([uri, 3], [uri, 1], [inner, 1]);
  await until('the file in the folder alone', () => codesOf(session, inner)?.includes('quadlet-unknown-key 2') && codesOf(session, uri) === undefined);
  fs.rmSync(file, { recursive: true });
  fs.writeFileSync(file, WRONG);
  await changed([uri, 3], [uri, 1]);
  await until('the file again, alone', () => codesOf(session, uri)?.includes('quadlet-unknown-key 2') && codesOf(session, inner) === undefined);
});

test('a folder that comes is read, however deep, and none that a link leads to', async () => {
  await start();
  await saneIsChecked();
  const inner = put('new/deeper/a.container', WRONG);
  const left = put('node_modules/x/a.container', WRONG);
  const elsewhere = path.join(root, 'elsewhere');
  fs.mkdirSync(elsewhere, { recursive: true });
  fs.writeFileSync(path.join(elsewhere, 'a.container'), WRONG);
  fs.symlinkSync(elsewhere, path.join(folder, 'link'));
  const at = (name: string): string => uriOfPath(path.join(folder, name));
  await changed([at('link'), 1], [at('node_modules'), 1], [at('node_modules/x'), 1], [uriOfPath(elsewhere), 1], [at('gone'), 1], [at('new'), 1]);
  await until('the unit in the new folder', () => codesOf(session, inner)?.includes('quadlet-unknown-key 2'));
  expect([...session.diagnostics.keys()].sort()).toEqual([inner, at('sane.container')].sort());
  expect(session.diagnostics.has(left)).toBe(false);
  fs.renameSync(path.join(folder, 'new'), path.join(folder, 'newer'));
  await changed([at('newer'), 1], [at('new'), 3]);
  await until('the unit under its new name', () => codesOf(session, at('newer/deeper/a.container'))?.includes('quadlet-unknown-key 2') && codesOf(session, inner) === undefined);
});

test('a file and a link to it, both open with texts of their own: each is edited where it stands', async () => {
  fs.symlinkSync('sane.container', path.join(folder, 'link.container'));
  await start();
  await saneIsChecked();
  const [real, link] = ['sane', 'link'].map((name) => uriOfPath(path.join(folder, `${name}.container`))) as [string, string];
  session.open(real, '[Container]\nImage=docker.io/a:1\nCPUQuota=50%\n', 3);
  session.open(link, '[Container]\nImage=docker.io/a:1\n\n\nCPUQuota=50%\n', 8);
  await until('both', () => codesOf(session, real)?.includes('quadlet-unknown-key 2') && codesOf(session, link)?.includes('quadlet-unknown-key 4'));
  for (const [uri, line, version] of [[real, 2, 3], [link, 4, 8]] as const) {
    const actions = await session.client.sendRequest<{ title: string; edit: { documentChanges: { textDocument: object }[] } }[]>('textDocument/codeAction', { textDocument: { uri }, range: { start: { line, character: 0 }, end: { line, character: 1 } }, context: { diagnostics: [] } });
    expect(actions.filter(({ title }) => /Service/.test(title)).map(({ edit }) => edit.documentChanges.map(({ textDocument }) => textDocument))).toEqual([[{ uri, version }]]);
  }
  session.close(link);
  await until('what is on the disk', () => codesOf(session, link)?.includes('quadlet-unknown-key 2'));
  expect(codesOf(session, real)).toContain('quadlet-unknown-key 2');
});

test('one folder of the workspace in another: its files are told of once', async () => {
  const inner = put('inner/a.container', WRONG);
  await start({ folders: [uriOfPath(folder), uriOfPath(path.join(folder, 'inner')), uriOfPath(folder)] });
  await saneIsChecked();
  await until('the inner file', () => codesOf(session, inner)?.includes('quadlet-unknown-key 2'));
  expect(await session.client.sendRequest<{ name: string }[]>('workspace/symbol', { query: '' })).toHaveLength(2);
});
