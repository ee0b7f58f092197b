import { describe, expect, test } from 'vitest';
import { describeTarget } from '../../server/src/features/hosts.ts';
import { languageOf } from '../../server/src/features/languages.ts';
import { renameService } from '../../server/src/features/rename-service.ts';
import { applyEdits } from '../../server/src/model/edits.ts';
import { uriOfPath } from '../../server/src/model/uri.ts';
import { containerAt } from '../../server/src/stack/queries.ts';
import { stack } from '../support/stack.ts';

/** From the names of hosts to the units that answer to them, and back. */

const TEXT = `//- /w/db.container
[Container]
Image=docker.io/library/postgres:17
ContainerName=database
Network=app.network
//- /w/cache.container
[Container]
Image=docker.io/library/redis:7.4
ContainerName=cache
NetworkAlias=redis
Network=app.network
Exec=redis-server --port 6380
//- /w/app.network
[Network]
//- /w/web.container
[Unit]
After=db.service
[Container]
Image=docker.io/x/web:1
ContainerName=web
Network=app.network
EnvironmentFile=.env
Environment=SEARCH_HOST=search DB_HOST=database "CACHE_URL=redis://:CHANGE_ME@redis:6380/1"
Exec=serve --broker=redis://cache:6380/2
//- /w/.env
DATABASE_URL=postgres://shop:CHANGE_ME@database:5432/shop
CELERY_BROKER_URL=redis://redis:6380/0
SERVERS_NODES=database:1,cache:2
MAIL_HOST=mail.example.com
//- /w/pgbouncer.ini
[databases]
shop = host=database,other port=5432
[pgbouncer]
`;

const made = stack(TEXT);
const { workspace } = made.analysis;
const file = (name: string) => workspace.file(uriOfPath(`/w/${name}`))!;
const context = { snapshot: workspace };
/** `file:line «text»` of a place. */
const shown = ({ uri, start, end }: { uri: string; start: number; end: number }): string => {
  const found = workspace.file(uri)!;
  return `${found.name}:${found.lines.positionAt(start).line + 1} «${found.text.slice(start, end)}»`;
};
/** The offset of a piece of a file's text; of the last `|` in it where it has one. */
function offsetOf(name: string, piece: string): number {
  const at = file(name).text.indexOf(piece.replace('|', ''));
  if (at < 0) throw new Error(`${name} has no ${piece}`);
  return at + Math.max(0, piece.indexOf('|'));
}
const definition = (name: string, piece: string): string[] => (languageOf(file(name).kind)!.definition?.(file(name), offsetOf(name, piece), context) ?? []).map(shown);
const references = (name: string, piece: string): string[] => (languageOf(file(name).kind)!.references?.(file(name), offsetOf(name, piece), context, false) ?? []).map(shown);
const hover = (name: string, piece: string): string | undefined => languageOf(file(name).kind)!.hover?.(file(name), offsetOf(name, piece), context)?.markdown;

describe('definition', () => {
  test.each<[string, string, string[]]>([
    ['.env', '@data|base:5432', ['db.container:3 «database»']],
    ['.env', '//re|dis:6380', ['cache.container:4 «redis»']],
    ['.env', '=data|base:1', ['db.container:3 «database»']],
    ['.env', 'cac|he:2', ['cache.container:3 «cache»']],
    ['.env', 'mail.exa|mple', []],
    ['.env', 'sh|op:CHANGE_ME', []],
    ['web.container', 'DB_HOST=data|base', ['db.container:3 «database»']],
    ['web.container', '@re|dis', ['cache.container:4 «redis»']],
    ['web.container', '//ca|che', ['cache.container:3 «cache»']],
    ['web.container', '=sea|rch', []],
    ['web.container', 'db.ser|vice', ['db.container:1 «[Container]»']],
    ['pgbouncer.ini', 'data|base,', ['db.container:3 «database»']],
    ['pgbouncer.ini', 'oth|er', []],
  ])('%s %j', (name, piece, expected) => expect(definition(name, piece)).toEqual(expected));
});

test('references, from the unit and from a name of its container', () => {
  const all = ['web.container:2 «db.service»', 'web.container:8 «database»', '.env:1 «database»', '.env:3 «database»', 'pgbouncer.ini:2 «database»'].sort();
  expect(references('db.container', '[Contai|ner]').sort()).toEqual(all);
  expect(references('db.container', 'ContainerName=data|base').sort()).toEqual(all);
  expect(references('cache.container', 'NetworkAlias=re|dis').sort()).toEqual(['web.container:8 «redis»', 'web.container:9 «cache»', '.env:2 «redis»', '.env:3 «cache»'].sort());
  expect(references('.env', '@data|base').sort()).toEqual(all.filter((place) => !place.includes('service')));
});

test('a hover shows where it leads, and no password', () => {
  expect(hover('.env', 'DATABASE|_URL')).toBe('**DATABASE_URL** — secret, not shown\n\n`postgres` at **database**, port 5432, as `shop`, with a password, database `shop`.\n\n→ **db.container** — PostgreSQL 17 · service `db.service` · listens on 5432 · on `app.network`');
  expect(hover('web.container', '@re|dis')).toBe('**cache.container** — Redis 7.4 · service `cache.service` · listens on 6380 · on `app.network`');
  expect(hover('pgbouncer.ini', 'data|base,')).toBe('**db.container** — PostgreSQL 17 · service `db.service` · listens on 5432 · on `app.network`');
  expect(hover('.env', 'MAIL|_HOST')).toBe('**MAIL_HOST**\n\n``mail.example.com ``');
  for (const name of ['.env', 'web.container']) for (let at = 0; at < file(name).text.length; at += 3) expect(languageOf(file(name).kind)!.hover?.(file(name), at, context)?.markdown ?? '').not.toContain('CHANGE_ME');
});

test('the container’s name is renamed by the command for services alone', () => {
  const language = languageOf('quadlet')!;
  const at = offsetOf('db.container', 'ContainerName=data|base');
  expect(language.renameAt?.(file('db.container'), at, context)).toBeUndefined();
  expect(language.rename?.(file('db.container'), at, 'x', context)).toMatch(/Rename Service/);
});

describe('rename of a service', () => {
  /** The files that change, whole. */
  function renamed(text: string, unit: string, name: string): Record<string, string> {
    const { workspace: files } = stack(text).analysis;
    const change = renameService(files, files.file(uriOfPath(`/w/${unit}`))!, name);
    if (typeof change === 'string') throw new Error(change);
    return Object.fromEntries(Object.entries(change.edits ?? {}).map(([uri, edits]) => [uri.replace('file:///w/', ''), applyEdits(files.file(uri)!.text, edits)]));
  }
  const DB = '//- /w/db.container\n[Container]\nImage=docker.io/library/postgres:17\n';

  test('lists of hosts, replicas, variables of any program', () => {
    expect(renamed(`${DB}ContainerName=db\n//- /w/pgbouncer.ini\n[databases]\nx = host=other,db port=5432\ny = host='db'\n//- /w/redis.conf\nreplicaof db 6379\n//- /w/.env\nSEARCH_HOST=db\nUPSTREAM_SERVERS=db:1,db2:2\nNAME=db\n`, 'db.container', 'store')).toEqual({
      'db.container': '[Container]\nImage=docker.io/library/postgres:17\nContainerName=store\n',
      'pgbouncer.ini': "[databases]\nx = host=other,store port=5432\ny = host='store'\n",
      'redis.conf': 'replicaof store 6379\n',
      '.env': 'SEARCH_HOST=store\nUPSTREAM_SERVERS=store:1,db2:2\nNAME=db\n',
    });
  });
  test('without ContainerName= the container is called after the unit', () => {
    expect(renamed(`${DB}//- /w/.env\nDB_HOST=systemd-db\nOTHER_HOST=db\n`, 'db.container', 'store')).toEqual({ '.env': 'DB_HOST=systemd-store\nOTHER_HOST=db\n' });
  });
  test('a name that is set in a drop-in, and variables of one', () => {
    expect(renamed(`${DB}//- /w/db.container.d/name.conf\n[Container]\nContainerName=db\n//- /w/web.container\n[Container]\nImage=docker.io/x/web:1\n//- /w/web.container.d/env.conf\n[Container]\nEnvironment=DB_HOST=db "URL=postgres://a@db/db"\n`, 'db.container', 'store')).toEqual({
      'db.container.d/name.conf': '[Container]\nContainerName=store\n',
      'web.container.d/env.conf': '[Container]\nEnvironment=DB_HOST=store "URL=postgres://a@store/db"\n',
    });
  });
  test('quotes, exports, several URLs and line ends stay', () => {
    expect(renamed(`${DB}ContainerName=db\n//- /w/.env\nexport DB_HOST="db"\r\nBROKERS=redis://db:1;redis://db:2\r\n`, 'db.container', 'store')).toEqual({
      'db.container': '[Container]\nImage=docker.io/library/postgres:17\nContainerName=store\n',
      '.env': 'export DB_HOST="store"\r\nBROKERS=redis://store:1;redis://store:2\r\n',
    });
  });
  test('wherever it is meant, and nothing else', () => {
    const { workspace: files } = stack(EVERYWHERE).analysis;
    const lines = Object.entries(renamed(EVERYWHERE, 'db.container', 'store')).flatMap(([name, text]) => {
      const before = files.file(uriOfPath(`/w/${name}`))!.text.split('\n');
      return text.split('\n').filter((line) => !before.includes(line)).map((line) => `${name}: ${line}`);
    });
    expect(lines.sort()).toEqual([
      '.env: DATABASE_URL=postgres://shop@store:5432/db',
      'db.container: ContainerName=store',
      'nginx.conf: http { upstream db { server store:8000; } server { location / { proxy_pass http://db; } } }',
      'pgbouncer.ini: shop = host=store port=5432',
      'web.container: After=store.service network-online.target',
      'web.container: Environment=DB_HOST=store "CACHE=redis://store:6379/0" NAME=db',
      'web.container: Environment=UPSTREAM=store:5432',
      'web.container: Exec=serve --database postgres://shop@store:5432/db --name db',
      'web.container: Requires=store.service',
    ]);
    expect(renameService(files, files.file(uriOfPath('/w/db.container'))!, 'store')).toMatchObject({ rename: [{ from: uriOfPath('/w/db.container'), to: uriOfPath('/w/store.container') }] });
  });

  test('a name that cannot be one is refused, and so is a file that is no container', () => {
    const { workspace: files } = stack(EVERYWHERE).analysis;
    expect(renameService(files, files.file(uriOfPath('/w/db.container'))!, 'a b')).toMatch(/is no name for a container/);
    expect(renameService(files, files.file(uriOfPath('/w/app.network'))!, 'net')).toBe('app.network is no .container unit.');
  });
});

const EVERYWHERE = `//- /w/db.container
[Container]
Image=docker.io/library/postgres:17
ContainerName=db
Network=app.network
//- /w/web.container
[Unit]
Requires=db.service
After=db.service network-online.target
[Container]
Image=docker.io/x/web:1
Network=app.network
EnvironmentFile=.env
Environment=DB_HOST=db "CACHE=redis://db:6379/0" NAME=db
Environment=UPSTREAM=db:5432
Exec=serve --database postgres://shop@db:5432/db --name db
//- /w/pool.container
[Container]
Image=docker.io/x/pgbouncer:1
Network=app.network
Volume=./pgbouncer.ini:/etc/pgbouncer/pgbouncer.ini:ro
//- /w/pgbouncer.ini
[databases]
shop = host=db port=5432
[pgbouncer]
//- /w/front.container
[Container]
Image=docker.io/library/nginx:1
Network=app.network
Volume=./nginx.conf:/etc/nginx/nginx.conf:ro
//- /w/nginx.conf
http { upstream db { server db:8000; } server { location / { proxy_pass http://db; } } }
//- /w/app.network
[Network]
//- /w/.env
DATABASE_URL=postgres://shop@db:5432/db
DB_NAME=db
`;

test.each<[unit: string, line: string]>([
  ['Image=docker.io/library/postgres:17\nNetwork=app.network', '**a.container** — PostgreSQL 17 · service `a.service` · listens on 5432 · on `app.network`'],
  ['Image=docker.io/library/redis', '**a.container** — Redis · service `a.service` · listens on 6379 · on the default network'],
  ['Image=quay.io/example/app:2', '**a.container** — image `quay.io/example/app:2` · service `a.service` · on the default network'],
  ['Rootfs=/srv/root\nServiceName=other\nNetwork=host', '**a.container** · service `other.service` · on `host`'],
])('a container with %j in one line', (lines, said) => {
  const { analysis: { workspace } } = stack(`//- /w/a.container\n[Container]\n${lines}\n//- /w/app.network\n[Network]\n`);
  expect(describeTarget(workspace, containerAt(workspace, workspace.file(uriOfPath('/w/a.container'))!)!, '/w/a.container')).toBe(said);
});
