import * as vscode from 'vscode';
import type { BaseLanguageClient, ErrorHandler, LanguageClientOptions } from 'vscode-languageclient';
import type { InitializationOptions } from '../../server/src/protocol/requests.ts';
import { offerLog } from './log.ts';
import { createRestarts } from './restarts.ts';

/** What differs between desktop and browser. */
export interface Platform {
  readonly filesThroughClient: boolean;
  createClient(id: string, name: string, options: LanguageClientOptions): Promise<BaseLanguageClient>;
}

const LANGUAGES = ['quadlet', 'redis-conf', 'pgbouncer-ini', 'pgbouncer-userlist', 'postgresql-conf', 'dotenv'];
/** Named where the language id may be another's: VS Code calls `.env` by the id of whichever extension came last. */
const PATTERNS = ['**/.env', '**/.env.*', '**/*.env'];

/** The schemes of real files, open or in the workspace: not `git:`, not our own previews. */
function schemes(): string[] {
  const ofFolders = vscode.workspace.workspaceFolders?.map(({ uri }) => uri.scheme) ?? [];
  return [...new Set(['file', 'untitled', 'vscode-vfs', 'vscode-test-web', ...ofFolders])];
}

/** How the client behaves, the same on every platform. */
export function clientOptions(log: vscode.LogOutputChannel, platform: Platform): LanguageClientOptions {
  const virtual = vscode.workspace.workspaceFolders?.some(({ uri }) => uri.scheme !== 'file') ?? false;
  return {
    documentSelector: schemes().flatMap((scheme) => [
      ...LANGUAGES.map((language) => ({ scheme, language })),
      ...PATTERNS.map((pattern) => ({ scheme, pattern })),
    ]),
    outputChannel: log,
    initializationOptions: (): InitializationOptions => ({
      filesThroughClient: platform.filesThroughClient || virtual,
      trusted: vscode.workspace.isTrusted,
    }),
    // Default `Info`: the client's own log would come to the front at every message of the server.
    revealOutputChannelOn: 4,
    errorHandler: errorHandler(log),
    // A server that dies while it starts is told of as any that dies; the default shows the raw error beside that.
    initializationFailedHandler(error) {
      log.error(error instanceof Error ? error.message : String(error));
      return false;
    },
    markdown: { isTrusted: { enabledCommands: ['quadletStack.tuneForRam', 'quadletStack.showBudget', 'quadletStack.showStack'] } },
  };
}

/** Keeps the client's own errors to the log: what a user has to know we say in our words, once. */
export function logOnly(client: BaseLanguageClient): void {
  const log = client.error.bind(client);
  client.error = (message, data) => log(message, data, false);
}

function errorHandler(log: vscode.LogOutputChannel): ErrorHandler {
  const restarts = createRestarts();
  return {
    error: () => ({ action: 1 /* ErrorAction.Continue */, handled: true }),
    closed() {
      const then = restarts.died(Date.now());
      if (then === 'stop') {
        void offerLog(vscode.l10n.t('Quadlet Stack: the language server died five times within three minutes and stays off. “Quadlet Stack: Restart Language Server” starts it again.'), log);
        return { action: 1 /* CloseAction.DoNotRestart */, handled: true };
      }
      if (then === 'tell') void vscode.window.showWarningMessage(vscode.l10n.t('Quadlet Stack: the language server stopped and was started again. Nothing that you typed is lost.'));
      return { action: 2 /* CloseAction.Restart */, handled: true };
    },
  };
}
