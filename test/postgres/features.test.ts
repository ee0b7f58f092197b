import { describe, expect, test } from 'vitest';
import { completePostgresArgument, hoverPostgresArgument, postgresLanguage } from '../../server/src/features/postgres/index.ts';
import { postgresSettings, postgresTree } from '../../server/src/model/postgres-settings.ts';
import type { Version } from '../../server/src/model/version.ts';
import { applyEdits, fixture } from '../support/fixture.ts';

const open = (text: string, postgres: Version = [18, 6]) => fixture(text, { path: '/ws/postgresql.conf', targets: { postgres } });

describe('hover', () => {
  const hover = (text: string, version?: Version): string => {
    const { file, snapshot, offset } = open(text, version);
    return postgresLanguage.hover!(file, offset, { snapshot })?.markdown ?? '';
  };

  test('shows kind, default, range, effect, text, what the value comes to and the page', () => {
    const text = hover('shared_buff$0ers = 16384');
    expect(text).toMatch(/^\*\*shared_buffers\*\* — size, default `128MB` · from 128kB, bare numbers count blocks of 8 kB · needs a \*\*restart\*\*\n\n/);
    expect(text).toContain('Here: **128 MB** (134,217,728 bytes).');
    expect(text).toMatch(/\[Memory, PostgreSQL manual\]\(https:\/\/www\.postgresql\.org\/docs\/current\/runtime-config-resource\.html#GUC-SHARED-BUFFERS\)$/);
  });

  test('on a value, of an enumeration, of other releases, on includes', () => {
    expect(hover('wal_level = repl$0ica')).toContain('Here: `replica` — Enough for archiving');
    expect(hover('maintenance_work_mem$0 = 1MB', [16])).toContain('From 17 on: at least `64kB`.');
    expect(hover('maintenance_work_mem$0 = 1MB', [17])).toContain('Before 17: at least `1MB`.');
    expect(hover('io_met$0hod = sync', [16])).toContain('from PostgreSQL 18 on; 16 does not know it');
    expect(hover("includ$0e 'x'")).toContain('reads another file in this place');
    expect(hover('nons$0ense = 1')).toBe('');
    expect(hover('# work_m$0em = 1')).toBe('');
  });

  test.each<[text: string, said: string, version?: Version]>([
    ['io_max_conc$0urrency = 4', '**io_max_concurrency** — integer, default `-1` · -1 to 1024 · needs a **restart** · PostgreSQL 18 and later'],
    ['restrict_nonsystem_relation_$0kind = view', '**restrict_nonsystem_relation_kind** — string, empty by default · after a reload; SET by anyone · PostgreSQL 17, 14.13, 15.8, 16.4 and later'],
    ['promote_trig$0ger_file = x', '**promote_trigger_file** — string, empty by default · after a reload · gone in 16', [15]],
    ['promote_trig$0ger_file = x', '**promote_trigger_file** — gone since PostgreSQL 16'],
    ['checkpoint_seg$0ments = 3', '**checkpoint_segments** — gone since PostgreSQL 9.5'],
    ['sort_$0mem = 4MB', '`sort_mem` is the old name of this one.'],
    ['seq_page_$0cost = 1', '**seq_page_cost** — number, default `1` · from 0 · after a reload; SET by anyone'],
    ['auto_explain.log_$0min = 1', '**auto_explain.log_min** — a parameter of an extension'],
  ])('%j begins with what it is', (text, said, version) => {
    expect(hover(text, version).split('\n')[0]).toBe(said);
  });

  test.each<[text: string, says: string[], version?: Version]>([
    ['autovacuum_max_$0workers = 3', ['Before 18: needs a **restart**.']],
    ['autovacuum_max_$0workers = 3', ['From 18 on: after a reload.'], [17]],
    ['log_conn$0ections = on', ['From 18 on: default empty, a string.'], [17]],
    ["ssl_max_protocol_$0version = ''", ['- empty: no upper bound', 'Here: empty — no upper bound.']],
    ['wal_level = hot_$0standby', ['Here: `hot_standby` — Enough for archiving, base backups and standbys; the default.']],
    ['statement_$0timeout = 5s', ['Here: **5 s**.']],
    ['statement_$0timeout = 0', []],
    ['cluster_$0name = x', []],
    ['fsync = $0on', []],
    ['work_mem = $0x', []],
  ])('%j says of its value and of other releases', (text, says, version) => {
    expect(hover(text, version).split('\n').filter((line) => /^(?:Here|Before|From)|empty:/.test(line))).toEqual(says);
  });

  test('on an argument', () => {
    expect(hoverPostgresArgument('work-mem', '4096', [16])).toContain('Here: **4 MB**');
    expect(hoverPostgresArgument('nonsense', '1', [16])).toBeUndefined();
  });
});

describe('completion', () => {
  const complete = (text: string, version?: Version) => {
    const { file, snapshot, offset } = open(text, version);
    const { span, items } = postgresLanguage.complete!(file, offset, { snapshot });
    return items.map(({ label, insert = label }) => ({ label, text: applyEdits(file.text, [{ ...span, newText: insert }]) }));
  };
  const labels = (text: string, version?: Version): string[] => complete(text, version).map(({ label }) => label);

  test('names of the release, with their assignment', () => {
    expect(complete('work_$0').find(({ label }) => label === 'work_mem')?.text).toBe('work_mem = ');
    expect(complete('wo$0rk = 4MB').find(({ label }) => label === 'work_mem')?.text).toBe('work_mem = 4MB');
    expect(labels('$0', [16])).not.toContain('io_method');
    expect(labels('$0', [18])).toEqual(expect.arrayContaining(['io_method', 'include_dir', 'TimeZone']));
    expect(labels('# $0')).toEqual([]);
  });

  test('values', () => {
    expect(labels('fsync = $0')).toEqual(['on', 'off']);
    expect(labels('wal_level = r$0')).toEqual(['minimal', 'replica', 'logical']);
    expect(complete('wal_level = mini$0mal # x').find(({ label }) => label === 'replica')?.text).toBe('wal_level = replica # x');
    expect(complete('work_mem = 64$0').map(({ text }) => text)).toEqual(['work_mem = 64TB', 'work_mem = 64GB', 'work_mem = 64MB', 'work_mem = 64kB', 'work_mem = 64B']);
    expect(complete("statement_timeout = '5$0'").map(({ text }) => text)).toContain('statement_timeout = 5s');
    expect(complete("TimeZone = 'Eur$0'").find(({ label }) => label === 'Europe/Berlin')?.text).toBe('TimeZone = Europe/Berlin');
    expect(complete('listen_addresses = $0').map(({ text }) => text)).toContain("listen_addresses = '*'");
    expect(labels('nonsense = $0')).toEqual([]);
    expect(labels('max_connections = 10$0')).toEqual(['100']);
  });

  test('an argument', () => {
    const names = completePostgresArgument('work_', { start: 3, end: 8 }, [16]);
    expect([names.span, names.items.find(({ label }) => label === 'work_mem')?.insert]).toEqual([{ start: 3, end: 8 }, 'work_mem=']);
    const values = completePostgresArgument('wal-level=', { start: 0, end: 10 }, [16]);
    expect([values.span, values.items.map(({ insert }) => insert)]).toEqual([{ start: 10, end: 10 }, ['minimal', 'replica', 'logical']]);
  });
});

const SAMPLE = `# Made by hand.
# For tests.
port = 5432

#------------------------------
# RESOURCES
#------------------------------

# - Memory -

shared_buffers = 16384
work_mem = 4MB

# - Disk -
temp_file_limit = 1000

#------------------------------
# WAL
#------------------------------
primary_conninfo = 'password=x'
`;

test('symbols stand below their headings, without secrets', () => {
  const { file, snapshot } = open(SAMPLE);
  type Symbol = ReturnType<NonNullable<typeof postgresLanguage.symbols>>[number];
  const outline = (symbols: readonly Symbol[]): unknown[] => symbols.map(({ name, detail, children }) => (children === undefined ? `${name} ${detail}` : { [name]: outline(children) }));
  expect(outline(postgresLanguage.symbols!(file, { snapshot }))).toEqual([
    'port 5432',
    { RESOURCES: [{ Memory: ['shared_buffers 16384', 'work_mem 4MB'] }, { Disk: ['temp_file_limit 1000'] }] },
    { WAL: ['primary_conninfo …'] },
  ]);
});

test('folding by headings and runs of comments', () => {
  expect(postgresLanguage.folding!(open(SAMPLE).file)).toEqual([
    { startLine: 0, endLine: 1, kind: 'comment' },
    { startLine: 4, endLine: 14, kind: 'region' },
    { startLine: 8, endLine: 11, kind: 'region' },
    { startLine: 13, endLine: 14, kind: 'region' },
    { startLine: 16, endLine: 19, kind: 'region' },
  ]);
});

test.each<[text: string, after: string]>([
  ['  a=1  \n', 'a = 1\n'],
  ['a 1\n', 'a 1\n'],
  ["a = 'x'\t\t# c  \r\n", "a = 'x'\t\t# c\r\n"],
  ['a=1#c\n', 'a = 1 #c\n'],
  ['a    = 1\nbcd  = 2\n', 'a   = 1\nbcd = 2\n'],
  ['a=1\nbcd = 2\n', 'a = 1\nbcd = 2\n'],
  ['\t\n#x \n', '\n#x\n'],
  ['a = 1 2  \n', 'a = 1 2  \n'],
  ['# c \r\t\nport = 1 # d \r \r\n', '# c\nport = 1 # d\r\n'],
  ['# c = \r\t', '# c ='],
])('formatting %j', (text, after) => {
  const { file } = open(text);
  expect(applyEdits(file.text, postgresLanguage.format!(file))).toBe(after);
  const again = open(after).file;
  expect(postgresLanguage.format!(again)).toEqual([]);
});

test('inlay hints for bare numbers', () => {
  const { file, snapshot } = open("shared_buffers = 16384\nwork_mem = 4MB\nstatement_timeout = '30000'\nport = 5432\nautovacuum_naptime = 90\nwal_buffers = -1\n");
  const hints = postgresLanguage.inlayHints!(file, { start: 0, end: file.text.length }, { snapshot });
  expect(hints.map(({ label, group }) => `${label} ${group}`)).toEqual(['128 MB sizes', '30 s durations', '1 min 30 s durations']);
});

test('links and definitions of includes', () => {
  const { file, snapshot, offset } = fixture("//- /ws/postgresql.conf\ninclude 'conf$0.d/postgresql.x.conf'\ninclude_dir 'conf.d'\n//- /ws/conf.d/postgresql.x.conf\nport = 1\n", {});
  expect(postgresLanguage.links!(file, { snapshot }).map(({ target }) => target)).toEqual(['file:///ws/conf.d/postgresql.x.conf']);
  expect(postgresLanguage.definition!(file, offset, { snapshot })).toEqual([{ uri: 'file:///ws/conf.d/postgresql.x.conf', start: 0, end: 0 }]);
  expect(postgresLanguage.definition!(file, file.text.indexOf("'conf.d'"), { snapshot })).toHaveLength(1);
});

test('tokens', () => {
  const { file, snapshot } = open("port = 5432 # c\nsort_mem 4MB\ninclude 'x'\nfsync on\n");
  expect(postgresLanguage.semanticTokens!(file, { snapshot }).map(({ start, end, type, deprecated }) => `${file.text.slice(start, end)} ${type}${deprecated ? ' deprecated' : ''}`)).toEqual([
    'port property', '= operator', '5432 number', '# c comment', 'sort_mem property deprecated', '4MB number', 'include macro', "'x' string", 'fsync property', 'on keyword',
  ]);
});

test('settings in force, with bytes and milliseconds', () => {
  const { file } = open('Work_Mem = 1MB\nwork_mem = 64MB\nstatement_timeout = 5s\nfsync = of\nport = x\n');
  const settings = postgresSettings(postgresTree(file), [16]);
  expect(settings.get('work_mem')?.parsed).toEqual({ kind: 'number', value: 65536, bytes: 67108864 });
  expect(settings.get('statement_timeout')?.parsed).toEqual({ kind: 'number', value: 5000, ms: 5000 });
  expect(settings.get('fsync')?.parsed).toEqual({ kind: 'boolean', value: false });
  expect(settings.get('port')?.parsed).toBeUndefined();
});
