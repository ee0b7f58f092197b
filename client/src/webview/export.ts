import * as vscode from 'vscode';

/** Writes a picture to a file that the user chooses, with the styles in it: outside VS Code it takes their fallback colours. */
export async function exportPicture(extensionUri: vscode.Uri, fileName: string, svg: string): Promise<void> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const target = await vscode.window.showSaveDialog({ defaultUri: folder && vscode.Uri.joinPath(folder, fileName), filters: { SVG: ['svg'] } });
  if (target === undefined) return;
  const css = new TextDecoder().decode(await vscode.workspace.fs.readFile(vscode.Uri.joinPath(extensionUri, 'media/view.css')));
  await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(standalone(svg, css)));
}

/** The picture with its styles inside, as a file of its own. */
export function standalone(svg: string, css: string): string {
  return svg.replace(/^(<svg\b[^>]*>)/, (open) => `${/\sxmlns=/.test(open) ? open : open.replace('<svg', '<svg xmlns="http://www.w3.org/2000/svg"')}<style>${css.replace(/</g, '')}</style>`);
}
