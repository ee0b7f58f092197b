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

/** Puts the document back as it is on the disk and closes its editor. */
export async function discard(): Promise<void> {
  await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
}

export async function closeAll(): Promise<void> {
  while (vscode.window.visibleTextEditors.some(({ document }) => document.isDirty)) await discard();
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
}
