import * as vscode from 'vscode';
import { test } from './runner.ts';
import { NO_SCREEN, screen } from './screen.ts';
import { open } from './workspace.ts';

for (const [command, name] of [['showBudget', 'budget'], ['showStack', 'stack']] as const) {
  test(`the ${name} is drawn`, async () => {
    await open('postgres.container');
    await vscode.commands.executeCommand(`quadletStack.${command}`);
    await screen.waitFor({ selector: '#picture svg' });
    await screen.shot(name);
    }, NO_SCREEN);
}

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
