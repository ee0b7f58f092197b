import { describe, expect, test } from 'vitest';
import { checkPostgresConf, POSTGRES_RULES } from '../../server/src/rules/postgres/index.ts';
import { applyEdits, fixture } from '../support/fixture.ts';
import { findings, stack } from '../support/stack.ts';
import { fixed, found, foundInArgs, only, optionsOf } from './check.ts';

describe('what is found', () => {
  test.each<[text: string, problems: string[], version?: number[]]>([
    ['shared_buffers = 128MB\n', []],
    ['# all\n\n  \t\n', []],
    ['pg_stat_statements.max = 10000\n', []],
    ['shared_buffer = 1GB\n', ['error postgres-unknown-parameter "shared_buffer"']],
    ['io_method = worker\n', ['error postgres-newer-parameter "io_method"'], [16]],
    ['restrict_nonsystem_relation_kind = view\n', ['error postgres-newer-parameter "restrict_nonsystem_relation_kind"'], [15, 7]],
    ['restrict_nonsystem_relation_kind = view\n', [], [15]],
    ['composite_type_mismatch = error\n', ['error postgres-newer-parameter "composite_type_mismatch"'], [18, 6]],
    ['composite_type_mismatch = error\n', [], [17, 12]],
    ['promote_trigger_file = x\n', [], [15]],
    ['promote_trigger_file = x\n', ['error postgres-removed-parameter "promote_trigger_file"'], [16]],
    ['wal_keep_segments = 8\n', ['error postgres-removed-parameter "wal_keep_segments"']],
    ['ssl_ecdh_curve = prime256v1\n', ['information postgres-old-name "ssl_ecdh_curve"']],
    ['data_checksums = on\n', ['error postgres-read-only-parameter "data_checksums"']],
    ['fsync = maybe\n', ['error postgres-bad-value "maybe"']],
    ["TimeZone = 'Mars/Phobos'\n", ['error postgres-bad-value "\'Mars/Phobos\'"']],
    ['work_mem = 4mb\n', ['error postgres-bad-unit "4mb"']],
    ['max_connections = 2GB\n', ['error postgres-bad-unit "2GB"']],
    ['port = 0\n', ['error postgres-out-of-range "0"']],
    ['maintenance_work_mem = 512kB\n', ['error postgres-out-of-range "512kB"'], [16]],
    ['maintenance_work_mem = 512kB\n', [], [17]],
    ['log_connections = all\n', ['error postgres-bad-value "all"'], [17]],
    ['log_connections = all\n', [], [18]],
    ['wal_compression = zstd\n', ['error postgres-bad-value "zstd"'], [14]],
    ['work_mem = 4 MB # x\nport = 1\n', ['error postgres-syntax "MB"']],
    ["include ''\n", ['error postgres-include "\'\'"']],
    ['work_mem = bad\nwork_mem = 4MB\n', ['warning postgres-set-twice "work_mem = bad"']],
    ['WORK_MEM = 8MB\nwork_mem = 4MB\n', ['warning postgres-set-twice "WORK_MEM = 8MB"']],
    // Names are compared as they are spelled.
    ['wal_level = x\nWAL_LEVEL = replica\n', ['warning postgres-set-twice "wal_level = x"', 'error postgres-bad-value "x"']],
    ['WAL_LEVEL = x\nWAL_LEVEL = replica\n', ['warning postgres-set-twice "WAL_LEVEL = x"']],
    ['Port = x\nport = 2\nPort = 3\n', ['warning postgres-set-twice "Port = x"', 'warning postgres-set-twice "port = 2"']],
    ['sort_mem = x\nwork_mem = 4MB\n', ['information postgres-old-name "sort_mem"', 'error postgres-bad-value "x"']],
    ['shared_buffers = 512\n', ['warning postgres-bare-number "512"']],
    ['shared_buffers = 262144\n', []],
    ['statement_timeout = 30\n', ['warning postgres-bare-number "30"']],
    ['fsync = off\n', ['warning postgres-risks-data "off"']],
    ['wal_level = minimal\n', ['warning postgres-fails-at-start "wal_level = minimal"']],
    ['wal_level = minimal\nmax_wal_senders = 0\n', []],
    ['wal_level = minimal\nmax_wal_senders = 5\n', ['error postgres-conflicting-settings "max_wal_senders = 5"']],
    ['max_connections = 3\n', ['warning postgres-fails-at-start "max_connections = 3"']],
    ['max_connections = 13\nsuperuser_reserved_connections = 20\n', ['error postgres-conflicting-settings "superuser_reserved_connections = 20"']],
    ['max_connections = 262143\n', ['warning postgres-fails-at-start "max_connections = 262143"']],
    ['max_connections = 262107\n', []],
    ['max_connections = 262107\nmax_worker_processes = 9\n', ['error postgres-conflicting-settings "max_worker_processes = 9"']],
    ['autovacuum_worker_slots = 200000\nmax_connections = 100000\n', ['error postgres-conflicting-settings "max_connections = 100000"']],
    ['max_connections = 262143\n', ['error postgres-bad-value "262143"'], [17]],
    ["listen_addresses = 'a b'\n", ['warning postgres-fails-at-start "listen_addresses = \'a b\'"']],
    ["recovery_target = 'immediate'\nrecovery_target_xid = '7'\n", ['error postgres-conflicting-settings "recovery_target_xid = \'7\'"']],
    ['archive_mode = on\n', ['warning postgres-archives-nowhere "archive_mode = on"']],
    ["archive_mode = on\narchive_command = '/bin/true'\n", []],
    ["archive_mode = on\narchive_command = 'x'\narchive_library = 'y'\n", [], [15]],
    ["archive_mode = on\narchive_command = 'x'\narchive_library = 'y'\n", ['warning postgres-archives-nowhere "archive_mode = on"']],
    ["archive_mode = on\narchive_library = 'y'\n", []],
    ['archive_mode = off\n', []],
    ['wal_level = minimal\nmax_wal_senders = 0\narchive_mode = off\nsummarize_wal = off\n', []],
    ["wal_level = minimal\nmax_wal_senders = 0\narchive_mode = always\narchive_command = 'x'\n", ['error postgres-conflicting-settings "archive_mode = always"']],
    ['wal_level = minimal\nmax_wal_senders = 0\nsummarize_wal = on\n', ['error postgres-conflicting-settings "summarize_wal = on"']],
    ['reserved_connections = 97\n', ['warning postgres-fails-at-start "reserved_connections = 97"']],
    ['reserved_connections = 97\n', ['error postgres-newer-parameter "reserved_connections"'], [15]],
    ['max_worker_processes = 4\nmax_parallel_workers = 6\n', ['information postgres-has-no-effect "6"']],
    ['max_parallel_workers = 16\n', ['information postgres-has-no-effect "16"']],
    ['bogus\nport = x\nwork_mem = 4mb', ['error postgres-syntax "bogus"', 'error postgres-bad-value "x"', 'error postgres-bad-unit "4mb"']],
  ])('%j', (text, problems, version) => {
    expect(found(text, version ?? [18, 6])).toEqual(problems);
  });
});

describe('preferred fixes', () => {
  test.each<[text: string, after: string, version?: number[]]>([
    ['shared_buffer = 1GB', 'shared_buffers = 1GB'],
    ['max_connection = 10', 'max_connections = 10'],
    ['force_parallel_mode = on', 'debug_parallel_query = on', [16]],
    ["unix_socket_directory = '/tmp'", "unix_socket_directories = '/tmp'"],
    ['checkpoint_segments = 3\nport = 5432', 'port = 5432'],
    ['work_mem = 64mb', 'work_mem = 64MB'],
    ['work_mem = 64M # c', 'work_mem = 64MB # c'],
    ["statement_timeout = '5 sec'", 'statement_timeout = 5s'],
    ['wal_level = replcia', 'wal_level = replica'],
    ['autovacuum = enabled', 'autovacuum = on'],
    ['fsync = ture', 'fsync = on'],
    ["max_connections = '1,000'", 'max_connections = 1000'],
    ['port = 70000', 'port = 65535'],
    ['work_mem = 10kB', 'work_mem = 64kB'],
    ['autovacuum_naptime = 100ms', 'autovacuum_naptime = 1s'],
    ['shared_buffers = 100kB', 'shared_buffers = 128kB'],
    ['shared_buffers = 9000TB', 'shared_buffers = 8589934584kB'],
    ['geqo_seed = 2', 'geqo_seed = 1'],
    ['geqo_seed = -1', 'geqo_seed = 0'],
    ["work_mem = '-99999999999999'", "work_mem = 64kB"],
    ['io_max_concurrency = 0', 'io_max_concurrency = -1'],
    ['is_superuser = on\nport = 5432', 'port = 5432'],
    ['autovacuum = flase', 'autovacuum = off'],
    ['autovacuum = fase', 'autovacuum = off'],
    ['autovacuum = trrue', 'autovacuum = on'],
    ['log_line_prefix = %m [%p] # x', "log_line_prefix = '%m [%p]' # x"],
    ['search_path = app, public', "search_path = 'app, public'"],
    ["log_directory = 'log", "log_directory = 'log'"],
    ['log_filename = postgresql.log', "log_filename = 'postgresql.log'"],
    ['work_mem =', '#work_mem ='],
    ['shared-buffers = 1GB', 'shared_buffers = 1GB'],
    ['// note', '# note'],
    ['sort_mem = 4MB', 'work_mem = 4MB'],
    ['wal_level = hot_standby', 'wal_level = replica'],
    ['work_mem = 1MB\nwork_mem = 4MB\n', 'work_mem = 4MB\n'],
    ['shared_buffers = 512', 'shared_buffers = 512MB'],
    ['transaction_buffers = 100', 'transaction_buffers = 96'],
    ['\uFEFFport = 5432', 'port = 5432'],
  ])('%j', (text, after, version) => {
    expect(fixed(text, version ?? [18, 6])).toBe(after);
  });

  test('each fix removes its problem and brings no error', () => {
    const texts = ['shared_buffer = 1GB', 'work_mem = 64mb', 'wal_level = replcia', 'port = 70000', 'search_path = a b, c', "x = 'open", 'fsync = off', 'shared_buffers = 100', 'data_checksums = on', 'a = ', "include ''"];
    for (const text of texts) {
      const problem = only(text);
      for (const fix of problem.fixes ?? []) {
        const after = found(applyEdits(text, fix.edits!));
        expect(after.filter((one) => one.includes(problem.code)), `${text}: ${fix.title}`).toEqual([]);
      }
      expect(problem.fixes?.filter(({ preferred }) => preferred), text).toHaveLength(problem.fixes?.length === 0 ? 0 : 1);
    }
  });
});

describe('includes', () => {
  const check = (text: string) => {
    const { file, snapshot } = fixture(text, { targets: { postgres: [16] } });
    return checkPostgresConf(file, { snapshot }).map(({ code, severity }) => `${severity} ${code}`);
  };

  test('a file may not include itself, directly or not', () => {
    expect(check("//- /ws/postgresql.conf\ninclude 'postgresql.conf'\n")).toEqual(['error postgres-include']);
    expect(check("//- /ws/postgresql.conf\ninclude_dir 'conf.d'\n//- /ws/conf.d/postgresql.a.conf\ninclude '../postgresql.conf'\n")).toEqual(['error postgres-include']);
    expect(check("//- /ws/postgresql.conf\ninclude 'postgresql.b.conf'\n//- /ws/postgresql.b.conf\nport = 1\n")).toEqual([]);
  });

  test('a wrong value that an included file overrides is never read', () => {
    expect(check("//- /ws/postgresql.conf\nport = x\ninclude 'postgresql.b.conf'\n//- /ws/postgresql.b.conf\nport = 1\n")).toEqual([]);
    expect(check("//- /ws/postgresql.conf\ninclude 'postgresql.b.conf'\nport = x\n//- /ws/postgresql.b.conf\nport = 1\n")).toEqual(['error postgres-bad-value']);
  });

  test.each<[text: string, problems: string[]]>([
    ["//- /ws/postgresql.conf\ninclude 'postgresql.x.conf'\nwork_mem = 4MB\n//- /ws/postgresql.x.conf\nwork_mem = 1xx\n", []],
    ["//- /ws/postgresql.conf\nwork_mem = 4MB\ninclude 'postgresql.x.conf'\n//- /ws/postgresql.x.conf\nwork_mem = 1xx\n", ['/ws/postgresql.x.conf:1 postgres-bad-unit «1xx»']],
    // Another spelling overrides nothing.
    ["//- /ws/postgresql.conf\ninclude 'postgresql.x.conf'\nWORK_MEM = 4MB\n//- /ws/postgresql.x.conf\nwork_mem = 1xx\n", ['/ws/postgresql.x.conf:1 postgres-bad-unit «1xx»']],
    ["//- /ws/postgresql.conf\nwork_mem = 1xx\ninclude 'postgresql.x.conf'\n//- /ws/postgresql.x.conf\nWork_Mem = 4MB\n", ['/ws/postgresql.conf:1 postgres-bad-unit «1xx»']],
    ["//- /ws/postgresql.conf\ninclude_dir 'conf.d'\n//- /ws/conf.d/postgresql.a.conf\nwork_mem = 1xx\n//- /ws/conf.d/postgresql.b.conf\nwork_mem = 4MB\n", []],
    ["//- /ws/postgresql.conf\ninclude_dir 'conf.d'\n//- /ws/conf.d/postgresql.a.conf\nwork_mem = 4MB\n//- /ws/conf.d/postgresql.b.conf\nwork_mem = 1xx\n", ['/ws/conf.d/postgresql.b.conf:1 postgres-bad-unit «1xx»']],
    // Over two levels, and in one of two files that include it.
    ["//- /ws/postgresql.conf\ninclude 'postgresql.x.conf'\nport = 1\n//- /ws/postgresql.x.conf\ninclude 'postgresql.y.conf'\n//- /ws/postgresql.y.conf\nport = x\n", []],
    ["//- /ws/postgresql.conf\ninclude 'postgresql.x.conf'\nport = 1\n//- /ws/postgresql.2.conf\ninclude 'postgresql.x.conf'\n//- /ws/postgresql.x.conf\nport = x\n", ['/ws/postgresql.x.conf:1 postgres-bad-value «x»']],
    // A name that does not exist is refused wherever it stands.
    ["//- /ws/postgresql.conf\ninclude 'postgresql.x.conf'\nbogus = 1\n//- /ws/postgresql.x.conf\nbogus = 1\n", ['/ws/postgresql.conf:2 postgres-unknown-parameter «bogus»', '/ws/postgresql.x.conf:1 postgres-unknown-parameter «bogus»']],
    ["//- /ws/postgresql.conf\ninclude 'postgresql.x.conf'\nmax_wal_senders = 0\n//- /ws/postgresql.x.conf\nwal_level = minimal\nmax_wal_senders = 4\n", []],
    ["//- /ws/postgresql.conf\ninclude 'postgresql.x.conf'\n//- /ws/postgresql.2.conf\ninclude 'postgresql.x.conf'\n//- /ws/postgresql.x.conf\nmax_wal_senders = 4\nwal_level = minimal\n", ['/ws/postgresql.x.conf:2 postgres-conflicting-settings «wal_level = minimal»']],
  ])('an included file is judged among the lines of those that include it: %j', (text, problems) => {
    expect(findings(stack(text))).toEqual(problems);
  });

  test('a change of the file that includes is noticed in the one that it includes', () => {
    const { analysis } = stack("//- /ws/postgresql.conf\ninclude 'postgresql.x.conf'\nport = 1\n//- /ws/postgresql.x.conf\nport = x\n");
    const said = () => (analysis.refreshAll(), analysis.problems('file:///ws/postgresql.x.conf').map(({ code }) => code));
    expect(said()).toEqual([]);
    analysis.set('file:///ws/postgresql.conf', "port = 1\ninclude 'postgresql.x.conf'\n");
    expect(said()).toEqual(['postgres-bad-value']);
    analysis.set('file:///ws/postgresql.conf', "include 'postgresql.x.conf'\nport = 1\n");
    expect(said()).toEqual([]);
    analysis.set('file:///ws/postgresql.conf', '');
    expect(said()).toEqual(['postgres-bad-value']);
  });
});

describe('arguments', () => {
  test.each<[command: string, problems: string[], version?: number[]]>([
    ['postgres -c shared_buffers=1GB -c work_mem=4MB', []],
    ['-c shared-buffers=1GB --work-mem=4MB', []],
    ['postgres -c shared_buffer=1GB', ['error postgres-unknown-parameter "shared_buffer"']],
    ['postgres -c work_mem=4mb', ['error postgres-bad-unit "4mb"']],
    ['postgres -c work_mem=4mb -c work_mem=4MB', ['error postgres-bad-unit "4mb"']],
    ['docker-entrypoint.sh postgres -c io_method=sync', ['error postgres-newer-parameter "io_method"'], [17]],
    ['postgres -c work_mem 4MB', ['error postgres-argument "work_mem"', 'error postgres-argument "4MB"']],
    ['postgres -N x', ['error postgres-bad-value "x"']],
    ['postgres -n', [], [15]],
    ['postgres -n', ['error postgres-argument "n"'], [16]],
    ['postgres -Z', ['error postgres-argument "Z"']],
    ['bash -c nonsense=1', []],
    ['pg_basebackup --nonsense=1', []],
    ['postgres --version', []],
    ['postgres -c recovery_target=immediate -c recovery_target_xid=7', ['error postgres-conflicting-settings "recovery_target_xid=7"']],
    ['postgres -c wal_level=minimal', []],
    // The list of an argument is the last word, a file's is not.
    ['postgres -c listen_addresses=127.0.0.1,', ['error postgres-fails-at-start "listen_addresses=127.0.0.1,"']],
    ['postgres -h 127.0.0.1,::1', []],
    ['postgres -c max_connections=262143', []],
    ['postgres -c max_connections=100000 -N 100000 -c max_wal_senders=200000', ['error postgres-conflicting-settings "max_wal_senders=200000"']],
    ['postgres -d 5 -f si -t pa -tpl', []],
    ['postgres -d 6', ['error postgres-argument "6"']],
    ['postgres -fx', ['error postgres-argument "x"']],
    ['postgres -t p', ['error postgres-argument "p"']],
    ['postgres -s -t e', ['error postgres-conflicting-settings "-t e"']],
  ])('%s', (command, problems, version) => {
    expect(foundInArgs(command, version ?? [18, 6])).toEqual(problems);
  });

  test('what a command sets', () => {
    expect(optionsOf('postgres -c a=1 -cb=2 --c-d=3 -N 5 -B 1GB -lF -D /data')).toEqual(['a=1', 'b=2', 'c_d=3', 'max_connections=5', 'shared_buffers=1GB', 'ssl=true', 'fsync=false']);
    expect(optionsOf('redis-server --port 1')).toBeUndefined();
  });
});

test('no password appears in a message', () => {
  for (const text of ["primary_conninfo = host=db password=hunter2", "primary_conninfo = hunter2.x", "primary_conninfo = 'a'\nprimary_conninfo = 'hunter2'", "app.secret = 'hunter2' x"]) {
    expect(only(text).message).not.toContain('hunter2');
  }
});

test('every rule is a warning or more unless it only informs', () => {
  expect(Object.values(POSTGRES_RULES).filter(({ severity }) => severity === 'error')).toHaveLength(11);
});
