import * as vscode from 'vscode';
import { escapeHtml } from './messages.ts';

export interface PageOptions {
  readonly title: string;
  /** Sizes to choose the host's RAM from; none where the picture does not depend on it. */
  readonly rams: readonly string[];
}

/**
 * The page around a picture: strict policy, no inline script or style. It comes without the picture: that is sent to it,
 * so that a change of the files leaves focus, zoom and place as they are. The words are there for screen readers and
 * below the picture.
 */
export function picturePage(webview: vscode.Webview, extensionUri: vscode.Uri, { title, rams }: PageOptions): string {
  const media = (name: string): string => webview.asWebviewUri(vscode.Uri.joinPath(extensionUri, 'media', name)).toString();
  const nonce = createNonce();
  const option = (value: string, label: string): string => `<option value="${escapeHtml(value)}">${escapeHtml(label)}</option>`;
  const ram = rams.length === 0 ? '' : `<label for="ram">${escapeHtml(vscode.l10n.t('If the server had'))}</label>
<select id="ram">${option('', vscode.l10n.t('the RAM it has'))}${rams.map((size) => option(size, `${size.slice(0, -1)} ${size.slice(-1)}B`)).join('')}${option('other', vscode.l10n.t('Other…'))}</select>
<span class="gap"></span>`;
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src ${webview.cspSource}; script-src 'nonce-${nonce}'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${media('view.css')}">
<title>${escapeHtml(title)}</title>
</head>
<body>
<header>
${ram}
<button type="button" id="zoom-out" title="${escapeHtml(vscode.l10n.t('Smaller'))}" aria-label="${escapeHtml(vscode.l10n.t('Smaller'))}">−</button>
<button type="button" id="zoom-in" title="${escapeHtml(vscode.l10n.t('Larger'))}" aria-label="${escapeHtml(vscode.l10n.t('Larger'))}">+</button>
<button type="button" id="export">${escapeHtml(vscode.l10n.t('Export SVG'))}</button>
</header>
<p id="status" role="status"></p>
<main id="picture"></main>
<details id="words"><summary>${escapeHtml(vscode.l10n.t('In words'))}</summary><pre id="text"></pre></details>
<script nonce="${nonce}" src="${media('view.js')}"></script>
</body>
</html>`;
}

/** 128 random bits as hexadecimal digits. */
function createNonce(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
