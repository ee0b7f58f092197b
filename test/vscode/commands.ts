import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { test, until } from './runner.ts';
import { NO_SCREEN, screen } from './screen.ts';
import { codeOf, folder } from './workspace.ts';

const fresh = (): vscode.Uri => vscode.Uri.joinPath(folder(), 'fresh');
const exists = (name: string): Promise<boolean> => Promise.resolve(vscode.workspace.fs.stat(vscode.Uri.joinPath(fresh(), name))).then(() => true, () => false);
const textOf = async (name: string): Promise<string> => (await vscode.workspace.openTextDocument(vscode.Uri.joinPath(fresh(), name))).getText();

async function forget(): Promise<void> {
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  await vscode.workspace.fs.delete(fresh(), { recursive: true });
}

test('a new stack is asked for from the explorer’s menu, step by step, and has no problems', async () => {
  await vscode.workspace.fs.createDirectory(fresh());
  // As the menu calls it: what was clicked, and all that is selected.
  const done = vscode.commands.executeCommand('quadletStack.newStack', fresh(), [fresh()]);
  await screen.waitFor({ selector: '.quick-input-widget .monaco-list-row', text: 'PostgreSQL' });
  await screen.shot('new-stack');
  await screen.press('Enter');
  await screen.waitFor({ selector: '.quick-input-widget', text: 'Names the network' });
  await screen.press('Enter');
  await screen.waitFor({ selector: '.quick-input-widget .monaco-list-row', text: '8 GB' });
  await screen.type('8G');
  await screen.waitFor({ selector: '.quick-input-widget .monaco-list-row.focused', text: '8 GB' });
  await screen.press('Enter');
  await done;
  assert.ok(await exists('postgres.container'));
  const errors = vscode.languages.getDiagnostics()
    .filter(([uri]) => uri.path.startsWith(fresh().path))
    .flatMap(([uri, problems]) => problems.filter(({ severity }) => severity === vscode.DiagnosticSeverity.Error).map((problem) => `${uri.path}: ${codeOf(problem)}`));
  assert.deepEqual(errors, []);
  await screen.shot('new-stack-written');
  await forget();
}, NO_SCREEN);

test('what is there is not overwritten by a new stack', async () => {
  const unit = vscode.Uri.joinPath(fresh(), 'redis.container');
  await vscode.workspace.fs.writeFile(unit, new TextEncoder().encode('# mine\n'));
  await vscode.commands.executeCommand('quadletStack.newStack', fresh(), { name: 'fresh', services: ['redis'], ram: '2G' });
  await screen.waitFor({ selector: '.notification-list-item-message', text: 'is there already' });
  assert.deepEqual((await vscode.workspace.fs.readDirectory(fresh())).map(([name]) => name), ['redis.container']);
  assert.equal(await textOf('redis.container'), '# mine\n');
  await forget();
}, NO_SCREEN);

test('a service is renamed with the hosts that name it', async () => {
  await vscode.commands.executeCommand('quadletStack.newStack', fresh(), { name: 'fresh', services: ['postgres', 'pgbouncer'], ram: '4G' });
  const unit = vscode.Uri.joinPath(fresh(), 'postgres.container');
  for (const uri of [unit, vscode.Uri.joinPath(fresh(), 'pgbouncer.ini')]) {
    await until(`the server to know ${uri.path}`, async () => (await vscode.commands.executeCommand<vscode.DocumentSymbol[]>('vscode.executeDocumentSymbolProvider', uri))?.length > 0);
  }
  const done = vscode.commands.executeCommand('quadletStack.renameService', unit, 'database');
  await screen.waitFor({ selector: '.monaco-list-row', text: '(optional)' });
  await screen.shot('rename-service');
  await vscode.commands.executeCommand('refactorPreview.apply');
  await done;
  assert.equal(await exists('database.container'), true);
  assert.equal(await exists('postgres.container'), false);
  assert.match(await textOf('pgbouncer.ini'), /host=database\b/);
  await vscode.workspace.saveAll(false);
  await forget();
}, NO_SCREEN);
