import { expect, test } from 'vitest';
import { stack } from '../support/stack.ts';
import { uriOfPath } from '../../server/src/model/uri.ts';

const found = (analysis: ReturnType<typeof stack>['analysis'], path: string): string[] => {
  analysis.refreshAll();
  const { text } = analysis.workspace.file(uriOfPath(path))!;
  return analysis.problems(uriOfPath(path)).map(({ code, start, end }) => `${code} «${text.slice(start, end)}»`);
};

test('a drop-in that is new is compiled with its unit', () => {
  const { analysis } = stack('//- /ws/db.container\n');
  analysis.set(uriOfPath('/ws/db.container.d/10.conf'), 'Image=x');
  expect(found(analysis, '/ws/db.container.d/10.conf')).toEqual(['quadlet-syntax «Image»']);
});

test('what the check of one file finds in another moves with its text', () => {
  const { analysis } = stack('//- /ws/db.container\n\n//- /ws/container.d/all.conf\n[Unit]\nAfter=db.service');
  analysis.set(uriOfPath('/ws/container.d/all.conf'), '[Container]\n[Unit]\nAfter=db.service');
  expect(found(analysis, '/ws/container.d/all.conf')).toEqual(['start-order-cycle «db.service»']);
});

test('a release that does not read a folder of drop-ins makes the unit another one', () => {
  const { analysis } = stack('//- /ws/container.d/all.conf\n[Container]\nExec=postgres -c shared_buffers=2GB -c work_mem=64MB\n//- /ws/db.container\n[Container]\n');
  expect(found(analysis, '/ws/container.d/all.conf')).toEqual(['postgres-shm-too-small «work_mem=64MB»']);
  analysis.workspace.settings = { ...analysis.workspace.settings, targets: { podman: [4, 9] } };
  expect(found(analysis, '/ws/container.d/all.conf')).toEqual([]);
});

test('two problems of one rule at one place come in the same order, whichever was found first', () => {
  const { analysis } = stack('//- /ws/b.container\n//- /ws/a.container\n[Container]\n//- /ws/container.d/all.conf\n[Container]\nImage=docker.io/library/redis:8.0\nVolume=data.volume:/data:Z');
  const uri = uriOfPath('/ws/container.d/all.conf');
  const before = analysis.problems(uri).map(({ message }) => message);
  analysis.set(uriOfPath('/ws/b.container'), '# again');
  analysis.refreshAll();
  analysis.set(uriOfPath('/ws/a.container'), '# again');
  analysis.refreshAll();
  expect(analysis.problems(uri).map(({ message }) => message)).toEqual(before);
});

test('of two files that keep a folder from being generated the first by name is named, whichever came first', () => {
  const { analysis } = stack('//- /ws/z.container\nnonsense\n//- /ws/b.container\nnonsense\n//- /ws/a.container\n[Container]\nImage=docker.io/library/redis:8.0\n');
  const uri = uriOfPath('/ws/a.container');
  const blamed = (): (string | undefined)[] => analysis.problems(uri).filter(({ code }) => code === 'quadlet-not-generated').map(({ message }) => /`(.*?)`/.exec(message)?.[1]);
  expect(blamed()).toEqual(['b.container']);
  analysis.remove(uriOfPath('/ws/b.container'));
  analysis.set(uriOfPath('/ws/b.container'), 'nonsense');
  analysis.refreshAll();
  expect(blamed()).toEqual(['b.container']);
});
