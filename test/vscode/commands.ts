import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { test } from './runner.ts';
import { NO_SCREEN, screen } from './screen.ts';
import { codeOf, folder } from './workspace.ts';

const fresh = (): vscode.Uri => vscode.Uri.joinPath(folder(), 'fresh');
const exists = (name: string): Promise<boolean> => Promise.resolve(vscode.workspace.fs.stat(vscode.Uri.joinPath(fresh(), name))).then(() => true, () => false);

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
