import * as vscode from 'vscode';
import type { TuneChange } from '../../../server/src/protocol/requests.ts';
import { offerComment, workspaceEdit } from '../edits.ts';
import { refuse } from './target.ts';

export interface Changes {
  readonly changes: readonly TuneChange[];
  readonly rename?: readonly { readonly from: string; readonly to: string }[];
  /** What a comment could say of them. */
  readonly comment: string;
}

/** Shows changes in VS Code's preview, and makes those that the user leaves ticked, as one edit. True where it was made. */
export async function applyChanges({ changes, rename = [], comment }: Changes): Promise<boolean> {
  const edit = workspaceEdit(changes);
  const first = changes[0];
  if (edit === undefined) {
    refuse(vscode.l10n.t('a file was edited meanwhile; nothing was changed. Run the command again.'));
    return false;
  }
  if (first !== undefined) offerComment(edit, first.uri, comment);
  for (const { from, to } of rename) edit.renameFile(vscode.Uri.parse(from), vscode.Uri.parse(to), { overwrite: false });
  // A file is renamed on disk: what names it is saved with it, unless the user's settings say otherwise.
  const done = Promise.resolve(vscode.workspace.applyEdit(edit, { isRefactoring: rename.length > 0 }));
  void showReasons(done);
  return done;
}

/** Milliseconds between looks at whether the preview is there: nothing tells. */
const LOOKS = [100, 200, 400, 800];

/** Groups the preview by reason instead of by file, as soon as it is open. */
async function showReasons(closed: Promise<boolean>): Promise<void> {
  for (const wait of LOOKS) {
    const over = await Promise.race([closed.then(() => true), new Promise<false>((resolve) => setTimeout(() => resolve(false), wait))]);
    if (over) return;
    await vscode.commands.executeCommand('refactorPreview.groupByType').then(undefined, () => undefined);
  }
}

/** Says what was done, and offers to save where the changes are in the editors only. */
export async function offerToSave(message: string): Promise<void> {
  const save = vscode.l10n.t('Save All');
  const choices = vscode.workspace.textDocuments.some((document) => document.isDirty) ? [save] : [];
  if ((await vscode.window.showInformationMessage(message, ...choices)) === save) await vscode.workspace.saveAll(false);
}
