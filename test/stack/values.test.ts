import { describe, expect, test } from 'vitest';
import { uriOfPath } from '../../server/src/model/uri.ts';
import { parseImage, productOfImage } from '../../server/src/stack/image.ts';
import { listeningOf } from '../../server/src/stack/ports.ts';
import { containerAt } from '../../server/src/stack/queries.ts';
import { parseMount, parseNetwork, parsePublishedPort, parseSecret, parseVolume } from '../../server/src/stack/values.ts';
import { stack } from '../support/stack.ts';

test.each<[text: string, port: ReturnType<typeof parsePublishedPort>]>([
  ['80', { ip: undefined, host: undefined, container: [80, 80], protocol: 'tcp' }],
  ['8080:80/UDP', { ip: undefined, host: [8080, 8080], container: [80, 80], protocol: 'udp' }],
  ['127.0.0.1::80', { ip: '127.0.0.1', host: undefined, container: [80, 80], protocol: 'tcp' }],
  ['0.0.0.0:8000-8010:8000-8010', { ip: undefined, host: [8000, 8010], container: [8000, 8010], protocol: 'tcp' }],
  ['[::1]:8080:80', { ip: '::1', host: [8080, 8080], container: [80, 80], protocol: 'tcp' }],
  ['[::]:8080:80', { ip: undefined, host: [8080, 8080], container: [80, 80], protocol: 'tcp' }],
  ['8010-8000:80', undefined],
  ['70000:80', undefined],
  ['%i:80', undefined],
  ['http', undefined],
  ['', undefined],
])('the port %j', (text, port) => expect(parsePublishedPort(text)).toEqual(port));

test.each<[text: string, volume: ReturnType<typeof parseVolume>]>([
  ['/x', { kind: 'anonymous', source: '', target: '/x', options: [] }],
  [':/x', { kind: 'anonymous', source: '', target: '/x', options: [] }],
  ['data:/x:ro,Z', { kind: 'volume', source: 'data', target: '/x', options: ['ro', 'Z'] }],
  ['%h/x:/x', { kind: 'bind', source: '%h/x', target: '/x', options: [] }],
  ['./x:/x:', { kind: 'bind', source: './x', target: '/x', options: [] }],
])('the volume %j', (text, volume) => expect(parseVolume(text)).toEqual(volume));

test.each<[text: string, mount: ReturnType<typeof parseMount>]>([
  ['type=bind,src=/a,dst=/b,ro', { kind: 'bind', source: '/a', target: '/b', options: ['ro'] }],
  ['type=bind,source=/a,target=/b,readonly=false', { kind: 'bind', source: '/a', target: '/b', options: [] }],
  ['type=ramfs,destination=/b', { kind: 'tmpfs', source: '', target: '/b', options: [] }],
  ['source=data,destination=/b', { kind: 'volume', source: 'data', target: '/b', options: [] }],
  ['destination=/b', { kind: 'anonymous', source: '', target: '/b', options: [] }],
  ['type=image,source=x,destination=/b', { kind: 'other', source: 'x', target: '/b', options: [] }],
  ['type=bind,source=/a', undefined],
])('the mount %j', (text, mount) => expect(parseMount(text)).toEqual(mount));

test('networks and secrets', () => {
  expect(['app.network:ip=10.0.0.1,alias=a', 'container:x', 'ns:/run/x', 'host'].map(parseNetwork)).toEqual([
    { name: 'app.network', options: ['ip=10.0.0.1', 'alias=a'] }, { name: 'container:x', options: [] }, { name: 'ns:/run/x', options: [] }, { name: 'host', options: [] },
  ]);
  expect(['a', 'a,type=env', 'a,type=env,target=B', 'a,target=/x'].map(parseSecret)).toEqual([
    { name: 'a', type: 'mount', target: undefined }, { name: 'a', type: 'env', target: 'a' }, { name: 'a', type: 'env', target: 'B' }, { name: 'a', type: 'mount', target: '/x' },
  ]);
});

test.each<[reference: string, product: ReturnType<typeof productOfImage>]>([
  ['docker.io/library/postgres:17.2', { product: 'postgres', version: [17, 2] }],
  ['docker.io/library/postgres', { product: 'postgres', version: undefined }],
  ['docker.io/postgis/postgis:16-3.4', { product: 'postgres', version: [16] }],
  ['docker.io/timescale/timescaledb:2.17.2-pg16', { product: 'postgres', version: [16] }],
  ['docker.io/pgvector/pgvector:pg17', { product: 'postgres', version: [17] }],
  ['docker.io/timescale/timescaledb', { product: 'postgres', version: undefined }],
  ['docker.io/prodrigestivill/postgres-backup-local:16', undefined],
  ['docker://docker.io/library/redis:7.2', { product: 'redis', version: [7, 2] }],
  ['oci-archive:/x.tar', undefined],
  ['docker.io/library/python:3.13', undefined],
])('the image %s', (reference, product) => expect(productOfImage(parseImage(reference))).toEqual(product));

describe('where a program listens', () => {
  const listens = (image: string, lines: string, files = ''): string | undefined => {
    const { analysis: { workspace } } = stack(`//- /w/a.container\n[Container]\nImage=${image}\n${lines}\n${files}`);
    const container = containerAt(workspace, workspace.file(uriOfPath('/w/a.container'))!)!;
    const found = listeningOf(workspace, container, '/w/a.container');
    return found === undefined ? undefined : `${found.host ?? '*'}:${found.port}`;
  };
  test.each<[string, string, string | undefined, string?]>([
    ['docker.io/library/postgres:17', '', '*:5432'],
    ['docker.io/library/postgres:17', 'Exec=-c port=5433 -c listen_addresses=localhost', 'localhost:5433'],
    ['docker.io/library/redis:7', 'Exec=--port 6380 --bind 127.0.0.1 -::1', '127.0.0.1:6380'],
    ['docker.io/library/redis:7', 'Exec=--port x', undefined],
    ['docker.io/edoburu/pgbouncer:1.23', '', undefined],
    ['docker.io/edoburu/pgbouncer:1.23', 'Volume=./pgbouncer.ini:/etc/pgbouncer/pgbouncer.ini', '127.0.0.1:6432', '//- /w/pgbouncer.ini\n[pgbouncer]\nlisten_addr = 127.0.0.1\n'],
    ['docker.io/mher/flower:2', 'Exec=celery flower --port=5556', '*:5556'],
    ['docker.io/mher/flower:2', 'Exec=celery flower --port=${PORT}', undefined],
    ['localhost/app', 'Exec=daphne app:app', '127.0.0.1:8000'],
    ['localhost/app', 'Exec=daphne -b 0.0.0.0 -p 9000 app:app', '*:9000'],
    ['localhost/app', 'Exec=daphne -b0.0.0.0 app:app', '*:8000'],
    ['localhost/app', 'Exec=daphne -u /run/x.sock app:app', undefined],
    ['localhost/app', 'Exec=daphne -p x app:app', undefined],
    ['localhost/app', 'Exec=uvicorn --host 10.0.0.1 app:app', '10.0.0.1:8000'],
    ['localhost/app', 'Exec=gunicorn app', undefined],
    ['docker.io/library/postgres:17', 'Environment=PGPORT=5433 PGPORT=5434', '*:5434'],
    ['docker.io/library/postgres:17', 'Environment=PGPORT=5433\nExec=-c port=5434', '*:5434'],
    ['docker.io/library/postgres:17', 'Environment=POSTGRESQL_PORT_NUMBER=5433', '*:5432'],
    ['docker.io/library/postgres:17', 'EnvironmentFile=a.env\nEnvironmentFile=b.env', '*:2', '//- /w/a.env\nPGPORT=1\n//- /w/b.env\nPGPORT=2\n'],
    ['docker.io/bitnamilegacy/redis:7', 'Environment=REDIS_PORT_NUMBER=6380', '*:6380'],
    ['docker.io/library/redis:7', 'Environment=REDIS_PORT_NUMBER=6380', '*:6379'],
    ['docker.io/mher/flower:2', 'Environment=FLOWER_PORT=8888', '*:8888'],
    ['localhost/app', 'Exec=uvicorn app:app\nEnvironment=UVICORN_HOST=0.0.0.0 UVICORN_PORT=9000', '*:9000'],
    ['localhost/app', 'Exec=uvicorn --port 9001 app:app\nEnvironment=UVICORN_PORT=9000', '127.0.0.1:9001'],
    ['localhost/app', 'Exec=uvicorn app:app\nEnvironment=UVICORN_UDS=/run/x', undefined],
    ['localhost/app', 'Exec=uvicorn app:app\nSecret=host,type=env,target=UVICORN_HOST', '*:8000'],
    ['docker.io/library/nginx:1', "Exec=nginx -g 'daemon off;'", '*:80'],
    ['ghcr.io/nginx/nginx-unprivileged:1', '', '*:8080'],
    ['localhost/app', 'Exec=gunicorn -b 0.0.0.0 app', '*:8000'],
    ['localhost/app', 'Exec=gunicorn -b [::1]:9000 app', '::1:9000'],
    ['localhost/app', 'Exec=gunicorn -b :9000 app', '*:9000'],
    ['localhost/app', 'Exec=gunicorn -b unix:/run/x.sock app', undefined],
    ['localhost/app', 'Exec=gunicorn -c gunicorn.py app', undefined],
    ['localhost/app', 'Exec=serve', undefined],
  ])('%s %s: %s', (image, lines, where, files) => expect(listens(image, lines, files)).toBe(where));
});
