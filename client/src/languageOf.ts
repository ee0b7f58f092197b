import * as vscode from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import type { LanguageResult } from '../../server/src/protocol/requests.ts';

/** What VS Code calls a configuration file whose name says nothing. */
const NAMELESS = new Set(['plaintext', 'properties', 'ini']);

/** Gives an opened file its language where a unit of the workspace mounts it as redis.conf, pgbouncer.ini, …. */
export function recogniseOpened(client: BaseLanguageClient): vscode.Disposable {
  const recognise = async (document: vscode.TextDocument): Promise<void> => {
    if (!NAMELESS.has(document.languageId) || vscode.workspace.getWorkspaceFolder(document.uri) === undefined) return;
    const answer = await client.sendRequest<LanguageResult | null>('quadletStack/languageOf', { uri: document.uri.toString() }).catch(() => null);
    if (answer?.languageId !== undefined && answer.languageId !== document.languageId && !document.isClosed) {
      // It may be closed by now: then nothing is to be done.
      await vscode.languages.setTextDocumentLanguage(document, answer.languageId).then(undefined, () => undefined);
    }
  };
  for (const document of vscode.workspace.textDocuments) void recognise(document);
  return vscode.workspace.onDidOpenTextDocument((document) => void recognise(document));
}
