import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { test, until } from './runner.ts';
import { folder, open, rangeOf } from './workspace.ts';

/** What one file is asked: where the questions are put, and the least that the answers hold. */
interface Expectation {
  readonly file: string;
  /** A text that a hover stands on, and a word of it. */
  readonly hover: readonly [text: string, word: RegExp];
  /** A text behind which names or values are offered, one of them, and the line before which it is typed (else at the end). */
  readonly completion: readonly [text: string, label: string, before?: string];
  /** The names of its outline, as far as they are asked for. */
  readonly symbols: readonly string[];
  /** A text that leads to another file. */
  readonly definition?: readonly [text: string, file: string];
  /** A text that hints stand on. */
  readonly hint?: readonly [text: string, hint: string];
  readonly folds: boolean;
}

const POSTGRESQL_CONF = "# Memory\nshared_buffers = 131072\nwork_mem = 4MB\n\n# Files\ninclude 'postgresql.local.conf'\n";

const EXPECTED: readonly Expectation[] = [
  { file: 'postgres.container', hover: ['HealthInterval', /HealthInterval/], completion: ['HealthOnFailure=', 'kill', 'HealthRetries'], symbols: ['Unit', 'Container', 'Service', 'Install'], folds: true },
  { file: 'configs/redis.conf', hover: ['appendfsync', /appendfsync/], completion: ['appendfsync ', 'always'], symbols: ['maxmemory', 'appendonly'], hint: ['timeout 300', '5 min'], folds: false },
  { file: 'configs/pgbouncer.ini', hover: ['server_lifetime', /server_lifetime/], completion: ['pool_mode = ', 'session'], symbols: ['databases', 'pgbouncer'], definition: ['host=postgres', 'postgres.container'], folds: true },
  { file: 'postgresql.conf', hover: ['work_mem', /work_mem/], completion: ['wal_level = ', 'replica'], symbols: ['shared_buffers', 'work_mem'], hint: ['131072', '1 GB'], definition: ['postgresql.local.conf', 'postgresql.local.conf'], folds: false },
];

const ask = <T>(command: string, ...args: unknown[]): Thenable<T> => vscode.commands.executeCommand<T>(command, ...args);
const labelOf = ({ label }: vscode.CompletionItem): string => (typeof label === 'string' ? label : label.label);
const names = (symbols: readonly vscode.DocumentSymbol[]): string[] => symbols.flatMap(({ name, children }) => [name, ...names(children)]);
const hintText = ({ label }: vscode.InlayHint): string => (typeof label === 'string' ? label : label.map(({ value }) => value).join(''));
const inside = (document: vscode.TextDocument, text: string): vscode.Position => rangeOf(document, text).start.translate(0, Math.min(6, text.length - 1));

/** Writes what the broken stack does not have, and takes it away afterwards. */
async function withPostgresqlConf(body: () => Promise<void>): Promise<void> {
  const files = { 'postgresql.conf': POSTGRESQL_CONF, 'postgresql.local.conf': 'max_connections = 50\n' };
  for (const [name, text] of Object.entries(files)) await vscode.workspace.fs.writeFile(vscode.Uri.joinPath(folder(), name), new TextEncoder().encode(text));
  try {
    await body();
  } finally {
    for (const name of Object.keys(files)) await vscode.workspace.fs.delete(vscode.Uri.joinPath(folder(), name));
  }
}

/** The labels offered behind a text that is typed on a line of its own: before another one, or at the end of the file. */
async function offered({ document, edit }: vscode.TextEditor, text: string, before: string | undefined): Promise<string[]> {
  const line = before === undefined ? document.lineCount : rangeOf(document, before).start.line;
  if (before === undefined) await edit((builder) => builder.insert(document.lineAt(line - 1).range.end, `\n${text}`));
  else await edit((builder) => builder.insert(new vscode.Position(line, 0), `${text}\n`));
  const list = await ask<vscode.CompletionList>('vscode.executeCompletionItemProvider', document.uri, new vscode.Position(line, text.length));
  return list.items.map(labelOf);
}

for (const expected of EXPECTED) {
  test(`every feature answers in ${expected.file}`, async () => withPostgresqlConf(async () => {
    const editor = await open(expected.file);
    const { document } = editor;
    const { uri } = document;
    const whole = new vscode.Range(0, 0, document.lineCount, 0);

    const hovers = await until('the hover', async () => {
      const found = await ask<vscode.Hover[]>('vscode.executeHoverProvider', uri, inside(document, expected.hover[0]));
      return found.length > 0 && found;
    });
    assert.match(hovers.flatMap(({ contents }) => contents.map((content) => (typeof content === 'string' ? content : content.value))).join('\n'), expected.hover[1]);

    const symbols = names(await ask<vscode.DocumentSymbol[]>('vscode.executeDocumentSymbolProvider', uri));
    assert.deepEqual(expected.symbols.filter((name) => !symbols.some((symbol) => symbol.includes(name))), [], `the outline has: ${symbols.join(', ')}`);

    const ranges = await ask<vscode.SelectionRange[]>('vscode.executeSelectionRangeProvider', uri, [inside(document, expected.hover[0])]);
    assert.ok(ranges[0]?.parent !== undefined, 'the selection does not grow');

    const folds = await ask<vscode.FoldingRange[]>('vscode.executeFoldingRangeProvider', uri);
    if (expected.folds) assert.ok(folds.length > 0, 'nothing folds');

    const tokens = await ask<vscode.SemanticTokens>('vscode.provideDocumentSemanticTokens', uri);
    assert.ok(tokens.data.length > 0 && tokens.data.length % 5 === 0, 'no semantic tokens');

    if (expected.definition !== undefined) {
      const [text, file] = expected.definition;
      // A file that was written a moment ago is known once the editor has told of it.
      const targets = await until('the definition', async () => {
        const found = await ask<(vscode.Location | vscode.LocationLink)[]>('vscode.executeDefinitionProvider', uri, rangeOf(document, text).end.translate(0, -2));
        return found.length > 0 && found;
      });
      assert.deepEqual(targets.map((target) => ('targetUri' in target ? target.targetUri : target.uri).path.split('/').at(-1)), [file]);
    }
    if (expected.hint !== undefined) {
      const [text, word] = expected.hint;
      const hints = await ask<vscode.InlayHint[]>('vscode.executeInlayHintProvider', uri, whole);
      const line = rangeOf(document, text).start.line;
      assert.ok(hints.some((hint) => hint.position.line === line && hintText(hint).includes(word)), `the hints are: ${hints.map(hintText).join(' · ')}`);
    }

    const edits = await ask<vscode.TextEdit[] | undefined>('vscode.executeFormatDocumentProvider', uri, { tabSize: 2, insertSpaces: true });
    for (const { range } of edits ?? []) assert.ok(whole.contains(range));

    const labels = await offered(editor, expected.completion[0], expected.completion[2]);
    assert.ok(labels.includes(expected.completion[1]), `offered: ${labels.slice(0, 20).join(' ')}`);
  }));
}

test('a unit is found, referred to and renamed with every reference', async () => {
  const { document } = await open('django.container');
  const at = rangeOf(document, 'postgres.service').start.translate(0, 2);

  const targets = await ask<(vscode.Location | vscode.LocationLink)[]>('vscode.executeDefinitionProvider', document.uri, at);
  assert.deepEqual(targets.map((target) => ('targetUri' in target ? target.targetUri : target.uri).path.split('/').at(-1)), ['postgres.container']);

  const references = await ask<vscode.Location[]>('vscode.executeReferenceProvider', document.uri, at);
  const referring = [...new Set(references.map(({ uri }) => uri.path.split('/').at(-1)))];
  assert.deepEqual(['django.container', 'pgbouncer.container'].filter((name) => !referring.includes(name)), [], `the references are in: ${referring.join(' ')}`);

  const edit = await ask<vscode.WorkspaceEdit>('vscode.executeDocumentRenameProvider', document.uri, at, 'stock');
  const changed = edit.entries().map(([uri]) => uri.path.split('/').at(-1));
  assert.deepEqual(['django.container', 'pgbouncer.container'].filter((name) => !changed.includes(name)), [], `the rename changes: ${changed.join(' ')}`);

  const found = await ask<vscode.SymbolInformation[]>('vscode.executeWorkspaceSymbolProvider', 'django');
  assert.ok(found.some(({ location }) => location.uri.path === document.uri.path), 'the workspace’s symbols have no django');

  const lenses = await ask<vscode.CodeLens[]>('vscode.executeCodeLensProvider', document.uri, 10);
  assert.ok(lenses.some(({ command }) => command?.command === 'quadletStack.showGeneratedService'), `the lenses are: ${lenses.map(({ command }) => command?.title).join(' · ')}`);

  const links = await ask<vscode.DocumentLink[]>('vscode.executeLinkProvider', document.uri, 20);
  assert.ok(links.length > 0, 'nothing is linked');
});
