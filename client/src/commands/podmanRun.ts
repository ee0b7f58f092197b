import * as vscode from 'vscode';
import { isRefusal } from '../../../server/src/protocol/requests.ts';
import type { Session } from '../extension.ts';
import { nameOfUri, refuse, unitUri } from './target.ts';

/** Puts the `podman run` of a unit on the clipboard. */
export async function copyPodmanRun(session: Session, given?: vscode.Uri | string): Promise<void> {
  const uri = unitUri(given);
  if (uri === undefined) return;
  const answer = await session.request('quadletStack/podmanRun', { uri });
  if (isRefusal(answer)) return refuse(answer.error);
  await vscode.env.clipboard.writeText(answer.text);
  vscode.window.setStatusBarMessage(vscode.l10n.t('Copied podman run of {0}', nameOfUri(uri)), 4000);
}
