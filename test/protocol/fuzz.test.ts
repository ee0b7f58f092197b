import v8 from 'node:v8';
import vm from 'node:vm';
import { LSPErrorCodes, type CodeAction, type Diagnostic, type Range, type TextDocumentContentChangeEvent, type TextEdit, type WorkspaceEdit } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Analysis } from '../../server/src/features/analysis.ts';
import { kindOfPath } from '../../server/src/model/files.ts';
import { readSettings } from '../../server/src/model/settings.ts';
import { hasMark, MARK } from '../../server/src/model/snapshot.ts';
import { pathOfUri, uriOfPath } from '../../server/src/model/uri.ts';
import { toDiagnostic } from '../../server/src/protocol/convert.ts';
import { updateDocument } from '../../server/src/protocol/documents.ts';
import { count, LONG, random, repeatedly, SEED } from '../support/fuzz.ts';
import { anyFile, anySettings, PATHS } from '../support/generate.ts';
import { connect, memoryHost, until, type Session } from './support.ts';

/** Milliseconds of this process, which a busy machine does not lengthen, between a question and its answer: more is a hang. */
const SLOWEST = 1000;

const URIS = PATHS.map(([path]) => uriOfPath(path));
const FOLDERS = ['file:///ws/one', 'file:///ws/two'];
/** What no client should send, in place of parameters. */
const WRONG: readonly unknown[] = [null, {}, [], 7, 'text', { textDocument: null }, { textDocument: { uri: 7 } }, { textDocument: {} }, { textDocument: { uri: '' }, position: null }, { textDocument: { uri: 'file:///ws/one/db.container' }, position: { line: 'x', character: null } }, { uri: null }, { items: 1 }];

const METHODS = [
  'textDocument/hover', 'textDocument/completion', 'textDocument/documentSymbol', 'textDocument/foldingRange', 'textDocument/formatting', 'textDocument/rangeFormatting', 'textDocument/documentLink', 'textDocument/definition', 'textDocument/references',
  'textDocument/documentHighlight', 'textDocument/prepareRename', 'textDocument/rename', 'textDocument/codeLens', 'textDocument/selectionRange', 'workspace/symbol', 'textDocument/inlayHint', 'textDocument/semanticTokens/full', 'textDocument/codeAction',
  'quadletStack/preview', 'quadletStack/podmanRun', 'quadletStack/tunePlan', 'quadletStack/budget', 'quadletStack/stack', 'quadletStack/stackChoices', 'quadletStack/newStack', 'quadletStack/renameService', 'quadletStack/languageOf', 'quadletStack/host',
  'completionItem/resolve',
] as const;

/** A client that does anything, and knows what the server ought to know. */
class Wild {
  readonly disk: Map<string, string>;
  readonly open = new Map<string, TextDocument>();
  /** Texts that a document had, by version: diagnostics may come late, for an earlier one. */
  readonly texts = new Map<string, Map<number, string>>();
  folders: string[];
  settings: unknown = {};
  operations = 0;
  slowest = 0;
  readonly wrong: string[] = [];
  /** What was done, for whoever looks into a failure. */
  private readonly trace: string[] = [];
  private readonly pending = new Set<Promise<unknown>>();
  private versions = 0;

  constructor(readonly session: Session, files: Map<string, string>, private readonly next: () => number, private readonly sample: Sampler) {
    this.disk = files;
    this.folders = [...FOLDERS];
    session.onDiagnostics(({ uri, version, diagnostics }) => {
      const text = version === undefined ? undefined : this.texts.get(uri)?.get(version);
      if (version !== undefined && text === undefined) this.wrong.push(`diagnostics of version ${version} of ${uri}, which it never had`);
      const lines = text?.split(/\r\n|\n|\r/);
      for (const { range, code } of diagnostics) if (lines !== undefined && !fits(range, lines)) this.wrong.push(`${String(code)} of ${uri} lies outside version ${version}: ${JSON.stringify(range)} of ${JSON.stringify(text)}\n${this.trace.filter((line) => line.includes(uri)).slice(-6).join('\n')}`);
    });
  }

  private pick<T>(list: readonly T[]): T {
    return list[Math.floor(this.next() * list.length)]!;
  }

  private uri(): string {
    return this.next() < 0.03 ? this.pick(['file:///nowhere/x.container', 'untitled:Untitled-1', 'vscode-vfs://github/owner/name/db.container', 'not a uri', '', 'file:///ws/one/%zz.env']) : this.pick(URIS);
  }

  private position(): { line: number; character: number } {
    return this.next() < 0.1 ? this.pick([{ line: -1, character: -1 }, { line: 1e9, character: 0 }, { line: 0, character: 1e9 }, { line: 0.5, character: 0.5 }, { line: 2 ** 31, character: 2 ** 31 }]) : { line: Math.floor(this.next() * 14), character: Math.floor(this.next() * 40) };
  }

  private range(): Range {
    const [a, b] = [this.position(), this.position()];
    const inOrder = this.next() < 0.1 || a.line < b.line || (a.line === b.line && a.character <= b.character);
    return inOrder ? { start: a, end: b } : { start: b, end: a };
  }

  step(): void {
    this.operations++;
    const dice = this.next();
    if (dice < 0.12) this.openOne();
    else if (dice < 0.42) this.changeOne();
    else if (dice < 0.47) this.closeOne();
    else if (dice < 0.52) this.changeDisk();
    else if (dice < 0.53) this.changeSettings();
    else if (dice < 0.54) this.changeFolders();
    else if (dice < 0.57) this.strange();
    else void this.ask();
  }

  private openOne(): void {
    const uri = this.uri();
    if (this.open.has(uri)) return;
    const document = TextDocument.create(uri, this.pick(['quadlet', 'redis-conf', 'dotenv', 'plaintext', 'ini']), ++this.versions, this.sample.text());
    this.remember(document);
    this.trace.push(`open ${uri} ${document.version}`);
    this.session.open(uri, document.getText(), document.version, document.languageId);
  }

  private remember(document: TextDocument): void {
    this.open.set(document.uri, document);
    const texts = this.texts.get(document.uri) ?? new Map<number, string>();
    texts.set(document.version, document.getText());
    if (texts.size > 500) texts.delete(texts.keys().next().value!);
    this.texts.set(document.uri, texts);
  }

  private changeOne(): void {
    const document = this.pick([...this.open.values()]);
    if (document === undefined) return this.openOne();
    const changes: TextDocumentContentChangeEvent[] = Array.from({ length: 1 + Math.floor(this.next() * 3) }, () => (this.next() < 0.15 ? { text: this.sample.text() } : { range: this.edited(document), text: this.next() < 0.3 ? '' : this.sample.piece() }));
    const changed = updateDocument(TextDocument.create(document.uri, document.languageId, document.version, document.getText()), changes, ++this.versions);
    // A new one, so that nothing but the text is carried over.
    this.remember(TextDocument.create(document.uri, document.languageId, changed.version, changed.getText()));
    this.trace.push(`change ${document.uri} ${changed.version} ${JSON.stringify(changes)} of ${JSON.stringify(document.getText())} to ${JSON.stringify(changed.getText())}`);
    void this.session.client.sendNotification('textDocument/didChange', { textDocument: { uri: document.uri, version: changed.version }, contentChanges: changes });
  }

  /** A range to replace: mostly short, and at times nonsense, which every implementation of the protocol clips. */
  private edited(document: TextDocument): Range {
    if (this.next() < 0.1) {
      const { start, end } = this.range();
      // A fraction means nothing that two implementations agree on.
      if (Number.isInteger(start.line) && Number.isInteger(end.line)) return { start, end };
    }
    const start = Math.floor(this.next() * (document.getText().length + 1));
    return { start: document.positionAt(start), end: document.positionAt(start + Math.floor(this.next() * 12)) };
  }

  private closeOne(): void {
    const uri = this.pick([...this.open.keys()]);
    if (uri === undefined) return;
    this.open.delete(uri);
    this.trace.push(`close ${uri}`);
    this.session.close(uri);
  }

  private changeDisk(): void {
    const uri = this.pick(URIS);
    const isGone = this.next() < 0.3;
    const type = isGone ? 3 : this.disk.has(uri) ? 2 : 1;
    if (isGone) this.disk.delete(uri);
    else this.disk.set(uri, this.sample.text());
    this.trace.push(`disk ${uri} ${type}`);
    void this.session.client.sendNotification('workspace/didChangeWatchedFiles', { changes: [{ uri, type }] });
  }

  private changeSettings(): void {
    this.settings = this.sample.settings();
    this.session.settings = this.settings;
    void this.session.client.sendNotification('workspace/didChangeConfiguration', { settings: this.pick([null, {}, 7, { quadletStack: 1 }]) });
  }

  private changeFolders(): void {
    const uri = this.pick(FOLDERS);
    const isIn = this.folders.includes(uri);
    this.folders = isIn ? this.folders.filter((folder) => folder !== uri) : [...this.folders, uri];
    const folder = { uri, name: uri };
    this.trace.push(`folders ${this.folders.join(' ')}`);
    void this.session.client.sendNotification('workspace/didChangeWorkspaceFolders', { event: isIn ? { added: [], removed: [folder] } : { added: [folder], removed: [] } });
  }

  /** What no client should do. */
  private strange(): void {
    const dice = this.next();
    const notify = (method: string, params: unknown): void => void this.session.client.sendNotification(method, params as object);
    const unknown = 'file:///ws/one/never-opened.container';
    if (dice < 0.2) notify('textDocument/didChange', { textDocument: { uri: unknown, version: 1 }, contentChanges: [{ text: 'x' }] });
    else if (dice < 0.3) notify('textDocument/didClose', { textDocument: { uri: unknown } });
    else if (dice < 0.4) notify('textDocument/didSave', { textDocument: { uri: unknown } });
    else if (dice < 0.5) notify('$/cancelRequest', { id: Math.floor(this.next() * 1000) });
    else if (dice < 0.6) notify('workspace/didChangeWatchedFiles', { changes: [{ uri: this.uri(), type: 9 }, { uri: 'file:///ws/one', type: 2 }] });
    else if (dice < 0.7) notify(this.pick(['no/such', '$/setTrace', 'quadletStack/status']), this.pick(WRONG));
    else if (dice < 0.9) void this.send(this.pick(METHODS), this.pick(WRONG));
    else notify(this.pick(['textDocument/didChange', 'textDocument/didClose', 'textDocument/didOpen', 'workspace/didChangeWatchedFiles']), this.pick([{}, { textDocument: { uri: 'file:///ws/one/without-text.container' } }, { changes: null }]));
  }

  private async ask(): Promise<void> {
    const method = this.pick(METHODS);
    const uri = this.next() < 0.8 ? this.pick([...this.open.keys(), this.uri()]) : this.uri();
    const before = this.open.get(uri);
    const answer = await this.send(method, {
      textDocument: { uri }, uri, position: this.position(), positions: [this.position()], range: this.range(), newName: this.pick(['other.container', '', 'a/b', 'x', '%', 'db.container', '🙂']), query: this.pick(['', 'db', '\0']),
      options: { tabSize: 2, insertSpaces: true }, context: { diagnostics: [], includeDeclaration: true, triggerKind: 2, triggerCharacter: '=' }, ram: this.pick([undefined, '8G', '1', 'much', '64 GB']), folder: FOLDERS[0], name: this.pick(['shop', '', '../x', 'A B']), services: this.pick([['postgres', 'redis'], [], ['nonsense']]), podman: this.pick([undefined, '4.9', 'x']), label: 'x', data: { list: 1, index: 3 },
    });
    this.judge(method, before, answer);
  }

  /** Edits count from the text that the document had when the question came, and name its version where the protocol lets them. */
  private judge(method: string, before: TextDocument | undefined, answer: unknown): void {
    try {
      if (method === 'textDocument/formatting' && before !== undefined && Array.isArray(answer)) TextDocument.applyEdits(before, answer as TextEdit[]);
      const edits = method === 'textDocument/rename' ? [answer as WorkspaceEdit | undefined] : method === 'textDocument/codeAction' && Array.isArray(answer) ? (answer as CodeAction[]).map(({ edit }) => edit) : [];
      for (const edit of edits) {
        for (const change of edit?.documentChanges ?? []) {
          if (!('textDocument' in change) || change.textDocument.version === null) continue;
          const text = this.texts.get(change.textDocument.uri)?.get(change.textDocument.version);
          if (text === undefined) throw new Error(`an edit of version ${change.textDocument.version} of ${change.textDocument.uri}, which it never had`);
          const lines = text.split(/\r\n|\n|\r/);
          for (const { range } of change.edits) if (!fits(range, lines)) throw new Error(`an edit outside the text: ${JSON.stringify(range)} of ${JSON.stringify(text)}`);
          TextDocument.applyEdits(TextDocument.create('x:x', 'x', 1, text), change.edits as TextEdit[]);
        }
      }
    } catch (error) {
      this.wrong.push(`${method}: ${String(error)}`);
    }
  }

  private async send(method: string, params: unknown): Promise<unknown> {
    const begun = process.cpuUsage();
    const isCancelled = this.next() < 0.1;
    const cancel = { isCancellationRequested: false, listener: undefined as (() => void) | undefined };
    const token = { get isCancellationRequested() { return cancel.isCancellationRequested; }, onCancellationRequested: (listener: () => void) => ((cancel.listener = listener), { dispose: () => undefined }) };
    const answer = this.session.client.sendRequest(method, params as object, token as never).catch((error: { code?: number; message: string }) => {
      const isFine = error.code === LSPErrorCodes.RequestCancelled || error.code === LSPErrorCodes.RequestFailed || params === null || WRONG.includes(params);
      if (!isFine) this.wrong.push(`${method}: ${error.code} ${error.message}`);
      return undefined;
    });
    if (isCancelled) {
      cancel.isCancellationRequested = true;
      cancel.listener?.();
    }
    this.pending.add(answer);
    const value = await answer;
    this.pending.delete(answer);
    this.slowest = Math.max(this.slowest, process.cpuUsage(begun).user / 1000);
    return value;
  }

  answered(): Promise<unknown> {
    return Promise.all([...this.pending]);
  }

  /** Drops its own notes, so that what is left is the server's. */
  forget(): void {
    this.trace.length = 0;
    for (const [uri, texts] of this.texts) {
      const current = this.open.get(uri);
      texts.clear();
      if (current !== undefined) texts.set(current.version, current.getText());
    }
    (this.session.logged as string[]).length = 0;
  }

  /** Waits for the answers that are due; then what the server says of every file must be what is found in it, read anew. */
  async settle(): Promise<void> {
    await this.answered();
    const analysis = new Analysis();
    analysis.workspace.settings = readSettings(this.settings, { memory: 8 * 1024 ** 3, cpus: 4 }).settings;
    analysis.workspace.roots = this.folders.map(pathOfUri);
    for (const [uri, text] of this.disk) if (!this.open.has(uri) && this.isKept(uri)) analysis.set(uri, text)?.hideMark(true);
    const kindOf = (language: string) => ({ quadlet: 'quadlet', 'redis-conf': 'redis', dotenv: 'env' } as const)[language];
    for (const [uri, document] of this.open) {
      const text = document.getText();
      // A byte order mark that the file has and the editor does not show.
      const isHidden = hasMark(this.disk.get(uri) ?? '') && !hasMark(text);
      analysis.set(uri, isHidden ? MARK + text : text, kindOfPath(pathOfUri(uri)) ?? kindOf(document.languageId))?.hideMark(isHidden);
    }
    analysis.refreshAll();
    const linesOf = (uri: string) => analysis.workspace.file(uri)?.lines;
    const expected = new Map<string, { version?: number; diagnostics: Diagnostic[] }>();
    for (const { uri } of analysis.workspace.files()) {
      const problems = analysis.problems(uri);
      if (problems.length > 0) expected.set(uri, { version: this.open.get(uri)?.version, diagnostics: problems.map((problem) => toDiagnostic(problem, linesOf(uri)!, linesOf)) });
    }
    const print = (entries: Iterable<[string, { version?: number; diagnostics: Diagnostic[] }]>): string =>
      JSON.stringify([...entries].filter(([, { diagnostics }]) => diagnostics.length > 0).map(([uri, { version, diagnostics }]) => [uri, version, diagnostics]).sort(([a], [b]) => (a! < b! ? -1 : 1)), null, 1);
    const wanted = print(expected);
    await until('the diagnostics of what is there', () => print(this.session.diagnostics) === wanted, 10_000).catch(() => {
      const of = (text: string): Map<string, string> => new Map((JSON.parse(text) as [string, ...unknown[]][]).map(([uri, ...rest]) => [uri, JSON.stringify(rest)]));
      const [has, should] = [of(print(this.session.diagnostics)), of(wanted)];
      const uri = [...has.keys(), ...should.keys()].find((one) => has.get(one) !== should.get(one))!;
      const done = this.trace.filter((line) => line.includes(uri) || line.startsWith('folders')).slice(-12);
      throw new Error(`${uri}\nhas     ${has.get(uri)}\nshould  ${should.get(uri)}\n${done.join('\n')}`);
    });
  }

  /** A file on disk counts in a folder of the workspace, or beside a document that is open without one. */
  private isKept(uri: string): boolean {
    const folderOf = (one: string): string => pathOfUri(one).replace(/\/[^/]*$/, '');
    return this.folders.some((folder) => uri.startsWith(`${folder}/`)) || [...this.open.keys()].some((other) => folderOf(other) === folderOf(uri));
  }
}

const fits = ({ start, end }: Range, lines: readonly string[]): boolean =>
  start.line <= end.line && end.line < lines.length && start.character <= lines[start.line]!.length && end.character <= lines[end.line]!.length && (start.line < end.line || start.character <= end.character);

/** A failure that no wrong parameters explain: those are met where the protocol is read, not behind it. */
const isOwnFailure = (line: string): boolean =>
  /failed/.test(line) && !/TypeError: .*\n\s+at [^\n]*(?:\/protocol\/|vscode-languageserver|vscode-jsonrpc)/.test(line) && !/^Notification handler .* failed with message: (?:Cannot read properties of|\S+ is not iterable|Received document change event)/.test(line);

/** Values of the generators, drawn beforehand: drawing is slower than the server. */
interface Sampler {
  text(): string;
  piece(): string;
  settings(): unknown;
}
function sampler(next: () => number): Sampler {
  const files = fc.sample(anyFile, { numRuns: 400, seed: Math.floor(next() * 2 ** 31) });
  const settings = fc.sample(anySettings, { numRuns: 40, seed: Math.floor(next() * 2 ** 31) });
  const draw = <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)]!;
  const lines = files.flatMap(({ text }) => text.split('\n'));
  return { text: () => draw(files).text, piece: () => draw(lines) + (next() < 0.6 ? '\n' : ''), settings: () => draw(settings) };
}

test('whatever a client does: every answer comes, counts from the text of its version, and what is said at the end is what is there', async () => {
  const rounds: number[] = [];
  repeatedly(4, 31, (next) => rounds.push(Math.floor(next() * 2 ** 31)));
  for (const seed of rounds) {
    const next = random(seed);
    const sample = sampler(next);
    const files = new Map<string, string>(URIS.filter(() => next() < 0.7).map((uri) => [uri, sample.text()]));
    const session = await connect({ host: memoryHost(files, () => new Promise((resolve) => setImmediate(resolve))), folders: FOLDERS, settings: {} });
    const wild = new Wild(session, files, next, sample);
    for (let step = 0; step < 250; step++) {
      wild.step();
      if (next() < 0.3) await new Promise((resolve) => setImmediate(resolve));
      if (step % 50 === 49) await wild.settle();
    }
    expect([seed, wild.wrong]).toEqual([seed, []]);
    expect(session.logged.filter(isOwnFailure)).toEqual([]);
    expect(wild.slowest).toBeLessThan(SLOWEST);
    count('messages to the server', wild.operations);
    session.dispose();
  }
}, LONG ? 3_600_000 : undefined);

test('what a long session leaves behind does not grow', async () => {
  v8.setFlagsFromString('--expose-gc');
  const collect = vm.runInNewContext('gc') as () => void;
  const next = random(77 + SEED);
  const sample = sampler(next);
  const files = new Map<string, string>(URIS.map((uri) => [uri, sample.text()]));
  const session = await connect({ host: memoryHost(files), folders: FOLDERS, settings: {} });
  const wild = new Wild(session, files, next, sample);
  const heap: number[] = [];
  for (let part = 0; part < 4; part++) {
    for (let step = 0; step < (LONG ? 20_000 : 400); step++) {
      wild.step();
      if (step % 20 === 19) await wild.answered();
    }
    await wild.settle();
    wild.forget();
    collect();
    heap.push(process.memoryUsage().heapUsed / 2 ** 20);
  }
  count('messages of a long session', wild.operations);
  session.dispose();
  // The first part fills what is kept on purpose; megabytes.
  expect(heap.at(-1)! - heap[1]!).toBeLessThan(10);
}, LONG ? 3_600_000 : undefined);
