import * as vscode from 'vscode';

/** Says what went wrong and offers the log. */
export async function offerLog(message: string, log: vscode.LogOutputChannel): Promise<void> {
  const show = vscode.l10n.t('Show Log');
  if ((await vscode.window.showErrorMessage(message, show)) === show) log.show();
}
