import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { test, until } from './runner.ts';
import { NO_SCREEN, screen } from './screen.ts';
import { diagnosticOn, diagnosticsOf, open, rangeOf } from './workspace.ts';

async function cursorAfter(editor: vscode.TextEditor, text: string): Promise<void> {
  const { end } = rangeOf(editor.document, text);
  editor.selection = new vscode.Selection(end, end);
  editor.revealRange(new vscode.Range(end, end), vscode.TextEditorRevealType.InCenter);
}

const labelOf = ({ label }: vscode.CompletionItem): string => (typeof label === 'string' ? label : label.label);

test('completion offers keys of the section', async () => {
  const { document } = await open('postgres.container');
  const at = rangeOf(document, 'ContainerName=').start;
  const list = await vscode.commands.executeCommand<vscode.CompletionList>('vscode.executeCompletionItemProvider', document.uri, at);
  const labels = list.items.map(labelOf);
  assert.ok(labels.some((label) => /^HealthOnFailure=?$/.test(label)), `no HealthOnFailure in ${labels.slice(0, 20).join(' ')} …`);
  assert.ok(!labels.some((label) => /^WantedBy=?$/.test(label)), 'a key of [Install] is offered in [Container]');
});

test('completion is shown while one types', async () => {
  const editor = await open('postgres.container');
  await cursorAfter(editor, 'ContainerName=postgres');
  await vscode.commands.executeCommand('workbench.action.focusActiveEditorGroup');
  await screen.press('Enter');
  await screen.type('Health');
  await screen.waitFor({ selector: '.suggest-widget .monaco-list-row', text: 'HealthOnFailure' });
  await screen.shot('completion');
  await screen.press('Escape');
}, NO_SCREEN);

test('hover explains a key', async () => {
  const editor = await open('postgres.container');
  const key = rangeOf(editor.document, 'HealthCmd');
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>('vscode.executeHoverProvider', editor.document.uri, key.start.translate(0, 2));
  const text = hovers.flatMap(({ contents }) => contents.map((content) => (typeof content === 'string' ? content : content.value))).join('\n');
  assert.match(text, /HealthCmd/);
  editor.selection = new vscode.Selection(key.start, key.start);
  editor.revealRange(key, vscode.TextEditorRevealType.InCenter);
  // A late layout closes a hover: it is asked for until it stays.
  await until('the hover', async () => {
    await vscode.commands.executeCommand('workbench.action.focusActiveEditorGroup');
    await vscode.commands.executeCommand('editor.action.showHover');
    return screen.waitFor({ selector: '.monaco-hover .hover-contents', text: 'HealthCmd', patience: 1500 }).then(() => true, () => false);
  });
  await screen.shot('hover');
});

test('a snippet is inserted', async () => {
  const document = await vscode.workspace.openTextDocument({ language: 'quadlet', content: '' });
  await vscode.window.showTextDocument(document);
  await vscode.commands.executeCommand('workbench.action.focusActiveEditorGroup');
  const list = await vscode.commands.executeCommand<vscode.CompletionList>('vscode.executeCompletionItemProvider', document.uri, new vscode.Position(0, 0));
  const snippet = list.items.find((item) => item.kind === vscode.CompletionItemKind.Snippet && /postgres/i.test(labelOf(item)));
  assert.ok(snippet, 'no snippet for PostgreSQL');
  await vscode.commands.executeCommand('editor.action.insertSnippet', { langId: 'quadlet', name: await snippetName(labelOf(snippet)) });
  await until('the snippet', () => document.getText().includes('[Container]'));
  assert.match(document.getText(), /Image=\S*postgres/);
  await screen.shot('snippet');
});

/** The name of the snippet with a prefix, as `snippets/quadlet.json` keys it. */
async function snippetName(prefix: string): Promise<string> {
  const root = vscode.extensions.getExtension('quadlet-stack.quadlet-stack')!.extensionUri;
  const file = await vscode.workspace.fs.readFile(vscode.Uri.joinPath(root, 'snippets/quadlet.json'));
  const snippets = JSON.parse(new TextDecoder().decode(file)) as Record<string, { prefix: string | string[] }>;
  const found = Object.entries(snippets).find(([, snippet]) => [snippet.prefix].flat().includes(prefix));
  assert.ok(found, `no snippet has the prefix ${prefix}`);
  return found[0];
}

test('the preferred fix removes its problem', async () => {
  const { document } = await open('redis.conf');
  const problem = await diagnosticOn(document, 'save 900 1');
  const before = diagnosticsOf(document).length;
  const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>('vscode.executeCodeActionProvider', document.uri, problem.range, vscode.CodeActionKind.QuickFix.value);
  const preferred = actions.filter((action) => action.isPreferred);
  assert.equal(preferred.length, 1, `the fixes are: ${actions.map(({ title }) => title).join(' · ')}`);
  assert.ok(preferred[0]!.edit && (await vscode.workspace.applyEdit(preferred[0]!.edit)));
  await until('the problem to go', () => diagnosticsOf(document).length === before - 1);
  assert.match(document.getText(), /^save 900 1$/m);
  await screen.shot('fix');
});

test('comments, folding and the word at the cursor follow the language', async () => {
  const editor = await open('redis.conf');
  const range = rangeOf(editor.document, 'maxmemory-policy');
  assert.equal(editor.document.getText(editor.document.getWordRangeAtPosition(range.start.translate(0, 3))), 'maxmemory-policy');
  editor.selection = new vscode.Selection(range.start, range.start);
  await vscode.commands.executeCommand('editor.action.commentLine');
  await until('the comment', () => /^# maxmemory-policy/m.test(editor.document.getText()));
});
