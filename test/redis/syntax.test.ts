import { describe, expect, test } from 'vitest';
import { parseRedis, quoteRedisArgument, splitRedisArguments } from '../../server/src/syntax/redis.ts';

const values = (text: string, quoting?: 'loose') => {
  const { args, unbalanced } = splitRedisArguments(text, { start: 0, end: text.length }, quoting);
  return unbalanced === undefined ? args.map(({ value }) => value) : 'unbalanced';
};

describe('arguments', () => {
  test.each<[string, string[] | string]>([
    ['save 900 1', ['save', '900', '1']],
    ['  a\t b\r', ['a', 'b']],
    ['a "b c" d', ['a', 'b c', 'd']],
    ["a 'b \"c\"' ''", ['a', 'b "c"', '']],
    ['"\\x41\\n\\q\\""', ['A\nq"']],
    ["'it\\'s \\n'", ["it's \\n"]],
    ['a"b c"', ['ab c']],
    ['a "b', 'unbalanced'],
    ['a "b"c', 'unbalanced'],
    ["a 'b", 'unbalanced'],
    ['"\\x4"', ['x4']],
    ['"a\\', 'unbalanced'],
    ['\u000b\u000ca', ['a']],
    ['a\u000bb', ['a\u000bb']],
    ['', []],
  ])('%j', (text, expected) => expect(values(text)).toEqual(expected));

  test('Valkey 9 goes on after a closing quote', () => {
    expect(values('a "b"c', 'loose')).toEqual(['a', 'bc']);
    expect(values('a "b" c"', 'loose')).toBe('unbalanced');
  });

  test.each(['', 'a', 'a b', '"', "'", 'a\\b', 'a\nb\t', '#x'])('what is quoted is read back: %j', (value) => {
    expect(values(quoteRedisArgument(value))).toEqual([value]);
  });
});

describe('lines', () => {
  test('each is blank, comment or directive', () => {
    const { lines } = parseRedis('# a\n\n \t\r\n  # b\r\nport 1 # c\n""\n');
    expect(lines.map(({ kind }) => kind)).toEqual(['comment', 'blank', 'blank', 'comment', 'directive', 'directive', 'blank']);
    expect(lines[4]!.args.map(({ value }) => value)).toEqual(['port', '1', '#', 'c']);
  });

  test.each(['a\nb', 'a\r\nb\r\n', '\ufeffa', 'a\0b\nc', '\r', '"\n"', ''])('lines and line ends tile %j', (text) => {
    const { lines } = parseRedis(text);
    let at = 0;
    for (const line of lines) {
      expect(/^\r?\n?$/.test(text.slice(at, line.start))).toBe(true);
      at = line.end;
      for (const arg of line.args) expect(line.start <= arg.start && arg.end <= line.end).toBe(true);
    }
    expect(text.slice(at)).toMatch(/^\r?\n?$/);
  });

  test('a wrong quote keeps the rest of its line, and no more', () => {
    const { lines } = parseRedis('a b "c d\nport 1');
    expect(lines[0]!.unbalanced).toEqual({ start: 4, end: 8 });
    expect(lines[1]!.args.map(({ value }) => value)).toEqual(['port', '1']);
  });

  test('a line as long as a file keeps all its arguments', () => {
    const { lines } = parseRedis(`user x ${'~key:* '.repeat(200_000)}\n${'"'.repeat(200_001)}\n${"'\\".repeat(200_000)}`);
    expect(lines.map(({ args, unbalanced }) => [args.length, unbalanced !== undefined])).toEqual([[200_002, false], [1, true], [1, true]]);
  });
});
