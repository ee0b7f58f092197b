import {
  CodeActionKind, DidChangeConfigurationNotification, DidChangeWatchedFilesNotification, FileChangeType, ResourceOperationKind, TextDocuments, TextDocumentSyncKind, WatchKind,
  type Connection, type InitializeParams, type InitializeResult,
} from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { Analysis } from '../features/analysis.ts';
import { TOKEN_TYPES } from '../features/types.ts';
import { clientHost } from '../host/client.ts';
import { confinedTo, type Host } from '../host/host.ts';
import { CONFIG_NAME, IGNORE_NAME, withConfig } from '../model/config.ts';
import { kindOfLanguage, kindOfPath } from '../model/files.ts';
import { readSettings } from '../model/settings.ts';
import { hasMark, MARK, type SourceFile } from '../model/snapshot.ts';
import { folderOf, isBelow, keyOfUri, pathOfUri } from '../model/uri.ts';
import { afterCalm } from './calm.ts';
import type { CompletionAbilities, EditAbilities, LinesOf } from './convert.ts';
import { updateDocument } from './documents.ts';
import { createExact } from './exact.ts';
import { registerExtensions } from './extensions.ts';
import { registerFeatures } from './features.ts';
import { logFailure } from './handlers.ts';
import { createLoader } from './loader.ts';
import { registerNavigation } from './navigation.ts';
import { createPodmanObjects, registerPrograms } from './programs.ts';
import { isProjectFile, NO_PROJECT, readProject } from './project.ts';
import { createPublisher } from './publisher.ts';
import { createScope } from './scope.ts';
import { createStatus } from './status.ts';
import { ACTIVE, type InitializationOptions, type UriParams } from './requests.ts';

/** What the client has to watch for us; the same list names the kinds in `kindOfPath`. One pattern each: not every client reads `{…}`. */
const WATCHED = [
  '*.container', '*.pod', '*.volume', '*.network', '*.kube', '*.image', '*.build', '*.artifact', '*.quadlets', '*.conf', 'pgbouncer*.ini', 'userlist*.txt', '*.env', '.env', '.env.*', CONFIG_NAME, IGNORE_NAME,
].map((name) => ({ globPattern: `**/${name}` }));
/** A folder that comes, goes or is renamed takes its files with it, and is all that is told of. */
const WATCHED_FOLDERS = { globPattern: '**/*', kind: WatchKind.Create | WatchKind.Delete };

/** What the client said that it understands of completions. */
function abilitiesOf(params: InitializeParams | undefined): CompletionAbilities {
  const completion = params?.capabilities?.textDocument?.completion;
  const defaults = completion?.completionList?.itemDefaults ?? [];
  return { snippets: completion?.completionItem?.snippetSupport === true, defaults: defaults.includes('editRange') && defaults.includes('data') };
}

/** What it said that it can do with a change over files. */
function editAbilitiesOf(params: InitializeParams | undefined): EditAbilities {
  const edit = params?.capabilities?.workspace?.workspaceEdit;
  const versions = edit?.documentChanges === true;
  const can = (operation: ResourceOperationKind): boolean => versions && edit?.resourceOperations?.includes(operation) === true;
  return { versions, creates: can(ResourceOperationKind.Create), renames: can(ResourceOperationKind.Rename) };
}

/** How long nothing must be typed before others learn that a file cannot be loaded, in milliseconds: a key takes less. */
const PAUSE = 1000;

/** Reading and checking more files than this leaves megabytes behind. */
const LARGE = 1000;

/**
 * Serves one client over `connection`; all that is outside the protocol comes from `ownHost`, or by way of the client
 * where it asks for that (a virtual workspace).
 */
export function startServer(connection: Connection, ownHost: Host): void {
  let host = ownHost;
  const documents = new TextDocuments({ create: TextDocument.create, update: updateDocument });
  const analysis = new Analysis();
  let params: InitializeParams | undefined;
  let folders: string[] = [];
  let trusted = true;

  // By what the URI means: the editor, its watcher and our own reading may spell one file differently.
  const open = new Set<string>();
  /** Work that nobody waits for: a failure is logged, and takes nothing else down. */
  const inBackground = (what: string, work: Promise<void>): void => void work.catch((error: unknown) => logFailure(connection, what, error));
  const isOpen = (uri: string): boolean => open.has(keyOfUri(uri));
  const files = (): Host => (trusted ? host : confinedTo(host, folders));
  let project = NO_PROJECT;
  const scope = createScope({ folders: () => folders, trusted: () => trusted, ignores: () => project.ignores, open: () => documents.keys() });
  const load = createLoader({ analysis, host: files, isOpen, reads: scope.reads, onMark });
  /** Forgets those files that are none of the workspace's any more. */
  function forgetOthers(among: (file: SourceFile) => boolean): void {
    for (const file of [...analysis.workspace.files()]) if (among(file) && !scope.reads(file.uri)) load.forget(file.uri);
  }
  /** After a document came or went, or what is left out changed. */
  const setApart = (): void => void (analysis.workspace.apart = documents.keys().filter(scope.leavesOut).map(pathOfUri));
  /** The documents that are open whose files begin with a byte order mark, by `keyOfUri`. */
  const marked = new Set<string>();
  function onMark(uri: string, isThere: boolean): void {
    const key = keyOfUri(uri);
    if (marked.has(key) === isThere) return;
    if (isThere) marked.add(key);
    else marked.delete(key);
    const document = documents.all().find((each) => keyOfUri(each.uri) === key);
    if (document !== undefined) take(document);
  }
  const versionOf = (uri: string): number | undefined => documents.get(uri)?.version;
  const linesOf: LinesOf = (uri) => analysis.workspace.file(uri)?.lines;
  let active: string | undefined;
  /** Some clients tell which document is looked at; with others it is the last that was opened or changed. */
  let activeIsTold = false;
  let rested = false;
  const status = createStatus(connection, analysis.workspace, () => active);
  const publisher = createPublisher({ connection, analysis, yieldTurn: () => host.yield(), linesOf, versionOf, isOpen, isLeftOut: scope.leavesOut, open: () => documents.keys(), onIdle() {
    status();
    if (!rested && analysis.workspace.size > LARGE) host.rest?.();
    rested = true;
  } });

  let mayRun = false;
  /** True where the client is our own. */
  let hasCommands = false;
  let configured = false;
  let isLoaded = (): void => undefined;
  const loaded = new Promise<void>((resolve) => (isLoaded = resolve));
  const podman = createPodmanObjects(() => (mayRun && analysis.workspace.settings.podmanCompletion ? host.programs : undefined), (message) => connection.console.warn(message));

  const exact = createExact({
    fileOf: (uri) => analysis.workspace.file(uri), isOpen, read: (uri) => files().read(uri),
    renew: (uri) => load.file(uri).then(() => publisher.soon()),
  });
  const featureOptions = { connection, analysis, exact, linesOf, versionOf, upToDate: (uri: string) => publisher.upToDate(uri), podman: () => podman.get(), completion: () => abilitiesOf(params), edits: () => editAbilitiesOf(params), commands: () => hasCommands };
  registerFeatures(featureOptions);
  registerNavigation(featureOptions);
  registerExtensions({ connection, analysis, exact, linesOf, versionOf, activeUri: () => active });
  registerPrograms({ connection, analysis, programs: () => host.programs, trusted: () => mayRun, loaded, activeUri: () => active });

  connection.onInitialize((received): InitializeResult => {
    params = received;
    folders = received.workspaceFolders?.map(({ uri }) => uri) ?? (received.rootUri ? [received.rootUri] : []);
    const options = received.initializationOptions as Partial<InitializationOptions> | undefined | null;
    trusted = options?.trusted !== false;
    mayRun = options?.trusted === true;
    hasCommands = options?.filesThroughClient !== undefined;
    if (options?.filesThroughClient === true) host = clientHost(connection);
    return {
      serverInfo: { name: 'quadlet-stack' },
      capabilities: {
        textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: true },
        hoverProvider: true,
        completionProvider: { resolveProvider: true, triggerCharacters: ['=', ':', ',', '[', '%', ' ', '.'] },
        documentSymbolProvider: true,
        foldingRangeProvider: true,
        documentFormattingProvider: true,
        documentRangeFormattingProvider: true,
        documentLinkProvider: { resolveProvider: false },
        definitionProvider: true,
        referencesProvider: true,
        documentHighlightProvider: true,
        renameProvider: { prepareProvider: true },
        codeLensProvider: { resolveProvider: false },
        selectionRangeProvider: true,
        workspaceSymbolProvider: true,
        inlayHintProvider: { resolveProvider: false },
        semanticTokensProvider: { full: true, legend: { tokenTypes: [...TOKEN_TYPES], tokenModifiers: ['deprecated'] } },
        codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix, CodeActionKind.RefactorRewrite] },
        workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
      },
    };
  });

  connection.onInitialized(async () => {
    const { workspace } = params?.capabilities ?? {};
    /** A client may decline, which the connection logs: then we do without. */
    const register = (work: Promise<unknown>): void => void work.catch(() => undefined);
    if (workspace?.didChangeConfiguration?.dynamicRegistration === true) register(connection.client.register(DidChangeConfigurationNotification.type, { section: 'quadletStack' }));
    if (workspace?.didChangeWatchedFiles?.dynamicRegistration === true) register(connection.client.register(DidChangeWatchedFilesNotification.type, { watchers: [...WATCHED, WATCHED_FOLDERS] }));
    if (workspace?.workspaceFolders === true) {
      connection.workspace.onDidChangeWorkspaceFolders(async ({ added, removed }) => {
        const gone = removed.map(({ uri }) => uri);
        folders = [...folders.filter((uri) => !gone.includes(uri)), ...added.map(({ uri }) => uri)];
        forgetOthers(({ uri }) => isBelow(uri, gone));
        analysis.workspace.roots = folders.map(pathOfUri);
        await configure();
        await load.folders(added.map(({ uri }) => uri));
        // What is open without its folder from now on has files beside it, and they may never have been read.
        for (const uri of documents.keys()) if (isBelow(uri, gone) && !isBelow(uri, folders) && trusted) await load.siblings(uri);
        publisher.soon();
      });
    }
    await configure();
    configured = true;
    if (documents.all().some(({ languageId }) => languageId === 'quadlet')) podman.get();
    analysis.workspace.roots = folders.map(pathOfUri);
    await load.folders(folders);
    isLoaded();
    publisher.ready();
  });

  /** One after the other: of two, what was asked for last must be what holds. */
  let configuring: Promise<void> = Promise.resolve();
  const configure = (): Promise<void> => (configuring = configuring.then(readConfiguration).catch((error: unknown) => logFailure(connection, 'reading the settings', error)));

  async function readConfiguration(): Promise<void> {
    let value: unknown = (params?.initializationOptions as { settings?: unknown } | undefined)?.settings;
    if (params?.capabilities?.workspace?.configuration === true) {
      try {
        value = await connection.workspace.getConfiguration('quadletStack');
      } catch (error) {
        connection.console.warn(`The settings could not be read: ${String(error)}`);
      }
    }
    const { settings, complaints } = readSettings(value, host.machine());
    project = await readProject(files(), folders);
    complaints.push(...project.complaints);
    for (const complaint of complaints) connection.console.warn(complaint);
    if (complaints.length > 0) connection.window.showWarningMessage(`Quadlet Stack: ${complaints.join(' ')}`);
    analysis.workspace.settings = withConfig(settings, project.config);
    setApart();
  }

  /** After a change of the project's own files: what they say holds, and what they leave out is forgotten. */
  async function followProject(): Promise<void> {
    await configure();
    forgetOthers(({ uri }) => project.ignores(uri));
    await load.folders(folders);
  }

  connection.onDidChangeConfiguration(async ({ settings }) => {
    if (params?.capabilities?.workspace?.configuration !== true && settings !== null && typeof settings === 'object') {
      params = { ...params!, initializationOptions: { settings: (settings as Record<string, unknown>)['quadletStack'] } };
    }
    await configure();
    publisher.soon();
  });

  connection.onDidChangeWatchedFiles(async ({ changes }) => {
    const gone = changes.filter(({ type }) => type === FileChangeType.Deleted).map(({ uri }) => uri);
    if (gone.length > 0) load.forgetBelow(gone);
    for (const { uri, type } of changes) {
      if (type === FileChangeType.Deleted) load.forget(uri);
      // What could not be read may be a folder, whatever it is called.
      else if (!(await load.file(uri)) && type === FileChangeType.Created && isBelow(uri, folders) && !scope.leavesOut(uri) && (await host.isFolder(uri))) await load.folders([uri]);
    }
    if (changes.some(({ uri }) => isProjectFile(uri))) await followProject();
    publisher.soon();
  });

  connection.onNotification(ACTIVE, ({ uri }: UriParams) => {
    if (typeof uri !== 'string') return;
    const stackOf = (of: string | undefined): string | undefined => (of === undefined ? undefined : analysis.workspace.stackOf(pathOfUri(of)));
    const isOther = stackOf(uri) !== stackOf(active);
    active = uri;
    activeIsTold = true;
    if (isOther) publisher.soon();
  });

  /** The documents that were typed in since typing rested last. */
  const typed = new Set<string>();
  const whenTypingRests = afterCalm(PAUSE, () => {
    if (analysis.workspace.rest(typed)) publisher.soon();
    typed.clear();
  });

  documents.onDidOpen(({ document }) => {
    open.add(keyOfUri(document.uri));
    setApart();
    inBackground('reading a file that is opened', load.file(document.uri).then(() => undefined));
    if (configured && document.languageId === 'quadlet') podman.get();
    if (!isBelow(document.uri, folders) && trusted) inBackground('reading what stands beside a file', load.siblings(document.uri).then(() => publisher.soon()));
  });
  /** Takes over the text of an open document as the program will read it: with the mark that the editor does not show. */
  function take(document: TextDocument): void {
    const { uri, languageId } = document;
    const text = document.getText();
    // A client may send a document without its text.
    if (typeof text !== 'string') return;
    const isHidden = marked.size > 0 && marked.has(keyOfUri(uri)) && !hasMark(text);
    const file = analysis.set(uri, isHidden ? MARK + text : text, kindOfPath(pathOfUri(uri)) ?? kindOfLanguage(languageId), true);
    if (file === undefined) return;
    file.hideMark(isHidden);
    typed.add(uri);
    whenTypingRests();
    publisher.now(uri);
  }
  documents.onDidChangeContent(({ document }) => {
    if (typeof document.getText() === 'string' && !activeIsTold) active = document.uri;
    take(document);
  });
  documents.onDidSave(({ document }) => inBackground('reading a saved file', load.file(document.uri).then(() => undefined)));
  documents.onDidClose(({ document: { uri } }) => {
    open.delete(keyOfUri(uri));
    marked.delete(keyOfUri(uri));
    setApart();
    // What stood beside a file that is no longer looked at goes with it.
    forgetOthers(({ path }) => folderOf(path) === folderOf(pathOfUri(uri)));
    inBackground('reading a closed file', load.file(uri).then(() => publisher.soon()));
  });
  documents.listen(connection);
  connection.listen();
}
