import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { parseRedisMemory, redisMemoryBits, redisSettings } from '../../server/src/model/redis.ts';
import { looseInteger, strictInteger, strictNumber } from '../../server/src/model/redis-numbers.ts';
import { isIn, redisTarget, releasesInWords } from '../../server/src/model/redis-target.ts';
import { sha256 } from '../../server/src/model/sha256.ts';
import { NEWEST_TARGETS } from '../../server/src/model/version.ts';
import { isIPv6 } from '../../server/src/rules/redis/texts.ts';
import { parseRedis } from '../../server/src/syntax/redis.ts';

const target = redisTarget(NEWEST_TARGETS);
const settings = (text: string) => redisSettings(parseRedis(text), target);

test.each<[string, number | undefined]>([
  ['900mb', 943_718_400], ['900m', 900_000_000], ['1K', 1000], ['1Kb', 1024], ['2gB', 2 ** 31], ['5b', 5], ['0', 0], ['', 0], ['mb', 0], ['1.5gb', undefined], ['-1', undefined], ['1 mb', undefined], ['1t', undefined], ['1mib', undefined],
])('the size %j is %j bytes', (text, bytes) => expect(parseRedisMemory(text)).toBe(bytes));

test('sizes beyond 64 bits wrap, or are refused', () => {
  expect(redisMemoryBits('99999999999999999999')).toBe(2n ** 64n - 1n);
  expect(redisMemoryBits('18446744073709551615k')).toBe(((2n ** 64n - 1n) * 1000n) % 2n ** 64n);
  expect(redisMemoryBits('99999999999999999999', 'refused')).toBeUndefined();
});

test('numbers as C reads them', () => {
  expect(['0', '-1', '9223372036854775807', '9223372036854775808', '-9223372036854775808', '+1', '01', '-0', ' 1', '1 ', ''].map(strictInteger)).toEqual([0n, -1n, 2n ** 63n - 1n, undefined, -(2n ** 63n), undefined, undefined, undefined, undefined, undefined, undefined]);
  expect(looseInteger(' +08x')).toEqual({ value: 8n, whole: false, overflow: false });
  expect(looseInteger('0778', 8)).toEqual({ value: 63n, whole: false, overflow: false });
  expect(looseInteger('9'.repeat(50))).toEqual({ value: 2n ** 63n - 1n, whole: true, overflow: true });
  expect([strictNumber('1e1', true), strictNumber('0x1p3', true), strictNumber('0x10', false), strictNumber('nan', true), strictNumber(' 1', true), strictNumber('-inf', true)]).toEqual([10, 8, undefined, undefined, undefined, -Infinity]);
});

describe('settings', () => {
  test('the last line wins, under any name', () => {
    const found = settings('slave-priority 1\nmaxmemory 1gb\nREPLICA-PRIORITY 2\nmaxmemory 900mb\nappendonly YES\nmaxmemory "5');
    expect([found.value('replica-priority'), found.bytes('maxmemory'), found.flag('appendonly'), found.value('port')]).toEqual(['2', 943_718_400, true, undefined]);
    expect(found.last.get('maxmemory')?.line.number).toBe(3);
  });
  test.each<[string, [number, number][] | undefined]>([
    ['port 1', undefined],
    ['save ""', []],
    ['save 900 1\nsave 300 10 60 100', [[900, 1], [300, 10], [60, 100]]],
    ['save 900 1\nsave ""\nsave "5 5"', [[5, 5]]],
  ])('save points of %j', (text, points) => expect(settings(text).savePoints()?.map(({ seconds, changes }) => [seconds, changes])).toEqual(points));
});

test('releases', () => {
  expect(releasesInWords({ redis: '6.2 until 7.0', valkey: '8.0 until 9.1' })).toBe('Redis before 7.0, Valkey 8.0 to before 9.1');
  expect(releasesInWords({ valkey: '8.0.6 until 8.1, 8.1.4' })).toBe('Valkey 8.0.6 to before 8.1, Valkey 8.1.4 and later');
  expect(isIn({ redis: '7.0' }, { product: 'valkey', version: [9, 1] })).toBe(false);
  expect(redisTarget({ ...NEWEST_TARGETS, redis: [5, 0, 3] }).version.slice(0, 2)).toEqual([6, 2]);
});

test.each(['', 'abc', 'x'.repeat(55), 'x'.repeat(56), 'x'.repeat(64), 'päß\u{1f600}', 'y'.repeat(1000)])('SHA-256 of %j', (text) => {
  expect(sha256(text)).toBe(createHash('sha256').update(text).digest('hex'));
});

test.each<[string, boolean]>([['::', true], ['::1', true], ['1:2:3:4:5:6:7:8', true], ['1:2:3:4:5:6:7', false], ['1::2::3', false], ['::ffff:1.2.3.4', true], ['1:2:3:4:5:6:7::', true], ['1:2:3:4:5:6:7:8::', false], ['12345::', false], [':1', false], ['fe80::1%eth0', false]])('%s as an IPv6 address: %s', (text, expected) => expect(isIPv6(text)).toBe(expected));
