import * as vscode from 'vscode';
import type { Session } from '../extension.ts';

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

/** Shows the first warning and says how many more the log has: not a heap of messages. */
export function warn({ log }: Session, warnings: readonly string[]): void {
  for (const warning of warnings) log.warn(warning);
  const [first, ...more] = warnings;
  if (first === undefined) return;
  const show = vscode.l10n.t('Show Log');
  const message = more.length === 0 ? first : vscode.l10n.t('{0} ({1} more in the log)', first, more.length);
  void vscode.window.showWarningMessage(`Quadlet Stack: ${message}`, show).then((chosen) => chosen === show && log.show());
}
