import * as vscode from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import { CLIENT_COMMANDS, STATUS, type StatusParams } from '../../server/src/protocol/requests.ts';

const BACKGROUND: Readonly<Record<StatusParams['level'], string | undefined>> = {
  ok: undefined,
  warning: 'statusBarItem.warningBackground',
  error: 'statusBarItem.errorBackground',
};

/** The entry in the status bar: what the stack takes of the host's RAM. A click opens the budget. */
export function showStatus(client: BaseLanguageClient): vscode.Disposable {
  const item = vscode.window.createStatusBarItem('quadletStack.memory', vscode.StatusBarAlignment.Right, 90);
  item.name = vscode.l10n.t('Stack Memory');
  item.command = CLIENT_COMMANDS.showBudget;
  client.onNotification(STATUS, ({ text, tooltip, level }: StatusParams) => {
    item.text = `$(server) ${text}`;
    item.tooltip = new vscode.MarkdownString(tooltip);
    const background = BACKGROUND[level];
    item.backgroundColor = background === undefined ? undefined : new vscode.ThemeColor(background);
    if (text === '') item.hide();
    else item.show();
  });
  return item;
}
