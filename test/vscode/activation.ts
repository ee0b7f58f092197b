import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { test, until } from './runner.ts';
import { screen } from './screen.ts';
import { codeOf, diagnosticOn, diagnosticsOf, open } from './workspace.ts';

const ID = 'quadlet-stack.quadlet-stack';

test('files are recognised by name', async () => {
  const expected = { 'postgres.container': 'quadlet', 'redis.conf': 'redis-conf', 'pgbouncer.ini': 'pgbouncer-ini', 'userlist.txt': 'pgbouncer-userlist', '.env': 'dotenv' };
  const seen = Object.fromEntries(await Promise.all(Object.keys(expected).map(async (name) => {
    const [uri] = await vscode.workspace.findFiles(`**/${name}`);
    return [name, (await vscode.workspace.openTextDocument(uri!)).languageId];
  })));
  assert.deepEqual(seen, expected);
});

test('opening a unit starts the extension and its server', async () => {
  await open('postgres.container');
  const extension = vscode.extensions.getExtension<{ ready(): Promise<void> }>(ID);
  assert.ok(extension, 'the extension is not installed');
  const { ready } = await extension.activate();
  await ready();
});

test('every contributed command exists', async () => {
  const { contributes } = vscode.extensions.getExtension(ID)!.packageJSON as { contributes: { commands: { command: string }[] } };
  const known = new Set(await vscode.commands.getCommands(true));
  assert.deepEqual(contributes.commands.map(({ command }) => command).filter((command) => !known.has(command)), []);
});

test('what Podman refuses is underlined in red', async () => {
  const editor = await open('postgres.container');
  const { document } = editor;
  const quota = await diagnosticOn(document, 'CPUQuota=');
  assert.equal(codeOf(quota), 'quadlet-unknown-key');
  assert.equal(quota.severity, vscode.DiagnosticSeverity.Error);
  assert.match(quota.message, /CPUQuota=/);
  editor.revealRange(quota.range, vscode.TextEditorRevealType.InCenter);
  await screen.waitFor({ selector: '.squiggly-error' });
  await screen.shot('diagnostics-postgres');
});

test('what Redis refuses is underlined in red', async () => {
  const { document } = await open('redis.conf');
  const save = await diagnosticOn(document, 'save 900 1');
  assert.equal(codeOf(save), 'redis-comment-after-value');
  assert.ok(diagnosticsOf(document).filter(({ severity }) => severity === vscode.DiagnosticSeverity.Error).length >= 3);
  await screen.shot('diagnostics-redis');
});

test('pgbouncer.ini and .env are coloured', async () => {
  await open('pgbouncer.ini');
  await screen.waitFor({ selector: '.view-line span.mtk1, .view-line span' });
  await screen.shot('pgbouncer');
  await open('.env');
  await screen.shot('env');
});

test('problems of files that are not open are listed', async () => {
  const [uri] = await vscode.workspace.findFiles('**/celery-worker.container');
  await until('problems of celery-worker.container', () => vscode.languages.getDiagnostics(uri!).some(({ source }) => source === 'quadlet-stack'));
});
