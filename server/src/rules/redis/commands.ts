import { redisCommands, sentinelCommands, type RedisCommand } from '../../facts/redis/index.ts';
import { isIn, redisTargetName, type RedisTarget } from '../../model/redis-target.ts';
import { atLeast } from '../../model/version.ts';

/** The commands that a server knows by itself; as Sentinel it has a few of them, and its own. */
export const commandTable = (sentinel: boolean): Readonly<Record<string, RedisCommand>> => (sentinel ? sentinelCommands() : redisCommands());

/** Whether a server has a command by itself; the name in lower case. */
export function hasCommand(name: string, target: RedisTarget, sentinel = false): boolean {
  const table = commandTable(sentinel);
  return Object.hasOwn(table, name) && isIn(table[name]!.in, target);
}

/** The commands of a server, in lower case. */
export const commandNames = (target: RedisTarget, sentinel = false): string[] => Object.keys(commandTable(sentinel)).filter((name) => hasCommand(name, target, sentinel));

/** Redis 8 has vector sets built in as a module, and its image loads more, whose commands have a dot. */
export const mayBeModules = (name: string, { product, version }: RedisTarget): boolean =>
  product === 'redis' && atLeast(version, [8]) && (name.includes('.') || /^v(?:add|card|dim|emb|getattr|info|ismember|links|randmember|range|rem|setattr|sim)$/.test(name));

/** `Redis 8.6.3`, `The Sentinel of Redis 8.6.3`: whose commands are meant. */
export const serverName = (target: RedisTarget, sentinel: boolean): string => `${sentinel ? 'The Sentinel of ' : ''}${redisTargetName(target)}`;
