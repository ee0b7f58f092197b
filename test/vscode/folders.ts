import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { test, until } from './runner.ts';
import { codeOf, folder, open } from './workspace.ts';

const UNIT = '[Container]\nImage=docker.io/library/alpine:3.20\nMemory=64M\nCPUQuota=20%\n';

/** Whether the unit of a folder of the workspace has its problem. */
const isKnown = (...parts: string[]): boolean => vscode.languages.getDiagnostics(vscode.Uri.joinPath(folder(), ...parts)).some((problem) => codeOf(problem) === 'quadlet-unknown-key');

test('a folder that is moved in, renamed and deleted takes its files with it, open or not', async () => {
  await open('postgres.container');
  const elsewhere = fs.mkdtempSync(path.join(os.tmpdir(), 'quadlet-stack-moved-'));
  fs.mkdirSync(path.join(elsewhere, 'petunia', 'deeper'), { recursive: true });
  fs.writeFileSync(path.join(elsewhere, 'petunia', 'deeper', 'petunia.container'), UNIT);
  const at = (name: string): string => path.join(folder().fsPath, name);
  try {
    // As `git checkout` and `mv` do it: the folder comes whole.
    fs.cpSync(path.join(elsewhere, 'petunia'), at('.petunia'), { recursive: true });
    fs.renameSync(at('.petunia'), at('petunia'));
    await until('the unit that came', () => isKnown('petunia', 'deeper', 'petunia.container'));
    fs.renameSync(at('petunia'), at('tulip'));
    await until('the unit in its new folder', () => isKnown('tulip', 'deeper', 'petunia.container') && !isKnown('petunia', 'deeper', 'petunia.container'));
    // As the explorer does it, with the unit open.
    const edit = new vscode.WorkspaceEdit();
    await vscode.window.showTextDocument(vscode.Uri.joinPath(folder(), 'tulip', 'deeper', 'petunia.container'));
    edit.renameFile(vscode.Uri.joinPath(folder(), 'tulip'), vscode.Uri.joinPath(folder(), 'rose'));
    if (!(await vscode.workspace.applyEdit(edit))) throw new Error('the folder was not renamed');
    await until('the unit in its third folder', () => isKnown('rose', 'deeper', 'petunia.container') && !isKnown('tulip', 'deeper', 'petunia.container'));
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    fs.rmSync(at('rose'), { recursive: true });
    await until('nothing to be left', () => !isKnown('rose', 'deeper', 'petunia.container'));
  } finally {
    for (const name of [elsewhere, at('.petunia'), at('petunia'), at('tulip'), at('rose')]) fs.rmSync(name, { recursive: true, force: true });
  }
});
