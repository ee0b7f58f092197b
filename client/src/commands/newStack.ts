import * as vscode from 'vscode';
import { isRefusal } from '../../../server/src/protocol/requests.ts';
import type { Session } from '../extension.ts';
import { askRam } from './ram.ts';
import { refuse } from './target.ts';

/** What `New Stack…` may be told by a caller; a person is asked. */
export interface NewStackChoices {
  readonly name: string;
  readonly services: readonly string[];
  readonly ram?: string;
}

/** `New Stack…`: writes a stack's files for the chosen services, sized for the RAM. Asks before it replaces what is there. */
export async function newStack(session: Session, given?: vscode.Uri, choices?: NewStackChoices): Promise<void> {
  const folder = given ?? (await askFolder());
  if (folder === undefined) return;
  // The explorer's menu hands over what is selected, as a list.
  const chosen = choices !== undefined && 'services' in choices ? choices : await ask(session, folder);
  if (chosen === undefined) return;
  const answer = await session.request('quadletStack/newStack', { folder: folder.toString(), ...chosen });
  if (isRefusal(answer)) return refuse(answer.error);

  const files = Object.entries(answer.files).map(([uri, text]) => ({ uri: vscode.Uri.parse(uri), text }));
  const taken = new Set((await Promise.all(files.map(async ({ uri }) => ((await exists(uri)) ? uri.toString() : undefined)))).filter((uri) => uri !== undefined));
  const replace = taken.size > 0 ? await askToReplace(files.map(({ uri }) => uri), taken) : false;
  if (replace === undefined) return;
  const edit = new vscode.WorkspaceEdit();
  for (const { uri, text } of files) {
    if (!taken.has(uri.toString()) || replace) edit.createFile(uri, { overwrite: replace, contents: new TextEncoder().encode(text) });
  }
  if (!(await vscode.workspace.applyEdit(edit))) return refuse(vscode.l10n.t('the files could not be written.'));
  if (answer.open !== undefined) await vscode.window.showTextDocument(vscode.Uri.parse(answer.open));
  for (const note of answer.notes) session.log.info(note);
  if (answer.notes.length > 0) void vscode.window.showInformationMessage(answer.notes.join(' '));
}

/** What becomes of files that are there already: true to replace them, false to leave them and write the others, undefined to write nothing. */
async function askToReplace(files: readonly vscode.Uri[], taken: ReadonlySet<string>): Promise<boolean | undefined> {
  const names = files.filter((uri) => taken.has(uri.toString())).map((uri) => vscode.workspace.asRelativePath(uri));
  const others = { label: vscode.l10n.t('Write the others only'), detail: vscode.l10n.t('{0} of {1} files are missing', files.length - names.length, files.length) };
  const replace = { label: vscode.l10n.t('Replace what is there'), detail: vscode.l10n.t('what is in it now is lost: {0}', names.join(', ')) };
  const title = names.length === 1 ? vscode.l10n.t('{0} is there already', names[0]!) : vscode.l10n.t('{0} files are there already', names.length);
  const chosen = await vscode.window.showQuickPick(names.length < files.length ? [others, replace] : [replace], { title, placeHolder: vscode.l10n.t('Escape writes nothing'), ignoreFocusOut: true });
  return chosen === undefined ? undefined : chosen === replace;
}

const exists = (uri: vscode.Uri): Promise<boolean> => Promise.resolve(vscode.workspace.fs.stat(uri)).then(() => true, () => false);

async function askFolder(): Promise<vscode.Uri | undefined> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  if (folders.length === 1) return folders[0]!.uri;
  if (folders.length > 1) return (await vscode.window.showWorkspaceFolderPick())?.uri;
  return (await vscode.window.showOpenDialog({ canSelectFolders: true, canSelectFiles: false, openLabel: vscode.l10n.t('Write the Stack Here') }))?.[0];
}

async function ask(session: Session, folder: vscode.Uri): Promise<NewStackChoices | undefined> {
  const choices = await session.request('quadletStack/stackChoices', {});
  const picked = await vscode.window.showQuickPick(
    choices.map(({ id, label, detail, picked }) => ({ id, label, detail, picked })),
    { canPickMany: true, title: vscode.l10n.t('New Stack: which services?'), ignoreFocusOut: true },
  );
  if (picked === undefined || picked.length === 0) return undefined;
  const name = await vscode.window.showInputBox({
    title: vscode.l10n.t('New Stack: its name'), ignoreFocusOut: true,
    prompt: vscode.l10n.t('Names the network, the volumes and the database.'),
    value: folder.path.slice(folder.path.lastIndexOf('/') + 1).toLowerCase().replace(/[^a-z0-9-]+/g, '-').replace(/^-+|-+$/g, '') || 'stack',
    validateInput: (value) => (/^[a-z][a-z0-9-]*$/.test(value) ? undefined : vscode.l10n.t('Lower-case letters, digits and “-”; a letter first.')),
  });
  if (name === undefined) return undefined;
  const ram = await askRam(session, vscode.l10n.t('New Stack: how much RAM has the server?'));
  return ram === undefined ? undefined : { name, services: picked.map(({ id }) => id), ram };
}
