import { expect, test } from 'vitest';
import { findings, fixed, stack } from '../support/stack.ts';

const NET = 'Network=app.network';
const NETWORK = '//- /w/app.network\n[Network]\n';
const POSTGRES = 'docker.io/library/postgres:16';
const unit = (name: string, extra: string, image = 'docker.io/library/app:1'): string => `//- /w/${name}.container\n[Container]\nImage=${image}\n${extra}\n`;
const web = (variable: string, extra = NET): string => unit('web', `Environment=${variable}\n${extra}`);

/** What is said of the connections of one unit, beside the others. */
const said = (variable: string, others: string, extra?: string): string[] =>
  stack(NETWORK + web(variable, extra) + others).problems.filter(({ path, problem }) => path === '/w/web.container' && /^(?:unknown-host|connection-|no-shared|default-network|localhost)/.test(problem.code)).map(({ problem }) => `${problem.code}: ${problem.message}`);

test('a unit of that name whose container is called otherwise', () => {
  expect(said('DB_HOST=db', unit('db', `${NET}\nContainerName=postgres`, POSTGRES))).toEqual(['unknown-host: No container answers to `db`: the one of `db.container` is called `postgres`. Set `ContainerName=db` or `NetworkAlias=db` there.']);
});

test('a host that nobody answers to, where the program runs under one or several other names', () => {
  const db = (name: string): string => unit(name, `${NET}\nContainerName=${name}`, POSTGRES);
  expect(said('DATABASE_URL=postgres://u:p@database:5432/x', db('one'))).toEqual(['unknown-host: No container of this stack answers to `database`. PostgreSQL is `one` here.']);
  expect(said('DATABASE_URL=postgres://u:p@database:5432/x', db('one') + db('two'))).toEqual(['unknown-host: No container of this stack answers to `database`. PostgreSQL is `one` or `two` here.']);
  expect(said('DATABASE_URL=postgres://u:p@database:5432/x', '')).toEqual([]);
  expect(fixed(NETWORK + web('DATABASE_URL=postgres://u:p@database:5432/x') + db('one'), '/w/web.container', 'unknown-host')).toContain('postgres://u:p@one:5432/x');
});

test('what no container of this stack needs to know', () => {
  const db = unit('db', 'ContainerName=db\nNetwork=db.network', POSTGRES);
  for (const variable of ['DB_HOST=host.containers.internal', 'DB_HOST=db.example.com', 'DB_HOST=10.0.0.1']) expect(said(variable, db)).toEqual([]);
  expect(said('DB_HOST=db', db, `${NET}\nAddHost=db:10.0.0.1`)).toEqual([]);
  expect(said('DB_HOST=db', db, `${NET}\nAddHost=other;db:10.0.0.1`)).toEqual([]);
  expect(said('DB_HOST=web', '', `${NET}\nContainerName=web`)).toEqual([]);
  expect(said('DB_HOST=localhost', '', 'Network=container:other')).toEqual([]);
  expect(said('DB_HOST=db', db)).toEqual(['no-shared-network: `web.container` looks for `db` here, but shares no network with `db.container`: the name is not found. Add the same `Network=` to both.']);
});

test('one network under two spellings', () => {
  const cache = (network: string): string => unit('cache', `ContainerName=cache\nNetwork=${network}`, 'docker.io/library/redis:7');
  const over = (a: string, b: string, more = ''): string[] => said('REDIS_URL=redis://cache:6379', cache(b) + more, `Network=${a}`);
  const shared = '//- /w/shared.network\n[Network]\nNetworkName=proxy\n';
  const apart = ['no-shared-network: `web.container` looks for `cache` here, but shares no network with `cache.container`: the name is not found. Add the same `Network=` to both.'];
  expect(over('app.network', 'systemd-app')).toEqual([]);
  expect(over('systemd-app', 'app.network:alias=x')).toEqual([]);
  expect(over('shared.network', 'proxy', shared)).toEqual([]);
  expect(over('proxy', 'again.network', `${shared}//- /w/again.network\n[Network]\nNetworkName=proxy\n`)).toEqual([]);
  expect(over('shared.network', 'proxy', '//- /w/shared.network\n[Network]\n//- /w/shared.network.d/name.conf\n[Network]\nNetworkName="proxy"\n')).toEqual([]);
  expect(over('shared.network', 'systemd-shared', shared)).toEqual(apart);
  expect(over('app.network', 'app')).toEqual(apart);
});

test('a network that no unit makes may have others on it', () => {
  const db = (lines: string): string => unit('db', lines, POSTGRES);
  expect(said('DATABASE_URL=postgres://u@database/x', db('ContainerName=db\nNetwork=shared'), 'Network=shared')).toEqual([]);
  expect(said('DATABASE_URL=postgres://u@database/x', db('ContainerName=db\nNetwork=systemd-app'), 'Network=systemd-app')).toEqual(['unknown-host: No container of this stack answers to `database`. PostgreSQL is `db` here.']);
  // A unit of that name on the network says what is meant.
  const called = ['unknown-host: No container answers to `db`: the one of `db.container` is called `systemd-db`. Set `ContainerName=db` or `NetworkAlias=db` there.'];
  expect(said('DB_HOST=db', db('Network=shared'), 'Network=shared')).toEqual(called);
  expect(said('DB_HOST=db', db('Network=other'), 'Network=shared')).toEqual([]);
});

test('a container without a name of its own is called as its service', () => {
  const db = (lines: string, name = 'db'): string => unit(name, `${NET}\n${lines}`, POSTGRES);
  const wrong = (called: string): string[] => [`unknown-host: No container of this stack answers to \`systemd-db\`. PostgreSQL is \`${called}\` here.`];
  expect(said('DB_HOST=systemd-db', db(''))).toEqual([]);
  expect(said('DB_HOST=systemd-data', db('ServiceName=data'))).toEqual([]);
  expect(said('DB_HOST=data', db('ServiceName=data\nContainerName=%N'))).toEqual([]);
  expect(said('DB_HOST=systemd-db', db('ServiceName=data'))).toEqual(wrong('systemd-data'));
  expect(said('DB_HOST=systemd-db_1', db('', 'db@1'))).toEqual([]);
  expect(said('DB_HOST=systemd-db', db('', 'db@1'))).toEqual(wrong('systemd-db_1'));
});

test('from the host’s network no container has a name', () => {
  const db = (lines: string): string => unit('db', `ContainerName=db\n${lines}`, POSTGRES);
  const from = (url: string, lines: string): string[] => said(`DATABASE_URL=postgres://u@${url}/x`, db(lines), 'Network=host');
  const found = (advice: string): string[] => [`no-shared-network: \`web.container\` is on the host’s network, where no container’s name is known: \`db\` is not found. ${advice}`];
  expect(from('db:5432', `${NET}\nPublishPort=127.0.0.1:5432:5432`)).toEqual(found('From there `db.container` is `127.0.0.1:5432`.'));
  expect(from('db', `${NET}\nPublishPort=15432:5432`)).toEqual(found('From there `db.container` is `127.0.0.1:15432`.'));
  expect(from('db:5432', NET)).toEqual(found('Publish its port on `127.0.0.1` and name that, or put both on one network.'));
  expect(from('db:5432', 'Network=host')).toEqual(found('From there `db.container` is `localhost:5432`.'));
  for (const url of ['127.0.0.1:5432', 'localhost', 'database:5432', 'db.example.com']) expect(from(url, NET)).toEqual([]);
  expect(said('DB_HOST=db', db(NET), 'Network=host\nAddHost=db:10.0.0.1')).toEqual([]);
  const text = (url: string): string => NETWORK + web(`DATABASE_URL=postgres://u@${url}/x`, 'Network=host') + db(`${NET}\nPublishPort=15432:5432`);
  expect(fixed(text('db:5432'), '/w/web.container', 'no-shared-network')).toContain('postgres://u@127.0.0.1:15432/x');
  expect(() => fixed(text('db'), '/w/web.container', 'no-shared-network')).toThrow(/no fix/);
});

test('a published port is the host’s only where the program listens on no other', () => {
  const traefik = (lines: string, image: string): string => unit('proxy', `ContainerName=proxy\n${NET}\nPublishPort=8080:80\n${lines}`, image);
  expect(said('PROXY_URL=http://proxy:8080', traefik('Exec=--api.insecure=true --entrypoints.web.address=:80', 'docker.io/library/traefik:v3.3'))).toEqual([]);
  expect(said('PROXY_URL=http://proxy:8080', traefik('Exec=gunicorn -b 0.0.0.0:80 app', 'docker.io/x/y:1'))).toEqual(['connection-wrong-port: Port 8080 is where the host reaches `proxy.container`; within the network `proxy` listens on 80.']);
});

test('the servers of a pgbouncer.ini are connections', () => {
  const pool = (databases: string, db: string, lines = NET): string[] =>
    stack(`${NETWORK}//- /w/db.network\n[Network]\n${unit('db', `ContainerName=postgres\n${db}`, POSTGRES)}${unit('pool', `ContainerName=pool\n${lines}\nVolume=./pgbouncer.ini:/etc/pgbouncer/pgbouncer.ini`, 'docker.io/edoburu/pgbouncer:1.23')}//- /w/pgbouncer.ini\n[databases]\n${databases}\n[pgbouncer]\n`)
      .problems.filter(({ path, problem }) => path === '/w/pgbouncer.ini' && !problem.code.startsWith('pgbouncer-')).map(({ problem }) => `${problem.code}: ${problem.message}`);
  const typo = ['unknown-host: No container of this stack answers to `postgress`. PostgreSQL is `postgres` here.'];
  expect(pool('a = host=postgress dbname=a', NET)).toEqual(typo);
  // A slip of the pen is one on whatever network.
  expect(pool('a = host=postgress dbname=a', 'Network=db.network')).toEqual(typo);
  expect(pool('a = host=database', 'Network=db.network')).toEqual([]);
  expect(pool("a = host='postgres' port=5433", NET)).toEqual(['connection-wrong-port: `postgres` is `db.container`, where PostgreSQL listens on 5432, not 5433.']);
  expect(pool('a = host=postgres', 'Network=db.network')).toEqual(['no-shared-network: `pool.container` looks for `postgres` here, but shares no network with `db.container`: the name is not found. Add the same `Network=` to both.']);
  expect(pool('a = host=other,postgress', NET)).toEqual([typo[0]!.replace('postgress', 'other'), typo[0]]);
  expect(pool('a = host=127.0.0.1', NET)).toEqual(['localhost-is-the-container: In `pool.container` `127.0.0.1` is the container itself, where no PostgreSQL runs. Use the name of the container that is meant, or `host.containers.internal` for a program of the host.']);
  for (const silent of ['a = host=postgres port=5432', 'a = host=/run/postgresql', 'a = dbname=a', 'a = host=10.0.0.1 port=1', '* = host=postgres']) expect(pool(silent, NET)).toEqual([]);
  expect(pool('a = host=postgress', NET, `${NET}\nAddHost=postgress:10.0.0.1`)).toEqual([]);
  const text = `${NETWORK}${unit('db', `ContainerName=postgres\n${NET}`, POSTGRES)}${unit('pool', `${NET}\nVolume=./pgbouncer.ini:/etc/pgbouncer/pgbouncer.ini`, 'docker.io/edoburu/pgbouncer:1.23')}//- /w/pgbouncer.ini\n[databases]\na = host='postgress' port='5432'\n[pgbouncer]\n`;
  expect(fixed(text, '/w/pgbouncer.ini', 'unknown-host')).toContain("a = host='postgres' port='5432'\n");
});

test('the primary of a Redis is a connection', () => {
  const REDIS = 'docker.io/library/redis:7';
  const primary = unit('one', `ContainerName=primary\n${NET}`, REDIS);
  const found = (lines: string, conf = '', others = primary): string[] => stack(`${NETWORK}${others}${unit('two', `ContainerName=two\n${NET}\n${lines}`, REDIS)}${conf}`).problems.map(({ path, problem }) => `${path} ${problem.code}: ${problem.message}`);
  const typo = 'unknown-host: No container of this stack answers to `primry`. Redis is `primary` here.';
  expect(found('Exec=redis-server --replicaof primry 6379')).toEqual([`/w/two.container ${typo}`]);
  expect(found('Exec=redis-server --replicaof primary 6380')).toEqual(['/w/two.container connection-wrong-port: `primary` is `one.container`, where Redis listens on 6379, not 6380.']);
  for (const silent of ['primary 6379', 'no one', 'primary', '10.0.0.1 6380', '127.0.0.1 6380']) expect(found(`Exec=redis-server --replicaof ${silent}`)).toEqual([]);
  const mounted = 'Exec=redis-server /etc/redis.conf\nVolume=./redis.conf:/etc/redis.conf:ro';
  expect(found(mounted, '//- /w/redis.conf\nreplicaof primry 6379\n')).toEqual([`/w/redis.conf ${typo}`]);
  expect(found(mounted, '//- /w/redis.conf\nreplicaof no one\n')).toEqual([]);
  // The command line goes before the file.
  expect(found(`${mounted.replace('redis.conf\n', 'redis.conf --replicaof primary 6379\n')}`, '//- /w/redis.conf\nreplicaof primry 6379\n')).toEqual([]);
  // Nothing shows what is meant.
  expect(found('Exec=redis-server --replicaof primry 6379', '', '')).toEqual([]);
});

test('localhost is shared with who joins the network', () => {
  const guest = (network: string): string => unit('cache', `Network=${network}`, 'docker.io/library/redis:7');
  expect(said('REDIS_URL=redis://localhost', guest('web.container'))).toEqual([]);
  expect(said('REDIS_URL=redis://localhost', guest('container:systemd-web'))).toEqual([]);
  expect(said('REDIS_URL=redis://localhost', guest('container:other'))).toHaveLength(1);
});

test('a name of any database says nothing of PostgreSQL', () => {
  const local = (program: string): string[] => [`localhost-is-the-container: In \`web.container\` \`localhost\` is the container itself${program}. Use the name of the container that is meant, or \`host.containers.internal\` for a program of the host.`];
  expect(said('DB_HOST=localhost', '')).toEqual(local(''));
  expect(said('DB_CONNECTION=mysql DB_HOST=localhost DB_PORT=3306', '')).toEqual([]);
  expect(said('CACHE_HOST=localhost', '')).toEqual(local(''));
  expect(said('POSTGRES_HOST=localhost', '')).toEqual(local(', where no PostgreSQL runs'));
  expect(said('DATABASE_URL=postgres://localhost/x', '')).toEqual(local(', where no PostgreSQL runs'));
  const db = unit('db', `${NET}\nContainerName=db`, POSTGRES);
  const unknown = ['unknown-host: No container of this stack answers to `main`. PostgreSQL is `db` here.'];
  for (const known of ['DB_HOST=main', 'DB_HOST=main DB_PORT=5432', 'PG_HOST=main PG_PORT=5433']) expect(said(known, db)).toEqual(unknown);
  expect(said('DB_HOST=main DB_PORT=5433', unit('db', `${NET}\nContainerName=db\nExec=-p 5433`, POSTGRES))).toEqual(unknown);
  expect(said('DB_HOST=main DB_PORT=3306', db)).toEqual([]);
});

test('a port where nobody listens', () => {
  const daphne = (extra = ''): string => unit('api', `${NET}\nContainerName=api\nExec=daphne -b 0.0.0.0 -p 9000 app:app\n${extra}`);
  expect(said('API_URL=http://api:8000', daphne())).toEqual(['connection-wrong-port: `api` is `api.container`, where daphne listens on 9000, not 8000.']);
  expect(said('API_URL=http://api:9000', daphne())).toEqual([]);
  expect(said('API_URL=http://api:8000', daphne('PublishPort=8000:9000'))).toEqual(['connection-wrong-port: Port 8000 is where the host reaches `api.container`; within the network `api` listens on 9000.']);
  expect(said('API_URL=http://api:8001', daphne('PublishPort=8000-8002:8000-8002'))).toEqual([]);
  expect(said('DATABASE_URL=postgres://u:p@db:9187/x', unit('db', `${NET}\nContainerName=db`, POSTGRES))).toEqual(['connection-wrong-port: `db` is `db.container`, where PostgreSQL listens on 5432, not 9187.']);
  expect(said('METRICS_URL=http://db:9187', unit('db', `${NET}\nContainerName=db`, POSTGRES))).toEqual([]);
  expect(fixed(NETWORK + web('API_URL=http://api:8000') + daphne(), '/w/web.container', 'connection-wrong-port')).toContain('http://api:9000');
});

test('pgbouncer: users, reserved connections and variables count in the pools', () => {
  const code = 'pgbouncer-pools-exceed-connections';
  const db = (exec: string, more = '', image = POSTGRES): string => unit('db', `${NET}\nContainerName=db\nExec=${exec}\n${more}`, image);
  const bouncer = (ini: string, users = '"a" "x"\n"b" "x"\n"c" "x"\n', databases = 'x = host=db'): string =>
    `${unit('pool', `${NET}\nVolume=./pgbouncer.ini:/etc/pgbouncer/pgbouncer.ini\nVolume=./userlist.txt:/etc/pgbouncer/userlist.txt`, 'docker.io/edoburu/pgbouncer:1.23')}//- /w/pgbouncer.ini\n[databases]\n${databases}\n[pgbouncer]\nauth_type = md5\nauth_file = /etc/pgbouncer/userlist.txt\n${ini}\n//- /w/userlist.txt\n${users}`;
  const found = (text: string): string[] => stack(NETWORK + text).problems.filter(({ problem }) => problem.code === code).map(({ path, problem }) => `${path} ${problem.message.replace(/ Lower the pools.*$/, '')}`);
  const pools = 'default_pool_size = 20\nreserve_pool_size = 3';
  const fifty = '-c max_connections=50';
  expect(found(db(`${fifty} -c superuser_reserved_connections=10`) + bouncer(pools))).toEqual([
    '/w/pgbouncer.ini The pools can open 69 connections to `db` (1 database × 3 users of `userlist.txt` × (default_pool_size 20 + reserve_pool_size 3)), where PostgreSQL takes 50 less 10 kept for superusers.',
  ]);
  for (const silent of [
    bouncer(pools, '"a" "x"\n"b" "x"\n'), bouncer(`${pools}\nadmin_users = b, c`), bouncer(`${pools}\nauth_user = a`), bouncer(`${pools}\n%include more.ini`), bouncer(`${pools}\nmax_db_connections = 40`),
    bouncer(`${pools}\n[users]\na = pool_size=1`), bouncer(pools, undefined, 'x = host=db user=a'), bouncer(pools, undefined, 'x = host=db\ny = host=db'), bouncer(pools.replace('20', '20\nauth_type = trust')),
  ]) expect(found(db(fifty) + silent)).toEqual([]);
  const one = bouncer('default_pool_size = 45', '"a" "x"\n');
  const less = (server: string): string[] => found(server + one).map((message) => /PostgreSQL takes (.*)\.$/.exec(message)![1]!);
  expect(less(db(`${fifty} -c superuser_reserved_connections=10`))).toEqual(['50 less 10 kept for superusers']);
  expect(less(db(`${fifty} -c reserved_connections=5`))).toEqual(['50 less 3 kept for superusers less 5 of `reserved_connections`']);
  expect(less(db(`${fifty} -c reserved_connections=5`, '', 'docker.io/library/postgres:15'))).toEqual([]);
  expect(less(db(`${fifty} -c superuser_reserved_connections=10`, 'Environment=POSTGRES_USER=a'))).toEqual([]);
  expect(less(db("-c max_connections='${MAX}'"))).toEqual([]);
  const image = (variables: string, more = ''): string => unit('pool', `${NET}\nEnvironment=DB_HOST=db ${variables}\n${more}`, 'docker.io/edoburu/pgbouncer:v1.24.1-p1');
  expect(found(db(fifty) + image('DEFAULT_POOL_SIZE=100'))).toEqual(['/w/pool.container The pools can open 100 connections to `db` (1 database × (default_pool_size 100 + reserve_pool_size 0)), where PostgreSQL takes 50 less 3 kept for superusers.']);
  expect(found(db('-c max_connections=20') + image(''))).toHaveLength(1);
  for (const silent of [image('DEFAULT_POOL_SIZE=40'), image('DEFAULT_POOL_SIZE=100 MAX_DB_CONNECTIONS=40'), image('DEFAULT_POOL_SIZE=100 POOL_SIZE=5'), image('DEFAULT_POOL_SIZE=${SIZE}'), image('DEFAULT_POOL_SIZE=100', 'Volume=/srv/x:/etc/pgbouncer'), image('DEFAULT_POOL_SIZE=100').replace('edoburu', 'other')]) expect(found(db(fifty) + silent)).toEqual([]);
});

test('celery: which application a beat is for, and a beat as a template', () => {
  const celery = (name: string, command: string, extra = ''): string => unit(name, `Exec=celery ${command}\n${extra}`);
  const beats = (text: string): string[] => findings(stack(text), 'celery-two-beats');
  expect(beats(celery('a', '--app=shop beat') + celery('b', '-A shop beat'))).toEqual(['/w/b.container:3 celery-two-beats «beat»']);
  expect(beats(celery('a', '--app=shop beat') + celery('b', '--app=blog beat'))).toEqual([]);
  expect(beats(celery('b', 'beat') + celery('a', 'beat'))).toEqual(['/w/b.container:3 celery-two-beats «beat»']);
  expect(beats(celery('a@', '-A shop beat'))).toEqual(['/w/a@.container:3 celery-two-beats «beat»']);
  expect(beats(celery('a@', '-A shop beat', '[Install]\nDefaultInstance=one'))).toEqual([]);
  expect(findings(stack(celery('a', '-A shop worker --concurrency=8', 'Memory=1G')), 'celery-children-exceed-memory')).toEqual([]);
});

test('celery: beats of one name with different images or brokers are two applications', () => {
  const beat = (name: string, lines: string, image = 'docker.io/library/app:1'): string => unit(name, `Exec=celery -A config beat\n${lines}`, image);
  const redis = (network: string): string => unit(`redis-${network}`, `ContainerName=redis\nNetwork=${network}.network`, 'docker.io/library/redis:7');
  const beats = (a: string, b: string): string[] => findings(stack(a + b + redis('one') + redis('two')), 'celery-two-beats');
  const twice = ['/w/b.container:3 celery-two-beats «beat»'];
  const [one, two] = ['Network=one.network', 'Network=two.network'];
  const broker = (url: string, network = NET): string => `${network}\nEnvironment=CELERY_BROKER_URL=${url}`;
  expect(beats(beat('a', NET, 'docker.io/x/blue:1'), beat('b', NET, 'docker.io/x/blue:2'))).toEqual(twice);
  expect(beats(beat('a', NET, 'docker.io/x/blue:1'), beat('b', NET, 'docker.io/x/green:1'))).toEqual([]);
  expect(beats(beat('a', one), beat('b', two))).toEqual([]);
  expect(beats(beat('a', one), beat('b', `${two}\n${one}`))).toEqual(twice);
  expect(beats(beat('a', broker('redis://redis/0', one)), beat('b', broker('redis://redis/0', two)))).toEqual([]);
  expect(beats(beat('a', broker('redis://redis/0', one)), beat('b', broker('redis://redis/0', one)))).toEqual(twice);
  expect(beats(beat('a', broker('redis://redis/0', one)), beat('b', broker('redis://redis/1', one)))).toEqual([]);
  expect(beats(beat('a', broker('amqp://mq.example.com//', one)), beat('b', broker('amqp://mq.example.com//', two)))).toEqual(twice);
  expect(beats(beat('a', broker('redis://redis/0', one)), beat('b', one))).toEqual(twice);
});

test('pgbouncer: any number of connections, files, MD5 before PostgreSQL 14', () => {
  const bouncer = (ini: string, extra = ''): string => `${unit('pool', `${NET}\nContainerName=pool\nVolume=./pgbouncer.ini:/etc/pgbouncer/pgbouncer.ini\nVolume=./userlist.txt:/etc/pgbouncer/userlist.txt\n${extra}`, 'docker.io/edoburu/pgbouncer:1.23')}//- /w/pgbouncer.ini\n${ini}\n`;
  const db = (exec = '', image = POSTGRES): string => unit('db', `${NET}\nContainerName=db\n${exec}`, image);
  const INI = '[databases]\nx = host=db\n[pgbouncer]\n';
  const found = (text: string, code: string): string[] => stack(NETWORK + text).problems.filter(({ problem }) => problem.code === code).map(({ path, problem }) => `${path} ${problem.message}`);
  expect(found(db() + bouncer(`${INI}default_pool_size = 0`), 'pgbouncer-pools-exceed-connections')).toEqual([
    '/w/pgbouncer.ini The pools can open any number of connections to `db` (1 database × (default_pool_size 0 + reserve_pool_size 0)), where PostgreSQL takes 100 less 3 kept for superusers. Lower the pools or raise `max_connections`.',
  ]);
  expect(found(db() + bouncer(`${INI}max_client_conn = 2000`, 'Ulimit=nofile=1024:1024'), 'pgbouncer-exceeds-file-limit')).toEqual([
    '/w/pool.container PgBouncer may need 2000 files for clients (`max_client_conn`) and 20 for the pools, and `Ulimit=` grants 1024: further clients are then refused. Raise the limit or lower `max_client_conn`.',
  ]);
  expect(found(db() + bouncer(`${INI}max_client_conn = 900\ndefault_pool_size = 0`, 'Ulimit=nofile=1024:1024'), 'pgbouncer-exceeds-file-limit')).toEqual([]);
  const users = `//- /w/userlist.txt\n"app" "md5${'a'.repeat(32)}"\n`;
  const md5 = (text: string): number => found(text + users, 'pgbouncer-md5-with-scram').length;
  expect([db(), db('', 'docker.io/library/postgres:13'), db('Exec=-c password_encryption=md5')].map((server) => md5(server + bouncer(`${INI}auth_type = md5\nauth_file = /etc/pgbouncer/userlist.txt`)))).toEqual([1, 0, 0]);
  // A secret is reported by one rule: by the other where the stack has no server.
  const either = (text: string): string[] => findings(stack(NETWORK + text + users), 'pgbouncer-md5-with-scram', 'userlist-md5-secret').map((found) => found.split(' ')[1]!);
  const login = bouncer(`${INI}auth_type = md5\nauth_file = /etc/pgbouncer/userlist.txt`);
  expect([db(), '', db('', 'docker.io/library/postgres:13'), db('Environment=POSTGRES_HOST_AUTH_METHOD=trust'), db('Environment=POSTGRES_HOST_AUTH_METHOD=scram-sha-256')].map((server) => either(server + login))).toEqual([
    ['pgbouncer-md5-with-scram'], ['userlist-md5-secret'], [], [], ['pgbouncer-md5-with-scram'],
  ]);
  expect(md5(db() + bouncer('[databases]\nx = host=db password=p\n[pgbouncer]\nauth_type = md5\nauth_file = /etc/pgbouncer/userlist.txt'))).toBe(0);
});
