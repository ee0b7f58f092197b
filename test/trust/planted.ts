/**
 * A stack with a secret in every place that may hold one. Each is `PLANTED` and a number of its own, so that a leak
 * tells where it came from.
 */
let number = 0;
const secret = (): string => `PLANTED${++number}x`;

export const PLANTED = /PLANTED\d+x/g;

export const STACK: Readonly<Record<string, string>> = {
  'db.container': `[Unit]
Description=Database
[Container]
Image=docker.io/library/postgres:18
ContainerName=db
Environment=POSTGRES_PASSWORD=${secret()} POSTGRES_USER=app
Environment="DATABASE_URL=postgres://app:${secret()}@pgbouncer:6432/app" 'API_KEY=${secret()}'
Environment=PGOPTIONS=password=${secret()}
Environment=TOKEN="${secret()}
EnvironmentFile=./app.env
EnvironmentFile=.env
Volume=./postgresql.conf:/etc/postgresql/postgresql.conf
Exec=postgres -c shared_buffers=2GB -c config_file=/etc/postgresql/postgresql.conf -c primary_conninfo='host=other password=${secret()}'
HealthCmd=psql postgres://app:${secret()}@localhost/app -c 'select 1'
Memory=1g
Memroy=2g
PublishPort=5432:5432
Network=back.network
Label=io.secret.token=${secret()}
PodmanArgs=--env=SECRET_KEY=${secret()} --memory=1g
`,
  'db.container.d/10.conf': `[Container]
Environment=POSTGRES_PASSWORD=${secret()}
Enviroment=SECRET_TOKEN=${secret()}
`,
  'cache.container': `[Container]
Image=docker.io/library/redis:8.0
ContainerName=cache
Volume=./redis.conf:/usr/local/etc/redis/redis.conf:Z
Exec=redis-server /usr/local/etc/redis/redis.conf --requirepass ${secret()} --masterauth "${secret()}" --user app on >${secret()} ~* --maxmemory 900mb
HealthCmd=redis-cli -a ${secret()} ping
Memory=1g
Network=back.network
`,
  'web.container': `[Container]
Image=docker.io/library/python:3
Exec=celery -A app --broker=redis://:${secret()}@cache:6379/0 --result-backend redis://user:${secret()}@cache:6379/1 flower --basic-auth=admin:${secret()} --password=${secret()} --concurrency=8
Environment=CELERY_BROKER_URL=redis://:${secret()}@cache:6379/0
Environment=BROKEN_URL=redis://:${secret()}@gone:6379/0
Secret=pw,type=env,target=PASSWORD
EnvironmentFile=./app.env
Network=back.network
Pod=gone.pod
`,
  'pgbouncer.container': `[Container]
Image=docker.io/edoburu/pgbouncer:v1.24
ContainerName=pgbouncer
Volume=./pgbouncer.ini:/etc/pgbouncer/pgbouncer.ini:Z
Volume=./userlist.txt:/etc/pgbouncer/userlist.txt:Z
Network=back.network
`,
  'back.network': '[Network]\nInternal=true\n',
  'b.build': `[Build]
ImageTag=localhost/b
SetWorkingDirectory=unit
Environment=NPM_TOKEN=${secret()}
PodmanArgs=--build-arg=PASSWORD=${secret()}
`,
  'many.quadlets': `# FileName=one
[Container]
Image=docker.io/library/nginx:1.29
Environment=ADMIN_PASSWORD=${secret()}
---
# FileName=two
[Container]
Image=docker.io/library/nginx:1.29
Exec=x --password ${secret()} --token=${secret()}
`,
  'redis.conf': `requirepass ${secret()}
requirepass "${secret()}
masterauth '${secret()}'
user app on >${secret()} >${secret()} ~* +@all
user app on >${secret()} ~* +@all +nonsense
user other on #${secret()}
user default on nopass >${secret()}x ~* &* +@all  # ${'c'}
maxmemory 900mb
tls-key-file-pass ${secret()}
tls-client-key-file-pass ${secret()} too many
reqirepass ${secret()}
# requirepass ${secret()}
`,
  'sentinel.conf': `sentinel monitor m cache 6379 2
sentinel auth-pass m ${secret()}
sentinel auth-pass m
sentinel sentinel-pass ${secret()}
sentinel auth-pass gone ${secret()}
requirepass ${secret()}
user x on >${secret()} nonsense
`,
  'pgbouncer.ini': `[databases]
app = host=db port=5432 dbname=app user=app password=${secret()}
two = host=db port=x password='${secret()}' nonsense=1
three = host=db password='${secret()}
four = password = ${secret()}
* = host=gone auth_query='select 1' password=${secret()} conn_query='set x'
[pgbouncer]
listen_port = 6432
auth_type = md5
auth_file = /etc/pgbouncer/userlist.txt
pool_mode = transaction
default_pool_size = 200
pasword = ${secret()}
server_tls_key_file = x
[users]
app = pool_mode=x password=${secret()}
[peers]
1 = host=db password=${secret()}
`,
  'userlist.txt': `"app" "${secret()}"
"app" "${secret()}"
"two" "md5${secret()}"
"three" "SCRAM-SHA-256$4096:${secret()}==$${secret()}:${secret()}"
"four" "${secret()}
five ${secret()}
`,
  'postgresql.conf': `shared_buffers = 4GB
primary_conninfo = 'host=db user=rep password=${secret()}'
primary_conninfo = 'postgres://rep:${secret()}@db/x'
ssl_passphrase_command = 'echo ${secret()}'
archive_command = 'PGPASSWORD=${secret()} x
restore_command = 'PGPASSWORD=${secret()} x'
archive_cleanup_command = 'x postgres://u:${secret()}@h'
pasword = '${secret()}'
max_connections = 100
`,
  '.env': `POSTGRES_PASSWORD=${secret()}
POSTGRES_PASSWORD=${secret()}
DATABASE_URL=postgres://app:${secret()}@pgbouncer:6432/app
REDIS_URL="redis://:${secret()}@cache:6379/0"
BROKER=amqp://u:${secret()}@gone:5672//
SECRET_KEY='${secret()} $x'
${secret()}
API_TOKEN = ${secret()}
export JWT_SECRET=${secret()}
OPEN_PASSWORD="${secret()}
next ${secret()}
`,
  'app.env': `DB_PASSWORD=${secret()}
PGPASSWORD=${secret()}
URL=https://user:${secret()}@example.org/?token=1
CELERY_BROKER_URL=redis://:${secret()}@cache:6379/9
DJANGO_SECRET_KEY=${secret()}
`,
  'nginx.conf': `http { upstream app { server web:8000; } server { listen 80; location / { proxy_set_header Authorization "Basic ${secret()}"; proxy_pass http://gone:80; } } }
`,
};

/** How many secrets there are. */
export const COUNT = number;
