import * as vscode from 'vscode';

/** The unit that a command is for: what a lens or menu gave, else the active editor's file. Tells the user where there is none. */
export function unitUri(given: vscode.Uri | string | undefined): string | undefined {
  if (given !== undefined) return typeof given === 'string' ? given : given.toString();
  const document = vscode.window.activeTextEditor?.document;
  if (document?.languageId === 'quadlet') return document.uri.toString();
  void vscode.window.showInformationMessage(vscode.l10n.t('Open a Quadlet unit first, such as a .container file.'));
  return undefined;
}

/** The file's name, for titles. */
export const nameOfUri = (uri: string): string => decodeURIComponent(uri.slice(uri.lastIndexOf('/') + 1));

/** Shows why the server cannot do what was asked. */
export function refuse(error: string): void {
  void vscode.window.showErrorMessage(`Quadlet Stack: ${error}`);
}
