import { describe, expect, test } from 'vitest';
import { uriOfPath } from '../../server/src/model/uri.ts';
import { parseImage, productOfImage } from '../../server/src/stack/image.ts';
import { listeningOf } from '../../server/src/stack/ports.ts';
import { containerAt } from '../../server/src/stack/queries.ts';
import { parseMount, parseNetwork, parsePublishedPort, parseSecret, parseVolume } from '../../server/src/stack/values.ts';
import { findings, fixed, stack } from '../support/stack.ts';

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

describe('the command behind a shell', () => {
  /** What runs, and each word with the text that stands at its place. */
  const read = (exec: string): { program: string; words: string[]; raw: string[] } => {
    const { analysis: { workspace } } = stack(`//- /w/x.container\n[Container]\nImage=docker.io/library/redis:7.4\nExec=${exec}\n`);
    const file = workspace.file(uriOfPath('/w/x.container'))!;
    const { program, exec: command } = containerAt(workspace, file)!;
    return { program, words: command!.words.map(({ value }) => value), raw: command!.words.map(({ start, end }) => file.text.slice(start, end)) };
  };
  test.each<[exec: string, program: string, words: string[], raw?: string[]]>([
    ["sh -c 'exec redis-server --requirepass \"$$PW\" --maxmemory 256mb'", 'redis', ['redis-server', '--requirepass', '$$PW', '--maxmemory', '256mb'], ['redis-server', '--requirepass', '"$$PW"', '--maxmemory', '256mb']],
    ['/bin/bash -ec "exec valkey-server /etc/valkey.conf --port \\"6380\\""', 'redis', ['valkey-server', '/etc/valkey.conf', '--port', '6380'], ['valkey-server', '/etc/valkey.conf', '--port', '\\"6380\\"']],
    ["sh -e -c 'docker-entrypoint.sh postgres \\\n  -c max_connections=${MAX:-50} -c work_mem=8MB'", 'postgres', ['docker-entrypoint.sh', 'postgres', '-c', 'max_connections=${MAX:-50}', '-c', 'work_mem=8MB']],
    ["sh -c 'A=1 exec celery -A app worker -c $$N'", 'celery-worker', ['celery', '-A', 'app', 'worker', '-c', '$$N']],
    ["sh -c 'gunicorn -b 0.0.0.0:$$PORT app\\x5c-x'", 'gunicorn', ['gunicorn', '-b', '0.0.0.0:$$PORT', 'app-x'], ['gunicorn', '-b', '0.0.0.0:$$PORT', 'app\\x5c-x']],
    ['sh -c pgbouncer', 'pgbouncer', ['pgbouncer'], ['pgbouncer']],
  ])('%j', (exec, program, words, raw = words) => expect(read(exec)).toEqual({ program, words, raw }));
  test.each([
    "sh -c 'redis-server --port 1 | tee /log'", "sh -c 'cd /data && redis-server'", "sh -c 'redis-server; true'", "sh -c 'redis-server > /log'", "sh -c 'redis-server &'", "sh -c 'redis-server --port $$(cat /port)'",
    "sh -c 'redis-server --port `cat /port`'", "sh -c '(redis-server)'", "sh -c 'redis-server # here'", "sh -c 'redis-server \"unclosed'", "sh -c 'redis-server $$OPTIONS'", "sh -c 'redis-server --port 1 \"$$CONF\"'",
    "sh -c 'redis-server --port \"$$@\"' sh 1", "sh -c 'redis-server --port ${PORT'", "sh -c 'redis-server --port \\'", "sh -c 'redis-cli ping'", "sh -c 'exec'", 'sh -c', 'sh redis-server', "sh -x start -c 'redis-server'", "python -c 'redis-server'",
  ])('%j is left alone', (exec) => expect([read(exec).program, read(exec).words[0]]).toEqual(['other', exec.split(' ')[0]]));

  const unit = (name: string, lines: string): string => `//- /w/${name}.container\n[Container]\nContainerName=${name}\nNetwork=a.network\n${lines}\n`;
  const rest = `${unit('app', 'Image=docker.io/x/app:1\nEnvironment=CACHE_URL=redis://redis/0')}//- /w/a.network\n[Network]\n`;
  const redis = (script: string): string => unit('redis', `Image=docker.io/library/redis:7.4\nMemory=1g\nExec=sh -c '${script}'`) + rest;
  test('counts as if it stood there itself', () => {
    expect(findings(stack(redis('exec redis-server --requirepass "$$PW" --maxmemory 900mb')))).toEqual([
      '/w/app.container:5 redis-password-mismatch «redis»', '/w/redis.container:6 redis-maxmemory-too-high «900mb»',
    ]);
    expect(findings(stack(redis('exec redis-server --maxmemory "$$MAX"')))).toEqual([]);
    expect(fixed(redis('exec redis-server --maxmemroy 900mb'), '/w/redis.container', 'command-unknown-option')).toContain("'exec redis-server --maxmemory 900mb'");
  });
  test('tells nothing of PostgreSQL that a variable sets', () => {
    const db = (value: string): string => `${unit('db', `Image=docker.io/library/postgres:16\nVolume=d:/var/lib/postgresql/data\nMemory=1g\nExec=bash -c 'exec docker-entrypoint.sh postgres -c max_connections=${value} -c work_mem=16MB -p ${value}'`)}//- /w/a.network\n[Network]\n`;
    expect(findings(stack(db('"$$MAX"')))).toEqual([]);
    expect(findings(stack(db('many'))).map((found) => found.split(' ').slice(1).join(' '))).toEqual(['postgres-can-exceed-memory «1g»', 'postgres-bad-value «many»', 'postgres-bad-value «many»']);
  });
  test('names hosts by its own options', () => {
    const { analysis: { workspace } } = stack(unit('worker', "Image=docker.io/x/app:1\nExec=sh -c 'exec celery -A app -b redis://broker:6379/0 worker'"));
    expect(containerAt(workspace, workspace.file(uriOfPath('/w/worker.container'))!)!.connections.map(({ variable, host, hostSpan }) => [variable, host, hostSpan.end - hostSpan.start])).toEqual([['-b', 'broker', 6]]);
  });
});
