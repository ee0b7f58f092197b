import { expect, test } from 'vitest';
import { findings, fixed, stack } from '../support/stack.ts';

/** Names, ports, files: whether units get at each other and at what they mount. */

const unit = (name: string, lines: string, image = 'docker.io/x/app:1'): string => `//- /w/${name}.container\n[Container]\nImage=${image}\n${lines}\n`;

test('container-name-twice', () => {
  const code = 'container-name-twice';
  const both = (a: string, b: string): string[] => findings(stack(unit('a', a) + unit('b', b)), code);
  expect(both('ContainerName=web', 'ContainerName=web')).toEqual([`/w/a.container:3 ${code} «web»`, `/w/b.container:3 ${code} «web»`]);
  expect(both('ContainerName=systemd-b', '')).toEqual([`/w/a.container:3 ${code} «systemd-b»`, `/w/b.container:1 ${code} «[Container]»`.replace('«[Container]»', '«Container»')]);
  for (const [a, b] of [['ContainerName=web', 'ContainerName=app'], ['ContainerName=web', 'HostName=web'], ['ContainerName=%N', 'ContainerName=%N']] as const) expect(both(a, b)).toEqual([]);
  expect(findings(stack(unit('a', 'ContainerName=web') + unit('b', 'ContainerName=web\n[Unit]\nConflicts=a.service')), code)).toEqual([]);
});

test('service-not-generated', () => {
  const code = 'service-not-generated';
  const names = (lines: string, others: string): string[] => findings(stack(`//- /w/app.container\n[Unit]\n${lines}\n[Container]\nImage=docker.io/x/app:1\n${others}`), code);
  const postgres = unit('postgres', '');
  expect(names('After=postgress.service', postgres)).toEqual([`/w/app.container:2 ${code} «postgress.service»`]);
  expect(names('Requires=postgres.service', unit('postgres', 'ServiceName=database'))).toEqual([`/w/app.container:2 ${code} «postgres.service»`]);
  expect(names('After=data.service', '//- /w/data.volume\n[Volume]\n')).toEqual([`/w/app.container:2 ${code} «data.service»`]);
  for (const silent of ['After=postgres.service', 'After=postgres.container', 'After=network-online.target nginx.service', 'After=postgres2.service', 'After=sshd.service']) expect(names(silent, postgres)).toEqual([]);
  expect(names('After=database.service', unit('postgres', 'ServiceName=database'))).toEqual([]);
  expect(fixed(`//- /w/app.container\n[Unit]\nAfter=data.service\n[Container]\nImage=docker.io/x/app:1\n//- /w/data.volume\n[Volume]\n`, '/w/app.container', code)).toContain('After=data-volume.service');
});

test('nothing-starts-it', () => {
  const code = 'nothing-starts-it';
  const installed = (name: string, lines = ''): string => `//- /w/${name}.container\n[Unit]\n${lines}\n[Container]\nImage=docker.io/x/${name}:1\n[Install]\nWantedBy=default.target\n`;
  expect(findings(stack(installed('a') + installed('b') + unit('c', '')), code)).toEqual([`/w/c.container:1 ${code} «[Container]»`]);
  expect(fixed(installed('a') + installed('b') + unit('c', ''), '/w/c.container', code)).toBe('[Container]\nImage=docker.io/x/app:1\n\n[Install]\nWantedBy=default.target\n\n');
  for (const silent of [
    installed('a', 'Requires=c.service') + installed('b') + unit('c', ''), installed('a', 'Wants=c.container') + installed('b') + unit('c', ''),
    installed('a') + installed('b') + unit('c', '[Service]\nType=oneshot'), installed('a') + installed('b') + unit('c', 'Pod=x.pod'), installed('a') + unit('c', ''), installed('a') + installed('b') + unit('c', '') + unit('d', ''),
    installed('a') + installed('b') + unit('c@', ''),
  ]) expect(findings(stack(silent), code)).toEqual([]);
});

test('volume-without-unit', () => {
  const code = 'volume-without-unit';
  const both = (volume: string, more = ''): string[] => findings(stack(unit('a', `Volume=${volume}`) + unit('b', `Volume=${volume}`) + more), code);
  expect(both('media:/m')).toEqual([`/w/a.container:3 ${code} «media:/m»`, `/w/b.container:3 ${code} «media:/m»`]);
  expect(both('media:/m', '//- /w/media.volume\n[Volume]\n')).toEqual([]);
  for (const silent of ['/srv/media:/m', './media:/m', '${MEDIA}:/m', '/m']) expect(both(silent)).toEqual([]);
  expect(findings(stack(unit('a', 'Volume=media:/m')), code)).toEqual([]);
});

test('private-label-shared on folders of the host', () => {
  const both = (volume: string): string[] => findings(stack(unit('a', `Volume=${volume}:Z`) + unit('b', `Volume=${volume}:z`)), 'private-label-shared');
  expect(both('/srv/media:/m')).toEqual(['/w/a.container:3 private-label-shared «/srv/media:/m:Z»']);
  expect(both('${MEDIA}:/m')).toHaveLength(1);
  expect(findings(stack(unit('a', 'Volume=/srv/a:/m:Z') + unit('b', 'Volume=/srv/b:/m:Z')), 'private-label-shared')).toEqual([]);
});

test('private-label-shared goes by folders, and by pods', () => {
  const found = (text: string): string[] => findings(stack(text), 'private-label-shared');
  // The same words in two folders are two folders.
  expect(found(unit('x/a', 'Volume=./data:/m:Z') + unit('y/b', 'Volume=./data:/m:Z'))).toEqual([]);
  expect(found(unit('x/a', 'Volume=./data:/m:Z') + unit('y/b', 'Volume=../x/data:/m:z'))).toEqual(['/w/x/a.container:3 private-label-shared «./data:/m:Z»']);
  const pods = '//- /w/p.pod\n[Pod]\n//- /w/q.pod\n[Pod]\n';
  const member = (name: string, pod: string): string => unit(name, `Pod=${pod}.pod\nVolume=/srv/x:/x:Z`);
  expect(found(pods + member('a', 'p') + member('b', 'p'))).toEqual([]);
  expect(found(pods + member('a', 'p') + member('b', 'q'))).toEqual(['/w/a.container:4 private-label-shared «/srv/x:/x:Z»', '/w/b.container:4 private-label-shared «/srv/x:/x:Z»']);
  expect(found(pods + member('a', 'p') + unit('b', 'Volume=/srv/x:/x'))).toEqual(['/w/a.container:4 private-label-shared «/srv/x:/x:Z»']);
  // Of three, the one outside the pod counts.
  expect(found(pods + member('a', 'p') + member('b', 'p') + unit('c', 'Volume=/srv/x:/x:z'))).toEqual(['/w/a.container:4 private-label-shared «/srv/x:/x:Z»', '/w/b.container:4 private-label-shared «/srv/x:/x:Z»']);
  expect(stack(pods + member('a', 'p') + unit('b', 'Volume=/srv/x:/x')).problems.find(({ problem }) => problem.code === 'private-label-shared')?.problem.message).toBe(
    '`:Z` labels `/srv/x` for this pod alone, and `b.container` uses it too: whichever starts last locks the other out. Use `:z` in both.');
});

test('listens-on-loopback', () => {
  const code = 'listens-on-loopback';
  const found = (lines: string, image?: string, more = ''): string[] => findings(stack(unit('web', lines, image) + more), code);
  expect(found('Exec=daphne app:app\nPublishPort=8000:8000')).toEqual([`/w/web.container:3 ${code} «daphne app:app»`]);
  expect(found('Exec=uvicorn --host 127.0.0.1 app\nPublishPort=8000:8000')).toEqual([`/w/web.container:3 ${code} «127.0.0.1»`]);
  expect(found('Exec=gunicorn -b 127.0.0.1 app\nPublishPort=8000:8000')).toEqual([`/w/web.container:3 ${code} «127.0.0.1»`]);
  expect(found('Exec=uvicorn app\nEnvironment=A=1 UVICORN_HOST=127.0.0.1\nPublishPort=8000:8000')).toEqual([`/w/web.container:4 ${code} «UVICORN_HOST=127.0.0.1»`]);
  for (const silent of ['Exec=daphne app:app', 'Exec=daphne -b 0.0.0.0 app:app\nPublishPort=8000:8000', 'Exec=daphne app:app\nPublishPort=8000:8000\nNetwork=host', 'Exec=daphne app:app\nPod=x.pod\nPublishPort=8000:8000', 'Exec=gunicorn -c conf.py app\nPublishPort=8000:8000', 'Exec=gunicorn app\nPublishPort=8000:8000', 'Exec=uvicorn app\nEnvironment=UVICORN_HOST=0.0.0.0\nPublishPort=8000:8000', 'Exec=uvicorn app\nEnvironmentFile=/etc/app.env\nPublishPort=8000:8000']) expect(found(silent)).toEqual([]);
  expect(fixed(unit('web', 'Exec=daphne app:app\nPublishPort=8000:8000'), '/w/web.container', code)).toContain('Exec=daphne -b 0.0.0.0 app:app');
  expect(fixed(unit('web', 'Exec=uvicorn --host 127.0.0.1 app\nPublishPort=8000:8000'), '/w/web.container', code)).toContain('--host 0.0.0.0 app');
  const redis = (conf: string): string[] => found('ContainerName=web\nNetwork=n.network\nExec=redis-server /etc/redis.conf\nVolume=./redis.conf:/etc/redis.conf', 'docker.io/library/redis:7', `//- /w/redis.conf\n${conf}\n//- /w/n.network\n[Network]\n${unit('app', 'Network=n.network\nEnvironment=REDIS_HOST=web')}`);
  expect(redis('bind 127.0.0.1 -::1')).toEqual([`/w/redis.conf:1 ${code} «bind 127.0.0.1 -::1»`]);
  for (const silent of ['bind * -::*', 'port 6379', 'bind 127.0.0.1 10.0.0.1']) expect(redis(silent)).toEqual([]);
  const nginx = (exec: string): string[] => findings(stack(`${unit('web', `ContainerName=web\nNetwork=n.network\nExec=${exec}`)}${unit('front', 'Network=n.network\nVolume=./nginx.conf:/etc/nginx/nginx.conf', 'docker.io/library/nginx:1')}//- /w/n.network\n[Network]\n//- /w/nginx.conf\nhttp { server { location / { proxy_pass http://web:8000; } } }\n`), code);
  expect(nginx('daphne app:app')).toEqual([`/w/web.container:5 ${code} «daphne app:app»`]);
  expect(nginx('daphne -b 0.0.0.0 app:app')).toEqual([]);
});

test('published-port-unused and published-port-discarded', () => {
  const unused = (lines: string, image?: string): string[] => findings(stack(unit('web', lines, image)), 'published-port-unused');
  expect(unused('PublishPort=127.0.0.1:8080:80\nExec=gunicorn -b 0.0.0.0:8000 app')).toEqual(['/w/web.container:3 published-port-unused «127.0.0.1:8080:80»']);
  expect(unused('PublishPort=6380:6380', 'docker.io/library/redis:7')).toHaveLength(1);
  for (const silent of ['PublishPort=8080:8000\nExec=gunicorn -b 0.0.0.0:8000 app', 'PublishPort=8080:80\nPublishPort=9000:9000\nExec=gunicorn -b 0.0.0.0:8000 app', 'PublishPort=8080:80\nExec=./serve', 'PublishPort=8080:80\nExec=gunicorn -c x.py app', 'PublishPort=8000-8010:8000-8010\nExec=gunicorn -b :8005 app']) expect(unused(silent)).toEqual([]);
  const env = (name: string, text: string): string => `//- /w/${name}\n${text}\n`;
  const unusedWith = (lines: string, image: string, files = ''): string[] => findings(stack(unit('web', lines, image) + files), 'published-port-unused');
  for (const [lines, image] of [
    ['Environment=PGPORT=5433', 'docker.io/library/postgres:17'], ['EnvironmentFile=./pg.env', 'docker.io/library/postgres:17'], ['Environment=POSTGRESQL_PORT_NUMBER=5433', 'docker.io/bitnami/postgresql:17'],
    ['Environment=REDIS_PORT_NUMBER=5433', 'docker.io/bitnami/redis:7'], ['Environment=FLOWER_PORT=5433', 'docker.io/mher/flower:2'], ['Exec=uvicorn app\nEnvironment=UVICORN_PORT=5433', 'localhost/app:1'],
    ['', 'docker.io/nginxinc/nginx-unprivileged:1'], ['', 'docker.io/library/nginx:1'],
  ] as const) {
    const port = image.includes('unprivileged') ? 8080 : image.includes('nginx') ? 80 : 5433;
    expect(unusedWith(`PublishPort=9000:9000\n${lines}`, image, env('pg.env', 'PGPORT=5433'))).toEqual(['/w/web.container:3 published-port-unused «9000:9000»']);
    expect(unusedWith(`PublishPort=9000:${port}\n${lines}`, image, env('pg.env', 'PGPORT=5433'))).toEqual([]);
  }
  for (const [lines, image] of [
    ['EnvironmentFile=/etc/pg.env', 'docker.io/library/postgres:17'], ['Environment=PGPORT=${PORT}', 'docker.io/library/postgres:17'], ['Secret=port,type=env,target=PGPORT', 'docker.io/library/postgres:17'], ['PodmanArgs=--env PGPORT=9000', 'docker.io/library/postgres:17'],
    ['Volume=./conf:/etc/nginx/conf.d', 'docker.io/library/nginx:1'], ['Secret=conf,target=/etc/nginx/nginx.conf', 'docker.io/library/nginx:1'], ['Volume=./etc:/etc', 'docker.io/nginxinc/nginx-unprivileged:1'], ['', 'docker.io/acme/nginx:1'], ['Exec=nginx -c /x', 'docker.io/library/nginx:1'],
  ] as const) expect(unusedWith(`PublishPort=9000:9000\n${lines}`, image)).toEqual([]);
  expect(fixed(unit('web', 'PublishPort=127.0.0.1:8080:80\nExec=gunicorn -b 0.0.0.0:8000 app'), '/w/web.container', 'published-port-unused')).toContain('PublishPort=127.0.0.1:8080:8000\n');
  const discarded = (lines: string): string[] => findings(stack(`${unit('web', `PublishPort=8080:80\n${lines}`)}//- /w/x.pod\n[Pod]\nPublishPort=8080:80\n`), 'published-port-discarded');
  for (const network of ['Network=host', 'Network=none', 'Network=container:x', 'Network=x.container', 'Pod=x.pod', 'Pod=x.pod\nNetwork=host']) expect(discarded(network)).toEqual(['/w/web.container:3 published-port-discarded «8080:80»']);
  for (const silent of ['', 'Network=x.network', 'Network=bridge', 'Network=pasta', 'Pod=x.pod\nNetwork=x.network']) expect(discarded(silent)).toEqual([]);
  const said = (lines: string, pod: string): string[] => stack(`${unit('web', `PublishPort=8080:80\n${lines}`)}//- /w/x.pod\n[Pod]\n${pod}\n`).problems.flatMap(({ problem }) => (problem.code === 'published-port-discarded' ? [problem.message] : []));
  const refused = 'A container of a pod has the pod’s network: Podman refuses one that publishes a port itself, and the service does not start.';
  expect(said('Pod=x.pod', '')).toEqual([`${refused} Publish the port in \`x.pod\`.`]);
  expect(said('Pod=x.pod', 'PublishPort=8080:80')).toEqual([`${refused} Remove the line: \`x.pod\` publishes the port already.`]);
  expect(said('Network=host', '')).toEqual(['With `Network=host` the program listens on the host itself: Podman publishes nothing.']);
});

test('port-conflict on the host’s network', () => {
  const REDIS = 'docker.io/library/redis:7';
  const said = (text: string): string[] => stack(text).problems.filter(({ problem }) => problem.code === 'port-conflict').map(({ path, problem }) => `${path} ${problem.message}`);
  const both = (a: string, b: string, more = ''): string[] => said(unit('a', `Network=host\n${a}`, REDIS) + unit('b', b, REDIS) + more);
  const programs = (other: string): string => `On the host’s network this program and that of \`${other}.container\` both listen on port 6379: whichever starts second fails with “address already in use”. Give one of them another port.`;
  expect(both('', 'Network=host')).toEqual([`/w/a.container ${programs('b')}`, `/w/b.container ${programs('a')}`]);
  const published = [
    '/w/a.container On the host’s network this program listens on port 6379, which `b.container` publishes: whichever starts second fails with “address already in use”. Give one of them another port or another address.',
    '/w/b.container Host port 6379 is published here, and `a.container` listens on it, which is on the host’s network: whichever starts second fails with “address already in use”. Give one of them another port or another address.',
  ];
  expect(both('', 'PublishPort=127.0.0.1:6379:6379')).toEqual(published);
  expect(both('Exec=--bind 127.0.0.1', 'PublishPort=6379:6379')).toEqual(published);
  expect(both('', 'Pod=b.pod', '//- /w/b.pod\n[Pod]\nPublishPort=6379:6379\n')).toEqual([published[0]!.replace('b.container', 'b.pod'), published[1]!.replace('b.container', 'b.pod')]);
  for (const [a, b] of [
    ['Exec=--port 6380', 'Network=host'], ['', 'PublishPort=6380:6379'], ['', 'Network=x.network'], ['', 'Network=host\nPublishPort=6379:6379\nExec=--port 6380'],
    ['', 'PublishPort=6379:6379/udp'], ['Exec=--bind 127.0.0.1', 'PublishPort=10.0.0.1:6379:6379'], ['Exec=--bind 10.0.0.1', 'PublishPort=6379:6379'],
    // Something that is not here may set another port, or the two never run together.
    ['Environment=REDIS_PORT=6380', 'Network=host'], ['EnvironmentFile=redis.env', 'Network=host'], ['Exec=redis-server /etc/redis.conf', 'Network=host'], ['Entrypoint=/start.sh', 'Network=host'], ['[Unit]\nConflicts=b.service', 'Network=host'],
  ] as const) expect(both(a, b)).toEqual([]);
  expect(said(unit('a@', 'Network=host', REDIS) + unit('b', 'Network=host', REDIS))).toEqual([]);
  expect(said(unit('a', 'Network=host\nExec=./serve') + unit('b', 'PublishPort=8000:8000'))).toEqual([]);
});

test('pod-port-twice', () => {
  const code = 'pod-port-twice';
  const redis = 'docker.io/library/redis:7';
  const both = (a: string, b: string, image = redis, more = ''): string[] => findings(stack(`//- /w/x.pod\n[Pod]\n${unit('a', a, image)}${unit('b', b, image)}${more}`), code);
  expect(both('Pod=x.pod', 'Pod=x.pod')).toEqual([`/w/a.container:2 ${code} «${redis}»`, `/w/b.container:2 ${code} «${redis}»`]);
  expect(both('Pod=x.pod', 'Pod=x.pod\nExec=--bind 127.0.0.1 --port 6379')).toEqual([`/w/a.container:2 ${code} «${redis}»`, `/w/b.container:4 ${code} «6379»`]);
  expect(both('Pod=x.pod\nExec=daphne app', 'Pod=x.pod\nExec=uvicorn app', 'localhost/app:1')).toEqual([`/w/a.container:4 ${code} «daphne app»`, `/w/b.container:4 ${code} «uvicorn app»`]);
  const shared = '\nVolume=./redis.conf:/r.conf\nExec=redis-server /r.conf';
  expect(both(`Pod=x.pod${shared}`, `Pod=x.pod${shared}`, redis, '//- /w/redis.conf\nport 7000\n')).toEqual([`/w/a.container:5 ${code} «redis-server /r.conf»`, `/w/b.container:5 ${code} «redis-server /r.conf»`]);
  for (const [a, b] of [
    ['Pod=x.pod', ''], ['Pod=x.pod', 'Pod=y.pod'], ['Pod=x.pod', 'Pod=x.pod\nExec=--port 6380'], ['Pod=x.pod', 'Pod=x.pod\nNetwork=host'], ['Pod=x.pod', 'Pod=x.pod\nEntrypoint=/x'],
    ['Pod=x.pod\nExec=--bind 127.0.0.1', 'Pod=x.pod\nExec=--bind 127.0.0.2'], ['Pod=x.pod', 'Pod=x.pod\n[Unit]\nConflicts=a.service'], ['Pod=%N.pod', 'Pod=%N.pod'], ['Pod=x.pod', 'Pod=x.pod\nExec=redis-cli monitor'],
  ] as const) expect(both(a, b)).toEqual([]);
  expect(both('Pod=x.pod', 'Pod=x.pod\nEnvironmentFile=/etc/db.env', 'docker.io/library/postgres:17')).toEqual([]);
});

test('config-not-read', () => {
  const code = 'config-not-read';
  const redis = (exec: string, image = 'docker.io/library/redis:7', target = '/usr/local/etc/redis/redis.conf'): string => `${unit('redis', `Volume=./redis.conf:${target}:ro\n${exec}`, image)}//- /w/redis.conf\nport 6379\n`;
  expect(findings(stack(redis('')), code)).toEqual([`/w/redis.container:3 ${code} «./redis.conf:/usr/local/etc/redis/redis.conf:ro»`]);
  expect(findings(stack(redis('Exec=redis-server --appendonly yes')), code)).toHaveLength(1);
  expect(fixed(redis(''), '/w/redis.container', code)).toContain(':ro\nExec=redis-server /usr/local/etc/redis/redis.conf\n');
  for (const silent of [redis('Exec=redis-server /usr/local/etc/redis/redis.conf'), redis("Exec=sh -c 'redis-server /x'"), redis('', 'docker.io/bitnami/redis:7'), redis('Entrypoint=/run.sh'), redis('', 'docker.io/library/redis:7', '/data')]) expect(findings(stack(silent), code)).toEqual([]);
  const postgres = (exec: string, target = '/etc/postgresql/postgresql.conf'): string[] => findings(stack(`${unit('db', `Volume=./postgresql.conf:${target}\n${exec}`, 'docker.io/library/postgres:16')}//- /w/postgresql.conf\nwork_mem = 4MB\n`), code);
  expect(postgres('')).toHaveLength(1);
  for (const [exec, target] of [['Exec=-c config_file=/etc/postgresql/postgresql.conf', undefined], ['', '/var/lib/postgresql/data/postgresql.conf']] as const) expect(postgres(exec, target)).toEqual([]);
  for (const exec of ['Exec=postgres -D /etc/postgresql', 'Exec=postgres -D/etc/postgresql/', 'Exec=-D /etc/postgresql -c work_mem=4MB', 'Environment=PGDATA=/etc/postgresql']) expect(postgres(exec)).toEqual([]);
  expect(postgres('Exec=postgres -D /etc/postgresql', '/etc/postgresql/other.conf')).toHaveLength(1);
  for (const exec of ['Exec=postgres -D /etc', 'Exec=postgres -D /srv/pg\nEnvironment=PGDATA=/etc/postgresql']) expect(postgres(exec)).toHaveLength(1);
});

test('data-not-kept and postgres-data-path', () => {
  const data = (lines: string, image: string): string[] => findings(stack(unit('db', lines, image)), 'data-not-kept', 'postgres-data-path');
  const kept = (image: string): string[] => [`/w/db.container:2 data-not-kept «${image}»`];
  const postgres = 'docker.io/library/postgres:17';
  expect(data('', postgres)).toEqual(kept(postgres));
  expect(data('', 'docker.io/library/mariadb:11')).toHaveLength(1);
  expect(data('Environment=PGDATA=/srv/pg\nVolume=d:/var/lib/postgresql/data', postgres)).toEqual(kept(postgres));
  expect(data('', 'docker.io/library/postgres:18')).toEqual(kept('docker.io/library/postgres:18'));
  for (const silent of ['Volume=d.volume:/var/lib/postgresql/data', 'Tmpfs=/var/lib/postgresql/data', 'Mount=type=volume,source=d,target=/var/lib/postgresql/data', 'Environment=PGDATA=/var/lib/postgresql/data/x\nVolume=d:/var/lib/postgresql/data']) expect(data(silent, postgres)).toEqual([]);
  expect(data('', 'docker.io/bitnami/postgresql:17')).toEqual([]);
  for (const client of ['Exec=pg_dump -h db', "Exec=sh -c 'pg_dump | gzip'", 'Entrypoint=/backup.sh']) expect(data(client, postgres)).toEqual([]);
  expect(data('Exec=-c work_mem=4MB', postgres)).toEqual(kept(postgres));
  expect(data('Volume=d:/var/lib/postgresql/data', 'docker.io/library/postgres:18')).toEqual(['/w/db.container:2 data-not-kept «docker.io/library/postgres:18»', '/w/db.container:3 postgres-data-path «d:/var/lib/postgresql/data»'].slice(1));
  expect(data('Volume=d:/var/lib/postgresql', 'docker.io/library/postgres:18-alpine')).toEqual([]);
  expect(data('Volume=d:/var/lib/postgresql/data\nEnvironment=PGDATA=/var/lib/postgresql/data', 'docker.io/library/postgres:18')).toEqual([]);
  const redis = (lines: string): string[] => data(lines, 'docker.io/library/redis:7');
  expect(redis('Exec=redis-server --appendonly yes')).toEqual(['/w/db.container:3 data-not-kept «yes»']);
  for (const silent of ['', 'Exec=redis-server --appendonly yes\nVolume=d:/data', 'Exec=redis-server --appendonly no']) expect(redis(silent)).toEqual([]);
});

test('a mount above the VOLUME of an image does not keep what lies in it', () => {
  const code = 'data-not-kept';
  const found = (image: string, lines: string, more = ''): string[] => findings(stack(unit('db', lines, `docker.io/library/${image}`) + more), code, 'postgres-data-path');
  const above = (volume: string): string[] => [`/w/db.container:3 ${code} «${volume}»`];
  expect(found('postgres:16', 'Volume=/srv/pg:/var/lib/postgresql')).toEqual(above('/srv/pg:/var/lib/postgresql'));
  expect(found('postgres:17-alpine', 'Volume=pg.volume:/var/lib/postgresql/')).toEqual(above('pg.volume:/var/lib/postgresql/'));
  expect(found('postgres:17', 'Volume=d:/var/lib/postgresql\nEnvironment=PGDATA=/var/lib/postgresql/data/pgdata')).toEqual(above('d:/var/lib/postgresql'));
  expect(found('postgres:18', 'Volume=d:/var/lib')).toEqual(above('d:/var/lib'));
  expect(found('mariadb:11', 'Volume=d:/var/lib')).toEqual(above('d:/var/lib'));
  expect(found('mongo:8', 'Volume=d:/data')).toEqual(above('d:/data'));
  expect(stack(unit('db', 'Volume=d:/var/lib/postgresql', 'docker.io/library/postgres:17')).problems.find(({ problem }) => problem.code === code)?.problem.message).toBe(
    'PostgreSQL keeps its data in `/var/lib/postgresql/data`, where the image puts a volume of its own over this mount: the service runs the container with `--rm`, which removes that volume, and the data is gone each time it stops. Mount this one at `/var/lib/postgresql/data`.');
  for (const [image, lines] of [
    ['postgres:17', 'Volume=d:/var/lib/postgresql\nVolume=e:/var/lib/postgresql/data'], ['postgres:17', 'Volume=d:/var/lib/postgresql\nEnvironment=PGDATA=/var/lib/postgresql/pgdata'],
    ['postgres:17', 'Volume=d:/var/lib/postgresql\nPodmanArgs=--image-volume=ignore'], ['postgres:17', 'Volume=d:/var/lib/postgresql\nPodmanArgs=--env PGDATA=/var/lib/postgresql/x\nVolume=e:/srv'],
    ['postgres:18', 'Volume=d:/var/lib/postgresql'], ['postgres:18', 'Volume=/srv/pg:/var/lib/postgresql/18/docker'], ['postgres:18', 'Volume=d:/var/lib/postgresql/18'], ['postgres:18', 'Tmpfs=/var/lib/postgresql/18/docker'],
    // Which release `latest` is nobody says: either place is right in one of them.
    ['postgres:latest', 'Volume=d:/var/lib/postgresql'], ['postgres', 'Volume=d:/var/lib/postgresql/data'],
    ['mongo:8', 'Volume=d:/data/db'], ['mariadb:11', 'Volume=d:/var/lib/mysql'],
  ] as const) expect(found(image, lines)).toEqual([]);
  expect(found('postgres:18', 'Volume=/srv/pg:/var/lib/postgresql/data')).toEqual(['/w/db.container:3 postgres-data-path «/srv/pg:/var/lib/postgresql/data»']);
});

test('PGDATA of an environment file', () => {
  const found = (image: string, lines: string, more = ''): string[] => findings(stack(unit('db', lines, `docker.io/library/postgres:${image}`) + more), 'data-not-kept', 'postgres-data-path');
  const file = '//- /w/pg.env\nPGDATA=/srv/pg/data\n';
  for (const image of ['17', '18']) {
    expect(found(image, 'EnvironmentFile=./pg.env\nVolume=d:/srv/pg', file)).toEqual([]);
    expect(found(image, 'EnvironmentFile=./pg.env\nVolume=d:/srv/other', file)).toEqual([`/w/db.container:2 data-not-kept «docker.io/library/postgres:${image}»`]);
    // What a file that is not at hand says may name the other folder.
    expect(found(image, 'EnvironmentFile=./pg.env\nVolume=d:/srv/pg')).toEqual([]);
    expect(found(image, 'EnvironmentFile=./pg.env')).toHaveLength(1);
    expect(found(image, 'EnvironmentFile=./pg.env\nVolume=./init.sql:/docker-entrypoint-initdb.d/init.sql:ro')).toHaveLength(1);
  }
  expect(found('17', 'EnvironmentFile=./pg.env\nVolume=d:/var/lib/postgresql')).toEqual(['/w/db.container:4 data-not-kept «d:/var/lib/postgresql»']);
  expect(found('18', 'EnvironmentFile=./pg.env\nVolume=d:/var/lib/postgresql/data', '//- /w/pg.env\nPGDATA=/var/lib/postgresql/data/pgdata\n')).toEqual([]);
});

test('secret-file-not-mounted', () => {
  const code = 'secret-file-not-mounted';
  const found = (lines: string): string[] => findings(stack(unit('db', `Environment=POSTGRES_PASSWORD_FILE=/run/secrets/pw\n${lines}`)), code);
  expect(found('')).toEqual([`/w/db.container:3 ${code} «POSTGRES_PASSWORD_FILE=/run/secrets/pw»`]);
  expect(found('Secret=pw,type=env')).toHaveLength(1);
  for (const silent of ['Secret=pw', 'Secret=other,target=pw', 'Secret=other,target=/run/secrets/pw', 'Volume=./secrets:/run/secrets', 'PodmanArgs=--secret pw']) expect(found(silent)).toEqual([]);
  expect(fixed(unit('db', 'Environment=POSTGRES_PASSWORD_FILE=/run/secrets/pw'), '/w/db.container', code)).toContain('/run/secrets/pw\nSecret=pw\n');
});

test('postgres-key-readable', () => {
  const code = 'postgres-key-readable';
  const found = (secret: string, exec = 'postgres -c ssl=on -c ssl_key_file=/run/secrets/key'): string[] => findings(stack(unit('db', `Secret=${secret}\nExec=${exec}`, 'docker.io/library/postgres:17')), code);
  expect(found('key')).toEqual([`/w/db.container:3 ${code} «key»`]);
  expect(found('key,mode=0640,uid=999')).toHaveLength(1);
  for (const silent of ['key,uid=999,mode=0400', 'key,mode=0640', 'key,type=env', 'other']) expect(found(silent)).toEqual([]);
  expect(found('key', 'postgres -c ssl_key_file=/run/secrets/key')).toEqual([]);
});
