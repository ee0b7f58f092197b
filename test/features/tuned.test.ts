import { expect, test } from 'vitest';
import { tuneActions, tunedReason, tuneFixes } from '../../server/src/features/tuned.ts';
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
  expect(tunedReason(analysis.workspace, file, file.text.indexOf('2GB'))?.markdown).toMatch(/^A plan for 8 GB has `\d+[MG]B` here: 25 % of /);
  expect(tunedReason(analysis.workspace, file, file.text.indexOf('Image'))).toBeUndefined();
});

test('a line that depends on the RAM can be set as planned, and leads to the tuning of the stack', () => {
  const { analysis: { workspace } } = stack(UNIT, { hostMemory: 8 * GB, hostCpus: 4 });
  const file = workspace.file(uriOfPath('/w/postgres.container'))!;
  const at = (text: string): ReturnType<typeof tuneActions> => tuneActions(workspace, file, file.text.indexOf(text));
  const [set, whole, ...more] = at('work_mem');
  expect(more).toEqual([]);
  expect(whole).toEqual({ title: 'Tune the stack for 8 GB…' });
  const value = /^Set work_mem to (\w+), as planned for 8 GB$/.exec(set!.title)![1]!;
  expect(applyEdits(file.text, set!.edits!)).toBe(file.text.replace('64MB', value));
  // Once it is set, nothing is left to set.
  const { analysis: again } = stack(`//- /w/postgres.container\n${applyEdits(file.text, set!.edits!)}`, { hostMemory: 8 * GB, hostCpus: 4 });
  expect(tuneActions(again.workspace, again.workspace.file(file.uri)!, file.text.indexOf('work_mem'))).toEqual([whole]);
  expect(at('Memory=4G').map(({ title }) => title)).toEqual([expect.stringMatching(/^Set Memory to \d+[MG], as planned for 8 GB$/), whole!.title]);
  expect(at('Image=')).toEqual([]);
  const { analysis: unknown } = stack(UNIT);
  expect(tuneActions(unknown.workspace, unknown.workspace.file(file.uri)!, file.text.indexOf('work_mem'))).toEqual([{ title: 'Tune the stack for RAM…' }]);
});
