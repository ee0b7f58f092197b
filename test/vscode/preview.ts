import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { test, until } from './runner.ts';
import { screen } from './screen.ts';
import { open, rangeOf } from './workspace.ts';

const previews = (): vscode.TextEditor[] => vscode.window.visibleTextEditors.filter(({ document }) => document.uri.scheme === 'quadlet-stack-preview');

/** celery-flower.container without the network that the stack has no unit for: then Podman takes it. */
async function openMended(): Promise<vscode.TextEditor> {
  const unit = await open('celery-flower.container');
  await unit.edit((edit) => edit.delete(unit.document.lineAt(rangeOf(unit.document, 'Network=').start.line).rangeIncludingLineBreak));
  return unit;
}

test('the generated service is shown beside its unit and follows what one types', async () => {
  const unit = await open('celery-flower.container');
  await vscode.commands.executeCommand('quadletStack.showGeneratedService');
  const preview = await until('the preview', () => previews()[0]);
  await until('why there is none', () => /trader_net/.test(preview.document.getText()));
  assert.equal(preview.document.languageId, 'quadlet-service');
  await openMended();
  await until('the generated service', () => /ExecStart=.*podman run/.test(preview.document.getText()));
  await unit.edit((edit) => edit.replace(rangeOf(unit.document, 'ContainerName=celery-flower'), 'ContainerName=petunia'));
  await until('the new name', () => preview.document.getText().includes('petunia'));
  const name = rangeOf(unit.document, 'ContainerName=petunia');
  await vscode.window.showTextDocument(unit.document, { viewColumn: unit.viewColumn, selection: name });
  await screen.shot('preview');
});

test('two Podman versions are compared', async () => {
  const unit = await openMended();
  await vscode.commands.executeCommand('quadletStack.compareGeneratedService', unit.document.uri.toString(), [{ podman: '5.5' }, { podman: '6.1' }]);
  await until('both sides', () => previews().length === 2 && previews().every(({ document }) => document.getText().includes('podman run')));
  await screen.shot('compare');
});

test('podman run is copied', async () => {
  const unit = await openMended();
  await vscode.env.clipboard.writeText('');
  await vscode.commands.executeCommand('quadletStack.copyPodmanRun', unit.document.uri.toString());
  assert.match(await until('the clipboard', async () => (await vscode.env.clipboard.readText()) || undefined), /^podman run /);
});
