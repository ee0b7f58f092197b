import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { test, until } from './runner.ts';
import { NO_SCREEN, screen } from './screen.ts';
import { folder, rangeOf } from './workspace.ts';

const read = async (uri: vscode.Uri): Promise<string | undefined> => vscode.workspace.fs.readFile(uri).then((bytes) => new TextDecoder().decode(bytes), () => undefined);
const write = (uri: vscode.Uri, text: string): Thenable<void> => vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));

/** A folder of its own below the stack; gone afterwards, whatever happens. */
async function withFolder(name: string, body: (target: vscode.Uri) => Promise<void>): Promise<void> {
  const target = vscode.Uri.joinPath(folder(), name);
  try {
    await body(target);
  } finally {
    await vscode.workspace.saveAll(false);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.workspace.fs.delete(target, { recursive: true });
  }
}

test('a new stack replaces no file unasked', () => withFolder('shop', async (target) => {
  const mine = vscode.Uri.joinPath(target, 'redis.conf');
  await write(mine, '# mine\n');
  await write(vscode.Uri.joinPath(target, 'README.md'), '# mine\n');
  const written = async (): Promise<string[]> => (await vscode.workspace.fs.readDirectory(target)).map(([name]) => name).sort();
  const again = (): Thenable<unknown> => vscode.commands.executeCommand('quadletStack.newStack', target, { name: 'shop', services: ['redis'], ram: '4G' });

  const left = again();
  await screen.waitFor({ selector: '.quick-input-widget', text: '2 files are there already' });
  await screen.shot('new-stack-exists');
  await screen.press('Escape');
  await left;
  assert.deepEqual(await written(), ['README.md', 'redis.conf']);

  const others = again();
  await screen.click({ selector: '.quick-input-widget .monaco-list-row', text: 'Write the others only' });
  await others;
  assert.deepEqual(await written(), ['README.md', 'redis-data.volume', 'redis.conf', 'redis.container', 'shop.network']);
  assert.equal(await read(mine), '# mine\n');

  const replacing = again();
  await screen.click({ selector: '.quick-input-widget .monaco-list-row', text: 'Replace what is there' });
  await replacing;
  assert.match((await read(mine)) ?? '', /^maxmemory /m);
}), NO_SCREEN);

test('a service is renamed in every file at once, after a preview', () => withFolder('library', async (target) => {
  const at = (name: string): vscode.Uri => vscode.Uri.joinPath(target, name);
  await write(at('catalogue.container'), '[Container]\nImage=docker.io/library/redis:7\nContainerName=catalogue\nNetwork=library.network\n');
  await write(at('reader.container'), '[Unit]\nRequires=catalogue.service\nAfter=catalogue.service\n\n[Container]\nImage=localhost/reader:1\nNetwork=library.network\nEnvironmentFile=./reader.env\n');
  await write(at('reader.env'), 'CACHE_URL=redis://catalogue:6379/0\n');
  await write(at('library.network'), '[Network]\n');
  const reader = await vscode.workspace.openTextDocument(at('reader.container'));
  await vscode.window.showTextDocument(reader);
  // Each file is told of by itself: of one that the server has not yet heard of, a rename would say nothing.
  const catalogue = await vscode.workspace.openTextDocument(at('catalogue.container'));
  await until('the new files', async () => {
    const found = await vscode.commands.executeCommand<vscode.Location[]>('vscode.executeReferenceProvider', catalogue.uri, rangeOf(catalogue, 'catalogue').start);
    return ['reader.container', 'reader.env'].every((name) => found.some(({ uri }) => uri.path.endsWith(`/${name}`)));
  });
  const done = vscode.commands.executeCommand('quadletStack.renameService', at('catalogue.container').toString(), 'books');
  await screen.waitFor({ selector: '.refactor-preview .monaco-list-row, .monaco-list-row', text: 'Rename to books' });
  await screen.shot('rename-service');
  assert.equal(await read(at('books.container')), undefined, 'something was changed before it was confirmed');
  await vscode.commands.executeCommand('refactorPreview.apply');
  await done;
  const expected = {
    'books.container': '[Container]\nImage=docker.io/library/redis:7\nContainerName=books\nNetwork=library.network\n',
    'reader.container': '[Unit]\nRequires=books.service\nAfter=books.service\n\n[Container]\nImage=localhost/reader:1\nNetwork=library.network\nEnvironmentFile=./reader.env\n',
    'reader.env': 'CACHE_URL=redis://books:6379/0\n',
  };
  for (const [name, text] of Object.entries(expected)) await until(`${name} as it should be`, async () => (await read(at(name))) === text);
  assert.equal(await read(at('catalogue.container')), undefined);
}), NO_SCREEN);
