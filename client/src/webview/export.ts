import * as vscode from 'vscode';
import { standalone } from './standalone.ts';

/** Writes a picture to a file that the user chooses. */
export async function exportPicture(fileName: string, svg: string): Promise<void> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const target = await vscode.window.showSaveDialog({ defaultUri: folder && vscode.Uri.joinPath(folder, fileName), filters: { SVG: ['svg'] } });
  if (target === undefined) return;
  await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(standalone(svg)));
}
