import { expect, test } from 'vitest';
import { findings, fixed, stack } from '../support/stack.ts';

/** What connections ask for, and what the services at their other end grant. */

const NET = 'Network=app.network';
const NETWORK = '//- /w/app.network\n[Network]\n';
const unit = (name: string, lines: string, image = 'docker.io/x/app:1'): string => `//- /w/${name}.container\n[Container]\nImage=${image}\nContainerName=${name}\n${NET}\n${lines}\n`;
const redis = (conf: string, exec = 'Exec=redis-server /etc/redis.conf', version = '7.2'): string => `${unit('redis', `Volume=./redis.conf:/etc/redis.conf:ro\n${exec}`, `docker.io/library/redis:${version}`)}//- /w/redis.conf\n${conf}\n`;
const app = (lines: string): string => unit('app', lines) + NETWORK;

test('what Environment= names counts like what a file names', () => {
  const code = 'no-shared-network';
  const apart = unit('db', '', 'docker.io/library/postgres:16').replace(NET, 'Network=db.network');
  expect(findings(stack(apart + app('Environment=DB_HOST=db DB_PORT=5432')), code)).toEqual([`/w/app.container:5 ${code} «db»`]);
  expect(findings(stack(apart + app('Environment="DATABASE_URL=postgres://u:p@db:5432/x"')), code)).toEqual([`/w/app.container:5 ${code} «db»`]);
  expect(findings(stack(apart + app('Exec=migrate \\\n  --database postgres://u@db/x')), code)).toEqual([`/w/app.container:6 ${code} «db»`]);
  for (const silent of ['Environment=DB_HOST=${DB}', 'Environment=DB_HOST=%H', 'Environment=REDIS_URL=redis://${HOST}:6379', 'Environment=DB_HOST=db.example.com', 'Environment=GREETING=db']) expect(findings(stack(apart + app(silent)), code, 'unknown-host')).toEqual([]);
  const local = (line: string): string[] => findings(stack(app(line)), 'localhost-is-the-container');
  expect(local('Environment=DB_HOST=localhost')).toEqual(['/w/app.container:5 localhost-is-the-container «localhost»']);
  expect(local('Environment=HOST=localhost')).toEqual([]);
});

test('the variables of well-known images name hosts', () => {
  const others = unit('pg', '', 'docker.io/library/postgres:16').concat(unit('cache', '', 'docker.io/library/redis:7'));
  const found = (lines: string): string[] => stack(others + app(lines)).problems.filter(({ path }) => path === '/w/app.container').map(({ problem }) => `${problem.code}: ${problem.message}`);
  const unknown = (host: string, is: string): string[] => [`unknown-host: No container of this stack answers to \`${host}\`. ${is} here.`];
  const POSTGRES = 'PostgreSQL is `pg`';
  for (const name of ['AUTHENTIK_POSTGRESQL__HOST=nodb', 'PAPERLESS_DBHOST=nodb', 'PGHOST=nodb', 'GITEA__database__HOST=nodb:5432', 'POSTGRES_HOST=nodb:5432', 'GF_DATABASE_HOST=nodb:5432']) expect(found(`Environment=${name}`)).toEqual(unknown('nodb', POSTGRES));
  for (const name of ['AUTHENTIK_REDIS__HOST=nocache', 'REDIS_HOSTNAME=nocache', 'GF_REDISHOST=nocache']) expect(found(`Environment=${name}`)).toEqual(unknown('nocache', 'Redis is `cache`'));
  expect(found('Environment=GITEA__database__HOST=pg:5433')).toEqual(['connection-wrong-port: `pg` is `pg.container`, where PostgreSQL listens on 5432, not 5433.']);
  expect(found('Environment=PAPERLESS_DBHOST=pg PAPERLESS_DBPORT=5433')).toEqual(['connection-wrong-port: `pg` is `pg.container`, where PostgreSQL listens on 5432, not 5433.']);
  expect(fixed(others + app('Environment=GITEA__database__HOST=pg:5433'), '/w/app.container', 'connection-wrong-port')).toContain('HOST=pg:5432\n');
  // Another database's, or no host.
  for (const silent of [
    'WORDPRESS_DB_HOST=nodb', 'DB_HOST=nodb:3306', 'DB_HOST=nodb DB_TYPE=mysql', 'GITEA__database__DB_TYPE=mysql GITEA__database__HOST=nodb', 'PAPERLESS_DBENGINE=mariadb PAPERLESS_DBHOST=nodb', 'DB_HOST=mariadb', 'MYSQL_HOST=nodb',
    'GHOST=nodb', 'POSTGRES_HOST=pg:5432', 'POSTGRES_HOST=/run/postgresql', 'POSTGRES_HOST=nodb:x', 'POSTGRES_HOST=a,b', 'POSTGRES_HOST_AUTH_METHOD=trust', 'DB__HOST_NAME=nodb',
  ]) expect(found(`Environment=${silent}`)).toEqual([]);
});

test('redis-database-shared over files', () => {
  const code = 'redis-database-shared';
  const files = `${redis('port 6379')}${unit('web', 'EnvironmentFile=./web.env')}${unit('worker', 'EnvironmentFile=./worker.env')}${NETWORK}`;
  const both = (web: string, worker: string): string[] => findings(stack(`${files}//- /w/web.env\n${web}\n//- /w/worker.env\n${worker}\n`), code);
  expect(both('CACHE_URL=redis://redis:6379/0', 'CELERY_BROKER_URL=redis://redis/0')).toEqual([`/w/web.env:1 ${code} «0»`]);
  expect(both('CACHE_URL=redis://redis:6379', 'CELERY_BROKER_URL=redis://redis/0')).toEqual([`/w/web.env:1 ${code} «redis»`]);
  for (const [web, worker] of [['CACHE_URL=redis://redis/1', 'CELERY_BROKER_URL=redis://redis/0'], ['REDIS_URL=redis://redis/0', 'CELERY_BROKER_URL=redis://redis/0'], ['CELERY_BROKER_URL=redis://redis/0', 'CELERY_BROKER_URL=redis://redis/0']] as const) expect(both(web, worker)).toEqual([]);
  const outside = (text: string): string[] => findings(stack(`${app('EnvironmentFile=.env')}//- /w/.env\n${text}\n`), code);
  expect(outside('CELERY_BROKER_URL=redis://cache.example.com/0\nCACHE_URL=redis://cache.example.com/0')).toEqual([`/w/.env:2 ${code} «0»`]);
  expect(outside('CELERY_BROKER_URL=redis://a.example.com/0\nCACHE_URL=redis://b.example.com/0')).toEqual([]);
});

test('redis-evicts-broker-queue, with the broker on a command line', () => {
  const text = redis('maxmemory 1mb\nmaxmemory-policy allkeys-lru') + unit('worker', 'Exec=celery -A app -b redis://redis:6379/0 worker') + NETWORK;
  expect(findings(stack(text), 'redis-evicts-broker-queue')).toEqual(['/w/redis.conf:2 redis-evicts-broker-queue «maxmemory-policy allkeys-lru»']);
});

test('redis-password-mismatch', () => {
  const code = 'redis-password-mismatch';
  const asked = (url: string, extra = ''): string[] => findings(stack(redis('requirepass x') + app(`Environment=REDIS_URL=${url}\n${extra}`)), code);
  expect(asked('redis://redis:6379/0')).toEqual([`/w/app.container:5 ${code} «redis»`]);
  expect(asked('redis://:x@redis:6379/0')).toEqual([]);
  expect(asked('redis://redis:6379/0', 'Secret=redis-password,type=env,target=REDIS_PASSWORD')).toEqual([]);
  const open = (conf: string, exec?: string): string[] => findings(stack(redis(conf, exec) + app('Environment=REDIS_URL=redis://:x@redis:6379/0')), code);
  expect(open('port 6379')).toEqual([`/w/app.container:5 ${code} «redis»`]);
  for (const silent of ['requirepass x', 'user default on >x ~* +@all', 'aclfile /etc/acl', 'include /run/secrets/x.conf']) expect(open(silent)).toEqual([]);
  for (const silent of ['Exec=redis-server /etc/redis.conf --requirepass x', "Exec=sh -c 'exec redis-server --requirepass $$PW'", 'Exec=redis-server /etc/redis.conf\nEntrypoint=/start.sh']) expect(open('port 6379', silent)).toEqual([]);
  const answer = (user: string, version?: string): string[] => stack(redis('port 6379', undefined, version) + app(`Environment=REDIS_URL=redis://${user}:x@redis:6379/0`)).problems.filter(({ problem }) => problem.code === code).map(({ problem }) => /“(.*)”/.exec(problem.message)![1]!);
  expect(['', 'default', 'bob'].map((user) => answer(user))).toEqual([['AUTH called without any password configured'], [], ['WRONGPASS invalid username-password pair']]);
  expect(answer('bob', '5.0')).toEqual([]);
  const variables = redis('requirepass x') + app('Environment=REDIS_HOST=redis');
  expect(findings(stack(variables), code)).toEqual([]);
});

test('redis-protected-mode-refuses', () => {
  const code = 'redis-protected-mode-refuses';
  const found = (conf: string, extra = 'Environment=REDIS_HOST=redis', version = '7.2'): string[] => findings(stack(redis(conf, undefined, version) + app(extra)), code);
  expect(found('protected-mode yes')).toEqual([`/w/redis.conf:1 ${code} «protected-mode yes»`]);
  for (const silent of ['protected-mode no', 'port 6379', 'protected-mode yes\nrequirepass x', 'protected-mode yes\ninclude /run/x']) expect(found(silent)).toEqual([]);
  expect(found('protected-mode yes', '')).toEqual([]);
  expect(found('protected-mode yes', undefined, '6.2')).toEqual([]);
});

test('redis-nothing-saved', () => {
  const code = 'redis-nothing-saved';
  const found = (conf: string, volume = 'Volume=data.volume:/data'): string[] => findings(stack(redis(conf, `Exec=redis-server /etc/redis.conf\n${volume}`) + NETWORK), code);
  expect(found('save ""')).toEqual([`/w/redis.container:7 ${code} «data.volume:/data»`]);
  for (const silent of ['save 60 1', 'save ""\nappendonly yes', 'port 6379']) expect(found(silent)).toEqual([]);
  expect(found('save ""', '')).toEqual([]);
  expect(found('save ""', 'Volume=conf.volume:/etc/redis')).toEqual([]);
});

const bouncer = (ini: string, extra = '', version = '1.24.1'): string =>
  `${unit('pool', `Volume=./pgbouncer.ini:/etc/pgbouncer/pgbouncer.ini\nVolume=./userlist.txt:/etc/pgbouncer/userlist.txt\n${extra}`, `docker.io/edoburu/pgbouncer:${version}`)}//- /w/pgbouncer.ini\n[databases]\nshop = host=db\n[pgbouncer]\nauth_file = /etc/pgbouncer/userlist.txt\n${ini}\n//- /w/userlist.txt\n"shop" "SCRAM-SHA-256$4096:x"\n`;

test('pgbouncer-unknown-database and pgbouncer-unknown-user', () => {
  const found = (variables: string, ini = 'auth_type = scram-sha-256'): string[] => findings(stack(bouncer(ini) + app(`Environment=${variables}`)), 'pgbouncer-unknown-database', 'pgbouncer-unknown-user');
  expect(found('DB_HOST=pool DB_NAME=shopp DB_USER=admin')).toEqual(['/w/app.container:5 pgbouncer-unknown-database «shopp»', '/w/app.container:5 pgbouncer-unknown-user «admin»']);
  expect(found('DATABASE_URL=postgres://admin:x@pool/other')).toEqual(['/w/app.container:5 pgbouncer-unknown-user «admin»', '/w/app.container:5 pgbouncer-unknown-database «other»']);
  for (const silent of ['DB_HOST=pool DB_NAME=shop DB_USER=shop', 'DATABASE_URL=postgres://shop:x@pool/shop', 'DB_HOST=pool', 'DB_HOST=db DB_NAME=other', 'DB_HOST=pool DB_NAME=${NAME}']) expect(found(silent)).toEqual([]);
  expect(found('DB_HOST=pool DB_NAME=x DB_USER=x', 'auth_type = scram-sha-256\nauth_user = lookup\n[databases]\n* = host=db')).toEqual([]);
  expect(found('DB_HOST=pool DB_USER=x', 'auth_type = trust')).toEqual([]);
  expect(found('DB_HOST=pool DB_NAME=x DB_USER=x', 'auth_type = scram-sha-256\n%include more.ini')).toEqual([]);
  expect(fixed(bouncer('auth_type = trust') + app('Environment=DB_HOST=pool DB_NAME=shopp'), '/w/app.container', 'pgbouncer-unknown-database')).toContain('DB_NAME=shop\n');
});

test('pgbouncer-session-feature and pgbouncer-held-session', () => {
  const found = (variables: string, ini: string, version?: string): string[] => findings(stack(bouncer(ini, '', version) + app(`Environment=${variables}`)), 'pgbouncer-session-feature', 'pgbouncer-held-session');
  const feature = ['/w/app.container:5 pgbouncer-session-feature «pool»'];
  expect(found('DJANGO_SETTINGS_MODULE=x DB_HOST=pool', 'pool_mode = transaction')).toEqual(feature);
  expect(found('DJANGO_SETTINGS_MODULE=x DB_HOST=pool DISABLE_SERVER_SIDE_CURSORS=False', 'pool_mode = transaction')).toEqual(feature);
  expect(found('DJANGO_SETTINGS_MODULE=x DB_HOST=pool DISABLE_SERVER_SIDE_CURSORS=True', 'pool_mode = transaction')).toEqual([]);
  expect(found('DB_HOST=pool', 'pool_mode = transaction')).toEqual([]);
  expect(found('DJANGO_SETTINGS_MODULE=x DB_HOST=pool', 'pool_mode = session')).toEqual([]);
  expect(found('DATABASE_URL=postgresql+asyncpg://shop@pool/shop', 'pool_mode = transaction', '1.20')).toEqual(feature);
  expect(found('DATABASE_URL=postgresql+asyncpg://shop@pool/shop', 'pool_mode = transaction\nmax_prepared_statements = 0')).toEqual(feature);
  expect(found('DATABASE_URL=postgresql+asyncpg://shop@pool/shop', 'pool_mode = transaction\nmax_prepared_statements = 100')).toEqual([]);
  expect(found('DATABASE_URL=postgresql://shop@pool/shop', 'pool_mode = transaction\nmax_prepared_statements = 0')).toEqual([]);
  expect(found('DB_HOST=pool CONN_MAX_AGE=600', 'pool_mode = session')).toEqual(['/w/app.container:5 pgbouncer-held-session «pool»']);
  for (const silent of ['DB_HOST=pool CONN_MAX_AGE=0', 'DB_HOST=other CONN_MAX_AGE=600', 'DB_HOST=pool']) expect(found(silent, 'pool_mode = session')).toEqual([]);
  expect(found('DB_HOST=pool CONN_MAX_AGE=600', 'pool_mode = transaction')).toEqual([]);
});

test('pgbouncer-exceeds-file-limit', () => {
  const code = 'pgbouncer-exceeds-file-limit';
  const found = (ini: string, limit: string): string[] => findings(stack(bouncer(ini, `Ulimit=${limit}`) + NETWORK), code);
  expect(found('max_client_conn = 2000\ndefault_pool_size = 50', 'nofile=1024:4096')).toEqual([`/w/pool.container:7 ${code} «nofile=1024:4096»`]);
  for (const [ini, limit] of [['max_client_conn = 500', 'nofile=1024:1024'], ['default_pool_size = 20', 'nofile=1024:1024'], ['max_client_conn = 2000', 'nproc=10']] as const) expect(found(ini, limit)).toEqual([]);
});

test('celery-visibility-timeout', () => {
  const code = 'celery-visibility-timeout';
  const found = (options: string, variables: string): { findings: string[]; severity: string | undefined } => {
    const made = stack(`${redis('port 6379')}${unit('worker', `Exec=celery -A app worker ${options}\nEnvironment=${variables}`)}${NETWORK}`);
    return { findings: findings(made, code), severity: made.problems.find(({ problem }) => problem.code === code)?.problem.severity };
  };
  expect(found('--time-limit=7200', 'CELERY_BROKER_URL=redis://redis/0')).toEqual({ findings: [`/w/worker.container:5 ${code} «--time-limit=7200»`], severity: 'information' });
  expect(found('--time-limit=1800', 'CELERY_BROKER_URL=redis://redis/0 CELERY_VISIBILITY_TIMEOUT=900').severity).toBe('warning');
  for (const [options, variables] of [['--time-limit=3600', 'CELERY_BROKER_URL=redis://redis/0'], ['--time-limit=7200', 'CELERY_BROKER_URL=redis://redis/0 VISIBILITY_TIMEOUT=10000'], ['--time-limit=7200', 'CELERY_BROKER_URL=amqp://rabbit'], ['', 'CELERY_BROKER_URL=redis://redis/0']] as const) expect(found(options, variables).findings).toEqual([]);
});

test('env-secret-in-clear, once for a file and without the secret', () => {
  const code = 'env-secret-in-clear';
  const made = (text: string, name = '.env') => stack(`${app(`EnvironmentFile=./${name}`)}//- /w/${name}\n${text}\n`);
  const two = made('DEBUG=1\nDB_PASSWORD=hunter2hunter2\nDATABASE_URL=postgres://app:s3cr3tvalue@db.example.com/app');
  expect(findings(two, code)).toEqual([`/w/.env:2 ${code} «DB_PASSWORD»`]);
  expect(two.problems.filter(({ problem }) => /hunter2|s3cr3t/.test(problem.message))).toEqual([]);
  for (const silent of ['DB_PASSWORD=CHANGE_ME', 'DB_PASSWORD=', 'DB_PASSWORD_FILE=/run/secrets/x', 'DATABASE_URL=postgres://db.example.com/app', 'TOKEN_TTL=3600']) expect(findings(made(silent), code)).toEqual([]);
  expect(findings(made('DB_PASSWORD=hunter2hunter2', 'example.env'), code)).toEqual([]);
  expect(findings(stack('//- /w/.env\nDB_PASSWORD=hunter2hunter2\n'), code)).toEqual([]);
});
