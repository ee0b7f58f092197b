import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { envLanguage } from '../../server/src/features/env/index.ts';
import { pgbouncerLanguage } from '../../server/src/features/pgbouncer/index.ts';
import { userlistLanguage } from '../../server/src/features/userlist/index.ts';
import type { Language } from '../../server/src/features/types.ts';
import type { FileKind } from '../../server/src/model/files.ts';
import { snapshotOf, SourceFile } from '../../server/src/model/snapshot.ts';
import { NEWEST_TARGETS, parseVersion } from '../../server/src/model/version.ts';
import { parseEnv } from '../../server/src/syntax/env.ts';
import { parsePgbouncer } from '../../server/src/syntax/pgbouncer.ts';
import { parseUserlist } from '../../server/src/syntax/userlist.ts';
import { applyEdits } from '../support/fixture.ts';
import { bounded, count } from '../support/fuzz.ts';

const SEED = 20261123;
const pieces: Readonly<Record<string, readonly string[]>> = {
  pgbouncer: ['[', ']', '[pgbouncer]', '[databases]\n', '[users]', '[peers]\n', '\n', '\r\n', '\r', '\0', '\ufeff', ' ', '\t', '\f', '=', ' = ', ';', '#', "'", '"', "''", 'pool_mode', 'session', 'listen_port', '6432', 'a', '*', 'host', 'host=db', 'port=5432', 'password=s3cr3t', 'user=x', '%include', '%include /x', 'ü', '😀', '\ud800', 'server_lifetime = 7200', 'unix_socket_mode=770', 'constructor', '__proto__'],
  userlist: ['"', '""', '"a"', '"b" "c"', ' ', '\n', '\r\n', '\r', '\0', '\ufeff', ';', '#', 'x', '\t', '"md5', 'SCRAM-SHA-256$', '😀', '\ud800'],
  env: ['A', 'B=', '=', '#', ';', 'export ', '"', "'", ' ', '\t', '\n', '\r\n', '\r', '\0', '\ufeff', 'http://', 'redis://u:s3cr3t@h:1/2', '@', ':', '/', '[', ']', '?', '%', '%zz', '😀', '\ud800', 'PASSWORD=', 'x'],
};
const languages: readonly (readonly [FileKind, string, Language])[] = [
  ['pgbouncer', '/ws/pgbouncer.ini', pgbouncerLanguage], ['userlist', '/ws/userlist.txt', userlistLanguage], ['env', '/ws/.env', envLanguage],
];
const fileOf = (kind: FileKind, path: string, text: string): SourceFile => new SourceFile(`file://${path}`, path, kind, text);
const textOf = (kind: string) => fc.array(fc.oneof({ weight: 8, arbitrary: fc.constantFrom(...pieces[kind]!) }, { weight: 1, arbitrary: fc.string() }), { maxLength: 30 }).map((list) => list.join(''));
const contextFor = (file: SourceFile, version: string) => ({ snapshot: snapshotOf([file], { ...NEWEST_TARGETS, pgbouncer: parseVersion(version)! }) });

describe.each(languages)('any text as %s', (kind, path, language) => {
  test('every feature answers, in order and in bounds', () => {
    fc.assert(fc.property(textOf(kind), fc.nat(), fc.constantFrom('1.18.0', '1.23', '1.26.1'), (text, somewhere, version) => {
      count(`texts as ${kind}`, 1);
      const file = fileOf(kind, path, text);
      const context = contextFor(file, version);
      const inside = ({ start, end }: { start: number; end: number }): void => {
        expect(start).toBeGreaterThanOrEqual(0);
        expect(start).toBeLessThanOrEqual(end);
        expect(end).toBeLessThanOrEqual(text.length);
      };
      const problems = language.check(file, context);
      for (const problem of problems) {
        inside(problem);
        for (const fix of problem.fixes ?? []) applyEdits(text, fix.edits ?? []);
        expect((problem.fixes ?? []).filter(({ preferred }) => preferred).length).toBeLessThanOrEqual(1);
        expect(`${problem.message}${problem.fixes?.map(({ title }) => title).join('') ?? ''}`).not.toContain('s3cr3t');
      }
      const offset = somewhere % (text.length + 1);
      const hover = language.hover?.(file, offset, context);
      if (hover !== undefined) inside(hover);
      const completed = language.complete?.(file, offset, context);
      if (completed !== undefined) inside(completed.span);
      for (const item of completed?.items ?? []) {
        if (typeof item.documentation === 'function') item.documentation();
      }
      for (const symbol of language.symbols?.(file, context) ?? []) {
        inside(symbol);
        inside(symbol.selection);
        expect(symbol.name).not.toBe('');
      }
      for (const range of language.folding?.(file) ?? []) expect(range.endLine).toBeGreaterThan(range.startLine);
      language.links?.(file, context).forEach(inside);
      language.definition?.(file, offset, context);
      language.inlayHints?.(file, { start: 0, end: text.length }, context).forEach((hint) => inside({ start: hint.offset, end: hint.offset }));
      let last = 0;
      for (const token of language.semanticTokens?.(file, context) ?? []) {
        inside(token);
        expect(token.start).toBeGreaterThanOrEqual(last);
        expect(text.slice(token.start, token.end)).not.toMatch(/[\r\n]/);
        last = token.end;
      }
      expect(language.check(fileOf(kind, path, text), contextFor(file, version))).toEqual(problems);
    }), bounded(1500, SEED));
  });

  test('formatting changes no meaning, and is done after once', () => {
    const meaning = (text: string): unknown => {
      if (kind === 'pgbouncer') return parsePgbouncer(text).nodes.map((node) => (node.kind === 'entry' ? [node.section, node.key, node.value] : node.kind === 'section' ? [node.name] : node.kind === 'include' ? [node.path] : node.kind));
      if (kind === 'userlist') return parseUserlist(text).nodes.map((node) => (node.kind === 'user' ? [node.name.value, node.secret.value] : node.kind));
      return parseEnv(text).nodes.map((node) => (node.kind === 'variable' ? [node.name, node.value] : node.kind));
    };
    fc.assert(fc.property(textOf(kind), (text) => {
      const file = fileOf(kind, path, text);
      const after = applyEdits(text, language.format!(file));
      expect(meaning(after)).toEqual(meaning(text));
      expect(language.format!(fileOf(kind, path, after))).toEqual([]);
    }), bounded(1500, SEED));
  });

  test('a fix takes its problem away and makes no error', () => {
    fc.assert(fc.property(textOf(kind), (text) => {
      const problemsOf = (one: string) => {
        const file = fileOf(kind, path, one);
        return language.check(file, contextFor(file, '1.26.1'));
      };
      const errors = (one: string): number => problemsOf(one).filter(({ severity }) => severity === 'error').length;
      const before = problemsOf(text);
      const count = (list: typeof before, code: string): number => list.filter((one) => one.code === code).length;
      for (const problem of before) {
        for (const fix of problem.fixes ?? []) {
          const after = applyEdits(text, fix.edits ?? []);
          const left = problemsOf(after);
          if (fix.safe === true) expect([fix.title, after, count(left, problem.code)]).toEqual([fix.title, after, count(before, problem.code) - 1]);
          if (fix.safe === true) expect([fix.title, after, errors(after) <= errors(text)]).toEqual([fix.title, after, true]);
          expect(after).not.toBe(text);
        }
      }
    }), bounded(1500, SEED));
  });

  test('line ends of both kinds mean the same', () => {
    fc.assert(fc.property(textOf(kind), (raw) => {
      const text = raw.replaceAll('\r', '');
      const codes = (one: string): string[] => {
        const file = fileOf(kind, path, one);
        return language.check(file, contextFor(file, '1.26.1')).map(({ code }) => code);
      };
      expect(codes(text.replaceAll('\n', '\r\n'))).toEqual(codes(text));
    }), bounded(500, SEED));
  });

  test('time grows with the text, no faster', () => {
    const time = (text: string): number => {
      const file = fileOf(kind, path, text);
      const context = contextFor(file, '1.26.1');
      const start = process.cpuUsage();
      language.check(file, context);
      language.semanticTokens?.(file, context);
      language.symbols?.(file, context);
      language.folding?.(file);
      language.format?.(file);
      return process.cpuUsage(start).user / 1000;
    };
    const units = kind === 'pgbouncer'
      ? ['[pgbouncer]\npool_mode = session\n', '[', "'", '[a\n', "'a\n", "[databases]\na = password='x\n", 'a = b\n', "[databases]\na = host=b port=5 x='y'\n", ' ', '%include x\n']
      : kind === 'userlist' ? ['"', '"a\n', '"a"\n', '"a" "b"\n', 'x', '""'] : ['A=1\n', '=', 'redis://', 'http://a:b@c:', 'A="', ' ', 'a://@'];
    for (const unit of units) {
      time(unit.repeat(2000));
      const small = time(unit.repeat(4000));
      const large = time(unit.repeat(32_000));
      // Eight times the text, with room for a busy machine: a square would take half a minute.
      expect([unit, large <= Math.max(3000, small * 8 * 4)]).toEqual([unit, true]);
    }
  });
});

test('an export before a byte order mark is not taken out: the mark would come to the start', () => {
  const file = fileOf('env', '/ws/.env', 'export \ufeff=');
  expect(envLanguage.check(file, contextFor(file, '1.26.1')).map(({ code, fixes }) => [code, fixes?.length ?? 0])).toEqual([['env-export', 0]]);
});
