import { describe, expect, test } from 'vitest';
import { checkPgbouncer } from '../../server/src/rules/pgbouncer/index.ts';
import { applyEdits, fixture } from '../support/fixture.ts';
import { findings, stack } from '../support/stack.ts';
import { parseVersion } from '../../server/src/model/version.ts';
import { problemsOf, userlistProblemsOf } from './check.ts';

/** Marks where each problem must be; compares codes, severities and places with the whole list. */
function check(marked: string, expected: readonly (readonly [string, string])[], version = '1.26.1'): void {
  const { file, snapshot, spans } = fixture(marked.startsWith('//- ') ? marked : marked, { path: '/ws/pgbouncer.ini', targets: { pgbouncer: parseVersion(version)! } });
  const found = checkPgbouncer(file, { snapshot }).map(({ code, severity, start, end }) => ({ code, severity, start, end })).sort((a, b) => a.start - b.start || a.code.localeCompare(b.code));
  expect(found).toEqual(expected.map(([code, severity], i) => ({ code, severity, ...spans[i]! })));
}

/** Applies the preferred fix of the only problem with that code. */
function fixed(text: string, code: string, version = '1.26.1'): string {
  const problem = problemsOf(text, version).find((one) => one.code === code);
  const fix = problem?.fixes?.find(({ preferred }) => preferred) ?? problem?.fixes?.[0];
  if (fix?.edits === undefined) throw new Error(`no fix for ${code}`);
  const after = applyEdits(text, fix.edits);
  expect(problemsOf(after, version).filter((one) => one.code === code && one.message === problem!.message)).toEqual([]);
  return after;
}

const TLS = 'client_tls_sslmode = require\nclient_tls_key_file = k\nclient_tls_cert_file = c\n';

describe('pgbouncer.ini', () => {
  test.each([
    ['[pgbouncer]\n[[pool_mod]] = session\n', [['pgbouncer-unknown-setting', 'error']]],
    ['[pgbouncer]\npool_mode = [[sesion]]\n', [['pgbouncer-bad-value', 'error']]],
    ['[pgbouncer]\nserver_lifetime = [[1h]]\n', [['pgbouncer-bad-value', 'error']]],
    ['[pgbouncer]\n[[listen_port =]]\n', [['pgbouncer-bad-value', 'error']]],
    ['[pgbouncer]\nlisten_port = 6432 [[; the port]]\n', [['pgbouncer-comment-after-value', 'error']]],
    ['[pgbouncer]\nlogfile = /var/log/x [[# the log]]\n', [['pgbouncer-comment-after-value', 'warning']]],
    ['[pgbouncer]\nserver_reset_query = SELECT 1; DISCARD ALL ; x\n\n[[]]', []],
    ['[pgbouncer]\n[[pool_mode session]]\n', [['pgbouncer-syntax-error', 'error']]],
    ['[pgbouncer]\n[[[databases]]\n', [['pgbouncer-syntax-error', 'error']]],
    ['[[x = 1]]\n[pgbouncer]\n', [['pgbouncer-setting-before-section', 'error']]],
    ['[databases]\na = host=b [[port]] 5432\n[pgbouncer]\nauth_file = x\n', [['pgbouncer-bad-connection-string', 'error']]],
    ['[databases]\na = host=b [[hots]]=c\n[pgbouncer]\nauth_file = x\n', [['pgbouncer-unknown-connection-key', 'error']]],
    ['[databases]\na = pool_mode=[[tx]]\n[pgbouncer]\nauth_file = x\n', [['pgbouncer-bad-connection-value', 'error']]],
    ['[databases]\n* = pool_mode=[[tx]]\n[pgbouncer]\nauth_file = x\n', [['pgbouncer-bad-connection-value', 'warning']]],
    ['[databases]\na = pool_size=[[ten]]\n[pgbouncer]\nauth_file = x\n', [['pgbouncer-number-misread', 'warning']]],
    ['[databases]\na = host=b [[; main]]\n[pgbouncer]\nauth_file = x\n', [['pgbouncer-comment-after-value', 'error']]],
    ["[databases]\na = connect_query='select 1 ; select 2'\n[pgbouncer]\nauth_file = x\n[[]]", []],
    ['[databases]\n[[pgbouncer]] = host=b\n[pgbouncer]\nauth_file = x\n', [['pgbouncer-bad-database-name', 'error']]],
    ['[peers]\n[[1 = port=5]]\n[pgbouncer]\n', [['pgbouncer-bad-peer', 'error']]],
    ['[databases]\na = host=b [[password]]=c\n[pgbouncer]\nauth_file = x\n', [['pgbouncer-password-in-clear', 'information']]],
    ['[pgbouncer]\n[[pool_mode = session]]\npool_mode = transaction\n', [['pgbouncer-set-twice', 'warning']]],
    ['[pgbouncer]\nunix_socket_mode = [[770]]\n', [['pgbouncer-number-misread', 'warning']]],
    ['[pgbouncer]\ntcp_user_timeout = [[30]]\n', [['pgbouncer-number-misread', 'warning']]],
    ['[pgbouncer]\nclient_tls_sslmode = [[require]]\n', [['pgbouncer-tls-without-key', 'warning']]],
    ['[databases]\n[pgbouncer]\nclient_tls_sslmode = [[require]]\n', [['pgbouncer-tls-without-key', 'error']]],
    ['[databases]\n[pgbouncer]\nclient_tls_sslmode = [[allow]]\nclient_tls_key_file = k\n', [['pgbouncer-tls-without-key', 'error']]],
    ['[databases]\n[pgbouncer]\nclient_tls_sslmode = disable\n[[]]', []],
    ['[databases]\n[pgbouncer]\nauth_file = u\nauth_type = [[cert]]\n', [['pgbouncer-tls-without-key', 'error']]],
    ['[databases]\n[pgbouncer]\nauth_type = [[cert]]\nclient_tls_sslmode = require\nclient_tls_key_file = k\nclient_tls_cert_file = c\n', [['pgbouncer-tls-without-key', 'error']]],
    ['[databases]\n[pgbouncer]\nauth_type = cert\nclient_tls_sslmode = verify-full\nclient_tls_key_file = k\nclient_tls_cert_file = c\nclient_tls_ca_file = a\n[[]]', []],
    ['[databases]\n[pgbouncer]\nclient_tls_sslmode = [[verify-full]]\nclient_tls_key_file = k\nclient_tls_cert_file = c\n', [['pgbouncer-tls-without-key', 'error']]],
    ['[databases]\n[pgbouncer]\nclient_tls_sslmode = verify-ca\nclient_tls_key_file = k\nclient_tls_cert_file = c\n[[]]', []],
    // Without TLS nobody looks at the words.
    ['[databases]\n[pgbouncer]\nclient_tls_protocols = foo\nclient_tls_ciphers = foo\nclient_tls_ecdhcurve = foo\nclient_tls_dheparams = foo\n[[]]', []],
    ['[databases]\n[pgbouncer]\nserver_tls_sslmode = disable\nserver_tls_protocols = foo\nserver_tls_ciphers = foo\n[[]]', []],
    ['[databases]\n[pgbouncer]\nserver_tls_protocols = [[foo]]\nserver_tls_ciphers = [[foo]]\n', [['pgbouncer-bad-value', 'error'], ['pgbouncer-bad-value', 'error']]],
    [`[databases]\n[pgbouncer]\n${TLS}client_tls_protocols = [[tlsv1.2 tlsv1.3]]\nclient_tls_ciphers = [[TLS_AES_128_GCM_SHA256]]\nclient_tls_ecdhcurve = [[P-256]]\nclient_tls_dheparams = [[2048]]\n`, Array(4).fill(['pgbouncer-bad-value', 'error'])],
    [`[databases]\n[pgbouncer]\n${TLS}client_tls_protocols = All, !tlsv1.0\nclient_tls_ciphers = HIGH:foo\nclient_tls_ecdhcurve = prime256v1\nclient_tls_dheparams = Auto\n[[]]`, []],
    [`[databases]\n[pgbouncer]\n${TLS}client_tls_ecdhcurve = Auto\nclient_tls_ciphers = Fast\n[[]]`, []],
    ['[databases]\n[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = [[-1]]\n', [['pgbouncer-bad-value', 'error']]],
    ['[databases]\n[pgbouncer]\nlisten_port = [[-1]]\n', [['pgbouncer-number-misread', 'warning']]],
    ['[databases]\n[pgbouncer]\nunix_socket_dir =[[]]\n', [['pgbouncer-bad-value', 'warning']]],
    ['[databases]\n[pgbouncer]\nunix_socket_dir =\nlisten_addr = *\n[[]]', []],
    // What is included may have the rest, and so may the file that has the databases.
    ['[pgbouncer]\nauth_type = cert\nserver_tls_ciphers = foo\nauth_file = u\n[[]]', []],
    ['[databases]\n[pgbouncer]\nauth_type = cert\n%include [[x.ini]]\nserver_tls_ciphers = foo\nlisten_addr = *\n', [['pgbouncer-missing-include', 'warning']]],
    ['[databases]\n[pgbouncer]\nclient_tls_sslmode = [[require]]\n%include [[x.ini]]\n', [['pgbouncer-tls-without-key', 'warning'], ['pgbouncer-missing-include', 'warning']]],
    ['[databases]\na = host=b\n[pgbouncer]\nauth_type = [[md5]]\n', [['pgbouncer-no-users', 'warning']]],
    ['[databases]\na = host=b\n[pgbouncer]\nauth_type = [[hba]]\n', [['pgbouncer-no-users', 'warning']]],
    ['[databases]\na = host=b\n[pgbouncer]\nauth_type = hba\nauth_hba_file = x\n[[]]', []],
    ['[databases]\na = host=b auth_user=c\n[pgbouncer]\nauth_type = md5\n[[]]', []],
    ['[pgbouncer]\nserver_tls_sslmode = [[verify-full]]\n', [['pgbouncer-tls-without-key', 'warning']]],
    ['[databases]\n[[a]] = host=b\n[pgbouncer]\nauth_type = any\n', [['pgbouncer-any-needs-user', 'warning']]],
    ['[pgbouncer]\nauth_type = [[trust]]\nlisten_addr = *\n', [['pgbouncer-open-to-all', 'warning']]],
    ['[pgbouncer]\npool_mode = transaction\n[[server_reset_query = DISCARD ALL]]\n', [['pgbouncer-setting-without-effect', 'information']]],
    ['[pgbouncer]\n%include [[/nowhere.ini]]\n', [['pgbouncer-missing-include', 'error']]],
    ['[pgbouncer]\n%include [[nowhere.ini]]\n', [['pgbouncer-missing-include', 'warning']]],
    ['[pgbouncer]\n%include [[pgbouncer.ini]]\n', [['pgbouncer-missing-include', 'error']]],
    ['[pgbouncer]\nlisten_port = [[06432]]\n', [['pgbouncer-number-misread', 'warning']]],
    ['[pgbouncer]\nlisten_port = [[70000]]\n', [['pgbouncer-number-misread', 'warning']]],
    ['[pgbouncer]\npeer_id = [[16384]]\n', [['pgbouncer-number-misread', 'warning']]],
    ['[pgbouncer]\ndefault_pool_size = [[5000000000]]\n', [['pgbouncer-number-misread', 'warning']]],
    ['[pgbouncer]\nserver_lifetime = [[inf]]\n', [['pgbouncer-number-misread', 'warning']]],
    ['[pgbouncer]\nunix_socket_mode = 0770\n[[]]', []],
    ['[pgbouncer]\npool_mode = [["sesion"]]\n', [['pgbouncer-bad-value', 'error']]],
    [`[databases]\n'[[${'é'.repeat(32)}]]' = host=b\n[pgbouncer]\nauth_file = x\n`, [['pgbouncer-bad-database-name', 'error']]],
    [`[databases]\n'${'é'.repeat(31)}' = host=b\n[pgbouncer]\nauth_file = x\n[[]]`, []],
    [`[databases]\n'[[${'€'.repeat(20)}😀]]' = host=b\n[pgbouncer]\nauth_file = x\n`, [['pgbouncer-bad-database-name', 'error']]],
    ['[peers]\n[[65536]] = host=a\n[pgbouncer]\n', [['pgbouncer-bad-peer', 'error']]],
    ['[peers]\n[[one]] = host=a\n[pgbouncer]\n', [['pgbouncer-bad-peer', 'error']]],
    ['[databases]\na = host=b [[# main]]\n[pgbouncer]\nauth_file = x\n', [['pgbouncer-comment-after-value', 'error']]],
    ['[databases]\n* = host=b [[; main]]\n[pgbouncer]\nauth_file = x\n', [['pgbouncer-comment-after-value', 'warning']]],
    ['[databases]\na = port=[[5432x]]\n[pgbouncer]\nauth_file = x\n', [['pgbouncer-number-misread', 'warning']]],
    ['[databases]\na = port=[[70000]]\n[pgbouncer]\nauth_file = x\n', [['pgbouncer-number-misread', 'warning']]],
    ['[databases]\na = port=[[0]]\n[pgbouncer]\nauth_file = x\n', [['pgbouncer-bad-connection-value', 'error']]],
    ["[databases]\na = host='b' [[x]] y=1\n[pgbouncer]\nauth_file = x\n", [['pgbouncer-bad-connection-string', 'error']]],
    ['[databases]\na = pool_mode=[[quickly]]\n[pgbouncer]\nauth_file = x\n', [['pgbouncer-bad-connection-value', 'error']]],
    ['[pgbouncer]\n[[%include]]\n', [['pgbouncer-syntax-error', 'error']]],
    ['[pgbouncer]\nauth_dbname = [[pgbouncer]]\n', [['pgbouncer-bad-value', 'error']]],
  ] as readonly (readonly [string, readonly (readonly [string, string])[]])[])('%j', (text, expected) => check(text, expected));

  test('sections that are unknown, missing or repeated', () => {
    const found = (text: string): [string, string, string][] => problemsOf(text).map(({ code, severity, start, end }) => [code, severity, text.slice(start, end)]);
    expect(found('[database]\nx = host=y\n')).toEqual([['pgbouncer-unknown-section', 'error', '[database]'], ['pgbouncer-no-main-section', 'warning', '[database]']]);
    expect(found('[pgbouncer]\nlisten_port = 1\n[pgbouncer]\n')).toEqual([['pgbouncer-section-again', 'warning', '[pgbouncer]']]);
    expect(fixed('[database]\nx = host=y\n', 'pgbouncer-unknown-section')).toBe('[databases]\nx = host=y\n');
  });

  test('knows what came and went with each release', () => {
    const errors = (text: string, version: string): string[] => problemsOf(text, version).filter(({ severity }) => severity === 'error').map(({ code }) => code);
    expect(errors('[pgbouncer]\nmax_prepared_statements = 1\n', '1.20.1')).toEqual(['pgbouncer-unknown-setting']);
    expect(errors('[pgbouncer]\nmax_prepared_statements = 1\n', '1.21')).toEqual([]);
    expect(errors('[pgbouncer]\nsuspend_timeout = 1\n', '1.25.1')).toEqual([]);
    expect(errors('[pgbouncer]\nsuspend_timeout = 1\n', '1.26')).toEqual(['pgbouncer-unknown-setting']);
    expect(errors('[peers]\n1 = host=a\n[pgbouncer]\n', '1.18')).toEqual(['pgbouncer-unknown-section']);
    expect(errors("[databases]\n'a b' = host=a\n[pgbouncer]\n", '1.22')).toEqual(['pgbouncer-syntax-error']);
    expect(errors("[databases]\n'a b' = host=a\n[pgbouncer]\n", '1.25')).toEqual([]);
    expect(errors('[pgbouncer]\nauth_type = ldap\n', '1.24.1')).toEqual(['pgbouncer-bad-value']);
    expect(errors('[pgbouncer]\nauth_type = LDAP\n', '1.25')).toEqual([]);
    expect(errors('[databases]\nx = host=a target_session_attrs=primary\n[pgbouncer]\n', '1.26.1')).toEqual(['pgbouncer-unknown-connection-key']);
    const renamed = (version: string): string[] => problemsOf('[databases]\nx = host=a reserve_pool=5\n[pgbouncer]\nauth_file = u\n', version).map(({ code }) => code);
    expect([renamed('1.23'), renamed('1.24.1')]).toEqual([[], ['pgbouncer-deprecated-setting']]);
  });

  test('before 1.16 a wrong entry is left out, and PgBouncer starts', () => {
    const found = (text: string, version: string): string[] => problemsOf(text, version).filter(({ code }) => code !== 'pgbouncer-no-users').map(({ code, severity }) => `${severity} ${code}`);
    const entries: [string, string][] = [
      ['[databases]\na = bogus=x', 'pgbouncer-unknown-connection-key'], ['[databases]\na = host', 'pgbouncer-bad-connection-string'], ['[databases]\na = port=0', 'pgbouncer-bad-connection-value'],
      ['[databases]\na = pool_mode=x', 'pgbouncer-bad-connection-value'], ['[databases]\na = postgres://db', 'pgbouncer-bad-connection-string'], ['[databases]\npgbouncer = host=x', 'pgbouncer-bad-database-name'],
      [`[databases]\n${'x'.repeat(64)} = host=x`, 'pgbouncer-bad-database-name'], ['[databases]\na = host=b ; main', 'pgbouncer-comment-after-value'], ['[databases]\nhost = b', 'pgbouncer-bad-connection-string'],
      ['[users]\na = pool_size=5', 'pgbouncer-unknown-connection-key'],
    ];
    for (const [text, code] of entries) {
      expect([text, found(`${text}\n[pgbouncer]\n`, '1.15.0')]).toEqual([text, [`warning ${code}`]]);
      expect([text, found(`${text}\n[pgbouncer]\n`, '1.18.0')]).toEqual([text, [`error ${code}`]]);
    }
    expect(problemsOf('[databases]\na = bogus=x\n[pgbouncer]\nauth_file = x\n', '1.15').map(({ message }) => message)).toEqual(['`bogus` is no key of [databases]. PgBouncer 1.15 starts without this entry.']);
    expect(found('[databases]\na\n[pgbouncer]\n', '1.15.0')).toEqual(['error pgbouncer-syntax-error']);
  });

  test('1.15 starts with words of TLS that it does not know', () => {
    expect(problemsOf('[databases]\n[pgbouncer]\nserver_tls_sslmode = prefer\nserver_tls_protocols = foo\n', '1.15.0')).toEqual([]);
    expect(problemsOf('[databases]\n[pgbouncer]\nserver_tls_protocols = foo\n', '1.18.0')).toEqual([]);
  });

  test('fixes', () => {
    expect(fixed('[pgbouncer]\npool_mod = session\n', 'pgbouncer-unknown-setting')).toBe('[pgbouncer]\npool_mode = session\n');
    expect(fixed('[pgbouncer]\nPOOL_MODE = session\n', 'pgbouncer-unknown-setting')).toBe('[pgbouncer]\npool_mode = session\n');
    expect(fixed('[pgbouncer]\nserver_lifetime = 1h\n', 'pgbouncer-bad-value')).toBe('[pgbouncer]\nserver_lifetime = 3600\n');
    expect(fixed('[pgbouncer]\nserver_lifetime = 500ms\n', 'pgbouncer-bad-value')).toBe('[pgbouncer]\nserver_lifetime = 0.5\n');
    expect(fixed('[pgbouncer]\nserver_lifetime = 1.1h\n', 'pgbouncer-bad-value')).toBe('[pgbouncer]\nserver_lifetime = 3960\n');
    expect(fixed('[pgbouncer]\ntcp_keepidle = 1.5min\n', 'pgbouncer-bad-value')).toBe('[pgbouncer]\ntcp_keepidle = 90\n');
    expect(fixed('[pgbouncer]\ntcp_user_timeout = 5s\n', 'pgbouncer-bad-value')).toBe('[pgbouncer]\ntcp_user_timeout = 5000\n');
    expect(fixed("[pgbouncer]\nlisten_port = '6432'\n", 'pgbouncer-bad-value')).toBe('[pgbouncer]\nlisten_port = 6432\n');
    expect(fixed('[pgbouncer]\nlog_stats = yes\n', 'pgbouncer-bad-value')).toBe('[pgbouncer]\nlog_stats = 1\n');
    expect(fixed('[pgbouncer]\nlisten_port = 06432\n', 'pgbouncer-number-misread')).toBe('[pgbouncer]\nlisten_port = 6432\n');
    expect(fixed('[databases]\na = postgres://u:p%27w@db:5433/app\n[pgbouncer]\n', 'pgbouncer-bad-connection-string')).toBe("[databases]\na = host=db port=5433 dbname=app user=u password='p''w'\n[pgbouncer]\n");
    expect(fixed('[databases]\na = postgres://db\n[pgbouncer]\n', 'pgbouncer-bad-connection-string')).toBe('[databases]\na = host=db\n[pgbouncer]\n');
    expect(fixed('[pgbouncer]\nlog_stats = off\n', 'pgbouncer-bad-value')).toBe('[pgbouncer]\nlog_stats = 0\n');
    expect(fixed('[pgbouncer]\npkt_buf = "8kB"\n', 'pgbouncer-bad-value')).toBe('[pgbouncer]\npkt_buf = 8192\n');
    expect(fixed('[pgbouncer]\r\n  listen_port = 6432 ; the port\r\n', 'pgbouncer-comment-after-value')).toBe('[pgbouncer]\r\n  ; the port\r\n  listen_port = 6432\r\n');
    expect(fixed('[databases]\na = host=b connect_query=set x to 1 port=5432\n[pgbouncer]\n', 'pgbouncer-bad-connection-string')).toBe("[databases]\na = host=b connect_query='set x to 1' port=5432\n[pgbouncer]\n");
    expect(fixed('[databases]\na = postgres://u:p%20w@h:5433/d?x=1\n[pgbouncer]\n', 'pgbouncer-bad-connection-string')).toBe("[databases]\na = host=h port=5433 dbname=d user=u password='p w'\n[pgbouncer]\n");
    expect(fixed('[pgbouncer]\npool_mode: session\n', 'pgbouncer-syntax-error')).toBe('[pgbouncer]\npool_mode = session\n');
    expect(fixed('\ufeff[pgbouncer]\n', 'pgbouncer-byte-order-mark')).toBe('[pgbouncer]\n');
    expect(fixed('[databases]\na = reserve_pool_size=5\n[pgbouncer]\n', 'pgbouncer-unknown-connection-key', '1.23.1')).toBe('[databases]\na = reserve_pool=5\n[pgbouncer]\n');
    expect(fixed('[pgbouncer]\nunix_socket_mode = 770\n', 'pgbouncer-number-misread')).toBe('[pgbouncer]\nunix_socket_mode = 0770\n');
    expect(fixed('[pgbouncer]\npool_mode = session\npool_mode = statement\n', 'pgbouncer-set-twice')).toBe('[pgbouncer]\npool_mode = statement\n');
  });

  test('a setting above the first section gets one, without a second [pgbouncer]', () => {
    const mended = (text: string): string => fixed(text, 'pgbouncer-setting-before-section');
    expect(mended('listen_port = 6432\n\n[databases]\na = host=b\n')).toBe('[pgbouncer]\nlisten_port = 6432\n\n[databases]\na = host=b\n');
    expect(mended('listen_port = 6432\n\n[pgbouncer]\nauth_file = x\n')).toBe('[pgbouncer]\nlisten_port = 6432\nauth_file = x\n');
    // With what stands between, and where it does not disturb.
    expect(mended('; ours\n  listen_port = 6432\n\n; many\nmax_client_conn = 100\n\n; theirs\n[databases]\na = host=b\n[pgbouncer]')).toBe(
      '; ours\n\n; theirs\n[databases]\na = host=b\n[pgbouncer]\n  listen_port = 6432\n\n; many\nmax_client_conn = 100',
    );
    expect(mended('listen_port = 6432\n[pgbouncer] auth_file = x\n')).toBe('[pgbouncer]\nlisten_port = 6432\n auth_file = x\n');
    expect(mended('listen_port = 6432\r\n[pgbouncer]\r\nauth_file = x\r\n').replaceAll('\r\n', '\n')).toBe('[pgbouncer]\nlisten_port = 6432\nauth_file = x\n');
    // Of several the last one counts.
    expect(mended('listen_port = 6432\n[pgbouncer]\nauth_file = x\n[pgbouncer]\nauth_file = y\n')).toBe('[pgbouncer]\nauth_file = x\n[pgbouncer]\nlisten_port = 6432\nauth_file = y\n');
  });

  test('finds md5 secrets of the userlist under SCRAM', () => {
    check(
      `//- /ws/pgbouncer.ini\n[pgbouncer]\nauth_type = [[scram-sha-256]]\nauth_file = /etc/pgbouncer/userlist.txt\n//- /ws/userlist.txt\n"a" "md5${'0'.repeat(32)}"\n"b" "x"\n`,
      [['pgbouncer-md5-secret-under-scram', 'warning']],
    );
  });

  test.each<[text: string, problems: string[]]>([
    ['//- /ws/pgbouncer.ini\n[pgbouncer]\n%include pgbouncer-x.ini\nlisten_port = 6432\n//- /ws/pgbouncer-x.ini\n[databases]\na = host=b\n', ['/ws/pgbouncer.ini:3 pgbouncer-bad-connection-string «listen_port = 6432»']],
    ['//- /ws/pgbouncer.ini\n[databases]\n%include pgbouncer-x.ini\nfoo = host=x\n//- /ws/pgbouncer-x.ini\n[pgbouncer]\n', ['/ws/pgbouncer.ini:3 pgbouncer-unknown-setting «foo»']],
    ['//- /ws/pgbouncer.ini\n[pgbouncer]\n%include pgbouncer-x.ini\n//- /ws/pgbouncer-x.ini\nbogus = 6432\n', ['/ws/pgbouncer-x.ini:1 pgbouncer-unknown-setting «bogus»']],
    ['//- /ws/pgbouncer.ini\n[pgbouncer]\n%include pgbouncer-x.ini\n//- /ws/pgbouncer-x.ini\nlisten_port = 6432\n', []],
    ['//- /ws/pgbouncer.ini\n[pgbouncer]\n[databases]\n%include pgbouncer-x.ini\n//- /ws/pgbouncer-x.ini\na = bogus\n', ['/ws/pgbouncer-x.ini:1 pgbouncer-bad-connection-string «bogus»']],
    ['//- /ws/pgbouncer.ini\n[pgbouncer]\n[databases]\n%include pgbouncer-x.ini\n//- /ws/pgbouncer-x.ini\na = host=b\n', []],
    // Over two files; a header behind the include begins a section of its own.
    ['//- /ws/pgbouncer.ini\n[pgbouncer]\n%include pgbouncer-x.ini\nverbose = 0\n//- /ws/pgbouncer-x.ini\n%include pgbouncer-y.ini\n//- /ws/pgbouncer-y.ini\n[databases]\n', ['/ws/pgbouncer.ini:3 pgbouncer-bad-connection-string «verbose = 0»']],
    ['//- /ws/pgbouncer.ini\n%include pgbouncer-x.ini\n[pgbouncer]\nverbose = 0\n//- /ws/pgbouncer-x.ini\n[databases]\n', []],
    // Two files include it, each in another section: then it is not known.
    ['//- /ws/pgbouncer.ini\n[pgbouncer]\n%include pgbouncer-x.ini\n//- /ws/pgbouncer-2.ini\n[pgbouncer]\n[databases]\n%include pgbouncer-x.ini\n//- /ws/pgbouncer-x.ini\nbogus = bogus\n', []],
    ['//- /ws/pgbouncer.ini\n[pgbouncer]\n%include pgbouncer-x.ini\n//- /ws/pgbouncer-x.ini\n%include pgbouncer.ini\n', ['/ws/pgbouncer-x.ini:1 pgbouncer-missing-include «pgbouncer.ini»', '/ws/pgbouncer.ini:2 pgbouncer-missing-include «pgbouncer-x.ini»']],
  ])('an include leaves its last section in force: %j', (text, problems) => {
    expect(findings(stack(text), ...new Set(problems.map((one) => one.split(' ')[1]!)), 'pgbouncer-unknown-setting', 'pgbouncer-bad-connection-string', 'pgbouncer-setting-before-section')).toEqual(problems);
  });

  test('an error behind an include that began the section names the include', () => {
    const { problems } = stack('//- /ws/pgbouncer.ini\n[databases]\n%include pgbouncer-x.ini\nfoo = host=x\n//- /ws/pgbouncer-x.ini\n[pgbouncer]\n');
    expect(problems.find(({ problem }) => problem.code === 'pgbouncer-unknown-setting')?.problem.related).toEqual([{ uri: 'file:///ws/pgbouncer.ini', start: 12, end: 36, message: 'Behind this include [pgbouncer] is in force.' }]);
  });

  test('an included file may go on in the section of the one that includes it', () => {
    const { problems } = stack('//- /ws/pgbouncer.ini\n[pgbouncer]\n%include /etc/pgbouncer/pgbouncer-local.ini\n//- /ws/pgbouncer-local.ini\npool_mode = session\n[databases]\na = host=b\n');
    expect(problems).toEqual([]);
  });

  test('shows no password', () => {
    const secret = 'hunter2';
    for (const text of [`a = password=${secret} ${secret}\n`, `a = password='${secret}\n`, `a = password=x ${secret} b\n`, `a = password='${secret}'host=b\n`]) {
      const messages = JSON.stringify(problemsOf(`[databases]\n${text}[pgbouncer]\n`).map(({ message, fixes }) => [message, fixes?.map(({ title }) => title)]));
      expect(messages).not.toContain(secret);
    }
  });
});

describe('userlist.txt', () => {
  const found = (text: string, postgres = '18'): [string, string, string][] => userlistProblemsOf(text, postgres).map(({ code, severity, start, end }) => [code, severity, text.slice(start, end)]);
  const scram = `SCRAM-SHA-256$4096:c2FsdA==$${'A'.repeat(43)}=:${'B'.repeat(43)}=`;
  test.each([
    [`; note\n"a" "${scram}"\n`, []],
    ['"a" "x"\n', [['userlist-plain-secret', 'information', '"x"']]],
    ['# note\n', [['userlist-broken', 'warning', '# note']]],
    ['a "x"\n', [['userlist-broken', 'warning', 'a "x"']]],
    ['"a\n', [['userlist-broken', 'warning', '"a']]],
    ['"a"\n"b" "x"\n', [['userlist-secret-on-next-line', 'warning', '"a"\n']]],
    ['"a" ""\n', [['userlist-empty-secret', 'warning', '""']]],
    [`"a" "md5${'f'.repeat(32)}"\n`, [['userlist-md5-secret', 'warning', `"md5${'f'.repeat(32)}"`]]],
    [`"a" "md5${'F'.repeat(32)}"\n`, [['userlist-bad-secret', 'warning', `"md5${'F'.repeat(32)}"`]]],
    ['"a" "SCRAM-SHA-256$x"\n', [['userlist-bad-secret', 'warning', '"SCRAM-SHA-256$x"']]],
    [`"a" "${scram}"\n"a" "${scram}"\n`, [['userlist-user-twice', 'warning', '"a"']]],
    [`"${'n'.repeat(128)}" "${scram}"\n`, [['userlist-too-long', 'warning', 'n'.repeat(128)]]],
  ] as const)('%j', (text, expected) => expect(found(text)).toEqual(expected));

  test('md5 secrets are right for servers before 14', () => expect(found(`"a" "md5${'f'.repeat(32)}"\n`, '13')).toEqual([]));
  test('quotes are put where they are missing', () => {
    const text = 'a x\n';
    expect(applyEdits(text, userlistProblemsOf(text)[0]!.fixes![0]!.edits!)).toBe('"a" "x"\n');
  });
});
