import { describe, expect, test } from 'vitest';
import { Analysis } from '../../server/src/features/analysis.ts';
import { DEFAULT_SETTINGS } from '../../server/src/model/settings.ts';
import { uriOfPath } from '../../server/src/model/uri.ts';
import { parseVersion } from '../../server/src/model/version.ts';
import { unitsOfFile } from '../../server/src/stack/world.ts';
import { stack } from '../support/stack.ts';

const image = 'Image=docker.io/library/redis:7';

/** What the compiler says of the files of a workspace with one folder. */
function compiled(text: string, podman = '6.1.1', root = '/w/'): string[] {
  const analysis = new Analysis();
  analysis.workspace.settings = { ...DEFAULT_SETTINGS, targets: { podman: parseVersion(podman)! } };
  analysis.workspace.roots = [root];
  for (const { uri, text: content } of stack(text).analysis.workspace.files()) analysis.set(uri, content);
  analysis.refreshAll();
  const problems = [...analysis.workspace.files()].flatMap((file) => analysis.problems(file.uri).map(({ severity, code, start, end }) => `${file.path} ${severity} ${code} «${file.text.slice(start, end)}»`));
  return problems.filter((line) => line.includes(' quadlet-')).sort();
}

describe('a folder whose name ends in .d', () => {
  const x = `//- /w/x.container\n[Container]\n${image}\nNetwork=net.network\n`;
  const net = '//- /w/conf.d/net.network\n[Network]\n';

  test('holds no units from Podman 5.2 on', () => {
    expect(compiled(x + net)).toEqual(['/w/conf.d/net.network warning quadlet-not-generated «[Network]»', '/w/x.container error quadlet-unit-not-found «net.network»']);
    expect(compiled(x + net, '5.0.3')).toEqual([]);
    expect(compiled(x + net.replace('conf.d/', 'conf.d/below/'))).toEqual(['/w/conf.d/below/net.network warning quadlet-not-generated «[Network]»', '/w/x.container error quadlet-unit-not-found «net.network»']);
    expect(compiled(x + net.replace('conf.d/', 'conf.dir/'))).toEqual([]);
  });

  test('holds no folders of drop-ins', () => {
    const wrong = `//- /w/x.container\n[Container]\n${image}\n//- /w/conf.d/x.container.d/1.conf\n[Container]\nBogus=1\n`;
    expect(compiled(wrong)).toEqual([]);
    expect(compiled(wrong.replace('conf.d/', ''))).toEqual(['/w/x.container error quadlet-unknown-key «[Container]»', '/w/x.container.d/1.conf error quadlet-unknown-key «Bogus»']);
  });

  test('does no harm to what is read: a unit in it crashes nothing', () => {
    expect(compiled(`//- /w/x.container\n[Container]\n${image}\n//- /w/old.d/y.container\n[Container]\n${image}\nMount=type=bind,dst=/x\n`, '5.6.2')).toEqual(['/w/old.d/y.container warning quadlet-not-generated «[Container]»']);
  });

  test('may be the folder of the workspace, or one above it', () => {
    expect(compiled('//- /etc/app.d/w/x.container\n[Container]\n', '6.1.1', '/etc/app.d/w')).toEqual(['/etc/app.d/w/x.container error quadlet-missing-image «[Container]»']);
  });
});

describe('units of one name, one of them in a .quadlets file', () => {
  test('are both looked at, and others see the one that is there', () => {
    const text = `//- /w/one/stack.quadlets\n# FileName=web\n[Container]\nWrong=1\n${image}\n//- /w/two/web.container\n[Container]\n${image}\nBogus=1\n`;
    expect(compiled(text)).toEqual(['/w/one/stack.quadlets error quadlet-unknown-key «Wrong»', '/w/two/web.container error quadlet-unknown-key «Bogus»']);
    const { workspace } = stack(text).analysis;
    const { world } = unitsOfFile(workspace, workspace.file(uriOfPath('/w/one/stack.quadlets'))!);
    expect(world.unit('web.container')?.part.uri).toBe(uriOfPath('/w/two/web.container'));
  });

  test('are looked at where both stand in such files', () => {
    const bundle = (folder: string, key: string): string => `//- /w/${folder}/s.quadlets\n# FileName=web\n[Container]\n${image}\n${key}=1\n`;
    expect(compiled(bundle('one', 'Foo') + bundle('two', 'Bar'))).toEqual(['/w/one/s.quadlets error quadlet-unknown-key «Foo»', '/w/two/s.quadlets error quadlet-unknown-key «Bar»']);
  });
});
