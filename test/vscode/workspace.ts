import * as vscode from 'vscode';
import { until } from './runner.ts';

/** The folder under test. */
export const folder = (): vscode.Uri => vscode.workspace.workspaceFolders![0]!.uri;

/** Opens a file of the folder, by its name or path, in an editor. */
export async function open(path: string, viewColumn?: vscode.ViewColumn): Promise<vscode.TextEditor> {
  const found = path.includes('/') ? vscode.Uri.joinPath(folder(), path) : (await vscode.workspace.findFiles(`**/${path}`))[0];
  if (found === undefined) throw new Error(`the workspace has no ${path}`);
  return vscode.window.showTextDocument(found, { viewColumn, preview: false });
}

/** The range of a text's first occurrence; throws where it does not occur. */
export function rangeOf(document: vscode.TextDocument, text: string): vscode.Range {
  const at = document.getText().indexOf(text);
  if (at < 0) throw new Error(`${document.uri.path} has no ${JSON.stringify(text)}`);
  return new vscode.Range(document.positionAt(at), document.positionAt(at + text.length));
}

/** Our diagnostics of a document. */
export const diagnosticsOf = (document: vscode.TextDocument): vscode.Diagnostic[] =>
  vscode.languages.getDiagnostics(document.uri).filter(({ source }) => source === 'quadlet-stack');

export const codeOf = ({ code }: vscode.Diagnostic): string | number | undefined => (typeof code === 'object' ? code.value : code);

/** Waits for a diagnostic on the line of `text`. */
export const diagnosticOn = (document: vscode.TextDocument, text: string): Promise<vscode.Diagnostic> =>
  until(`a diagnostic on ${text}`, () => diagnosticsOf(document).find(({ range }) => range.start.line === rangeOf(document, text).start.line));

/** Gives up what is not saved and closes everything, so that the next test finds the stack as it was. */
export async function tidy(): Promise<void> {
  for (const document of vscode.workspace.textDocuments.filter(({ isDirty }) => isDirty)) {
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  }
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  await vscode.commands.executeCommand('workbench.action.closePanel');
  await vscode.commands.executeCommand('notifications.clearAll');
}
