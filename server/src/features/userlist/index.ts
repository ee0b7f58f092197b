import { checkUserlist } from '../../rules/pgbouncer/index.ts';
import { parseUserlist } from '../../syntax/userlist.ts';
import { pushToken } from '../pgbouncer/tokens.ts';
import type { DocumentSymbol, Language, SemanticToken } from '../types.ts';
import { completeUserlist } from './completion.ts';
import { foldUserlist } from './folding.ts';
import { formatUserlist } from './format.ts';
import { hoverUserlist } from './hover.ts';

/** userlist.txt. Nothing that it gives holds a secret. */
export const userlistLanguage: Language = {
  check: checkUserlist,
  hover: hoverUserlist,
  complete: completeUserlist,
  symbols: (file) => file.tree(parseUserlist).nodes.flatMap((node): DocumentSymbol[] => (node.kind === 'user' ? [{ name: node.name.value === '' ? '(no name)' : node.name.value, kind: 'user', start: node.start, end: node.end, selection: node.name.inner }] : [])),
  folding: foldUserlist,
  format: formatUserlist,
  semanticTokens: (file) => {
    const { text, nodes } = file.tree(parseUserlist);
    const tokens: SemanticToken[] = [];
    for (const node of nodes) {
      if (node.kind === 'comment') pushToken(tokens, text, node, 'comment');
      else if (node.kind === 'user') {
        pushToken(tokens, text, node.name, 'variable');
        pushToken(tokens, text, node.secret, 'string');
        pushToken(tokens, text, node.rest, 'comment');
      }
    }
    return tokens;
  },
};
