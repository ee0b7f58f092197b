import { describe, expect, test } from 'vitest';
import { definition, references, rename, renameAt, renameUnit, unitReferences } from '../../server/src/features/quadlet/references.ts';
import { applyEdits } from '../../server/src/model/edits.ts';
import { editor } from './support.ts';

const WORKSPACE = `
//- /ws/db.container
[Container]
Image=x
Network=back.network
//- /ws/db.container.d/10.conf
[Unit]
After=cache.container
//- /ws/back.network
[Network]
//- /ws/web.container
[Unit]
After=db.container back.network
Requires=db.service
[Container]
Image=y
Network=db.container
//- /ws/cache.container
[Container]
Image=z
//- /ws/all.quadlets
# FileName=tool
[Container]
Image=t
Network=back.network
---
# FileName=other
[Container]
Image=u
Network=tool.container
//- /ws/worker@.container
[Container]
Image=w
//- /ws/boss.container
[Unit]
Wants=worker@1.service worker@2.container
[Container]
Image=b
`.trimStart();

const at = (path: string, before: string, after: string): string => {
  const [head, tail] = WORKSPACE.split(`//- ${path}\n`) as [string, string];
  return `${head}//- ${path}\n${tail.replace(before, after)}`;
};

describe('definition', () => {
  function checkDefinition(text: string, expected: readonly string[]): void {
    const made = editor(text);
    expect(definition(made.file, made.offset, made.context).map(({ uri, start, end }) => `${uri.slice(7)} ${made.context.snapshot.file(uri)!.text.slice(start, end)}`)).toEqual(expected);
  }
  test('a network', () => checkDefinition(at('/ws/db.container', 'back.network', 'ba$0ck.network'), ['/ws/back.network [Network]']));
  test('a service', () => checkDefinition(at('/ws/web.container', 'db.service', 'db.serv$0ice'), ['/ws/db.container [Container]']));
  test('a unit of a .quadlets file', () => checkDefinition(at('/ws/all.quadlets', 'tool.container', 'tool.con$0tainer'), ['/ws/all.quadlets [Container]']));
  test('an instance of a template', () => checkDefinition(at('/ws/boss.container', 'worker@1.service', 'worker@$01.service'), ['/ws/worker@.container [Container]']));
  test('what does not exist', () => checkDefinition(at('/ws/web.container', 'db.service', 'none.serv$0ice'), []));
  test('elsewhere', () => checkDefinition(at('/ws/web.container', 'Image=y', 'Image=$0y'), []));
});

describe('references', () => {
  test('by name, wherever it is said', () => {
    const { context } = editor(WORKSPACE);
    const places = unitReferences(context.snapshot, 'db.container').map(({ uri, start, end }) => `${uri.slice(7)} ${context.snapshot.file(uri)!.text.slice(start, end)}`);
    expect(places).toEqual(['/ws/web.container db.container', '/ws/web.container db.service', '/ws/web.container db.container']);
  });
  test('of the unit under the cursor, from its header', () => {
    const made = editor(at('/ws/back.network', '[Network]', '[Net$0work]'));
    expect(references(made.file, made.offset, made.context, true)).toHaveLength(4);
  });
  test('of a template: its instances', () => expect(unitReferences(editor(WORKSPACE).context.snapshot, 'worker@.container')).toHaveLength(2));
  test('of an unknown unit', () => expect(unitReferences(editor(WORKSPACE).context.snapshot, 'none.container')).toEqual([]));
});

describe('rename', () => {
  function renamed(unit: string, name: string, workspace = WORKSPACE): { texts: Record<string, string>; moves: string[] } | string {
    const { context, files } = editor(workspace);
    const change = renameUnit(context.snapshot, unit, name);
    if (typeof change === 'string') return change;
    const texts: Record<string, string> = {};
    for (const file of files) {
      const edits = change.edits?.[file.uri];
      if (edits !== undefined) texts[file.path] = applyEdits(file.text, edits);
    }
    return { texts, moves: (change.rename ?? []).map(({ from, to }) => decodeURIComponent(`${from.slice(7)} → ${to.slice(7)}`)) };
  }
  const done = (found: ReturnType<typeof renamed>): Exclude<ReturnType<typeof renamed>, string> => {
    if (typeof found === 'string') throw new Error(found);
    return found;
  };
  test('file, drop-in folder, names and services', () =>
    expect(renamed('db.container', 'postgres')).toEqual({
      texts: { '/ws/web.container': '[Unit]\nAfter=postgres.container back.network\nRequires=postgres.service\n[Container]\nImage=y\nNetwork=postgres.container\n' },
      moves: ['/ws/db.container → /ws/postgres.container', '/ws/db.container.d → /ws/postgres.container.d'],
    }));
  test('a network, with its ending', () => {
    const found = done(renamed('back.network', 'front.network'));
    expect(found.moves).toEqual(['/ws/back.network → /ws/front.network']);
    expect(Object.keys(found.texts).sort()).toEqual(['/ws/all.quadlets', '/ws/db.container', '/ws/web.container']);
    expect(found.texts['/ws/db.container']).toContain('Network=front.network');
  });
  test('a unit of a .quadlets file', () => {
    const found = done(renamed('tool.container', 'hammer'));
    expect(found.moves).toEqual([]);
    expect(found.texts['/ws/all.quadlets']).toBe('# FileName=hammer\n[Container]\nImage=t\nNetwork=back.network\n---\n# FileName=other\n[Container]\nImage=u\nNetwork=hammer.container\n');
  });
  test('a template: its instances keep theirs', () =>
    expect(renamed('worker@.container', 'runner@')).toEqual({
      texts: { '/ws/boss.container': '[Unit]\nWants=runner@1.service runner@2.container\n[Container]\nImage=b\n' },
      moves: ['/ws/worker@.container → /ws/runner@.container'],
    }));
  test('a template: an instance that is a unit of its own stays, with its drop-ins and who names it', () => {
    const own = `
//- /ws/w@.container
[Container]
Image=w
//- /ws/w@1.container
[Container]
Image=w
//- /ws/w@1.container.d/1.conf
[Unit]
Description=one
//- /ws/w@2.container.d/1.conf
[Unit]
Description=two
//- /ws/w@.container.d/1.conf
[Unit]
Description=all
//- /ws/w-x@.container.d/1.conf
[Unit]
Description=no instance
//- /ws/x.container
[Unit]
After=w@1.service w@1.container w@2.service w@2.container
[Container]
Image=x
`.trimStart();
    expect(renamed('w@.container', 'v@', own)).toEqual({
      texts: { '/ws/x.container': '[Unit]\nAfter=w@1.service w@1.container v@2.service v@2.container\n[Container]\nImage=x\n' },
      moves: ['/ws/w@.container → /ws/v@.container', '/ws/w@2.container.d → /ws/v@2.container.d', '/ws/w@.container.d → /ws/v@.container.d'],
    });
    expect(renamed('w@1.container', 'v@3', own)).toEqual({
      texts: { '/ws/x.container': '[Unit]\nAfter=v@3.service v@3.container w@2.service w@2.container\n[Container]\nImage=x\n' },
      moves: ['/ws/w@1.container → /ws/v@3.container', '/ws/w@1.container.d → /ws/v@3.container.d'],
    });
    const cursor = editor(own.replace('After=w@1.service', 'After=w@1.serv$0ice'));
    expect(definition(cursor.file, cursor.offset, cursor.context).map(({ uri }) => uri)).toEqual(['file:///ws/w@1.container']);
  });
  test('a unit of a .quadlets file: its drop-ins move', () => {
    const bundle = '//- /ws/all.quadlets\n# FileName=net\n[Network]\n//- /ws/net.network.d/1.conf\n[Network]\nInternal=true\n';
    expect(renamed('net.network', 'back', bundle)).toEqual({
      texts: { '/ws/all.quadlets': '# FileName=back\n[Network]\n' },
      moves: ['/ws/net.network.d → /ws/back.network.d'],
    });
  });
  test('to one whose drop-ins are there already: which', () => {
    const taken = '//- /ws/a.network\n[Network]\n//- /ws/a.network.d/1.conf\n[Network]\n//- /ws/b.network.d/1.conf\n[Network]\n//- /ws/w@.volume\n[Volume]\n//- /ws/w@1.volume.d/1.conf\n[Volume]\n//- /ws/v@1.volume.d/1.conf\n[Volume]\n';
    expect(renamed('a.network', 'b', taken)).toBe('There is a b.network.d already: what it holds would count for the renamed unit.');
    expect(renamed('w@.volume', 'v@', taken)).toBe('There is a v@1.volume.d already: what it holds would count for the renamed unit.');
    expect(renamed('a.network', 'c', taken)).toEqual({ texts: {}, moves: ['/ws/a.network → /ws/c.network', '/ws/a.network.d → /ws/c.network.d'] });
  });
  test('to a name that is taken, or none: why not', () => {
    expect(renamed('db.container', 'cache')).toBe('There is a cache.container already.');
    expect(renamed('db.container', 'a/b')).toBe('systemd takes no unit named `a/b`: letters, digits and `:_.-\\` are allowed.');
    expect(renamed('db.container', '')).toBe('systemd takes no unit named nothing: letters, digits and `:_.-\\` are allowed.');
    expect(renamed('db.container', 'x.network')).toBe("db.container cannot become a .network: a unit's ending is its type.");
    expect(renamed('db.container', 'x@')).toBe('With an @ it would become a template, which starts only as instances.');
    expect(renamed('worker@.container', 'x')).toBe('A template keeps its @.');
    expect(renamed('none.container', 'x')).toBe('There is no such unit.');
  });
  test('where nothing is named', () => {
    const made = editor(at('/ws/web.container', 'Image=y', 'Image=$0y'));
    expect(rename(made.file, made.offset, 'x', made.context)).toBe('Nothing here has a name that could be changed.');
  });
  test('to its own name', () => expect(renamed('db.container', 'db')).toEqual({ texts: {}, moves: [] }));
  test('what can be renamed at the cursor', () => {
    const made = editor(at('/ws/web.container', 'db.service', 'db.serv$0ice'));
    expect(renameAt(made.file, made.offset, made.context)?.placeholder).toBe('db');
  });
});
