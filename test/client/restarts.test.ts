import { describe, expect, test } from 'vitest';
import { createRestarts, WINDOW } from '../../client/src/restarts.ts';

describe('after the server died', () => {
  test('the first death is told, the next ones are not, the fifth within three minutes ends it', () => {
    const restarts = createRestarts();
    expect([0, 1000, 2000, 3000, 4000].map((time) => restarts.died(time))).toEqual(['tell', 'restart', 'restart', 'restart', 'stop']);
  });

  test('deaths further apart never end it', () => {
    const restarts = createRestarts();
    const answers = Array.from({ length: 20 }, (_, i) => restarts.died((i * WINDOW) / 4));
    expect(answers.slice(1)).toEqual(Array.from({ length: 19 }, () => 'restart'));
  });

  test('after a stop it counts from the beginning', () => {
    const restarts = createRestarts();
    for (let i = 0; i < 5; i++) restarts.died(i);
    expect(restarts.died(10)).toBe('restart');
  });
});
