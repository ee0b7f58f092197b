import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { test, until } from './runner.ts';
import { NO_SCREEN, screen } from './screen.ts';
import { open, rangeOf } from './workspace.ts';

/** What the editors hold of every file of the stack: path → text. */
async function texts(): Promise<Record<string, string>> {
  const uris = await vscode.workspace.findFiles('**/{*.container,*.conf,*.ini,.env}');
  const documents = await Promise.all(uris.map((uri) => vscode.workspace.openTextDocument(uri)));
  return Object.fromEntries(documents.map((document) => [document.uri.path, document.getText()]));
}

test('tuning is previewed, applied as one edit, and taken back by one undo', async () => {
  const editor = await open('postgres.container');
  const before = await texts();
  const done = vscode.commands.executeCommand('quadletStack.tuneForRam', { ram: '16G' });
  await screen.waitFor({ selector: '.monaco-list-row', text: 'Tuned for 16G' });
  await screen.waitFor({ selector: '.monaco-list-row', text: '(optional)' });
  await screen.shot('tune-preview');
  assert.deepEqual(await texts(), before, 'something was changed before it was confirmed');
  await vscode.commands.executeCommand('refactorPreview.apply');
  await done;
  await until('the new settings', async () => (await texts())[editor.document.uri.path] !== before[editor.document.uri.path]);
  const after = await texts();
  assert.ok(Object.keys(before).filter((path) => after[path] !== before[path]).length > 1, 'only one file was changed');
  assert.ok(!Object.values(after).some((text) => text.includes('Tuned for')), 'the comment was added though nobody ticked it');
  await vscode.window.showTextDocument(editor.document);
  await screen.shot('tune-applied');
  await vscode.commands.executeCommand('undo');
  await until('the undo', async () => (await texts())[editor.document.uri.path] === before[editor.document.uri.path]);
  assert.deepEqual(await texts(), before);
  // VS Code saves what a preview changed: what the undo brought back is not on the disk yet.
  await vscode.workspace.saveAll(false);
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
}, NO_SCREEN);

test('a line that depends on the RAM tells its planned value, offers it, and leads to the whole plan', async () => {
  const { document } = await open('postgres.container');
  // In a browser no machine tells.
  const memory = (size: string | undefined): Thenable<void> => vscode.workspace.getConfiguration('quadletStack').update('host.memory', size, vscode.ConfigurationTarget.Workspace);
  await memory('16G');
  const place = rangeOf(document, 'work_mem').start.translate(0, 2);
  const hovers = await until('the reason', async () => {
    const found = await vscode.commands.executeCommand<vscode.Hover[]>('vscode.executeHoverProvider', document.uri, place);
    const words = found.flatMap(({ contents }) => contents.map((content) => (typeof content === 'string' ? content : content.value))).join('\n');
    return words.includes('A plan for ') && words;
  });
  assert.match(hovers, /A plan for [\d.]+ GB has `\w+` here: .+/);
  const range = new vscode.Range(place, place);
  const actions = await until('both actions', async () => {
    const found = await vscode.commands.executeCommand<vscode.CodeAction[]>('vscode.executeCodeActionProvider', document.uri, range, vscode.CodeActionKind.RefactorRewrite.value);
    return found.length === 2 && found;
  });
  assert.match(actions[0]!.title, /^Set work_mem to \w+, as planned for [\d.]+ GB$/);
  assert.match(actions[1]!.title, /^Tune the stack for [\d.]+ GB…$/);
  const { command, arguments: args } = actions[1]!.command!;
  const done = vscode.commands.executeCommand(command, ...(args ?? []));
  await screen.waitFor({ selector: '.monaco-list-row', text: '(optional)' });
  await vscode.commands.executeCommand('refactorPreview.discard');
  await done;
  await memory(undefined);
}, NO_SCREEN);
