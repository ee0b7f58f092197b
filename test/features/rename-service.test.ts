import { describe, expect, test } from 'vitest';
import { renameService } from '../../server/src/features/rename-service.ts';
import { applyEdits } from '../../server/src/model/edits.ts';
import { uriOfPath } from '../../server/src/model/uri.ts';
import { stack } from '../support/stack.ts';

const STACK = (folder: string): string => `//- /w/${folder}/postgres.container
[Container]
Image=docker.io/library/postgres:16
//- /w/${folder}/web.container
[Unit]
After=postgres.service
[Container]
Image=docker.io/library/nginx:1.30
`;

test('of two stacks with a service of one name, only the one that is meant is renamed', () => {
  const { workspace } = stack(STACK('a') + STACK('b')).analysis;
  const change = renameService(workspace, workspace.file('file:///w/b/postgres.container')!, 'database');
  expect(change).toEqual({
    rename: [{ from: 'file:///w/b/postgres.container', to: 'file:///w/b/database.container' }],
    edits: { 'file:///w/b/web.container': [{ start: 13, end: 29, newText: 'database.service' }] },
  });
});

/** The texts that a rename changes and the files and folders that it moves, or why it is refused. */
function renamed(text: string, unit: string, name: string): { texts: Record<string, string>; moves: string[] } | string {
  const { workspace } = stack(text).analysis;
  const change = renameService(workspace, workspace.file(uriOfPath(`/w/${unit}`))!, name);
  if (typeof change === 'string') return change;
  const short = (uri: string): string => decodeURIComponent(uri).slice('file:///w/'.length);
  const edited = Object.entries(change.edits ?? {}).filter(([, edits]) => edits.length > 0);
  return {
    texts: Object.fromEntries(edited.map(([uri, edits]) => [short(uri), applyEdits(workspace.file(uri)!.text, edits)])),
    moves: (change.rename ?? []).map(({ from, to }) => `${short(from)} → ${short(to)}`),
  };
}

describe('the container’s name and its hosts', () => {
  const MOVES = ['db.container → pg.container'];
  /** A stack whose database says its name so, and whose application finds it by `host`. */
  const named = (line: string, host: string): string => `//- /w/db.container
[Container]
Image=docker.io/library/postgres:16
${line}
//- /w/app.container
[Container]
Image=x
Environment=DB_HOST=${host}
`;
  const app = (host: string): string => `[Container]\nImage=x\nEnvironment=DB_HOST=${host}\n`;
  const db = (line: string): string => `[Container]\nImage=docker.io/library/postgres:16\n${line}\n`;

  test.each([
    ['as it is', 'ContainerName=db', 'db', 'ContainerName=pg', 'pg'],
    ['within quotes', 'ContainerName="db"', 'db', 'ContainerName="pg"', 'pg'],
    ['within single quotes', "ContainerName='db'", 'db', "ContainerName='pg'", 'pg'],
  ])('written %s: both are other ones', (_, line, host, newLine, newHost) =>
    expect(renamed(named(line, host), 'db.container', 'pg')).toEqual({ texts: { 'db.container': db(newLine), 'app.container': app(newHost) }, moves: MOVES }));

  test.each([
    ['%p', 'ContainerName=%p', 'db', 'pg'],
    ['%N in quotes', 'ContainerName="my-%N"', 'my-db', 'my-pg'],
    ['no ContainerName=', '', 'systemd-db', 'systemd-pg'],
  ])('from the unit’s by %s: the hosts follow', (_, line, host, newHost) =>
    expect(renamed(named(line, host), 'db.container', 'pg')).toEqual({ texts: { 'app.container': app(newHost) }, moves: MOVES }));

  test.each([
    ['a specifier that nobody knows here', 'ContainerName=%H-db', 'db'],
    ['a host of another name', 'ContainerName=%p', 'other'],
  ])('%s: neither is touched', (_, line, host) =>
    expect(renamed(named(line, host), 'db.container', 'pg')).toEqual({ texts: {}, moves: MOVES }));

  test('a name that another container has is refused, whichever way it comes about', () => {
    const other = (line: string): string => `//- /w/cache.container\n[Container]\nImage=y\n${line}\n`;
    const why = 'cache.container calls its container pg already: each of the two services would remove the other’s.';
    expect(renamed(named('ContainerName=db', 'db') + other('ContainerName=pg'), 'db.container', 'pg')).toBe(why);
    expect(renamed(named('ContainerName=%p', 'db') + other('ContainerName="pg"'), 'db.container', 'pg')).toBe(why);
    // Only an alias, or a name that this one does not get.
    expect(renamed(named('ContainerName=db', 'db') + other('NetworkAlias=pg'), 'db.container', 'pg')).toMatchObject({ moves: MOVES });
    expect(renamed(named('', 'systemd-db') + other('ContainerName=pg'), 'db.container', 'pg')).toMatchObject({ moves: MOVES });
  });
});

describe('templates', () => {
  const TEMPLATE = `//- /w/w@.container
[Container]
Image=x
ContainerName=w
//- /w/x.container
[Unit]
After=w@1.service w@.container
[Container]
Image=y
Environment=W_HOST=w
`;
  test('keep the name of their container', () =>
    expect(renamed(TEMPLATE, 'w@.container', 'v@')).toEqual({
      texts: { 'x.container': '[Unit]\nAfter=v@1.service v@.container\n[Container]\nImage=y\nEnvironment=W_HOST=w\n' },
      moves: ['w@.container → v@.container'],
    }));
  test('stay templates', () => {
    expect(renamed(TEMPLATE, 'w@.container', 'v')).toBe('A template keeps its @.');
    expect(renamed(TEMPLATE, 'x.container', 'v@')).toBe('With an @ it would become a template, which starts only as instances.');
    expect(renamed(TEMPLATE, 'x.container', '@')).toBe('“@” is no name for a container: letters, digits, “_”, “.” and “-”, a letter or digit first.');
  });
});

test('what drop-ins say moves with the service, and none is taken over', () => {
  const unit = (name: string): string => `//- /w/${name}.container\n[Container]\nImage=x\n`;
  const dropIn = (name: string): string => `//- /w/${name}.container.d/1.conf\n[Container]\nContainerName=${name}\n`;
  expect(renamed(unit('a') + dropIn('a'), 'a.container', 'b')).toEqual({
    texts: { 'a.container.d/1.conf': '[Container]\nContainerName=b\n' },
    moves: ['a.container → b.container', 'a.container.d → b.container.d'],
  });
  const taken = 'There is a b.container.d already: what it holds would count for the renamed unit.';
  expect(renamed(unit('a') + dropIn('a') + dropIn('b'), 'a.container', 'b')).toBe(taken);
  expect(renamed(unit('a') + dropIn('b'), 'a.container', 'b')).toBe(taken);
});
