import * as vscode from 'vscode';
import { userlistEntry, type WebCrypto } from '../../../server/src/model/scram.ts';

/**
 * `Make Userlist Entry…`: a line of userlist.txt from a name and a password typed into a masked box. The password is
 * nowhere else: it goes to no log, no message and not to the language server.
 */
export async function makeUserlistEntry(): Promise<void> {
  const title = vscode.l10n.t('Make Userlist Entry');
  const user = await vscode.window.showInputBox({ title, prompt: vscode.l10n.t('User name'), ignoreFocusOut: true, validateInput: (value) => (value === '' ? vscode.l10n.t('The name cannot be empty.') : undefined) });
  if (user === undefined) return;
  const kinds = [
    { label: 'SCRAM-SHA-256', description: vscode.l10n.t('PostgreSQL 14 and later by default'), method: 'scram-sha-256' as const },
    { label: 'md5', description: vscode.l10n.t('older servers only'), method: 'md5' as const },
  ];
  const kind = await vscode.window.showQuickPick(kinds, { title, ignoreFocusOut: true });
  if (kind === undefined) return;
  const password = await vscode.window.showInputBox({ title, prompt: vscode.l10n.t('Password of {0}', user), password: true, ignoreFocusOut: true, validateInput: (value) => (value === '' ? vscode.l10n.t('The password cannot be empty.') : undefined) });
  if (password === undefined) return;
  await place(await userlistEntry({ name: user, password, method: kind.method }, crypto as WebCrypto));
}

/** At the end of the open userlist, replacing no line; else on the clipboard. */
async function place(entry: string): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  if (editor?.document.languageId !== 'pgbouncer-userlist') {
    await vscode.env.clipboard.writeText(`${entry}\n`);
    void vscode.window.showInformationMessage(vscode.l10n.t('The entry is on the clipboard; paste it into userlist.txt.'));
    return;
  }
  const { document } = editor;
  const last = document.lineAt(document.lineCount - 1);
  await editor.edit((edit) => edit.insert(last.range.end, `${last.isEmptyOrWhitespace ? '' : '\n'}${entry}\n`));
}
