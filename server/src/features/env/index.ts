import { checkEnv } from '../../rules/env/index.ts';
import { envEntries, nameOfEntry } from '../../model/env.ts';
import { parseEnv } from '../../syntax/env.ts';
import { commentRuns } from '../comment-runs.ts';
import { pushToken } from '../pgbouncer/tokens.ts';
import type { DocumentSymbol, Language, SemanticToken } from '../types.ts';
import { defineHost, hostReferences } from '../hosts.ts';
import { formatEnv } from './format.ts';
import { hoverEnv } from './hover.ts';

/** Environment files: `.env`, `NAME.env`. Values of secrets appear nowhere. */
export const envLanguage: Language = {
  check: checkEnv,
  hover: hoverEnv,
  definition: defineHost,
  references: hostReferences,
  symbols: (file) => envEntries(file).map((entry): DocumentSymbol => ({ name: entry.name === '' ? '(no name)' : nameOfEntry(entry), kind: 'key', start: entry.variable.start, end: entry.variable.end, selection: entry.variable.nameSpan })),
  folding: (file) => commentRuns(file, file.tree(parseEnv).nodes.filter(({ kind }) => kind === 'comment')),
  format: formatEnv,
  semanticTokens: (file) => {
    const { text, nodes } = file.tree(parseEnv);
    const tokens: SemanticToken[] = [];
    for (const node of nodes) {
      if (node.kind === 'comment') pushToken(tokens, text, node, 'comment');
      else {
        if (node.exported) pushToken(tokens, text, { start: node.start, end: node.start + 6 }, 'keyword');
        pushToken(tokens, text, node.nameSpan, 'variable');
        pushToken(tokens, text, node.valueSpan, /^[ \t]*-?\d+(?:\.\d+)?[ \t]*$/.test(node.value ?? '') ? 'number' : 'string');
      }
    }
    return tokens;
  },
};
