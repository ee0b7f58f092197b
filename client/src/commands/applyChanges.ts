import * as vscode from 'vscode';
import type { TuneChange } from '../../../server/src/protocol/requests.ts';
import { workspaceEdit } from '../edits.ts';
import { refuse } from './target.ts';

/** Shows changes in VS Code's preview, and makes those that the user leaves ticked, as one edit. True where it was made. */
export async function applyChanges(changes: readonly TuneChange[], rename: readonly { from: string; to: string }[] = []): Promise<boolean> {
  const edit = workspaceEdit(changes, true);
  if (edit === undefined) {
    refuse(vscode.l10n.t('a file was edited meanwhile; nothing was changed. Run the command again.'));
    return false;
  }
  for (const { from, to } of rename) edit.renameFile(vscode.Uri.parse(from), vscode.Uri.parse(to), { overwrite: false });
  return vscode.workspace.applyEdit(edit);
}

/** Says what is left to do: the changes are in the editors, not on the disk. */
export async function offerToSave(message: string): Promise<void> {
  const save = vscode.l10n.t('Save All');
  if ((await vscode.window.showInformationMessage(message, save)) === save) await vscode.workspace.saveAll(false);
}
