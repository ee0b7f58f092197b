import * as vscode from 'vscode';
import { isRefusal, type PictureResult, type Refusal } from '../../../server/src/protocol/requests.ts';
import type { Session } from '../extension.ts';
import { picturePage } from '../webview/page.ts';
import { exportPicture } from '../webview/export.ts';
import { readMessage } from '../webview/messages.ts';

interface Picture {
  readonly type: string;
  readonly title: string;
  readonly fileName: string;
  fetch(): Promise<PictureResult | Refusal>;
}

/** `Show Memory Budget` and `Show Stack`: each a panel of its own that follows the files. */
export function registerPictures(session: Session): Record<string, (...args: never[]) => unknown> {
  return {
    showBudget: pictureCommand(session, { type: 'quadletStack.budget', title: vscode.l10n.t('Memory Budget'), fileName: 'budget.svg', fetch: () => session.request('quadletStack/budget', {}) }),
    showStack: pictureCommand(session, { type: 'quadletStack.stack', title: vscode.l10n.t('Stack'), fileName: 'stack.svg', fetch: () => session.request('quadletStack/stack', {}) }),
  };
}

function pictureCommand(session: Session, picture: Picture): () => Promise<void> {
  let panel: vscode.WebviewPanel | undefined;
  return async () => {
    if (panel !== undefined) return panel.reveal();
    panel = vscode.window.createWebviewPanel(picture.type, picture.title, vscode.ViewColumn.Active, {
      enableScripts: true,
      localResourceRoots: [vscode.Uri.joinPath(session.context.extensionUri, 'media')],
    });
    panel.iconPath = vscode.Uri.joinPath(session.context.extensionUri, 'media/icon.png');
    const subscription = fill(session, panel, picture);
    panel.onDidDispose(() => {
      subscription.dispose();
      panel = undefined;
    });
  };
}

/** Draws the picture, again after each change, and listens to the page. */
function fill(session: Session, panel: vscode.WebviewPanel, picture: Picture): vscode.Disposable {
  let last: PictureResult | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let current = '';
  const draw = async (): Promise<void> => {
    const answer = await picture.fetch().catch((error: unknown): Refusal => ({ error: String(error) }));
    last = isRefusal(answer) ? undefined : answer;
    const content = isRefusal(answer) ? { svg: '', text: answer.error } : answer;
    if (content.svg + content.text === current) return;
    current = content.svg + content.text;
    panel.webview.html = picturePage(panel.webview, session.context.extensionUri, { title: picture.title, ...content });
  };
  void draw();
  return vscode.Disposable.from(
    session.onChanged(() => {
      clearTimeout(timer);
      timer = setTimeout(() => void draw(), 200);
    }),
    panel.webview.onDidReceiveMessage((received: unknown) => {
      const message = readMessage(received, last?.svg ?? '');
      if (message?.type === 'open') void vscode.window.showTextDocument(vscode.Uri.parse(message.uri), { viewColumn: vscode.ViewColumn.Beside, selection: new vscode.Range(message.line, 0, message.line, 0) });
      if (message?.type === 'export' && last !== undefined) void exportPicture(session.context.extensionUri, picture.fileName, last.svg);
    }),
    new vscode.Disposable(() => clearTimeout(timer)),
  );
}
