import * as vscode from 'vscode';
import type { Position, Range, TuneChange } from '../../server/src/protocol/requests.ts';

export const positionOf = ({ line, character }: Position): vscode.Position => new vscode.Position(line, character);
export const rangeOf = ({ start, end }: Range): vscode.Range => new vscode.Range(positionOf(start), positionOf(end));

/**
 * The changes as one edit. With `confirm` VS Code shows each with its reason before it is made. Undefined where a
 * document was edited since the server counted: the edit would land in the wrong place.
 */
export function workspaceEdit(changes: readonly TuneChange[], confirm: boolean): vscode.WorkspaceEdit | undefined {
  const edit = new vscode.WorkspaceEdit();
  for (const { uri, version, description, edits } of changes) {
    const target = vscode.Uri.parse(uri);
    const open = vscode.workspace.textDocuments.find((document) => document.uri.toString() === target.toString());
    if (version !== null && open !== undefined && open.version !== version) return undefined;
    const metadata = confirm ? { needsConfirmation: true, label: description } : undefined;
    for (const { range, newText } of edits) edit.replace(target, rangeOf(range), newText, metadata);
  }
  return edit;
}
