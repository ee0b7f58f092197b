import * as vscode from 'vscode';
import { isRefusal, type PictureResult, type Refusal } from '../../../server/src/protocol/requests.ts';
import type { Session } from '../extension.ts';
import { guarded } from '../log.ts';
import { exportPicture } from '../webview/export.ts';
import { readMessage, type ShowMessage } from '../webview/messages.ts';
import { picturePage } from '../webview/page.ts';
import { askRam, hostRam } from './ram.ts';

interface Picture {
  readonly type: string;
  readonly title: string;
  readonly fileName: string;
  /** The sizes of RAM that one may try; none where the picture does not depend on it. */
  readonly rams: readonly string[];
  /** `ram`: another than the host's. */
  fetch(ram: string | undefined): Promise<PictureResult | Refusal>;
}

const RAMS = [1, 2, 4, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256].map((size) => `${size}G`);

/** `Show Memory Budget` and `Show Stack`: each a panel of its own that follows the files. */
export function registerPictures(session: Session): Record<string, (...args: never[]) => unknown> {
  return {
    showBudget: pictureCommand(session, {
      type: 'quadletStack.budget', title: vscode.l10n.t('Memory Budget'), fileName: 'budget.svg', rams: RAMS, fetch: (ram) => session.request('quadletStack/budget', ram === undefined ? {} : { ram }),
    }),
    showStack: pictureCommand(session, { type: 'quadletStack.stack', title: vscode.l10n.t('Stack'), fileName: 'stack.svg', rams: [], fetch: () => session.request('quadletStack/stack', {}) }),
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

/** Milliseconds that the files must be quiet before a picture is drawn again. */
const QUIET = 200;

/** Loads the page, sends it the picture, again after each change, and listens to it. */
function fill(session: Session, { webview }: vscode.WebviewPanel, picture: Picture): vscode.Disposable {
  let shown: ShowMessage | undefined;
  let ram = '';
  let latest = 0;
  let closed = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const draw = async (again = false): Promise<void> => {
    const turn = ++latest;
    const [answer, host] = await Promise.all([
      picture.fetch(ram === '' ? undefined : ram).catch((error: unknown): Refusal => ({ error: error instanceof Error ? error.message : String(error) })),
      picture.rams.length === 0 ? '' : hostRam(session).then((size) => (size === undefined ? '' : `${size.slice(0, -1)} GB`)),
    ]);
    if (closed || turn !== latest) return;
    const next: ShowMessage = { type: 'show', ...(isRefusal(answer) ? { svg: '', text: answer.error } : { svg: answer.svg, text: answer.text }), ram, host };
    if (!again && JSON.stringify(next) === JSON.stringify(shown)) return;
    shown = next;
    await webview.postMessage(next);
  };
  const choose = async (wish: string): Promise<void> => {
    if (wish === 'other') ram = (await askRam(session, vscode.l10n.t('How much RAM might the server have?'))) ?? ram;
    else ram = wish;
    // The page's own choice is put right too where nothing was chosen.
    await draw(true);
  };
  const listener = webview.onDidReceiveMessage((received: unknown) => {
    const message = readMessage(received, shown?.svg ?? '');
    void guarded(session.log, async () => {
      if (message?.type === 'ready') await choose(message.ram === 'other' ? '' : message.ram);
      if (message?.type === 'ram') await choose(message.ram);
      if (message?.type === 'open') await vscode.window.showTextDocument(vscode.Uri.parse(message.uri), { viewColumn: vscode.ViewColumn.Beside, selection: new vscode.Range(message.line, 0, message.line, 0) });
      if (message?.type === 'export' && shown !== undefined && shown.svg !== '') await exportPicture(picture.fileName, shown.svg);
    });
  });
  webview.html = picturePage(webview, session.context.extensionUri, picture);
  return vscode.Disposable.from(
    session.onChanged(() => {
      clearTimeout(timer);
      timer = setTimeout(() => void draw(), QUIET);
    }),
    listener,
    new vscode.Disposable(() => {
      closed = true;
      clearTimeout(timer);
    }),
  );
}
