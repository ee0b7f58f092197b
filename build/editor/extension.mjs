// The extension as VS Code loads it, in a folder of its own: VS Code takes the themes below a folder under development
// for that extension's, and below this project lies VS Code itself (`.vscode-test/`).
import fs from 'node:fs';
import path from 'node:path';
import { CACHE } from './install.mjs';

const PARTS = ['package.json', 'package.nls.json', 'dist', 'l10n', 'language-configuration', 'media', 'snippets', 'syntaxes'];

/** A folder that shows the parts of the extension: links, or copies where links are not allowed. */
export function extensionFolder(name = 'extension') {
  const folder = path.join(CACHE, name);
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(folder, { recursive: true });
  for (const part of PARTS) {
    const source = path.resolve(part);
    if (!fs.existsSync(source)) continue;
    const target = path.join(folder, part);
    try {
      fs.symlinkSync(source, target, fs.statSync(source).isDirectory() ? 'junction' : 'file');
    } catch {
      fs.cpSync(source, target, { recursive: true });
    }
  }
  return folder;
}
