import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { test, until } from './runner.ts';
import { NO_SCREEN, screen } from './screen.ts';
import { folder, open, rangeOf } from './workspace.ts';

const isOpenAt = (name: string, line: RegExp) => (): boolean => {
  const editor = vscode.window.activeTextEditor;
  return editor !== undefined && editor.document.uri.path.endsWith(`/${name}`) && line.test(editor.document.lineAt(editor.selection.active.line).text);
};

test('the stack is drawn, and its boxes lead to their files by keyboard', async () => {
  await open('postgres.container');
  await vscode.commands.executeCommand('quadletStack.showStack');
  await screen.waitFor({ selector: '#picture svg.stack' });
  await screen.shot('stack');
  await screen.focus({ selector: '#export' });
  await screen.press('Tab');
  await screen.waitFor({ selector: '#picture [data-id="door open to the world"]:focus' });
  await screen.focus({ selector: '#picture [data-id="redis.container"]' });
  await screen.waitFor({ selector: '#picture .wire.near[data-to="redis.container"]' });
  await screen.shot('stack-focus');
  await screen.press('Enter');
  await until('redis.container', isOpenAt('redis.container', /^/));
  await screen.shot('stack-opened');
}, NO_SCREEN);

test('a picture follows the files, and keeps focus and zoom', async () => {
  const { document } = await open('redis.container');
  await vscode.commands.executeCommand('quadletStack.showStack');
  await screen.waitFor({ selector: '#picture [data-id="redis.container"] text', text: '1 GB' });
  await screen.click({ selector: '#zoom-in' });
  await screen.focus({ selector: '#picture [data-id="redis.container"]' });
  const edit = new vscode.WorkspaceEdit();
  edit.replace(document.uri, rangeOf(document, 'Memory=1G'), '# lines move\nMemory=3G');
  await vscode.workspace.applyEdit(edit);
  await screen.waitFor({ selector: '#picture [data-id="redis.container"] text', text: '3 GB' });
  await screen.waitFor({ selector: '#picture [data-id="redis.container"]:focus' });
  await screen.waitFor({ selector: '#picture svg.zoomed' });
}, NO_SCREEN);

test('a picture is exported as a file that needs nothing else', async () => {
  await open('postgres.container');
  await vscode.commands.executeCommand('quadletStack.showStack');
  await screen.waitFor({ selector: '#picture svg.stack' });
  await screen.click({ selector: '#export' });
  await screen.waitFor({ selector: '.quick-input-widget .monaco-button', text: 'OK' });
  await screen.shot('stack-export');
  await screen.press('Enter');
  const target = vscode.Uri.joinPath(folder(), 'stack.svg');
  const svg = await until('the file', () => Promise.resolve(vscode.workspace.fs.readFile(target)).then((bytes) => new TextDecoder().decode(bytes), () => undefined));
  await vscode.workspace.fs.delete(target);
  assert.match(svg, /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" viewBox="[^"]+"[^]*celery-worker[^]*<\/svg>\n$/);
  assert.doesNotMatch(svg, /var\(|file:|data-uri|tabindex/);
}, NO_SCREEN);

test('the budget answers another RAM, and leads to the line', async () => {
  await open('postgres.container');
  await vscode.commands.executeCommand('quadletStack.showBudget');
  await screen.waitFor({ selector: '#picture svg.budget' });
  await screen.choose({ selector: '#ram', value: '8G' });
  await screen.waitFor({ selector: '#picture text', text: 'It does not fit' });
  await screen.waitFor({ selector: '#picture text', text: '8 GB RAM' });
  await screen.shot('budget');
  await screen.choose({ selector: '#ram', value: '64G' });
  await screen.waitFor({ selector: '#picture text', text: '64 GB RAM' });
  await screen.waitFor({ selector: '#picture text', text: 'It fits, with a risk' });
  await screen.choose({ selector: '#ram', value: 'other' });
  await screen.waitFor({ selector: '.quick-input-widget', text: 'How much RAM might the server have?' });
  await screen.type('11G');
  await screen.waitFor({ selector: '.quick-input-widget .monaco-list-row', text: '11 GB' });
  await screen.press('Enter');
  await screen.waitFor({ selector: '#picture text', text: '11 GB RAM' });
  await screen.shot('budget-what-if');
  await screen.click({ selector: '#picture [role="link"][aria-label^="celery-worker:"]' });
  await until('the limit of celery-worker', isOpenAt('celery-worker.container', /^Memory=/));
}, NO_SCREEN);

test('the status bar tells what the stack takes', async () => {
  await open('postgres.container');
  await vscode.workspace.getConfiguration('quadletStack').update('host.memory', '8G', vscode.ConfigurationTarget.Workspace);
  await screen.waitFor({ selector: '.statusbar-item', text: 'GB' });
  await screen.shot('status');
  await vscode.workspace.getConfiguration('quadletStack').update('host.memory', undefined, vscode.ConfigurationTarget.Workspace);
}, NO_SCREEN);

test('a userlist entry is made, and its password shown nowhere', async () => {
  const editor = await open('userlist.txt');
  const done = vscode.commands.executeCommand('quadletStack.makeUserlistEntry');
  await screen.waitFor({ selector: '.quick-input-widget', text: 'User name' });
  await screen.type('petunia');
  await screen.press('Enter');
  await screen.waitFor({ selector: '.quick-input-widget .monaco-list-row', text: 'SCRAM' });
  await screen.press('Enter');
  await screen.waitFor({ selector: '.quick-input-widget input[type=password]' });
  await screen.type('correct horse');
  await screen.shot('userlist');
  await screen.press('Enter');
  await done;
  const text = editor.document.getText();
  if (!/^"petunia" "SCRAM-SHA-256\$4096:[\w+/]+=*\$[\w+/]+=*:[\w+/]+=*"$/m.test(text) || text.includes('horse')) throw new Error(`userlist.txt is now:\n${text}`);
}, NO_SCREEN);
