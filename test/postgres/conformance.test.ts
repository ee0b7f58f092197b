import { describe, expect, test } from 'vitest';
import type { Version } from '../../server/src/model/version.ts';
import { quote } from '../../server/src/syntax/postgres.ts';
import { VERDICTS, verdictRows } from '../support/verdicts.ts';
import { found, foundInArgs } from './check.ts';

interface Row {
  readonly guc: string;
  readonly value: string;
  readonly 'postgres-15.18': string;
  readonly 'postgres-18.6': string;
}

const rows = verdictRows<Row>('postgres.jsonl');
const SERVERS: readonly (readonly [key: 'postgres-15.18' | 'postgres-18.6', version: Version])[] = [['postgres-15.18', [15, 18]], ['postgres-18.6', [18, 6]]];
const hasError = (problems: readonly string[]): boolean => problems.some((one) => one.startsWith('error'));

describe.skipIf(VERDICTS === undefined)('the collected verdicts', () => {
  for (const [key, version] of SERVERS) {
    test(`${key}: an error in the file exactly where the server refuses`, () => {
      const wrong = rows.filter((row) => hasError(found(`${row.guc} = '${row.value.replaceAll("'", "''")}'\n`, version)) !== (row[key] !== 'ok'));
      expect(wrong.map((row) => `${row.guc} = ${row.value}: ${row[key]}`)).toEqual([]);
    });

    test(`${key}: the same with the value as we would write it`, () => {
      const wrong = rows.filter((row) => hasError(found(`${row.guc} ${quote(row.value)}`, version)) !== (row[key] !== 'ok'));
      expect(wrong.map((row) => `${row.guc} = ${row.value}: ${row[key]}`)).toEqual([]);
    });

    test(`${key}: an error in the arguments exactly where the server refuses`, () => {
      // The helper splits at blanks, which a shell's quotes would prevent.
      const plain = rows.filter(({ value }) => !/\s/.test(value));
      const wrong = plain.filter((row) => hasError(foundInArgs(`postgres -c ${row.guc}=${row.value}`, version)) !== (row[key] !== 'ok'));
      expect(wrong.map((row) => `${row.guc}=${row.value}: ${row[key]}`)).toEqual([]);
    });
  }
});
