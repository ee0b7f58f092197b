import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Dependencies } from '../../server/src/model/dependencies.ts';
import { hashOf } from '../../server/src/model/hash.ts';

const owner = fc.integer({ min: 0, max: 40 }).map((n) => `owner${n}`);
const keys = fc.array(fc.integer({ min: -60, max: 60 }), { maxLength: 80 });
const step = fc.oneof(fc.record({ owner, keys }), fc.record({ owner }));

test('who asked for a key, and what one has asked for, is what was said last', () => {
  fc.assert(fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
    const dependencies = new Dependencies();
    const model = new Map<string, Set<number>>();
    for (const one of steps) {
      if ('keys' in one) {
        const asked = new Set(one.keys);
        dependencies.set(one.owner, asked);
        model.set(one.owner, asked);
      } else {
        dependencies.forget(one.owner);
        model.delete(one.owner);
      }
    }
    const asked = (name: string): number[] => {
      const list: number[] = [];
      dependencies.keysOf(name, (key) => list.push(key));
      return list.sort((a, b) => a - b);
    };
    const askers = (key: number): string[] => {
      const list: string[] = [];
      dependencies.askersOf(key, (name) => list.push(name));
      return list.sort();
    };
    expect([...dependencies.owned()].sort()).toEqual([...model.keys()].sort());
    for (const [name, expected] of model) expect(asked(name)).toEqual([...expected].sort((a, b) => a - b));
    for (let key = -60; key <= 60; key++) expect(askers(key)).toEqual([...model].filter(([, set]) => set.has(key)).map(([name]) => name).sort());
  }), { numRuns: 100 });
});

test('thousands of owners and keys are told apart', () => {
  const dependencies = new Dependencies();
  const of = (i: number): Set<number> => new Set([hashOf(`own:${i}`), hashOf(`shared:${i % 10}`), hashOf('all')]);
  for (let i = 0; i < 5000; i++) dependencies.set(`file:///w/${i}.container`, of(i));
  const count = (key: string): number => {
    let n = 0;
    dependencies.askersOf(hashOf(key), () => n++);
    return n;
  };
  expect([count('all'), count('shared:3'), count('own:77'), count('nothing')]).toEqual([5000, 500, 1, 0]);
  for (let i = 0; i < 5000; i += 2) dependencies.forget(`file:///w/${i}.container`);
  for (let i = 0; i < 1000; i += 2) dependencies.set(`file:///w/${i}.container`, of(i));
  expect([count('all'), count('shared:2'), count('own:78'), count('own:1002')]).toEqual([3000, 100, 1, 0]);
});
