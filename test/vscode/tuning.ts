import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { test, until } from './runner.ts';
import { NO_SCREEN, screen } from './screen.ts';
import { closeAll, open } from './workspace.ts';

test('tuning is previewed, applied as one edit, and taken back by one undo', async () => {
  const editor = await open('postgres.container');
  const before = editor.document.getText();
  const done = vscode.commands.executeCommand('quadletStack.tuneForRam', { ram: '16G' });
  await screen.waitFor({ selector: '.refactor-preview .monaco-list-row, .bulk-edit-panel .monaco-list-row' });
  await screen.shot('tune-preview');
  assert.equal(editor.document.getText(), before, 'something was written before it was confirmed');
  await vscode.commands.executeCommand('refactorPreview.apply');
  await done;
  await until('the new settings', () => editor.document.getText() !== before);
  assert.match(editor.document.getText(), /^Memory=/m);
  await screen.shot('tune-applied');
  await vscode.window.showTextDocument(editor.document);
  const undo = vscode.commands.executeCommand('undo');
  // VS Code asks once whether to undo in all files.
  if (NO_SCREEN === undefined) await screen.press('Enter');
  await undo;
  await until('the undo', () => editor.document.getText() === before);
  await closeAll();
}, NO_SCREEN);

test('the RAM is chosen or typed', async () => {
  await open('postgres.container');
  const done = vscode.commands.executeCommand('quadletStack.tuneForRam');
  await screen.waitFor({ selector: '.quick-input-widget .monaco-list-row', text: '8 GB' });
  await screen.shot('tune-ram');
  await screen.type('12G');
  await screen.waitFor({ selector: '.quick-input-widget .monaco-list-row', text: '12 GB' });
  await screen.press('Enter');
  await screen.waitFor({ selector: '.quick-input-widget .monaco-list-row', text: 'Profile' });
  await screen.shot('tune-options');
  await screen.press('Escape');
  await done;
  await closeAll();
}, NO_SCREEN);
