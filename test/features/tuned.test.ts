import { expect, test } from 'vitest';
import { tunedReason, tuneFixes } from '../../server/src/features/tuned.ts';
import { applyEdits } from '../../server/src/model/edits.ts';
import { uriOfPath } from '../../server/src/model/uri.ts';
import { findings, stack } from '../support/stack.ts';

const GB = 1024 ** 3;
const UNIT = `//- /w/postgres.container
[Container]
Image=docker.io/library/postgres:16
ContainerName=postgres
Exec=postgres \\
  -c shared_buffers=2GB \\
  -c work_mem=64MB \\
  -c max_connections=200
Memory=4G
`;

test('the fix of an excess tunes PostgreSQL for the container’s own limit, which stays', () => {
  const { analysis, problems } = stack(UNIT);
  const file = analysis.workspace.file(uriOfPath('/w/postgres.container'))!;
  const problem = problems.find((entry) => entry.problem.code === 'postgres-can-exceed-memory')!.problem;
  const [fix, ...more] = tuneFixes(analysis.workspace, file, problem);
  expect(more).toEqual([]);
  expect(fix?.title).toBe('Tune PostgreSQL for 4 GB');
  const text = applyEdits(file.text, fix!.change!.edits![file.uri]!);
  expect(text).toContain('\nMemory=4G\n');
  expect(findings(stack(`//- /w/postgres.container\n${text}`), 'postgres-can-exceed-memory')).toEqual([]);
});

test('hover on a planned value gives its reason, on another line nothing', () => {
  const { analysis } = stack(UNIT, { hostMemory: 8 * GB, hostCpus: 4 });
  const file = analysis.workspace.file(uriOfPath('/w/postgres.container'))!;
  expect(tunedReason(analysis.workspace, file, file.text.indexOf('2GB'))).toMatch(/^A plan for 8 GB has `\d+[MG]B` here: 25 % of /);
  expect(tunedReason(analysis.workspace, file, file.text.indexOf('Image'))).toBeUndefined();
});
