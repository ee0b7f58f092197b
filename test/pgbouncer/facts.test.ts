import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { connectionFacts, pgbouncerSectionFacts, pgbouncerSettingFacts } from '../../server/src/facts/pgbouncer/index.ts';
import { takesValue } from '../../server/src/rules/pgbouncer/values.ts';
import { VERDICTS } from '../support/verdicts.ts';

const tables = { pgbouncer: pgbouncerSettingFacts(), databases: connectionFacts('databases')!, users: connectionFacts('users')!, peers: connectionFacts('peers')! };
const all = Object.entries(tables).flatMap(([section, table]) => Object.entries(table).map(([name, fact]) => ({ section, name, fact })));

describe('facts of pgbouncer', () => {
  test('every entry has a text of its own and its source', () => {
    const texts = [...all.map(({ fact }) => fact.text), ...Object.values(pgbouncerSectionFacts()).map(({ text }) => text)];
    expect(new Set(texts).size).toBe(texts.length);
    for (const { name, fact } of all) {
      expect([name, fact.text.replaceAll(name, '').length >= 100]).toEqual([name, true]);
      expect(fact.url).toMatch(/^https:\/\/www\.pgbouncer\.org\/config\.html#./);
      expect(fact.text).toMatch(/[.]$/);
      expect((fact.text.match(/`/g) ?? []).length % 2).toBe(0);
    }
  });

  test('every default passes its own check', () => {
    for (const { name, fact } of all) {
      if (fact.default === undefined || fact.default === '') continue;
      expect([name, takesValue(fact, fact.default, [1, 26, 1])]).toEqual([name, true]);
      if (fact.formerly !== undefined) expect([name, takesValue(fact, fact.formerly.default, [1, 18])]).toEqual([name, true]);
    }
  });

  test('enumerations have meanings, switches do not', () => {
    for (const { name, fact } of all) expect([name, fact.kind === 'enum']).toEqual([name, fact.values !== undefined]);
  });

  const read = VERDICTS === undefined ? undefined : path.join(VERDICTS, '../facts/pgbouncer-settings.json');
  test.skipIf(read === undefined || !fs.existsSync(read))('agrees with what the programs say of themselves', () => {
    const real = JSON.parse(fs.readFileSync(read!, 'utf8')) as Record<string, { reloadable?: boolean; since: string; enum?: string[]; 'default_1.26'?: string }>;
    expect(Object.keys(tables.pgbouncer).sort()).toEqual(Object.keys(real).sort());
    for (const [name, fact] of Object.entries(tables.pgbouncer)) {
      const theirs = real[name]!;
      expect([name, fact.restart === true]).toEqual([name, theirs.reloadable === false]);
      if (theirs.enum !== undefined) expect(Object.keys(fact.values!).sort()).toEqual([...theirs.enum].sort());
      // The list names the first release that its reader found a setting in, 1.7.1 where that was the first at all.
      if (!['1.26.0', 'master-2026-07'].includes(theirs.since) && theirs.since.localeCompare('1.18', undefined, { numeric: true }) > 0) expect([name, fact.since]).toEqual([name, theirs.since]);
    }
  });
});
