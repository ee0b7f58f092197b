import { describe, expect, test } from 'vitest';
import { isGucValue, lookUpGuc, parseGucValue } from '../../server/src/model/postgres.ts';
import { HAS_POSTGRES, judgeFile, realVersion } from './real.ts';

/** What a parameter takes and what it refuses, in PostgreSQL 15 and later. */
const VALUES: Readonly<Record<string, { readonly takes: readonly string[]; readonly refuses: readonly string[] }>> = {
  recovery_target_time: {
    takes: [
      '2026-03-01', '2026/3/1', '1-1-1', '20260301', '260301', '2026.060', '2026.366', 'J2461101', '1-Mar-2026', '2026-Mar-01', '1Mar2026', 'mar-1-2026', '3/1/2026', '01.03.2026', '1 2 2026',
      'Sunday, March 1, 2026 14:05', 'Sun Mar 1 14:05:00 2026', 'Sept 1 2026', 'March 2026 1', '1 March 2026 BC', '2026-03-01 ad', 'Sun 20260301', '2024-02-29', '2000-02-29', '294276-12-31',
      '2026-03-01 14:05:06.123456+01:30', '2026-03-01 14:05 +15:59', '20260301T140500', '20260301 1405 +01', '2026-03-01 140566', '2026-03-01 2460', '2026-03-01 24:00', '2026-03-01 23:59:60',
      '2026-03-01 allballs', '2026-03-01 2:05 pm', '2026-03-01 02:05AM', '2026-03-01 pm', '2026-03-01 14:05Europe/Berlin', '2026-03-01 14:05 CET', '2026-03-01 14:05 UTC+3', 'NOW', 'Today', 'yesterday 14:05', '2026 060', '2026 366', '2026-060', '2026-03-01 at 14:05', '2026-03-01 on 14:05', '14:05 2026 060',
    ],
    refuses: [
      'now', 'today', 'now 14:05', 'TODAY Now', 'infinity', 'epoch', 'never', '14:05', 'allballs', '+01', 'March 1', '1 2', '1 2 3 4', '2026 367', '2026 000', '2026 60', '1234567', '2026.367', '2026.000', '20260230', '2026-13-01', '2023-02-29', '1900-02-29', '0000-01-01',
      '294277-01-01', '30-Feb-2026', '2026-Feb-30', 'Feb 30 2026', 'Mar 1 2026 14', '1-foo-2026', '99/99/2026', '2026-03-01 2026-03-02', '2026-03-01 5', 'Funday 2026-03-01', '2026-03-01 x', '2026-03-01 25:00', '2026-03-01 24:01',
      '2026-03-01 23:60', '2026-03-01 23:59:61', '2026-03-01 14:05 14:06', '2026-03-01 14:05 allballs', '2026-03-01 14:05pm', '2026-03-01 pm 14:05', '2026-03-01 14:05+16', '2026-03-01 14:05:00Z', '2026-03-01T14:05:00Z', 'a '.repeat(26),
    ],
  },
  recovery_target_name: { takes: ['x'.repeat(63), 'é'.repeat(31), '€'.repeat(21), '😀'.repeat(15)], refuses: ['x'.repeat(64), 'é'.repeat(32), '€'.repeat(22), '😀'.repeat(16)] },
  recovery_target_xid: {
    takes: ['0', '-1', 'x', '08', '0x', '0777', '01777777777777777777777', '0xffffffffffffffff', '18446744073709551615', '09999999999999999999999'],
    refuses: ['02777777777777777777777', '0x1ffffffffffffffff', '18446744073709551616'],
  },
  recovery_target_timeline: { takes: ['latest', '1', '0x10', '018446744073709551616', '01777777777777777777777'], refuses: ['18446744073709551616', '0x1ffffffffffffffff', '02777777777777777777777'] },
  TimeZone: {
    takes: [
      'UTC', ':utc', 'posix/UTC', 'localtime', 'posixrules', '5', '-167.99', "INTERVAL '02:00'", "interval '-02:30:15'", "INTERVAL '1.5'", "INTERVAL'2 h 30 min'", "INTERVAL 'PT2H'", "INTERVAL '2 hours ago'", '<+03>-3', '<>-3',
      'ABC5', 'CET-1CEST', 'CET+1CEST+2,M3.5.0/-2,M10.5.0', 'CET-1CEST,J60,J300', 'CET-1CEST,0,365', '<CET>-1<CEST>,J1,J2/167', 'CET1:59:60', 'CET1:59',
      "INTERVAL '@ 2 hours'", "INTERVAL '7200000 ms'", "INTERVAL '7 microseconds'", "INTERVAL 'P0Y'", "INTERVAL 'P0Y0M0DT2H'", "INTERVAL 'P0000-00-00'", "INTERVAL '0 days 2:00 ago'", "INTERVAL '0 0:0:1'", "INTERVAL '0-0 2:00'", "INTERVAL '2h 30'", "INTERVAL '2:'", "INTERVAL '604799999 ms'", "INTERVAL '0.5 days'",
    ],
    refuses: ['Mars', ':Mars', 'posix/Nowhere', '168', 'ABC', '<+03', '<+03>', 'CET-168', 'EST5:', 'EST5:30:', 'CET-1:60', 'CET-1-', 'CET-1CEST-999', 'CET-1CEST,M13.5.0,M10.5.0', 'CET-1CEST,366,1', 'CET-1,M3.5.0,M10.5.0', '<CET>-1<CEST>,J1,J2/168', 'x'.repeat(256)],
  },
  log_timezone: { takes: ['europe/BERLIN', ':Europe/Berlin', 'CET-1', '2'], refuses: ['INTERVAL'] },
  DateStyle: {
    takes: ['ISO', 'iso, dmy', 'ISO, iso', 'dmy, european', 'us, noneuropean', 'Postgresql, ymd', 'german', '"iso"', 'default', 'iso, default', 'default, dmy, iso', ''],
    refuses: ['foo', 'iso,', 'iso dmy', 'ISO, SQL', 'DMY, MDY', 'iso,dmy,ymd', 'postgres, sql'],
  },
  client_encoding: { takes: ['UTF8', 'utf-8', 'iso-8859-1', 'win1252', 'unicode'], refuses: ['', 'foo', 'latin11'] },
  synchronous_standby_names: {
    takes: ['', 'a, b', '*', '1', '"any"', '"a""b"', '2 (a, b)', 'FIRST 1 (a)', 'ANY 2 (a, *)', 'first 1 ("any", b)'],
    refuses: ['a,', 'a b', '"a', 'a-b', '0 (a)', 'ANY 0 (a)', 'ANY (a)', 'any', 'any, b', 'any 1', 'FIRST 1 a', 'FIRST 1 ()', 'FIRST 1 (a) b', '1a (b)'],
  },
  log_destination: { takes: ['stderr', 'STDERR', '"stderr"'], refuses: ['stderr,', 'x'] },
  timezone_abbreviations: { takes: ['Default', 'India', 'Australia'], refuses: ['Mars'] },
  geqo_seed: { takes: ['.5', '1e-1', '0'], refuses: ['inf', '-inf', 'nan'] },
  work_mem: { takes: ['+64kB', '0100', '0x40'], refuses: ['-0x40', '0x', '1e400', '00', '64kB2'] },
};

/** Values at which the server stops rather than naming the line: these are refused too. */
const STOPS: Readonly<Record<string, readonly string[]>> = {
  TimeZone: ["INTERVAL '1 day'", "INTERVAL '200:00'", "INTERVAL '2:75'", "INTERVAL '2:15:75'", "INTERVAL ''", "INTERVAL '2:00", 'INTERVAL 2', 'intervals', 'right/UTC', 'CET1:59:59', 'UTC+167:59:59', '<x>1:00:01', "INTERVAL '604800000 ms'", "INTERVAL 'pt2h'", "INTERVAL 'P'", "INTERVAL 'P1D'", "INTERVAL '1 0:0:1'", "INTERVAL '0 2'", "INTERVAL '0-1'", "INTERVAL '2 fortnights'", "INTERVAL '1e3 s'", "INTERVAL '2 days'", "INTERVAL 'ago'"],
};

const verdicts = (version: readonly number[], values: (name: string) => readonly string[]): Record<string, { takes: string[]; refuses: string[] }> =>
  Object.fromEntries(
    Object.keys(VALUES).map((name) => {
      const looked = lookUpGuc(name, version);
      const takes = (value: string): boolean => looked.found === 'yes' && isGucValue(parseGucValue(looked.guc, value, version));
      return [name, { takes: values(name).filter(takes), refuses: values(name).filter((value) => !takes(value)) }];
    }),
  );

const all = (name: string): readonly string[] => [...VALUES[name]!.takes, ...VALUES[name]!.refuses];

describe('what values a parameter takes', () => {
  test.each([[[15, 20]], [[18, 6]]])('PostgreSQL %j', (version) => {
    expect(verdicts(version, all)).toEqual(VALUES);
    expect(verdicts(version, (name) => STOPS[name] ?? [])['TimeZone']).toEqual({ takes: [], refuses: STOPS['TimeZone'] });
  });

  /** A value of each parameter in one file; of the recovery's targets one alone, since two stop the server before it names a line. */
  const alone = ['recovery_target_time', 'recovery_target_name', 'recovery_target_xid'];
  const columns = [alone, ...Object.keys(VALUES).filter((name) => !alone.includes(name)).map((name) => [name])].map((names) => names.flatMap((name) => all(name).map((value) => [name, value] as const)));
  const rows = Array.from({ length: Math.max(...columns.map(({ length }) => length)) }, (_, row) => columns.flatMap((column) => (column[row] === undefined ? [] : [column[row]!])));

  test.skipIf(!HAS_POSTGRES || realVersion()[0] !== 15).each(rows.map((pairs) => ({ pairs })))('the real server says the same of file %#', ({ pairs }) => {
    const { said } = judgeFile(pairs.map(([name, value]) => `${name} = '${value.replaceAll("'", "''")}'\n`).join(''));
    const refused = new Set([...said.matchAll(/(?:parameter|change) "([^"]+)"/g)].map(([, name]) => name!.toLowerCase()));
    if (/synchronous standbys/.test(said)) refused.add('synchronous_standby_names');
    expect(pairs.map(([name, value]) => [name, value, refused.has(name.toLowerCase()) ? 'refuses' : 'takes'])).toEqual(pairs.map(([name, value]) => [name, value, VALUES[name]!.takes.includes(value) ? 'takes' : 'refuses']));
  });
});
