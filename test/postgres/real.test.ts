import { describe, expect, test } from 'vitest';
import { isGucValue, lookUpGuc, parseGucValue } from '../../server/src/model/postgres.ts';
import { found, foundInArgs } from './check.ts';
import { stack } from '../support/stack.ts';
import { SEED } from '../support/fuzz.ts';
import { HAS_POSTGRES, independentNames, judgeArguments, judgeFile, realVersion, seeded, valueFor } from './real.ts';

const accepted = (problems: readonly string[]): boolean => !problems.some((one) => one.startsWith('error'));

describe.skipIf(!HAS_POSTGRES)('the real postgres', () => {
  const version = HAS_POSTGRES ? realVersion() : [15, 20];

  test('agrees on 6,000 and more generated values, hundreds in one file', () => {
    const random = seeded(20_261_123 + SEED);
    const names = independentNames(version);
    const wrong: string[] = [];
    let judged = 0;
    for (let round = 0; round < 20; round++) {
      const pairs = names.map((name) => [name, valueFor(name, version, random)] as const);
      // The server reports each line it refuses and goes on to the next.
      const { said } = judgeFile(pairs.map(([name, value]) => `${name} = '${value.replaceAll('\\', '\\\\').replaceAll("'", "''")}'\n`).join(''));
      const refused = new Set([...said.matchAll(/(?:parameter|change) "([^"]+)"/g)].map(([, name]) => name!.toLowerCase()));
      if (/number of synchronous standbys/.test(said)) refused.add('synchronous_standby_names');
      for (const [name, value] of pairs) {
        const looked = lookUpGuc(name, version);
        const ok = looked.found === 'yes' && isGucValue(parseGucValue(looked.guc, value, version));
        judged++;
        if (ok === refused.has(name.toLowerCase())) wrong.push(`${name} = ${JSON.stringify(value)}: the server ${ok ? 'refuses' : 'accepts'} it`);
      }
    }
    expect(wrong).toEqual([]);
    expect(judged).toBeGreaterThan(6000);
  });

  test.each([
    'work_mem = 4MB', 'work_mem 4MB', 'work_mem=4MB# x', "work_mem = '4MB' # x", 'work_mem = 4 MB', 'work_mem = 1.5GB', "work_mem = '1.5GB'", 'work_mem = 1e3', 'work_mem = 0x400', "work_mem = '4MB", 'work_mem =', 'work_mem', '= 4',
    'work_mem = = 4', '\uFEFFwork_mem = 4MB', '\uFEFF# x', 'work_mem = 4MB\r\nport = 5432\r\n', 'work_mem = 4MB\rport = 1', 'a.b = 1', 'a.b.c = 1', 'a.b = c/d:e-f', 'jit_provider = foo.bar', 'jit_provider = foo-bar',
    'log_line_prefix = %m', 'search_path = a,b', "cluster_name = 'a\\'b'", "cluster_name = 'a''b'", "cluster_name = 'a''", "cluster_name = 'a' 'b'", "cluster_name = 'a\\", "cluster_name = 'a\0b'", '# \0', 'clus\0ter = 1',
    "include = ''", "include_dir = ' '", "include_if_exists = ''", "include_if_exists 'nope.conf'", 'shared-buffers = 1GB', 'port = 5432;', '// comment', '; comment', '[postgres]', 'geqo_seed = +.5e-1', 'geqo_seed = .',
    'wal_level = x\nWAL_LEVEL = replica', 'WAL_LEVEL = x\nWAL_LEVEL = replica', 'Port = x\nport = 2\nPort = 3', 'sort_mem = x\nwork_mem = 4MB',
    'work_mem = 8MB\nwork_mem = abc\nwork_mem = 4MB', 'work_mem = 4MB\nwork_mem = abc', 'unknown_thing = 1\nunknown_thing = 2', 'WORK_MEM = 4mb', 'Work_Mem = 4MB', 'sort_mem = 4MB', 'port = é', 'é = 1',
    'log_parser_stats = on\nlog_statement_stats = on', 'log_parser_stats = on\nlog_statement_stats = off', "recovery_target = 'immediate'\nrecovery_target_xid = '4'", "recovery_target_name = 'x'\nrecovery_target_time = ''",
    'max_connections = 262143', 'max_connections = 262100\nmax_wal_senders = 100', 'max_connections = 262121', 'is_superuser = on', 'server_version = 15', 'bonjour = on', 'role = none', 'role = x', 'transaction_read_only = on',
    "timezone_abbreviations = ''", "lc_messages = ''", "lc_time = ''", "lc_time = 'C'", 'checkpoint_segments = 3', 'io_method = worker', 'ssl_renegotiation_limit = 1', 'default_with_oids = on', "log_directory = '\\", 'include',
    'log_min_messages = panic', 'log_min_messages = Debug', 'log_min_messages = debug6', "log_destination = 'stderr, jsonlog'", "log_destination = 'eventlog'", "log_destination = ''", "log_destination = 'stderr,'", "log_destination = '\"STDERR\"'",
    "TimeZone = 'INTERVAL ''1h'''", "TimeZone = '168'", "recovery_target_timeline = '99999999999999999999'", "recovery_target_xid = '0xfffffffffffffffff'", "recovery_target_lsn = '16/B374D8481'", "recovery_target = 'Immediate'",
    'port = 05432', 'port = 0x1538', "port = ' 5432 '", "port = '5432\t'", "wal_buffers = '-1'", 'wal_buffers = -1', 'autovacuum = nope', 'fsync = of', 'fsync = o', 'wal_level = hot_standby', 'synchronous_commit = REMOTE_APPLY',
  ])('agrees on the file %j', (content) => {
    expect({ content, ok: accepted(found(content, version)) }).toEqual({ content, ok: judgeFile(content).ok });
  });

  test.each([
    ['port = 1', 'port = x'], ['', 'port = x'], ['PORT = 1', 'port = x'], ['port = 1', 'port = 2'], ['', "WAL_LEVEL = x\nwal_level = replica"], ['max_wal_senders = 0', 'wal_level = x'],
  ])('agrees on %j behind the include of %j', (main, included) => {
    const text = `include 'postgresql.x.conf'\n${main}\n`;
    const ok = !stack(`//- /ws/postgresql.conf\n${text}//- /ws/postgresql.x.conf\n${included}\n`).problems.some(({ problem }) => problem.severity === 'error');
    expect(ok).toBe(judgeFile(text, { 'postgresql.x.conf': included }).ok);
  });

  test.each([
    '-c work_mem=4MB', '-c work-mem=4MB', '--work-mem=4MB', '--work_mem', '-c work_mem', '-c', '-cwork_mem=4MB', 'foo', '-c work_mem=4MB foo', '-x', '-l -F', '-Fl', '-N 200', '-N x', '-B 1GB', '-B1GB', '-p 0', '-- foo', '-',
    '-c foo.bar=1', '-c foo.b-r=1', '-c foo.=1', '-c foo.a.b=1', '-c =3', '--=3', '-c work_mem=', '-c work_mem=abc -c work_mem=4MB', '-c cluster_name=a=b', '-c io_method=sync', '-c WORK_MEM=4MB', '-i', '-k /tmp', '-h *', '-S 4096', '-S x',
    '-c search_path=a,b', '-c checkpoint_segments=3', '-c max_wal_size=1GB -c min_wal_size=80MB', '--max-connections=abc', '-Q', '-d 5', '-d 6', '-d x', '-d5', '-d99', '-f x', '-f si', '-fs', '-f q', '-t x', '-t pa', '-t pl', '-t e', '-tp', '-s -t pa', '-t pa -s', '-s -t x',
  ])('agrees on the arguments %j', (command) => {
    const words = command.split(' ');
    expect({ command, ok: accepted(foundInArgs(`postgres ${command}`, version)) }).toEqual({ command, ok: judgeArguments(words).ok });
  });
});
