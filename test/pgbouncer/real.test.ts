import fs from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { connectionFacts, pgbouncerSettingFacts } from '../../server/src/facts/pgbouncer/index.ts';
import { random, SEED } from '../support/fuzz.ts';
import { parseVersion } from '../../server/src/model/version.ts';
import { stack } from '../support/stack.ts';
import { errorsOf, problemsOf } from './check.ts';
import { PGBOUNCER, PGBOUNCER_VERSION, reads, scratch, starts } from './real.ts';

/** Choices from a stream of numbers. */
function choices(seed: number): { next(): number; pick<T>(list: readonly T[]): T; chance(p: number): boolean } {
  const next = random(seed);
  return { next, pick: (list) => list[Math.floor(next() * list.length)]!, chance: (p) => next() < p };
}
type Random = ReturnType<typeof choices>;

const NUMBERS = ['0', '1', '-1', '+7', ' 5', '007', '08', '0x1F', '0x', '1.5', '.5', '5.', '1e3', '1e999', '1e-400', '-0', '-0.0', 'inf', '-inf', 'nan', 'nan(x)', '0x1.8p3', '1_000', '1,5', '10s', '5min', '1kB', '2147483648', '99999999999999999999', '4294967296', '\t3', '\v4', '- 1', '', 'abc', '12abc', '٣'];
const WORDS = ['md5', 'MD5', 'any', 'hba', 'peer', 'ldap', 'scram-sha-256', 'SCRAM-SHA-256', 'session', 'Transaction', 'statement', 'off', 'on', 'yes', 'true', 'disable', 'Require', 'verify-full', 'verify_full', 'round-robin', '*', '127.0.0.1', '/tmp/x', 'a b', '"q"', "'q'", 'x ; c', '1 # c', '1;c', '%include x', '[users]', 'ü'];
const NAMES = ['app', 'a-b', 'a.b', '*', '_x', 'x1', 'pgbouncer', 'a b', '"a"', "'a b'", 'ü', '', 'a=b', 'x'.repeat(63), 'x'.repeat(64), 'ab:c', '1', '0', '65536', '99', '+3'];
const BLANKS = ['', ' ', '  ', '\t', ' \t ', '\f', '\r', '\v'];

function connection(r: Random): string {
  const keys = [...Object.keys(connectionFacts('databases')!), ...Object.keys(connectionFacts('users')!), 'hots', 'Host', 'sslmode', '', 'pool size'];
  const parts: string[] = [];
  const count = Math.floor(r.next() * 4);
  for (let i = 0; i < count; i++) {
    let value = r.pick([...NUMBERS, ...WORDS, 'db', 'host,other', "'it''s'", "''", "'open", "'a b'", "'a' ", "a'b", 'session', '5432', '5432', 'localhost', 'transaction']);
    if (r.chance(0.2)) value = `'${value.replaceAll("'", "''")}'`;
    parts.push(`${r.pick(keys)}${r.pick(['=', '=', '=', '=', ' = ', '= ', ' =', '\t=', ':', ''])}${value}`);
  }
  return parts.join(r.pick([' ', ' ', ' ', '  ', '\t', '', ' ; ', ','])) + (r.chance(0.08) ? r.pick([' ; note', ' # note', '; note', "'", ' ']) : '');
}

/** A value that the setting most likely takes. */
const fitting = (r: Random, key: string): string => {
  const fact = pgbouncerSettingFacts()[key];
  if (fact?.values !== undefined) return r.pick(Object.keys(fact.values));
  return fact?.kind === 'seconds' ? r.pick(['0', '1.5', '30', '.5', '1e2', '0x10', 'nan']) : r.pick(['0', '1', '-1', '010', '0x7f', '2147483648', '+4']);
};

/** A connection string with nothing wrong but its keys and numbers. */
const tidyConnection = (r: Random, section: string): string =>
  Array.from({ length: 1 + Math.floor(r.next() * 3) }, () => {
    const key = r.pick(Object.keys(connectionFacts(section) ?? { host: 0 }));
    return `${key}${r.pick(['=', '=', ' = '])}${key.endsWith('mode') ? r.pick(['session', 'Statement']) : r.pick(['5432', '1', 'a,b', "'x y'", "'5'", '7x'])}`;
  }).join(' ');

function line(r: Random): { section: string; text: string } {
  const section = r.pick(['pgbouncer', 'pgbouncer', 'pgbouncer', 'pgbouncer', 'databases', 'databases', 'databases', 'users', 'users', 'peers', 'Databases']);
  if (r.chance(0.04)) return { section, text: r.pick(['; comment', '# comment', '%include', '%include ', '%include /nonexistent/x.ini', '%includes x', '[users', '[users]', '[users] x = pool_mode=session', '[nothing]', '[]', 'word', '=', ' = x', "'x", '!', '\\', ';', '   ']) };
  const key = section === 'pgbouncer'
    ? r.chance(0.9) ? r.pick(Object.keys(pgbouncerSettingFacts())) : r.pick(['Pool_Mode', 'pool_mod', 'max_client_conns', 'LISTEN_PORT', '', 'listen-port', 'a b', '"verbose"', "'verbose'"])
    : r.pick(NAMES);
  if (r.chance(0.45)) return { section, text: `${key}${r.pick(['=', ' = ', '  =\t'])}${section === 'pgbouncer' ? fitting(r, key) : tidyConnection(r, section)}${r.pick(['', '', ' ', '\r'])}` };
  const fact = pgbouncerSettingFacts()[key];
  const value = section === 'pgbouncer' ? (fact?.values !== undefined && r.chance(0.4) ? r.pick(Object.keys(fact.values)) : r.chance(0.6) ? r.pick(NUMBERS) : r.pick(WORDS)) : connection(r);
  return { section, text: `${r.pick(BLANKS)}${key}${r.pick([' ', '', '  ', '\t', '\f', '\r'])}${r.pick(['=', '=', '=', '=', '=', '=', '=', '=', ':', '', '=='])}${r.pick(BLANKS)}${value}${r.pick(BLANKS)}` };
}

describe.skipIf(PGBOUNCER === undefined)(`the installed pgbouncer ${PGBOUNCER_VERSION ?? '(skipped: pgbouncer is not installed)'}`, () => {
  const { folder, remove } = scratch();
  afterAll(remove);

  /** Cases of this list that PgBouncer refuses; accepted ones are asked together. */
  async function refused(texts: readonly string[]): Promise<Set<string>> {
    if (texts.length === 0) return new Set();
    if (await reads(texts.join(''), folder)) return new Set();
    if (texts.length === 1) return new Set(texts);
    const middle = texts.length >> 1;
    return new Set([...(await refused(texts.slice(0, middle))), ...(await refused(texts.slice(middle)))]);
  }

  test('agrees on 2,400 generated lines', { timeout: 120_000 }, async () => {
    const r = choices(20_261_123 + SEED);
    const texts = new Set<string>();
    while (texts.size < 2400) {
      const { section, text } = line(r);
      texts.add(`[${section}]\n${text}\n`);
    }
    const good: string[] = [];
    const bad: string[] = [];
    for (const text of texts) (errorsOf(problemsOf(text, PGBOUNCER_VERSION)).length === 0 ? good : bad).push(text);
    const missed = [...(await refused(good))].map((text) => `refused, and no error here: ${JSON.stringify(text)}`);
    const wrong: string[] = [];
    const queue = [...bad];
    const worker = async (): Promise<void> => {
      for (let text = queue.pop(); text !== undefined; text = queue.pop()) if (await reads(text, folder)) wrong.push(`taken, and an error here: ${JSON.stringify(text)}`);
    };
    await Promise.all([worker(), worker()]);
    expect([...missed, ...wrong]).toEqual([]);
    expect(good.length).toBeGreaterThan(450);
    expect(bad.length).toBeGreaterThan(450);
  });

  test('refuses what the collection takes for max_client_conn', async () => {
    for (const value of ['', '1.5', 'abc', 'no', '10s', '1 ; comment']) expect(await reads(`[pgbouncer]\nmax_client_conn = ${value}\n`, folder)).toBe(false);
    expect(await reads('[pgbouncer]\nmax_client_conn = 10\n', folder)).toBe(true);
  });

  test.each([
    ['[pgbouncer]', '[databases]\na = host=b', 'listen_port = 6432'], ['[pgbouncer]', '[databases]\na = host=b', 'a = host=c'], ['[databases]', '[pgbouncer]', 'foo = host=x'],
    ['[databases]', '[pgbouncer]', 'verbose = 0'], ['[pgbouncer]', 'bogus = 6432', ''], ['[pgbouncer]', 'verbose = 0', ''], ['[databases]', 'a = bogus', ''], ['[databases]', 'a = host=b', ''],
    ['[pgbouncer]', '%include pgbouncer-x.ini', ''],
  ])('agrees on %j with an include of %j before %j', async (begin, included, end) => {
    const text = `${begin}\n%include pgbouncer-x.ini\n${end}\n`;
    fs.writeFileSync(path.join(folder, 'pgbouncer-x.ini'), `${included}\n`);
    const { problems } = stack(`//- /ws/pgbouncer.ini\n${text}//- /ws/pgbouncer-x.ini\n${included}\n`, { targets: { pgbouncer: parseVersion(PGBOUNCER_VERSION!)! } });
    expect(await reads(text, folder)).toBe(!problems.some(({ problem }) => problem.severity === 'error'));
  });

  test.each([
    '', 'auth_type = cert', 'auth_type = md5', 'client_tls_sslmode = require', 'client_tls_sslmode = prefer', 'client_tls_sslmode = allow', 'client_tls_sslmode = disable', 'client_tls_sslmode = require\nclient_tls_key_file = /x',
    'client_tls_sslmode = verify-full\nclient_tls_key_file = /x\nclient_tls_cert_file = /x', 'client_tls_protocols = foo', 'client_tls_ciphers = foo', 'client_tls_ecdhcurve = foo',
    ...['foo', 'tlsv1.9', 'tlsv1.2 tlsv1.3', 'tlsv1.2,', 'tlsv1.2, TLSv1.3', 'all:!tlsv1.0', 'secure'].flatMap((value) => ['prefer', 'disable'].map((mode) => `server_tls_sslmode = ${mode}\nserver_tls_protocols = ${value}`)),
    ...['foo', 'high', 'TLS_AES_128_GCM_SHA256', '!foo', 'fast', 'Default', 'HIGH:foo', 'HIGH:!aNULL', 'ECDHE-RSA-AES128-GCM-SHA256'].map((value) => `server_tls_sslmode = prefer\nserver_tls_ciphers = ${value}`),
    'server_tls_protocols = foo', 'server_tls_sslmode = verify-full', 'listen_addr = 127.0.0.1\nlisten_port = -1', 'listen_port = -1', 'listen_addr = 127.0.0.1\nlisten_port = 70000',
  ])('agrees on whether it starts with %j', async (lines) => {
    const text = `[databases]\n[pgbouncer]\n${lines}\n`;
    expect(await starts(text, folder)).toBe(errorsOf(problemsOf(text, PGBOUNCER_VERSION)).length === 0);
  });

  test('reads whole files, byte order marks and NUL bytes alike', async () => {
    for (const text of ['\ufeff[pgbouncer]\n', '[pgbouncer]\r\npool_mode = session\r\n', 'x = 1\n', '[databases] a = host=b\n', '[users] junk\n']) {
      expect(await reads(text, folder)).toBe(errorsOf(problemsOf(text, PGBOUNCER_VERSION)).length === 0);
    }
  });
});
