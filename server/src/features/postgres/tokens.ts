import { lookUpGuc } from '../../model/postgres.ts';
import { includeKind, postgresTree } from '../../model/postgres-settings.ts';
import type { SourceFile } from '../../model/snapshot.ts';
import { isSetting, type PostgresSetting } from '../../syntax/postgres.ts';
import type { Version } from '../../model/version.ts';
import type { Context, SemanticToken, TokenType } from '../types.ts';

/** Names, values by their kind, comments. */
export function tokensOfPostgres(file: SourceFile, { snapshot }: Context): readonly SemanticToken[] {
  const version = snapshot.targets(file).postgres;
  const tokens: SemanticToken[] = [];
  // A lone `\r` ends a line for editors; tokens stop there.
  const push = (token: SemanticToken): void => {
    const stray = file.text.slice(token.start, token.end).indexOf('\r');
    const end = stray < 0 ? token.end : token.start + stray;
    if (end > token.start) tokens.push({ ...token, end });
  };
  for (const line of postgresTree(file).lines) {
    if (line.name !== undefined) {
      const found = lookUpGuc(line.name.text, version);
      const deprecated = found.found === 'removed' || (found.found === 'yes' && found.alias !== undefined);
      push({ start: line.name.start, end: line.name.end, type: includeKind(line.name) === undefined ? 'property' : 'macro', ...(deprecated ? { deprecated } : {}) });
    }
    if (line.equals !== undefined) push({ ...line.equals, type: 'operator' });
    if (isSetting(line)) push({ start: line.value.start, end: line.value.end, type: valueType(line, version) });
    if (line.comment !== undefined) push({ ...line.comment, type: 'comment' });
  }
  return tokens;
}

function valueType({ name, value }: PostgresSetting, version: Version): TokenType {
  const found = lookUpGuc(name.text, version);
  const type = found.found === 'yes' ? found.guc.type : undefined;
  if (type === 'boolean') return 'keyword';
  if (type === 'enum') return 'enumMember';
  if (type === 'integer' || type === 'real') return 'number';
  return value.quoted || !/^[-+\d.]/.test(value.text) ? 'string' : 'number';
}
