import * as vscode from 'vscode';
import { SERVICE_NAME } from '../../../server/src/model/service-name.ts';
import { isRefusal } from '../../../server/src/protocol/requests.ts';
import type { Session } from '../extension.ts';
import { applyChanges } from './applyChanges.ts';
import { nameOfUri, refuse, unitUri, warn } from './target.ts';

/** Renames a service everywhere: its unit, its container, the hosts that name it. */
export async function renameService(session: Session, given?: vscode.Uri | string, name?: string): Promise<void> {
  const uri = unitUri(given);
  if (uri === undefined) return;
  const before = nameOfUri(uri).replace(/\.[^.]*$/, '');
  const newName = typeof name === 'string' ? name : (await vscode.window.showInputBox({
    prompt: vscode.l10n.t('New name of the service'), value: before,
    validateInput: (value) => (SERVICE_NAME.test(value) ? undefined : vscode.l10n.t('Letters, digits, “_”, “.” and “-”; a letter or digit first.')),
  }));
  if (newName === undefined || newName === before) return;
  const answer = await session.request('quadletStack/renameService', { uri, newName });
  if (isRefusal(answer)) return refuse(answer.error);
  warn(session, answer.warnings);
  await applyChanges({ ...answer, comment: vscode.l10n.t('Was {0}', before) });
}
