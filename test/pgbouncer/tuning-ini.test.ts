import { afterAll, describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { parsePgbouncer } from '../../server/src/syntax/pgbouncer.ts';
import { readPgbouncerIni, writePgbouncerIni } from '../../server/src/tuning/pgbouncer-ini.ts';
import { PGBOUNCER, reads, scratch } from './real.ts';

const sections = {
  databases: { app: "host=postgres port=5432 dbname=app password='a;b#c = \"d\"'", '*': 'host=postgres' },
  pgbouncer: { listen_addr: '*', auth_type: 'scram-sha-256', server_reset_query: 'DISCARD ALL; SELECT 1 # no comment', ignore_startup_parameters: 'extra_float_digits,options', max_client_conn: '200', admin_users: 'true', job_name: '[x]', logfile: '' },
};

describe('pgbouncer.ini through the package ini', () => {
  test('writes what PgBouncer reads, character by character', () => {
    expect(writePgbouncerIni(sections)).toBe(`[databases]
app = host=postgres port=5432 dbname=app password='a;b#c = "d"'
* = host=postgres

[pgbouncer]
listen_addr = *
auth_type = scram-sha-256
server_reset_query = DISCARD ALL; SELECT 1 # no comment
ignore_startup_parameters = extra_float_digits,options
max_client_conn = 200
admin_users = true
job_name = [x]
logfile =
`);
    expect(readPgbouncerIni(writePgbouncerIni(sections))).toEqual(sections);
  });

  test('comes back the same, and the parser sees the same', () => {
    const value = fc.string().map((text) => text.replace(/[\0-\x1f\x7f-\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff]/g, ' ').trim());
    const name = fc.stringMatching(/^[a-z_][a-z0-9_.-]{0,8}$/);
    fc.assert(fc.property(fc.dictionary(name, value, { noNullPrototype: true }), (entries) => {
      const text = writePgbouncerIni({ pgbouncer: entries });
      if (Object.keys(entries).length > 0) expect(readPgbouncerIni(text)).toEqual({ pgbouncer: entries });
      const seen = parsePgbouncer(text).nodes.flatMap((node) => (node.kind === 'entry' ? [[node.key, node.value]] : []));
      expect(Object.fromEntries(seen)).toEqual(entries);
    }), { seed: 7, numRuns: 300 });
  });

  test('refuses what no pgbouncer.ini can hold', () => {
    expect(() => writePgbouncerIni({ pgbouncer: { a: 'x\ny' } })).toThrow(RangeError);
    expect(() => writePgbouncerIni({ pgbouncer: { 'a b': 'x' } })).toThrow(RangeError);
    expect(() => writePgbouncerIni({ 'a]': {} })).toThrow(RangeError);
  });

  test('a second [pgbouncer] begins again', () => {
    expect(readPgbouncerIni('[pgbouncer]\na = 1\n[databases]\nx = host=y\n[pgbouncer]\nb = 2\n')).toEqual({ databases: { x: 'host=y' }, pgbouncer: { b: '2' } });
  });

  describe.skipIf(PGBOUNCER === undefined)(PGBOUNCER === undefined ? 'skipped: pgbouncer is not installed' : 'the real pgbouncer', () => {
    const { folder, remove } = scratch();
    afterAll(remove);
    test('takes what is written', async () => expect(await reads(writePgbouncerIni(sections), folder)).toBe(true));
  });
});
