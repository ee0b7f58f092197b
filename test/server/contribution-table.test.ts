import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ContributionTable } from '../../server/src/model/contribution-table.ts';
import { hashOf } from '../../server/src/model/hash.ts';

interface Told {
  readonly key: string;
  readonly print: number;
}

const key = fc.integer({ min: 0, max: 12 }).map((n) => `key${n}`);
const told = fc.array(fc.record({ key, print: fc.integer({ min: 0, max: 2 }) }), { maxLength: 6 });
const step = fc.record({ owner: fc.constantFrom('a', 'b', 'c', 'd'), next: told });

/** The prints that an owner tells under each key, in their order. */
function byKey(list: readonly Told[]): Map<string, number[]> {
  const map = new Map<string, number[]>();
  for (const { key: name, print } of list) map.set(name, [...(map.get(name) ?? []), print]);
  return map;
}

test('the table holds what a list for each owner would, and names the keys under which something changed', () => {
  fc.assert(fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
    const table = new ContributionTable();
    const model = new Map<string, Told[]>();
    for (const { owner, next } of steps) {
      const before = byKey(model.get(owner) ?? []);
      const after = byKey(next);
      const expected = [...new Set([...before.keys(), ...after.keys()])].filter((name) => String(before.get(name)) !== String(after.get(name)));
      const changed = new Set<number>();
      table.publish(owner, next.map(({ key: name, print }) => ({ key: name, print, value: `${owner} ${print}` })), (hash) => void changed.add(hash));
      model.set(owner, next);
      expect([...changed].sort()).toEqual(expected.map((name) => hashOf(name)).sort());
    }
    for (let n = 0; n <= 12; n++) {
      const expected = [...model].flatMap(([owner, list]) => list.filter((one) => one.key === `key${n}`).map(({ print }) => `${owner} ${print}`));
      expect([...table.lookup(`key${n}`)].sort()).toEqual(expected.sort());
    }
  }), { numRuns: 500 });
});

test('thousands of owners come and go, and their places are used again', () => {
  const table = new ContributionTable();
  const none = (): void => undefined;
  for (let round = 0; round < 3; round++) {
    for (let i = 0; i < 5000; i++) table.publish(`owner${i}`, [{ key: `own${i}`, print: round, value: i }, { key: 'all', print: 0, value: i }], none);
    expect(table.lookup('all')).toHaveLength(5000);
    expect([0, 2500, 4999].map((i) => table.lookup(`own${i}`))).toEqual([[0], [2500], [4999]]);
    for (let i = 0; i < 5000; i += 2) table.publish(`owner${i}`, [], none);
    expect(table.lookup('all')).toHaveLength(2500);
    expect([0, 2499, 4998].map((i) => table.lookup(`own${i}`))).toEqual([[], [2499], []]);
  }
});
