import { PassThrough } from 'node:stream';
import {
  createConnection, createProtocolConnection, StreamMessageReader, StreamMessageWriter, type Diagnostic, type ProtocolConnection, type PublishDiagnosticsParams,
} from 'vscode-languageserver/node';
import type { Host } from '../../server/src/host/host.ts';
import { folderOf, pathOfUri } from '../../server/src/model/uri.ts';
import { startServer } from '../../server/src/protocol/server.ts';

/** What a client may do, as the real one does it. */
export const CAPABILITIES = {
  workspace: {
    configuration: true, workspaceFolders: true, workspaceEdit: { documentChanges: true, resourceOperations: ['create', 'rename', 'delete'] },
    didChangeConfiguration: { dynamicRegistration: true }, didChangeWatchedFiles: { dynamicRegistration: true },
  },
  textDocument: { completion: { completionItem: { snippetSupport: true } }, publishDiagnostics: { relatedInformation: true } },
};

export interface Options {
  /** The folders of the workspace; none where undefined. */
  readonly folders?: readonly string[];
  readonly host?: Host;
  /** The value of `quadletStack`; a function is asked each time. */
  readonly settings?: unknown;
  readonly initializationOptions?: unknown;
  readonly capabilities?: object;
}

export interface Session {
  readonly client: ProtocolConnection;
  /** The last diagnostics of each URI. */
  readonly diagnostics: ReadonlyMap<string, PublishDiagnosticsParams>;
  /** What the server says to its user. */
  readonly shown: readonly string[];
  /** What it logs. */
  readonly logged: readonly string[];
  /** Everything that the server sent, in JSON. */
  readonly sent: readonly string[];
  onDiagnostics(listener: (params: PublishDiagnosticsParams) => void): void;
  settings: unknown;
  open(uri: string, text: string, version?: number, languageId?: string): void;
  change(uri: string, version: number, text: string): void;
  close(uri: string): void;
  dispose(): void;
}

/** A server in this process with a client that speaks to it through streams, initialized. */
export async function connect({ folders, host = memoryHost(new Map()), settings, initializationOptions, capabilities = CAPABILITIES }: Options = {}): Promise<Session> {
  const toServer = new PassThrough();
  const toClient = new PassThrough();
  startServer(createConnection(new StreamMessageReader(toServer), new StreamMessageWriter(toClient)), host);
  const session = sessionOver(createProtocolConnection(new StreamMessageReader(toClient), new StreamMessageWriter(toServer)), toClient);
  session.settings = settings;
  await initialize(session.client, { folders, initializationOptions, capabilities });
  return session;
}

export async function initialize(client: ProtocolConnection, { folders, initializationOptions, capabilities = CAPABILITIES }: Options): Promise<void> {
  await client.sendRequest('initialize', {
    processId: null, rootUri: folders?.[0] ?? null, capabilities, workspaceFolders: folders?.map((uri) => ({ uri, name: uri })) ?? null,
    ...(initializationOptions === undefined ? {} : { initializationOptions }),
  });
  await client.sendNotification('initialized', {});
}

/** The client's side over a connection that does not listen yet. `from` is what the server writes to. */
export function sessionOver(client: ProtocolConnection, from?: NodeJS.ReadableStream): Session {
  const diagnostics = new Map<string, PublishDiagnosticsParams>();
  const shown: string[] = [];
  const logged: string[] = [];
  const sent: string[] = [];
  const listeners: ((params: PublishDiagnosticsParams) => void)[] = [];
  from?.on('data', (chunk: Buffer) => {
    if (session.keepsSent) sent.push(chunk.toString('utf8'));
  });
  const session = {
    client, diagnostics, shown, logged, sent, settings: undefined as unknown, keepsSent: false,
    onDiagnostics: (listener: (params: PublishDiagnosticsParams) => void) => void listeners.push(listener),
    open: (uri: string, text: string, version = 1, languageId = 'quadlet') => void client.sendNotification('textDocument/didOpen', { textDocument: { uri, languageId, version, text } }),
    change: (uri: string, version: number, text: string) => void client.sendNotification('textDocument/didChange', { textDocument: { uri, version }, contentChanges: [{ text }] }),
    close: (uri: string) => void client.sendNotification('textDocument/didClose', { textDocument: { uri } }),
    dispose: () => client.dispose(),
  };
  client.onNotification('textDocument/publishDiagnostics', (params: PublishDiagnosticsParams) => {
    if (params.diagnostics.length === 0 && params.version === undefined) diagnostics.delete(params.uri);
    else diagnostics.set(params.uri, params);
    for (const listener of listeners) listener(params);
  });
  client.onNotification('window/logMessage', ({ message }: { message: string }) => void logged.push(message));
  client.onNotification('window/showMessage', ({ message }: { message: string }) => void shown.push(message));
  client.onRequest('window/showMessageRequest', ({ message }: { message: string }) => (shown.push(message), null));
  client.onRequest('workspace/configuration', ({ items }: { items: unknown[] }) => items.map(() => session.settings ?? null));
  client.onRequest('client/registerCapability', () => null);
  client.onError(() => undefined);
  client.listen();
  return session;
}

/** Files of a map from URI to text; what the map holds when a question comes is the answer. */
export function memoryHost(files: ReadonlyMap<string, string>, pause: () => Promise<void> = () => Promise.resolve()): Host {
  return {
    async *list(folder) {
      await pause();
      yield [...files.keys()].filter((uri) => uri.startsWith(`${folder}/`));
    },
    isFolder: async (uri) => [...files.keys()].some((file) => file.startsWith(`${uri}/`)),
    async siblings(folder) {
      await pause();
      return [...files.keys()].filter((uri) => folderOf(pathOfUri(uri)) === pathOfUri(folder));
    },
    async read(uri) {
      await pause();
      return files.get(uri);
    },
    machine: () => ({ memory: 8 * 1024 ** 3, cpus: 4 }),
    yield: () => new Promise((resolve) => setImmediate(resolve)),
  };
}

/** The first value of `look` that is not undefined or false; looks again until `what` takes too long. */
export async function until<T>(what: string, look: () => T | undefined | false, patience = 30_000): Promise<T> {
  const deadline = Date.now() + patience;
  for (;;) {
    const value = look();
    if (value !== undefined && value !== false) return value;
    if (Date.now() > deadline) throw new Error(`waited ${patience / 1000} s in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

/** `code line` of each diagnostic of a URI, or undefined before the first. */
export const codesOf = (session: Session, uri: string): string[] | undefined =>
  session.diagnostics.get(uri)?.diagnostics.map(({ code, range }: Diagnostic) => `${String(code)} ${range.start.line}`);
