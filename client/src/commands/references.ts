import * as vscode from 'vscode';
import type { Position, Range } from '../../../server/src/protocol/requests.ts';
import { positionOf, rangeOf } from '../edits.ts';

/** Shows places that a code lens counted, in VS Code's own list of references. */
export async function showReferences(uri: string, position: Position, locations: readonly { uri: string; range: Range }[]): Promise<void> {
  const places = locations.map((place) => new vscode.Location(vscode.Uri.parse(place.uri), rangeOf(place.range)));
  await vscode.commands.executeCommand('editor.action.showReferences', vscode.Uri.parse(uri), positionOf(position), places);
}
