import fc from 'fast-check';

/** What the files of a generated workspace are made of: lines that refer to each other, and lines that are wrong. */
const LINES: Readonly<Record<string, readonly string[]>> = {
  unit: [
    '[Container]', '[Unit]', '[Service]', '[Install]', '[Pod]', '[Network]', '[Volume]', '[Build]', '[Image]', '[Kube]', '[Quadlet]', '[', '[Nonsense] x', '',
    'Image=docker.io/library/postgres:18', 'Image=docker.io/library/redis:8.0', 'Image=docker.io/edoburu/pgbouncer:1.23', 'Image=img.image', 'Image=b.build', 'Image=', 'Image=docker.io/library/nginx:1.29',
    'Network=back.network', 'Network=gone.network', 'Network=host', 'Pod=app.pod', 'ContainerName=db', 'ContainerName=cache', 'ContainerName=%p', 'NetworkAlias=db', 'HostName=web',
    'Volume=./redis.conf:/usr/local/etc/redis/redis.conf:Z', 'Volume=data.volume:/var/lib/postgresql:Z', 'Volume=./postgresql.conf:/etc/postgresql/postgresql.conf', 'Volume=./pgbouncer.ini:/etc/pgbouncer/pgbouncer.ini:ro',
    'Volume=./userlist.txt:/etc/pgbouncer/userlist.txt', 'Volume=./nginx.conf:/etc/nginx/nginx.conf:ro', 'Volume=/srv/x:/x:z', 'Mount=type=bind,source=./redis.conf,target=/r.conf',
    'EnvironmentFile=./app.env', 'EnvironmentFile=.env', 'Environment=POSTGRES_PASSWORD=s3cr3t DATABASE_URL=postgres://u:s3cr3t@pgbouncer:6432/app', 'Environment="REDIS_URL=redis://:s3cr3t@cache:6379/0"', 'Environment=A',
    'PublishPort=5432:5432', 'PublishPort=8000-8010:80', 'PublishPort=127.0.0.1:6379:6379', 'PublishPort=x', 'Exec=redis-server /usr/local/etc/redis/redis.conf --maxmemory 900mb', 'Exec=postgres -c shared_buffers=2GB -c work_mem=64MB',
    'Exec=celery -A app worker --concurrency=8', 'Exec=sh -c \\', '  "a b" \\', '# comment \\', '; c', 'Memory=1g', 'Memory=512m', 'Memory=x', 'PodmanArgs=--memory=2g --cpus=2', 'PodmanArgs=--network-alias=db', 'ShmSize=256m', 'HealthCmd=redis-cli ping', 'Secret=pw,type=env',
    'After=db.service cache.service', 'Requires=db.container', 'Wants=network-online.target', 'After=web.service', 'CPUQuota=50%', 'Restart=always', 'RestartSec=5s', 'MemoryMax=1G', 'WantedBy=default.target', 'Type=oneshot', 'ExecStartPre=/bin/true',
    'ServiceName=other', 'Enviroment=typo', 'UserNS=keep-id', 'User=1000', 'AutoUpdate=registry', 'PodName=app', 'NetworkName=n', 'Subnet=10.0.0.0/24', 'VolumeName=v', 'ImageTag=localhost/b', 'File=./Containerfile', 'SetWorkingDirectory=unit', 'Yaml=./x.yaml', 'Driver=bridge',
    '# quadlet-stack-ignore quadlet-unknown-key: test', '# quadlet-stack-ignore-file healthcheck-missing: test', '---', '# FileName=one', '# FileName=two',
  ],
  redis: ['maxmemory 900mb', 'maxmemory 2gb', 'maxmemory-policy allkeys-lru', 'maxmemory-policy noeviction', 'requirepass s3cr3t', 'user app on >s3cr3t ~* +@all', 'port 6379', 'port 6380', 'bind 0.0.0.0', 'bind 127.0.0.1', 'save 900 1', 'save ""', 'appendonly yes', 'include other.conf', 'dir /data', 'aclfile /x', 'nonsense 1', 'maxclients x', '"un', '# c', '', 'port 1 # c', 'protected-mode no', 'masterauth s3cr3t', 'tls-port 1'],
  sentinel: ['sentinel monitor m cache 6379 2', 'sentinel auth-pass m s3cr3t', 'sentinel down-after-milliseconds m x', 'port 26379', '# c', ''],
  pgbouncer: ['[pgbouncer]', '[databases]', '[users]', '[', 'app = host=db port=5432 dbname=app password=s3cr3t', '* = host=gone', 'listen_port = 6432', 'listen_addr = *', 'pool_mode = transaction', 'default_pool_size = 20', 'max_client_conn = 100', 'auth_type = scram-sha-256', 'auth_file = /etc/pgbouncer/userlist.txt', '%include other.ini', 'server_lifetime = x', '; c', '', "x = '", 'admin_users = app'],
  userlist: ['"app" "s3cr3t"', '"app" "SCRAM-SHA-256$4096:c2FsdA==$c3RvcmVk:c2VydmVy"', '"b" "md5d41d8cd98f00b204e9800998ecf8427e"', '"open', '; c', '', 'x y'],
  postgres: ["shared_buffers = '1GB'", 'shared_buffers = 4GB', 'max_connections = 100', 'max_connections = 200', 'work_mem = 64MB', "listen_addresses = '*'", "listen_addresses = 'localhost'", 'port = 5432', 'wal_level = x', "include 'other.conf'", "password_encryption = 'md5'", '# c', '', 'fsync = off', "ssl = 'x", 'nonsense = 1'],
  env: ['POSTGRES_PASSWORD=s3cr3t', 'DATABASE_URL=postgres://app:s3cr3t@pgbouncer:6432/app', 'REDIS_URL=redis://:s3cr3t@cache:6379/0', 'CELERY_BROKER_URL=redis://cache:6379/1', 'DEBUG=1', 'A', 'export B=2', '# c', '', 'X="open', 'PGHOST=db', 'PGPORT=5432', "Q='s3cr3t'"],
  nginx: ['upstream app {', 'server web:8000;', '}', 'server {', 'listen 80;', 'location / {', 'proxy_pass http://web:8000;', 'proxy_pass http://app;', '# c', '', '"open', 'include x;'],
};

/** What a key may be given: right for some, and wrong for others in each way that the generator refuses. */
export const VALUES: readonly string[] = [
  'x', '1', 'yes', 'a=b', '/x:/y', '8080:80', 'docker.io/library/redis:8', 'type=tmpfs,destination=/x', 'auto', 'keep-id', '', 'redis', 'gone.network', 'gone.volume', 'gone.image', 'gone.pod', 'b.container', 'n.network:ip=1', 'n.network',
  'a "b', 'a \\q', '1:2:3:4', 'type=bind', 'type=volume,"a', '/x:a:b', '%i', ' ', '""',
];

/** The lines of which a file of a generated workspace is made, by what its name ends in. */
export function linesFor(file: string): readonly string[] {
  const name = file.slice(file.lastIndexOf('/') + 1);
  const kind = /\.(?:container|volume|network)$/.test(name) ? 'unit' : /^(redis|pgbouncer|postgres|nginx)/.exec(name)?.[1] ?? 'env';
  return LINES[kind]!;
}

/** The files of a generated workspace: path → which lines it is made of. Two folders hold units of the same names. */
export const PATHS: readonly (readonly [path: string, lines: string])[] = [
  ['/ws/one/db.container', 'unit'], ['/ws/one/db.container.d/10.conf', 'unit'], ['/ws/one/container.d/all.conf', 'unit'], ['/ws/one/cache.container', 'unit'], ['/ws/one/web.container', 'unit'], ['/ws/one/web@.container', 'unit'],
  ['/ws/one/app.pod', 'unit'], ['/ws/one/back.network', 'unit'], ['/ws/one/data.volume', 'unit'], ['/ws/one/img.image', 'unit'], ['/ws/one/b.build', 'unit'], ['/ws/one/k.kube', 'unit'], ['/ws/one/many.quadlets', 'unit'],
  ['/ws/one/redis.conf', 'redis'], ['/ws/one/sentinel.conf', 'sentinel'], ['/ws/one/pgbouncer.ini', 'pgbouncer'], ['/ws/one/userlist.txt', 'userlist'], ['/ws/one/postgresql.conf', 'postgres'],
  ['/ws/one/.env', 'env'], ['/ws/one/app.env', 'env'], ['/ws/one/nginx.conf', 'nginx'], ['/ws/two/db.container', 'unit'], ['/ws/two/redis.conf', 'redis'], ['/ws/two/a b%25ü.container', 'unit'],
];

const NOISE = ['\0', '\r', '\ufeff', '"', "'", '\\', '\\\n', '#', '\u{1f600}', '\ud800', '\t', 'é', '=', '%', '\u2028', ' ', '[', '__proto__', 'constructor=1'];

const line = (lines: string) => fc.oneof({ weight: 12, arbitrary: fc.constantFrom(...LINES[lines]!) }, { weight: 1, arbitrary: fc.constantFrom(...NOISE) }, { weight: 1, arbitrary: fc.string({ maxLength: 12 }) });
const FIRST: Readonly<Record<string, string>> = { container: '[Container]', conf: '', pod: '[Pod]', network: '[Network]', volume: '[Volume]', image: '[Image]', build: '[Build]', kube: '[Kube]', quadlets: '# FileName=one\n[Container]' };

/** A text for a path of the workspace, of either kind of line end. */
export function textFor(path: string, lines: string): fc.Arbitrary<string> {
  const first = lines === 'unit' ? FIRST[path.slice(path.lastIndexOf('.') + 1)] ?? '' : '';
  return fc.tuple(fc.array(line(lines), { maxLength: 12 }), fc.constantFrom('\n', '\n', '\r\n'), fc.boolean()).map(([list, end, isWhole]) => (isWhole && first !== '' ? [first, ...list] : list).join(end));
}

/** A file with its text. */
export const anyFile: fc.Arbitrary<{ path: string; text: string }> = fc.constantFrom(...PATHS).chain(([path, lines]) => textFor(path, lines).map((text) => ({ path, text })));

/** What happens to a workspace. Places are shares of the text's length, so that they fit any text. */
export type Step =
  | { readonly kind: 'set'; readonly path: string; readonly text: string }
  | { readonly kind: 'insert'; readonly path: string; readonly at: number; readonly text: string }
  | { readonly kind: 'cut'; readonly path: string; readonly at: number; readonly length: number }
  | { readonly kind: 'remove'; readonly path: string }
  | { readonly kind: 'settings'; readonly settings: Readonly<Record<string, unknown>> };

export const anySettings: fc.Arbitrary<Readonly<Record<string, unknown>>> = fc.constantFrom<Readonly<Record<string, unknown>>[]>(
  {}, { targets: { podman: '4.9' } }, { targets: { podman: '5.4.2', redis: '7.0', postgres: '15' } }, { host: { memory: '4G', cpus: 2 } }, { root: true }, { rules: { 'quadlet-unknown-key': 'off' } },
  { targets: 3, host: [], rules: 'x', root: 'yes', inlayHints: null }, { host: { memory: 'much', cpus: -1 } },
);

const somewhere = fc.constantFrom(...PATHS);
export const anyStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: anyFile.map(({ path, text }) => ({ kind: 'set' as const, path, text })) },
  { weight: 5, arbitrary: somewhere.chain(([path, lines]) => fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), line(lines), fc.constantFrom('\n', '', '\r\n')).map(([at, text, end]) => ({ kind: 'insert' as const, path, at, text: text + end }))) },
  { weight: 3, arbitrary: fc.tuple(somewhere, fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(20)).map(([[path], at, length]) => ({ kind: 'cut' as const, path, at, length })) },
  { weight: 1, arbitrary: somewhere.map(([path]) => ({ kind: 'remove' as const, path })) },
  { weight: 1, arbitrary: anySettings.map((settings) => ({ kind: 'settings' as const, settings })) },
);

/** The text after a step on it; the line of an insertion goes to the beginning of a line where one is near. */
export function stepped(text: string, step: Step): string {
  if (step.kind === 'set') return step.text;
  if (step.kind === 'insert') {
    const near = Math.floor(step.at * text.length);
    const at = step.text.endsWith('\n') ? text.lastIndexOf('\n', near - 1) + 1 : near;
    return text.slice(0, at) + step.text + text.slice(at);
  }
  if (step.kind === 'cut') {
    const at = Math.floor(step.at * text.length);
    return text.slice(0, at) + text.slice(at + step.length);
  }
  return text;
}
