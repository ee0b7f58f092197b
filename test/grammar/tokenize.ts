import fs from 'node:fs';
import { createRequire } from 'node:module';
import oniguruma from 'vscode-oniguruma';
import textmate from 'vscode-textmate';

interface Contributions {
  readonly contributes: {
    readonly grammars: readonly { language: string; scopeName: string; path: string }[];
    readonly languages: readonly { id: string; configuration?: string }[];
  };
}

/** What package.json contributes, as VS Code reads it. */
export const { contributes } = JSON.parse(fs.readFileSync('package.json', 'utf8')) as Contributions;

const wasm = fs.readFileSync(createRequire(import.meta.url).resolve('vscode-oniguruma/release/onig.wasm'));
const registry = new textmate.Registry({
  onigLib: oniguruma.loadWASM(new Uint8Array(wasm).buffer).then(() => ({
    createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
    createOnigString: (text) => new oniguruma.OnigString(text),
  })),
  async loadGrammar(scopeName) {
    const grammar = contributes.grammars.find((each) => each.scopeName === scopeName);
    return grammar === undefined ? null : textmate.parseRawGrammar(fs.readFileSync(grammar.path, 'utf8'), grammar.path);
  },
});

export interface Token {
  readonly text: string;
  /** The innermost scope that is not `meta.`, without the language at its end. */
  readonly scope: string;
}

/** The tokens of a text, line by line, with the scope that a theme would colour; blanks are left out. */
export async function tokenize(language: string, text: string): Promise<Token[][]> {
  const scopeName = contributes.grammars.find((each) => each.language === language)?.scopeName;
  const grammar = scopeName === undefined ? null : await registry.loadGrammar(scopeName);
  if (grammar === null) throw new Error(`no grammar for ${language}`);
  let state = textmate.INITIAL;
  return text.split('\n').map((line) => {
    const { tokens, ruleStack } = grammar.tokenizeLine(line, state);
    state = ruleStack;
    return tokens
      .map(({ startIndex, endIndex, scopes }) => ({ text: line.slice(startIndex, endIndex), scope: innermost(scopes) }))
      .filter((token) => token.text.trim() !== '');
  });
}

function innermost(scopes: readonly string[]): string {
  const found = [...scopes].reverse().find((scope) => !scope.startsWith('meta.') && !scope.startsWith('source.')) ?? '';
  return found.split(' ')[0]!.replace(/\.[^.]+$/, '');
}
