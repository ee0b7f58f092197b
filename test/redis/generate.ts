import { redisDirectives, type RedisDirective } from '../../server/src/facts/redis/index.ts';
import { commandNames } from '../../server/src/rules/redis/commands.ts';
import type { RedisTarget } from '../../server/src/model/redis-target.ts';

export { random } from '../support/fuzz.ts';

const ANY = ['""', '0', '1', '-1', '+1', '007', '" 1"', '1 2', '65535', '65536', '2147483647', '2147483648', '4294967295', '4294967296', '9223372036854775807', '9223372036854775808',
  '18446744073709551615', '99999999999999999999', '1k', '1KB', '10mb', '2g', '1gb', 'kb', '1 mb', '1.5gb', '100%', '101%', '5%', '-5%', '%', '0x10', '777', '0770', '888', '1000', 'yes', 'YES', 'no', 'maybe', 'true',
  'a.b', 'a/b', "'single'", '"double quoted"', '"un', "'un", '"a"b', 'a"b c"', '"\\x41"', '"\\"x"', "'it\\'s'", 'x # comment', '# comment', '{title}', '{title} {port}', '"{title} {port}"', '"{{"', '"{foo}"', '127.0.0.1', '::1', 'h_st', 'ho-st'];
const SPECIAL: Readonly<Record<string, readonly string[]>> = {
  save: ['900 1', '900 1 300 10', '900 1 300', '""', '"900 1"', '0 1', '1 0', '1 -1', '+5 5', '" 5" 5', '5 " 5"', '5x 5', '99999999999999999999 1', '"" 1'],
  bind: ['* -::*', '127.0.0.1 ::1', '', '""', ...[16, 17].map((count) => Array.from({ length: count }, (_, i) => `127.0.0.${i + 1}`).join(' '))],
  'client-output-buffer-limit': ['normal 0 0 0', 'replica 1mb 1mb 60', 'SLAVE 1 1 1', 'pubsub 1 1', 'master 0 0 0', 'normal 0 0 -1', 'normal 0 0 4294967295', 'normal 0 0 x', 'normal -1 0 0', 'normal "" "" ""', 'normal 0 0 0 pubsub 1 1 1', '', 'other 0 0 0'],
  'oom-score-adj-values': ['0 200 800', '0 200', '-2000 0 2000', '-2001 0 0', '0 0 2001', '0 "" 1', 'a b c', '" 1" 2 3', '"0 200 800"'],
  'notify-keyspace-events': ['Ex', 'KEA', 'AKE', 'gxeKEtmdn', 'oc', 'S', '"K E"', 'a', '""', 'Ex x', 'g$lshzxeKEtmdn'],
  'latency-tracking-info-percentiles': ['50 99 99.9', '0', '100', '100.1', '-0.1', '1e1', '0x10', '.5', '5.', 'inf', 'nan', '50%', '""', '"50 99"', '', '1e400', '1 2 x'],
  replicaof: ['no one', '127.0.0.1 6379', 'h 65536', 'h -1', 'h ""', 'h x', 'h', 'NO ONE', 'h 4294967297', 'h " 1"', 'h 1x', '"h 1"'],
  'shutdown-on-sigint': ['default', 'save now', 'save nosave', 'nosave now force', '"save now"', 'nosave SAVE', 'safe', ''],
  loglevel: ['nothing', 'Debug', 'warn'],
  'repl-diskless-load': ['swapdb', 'flushdb', 'on-empty-db'],
  'maxmemory-policy': ['allkeys-lru', 'allkeys-lrm', 'ALLKEYS-LFU', 'allkeys'],
  'cluster-announce-hostname': ['a.b-c', 'a b', '"a b"', 'x'.repeat(255), 'x'.repeat(256), 'ä'],
  unixsocketperm: ['0', '777', '778', '1000', '+7', '" 7"', '-1', '7x'],
  dbfilename: ['dump.rdb', 'a/b', 'a\\b', '""', '..'],
  appenddirname: ['x', 'a/b', '""'],
};
const RULES = ['on', 'off', 'ON', 'nopass', 'resetpass', '>secret', '>a <a', '#abc', `#${'a'.repeat(64)}`, `#${'A'.repeat(64)}`, `!${'b'.repeat(64)}`, '~*', '~a*', 'allkeys', 'resetkeys', '&*', '&ch', 'allchannels', 'resetchannels',
  '+@all', '-@all', '+@read', '-@dangerous', '+get', '-set', '+config|get', '-config|set', '+get|x', '+config|get|x', '+config|', '+client|id', '%R~x', '%W~y', '%RW~z', '%X~a', '%~x', '%R', '(+get', '~x)', '(+get ~x)', '"(+get ~y)"', '()', 'clearselectors', 'reset',
  'sanitize-payload', 'skip-sanitize-payload', 'bogus', '""', 'db=0', 'alldbs', '"~a b"', '+GET', '~a ~a'];

/** A value that the directive takes, written in one of several ways. */
function plausible(directive: RedisDirective | undefined, next: () => number): string | undefined {
  if (directive?.kind === 'bool') return ['yes', 'no', 'YES', '"no"', "'Yes'"][Math.floor(next() * 5)];
  if (directive?.kind === 'string' || directive?.kind === 'path') return directive.check === undefined ? ['x', '"a b"', '""', "'a # b'", '/x/y', '"\\x41"'][Math.floor(next() * 6)] : undefined;
  if (directive?.kind === 'number' && directive.format === undefined) return String(BigInt(directive.min!) + BigInt(Math.floor(next() * 40)));
  return directive?.format === 'size' && next() < 0.8 ? `${1 + Math.floor(next() * 9)}${['mb', 'MB', 'gb', 'm', 'g', '048576'][Math.floor(next() * 6)]}` : undefined;
}

/** A line that a server may take or refuse, by directive kinds and by what goes wrong with them. */
export function randomLine(next: () => number, names: readonly string[], target: RedisTarget): string {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)]!;
  const kind = next();
  if (kind < 0.12) return `user u${Math.floor(next() * 1e6)} ${Array.from({ length: 1 + Math.floor(next() * 4) }, () => pick(RULES)).join(' ')}`;
  if (kind < 0.16) return `rename-command ${pick([pick(commandNames(target)), 'nosuch', 'GET'])} ${pick(['""', 'x', 'get', '', 'a b', `n${Math.floor(next() * 1e6)}`])}`;
  let name = pick(names);
  if (next() < 0.05) name = name.toUpperCase();
  if (next() < 0.03) name = pick([`${name}x`, name.slice(1), `"${name}"`, `${name}.y`, 'include', 'loadmodule', 'user']);
  const directive = redisDirectives()[name];
  const own = SPECIAL[name];
  // Each refused line costs a run of the server: a good part shall be right.
  const right = next() < 0.5 ? plausible(directive, next) : undefined;
  const value = right ?? (own !== undefined && next() < 0.85 ? pick(own)
    : directive?.values !== undefined && next() < 0.5 ? pick(Object.keys(directive.values))
    : directive?.min !== undefined && next() < 0.3 ? String(pick([BigInt(directive.min), BigInt(directive.min) - 1n, BigInt(directive.max!), BigInt(directive.max!) + 1n]))
    : pick(ANY));
  const indent = next() < 0.05 ? pick(['  ', '\t', ' \t ']) : '';
  const end = next() < 0.05 ? pick(['  ', '\t', '\r']) : '';
  return `${indent}${name}${next() < 0.05 ? '\t ' : ' '}${value}${end}`;
}
