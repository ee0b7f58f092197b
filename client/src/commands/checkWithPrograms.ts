import * as vscode from 'vscode';
import { isRefusal, type ProgramsResult } from '../../../server/src/protocol/requests.ts';
import type { Session } from '../extension.ts';
import { refuse } from './target.ts';

export const PROGRAMS_SCHEME = 'quadlet-stack-programs';
const REPORT = vscode.Uri.from({ scheme: PROGRAMS_SCHEME, path: '/Checked with Installed Programs' });

/** `Check with Installed Programs`: a read-only document that says where the real programs and we differ, with links to the lines. */
export function registerCheckWithPrograms(session: Session): Record<string, (...args: never[]) => unknown> {
  let last: ProgramsResult | undefined;
  const changed = new vscode.EventEmitter<vscode.Uri>();
  session.context.subscriptions.push(
    changed,
    vscode.workspace.registerTextDocumentContentProvider(PROGRAMS_SCHEME, { onDidChange: changed.event, provideTextDocumentContent: () => last?.text ?? '' }),
    vscode.languages.registerDocumentLinkProvider({ scheme: PROGRAMS_SCHEME }, { provideDocumentLinks: (document) => links(document, last) }),
  );
  return {
    checkWithPrograms: async () => {
      if (!vscode.workspace.isTrusted) return refuse(vscode.l10n.t('No program is started for a workspace that is not trusted.'));
      const options = { location: vscode.ProgressLocation.Notification, title: vscode.l10n.t('Checking with installed programs'), cancellable: true };
      const answer = await vscode.window.withProgress(options, (progress, token) => {
        const listening = session.onProgram((name) => progress.report({ message: name }));
        return session.request('quadletStack/checkWithPrograms', {}, token).finally(() => listening.dispose());
      });
      if (isRefusal(answer)) return refuse(answer.error);
      last = answer;
      changed.fire(REPORT);
      await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(REPORT), { preview: true });
    },
  };
}

/** What a line says of a place leads there: the file's name with its line. */
function links(document: vscode.TextDocument, report: ProgramsResult | undefined): vscode.DocumentLink[] {
  return (report?.places ?? []).filter(({ line }) => line < document.lineCount).map(({ line, uri, at }) => {
    const { text, firstNonWhitespaceCharacterIndex: start } = document.lineAt(line);
    const end = /^[^:]*(?::\d+)?/.exec(text.slice(start))![0].length + start;
    return new vscode.DocumentLink(new vscode.Range(line, start, line, end), vscode.Uri.parse(uri).with({ fragment: `L${at + 1}` }));
  });
}
