import { describe, expect, test } from 'vitest';
import { postgresGucs, removedGucs, timeZones } from '../../server/src/facts/postgres/index.ts';
import { gucAmount } from '../../server/src/model/postgres-amounts.ts';
import { gucsOf, isGucValue, lookUpGuc, parseGucValue } from '../../server/src/model/postgres.ts';

const entries = [...postgresGucs().values()];

describe('the tables', () => {
  test('have every parameter of 14 to 18', () => {
    expect(Object.fromEntries([14, 15, 16, 17, 18].map((major) => [major, gucsOf([major]).length]))).toEqual({ 14: 355, 15: 362, 16: 371, 17: 387, 18: 406 });
  });

  test('each has a text of its own, a page and a group', () => {
    const short = entries.filter(([, { text }]) => text.length < 100 || /  |\.\.|TODO/.test(text)).map(([name]) => name);
    expect(short).toEqual([]);
    expect(new Set(entries.map(([, { text }]) => text)).size).toBe(entries.length);
    for (const [name, { url, group }] of entries) {
      expect(url).toMatch(/^https:\/\/www\.postgresql\.org\/docs\/(?:current|1[4-7])\/runtime-config-[a-z-]+\.html#GUC-[A-Z0-9-]+$/);
      expect(url.endsWith(`#GUC-${name.toUpperCase().replaceAll('_', '-')}`)).toBe(true);
      expect(group).not.toBe('');
    }
  });

  test('each value of an enumeration says what it means', () => {
    const silent = entries.flatMap(([name, { type, values }]) => (type === 'enum' && (values === undefined || Object.values(values).some((meaning) => meaning === '')) ? [name] : []));
    expect(silent).toEqual([]);
  });

  test('each number that can be set has bounds and a default, in every release', () => {
    const open = [14, 15, 16, 17, 18].flatMap((major) => gucsOf([major]).filter(({ type, context, min, max, default: usual }) => /integer|real/.test(type) && context !== 'internal' && [min, max, usual].includes(undefined)));
    expect(open).toEqual([]);
  });

  test('each default passes its own check, in every release', () => {
    const wrong = [14, 15, 16, 17, 18].flatMap((major) => gucsOf([major]).flatMap((guc) => {
      // A locale comes from the environment where nothing is set.
      if (guc.context === 'internal' || guc.default === undefined || guc.name === 'lc_messages') return [];
      return isGucValue(parseGucValue(guc, guc.default, [major])) ? [] : [`${guc.name} ${guc.default} (${major})`];
    }));
    expect(wrong).toEqual([]);
  });

  test('each bound passes as it is shown', () => {
    const wrong = gucsOf([18]).flatMap((guc) => [guc.min, guc.max].flatMap((bound) => {
      if (bound === undefined || guc.context === 'internal') return [];
      const result = parseGucValue(guc, gucAmount(guc, bound), [18]);
      // What a parameter's own check narrows further is another matter.
      return isGucValue(result) || result.reason === 'check' ? [] : [`${guc.name} ${gucAmount(guc, bound)}`];
    }));
    expect(wrong).toEqual([]);
  });

  test('what replaces a parameter exists', () => {
    for (const [name, { replacement, text }] of Object.entries(removedGucs())) {
      if (replacement !== undefined) expect(lookUpGuc(replacement, [18]).found, name).toBe('yes');
      expect(text.length, name).toBeGreaterThan(20);
      expect(lookUpGuc(name, [18]).found, name).toBe('removed');
    }
  });

  test('time zones are many and in order', () => {
    expect(timeZones().length).toBeGreaterThan(550);
    expect([...timeZones()].sort()).toEqual(timeZones());
  });
});
