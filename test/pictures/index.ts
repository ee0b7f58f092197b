import * as vscode from 'vscode';
import { names, runAll, test, until } from '../vscode/runner.ts';
import { screen } from '../vscode/screen.ts';
import { diagnosticOn, open, rangeOf } from '../vscode/workspace.ts';

/** The pictures of the README (`npm run pictures`), each taken as a person would come to see it. */
export const run = runAll;
export { names };

const show = (command: string, ...args: unknown[]): Thenable<unknown> => vscode.commands.executeCommand(command, ...args);

/** A window without what has nothing to do with the matter. */
test('the window is made ready', async () => {
  const settings: Record<string, unknown> = {
    'editor.minimap.enabled': false, 'breadcrumbs.enabled': false, 'window.commandCenter': false, 'workbench.layoutControl.enabled': false, 'workbench.activityBar.location': 'hidden',
    'editor.guides.indentation': false, 'editor.renderLineHighlight': 'none', 'editor.cursorBlinking': 'solid', 'outline.collapseItems': 'alwaysCollapse', 'quadletStack.host.memory': '8G', 'quadletStack.host.cpus': 4,
  };
  for (const [name, value] of Object.entries(settings)) await vscode.workspace.getConfiguration().update(name, value, vscode.ConfigurationTarget.Global);
  await open('postgres.container');
  await screen.waitFor({ selector: '.statusbar-item', text: 'of 8 GB' });
});

async function look(editor: vscode.TextEditor, text: string, at: vscode.TextEditorRevealType): Promise<void> {
  const range = rangeOf(editor.document, text);
  editor.selection = new vscode.Selection(range.end, range.end);
  editor.revealRange(range, at);
  await show('workbench.action.focusActiveEditorGroup');
}

test('broken: a problem with its fixes', async () => {
  const editor = await open('postgres.container');
  await diagnosticOn(editor.document, 'CPUQuota=');
  await show('workbench.actions.view.problems');
  await screen.waitFor({ selector: '.markers-panel .monaco-list-row', text: 'CPUQuota=' });
  await look(editor, 'CPUQuota', vscode.TextEditorRevealType.InCenter);
  await show('editor.action.quickFix');
  await screen.waitFor({ selector: '.action-widget', text: 'Move to [Service]' });
  await screen.shot('picture-problems');
});

test('broken: the budget', async () => {
  await open('postgres.container');
  await show('quadletStack.showBudget');
  await screen.waitFor({ selector: '#picture svg text', text: 'pgbouncer' });
  await show('workbench.action.closeOtherEditors');
  await screen.shot('picture-budget');
});

test('broken: tuning', async () => {
  const editor = await open('postgres.container');
  await look(editor, 'shared_buffers', vscode.TextEditorRevealType.AtTop);
  const done = show('quadletStack.tuneForRam', { uri: editor.document.uri.toString(), ram: '8G' });
  await screen.waitFor({ selector: '.monaco-list-row', text: 'Tuned for 8G' });
  await screen.waitFor({ selector: '.monaco-list-row', text: '(optional)' });
  await show('notifications.clearAll');
  await show('workbench.action.closeSidebar');
  const reason = { selector: '.monaco-list-row', text: 'maintenance_work_mem 1' };
  await until('the settings of PostgreSQL', async () => {
    await screen.press('PageDown');
    return screen.waitFor({ ...reason, patience: 300 }).then(() => true, () => false);
  });
  // VS Code has opened the first file of the preview by now.
  await screen.waitFor({ selector: '.monaco-diff-editor .view-line', text: 'memory-swap=' });
  await screen.shot('picture-tuning');
  await show('workbench.view.explorer');
  await show('refactorPreview.discard');
  await done;
});

test('whole: the generated service beside its unit', async () => {
  const editor = await open('redis.container');
  await show('quadletStack.showGeneratedService');
  const preview = await until('the service', () => vscode.window.visibleTextEditors.find(({ document }) => document.languageId === 'quadlet-service' && document.getText().includes('ExecStart=')));
  await show('workbench.action.closeSidebar');
  await look(editor, 'HealthCmd=', vscode.TextEditorRevealType.AtTop);
  preview.revealRange(rangeOf(preview.document, 'ExecStart='), vscode.TextEditorRevealType.InCenter);
  await screen.waitFor({ selector: '.view-line', text: 'ExecStart=' });
  await screen.shot('picture-preview');
  await show('workbench.view.explorer');
});

test('whole: the stack', async () => {
  await open('postgres.container');
  await show('quadletStack.showStack');
  await screen.waitFor({ selector: '#picture svg' });
  await show('workbench.action.closeOtherEditors');
  for (let i = 0; i < 2; i++) await screen.click({ selector: '#zoom-out' });
  await screen.shot('picture-stack');
});

test('whole: what a key means', async () => {
  const editor = await open('redis.container');
  await look(editor, 'Memory', vscode.TextEditorRevealType.InCenter);
  await until('the hover', async () => {
    await show('editor.action.showHover');
    return screen.waitFor({ selector: '.monaco-hover .hover-contents', text: 'Memory', patience: 1500 }).then(() => true, () => false);
  });
  await screen.shot('picture-hover');
});
