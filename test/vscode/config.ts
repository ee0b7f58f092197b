import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { NO_SCREEN, screen } from './screen.ts';
import { test, until } from './runner.ts';
import { codeOf, diagnosticsOf, folder, open } from './workspace.ts';

const write = (uri: vscode.Uri, text: string): Thenable<void> => vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));

test('.quadlet-stack.json is completed and checked as it is written, and holds in the editor', async () => {
  const config = vscode.Uri.joinPath(folder(), '.quadlet-stack.json');
  const { document: unit } = await open('redis.container');
  const codes = (): unknown[] => diagnosticsOf(unit).map(codeOf);
  await until('the unit to be checked', () => codes().includes('quadlet-unknown-key'));
  try {
    await write(config, '{\n  "rules": {\n    "quadlet-unknown-key": "off"\n  },\n  "maxWarnings": -1\n}\n');
    await until('the rule to be silent', () => !codes().includes('quadlet-unknown-key') && codes().length > 0);

    const document = await vscode.workspace.openTextDocument(config);
    await vscode.window.showTextDocument(document);
    await until('the schema to be applied', () => vscode.languages.getDiagnostics(config).length > 0);
    assert.deepEqual(vscode.languages.getDiagnostics(config).map(({ range }) => range.start.line), [4]);
    const labels = async (line: number, character: number): Promise<string[]> =>
      (await vscode.commands.executeCommand<vscode.CompletionList>('vscode.executeCompletionItemProvider', config, new vscode.Position(line, character))).items.map(({ label }) => (typeof label === 'string' ? label : label.label).replaceAll('"', ''));
    assert.deepEqual((await labels(2, 29)).sort(), ['error', 'hint', 'information', 'off', 'warning']);
    const rules = await until('rules to be offered', async () => {
      const found = await labels(2, 6);
      return found.includes('redis-evicts-broker-queue') && found;
    });
    assert.ok(!rules.includes('no-such-rule'));
    await screen.shot('configuration');
  } finally {
    await vscode.workspace.fs.delete(config);
  }
  await until('the rule to speak again', () => codes().includes('quadlet-unknown-key'));
}, NO_SCREEN);
