import { settingOf, type RedisSetting } from '../../model/redis.ts';
import { redisTarget } from '../../model/redis-target.ts';
import type { SourceFile } from '../../model/snapshot.ts';
import { parseRedis, type RedisArgument } from '../../syntax/redis.ts';
import type { Context, SemanticToken, TokenType } from '../types.ts';

/** Names, values by their kind, comments. */
export function tokensOfRedis(file: SourceFile, { snapshot }: Context): readonly SemanticToken[] {
  const target = redisTarget(snapshot.targets(file));
  const tokens: SemanticToken[] = [];
  // Editors end a line at a lone carriage return, too; a token stops there.
  const push = (token: SemanticToken): void => {
    const stray = file.text.slice(token.start, token.end).search(/[\r\n]/);
    const end = stray < 0 ? token.end : token.start + stray;
    if (end > token.start) tokens.push({ ...token, end });
  };
  for (const line of file.tree(parseRedis).lines) {
    if (line.kind === 'comment') push({ start: line.content.start, end: line.content.end, type: 'comment' });
    if (line.kind !== 'directive') continue;
    const setting = settingOf(line, target);
    const { key, directive, args } = setting;
    const statement = directive === undefined ? key.value.toLowerCase() === 'sentinel' : ['include', 'loadmodule', 'rename-command', 'user'].includes(directive.kind);
    push({ start: key.start, end: key.end, type: statement ? 'macro' : 'property', ...(directive?.alias !== undefined && { deprecated: true }) });
    args.forEach((arg, i) => push({ start: arg.start, end: arg.end, type: typeOf(setting, arg, i) }));
  }
  return tokens;
}

function typeOf({ directive, name }: RedisSetting, arg: RedisArgument, index: number): TokenType {
  if (name === 'sentinel' && index === 0) return 'property';
  if (name === 'user') return index === 0 ? 'variable' : /^[a-z]/i.test(arg.value) ? 'keyword' : /^[+-]/.test(arg.value) ? 'enumMember' : 'string';
  if (directive?.kind === 'bool') return 'keyword';
  if (directive?.kind === 'enum') return 'enumMember';
  if (directive?.kind === 'client-output-buffer-limit' && index % 4 === 0) return 'enumMember';
  return /^[-+]?\d[\d.]*(?:[kmg]b?|%)?$/i.test(arg.value) && !arg.quoted ? 'number' : 'string';
}
