import * as vscode from 'vscode';
import type { PreviewOrigin } from '../../../server/src/protocol/requests.ts';
import { rangeOf } from '../edits.ts';

interface Options {
  /** The scheme of the generated documents. */
  readonly scheme: string;
  originsOf(uri: vscode.Uri): readonly PreviewOrigin[];
}

/** The cursor in a unit marks the lines generated from there; the cursor in the generated text marks its origin. */
export function linkCursors({ scheme, originsOf }: Options): vscode.Disposable {
  const mark = vscode.window.createTextEditorDecorationType({
    backgroundColor: new vscode.ThemeColor('editor.wordHighlightStrongBackground'),
    overviewRulerColor: new vscode.ThemeColor('editorOverviewRuler.wordHighlightStrongForeground'),
    rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
  });
  const show = (editor: vscode.TextEditor, ranges: vscode.Range[]): void => {
    editor.setDecorations(mark, ranges);
    if (ranges[0] !== undefined) editor.revealRange(ranges[0], vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  };
  const follow = vscode.window.onDidChangeTextEditorSelection(({ textEditor, selections, kind }) => {
    const line = selections[0]?.active.line;
    if (line === undefined || kind === undefined) return;
    for (const other of vscode.window.visibleTextEditors) {
      if (other === textEditor) continue;
      if (other.document.uri.scheme === scheme) {
        const from = textEditor.document.uri.toString();
        const origins = originsOf(other.document.uri).filter(({ uri, range }) => vscode.Uri.parse(uri).toString() === from && range.start.line <= line && line <= range.end.line);
        if (textEditor.document.uri.scheme !== scheme) show(other, origins.map((origin) => other.document.lineAt(Math.min(origin.line, other.document.lineCount - 1)).range));
      } else if (textEditor.document.uri.scheme === scheme) {
        const of = other.document.uri.toString();
        show(other, originsOf(textEditor.document.uri).filter((origin) => origin.line === line && vscode.Uri.parse(origin.uri).toString() === of).map(({ range }) => rangeOf(range)));
      }
    }
    textEditor.setDecorations(mark, []);
  });
  return vscode.Disposable.from(mark, follow);
}
