import * as vscode from 'vscode';
import { escapeHtml } from './messages.ts';

/** The page around a picture: strict policy, no inline script or style; the words are there for screen readers and below the picture. */
export function picturePage(webview: vscode.Webview, extensionUri: vscode.Uri, { title, svg, text }: { title: string; svg: string; text: string }): string {
  const media = (name: string): string => webview.asWebviewUri(vscode.Uri.joinPath(extensionUri, 'media', name)).toString();
  const nonce = createNonce();
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
<button type="button" id="zoom-out" title="${escapeHtml(vscode.l10n.t('Smaller'))}">−</button>
<button type="button" id="zoom-in" title="${escapeHtml(vscode.l10n.t('Larger'))}">+</button>
<button type="button" id="export">${escapeHtml(vscode.l10n.t('Export SVG'))}</button>
</header>
<main id="picture">${svg}</main>
<details${svg === '' ? ' open' : ''}><summary>${escapeHtml(vscode.l10n.t('In words'))}</summary><pre>${escapeHtml(text)}</pre></details>
<script nonce="${nonce}" src="${media('view.js')}"></script>
</body>
</html>`;
}

/** 128 random bits as hexadecimal digits. */
function createNonce(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
