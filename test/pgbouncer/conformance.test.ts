import { describe, expect, test } from 'vitest';
import { NO_VERDICTS, VERDICTS, verdictRows } from '../support/verdicts.ts';
import { errorsOf, problemsOf } from './check.ts';

interface Row {
  readonly section: string;
  readonly line: string;
  readonly 'pgbouncer-1.18.0': string;
  readonly 'pgbouncer-1.26.1': string;
}

/**
 * Rows whose verdict is not PgBouncer's. The collection used a broken `max_client_conn` as its own last line to keep
 * PgBouncer from starting, and so took every refusal of that setting for its own: the real 1.18.0 refuses each of
 * these values (real.test.ts asks it).
 */
const isCollectorsOwn = ({ section, line }: Row): boolean => section === 'pgbouncer' && /^max_client_conn = (?:|1\.5|abc|no|on|off|10s|1kB|a,b|x ; comment|x # comment|1 ; comment)$/.test(line);

describe.skipIf(VERDICTS === undefined)(`pgbouncer.ini against collected verdicts (${VERDICTS ?? NO_VERDICTS})`, () => {
  const rows = verdictRows<Row>('pgbouncer.jsonl');
  test.each(['1.18.0', '1.26.1'] as const)('errors are those of PgBouncer %s', (version) => {
    const wrong = rows.flatMap((row) => {
      const refused = row[`pgbouncer-${version}`] !== 'ok';
      const errors = errorsOf(problemsOf(`[${row.section}]\n${row.line}\n`, version));
      return refused === errors.length > 0 || isCollectorsOwn(row) ? [] : [`${row.section}: ${row.line}: ${row[`pgbouncer-${version}`]} / ${errors.map(({ message }) => message).join(' ')}`];
    });
    expect(wrong).toEqual([]);
    expect(rows.filter(isCollectorsOwn)).toHaveLength(12);
  });
});
