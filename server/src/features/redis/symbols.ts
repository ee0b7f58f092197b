import { looksSecret } from '../../model/redact.ts';
import { settingOf } from '../../model/redis.ts';
import { redisTarget, type RedisTarget } from '../../model/redis-target.ts';
import type { SourceFile } from '../../model/snapshot.ts';
import { parseRedis, type RedisLine } from '../../syntax/redis.ts';
import type { Context, DocumentSymbol } from '../types.ts';
import { sectionsOf } from './sections.ts';

/** The directives, below their headings. Values of secrets are left out. */
export function symbolsOfRedis(file: SourceFile, { snapshot }: Context): readonly DocumentSymbol[] {
  const target = redisTarget(snapshot.targets(file));
  const { lines } = file.tree(parseRedis);
  const sections = sectionsOf(file);
  const first = sections[0]?.heading.number ?? lines.length;
  const list = (some: readonly RedisLine[]) => some.filter((line) => line.kind === 'directive').map((line) => symbol(line, target));
  const groups = sections.map(({ title, heading, last, lines: inside }): DocumentSymbol => ({
    name: title, kind: 'group', start: heading.start, end: last.end, selection: heading.content, children: list(inside),
  }));
  return [...list(lines.slice(0, first)), ...groups.filter(({ children }) => children!.length > 0)];
}

function symbol(line: RedisLine, target: RedisTarget): DocumentSymbol {
  const { directive, name, key, args } = settingOf(line, target);
  const isSentinel = name === 'sentinel';
  const kind = name === 'include' || name === 'loadmodule' ? 'file' : name === 'user' ? 'user' : 'key';
  const shown = isSentinel ? `sentinel ${args[0]?.value ?? ''}`.trim() : name === 'user' ? `user ${args[0]?.value ?? ''}`.trim() : key.value;
  const values = isSentinel ? args.slice(1) : args;
  const secret = directive?.secret || (directive === undefined && looksSecret(key.value)) || (isSentinel && /pass/i.test(args[0]?.value ?? ''));
  const detail = secret ? '…' : values.map((arg) => arg.value).join(' ').slice(0, 80);
  return { name: shown === '' ? '""' : shown, ...(detail !== '' && { detail }), kind, start: line.content.start, end: line.content.end, selection: { start: key.start, end: key.end } };
}
