import { expect, test } from 'vitest';
import { redisLanguage as redis } from '../../server/src/features/redis/index.ts';
import { knownNames } from '../../server/src/rules/redis/directive.ts';
import { redisTarget } from '../../server/src/model/redis-target.ts';
import { snapshotOf, SourceFile } from '../../server/src/model/snapshot.ts';
import { NEWEST_TARGETS, type Targets } from '../../server/src/model/version.ts';
import { parseRedis } from '../../server/src/syntax/redis.ts';
import { applyEdits } from '../support/fixture.ts';
import { count, repeatedly } from '../support/fuzz.ts';
import { randomLine } from './generate.ts';

const TARGETS: readonly Targets[] = [
  { ...NEWEST_TARGETS, store: 'redis', redis: [6, 2, 14] }, { ...NEWEST_TARGETS, store: 'redis', redis: [7, 0, 15] }, NEWEST_TARGETS, { ...NEWEST_TARGETS, store: 'valkey', valkey: [7, 2, 5] }, { ...NEWEST_TARGETS, store: 'valkey', valkey: [9, 1, 2] },
];
const NOISE = ['\0', '\r', '\ufeff', '"', "'", '\\', '#', '\u{1f600}', '\ud800', '\t', '\u000b', 'é', '\n', '\r\n', '`', '*', '%', '|', '(', '{'];

const fileOf = (text: string, kind: 'redis' | 'sentinel' = 'redis') => new SourceFile(`file:///ws/${kind}.conf`, `/ws/${kind}.conf`, kind, text);

function everything(file: SourceFile, targets: Targets, offsets: readonly number[]) {
  const context = { snapshot: snapshotOf([file], targets) };
  const whole = { start: 0, end: file.text.length };
  const problems = redis.check(file, context);
  const tokens = redis.semanticTokens!(file, context);
  for (const { start, end } of [...problems, ...tokens, ...redis.symbols!(file, context), ...redis.links!(file, context)]) expect(0 <= start && start <= end && end <= file.text.length).toBe(true);
  tokens.forEach((token, i) => expect(i === 0 || tokens[i - 1]!.end <= token.start).toBe(true));
  redis.folding!(file);
  redis.inlayHints!(file, whole, context);
  for (const offset of offsets) {
    redis.hover!(file, offset, context);
    redis.complete!(file, offset, context);
    redis.definition!(file, offset, context);
  }
  return { problems, formatted: applyEdits(file.text, redis.format!(file)) };
}

test('nothing throws, spans fit, formatting keeps the meaning and is done at once', () => {
  const names = knownNames(redisTarget(NEWEST_TARGETS));
  repeatedly(150, 7, (next, round) => {
    count('texts as redis', 1);
    const targets = TARGETS[round % TARGETS.length]!;
    let text = Array.from({ length: 8 }, () => (next() < 0.2 ? `sentinel ${randomLine(next, names, redisTarget(targets))}` : randomLine(next, names, redisTarget(targets)))).join(next() < 0.3 ? '\r\n' : '\n');
    for (let i = 0; i < 3; i++) {
      const place = Math.floor(next() * (text.length + 1));
      if (next() < 0.6) text = text.slice(0, place) + NOISE[Math.floor(next() * NOISE.length)]! + text.slice(place);
    }
    const file = fileOf(text, round % 4 === 0 ? 'sentinel' : 'redis');
    const { problems, formatted } = everything(file, targets, Array.from({ length: 6 }, () => Math.floor(next() * (text.length + 1))));
    const values = (some: string) => parseRedis(some).lines.map(({ args }) => args.map(({ value }) => value));
    expect(values(formatted)).toEqual(values(text));
    expect(applyEdits(formatted, redis.format!(fileOf(formatted)))).toBe(formatted);
    expect(redis.check(fileOf(text, file.kind as 'redis'), { snapshot: snapshotOf([fileOf(text, file.kind as 'redis')], targets) })).toEqual(problems);
    for (const { fixes } of problems) {
      expect(fixes?.filter(({ preferred }) => preferred).length ?? 0).toBeLessThanOrEqual(1);
      for (const fix of fixes ?? []) if (fix.edits !== undefined) applyEdits(text, fix.edits);
    }
  });
});

test('the tree of a changed text is what parsing it anew gives', () => {
  const names = knownNames(redisTarget(NEWEST_TARGETS));
  repeatedly(100, 11, (next) => {
    let text = Array.from({ length: 8 }, () => (next() < 0.3 ? '# a comment' : randomLine(next, names, redisTarget(NEWEST_TARGETS)))).join(next() < 0.3 ? '\r\n' : '\n');
    let tree = parseRedis(text);
    for (let i = 0; i < 20; i++) {
      const place = Math.floor(next() * (text.length + 1));
      const typed = next() < 0.2 ? `save 60 1${next() < 0.5 ? '\n' : '\r\n'}` : NOISE[Math.floor(next() * NOISE.length)]!;
      text = next() < 0.4 ? text.slice(0, place) + text.slice(place + 1 + Math.floor(next() ** 4 * 60)) : text.slice(0, place) + typed + text.slice(place);
      tree = parseRedis.again(tree, text);
      expect(tree, JSON.stringify(text)).toEqual(parseRedis(text));
    }
  });
});

test('LF and CRLF mean the same', () => {
  const names = knownNames(redisTarget(NEWEST_TARGETS));
  repeatedly(30, 11, (next) => {
    const lines = Array.from({ length: 10 }, () => randomLine(next, names, redisTarget(NEWEST_TARGETS)).replace(/[\r\n]/g, ''));
    const codes = (end: string) => {
      const file = fileOf(lines.join(end));
      return redis.check(file, { snapshot: snapshotOf([file], NEWEST_TARGETS) }).map(({ code, start }) => `${code} ${file.lines.positionAt(start).line}`);
    };
    expect(codes('\r\n')).toEqual(codes('\n'));
  });
});

test('every beginning of a file is taken', () => {
  const text = 'maxmemory 900mb # c\nuser x on >p (+get ~a) +config|set\nsave "900 1"\nclient-output-buffer-limit replica 1mb 1mb 60\ninclude redis.conf\nsentinel monitor m 1.1.1.1 1 1\nnotify-keyspace-events Ex\nproc-title-template "{title} {port}"\n';
  for (let end = 0; end <= text.length; end++) everything(fileOf(text.slice(0, end), end % 2 === 0 ? 'redis' : 'sentinel'), NEWEST_TARGETS, [end]);
});

test('a preferred fix of an error takes the error away', () => {
  const names = knownNames(redisTarget(NEWEST_TARGETS));
  const left: string[] = [];
  repeatedly(600, 13, (next) => {
    const text = randomLine(next, names, redisTarget(NEWEST_TARGETS)).trim();
    const check = (some: string) => redis.check(fileOf(some), { snapshot: snapshotOf([fileOf(some)], NEWEST_TARGETS) });
    for (const problem of check(text).filter(({ severity }) => severity === 'error')) {
      const fix = problem.fixes?.find(({ preferred }) => preferred);
      if (fix?.edits === undefined) continue;
      const after = applyEdits(text, fix.edits);
      if (check(after).some(({ code, message }) => code === problem.code && message === problem.message)) left.push(`${text} → ${after}: ${problem.message}`);
    }
  });
  expect(left).toEqual([]);
});
