import * as vscode from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import { ACTIVE, CHANGED, PROGRAM, type Method, type ProgramParams, type Requests } from '../../server/src/protocol/requests.ts';
import { clientOptions, logOnly, type Platform } from './client.ts';
import { registerCommands } from './commands/index.ts';
import { serveFiles } from './files.ts';
import { recogniseOpened } from './languageOf.ts';
import { errorInWords, guarded, offerLog, toldError } from './log.ts';
import { showStatus } from './status.ts';

/** What the parts of the client share. */
export interface Session {
  readonly context: vscode.ExtensionContext;
  readonly log: vscode.LogOutputChannel;
  /** Fires when what the server shows may have changed. */
  readonly onChanged: vscode.Event<void>;
  /** Fires with the name of the program that the server asks now. */
  readonly onProgram: vscode.Event<string>;
  /** Asks the server, which is started first where it does not run. Rejects where it cannot be reached. */
  request<M extends Method>(method: M, params: Requests[M]['params'], token?: vscode.CancellationToken): Promise<Requests[M]['result']>;
  restart(): Promise<void>;
}

/** What the extension gives to others; the tests use it. */
export interface Api {
  /** Resolves once the language server answers. */
  ready(): Promise<void>;
}

/** Files that only a stack has. A lone `.env` or nginx.conf is no reason to start a server. */
const OWN_LANGUAGES = new Set(['quadlet', 'redis-conf', 'pgbouncer-ini', 'pgbouncer-userlist', 'postgresql-conf']);
const STACK_FILES = '**/*.{container,pod,kube,volume,network,quadlets}';

let running: Promise<BaseLanguageClient> | undefined;
/** What lives as long as the client that runs. */
const parts: vscode.Disposable[] = [];

function disposeParts(): void {
  for (const part of parts.splice(0)) part.dispose();
}

/** Registers the commands at once, and starts the server as soon as a file of a stack is there. */
export function activate(context: vscode.ExtensionContext, platform: Platform): Api {
  const log = vscode.window.createOutputChannel('Quadlet Stack', { log: true });
  const changed = new vscode.EventEmitter<void>();
  const program = new vscode.EventEmitter<string>();
  context.subscriptions.push(log, changed, program);

  const start = (): Promise<BaseLanguageClient> =>
    (running ??= (async () => {
      const client = await platform.createClient('quadletStack', 'Quadlet Stack', clientOptions(log, platform));
      logOnly(client);
      serveFiles(client);
      client.onNotification(CHANGED, () => changed.fire());
      client.onNotification(PROGRAM, ({ name }: ProgramParams) => program.fire(name));
      parts.push(showStatus(client));
      await client.start();
      parts.push(recogniseOpened(client), tellActive(client));
      return client;
    })().catch((error: unknown) => {
      running = undefined;
      disposeParts();
      void offerLog(vscode.l10n.t('Quadlet Stack: the language server did not start.'), log);
      throw toldError(error);
    }));

  const session: Session = {
    context, log, onChanged: changed.event, onProgram: program.event,
    request: async (method, params, token) => {
      const client = await start();
      if (client.state === 1 /* State.Stopped */) throw errorInWords(vscode.l10n.t('Quadlet Stack: the language server is off. “Quadlet Stack: Restart Language Server” starts it again.'));
      return client.sendRequest(method, params, token);
    },
    // A client anew: one whose server failed at its start cannot start again.
    restart: async () => {
      await deactivate();
      await start();
    },
  };
  registerCommands(session);

  const wanted = (document: vscode.TextDocument): boolean => OWN_LANGUAGES.has(document.languageId);
  const startQuietly = (): void => void guarded(log, start);
  context.subscriptions.push(
    vscode.workspace.onDidOpenTextDocument((document) => wanted(document) && startQuietly()),
    vscode.workspace.onDidChangeTextDocument(({ document }) => wanted(document) && changed.fire()),
    vscode.workspace.onDidGrantWorkspaceTrust(() => running !== undefined && void guarded(log, session.restart)),
  );
  if (vscode.workspace.textDocuments.some(wanted)) startQuietly();
  else void vscode.workspace.findFiles(STACK_FILES, '**/node_modules/**', 1).then((found) => found.length > 0 && startQuietly(), (error: unknown) => log.warn(String(error)));
  return { ready: async () => void (await start()) };
}

/** Tells the server which document is looked at: budget and status are of its stack. */
function tellActive(client: BaseLanguageClient): vscode.Disposable {
  const tell = (editor: vscode.TextEditor | undefined): void => {
    if (editor === undefined || !OWN_LANGUAGES.has(editor.document.languageId)) return;
    // A server that is on its way down need not know.
    void client.sendNotification(ACTIVE, { uri: editor.document.uri.toString() }).catch(() => undefined);
  };
  tell(vscode.window.activeTextEditor);
  return vscode.window.onDidChangeActiveTextEditor(tell);
}

/** Stops the server. */
export async function deactivate(): Promise<void> {
  const before = running;
  running = undefined;
  disposeParts();
  // A server that is gone already cannot be stopped, and need not be.
  await before?.then((client) => client.dispose()).catch(() => undefined);
}
