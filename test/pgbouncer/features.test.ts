import { describe, expect, test } from 'vitest';
import { envLanguage } from '../../server/src/features/env/index.ts';
import { pgbouncerLanguage } from '../../server/src/features/pgbouncer/index.ts';
import { userlistLanguage } from '../../server/src/features/userlist/index.ts';
import { pgbouncerSettings, mostServerConnections } from '../../server/src/model/pgbouncer.ts';
import { parsePgbouncer } from '../../server/src/syntax/pgbouncer.ts';
import { parseVersion } from '../../server/src/model/version.ts';
import { applyEdits, fixture } from '../support/fixture.ts';

const at = (text: string, path = '/ws/pgbouncer.ini', version = '1.26.1') => fixture(text, { path, targets: { pgbouncer: parseVersion(version)! } });

describe('hover', () => {
  const hover = (text: string, version?: string): string | undefined => {
    const { file, offset, snapshot } = at(text, undefined, version);
    return pgbouncerLanguage.hover!(file, offset, { snapshot })?.markdown;
  };
  test('a setting: what, default, how it takes effect, what it is here', () => {
    const shown = hover('[pgbouncer]\nserver_$0lifetime = 5400\n')!;
    expect(shown).toContain('**server_lifetime** — [pgbouncer], seconds, default `3600` · after `RELOAD`');
    expect(shown).toContain('Here: **1 h 30 min**.');
    expect(shown).toMatch(/\[pgbouncer\.ini\(5\)\]\(https:\/\/www\.pgbouncer\.org\/config\.html#server_lifetime\)$/);
    expect(hover('[pgbouncer]\nlisten_$0port = 1\n')).toContain('needs a restart');
    expect(hover('[pgbouncer]\nmax_prepared_$0statements = 1\n', '1.22')).toContain('default `0` · PgBouncer 1.21.0 and later');
  });
  test('the value of an enumeration says what it means', () => {
    expect(hover('[pgbouncer]\npool_mode = trans$0action\n')).toContain('Here: `transaction` — When the transaction ends.');
  });
  test('keys of connection strings, the same name in each section apart', () => {
    expect(hover('[databases]\na = pool_$0size=5\n')).toContain('[databases], whole number (connections)');
    expect(hover('[users]\na = pool_$0size=5\n')).toContain('PgBouncer 1.23.0 and later');
    expect(hover('[peers]\n1 = host=a po$0rt=5\n')).toContain('default `6432`');
  });
  test('a database says where it leads', () => {
    expect(hover('[databases]\nap$0p = host=db port=5433 pool_size=10 password=hunter2\n[pgbouncer]\nreserve_pool_size = 5\n')).toBe(
      '**app**\n\nLeads to database `app` at db:5433. Pooling: `session`.\n\nUp to 15 server connections for each user (10 and 5 in reserve).',
    );
    expect(hover('[databases]\n$0* = user=x\n[pgbouncer]\n')).toContain('for every database that is not listed');
  });
  test('how many connections a database may make', () => {
    const says = (databases: string, settings = ''): string => hover(`[databases]\n${databases}\n[pgbouncer]\n${settings}`)!.split('\n\n').slice(1).join(' ');
    expect(says('a$0pp = pool_size=0 max_db_connections=9')).toBe('Leads to database `app` at the Unix socket in /tmp, port 5432. Pooling: `session`. Up to any number of server connections for each user, at most 9 in all.');
    expect(says('a$0pp = host=a,b user=x pool_mode=statement', 'default_pool_size = 7\nmax_db_connections = 5\n')).toBe('Leads to database `app` at a:5432, b:5432. Pooling: `statement`. Up to 7 server connections, all as `x`, at most 5 in all.');
    expect(says('a$0pp =', 'unix_socket_dir =\n')).toBe('Leads to database `app` at the Unix socket in the default folder, port 5432. Pooling: `session`. Up to 20 server connections for each user.');
  });
  test.each<[line: string, here: string | undefined]>([
    ['pkt_buf = 16$0384', '**16 KB** (16,384 bytes)'], ['tcp_user_timeout = 5$0000', '**5 s**'], ['unix_socket_mode = 0$0770', 'mode **0770**'], ['query_timeout = 1$0.5', '**1.5 s**'], ['query_timeout = $00', undefined], ['query_timeout = -$01', undefined],
    ['query_timeout = x$0', undefined], ['listen_port = 6$0432', undefined], ['pool_mode = x$0', undefined], ['default_pool_size = $00', undefined],
  ])('%s comes to %s', (line, here) => {
    expect(/\n\nHere: (.*)\.\n/.exec(hover(`[pgbouncer]\n${line}\n`)!)?.[1]).toBe(here);
  });
  test('a section, an include, nothing in comments and junk', () => {
    expect(hover('[data$0bases]\n')).toContain('The databases that clients may ask for');
    expect(hover('%incl$0ude x\n')).toContain('reads another file');
    expect(hover('; co$0mment\n')).toBeUndefined();
    expect(hover('[pgbouncer]\nju$0nk\n')).toBeUndefined();
  });
});

describe('completion', () => {
  const complete = (text: string, version?: string) => {
    const { file, offset, snapshot } = at(text, undefined, version);
    const { span, items } = pgbouncerLanguage.complete!(file, offset, { snapshot });
    return items.map((item) => ({ ...item, after: applyEdits(file.text, [{ ...span, newText: item.insert ?? item.label }]) }));
  };
  const labels = (text: string, version?: string): string[] => complete(text, version).map(({ label }) => label);
  test('settings that are not set yet, those of the release alone', () => {
    expect(labels('[pgbouncer]\npool_mode = session\n$0')).not.toContain('pool_mode');
    expect(labels('[pgbouncer]\n$0')).toContain('transaction_timeout');
    expect(labels('[pgbouncer]\n$0', '1.24')).not.toContain('transaction_timeout');
    expect(labels('[pgbouncer]\n$0')).not.toContain('service_name');
    expect(complete('[pgbouncer]\npool$0\n').find(({ label }) => label === 'pool_mode')!.after).toBe('[pgbouncer]\npool_mode = \n');
    expect(complete('[pgbouncer]\npool$0 = x\n').find(({ label }) => label === 'pool_mode')!.after).toBe('[pgbouncer]\npool_mode = x\n');
  });
  test('values', () => {
    expect(labels('[pgbouncer]\npool_mode = $0\n')).toEqual(['session', 'transaction', 'statement']);
    expect(labels('[pgbouncer]\nauth_type = $0\n', '1.24')).not.toContain('ldap');
    expect(complete('[pgbouncer]\npool_mode = tr$0x\n')[1]!.after).toBe('[pgbouncer]\npool_mode = transaction\n');
    expect(labels('[pgbouncer]\nlog_stats = $0\n')).toEqual(['1', '0']);
    expect(labels('[pgbouncer]\nlisten_addr = $0\n')).toContain('*');
  });
  test('sections', () => {
    expect(complete('[users]\n[$0\n').map(({ after }) => after)).toEqual(['[users]\n[databases]\n', '[users]\n[peers]\n', '[users]\n[pgbouncer]\n']);
    expect(complete('[dat$0]\n')[0]!.after).toBe('[databases]\n');
    expect(complete('dat$0]\n').find(({ label }) => label === '[databases]')!.after).toBe('[databases]\n');
  });
  test('keys and values of connection strings', () => {
    expect(labels('[databases]\na = host=b $0\n')).toContain('port');
    expect(labels('[databases]\na = host=b $0\n')).not.toContain('host');
    expect(complete('[databases]\na = host=b po$0\n').find(({ label }) => label === 'port')!.after).toBe('[databases]\na = host=b port=\n');
    expect(labels('[databases]\na = pool_mode=$0\n')).toEqual(['session', 'transaction', 'statement']);
    expect(labels("[databases]\na = password=$0\n")).toEqual([]);
    expect(labels("[databases]\na = connect_query='sel$0\n")).toEqual([]);
    expect(labels('[users]\na = $0\n')).not.toContain('host');
    expect(labels('[databases]\n$0\n')).toContain('database');
  });
  test('nothing in comments', () => expect(labels('[pgbouncer]\n; po$0\n')).toEqual([]));
});

describe('structure', () => {
  const text = '; one\n; two\n[databases]\napp = host=db password=hunter2\n\n[users]\nu = pool_mode=session\n\n[pgbouncer]\nlisten_port = 6432\n%include /x.ini\n';
  test('symbols, without connection strings', () => {
    const { file, snapshot } = at(text);
    const symbols = pgbouncerLanguage.symbols!(file, { snapshot });
    expect(symbols.map(({ name, kind, children }) => [name, kind, children?.map((child) => [child.name, child.kind, child.detail])])).toEqual([
      ['[databases]', 'section', [['app', 'database', 'db:5432/app']]],
      ['[users]', 'section', [['u', 'user', undefined]]],
      ['[pgbouncer]', 'section', [['listen_port', 'key', '6432'], ['/x.ini', 'file', undefined]]],
    ]);
    expect(JSON.stringify(symbols)).not.toContain('hunter2');
  });
  test('folding', () => {
    const { file } = at(text);
    expect(pgbouncerLanguage.folding!(file)).toEqual([
      { startLine: 0, endLine: 1, kind: 'comment' }, { startLine: 2, endLine: 3, kind: 'region' }, { startLine: 5, endLine: 6, kind: 'region' }, { startLine: 8, endLine: 10, kind: 'region' },
    ]);
  });
  test('formatting', () => {
    const format = (from: string): string => {
      const { file } = at(from);
      return applyEdits(file.text, pgbouncerLanguage.format!(file));
    };
    expect(format('  [pgbouncer]  \n  pool_mode=session \t\n\t; note  \nlisten_port  =6432\nlogfile =\n')).toBe('[pgbouncer]\npool_mode = session\n; note\nlisten_port = 6432\nlogfile =\n');
    expect(format('[pgbouncer]\npool_mode   = session\nlisten_port =  6432\n')).toBe('[pgbouncer]\npool_mode   = session\nlisten_port = 6432\n');
    expect(format("[databases]\na=host=b   connect_query='a  b'\n")).toBe("[databases]\na = host=b   connect_query='a  b'\n");
    expect(format('[pgbouncer]\r\npool_mode=session  \r\n')).toBe('[pgbouncer]\r\npool_mode = session\r\n');
    expect(format('[pgbouncer]\n  junk  \n')).toBe('[pgbouncer]\n  junk  \n');
  });
  test('links and definitions', () => {
    const ws = (ini: string) => at(`//- /ws/pgbouncer.ini\n${ini}//- /ws/userlist.txt\n"root" "x"\n"app" "y"\n`);
    const { file, snapshot } = ws('[pgbouncer]\nauth_file = /etc/pgbouncer/userlist.txt\n');
    expect(pgbouncerLanguage.links!(file, { snapshot })).toMatchObject([{ start: 24, end: 51, target: 'file:///ws/userlist.txt' }]);
    const define = (ini: string) => {
      const { file: one, offset, snapshot: all } = ws(ini);
      return pgbouncerLanguage.definition!(one, offset, { snapshot: all });
    };
    expect(define('[pgbouncer]\nauth_file = userlist.txt\nadmin_users = root, ap$0p\n')).toEqual([{ uri: 'file:///ws/userlist.txt', start: 12, end: 15 }]);
    expect(define('[databases]\na = user=ro$0ot\n[pgbouncer]\nauth_file = userlist.txt\n')).toEqual([{ uri: 'file:///ws/userlist.txt', start: 1, end: 5 }]);
    expect(define('[databases]\nb = auth_dbname=a$0\na = host=x\n')).toEqual([{ uri: 'file:///ws/pgbouncer.ini', start: 30, end: 31 }]);
  });
  test('inlay hints', () => {
    const { file, snapshot } = at('[databases]\na = server_lifetime=7200\n[pgbouncer]\nserver_idle_timeout = 600\nquery_wait_timeout = 30\npkt_buf = 4096\ntcp_user_timeout = 30000\n');
    expect(pgbouncerLanguage.inlayHints!(file, { start: 0, end: file.text.length }, { snapshot }).map(({ label, group }) => [label, group])).toEqual([
      ['2 h', 'durations'], ['10 min', 'durations'], ['4 KB', 'sizes'], ['30 s', 'durations'],
    ]);
  });
  test('tokens', () => {
    const { file, snapshot } = at("[databases]\na = host=b port=5\n; c\n[pgbouncer]\npool_mode = session\nsuspend_timeout = 1\n%include x\n");
    expect(pgbouncerLanguage.semanticTokens!(file, { snapshot }).map(({ start, end, type, deprecated }) => [file.text.slice(start, end), type, ...(deprecated ? ['deprecated'] : [])])).toEqual([
      ['databases', 'namespace'], ['a', 'variable'], ['host', 'parameter'], ['b', 'string'], ['port', 'parameter'], ['5', 'number'], ['; c', 'comment'],
      ['pgbouncer', 'namespace'], ['pool_mode', 'property'], ['session', 'enumMember'], ['suspend_timeout', 'property', 'deprecated'], ['1', 'number'], ['%include', 'macro'], ['x', 'string'],
    ]);
  });
});

test('effective settings: the last line, defaults of the release, worst sum of connections', () => {
  const settings = pgbouncerSettings(parsePgbouncer('[databases]\na = host=h,i dbname=x pool_size=10\nb = user=u max_db_connections=3\n[pgbouncer]\nreserve_pool_size = 5\n[pgbouncer]\nlisten_port = 010\nlisten_port = 0x10\n'), [1, 18]);
  expect([settings.number('listen_port'), settings.number('reserve_pool_size'), settings.text('server_tls_sslmode'), settings.entry('pool_mode')]).toEqual([16, 0, 'disable', undefined]);
  expect(settings.databases.map(({ name, hosts, port, dbname, user, poolSize, maxConnections }) => [name, hosts, port, dbname, user, poolSize, maxConnections])).toEqual([
    ['a', ['h', 'i'], 5432, 'x', undefined, 10, undefined], ['b', [], 5432, 'b', 'u', undefined, 3],
  ]);
  expect(mostServerConnections(settings, 4)).toBe(43);
  const most = (ini: string, users: number): number => mostServerConnections(pgbouncerSettings(parsePgbouncer(ini)), users);
  expect(most('[databases]\na = host=h\nb = host=h user=u\n[pgbouncer]\nmax_user_connections = 15\n', 2)).toBe(45);
  expect(most('[databases]\na = host=h user=u\nb = host=h user=u\n[pgbouncer]\nmax_user_connections = 15\n', 2)).toBe(15);
});

describe('userlist.txt', () => {
  const secret = `SCRAM-SHA-256$8192:c2FsdA==$${'A'.repeat(43)}=:${'B'.repeat(43)}=`;
  const text = `; users\n"app" "${secret}"\n"old"   "hunter2"  rest\n`;
  test('hover tells the kind and no secret', () => {
    const { file } = at(text, '/ws/userlist.txt');
    const context = { snapshot: at(text, '/ws/userlist.txt').snapshot };
    const all = Array.from({ length: text.length }, (_, i) => userlistLanguage.hover!(file, i, context)?.markdown ?? '');
    expect(all[20]).toContain('**SCRAM-SHA-256 secret**, 8192 iterations');
    expect(all.join('\n')).not.toMatch(/hunter2|c2FsdA|AAAA/);
    expect(all[text.indexOf('"old"') + 1]).toContain('**old** — plain password');
  });
  test('symbols, formatting, completion', () => {
    const { file, snapshot } = at(text, '/ws/userlist.txt');
    expect(userlistLanguage.symbols!(file, { snapshot }).map(({ name, kind, detail }) => [name, kind, detail])).toEqual([['app', 'user', undefined], ['old', 'user', undefined]]);
    expect(applyEdits(text, userlistLanguage.format!(file))).toBe(`; users\n"app" "${secret}"\n"old" "hunter2"  rest\n`);
    const empty = at('"a" "b"\n$0', '/ws/userlist.txt');
    expect(userlistLanguage.complete!(empty.file, empty.offset, empty).items.map(({ label }) => label)).toEqual(['"user" SCRAM secret', '"user" password', '"user" md5 secret']);
  });
});

describe('.env', () => {
  const hover = (text: string): string | undefined => {
    const { file, offset, snapshot } = at(text, '/ws/.env');
    return envLanguage.hover!(file, offset, { snapshot })?.markdown;
  };
  test('hover takes URLs apart and shows no secret', () => {
    expect(hover('DATABASE_URL=postgres://app:hunter2@db$0:6432/app_db?sslmode=disable\n')).toBe('**DATABASE_URL** — secret, not shown\n\n`postgres` at **db**, port 6432, as `app`, with a password, database `app_db`.');
    expect(hover('CELERY_BROKER_URL=redis://redis/$02\n')).toBe('**CELERY_BROKER_URL**\n\n`redis` at **redis**, port 6379 (the default), database `2`.');
    expect(hover('DB_PASS$0WORD=hunter2\n')).toBe('**DB_PASSWORD** — secret, not shown');
    expect(hover('DEBUG$0=1\n')).toBe('**DEBUG**\n\n``1 ``');
    expect(hover('PLAIN$0\n')).toContain('There is no `=`');
    expect(hover('A$0="b"\n')).toContain('Podman passes the quotes on');
  });
  test('problems', () => {
    const { file, snapshot } = at('A=1\nexport B=2\nC = 3\nD="4"\n=5\nA=6\n;E=7\n', '/ws/.env');
    expect(envLanguage.check(file, { snapshot }).map(({ code, severity, start, end }) => [code, severity, file.text.slice(start, end)])).toEqual([
      ['env-export', 'information', 'export '], ['env-blank-in-name', 'warning', ' '], ['env-quotes-kept', 'information', '"4"'],
      ['env-no-name', 'error', '=5'], ['env-set-twice', 'warning', 'A'], ['env-semicolon-comment', 'information', ';E=7'],
    ]);
  });
});
