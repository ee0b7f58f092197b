import * as vscode from 'vscode';
import type { Position, Range, TuneChange } from '../../server/src/protocol/requests.ts';

export const positionOf = ({ line, character }: Position): vscode.Position => new vscode.Position(line, character);
export const rangeOf = ({ start, end }: Range): vscode.Range => new vscode.Range(positionOf(start), positionOf(end));

/**
 * The changes as one edit, each with its reason for VS Code's preview. Undefined where a document was edited since the
 * server counted: the edit would land in the wrong place.
 */
export function workspaceEdit(changes: readonly TuneChange[]): vscode.WorkspaceEdit | undefined {
  const edit = new vscode.WorkspaceEdit();
  for (const { uri, version, description, edits } of changes) {
    const target = vscode.Uri.parse(uri);
    const open = vscode.workspace.textDocuments.find((document) => document.uri.toString() === target.toString());
    if (version !== null && open !== undefined && open.version !== version) return undefined;
    for (const { range, newText } of edits) edit.replace(target, rangeOf(range), newText, { needsConfirmation: false, label: description });
  }
  return edit;
}

/**
 * Makes VS Code preview an edit. What needs confirmation comes unticked, and everything else ticked; so the one entry
 * that needs it is an offer: a comment at the top of a file that says what was done.
 */
export function offerComment(edit: vscode.WorkspaceEdit, uri: string, comment: string): void {
  edit.insert(vscode.Uri.parse(uri), new vscode.Position(0, 0), `# ${comment}\n`, { needsConfirmation: true, label: vscode.l10n.t('Say so in a comment (optional)') });
}
