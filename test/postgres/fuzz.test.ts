import { expect, test } from 'vitest';
import { postgresLanguage } from '../../server/src/features/postgres/index.ts';
import { SourceFile, snapshotOf } from '../../server/src/model/snapshot.ts';
import { NEWEST_TARGETS } from '../../server/src/model/version.ts';
import { parsePostgresConf } from '../../server/src/syntax/postgres.ts';
import { applyEdits } from '../support/fixture.ts';
import { count, repeatedly } from '../support/fuzz.ts';

const PIECES = [
  'work_mem', ' = ', '=', '64MB', '4 MB', "'", "''", "'a b'", '\\', '#', '# - Memory -', '#---', '\n', '\n', '\r\n', '\r', '\t', ' ', '\0', '\uFEFF', 'é', '😀', 'include ', 'include_dir', 'shared_buffers', 'TimeZone', "'Europe/Berlin'",
  '1e3', '-', '.5', 'a.b', 'a.b.c', 'synchronous_standby_names', "'FIRST 1 (a, b)'", 'DateStyle', 'on', 'off', 'recovery_target_time', "'2026-03-01 14:05'", '\uD800', '__proto__', 'constructor', 'log_connections', "'all,", '"',
];

function fileOf(text: string): { file: SourceFile; snapshot: ReturnType<typeof snapshotOf> } {
  const file = new SourceFile('file:///ws/postgresql.conf', '/ws/postgresql.conf', 'postgres', text);
  return { file, snapshot: snapshotOf([file], NEWEST_TARGETS) };
}

/** Every feature at an offset; throws where one does or breaks its promises. */
function everything(text: string, offset: number): string {
  const { file, snapshot } = fileOf(text);
  const problems = postgresLanguage.check(file, { snapshot });
  for (const { start, end, fixes } of problems) {
    expect(start >= 0 && start <= end && end <= text.length).toBe(true);
    for (const { edits } of fixes ?? []) applyEdits(text, edits!);
  }
  const edits = postgresLanguage.format!(file);
  const formatted = applyEdits(text, edits);
  const meaning = (each: string): unknown => parsePostgresConf(each).lines.map(({ name, value, fault }) => [name?.text, value?.text, fault?.reason]);
  expect(meaning(formatted)).toEqual(meaning(text));
  expect(postgresLanguage.format!(fileOf(formatted).file)).toEqual([]);
  let at = 0;
  for (const token of postgresLanguage.semanticTokens!(file, { snapshot })) {
    expect(token.start >= at && token.end > token.start).toBe(true);
    at = token.end;
  }
  const answers = [
    problems, edits, postgresLanguage.hover!(file, offset, { snapshot }), postgresLanguage.complete!(file, offset, { snapshot }).items.length, postgresLanguage.symbols!(file, { snapshot }), postgresLanguage.folding!(file),
    postgresLanguage.links!(file, { snapshot }), postgresLanguage.definition!(file, offset, { snapshot }), postgresLanguage.inlayHints!(file, { start: 0, end: text.length }, { snapshot }),
  ];
  return JSON.stringify(answers);
}

test('nothing throws on 1,500 random texts, and answers are the same twice', () => {
  repeatedly(1500, 4, (random, i) => {
    count('texts as postgres', 1);
    const text = Array.from({ length: 1 + Math.floor(random() * 30) }, () => PIECES[Math.floor(random() * PIECES.length)]!).join('');
    const offset = Math.floor(random() * (text.length + 1));
    const first = everything(text, offset);
    if (i % 10 === 0) expect(everything(text, offset)).toBe(first);
  });
});

test('every truncation of a file', () => {
  const text = "# - Memory -\r\nshared_buffers = '128MB' # x\nTimeZone 'Europe/Berlin'\ninclude_dir 'conf.d'\n";
  for (let end = 0; end <= text.length; end++) everything(text.slice(0, end), end);
});

test('LF and CRLF mean the same', () => {
  const text = "a = 1\nwork_mem = 4mb\n# c\nlog_directory = 'x\n";
  const codes = (each: string): string[] => {
    const { file, snapshot } = fileOf(each);
    return postgresLanguage.check(file, { snapshot }).map(({ code, start, end }) => `${code} ${each.slice(start, end)}`);
  };
  expect(codes(text.replaceAll('\n', '\r\n'))).toEqual(codes(text));
});

test.each([
  ['one long line', (n: number) => `a = '${'x'.repeat(n)}`],
  ['quotes', (n: number) => "'".repeat(n)],
  ['escaped quotes', (n: number) => `a = ${"'\\".repeat(n / 2)}`],
  ['many words', (n: number) => 'a '.repeat(n / 2)],
  ['digits', (n: number) => `port = ${'1'.repeat(n)}`],
  ['a value of blanks', (n: number) => `port = '${' '.repeat(n)}x'`],
  ['a list', (n: number) => `search_path = '${'a,'.repeat(n / 2)}'`],
  ['standbys', (n: number) => `synchronous_standby_names = '${'"'.repeat(n)}'`],
  ['a time', (n: number) => `recovery_target_time = '${'1 '.repeat(n / 2)}'`],
  ['a zone', (n: number) => `TimeZone = 'interval ''${'1h '.repeat(n / 3)}'''`],
  ['a name', (n: number) => `${'a'.repeat(n)} = 1`],
  ['many lines', (n: number) => 'work_mem = 4MB\n'.repeat(n / 15)],
  ['many headings', (n: number) => '# - a -\n\n'.repeat(n / 9)],
  ['many unknown names', (n: number) => Array.from({ length: n / 400 }, (_, i) => `shared_buff${i} = 1\n`).join('')],
])('%s of a megabyte take linear time', (_, make) => {
  const run = (n: number): number => {
    const text = make(n);
    const { file, snapshot } = fileOf(text);
    // Of this process: a busy machine takes longer, and that says nothing.
    const start = process.cpuUsage();
    postgresLanguage.check(file, { snapshot });
    postgresLanguage.format!(file);
    postgresLanguage.folding!(file);
    postgresLanguage.symbols!(file, { snapshot });
    postgresLanguage.semanticTokens!(file, { snapshot });
    return process.cpuUsage(start).user / 1000;
  };
  run(10_000);
  expect(run(1_000_000)).toBeLessThan(5000);
});
