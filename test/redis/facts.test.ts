import { describe, expect, test } from 'vitest';
import { redisCommands, redisDirectives, sentinelDirectives } from '../../server/src/facts/redis/index.ts';
import { directiveFor, redisTarget, type RedisTarget } from '../../server/src/model/redis-target.ts';
import { snapshotOf, SourceFile } from '../../server/src/model/snapshot.ts';
import { NEWEST_TARGETS, parseVersion } from '../../server/src/model/version.ts';
import { checkRedis } from '../../server/src/rules/redis/check.ts';

const SERVERS: readonly RedisTarget[] = ['redis 6.2', 'redis 7.0', 'redis 7.2', 'redis 7.4', 'redis 8.0', 'redis 8.2', 'redis 8.4', 'redis 8.6', 'valkey 7.2', 'valkey 8.0', 'valkey 8.1', 'valkey 9.0', 'valkey 9.1'].map((text) => {
  const [product, version] = text.split(' ') as ['redis' | 'valkey', string];
  return redisTarget({ ...NEWEST_TARGETS, store: product, [product]: parseVersion(version)! });
});

describe('the tables of Redis, Valkey and Sentinel', () => {
  const all = { ...redisDirectives(), ...Object.fromEntries(Object.entries(sentinelDirectives()).map(([name, fact]) => [`sentinel ${name}`, fact])) };

  test('each entry has a text of its own and a source', () => {
    const seen = new Map<string, string>();
    for (const [name, { text, url }] of Object.entries(all)) {
      expect(text.length, name).toBeGreaterThanOrEqual(100);
      expect(seen.get(text), name).toBeUndefined();
      seen.set(text, name);
      expect(url, name).toMatch(/^https:\/\/(?:redis|valkey)\.io\//);
      expect(text.split('`').length % 2, `${name}: backticks pair`).toBe(1);
    }
  });

  test('releases are written in the one way', () => {
    const releases = JSON.stringify([redisDirectives(), sentinelDirectives(), redisCommands()]).matchAll(/"(?:redis|valkey)":"([^"]*)"/g);
    for (const [, text] of releases) expect(text).toMatch(/^(?:\d\.\d(?:\.\d+)?(?: until \d\.\d(?:\.\d+)?)?(?:, (?=\d)|$))+$/);
  });

  test('names are known in every case, and each alias leads to its directive', () => {
    const target = SERVERS.find(({ product, version }) => product === 'redis' && version[0] === 8)!;
    expect(directiveFor('MaxMemory', target)?.name).toBe('maxmemory');
    expect(directiveFor('slave-priority', target)).toMatchObject({ name: 'replica-priority', alias: 'slave-priority' });
    expect(directiveFor('constructor', target)).toBeUndefined();
  });

  test.each(SERVERS.map((target) => [`${target.product} ${target.version.slice(0, 2).join('.')}`, target] as const))('every default is taken by its own server: %s', (_, target) => {
    const lines = Object.keys(redisDirectives()).flatMap((name) => {
      const directive = directiveFor(name, target);
      if (directive === undefined || directive.alias !== undefined || directive.hidden || directive.default === undefined || (name === 'replicaof' && directive.default === '')) return [];
      const value = directive.default;
      return [`${name} ${directive.multi && value !== '' ? value : `"${value}"`}`];
    });
    expect(lines.length).toBeGreaterThan(100);
    const file = new SourceFile('file:///redis.conf', '/redis.conf', 'redis', lines.join('\n'));
    // In 6.2 one line of these sets one class, and one pair.
    const old = target.product === 'redis' && target.version[0] === 6;
    const problems = checkRedis(file, { snapshot: snapshotOf([file], { ...NEWEST_TARGETS, store: target.product, [target.product]: target.version }) });
    expect(problems.filter(({ severity }) => severity === 'error').map(({ message }) => message).filter((message) => !(old && message.startsWith('`client-output-buffer-limit`')))).toEqual([]);
  });
});
