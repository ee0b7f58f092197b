import type { Severity } from '../../model/problem.ts';
import { reporter, type RuleTable } from '../rule.ts';

/** What is checked in redis.conf, valkey.conf and sentinel.conf. */
export const REDIS_RULES = {
  'redis-unbalanced-quotes': { severity: 'error', summary: 'A quote does not close, or text follows a closing quote.' },
  'redis-unknown-directive': { severity: 'error', summary: 'No release knows a directive of this name.' },
  'redis-not-in-version': { severity: 'error', summary: 'The directive belongs to other releases, or to the other server.' },
  'redis-comment-after-value': { severity: 'error', summary: 'A comment after a value is read as further arguments.' },
  'redis-wrong-arity': { severity: 'error', summary: 'Too few or too many arguments.' },
  'redis-bad-value': { severity: 'error', summary: 'The value is not of the kind that the directive takes.' },
  'redis-out-of-range': { severity: 'error', summary: 'The number is smaller or larger than allowed.' },
  'redis-bad-acl-rule': { severity: 'error', summary: 'A `user` line has a rule that the ACL refuses.' },
  'redis-unknown-command': { severity: 'error', summary: 'A command or category that this release does not have.' },
  'redis-duplicate-user': { severity: 'error', summary: 'A user is declared twice.' },
  'redis-users-and-aclfile': { severity: 'error', summary: 'Users in the configuration and an `aclfile` exclude each other.' },
  'redis-replica-in-cluster': { severity: 'error', summary: '`replicaof` together with `cluster-enabled yes`.' },
  'redis-module-setting': { severity: 'error', summary: 'A setting of a module, and no module is loaded.' },
  'redis-sentinel-only': { severity: 'error', summary: 'A `sentinel` statement in the configuration of a server.' },
  'redis-include-refused': { severity: 'error', summary: 'An included file has a line that the server refuses, or includes itself.' },
  'redis-lines-joined': { severity: 'error', summary: 'The last line of a file that a pattern includes has no line end, and goes on in the next file.' },
  'redis-byte-order-mark': { severity: 'error', summary: 'The file begins with a byte order mark, which the server reads as part of the first line.' },
  'redis-needs-jemalloc': { severity: 'error', summary: '`activedefrag yes` on a server that is built without the bundled jemalloc.' },
  'sentinel-unknown-statement': { severity: 'error', summary: 'Sentinel does not know the statement, or not with this number of arguments.' },
  'sentinel-unknown-primary': { severity: 'error', summary: 'A statement names a primary that no `sentinel monitor` line declares.' },
  'sentinel-duplicate': { severity: 'error', summary: 'A primary, replica or renamed command is declared twice.' },
  'sentinel-bad-value': { severity: 'error', summary: 'A value that Sentinel refuses.' },
  'redis-duplicate-directive': { severity: 'warning', summary: 'A directive is set twice; the last line wins.' },
  'redis-open-without-password': { severity: 'warning', summary: 'The server listens beyond the machine, unprotected and without a password.' },
  'redis-tls-incomplete': { severity: 'warning', summary: 'TLS is on without a certificate, a key or an authority.' },
  'redis-listens-nowhere': { severity: 'warning', summary: 'Neither a port with an address nor a socket is left to listen on.' },
  'redis-no-events-sent': { severity: 'warning', summary: '`notify-keyspace-events` names letters that send nothing.' },
  'redis-fsync-left-to-kernel': { severity: 'warning', summary: 'An append-only file that is not brought to disk.' },
  'redis-decimal-size': { severity: 'hint', summary: 'A size in thousands beside sizes in 1024s.' },
  'redis-old-name': { severity: 'hint', summary: 'The old name of a directive, still understood.' },
  'redis-ignored-directive': { severity: 'information', summary: 'A directive that this release reads and ignores.' },
  'redis-policy-without-limit': { severity: 'information', summary: 'An eviction policy without `maxmemory` evicts nothing.' },
} as const satisfies RuleTable;

export type RedisRule = keyof typeof REDIS_RULES;

export const redisProblem = reporter(REDIS_RULES);

/** Whether a finding says that the server refuses something. */
export const isRefused = ({ code, override }: { readonly code: RedisRule; readonly override?: Severity }): boolean => (override ?? REDIS_RULES[code].severity) === 'error';
