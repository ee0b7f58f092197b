import { expect, test } from 'vitest';
import { renameService } from '../../server/src/features/rename-service.ts';
import { applyEdits } from '../../server/src/model/edits.ts';
import { uriOfPath } from '../../server/src/model/uri.ts';
import { stack } from '../support/stack.ts';

const TEXT = `//- /w/db.container
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

test('a service is renamed wherever it is meant, and nothing else is', () => {
  const { analysis: { workspace } } = stack(TEXT);
  const change = renameService(workspace, workspace.file(uriOfPath('/w/db.container'))!, 'store');
  if (typeof change === 'string') throw new Error(change);
  const texts = Object.fromEntries(Object.entries(change.edits ?? {}).map(([uri, edits]) => [uri, applyEdits(workspace.file(uri)!.text, edits)]));
  const before = Object.fromEntries([...workspace.files()].map(({ uri, text }) => [uri, text]));
  const changed = Object.entries(texts).flatMap(([uri, text]) => text.split('\n').filter((line) => !before[uri]!.split('\n').includes(line)).map((line) => `${uri.replace('file:///w/', '')}: ${line}`)).sort();
  expect(changed).toEqual([
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
  expect(change.rename).toEqual([{ from: uriOfPath('/w/db.container'), to: uriOfPath('/w/store.container') }]);
});

test('a name that cannot be one is refused, and so is a file that is no container', () => {
  const { analysis: { workspace } } = stack(TEXT);
  expect(renameService(workspace, workspace.file(uriOfPath('/w/db.container'))!, 'a b')).toMatch(/is no name for a container/);
  expect(renameService(workspace, workspace.file(uriOfPath('/w/app.network'))!, 'net')).toBe('app.network is no .container unit.');
});
