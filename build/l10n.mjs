// `npm run l10n`: collects the texts of the client for translators into l10n/bundle.l10n.json (text → text), from which
// VS Code takes them where a translation `bundle.l10n.LANGUAGE.json` stands beside it.
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import ts from 'typescript';

export const BUNDLE = 'l10n/bundle.l10n.json';

/** The texts that a file hands to `vscode.l10n.t`. Throws where one is put together: a translator could not have it. */
function textsOf(file) {
  const texts = [];
  const source = ts.createSourceFile(file, fs.readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
  const visit = (node) => {
    if (ts.isCallExpression(node) && /(^|\.)l10n\.t$/.test(node.expression.getText(source))) {
      const [text] = node.arguments;
      if (text === undefined || !ts.isStringLiteralLike(text)) throw new Error(`${file}:${source.getLineAndCharacterOfPosition(node.getStart()).line + 1}: l10n.t takes a text as it is`);
      texts.push(text.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return texts;
}

/** The bundle as it should be, in the order of the alphabet. */
export function bundleOf(folder) {
  const files = fs.readdirSync(folder, { recursive: true }).map(String).filter((name) => name.endsWith('.ts')).map((name) => path.join(folder, name));
  const texts = [...new Set(files.flatMap(textsOf))].sort();
  return Object.fromEntries(texts.map((text) => [text, text]));
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  fs.writeFileSync(BUNDLE, `${JSON.stringify(bundleOf('client/src'), undefined, 2)}\n`);
}
