import { settingOf, type RedisSetting } from '../../model/redis.ts';
import { redisDialect, redisTarget, type RedisDialect, type RedisTarget } from '../../model/redis-target.ts';
import type { SourceFile } from '../../model/snapshot.ts';
import { parseRedis, redisLineAt, type RedisArgument, type RedisLine } from '../../syntax/redis.ts';
import { touches, type Span } from '../../syntax/span.ts';
import type { Context } from '../types.ts';

/** What the cursor is at, in a line with a directive or in an empty one. */
export interface RedisCursor {
  readonly line: RedisLine;
  readonly target: RedisTarget;
  readonly dialect: RedisDialect;
  readonly sentinel: boolean;
  /** Undefined on an empty line. */
  readonly setting: RedisSetting | undefined;
  /** 0 is the name; one more than the last where the cursor stands behind a blank at the end. */
  readonly index: number;
  readonly argument: RedisArgument | undefined;
  /** The argument, or the place where one would begin. */
  readonly word: Span;
}

/** What is at an offset; undefined in comments. */
export function cursorAt(file: SourceFile, offset: number, { snapshot }: Context): RedisCursor | undefined {
  const line = redisLineAt(file.tree(parseRedis).lines, offset);
  if (line.kind === 'comment') return undefined;
  const target = redisTarget(snapshot.targets(file));
  const dialect = redisDialect(target);
  const found = line.args.findIndex((arg) => touches(arg, offset));
  const index = found >= 0 ? found : line.args.filter((arg) => arg.end < offset).length;
  const argument = found >= 0 ? line.args[found] : undefined;
  return {
    line, target, dialect, sentinel: file.kind === 'sentinel', index, argument,
    setting: line.kind === 'directive' ? settingOf(line, target) : undefined,
    word: argument === undefined ? { start: offset, end: offset } : { start: argument.start, end: argument.end },
  };
}
