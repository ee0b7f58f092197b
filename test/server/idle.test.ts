import { setTimeout } from 'node:timers/promises';
import v8 from 'node:v8';
import { expect, test } from 'vitest';
import { collectWhenIdle } from '../../server/src/host/node.ts';

const young = (): { used: number; size: number } => {
  const { space_used_size: used, space_available_size: available } = v8.getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space')!;
  return { used, size: used + available };
};

test('what messages left behind is collected when none has come for a moment', async () => {
  let garbage: object[] = [];
  while (young().used <= young().size / 2) garbage = Array.from({ length: 100 }, () => ({ at: garbage.length }));
  // The first messages are those of the start.
  for (let message = 0; message < 100; message++) collectWhenIdle();
  await setTimeout(20);
  expect(young().used).toBeLessThan(young().size / 2);
});
