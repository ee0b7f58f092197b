import { describe, expect, test } from 'vitest';
import { parseSystemdBoolean } from '../../server/src/model/values/boolean.ts';
import { formatDuration, parseDuration, parseGoDuration } from '../../server/src/model/values/duration.ts';
import { parseInteger, parsePercentage } from '../../server/src/rules/systemd/numbers.ts';
import { formatBytes, formatExactBytes, parsePodmanSize, parseSystemdSize } from '../../server/src/model/values/size.ts';

const S = 1e6;

describe('systemd time spans', () => {
  test.each<[string, number | undefined]>([
    ['90', 90 * S], ['0', 0], ['5min 20s', 320 * S], ['5 min 20 s', 320 * S], ['2h', 7200 * S], ['2hr', 7200 * S], ['1.5h', 5400 * S], ['2d12h', 216_000 * S],
    ['1M', 2_629_800 * S], ['1m', 60 * S], ['1y', 31_557_600 * S], ['1w', 604_800 * S], ['500ms', 500_000], ['500msec', 500_000], ['10us', 10], ['10µs', 10],
    ['.5', 500_000], ['12.34 .56', 12_900_000], ['5 5', 10 * S], ['+5', 5 * S], ['infinity', Infinity], [' infinity ', Infinity], ['1month', 2_629_800 * S],
    ['', undefined], [' ', undefined], ['abc', undefined], ['5 mins', undefined], ['5S', undefined], ['-5', undefined], ['1min -5s', undefined], ['12.34.56', undefined],
    ['3.s', undefined], ['3. 1', undefined], ['Infinity', undefined], ['infinity5', undefined], ['5x', undefined], ['99999999999999999999', undefined], ['600000y', undefined],
  ])('%j is %s µs', (text, expected) => expect(parseDuration(text)).toBe(expected));

  test('a number without unit counts the unit that the directive names', () => {
    expect(parseDuration('50', 1)).toBe(50);
    expect(parseDuration('50s', 1)).toBe(50 * S);
  });
});

describe('Go durations', () => {
  test.each<[string, number | undefined]>([
    ['30s', 30 * S], ['1m30s', 90 * S], ['1.5h', 5400 * S], ['0', 0], ['-5s', -5 * S], ['100ms', 100_000], ['1µs', 1], ['1.s', S], ['.5s', S / 2],
    ['30', undefined], ['1m 30s', undefined], ['5min', undefined], ['1d', undefined], ['', undefined], ['s', undefined], ['9999999h', undefined],
  ])('%j is %s µs', (text, expected) => expect(parseGoDuration(text)).toBe(expected));
});

describe('systemd sizes', () => {
  test.each<[string, number | undefined]>([
    ['4G', 4 * 1024 ** 3], ['300', 300], ['300B', 300], ['1.5M', 1.5 * 1024 ** 2], ['1G 512M', 1.5 * 1024 ** 3], ['1G512M', 1.5 * 1024 ** 3], ['4 G', 4 * 1024 ** 3], ['10.M', 10 * 1024 ** 2], ['0', 0],
    ['4g', undefined], ['4GB', undefined], ['4GiB', undefined], ['512M 1G', undefined], ['1G 1G', undefined], ['', undefined], ['-1', undefined], ['4X', undefined], ['16E', undefined], ['infinity', undefined],
  ])('%j is %s bytes', (text, expected) => expect(parseSystemdSize(text)).toBe(expected));
});

describe("Podman's sizes", () => {
  test.each<[string, number | undefined]>([
    ['4G', 4 * 1024 ** 3], ['4g', 4 * 1024 ** 3], ['4GB', 4 * 1024 ** 3], ['4 GiB', 4 * 1024 ** 3], ['512m', 512 * 1024 ** 2], ['1.5k', 1536], ['100', 100], ['100b', 100], ['0', 0], ['1e3', 1000], ['.5k', 512],
    ['', undefined], ['-1', undefined], ['4  G', undefined], ['4X', undefined], ['4bb', undefined], ['4 gigs', undefined], ['4gi', undefined], ['4E', undefined], ['abc', undefined], ['infinity', undefined],
  ])('%j is %s bytes', (text, expected) => expect(parsePodmanSize(text)).toBe(expected));
});

test.each<[string, boolean | undefined]>([['yes', true], ['On', true], ['t', true], ['1', true], ['no', false], ['OFF', false], ['0', false], ['', undefined], ['maybe', undefined], ['2', undefined]])(
  'boolean %j is %s', (text, expected) => expect(parseSystemdBoolean(text)).toBe(expected),
);

test.each<[number, string]>([
  [4294967296, '4 GB'], [12.5 * 1024 ** 3, '12.5 GB'], [900 * 1024 ** 2, '900 MB'], [512, '512 bytes'], [1, '1 byte'], [0, '0 bytes'], [1024, '1 KB'], [1023.96 * 1024 ** 2, '1 GB'],
  [1024 ** 4, '1 TB'], [Infinity, 'infinity'], [-2048, '-2 KB'], [2 ** 64, '16 EB'],
])('%d bytes read %s', (bytes, expected) => expect(formatBytes(bytes)).toBe(expected));

test('exact bytes have their thousands separated', () => {
  expect(formatExactBytes(943_718_400)).toBe('943,718,400 bytes');
  expect(formatExactBytes(512)).toBe('512 bytes');
});

test.each<[number, string]>([
  [320 * S, '5 min 20 s'], [90 * S, '1 min 30 s'], [129_600 * S, '1 d 12 h'], [1.5 * S, '1.5 s'], [250_000, '250 ms'], [40, '40 µs'], [0, '0 s'], [Infinity, 'infinity'], [-S, '-1 s'],
])('%d µs read %s', (microseconds, expected) => expect(formatDuration(microseconds)).toBe(expected));

test('a value of a megabyte is refused, in less time than a test has', () => {
  const digits = '1'.repeat(1_000_000);
  expect([parseDuration(digits), parseGoDuration(digits), parseSystemdSize(digits), parsePodmanSize(`${digits}x`)]).toEqual([undefined, undefined, undefined, undefined]);
});

test.each<[string, number | undefined]>([
  ['10', 10], ['+10', 10], ['-10', -10], ['0x1F', 31], ['0b101', 5], ['010', 8], ['0o17', 15], ['0', 0], ['-0x10', -16], ['08', undefined], ['1.5', undefined], ['', undefined], ['ten', undefined],
])('the number %j is %s', (text, expected) => expect(parseInteger(text)).toBe(expected));

test.each<[string, number | undefined]>([
  ['50%', 5000], ['0.5%', 50], ['12.34%', 1234], ['12.345%', undefined], ['125‰', 1250], ['12.5‰', 125], ['125‱', 125], ['1.5‱', undefined], ['50', undefined], ['-5%', undefined],
])('the share %j is %s ten thousandths', (text, expected) => expect(parsePercentage(text)).toBe(expected));
