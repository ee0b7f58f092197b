import { expect, test } from 'vitest';
import { quadletKeys } from '../../server/src/facts/quadlet/index.ts';
import { preview } from '../../server/src/features/preview.ts';
import { uriOfPath } from '../../server/src/model/uri.ts';
import type { Problem } from '../../server/src/model/problem.ts';
import { VALUES } from '../support/generate.ts';
import { stack } from '../support/stack.ts';

const HEAD = '[Unit]\nDescription=d\n\n[Container]\n# the image\nImage=docker.io/library/redis:8\n';
const TEXT = `${HEAD}Environment=A=1\nEnvironment=B=2\nLabel=a=b\nMemory=1g\nPidsLimit=9\nEnvironment=C=3\n\n[Service]\nRestart=always\n`;

/** Everything that is said of a unit, and what becomes of it. */
function told(analysis: ReturnType<typeof stack>['analysis'], path: string): unknown {
  const uri = uriOfPath(path);
  analysis.refreshAll();
  return [analysis.problems(uri), preview(analysis.workspace, analysis.workspace.file(uri)!, {})];
}

test.each<[string, readonly (readonly [from: string, to: string])[]]>([
  ['a value', [['B=2', 'B=22']]],
  ['one after the other', [['B=2', 'B=22'], ['B=22', 'B=222'], ['Memory=1g', 'Memory=12g'], ['redis:8', 'redis:8.0']]],
  ['a key', [['Label=', 'Lable='], ['Lable=', 'Label=']]],
  ['a key that is there already', [['Label=a=b', 'Environment=a=b'], ['Environment=a=b', 'Environment=']]],
  ['a value that is taken away and comes again', [['Environment=B=2', 'Environment='], ['Environment=\n', 'Environment=B=2\n']]],
  ['two values at once', [['Memory=1g\nPidsLimit=9', 'Memory=2g\nPidsLimit=8'], ['Label=a=b\nMemory=2g', 'Label=a=\\q\nMemory=3g'], ['Label=a=\\q\nMemory=3g', 'Label=a=b\nMemory=2g']]],
  ['a comment between', [['B=2', 'B=22'], ['# the image', '# an image'], ['B=22', 'B=2']]],
  ['a comment and the line under it', [['# the image\nImage=docker.io/library/redis:8', '# an image\nImage=docker.io/library/redis:7'], ['# an image\nImage=docker.io/library/redis:7', '\nImage=docker.io/library/redis:8']]],
  ['a comment before a header', [['Description=d', '# of the header\nDescription=d'], ['# of the header\nDescription=d\n\n[Container]', 'Description=d\n# of the header\n[Container]'], ['Description=d\n# of the header', 'Description=e\n# of that header']]],
  ['a line that becomes a comment', [['Memory=1g', '#Memory=1g'], ['#Memory=1g', 'Memory=1g']]],
  ['a line that is refused meanwhile', [['Memory=1g', 'Memory'], ['Memory', 'Memory=2g']]],
  ['a line of another section', [['Restart=always', 'Restart=no'], ['Description=d', 'Description=e']]],
  ['a line that is continued', [['Memory=1g', 'Memory=1g \\'], ['Memory=1g \\', 'Memory=1g']]],
])('a unit in which somebody types is what it is when it is read anew: %s', (_, steps) => {
  const { analysis } = stack(`//- /ws/a.container\n${TEXT}`);
  let text = TEXT;
  // Read anew it is at the end only: what is kept of a unit is kept by its path.
  const said = steps.map(([from, to]) => {
    expect(text).toContain(from);
    text = text.replace(from, to);
    analysis.set(uriOfPath('/ws/a.container'), text);
    return [text, told(analysis, '/ws/a.container')] as const;
  });
  for (const [then, what] of said) expect([then, what]).toEqual([then, told(stack(`//- /ws/a.container\n${then}`).analysis, '/ws/a.container')]);
});

test('so is one in which a header became another one', () => {
  const { analysis } = stack(`//- /ws/a.container\n${TEXT}`);
  // Nothing else is checked in between, so that all that was found right may be kept.
  analysis.refreshAll();
  const text = TEXT.replace('[Service]', '[Install]');
  analysis.set(uriOfPath('/ws/a.container'), text);
  expect(told(analysis, '/ws/a.container')).toEqual(told(stack(`//- /ws/a.container\n${text}`).analysis, '/ws/a.container'));
});

test('so is one that gets a drop-in, and loses it', () => {
  const { analysis } = stack(`//- /ws/a.container\n${TEXT}`);
  const typed = TEXT.replace('B=2', 'B=22');
  const dropIn = '[Container]\nEnvironment=D=4\nPidsLimit=7\n';
  analysis.set(uriOfPath('/ws/a.container.d/x.conf'), dropIn);
  analysis.set(uriOfPath('/ws/a.container'), typed);
  expect(told(analysis, '/ws/a.container')).toEqual(told(stack(`//- /ws/a.container\n${typed}\n//- /ws/a.container.d/x.conf\n${dropIn}`.replace(`${typed}\n`, typed)).analysis, '/ws/a.container'));
  analysis.remove(uriOfPath('/ws/a.container.d/x.conf'));
  analysis.set(uriOfPath('/ws/a.container'), TEXT);
  expect(told(analysis, '/ws/a.container')).toEqual(told(stack(`//- /ws/a.container\n${TEXT}`).analysis, '/ws/a.container'));
});

test.each(Object.keys(quadletKeys('Container')))('a unit whose %s= gets another value is what it is when it is read anew', (key) => {
  const others = '//- /ws/n.network\n[Network]\n//- /ws/b.container\n[Container]\nImage=docker.io/library/redis:8\n';
  // Some keys are refused beside each other, and some without each other.
  const isJudgedByOthers = /^(?:User|Group|UserNS|UIDMap|GIDMap|Sub.IDMap|Remap.*|Reload.*)$/.test(key);
  for (const beside of isJudgedByOthers ? ['', 'User=1\n', 'RemapUsers=auto\n', 'RemapUsers=keep-id\nRemapUid=1\n', 'ReloadCmd=true\n', 'UIDMap=0:1:2\n'] : ['']) {
    const unit = (value: string): string => `[Unit]\nAfter=b.service\n\n[Container]\n${key === 'Image' ? '' : 'Image=docker.io/library/redis:8\n'}${key}=${value}\nLabel=a=b\n${beside}`;
    const uri = uriOfPath('/ws/a.container');
    const anew = (value: string): readonly Problem[] => {
      const { analysis } = stack(`//- /ws/a.container\n${unit(value)}${others}`);
      analysis.refreshAll();
      return analysis.problems(uri);
    };
    const expected = new Map(VALUES.map((value) => [value, anew(value)]));
    const right = VALUES.find((value) => expected.get(value)!.every(({ code }) => !code.startsWith('quadlet-')));
    if (right === undefined) continue;
    const { analysis } = stack(`//- /ws/a.container\n${unit(right)}${others}`);
    for (const value of VALUES) {
      for (const next of [right, value]) {
        analysis.set(uri, unit(next));
        analysis.refreshAll();
      }
      expect([value, analysis.problems(uri)]).toEqual([value, expected.get(value)]);
    }
  }
});
