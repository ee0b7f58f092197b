import * as vscode from 'vscode';
import { isRefusal, type PreviewOrigin, type PreviewParams } from '../../../server/src/protocol/requests.ts';
import type { Session } from '../extension.ts';
import { linkCursors } from './origins.ts';
import { nameOfUri, unitUri } from './target.ts';

export const PREVIEW_SCHEME = 'quadlet-stack-preview';
/** Releases that changed what Quadlet generates; any other may be typed. */
const PODMAN_RELEASES = ['6.1', '6.0', '5.8', '5.7', '5.6', '5.5', '5.4', '5.3', '5.2', '5.1', '5.0', '4.9', '4.8', '4.7', '4.6', '4.5', '4.4'];
/** Milliseconds after the last keystroke; the server is asked once for a burst. */
const SETTLE = 60;

/** `Show Generated Service` and `Compare Generated Service…`, over read-only documents that follow their unit. */
export function registerPreview(session: Session): Record<string, (...args: never[]) => unknown> {
  const origins = new Map<string, readonly PreviewOrigin[]>();
  const changed = new vscode.EventEmitter<vscode.Uri>();
  const shown = (): vscode.TextDocument[] => vscode.workspace.textDocuments.filter(({ uri }) => uri.scheme === PREVIEW_SCHEME);

  const provider: vscode.TextDocumentContentProvider = {
    onDidChange: changed.event,
    async provideTextDocumentContent(uri, token) {
      const answer = await session.request('quadletStack/preview', paramsOf(uri), token);
      if (isRefusal(answer)) {
        origins.set(uri.toString(), []);
        return `# ${answer.error}\n`;
      }
      origins.set(uri.toString(), answer.origins);
      return answer.text;
    },
  };
  let timer: ReturnType<typeof setTimeout> | undefined;
  session.context.subscriptions.push(
    changed,
    vscode.workspace.registerTextDocumentContentProvider(PREVIEW_SCHEME, provider),
    session.onChanged(() => {
      clearTimeout(timer);
      timer = setTimeout(() => shown().forEach(({ uri }) => changed.fire(uri)), SETTLE);
    }),
    vscode.workspace.onDidCloseTextDocument(({ uri }) => origins.delete(uri.toString())),
    new vscode.Disposable(() => clearTimeout(timer)),
    linkCursors({ scheme: PREVIEW_SCHEME, originsOf: (uri) => origins.get(uri.toString()) ?? [] }),
  );

  return {
    showGeneratedService: async (given?: vscode.Uri | string) => {
      const uri = unitUri(given);
      if (uri === undefined) return;
      const document = await openPreview({ uri });
      await vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true, preview: true });
    },
    compareGeneratedService: async (given?: vscode.Uri | string, sides?: readonly [Side, Side]) => {
      const uri = unitUri(given);
      if (uri === undefined) return;
      const chosen = Array.isArray(sides) ? (sides as [Side, Side]) : await askSides();
      if (chosen === undefined) return;
      const [left, right] = await Promise.all(chosen.map((side) => openPreview({ uri, ...side })));
      await vscode.commands.executeCommand('vscode.diff', left!.uri, right!.uri, `${nameOfUri(uri)}: ${nameOf(chosen[0])} ↔ ${nameOf(chosen[1])}`);
    },
  };
}

type Side = Pick<PreviewParams, 'podman' | 'root'>;

const nameOf = ({ podman, root }: Side): string => [podman === undefined ? undefined : `Podman ${podman}`, root === undefined ? undefined : root ? 'root' : 'user'].filter((part) => part !== undefined).join(', ');

/** A preview's address: a name that a tab can show, and what it was made of as its query. */
function previewUri(params: PreviewParams): vscode.Uri {
  const name = nameOfUri(params.uri).replace(/\.[^.]*$/, '');
  return vscode.Uri.from({ scheme: PREVIEW_SCHEME, path: `/${name} (${nameOf(params) || 'generated'}).service`, query: JSON.stringify(params) });
}

const paramsOf = (uri: vscode.Uri): PreviewParams => JSON.parse(uri.query) as PreviewParams;

async function openPreview(params: PreviewParams): Promise<vscode.TextDocument> {
  const document = await vscode.workspace.openTextDocument(previewUri(params));
  return document.languageId === 'quadlet-service' ? document : vscode.languages.setTextDocumentLanguage(document, 'quadlet-service');
}

async function askSides(): Promise<[Side, Side] | undefined> {
  const byManager = { label: vscode.l10n.t('User and root'), description: vscode.l10n.t('what changes when the system manager runs it') };
  const byVersion = { label: vscode.l10n.t('Two Podman versions…') };
  const picked = await vscode.window.showQuickPick([byVersion, byManager], { title: vscode.l10n.t('Compare the generated service') });
  if (picked === undefined) return undefined;
  if (picked === byManager) return [{ root: false }, { root: true }];
  const older = await askPodman(vscode.l10n.t('The one Podman version'));
  const newer = older === undefined ? undefined : await askPodman(vscode.l10n.t('The other Podman version'));
  return older === undefined || newer === undefined ? undefined : [{ podman: older }, { podman: newer }];
}

async function askPodman(title: string): Promise<string | undefined> {
  const other = vscode.l10n.t('Another version…');
  const picked = await vscode.window.showQuickPick([...PODMAN_RELEASES, other], { title });
  if (picked !== other) return picked;
  return vscode.window.showInputBox({ title, placeHolder: '5.8.2', validateInput: (value) => (/^\d+\.\d+(\.\d+)?$/.test(value) ? undefined : vscode.l10n.t('A version such as 5.8.2.')) });
}
