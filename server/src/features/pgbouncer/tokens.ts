import { connectionFacts, type PgbouncerFact } from '../../facts/pgbouncer/index.ts';
import { parseCDouble } from '../../model/c-numbers.ts';
import { connectionOf } from '../../model/pgbouncer.ts';
import type { SourceFile } from '../../model/snapshot.ts';
import { parsePgbouncer } from '../../syntax/pgbouncer.ts';
import type { Span } from '../../syntax/span.ts';
import type { Context, SemanticToken, TokenType } from '../types.ts';
import { knows } from '../../rules/pgbouncer/values.ts';
import { pairFact, settingFact } from './cursor.ts';

/** Cuts a span at line ends, a lone `\r` among them, which editors count and PgBouncer does not. */
export function pushToken(tokens: SemanticToken[], text: string, span: Span, type: TokenType, deprecated = false): void {
  let start = span.start;
  for (let at = span.start; at <= span.end; at++) {
    const code = at < span.end ? text.charCodeAt(at) : 10;
    if (code !== 10 && code !== 13) continue;
    if (at > start) tokens.push({ start, end: at, type, ...(deprecated ? { deprecated } : {}) });
    start = at + 1;
  }
}

const valueType = (fact: PgbouncerFact | undefined, value: string): TokenType =>
  fact?.kind === 'enum' ? 'enumMember' : value !== '' && parseCDouble(value) !== undefined && fact?.kind !== 'text' ? 'number' : 'string';

export function tokensOfPgbouncer(file: SourceFile, { snapshot }: Context): readonly SemanticToken[] {
  const tree = file.tree(parsePgbouncer);
  const version = snapshot.targets(file).pgbouncer;
  const tokens: SemanticToken[] = [];
  const push = (span: Span, type: TokenType, deprecated = false): void => pushToken(tokens, tree.text, span, type, deprecated);
  for (const node of tree.nodes) {
    if (node.kind === 'comment') push(node, 'comment');
    else if (node.kind === 'section') push(node.nameSpan, 'namespace');
    else if (node.kind === 'include') {
      push({ start: node.start, end: node.start + 8 }, 'macro');
      push(node.pathSpan, 'string');
    } else if (node.kind === 'entry') {
      const fact = settingFact(node);
      const old = fact !== undefined && (fact.deprecated !== undefined || !knows(fact, version));
      push(node.keySpan, node.section === 'pgbouncer' ? 'property' : 'variable', old);
      if (connectionFacts(node.section) === undefined) {
        push(node.valueSpan, valueType(fact, node.value));
        continue;
      }
      for (const pair of connectionOf(tree, node).pairs) {
        const one = pairFact(node.section, pair.key);
        push(pair.keySpan, 'parameter', one?.deprecated !== undefined);
        push(pair.valueSpan, valueType(one, pair.value));
      }
    }
  }
  return tokens;
}
