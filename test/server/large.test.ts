import { expect, test } from 'vitest';
import { findings, stack } from '../support/stack.ts';

test('a file with tens of thousands of problems is told of in full', () => {
  const lines = 50_000;
  expect(findings(stack(`//- /w/redis.conf\n${'port 1 # x\n'.repeat(lines)}`), 'redis-comment-after-value')).toHaveLength(lines);
  expect(stack(`//- /w/a.container\n[Container]\nImage=docker.io/library/a:1\n${'Wrong=1\n'.repeat(lines)}`).problems.length).toBeGreaterThanOrEqual(lines);
});

test('a text of many megabytes is no configuration: said once, and nothing else is said of it', () => {
  expect(findings(stack(`//- /w/a.container\n${'[Container]\n'.repeat(1_000_000)}`))).toEqual(['/w/a.container:1 file-too-large «»']);
});
