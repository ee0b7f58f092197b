import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { test, until } from '../vscode/runner.ts';
import { screen } from '../vscode/screen.ts';
import { codeOf, diagnosticOn, diagnosticsOf, folder, open, rangeOf } from '../vscode/workspace.ts';

/** Our problems of a file that need not be open, as `line: rule`. */
const problemsOf = (uri: vscode.Uri): string[] =>
  vscode.languages.getDiagnostics(uri).filter(({ source }) => source === 'quadlet-stack').map((problem) => `${problem.range.start.line + 1}: ${codeOf(problem)}`);

test('the workspace is a virtual one, in a browser', async () => {
  assert.equal(folder().scheme, 'vscode-test-web');
  assert.equal(vscode.env.uiKind, vscode.UIKind.Web);
});

test('a unit leads to another that was never opened', async () => {
  const { document } = await open('celery-worker.container');
  const service = rangeOf(document, 'redis.service');
  const places = await until('the definition', async () => {
    const found = await vscode.commands.executeCommand<(vscode.Location | vscode.LocationLink)[]>('vscode.executeDefinitionProvider', document.uri, service.start.translate(0, 3));
    return found.length > 0 && found;
  });
  assert.deepEqual(places.map((place) => ('targetUri' in place ? place.targetUri : place.uri).toString()), [vscode.Uri.joinPath(folder(), 'redis.container').toString()]);
});

test('a file that appears, changes and goes is followed, open or not', async () => {
  await open('postgres.container');
  const uri = vscode.Uri.joinPath(folder(), 'petunia.container');
  const write = (text: string): Thenable<void> => vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  await write('[Container]\nImage=docker.io/library/alpine:3.20\nMemory=64M\nCPUQuota=20%\n');
  await until('its problem', () => problemsOf(uri).includes('4: quadlet-unknown-key'));
  await write('[Container]\nImage=docker.io/library/alpine:3.20\nMemory=64M\n');
  await until('its problem to go', () => !problemsOf(uri).includes('4: quadlet-unknown-key'));
  await write('[Container]\nMemory=64M\n');
  await until('another problem', () => problemsOf(uri).length > 0);
  await vscode.workspace.fs.delete(uri);
  await until('its problems to go with it', () => problemsOf(uri).length === 0);
});

test('the budget knows every container of the stack', async () => {
  await open('postgres.container');
  await vscode.commands.executeCommand('quadletStack.showBudget');
  for (const service of ['celery-worker', 'django', 'pgbouncer', 'postgres', 'redis']) await screen.waitFor({ selector: '#picture svg text', text: service });
  await screen.shot('budget-whole');
});

test('no RAM is taken for the server’s: a browser is none', async () => {
  await open('postgres.container');
  const done = vscode.commands.executeCommand('quadletStack.tuneForRam');
  assert.equal((await screen.waitFor({ selector: '.quick-input-widget .monaco-list-row', text: 'GB' })).trim(), '1 GB');
  await screen.press('Escape');
  await done;
});

test('what needs a program is not offered, and says why when it is asked for', async () => {
  await open('postgres.container');
  await vscode.commands.executeCommand('workbench.action.showCommands');
  await screen.type('Quadlet Stack: Check with Installed');
  // It is not among them: the palette says that the others are only similar.
  await screen.waitFor({ selector: '.quick-input-widget .monaco-list-row', text: 'similar commands' });
  await screen.press('Escape');
  await vscode.commands.executeCommand('quadletStack.checkWithPrograms');
  await screen.waitFor({ selector: '.notification-list-item-message', text: 'There are no programs here to check with' });
});

test('the worker is started anew by Restart Language Server', async () => {
  const { document } = await open('postgres.container');
  const before = codeOf(await diagnosticOn(document, 'CPUQuota='));
  await vscode.commands.executeCommand('quadletStack.restartServer');
  assert.equal(codeOf(await diagnosticOn(document, 'CPUQuota=')), before);
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>('vscode.executeHoverProvider', document.uri, rangeOf(document, 'HealthCmd').start.translate(0, 2));
  assert.ok(hovers.length > 0, 'no hover after the restart');
  assert.ok(diagnosticsOf(document).length > 0);
});
