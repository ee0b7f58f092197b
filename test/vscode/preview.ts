import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { test, until } from './runner.ts';
import { screen } from './screen.ts';
import { open, rangeOf } from './workspace.ts';

/** A unit of the broken stack that Podman takes. */
const UNIT = 'celery-flower.container';
const previews = (): vscode.TextEditor[] => vscode.window.visibleTextEditors.filter(({ document }) => document.uri.scheme === 'quadlet-stack-preview');

test('the generated service is shown beside its unit and follows what one types', async () => {
  const unit = await open(UNIT);
  await vscode.commands.executeCommand('quadletStack.showGeneratedService');
  const preview = await until('the preview', () => previews()[0]);
  const shows = (text: string | RegExp) => (typeof text === 'string' ? preview.document.getText().includes(text) : text.test(preview.document.getText()));
  await until('the generated service', () => shows(/^ExecStart=.*podman run/m));
  assert.equal(preview.document.languageId, 'quadlet-service');

  const name = (): vscode.Range => unit.document.lineAt(rangeOf(unit.document, 'ContainerName=').start.line).range;
  await unit.edit((edit) => edit.replace(name(), 'ContainerName=petunia'));
  await until('the new name', () => shows('petunia'));
  await vscode.window.showTextDocument(unit.document, { viewColumn: unit.viewColumn, selection: name() });
  await screen.shot('preview');

  await unit.edit((edit) => edit.insert(name().end, '\nNetwork=nowhere.network'));
  await until('why there is none', () => shows('nowhere') && !shows(/^ExecStart=/m));
});

test('two Podman versions are compared', async () => {
  const unit = await open(UNIT);
  await vscode.commands.executeCommand('quadletStack.compareGeneratedService', unit.document.uri.toString(), [{ podman: '5.5' }, { podman: '6.1' }]);
  await until('both sides', () => previews().length === 2 && previews().every(({ document }) => document.getText().includes('podman run')));
  await screen.shot('compare');
});

test('podman run is copied', async () => {
  const unit = await open(UNIT);
  await vscode.env.clipboard.writeText('');
  await vscode.commands.executeCommand('quadletStack.copyPodmanRun', unit.document.uri.toString());
  assert.match(await until('the clipboard', async () => (await vscode.env.clipboard.readText()) || undefined), /^(?:\S*\/)?podman run /);
});
