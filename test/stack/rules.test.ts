import { expect, test } from 'vitest';
import { findings, fixed, stack } from '../support/stack.ts';

const IMAGE = 'Image=docker.io/library/app:1';
/** A container unit; the image comes first, `extra` after it. */
const unit = (name: string, extra = '', image = IMAGE): string => `//- /w/${name}.container\n[Container]\n${image}\nContainerName=${name}\n${extra}\n`;
const env = (text: string): string => `//- /w/.env\n${text}\n`;
const NET = 'Network=app.network';
const POSTGRES = 'Image=docker.io/library/postgres:16';
const REDIS = 'Image=docker.io/library/redis:7.2';
const READS = 'EnvironmentFile=/etc/app/.env';

test('port-conflict', () => {
  const code = 'port-conflict';
  const both = (a: string, b: string): string[] => findings(stack(unit('a', `PublishPort=${a}`) + unit('b', `PublishPort=${b}`)), code);
  expect(both('8080:80', '8080:81')).toEqual([`/w/a.container:4 ${code} «8080:80»`, `/w/b.container:4 ${code} «8080:81»`]);
  expect(both('8000-8010:8000-8010', '127.0.0.1:8005:80')).toHaveLength(2);
  for (const [a, b] of [['8080:80', '8081:80'], ['127.0.0.1:8080:80', '127.0.0.2:8080:80'], ['8080:80/udp', '8080:80'], ['80', '80']] as const) expect(both(a, b)).toEqual([]);
  expect(findings(stack(unit('a', 'PublishPort=8080:80\nPublishPort=8080:81')), code)).toEqual([`/w/a.container:5 ${code} «8080:81»`]);
  expect(findings(stack(`//- /w/p.pod\n[Pod]\nPublishPort=8080:80\n${unit('b', 'PublishPort=8080:81')}`), code)).toHaveLength(2);
  for (const silent of ['PublishPort=8080:80\nPublishPort=8080:80', 'PublishPort=8000-8010:9000-9010\nPublishPort=8005:9005', 'PublishPort=127.0.0.1:8080:80\nPublishPort=127.0.0.2:8080:81']) expect(findings(stack(unit('a', silent)), code)).toEqual([]);
  const kube = (lines = ''): string => `//- /w/k.kube\n[Unit]\n${lines}\n[Kube]\nYaml=k.yml\nPublishPort=8080:80\n`;
  expect(findings(stack(kube() + unit('b', 'PublishPort=8080:81')), code)).toEqual([`/w/b.container:4 ${code} «8080:81»`, `/w/k.kube:5 ${code} «8080:80»`]);
  expect(findings(stack(kube('Conflicts=b.service') + unit('b', 'PublishPort=8080:81')), code)).toEqual([]);
  const said = (text: string): string[] => stack(text).problems.flatMap(({ problem }) => (problem.code === code ? [problem.message] : []));
  expect(said(unit('a', 'PublishPort=8080:80\nPublishPort=8080:81'))).toEqual(['Host port 8080 is published twice in this unit, for two ports of the container: Podman can lead it to one only, and the service does not start. Give one of the two another port or another address.']);
  expect(said(unit('a', 'PublishPort=8080:80') + unit('b', 'PublishPort=8080:80'))[0]).toBe('Host port 8080 is published by `b.container` too: whichever starts second fails with “address already in use”. Give one of them another port or another address.');
});

test('alternatives-without-conflicts', () => {
  const code = 'alternatives-without-conflicts';
  const build = (name: string, extra = ''): string => `//- /w/${name}.container\n[Unit]\n${extra}\n[Container]\nImage=docker.io/vendor/${name}:1\nPublishPort=8006:8006\nPublishPort=3389:3389\n`;
  const both = stack(build('vm') + build('vm-arm'));
  expect(findings(both, code, 'port-conflict')).toEqual([`/w/vm-arm.container:5 ${code} «8006:8006»`, `/w/vm.container:5 ${code} «8006:8006»`]);
  expect(findings(stack(build('vm') + build('vm-arm', 'Conflicts=vm.service')), code, 'port-conflict')).toEqual([]);
  expect(findings(stack(unit('a', 'PublishPort=8080:80') + unit('b', 'PublishPort=8080:80')), code)).toEqual([]);
});

test('two stacks side by side have nothing to do with each other', () => {
  const one = (folder: string): string => `//- /w/${folder}/a.container\n[Container]\n${IMAGE}\nPublishPort=8080:80\n`;
  expect(findings(stack(one('x') + one('y')), 'port-conflict')).toEqual([]);
});

test('private-label-shared and volume-suffix-missing', () => {
  const shared = unit('a', 'Volume=data.volume:/x:Z') + unit('b', 'Volume=data.volume:/y:z') + '//- /w/data.volume\n[Volume]\n';
  expect(findings(stack(shared), 'private-label-shared')).toEqual(['/w/a.container:4 private-label-shared «data.volume:/x:Z»']);
  expect(fixed(shared, '/w/a.container', 'private-label-shared')).toContain('Volume=data.volume:/x:z\n');
  expect(findings(stack(unit('a', 'Volume=data.volume:/x:Z') + '//- /w/data.volume\n[Volume]\n'), 'private-label-shared')).toEqual([]);
  const bare = unit('a', 'Volume=data:/x') + '//- /w/data.volume\n[Volume]\n';
  expect(findings(stack(bare), 'volume-suffix-missing')).toEqual(['/w/a.container:4 volume-suffix-missing «data»']);
  expect(fixed(bare, '/w/a.container', 'volume-suffix-missing')).toContain('Volume=data.volume:/x');
  expect(findings(stack(unit('a', 'Volume=other:/x') + '//- /w/data.volume\n[Volume]\n'), 'volume-suffix-missing')).toEqual([]);
  expect(findings(stack(unit('a', 'Volume=data:/x') + '//- /w/data.volume\n[Volume]\nVolumeName=data\n'), 'volume-suffix-missing')).toEqual([]);
});

test('start-order-cycle', () => {
  const after = (name: string, ...others: string[]): string => `//- /w/${name}.container\n[Unit]\nAfter=${others.join(' ')}\n[Container]\n${IMAGE}\n`;
  expect(findings(stack(after('a', 'b.service') + after('b', 'c.container') + after('c', 'a.service')), 'start-order-cycle')).toEqual(['/w/a.container:2 start-order-cycle «b.service»']);
  expect(findings(stack(after('a', 'b.service') + after('b', 'c.service') + after('c', 'network-online.target')), 'start-order-cycle')).toEqual([]);
});

test('no-shared-network, default-network-no-dns, unknown networks', () => {
  const net = '//- /w/app.network\n[Network]\n//- /w/db.network\n[Network]\n';
  const file = env('DB_HOST=db\nDB_PORT=5432');
  const apart = net + file + unit('web', `${READS}\n${NET}`) + unit('db', 'Network=db.network', POSTGRES);
  expect(findings(stack(apart), 'no-shared-network')).toEqual(['/w/.env:1 no-shared-network «db»']);
  expect(findings(stack(net + file + unit('web', `${READS}\n${NET}`) + unit('db', `${NET}\nNetwork=db.network`, POSTGRES)), 'no-shared-network', 'default-network-no-dns')).toEqual([]);
  expect(findings(stack(file + unit('web', READS) + unit('db', '', POSTGRES)), 'no-shared-network', 'default-network-no-dns')).toEqual(['/w/.env:1 default-network-no-dns «db»']);
  expect(findings(stack(file + unit('web', `${READS}\nNetwork=host`) + unit('db', NET, POSTGRES) + net), 'no-shared-network')).toEqual(['/w/.env:1 no-shared-network «db»']);
  const pod = '//- /w/p.pod\n[Pod]\n';
  expect(findings(stack(pod + file + unit('web', `${READS}\nPod=p.pod`) + unit('db', 'Pod=p.pod', POSTGRES)), 'no-shared-network', 'default-network-no-dns')).toEqual([]);
});

test('localhost-is-the-container and connection-wrong-port', () => {
  const local = (extra: string): string[] => findings(stack(env('REDIS_URL=redis://localhost:6379/0') + unit('web', `${READS}\n${extra}`)), 'localhost-is-the-container');
  expect(local('')).toEqual(['/w/.env:1 localhost-is-the-container «localhost»']);
  expect(local('Network=host')).toEqual([]);
  expect(local('Pod=p.pod')).toEqual([]);
  const port = (text: string, extra: string, image = POSTGRES): string[] => findings(stack(env(text) + unit('web', `${READS}\n${NET}`) + unit('db', `${NET}\n${extra}`, image) + '//- /w/app.network\n[Network]\n'), 'connection-wrong-port');
  expect(port('DATABASE_URL=postgres://u:p@db:15432/x', 'PublishPort=127.0.0.1:15432:5432')).toEqual(['/w/.env:1 connection-wrong-port «15432»']);
  expect(port('DATABASE_URL=postgres://u:p@db:5432/x', 'PublishPort=127.0.0.1:15432:5432')).toEqual([]);
  const bouncer = 'Volume=./pgbouncer.ini:/etc/pgbouncer/pgbouncer.ini';
  expect(port('DB_HOST=db\nDB_PORT=5432', bouncer, 'Image=docker.io/edoburu/pgbouncer:1.23')).toEqual([]);
  expect(port(`DB_HOST=db\nDB_PORT=5432\n//- /w/pgbouncer.ini\n[databases]\n[pgbouncer]\nlisten_port = 6432`, bouncer, 'Image=docker.io/edoburu/pgbouncer:1.23')).toEqual(['/w/.env:2 connection-wrong-port «5432»']);
});

test('redis-evicts-broker-queue and redis-database-shared', () => {
  const conf = '//- /w/redis.conf\nmaxmemory 100mb\nmaxmemory-policy allkeys-lru\n';
  const redis = unit('redis', `${NET}\nVolume=./redis.conf:/etc/redis.conf:ro`, REDIS) + conf;
  const broker = env('CELERY_BROKER_URL=redis://redis:6379/2\nREDIS_URL=redis://redis:6379/0') + unit('web', `${READS}\n${NET}`);
  expect(findings(stack(redis + broker), 'redis-evicts-broker-queue')).toEqual(['/w/redis.conf:2 redis-evicts-broker-queue «maxmemory-policy allkeys-lru»']);
  expect(fixed(redis + broker, '/w/redis.conf', 'redis-evicts-broker-queue')).toBe('maxmemory 100mb\nmaxmemory-policy noeviction\n');
  expect(findings(stack(redis + env('REDIS_URL=redis://redis:6379/0') + unit('web', READS)), 'redis-evicts-broker-queue')).toEqual([]);
  const shared = (text: string): string[] => findings(stack(env(text) + unit('web', READS)), 'redis-database-shared');
  expect(shared('CELERY_BROKER_URL=redis://redis:6379/0\nCACHE_URL=redis://redis:6379/0')).toEqual(['/w/.env:2 redis-database-shared «0»']);
  expect(shared('CELERY_BROKER_URL=redis://redis:6379/1\nCACHE_URL=redis://redis:6379/0')).toEqual([]);
  expect(shared('CELERY_BROKER_URL=redis://a:6379/0\nCACHE_URL=redis://b:6379/0')).toEqual([]);
});

test('redis-maxmemory-too-high and redis-no-limit-in-limited-container', () => {
  const redis = (conf: string, memory: string): string[] => findings(stack(unit('redis', `Volume=./redis.conf:/etc/redis.conf\n${memory}`, REDIS) + `//- /w/redis.conf\n${conf}\n`), 'redis-maxmemory-too-high', 'redis-no-limit-in-limited-container');
  expect(redis('maxmemory 900mb', 'Memory=1G')).toEqual(['/w/redis.conf:1 redis-maxmemory-too-high «maxmemory 900mb»']);
  expect(redis('maxmemory 500mb', 'Memory=1G')).toEqual([]);
  expect(redis('maxmemory 900mb', '')).toEqual([]);
  expect(redis('port 6379', 'Memory=1G')).toEqual(['/w/redis.container:5 redis-no-limit-in-limited-container «1G»']);
});

test('redis-open-without-password', () => {
  const redis = (conf: string, port: string): string[] => findings(stack(unit('redis', `Volume=./redis.conf:/etc/redis.conf\nPublishPort=${port}`, REDIS) + `//- /w/redis.conf\n${conf}\n`), 'redis-open-without-password');
  expect(redis('bind 0.0.0.0', '6379:6379')).toHaveLength(1);
  expect(redis('requirepass x', '6379:6379')).toEqual([]);
  expect(redis('bind 0.0.0.0', '127.0.0.1:6379:6379')).toEqual([]);
});

test('protected mode of a Redis that only its stack reaches', () => {
  const codes = ['redis-open-without-password', 'redis-protected-mode-refuses'];
  const files = (mode: string, lines: string, others = ''): string =>
    `${unit('redis', `Volume=./redis.conf:/etc/redis.conf:ro\nContainerName=redis\n${lines}`, REDIS)}${unit('web', `${NET}\nEnvironment=REDIS_URL=redis://redis:6379/0`)}${others}//- /w/redis.conf\nprotected-mode ${mode}\n`;
  const found = (mode: string, lines: string, others?: string): string[] => findings(stack(files(mode, lines, others)), ...codes);
  const run = `${NET}\nExec=redis-server /etc/redis.conf`;
  const open = '/w/redis.conf:1 redis-open-without-password «no»';
  expect(found('yes', run)).toEqual(['/w/redis.conf:1 redis-protected-mode-refuses «protected-mode yes»']);
  expect(found('no', run)).toEqual([]);
  expect(found('no', `${run}\nPublishPort=8001:8001`)).toEqual([]);
  expect(found('no', `${run}\nPublishPort=127.0.0.1:6380:6379`)).toEqual([open]);
  expect(found('no', `${run} --requirepass x\nPublishPort=127.0.0.1:6380:6379`)).toEqual([]);
  expect(found('no', run.replace(NET, 'Network=host'))).toEqual([open]);
  const pod = (port: string): string => `//- /w/app.pod\n[Pod]\nPublishPort=${port}\n`;
  expect(found('no', run.replace(NET, 'Pod=app.pod'), pod('8080:80'))).toEqual([]);
  expect(found('no', run.replace(NET, 'Pod=app.pod'), pod('6379:6379'))).toEqual([open]);
  const fixes = (text: string): string[] => stack(text).problems.filter(({ problem }) => problem.code === codes[0]).flatMap(({ problem }) => (problem.fixes ?? []).map(({ title }) => title));
  expect(fixes('//- /w/redis.conf\nprotected-mode no\n')).toEqual(['Write yes']);
  expect(fixes(files('no', run.replace(NET, 'Network=host')))).toEqual([]);
});

test('postgres-can-exceed-memory and postgres-shm-too-small', () => {
  const postgres = (exec: string, extra: string, code: string): string[] => findings(stack(unit('db', `Exec=postgres ${exec}\n${extra}`, POSTGRES)), code);
  expect(postgres('-c shared_buffers=2GB -c work_mem=64MB -c max_connections=200', 'Memory=4G', 'postgres-can-exceed-memory')).toEqual(['/w/db.container:5 postgres-can-exceed-memory «4G»']);
  expect(postgres('-c shared_buffers=512MB -c work_mem=4MB -c max_connections=40', 'Memory=4G', 'postgres-can-exceed-memory')).toEqual([]);
  expect(postgres('-c log_connections=on', 'Memory=256M', 'postgres-can-exceed-memory')).toEqual([]);
  expect(postgres('-c work_mem=64MB', '', 'postgres-shm-too-small')).toEqual(['/w/db.container:4 postgres-shm-too-small «work_mem=64MB»']);
  expect(postgres('-c work_mem=64MB', 'ShmSize=256m', 'postgres-shm-too-small')).toEqual([]);
  expect(postgres('-c work_mem=64MB -c max_parallel_workers_per_gather=0', '', 'postgres-shm-too-small')).toEqual([]);
  const spelt = stack(unit('db', 'Exec=postgres -c shared_buffers=2GB -c work_mem=64MB -c max_connections=200\nMemory=4G', POSTGRES));
  expect(spelt.problems.find(({ problem }) => problem.code === 'postgres-can-exceed-memory')?.problem.message).toMatch(/^PostgreSQL can use 1[\d.]+ GB of this container’s 4 GB: shared_buffers 2 GB \+ 200 connections × work_mem 64 MB \(12\.5 GB\) \+ .*\.$/);
});

test('postgres-shm-too-small goes by whose /dev/shm it is', () => {
  const code = 'postgres-shm-too-small';
  const text = (lines: string, pod?: string): string => unit('db', `Exec=-c work_mem=64MB\n${lines}`, POSTGRES) + (pod === undefined ? '' : `//- /w/p.pod\n[Pod]\n${pod}\n`);
  const found = (lines: string, pod?: string): string[] => findings(stack(text(lines, pod)), code);
  const said = [`/w/db.container:4 ${code} «work_mem=64MB»`];
  for (const lines of ['Tmpfs=/dev/shm:size=1g', 'Tmpfs=/dev/shm', 'Mount=type=tmpfs,destination=/dev/shm', 'Volume=/dev/shm:/dev/shm', 'PodmanArgs=--ipc=host', 'PodmanArgs=--ipc container:x', 'ShmSize=0', 'PodmanArgs=--shm-size=0k']) expect(found(lines)).toEqual([]);
  for (const lines of ['Tmpfs=/dev/shm2', 'PodmanArgs=--ipc=private']) expect(found(lines)).toEqual(said);
  // In a pod the pod's size counts, and the container's own does nothing.
  for (const pod of ['ShmSize=1g', 'ShmSize=0', 'PodmanArgs=--shm-size=1g', 'PodmanArgs=--share=net', 'PodmanArgs=--infra=false']) expect(found('Pod=p.pod', pod)).toEqual([]);
  expect(found('Pod=p.pod')).toEqual([]);
  expect(found('Pod=p.pod', '')).toEqual(said);
  expect(found('Pod=p.pod\nShmSize=1g', '')).toEqual(said);
  expect(found('Pod=p.pod\nShmSize=1g', 'ShmSize=128m')).toEqual([`/w/p.pod:2 ${code} «128m»`]);
  expect(fixed(text('Pod=p.pod', 'ShmSize=128m'), '/w/p.pod', code)).toBe('[Pod]\nShmSize=192m\n');
  const { problems } = stack(text('Pod=p.pod', 'PodName=p'));
  const problem = problems.find((entry) => entry.problem.code === code)?.problem;
  expect(problem?.message).toBe('A parallel hash join may need 192 MB of shared memory (work_mem 64 MB × 3 processes), and the /dev/shm of `p.pod` is 64 MB unless `ShmSize=` there says otherwise: the query fails with “could not resize shared memory segment”.');
  expect(problem?.fixes).toEqual([{ title: 'Add ShmSize=192m to p.pod', preferred: true, change: { edits: { 'file:///w/p.pod': [{ start: 15, end: 15, newText: '\nShmSize=192m' }] } } }]);
  const older = stack(text('Pod=p.pod', 'PodName=p'), { targets: { podman: [5, 3, 0] } });
  expect(older.problems.find((entry) => entry.problem.code === code)?.problem.fixes).toEqual([]);
});

test('a mounted postgresql.conf counts like the command line', () => {
  const text = unit('db', 'Volume=./postgresql.conf:/etc/postgresql/postgresql.conf\nExec=postgres -c config_file=/etc/postgresql/postgresql.conf\nMemory=1G', POSTGRES) + '//- /w/postgresql.conf\nwork_mem = 64MB\nmax_connections = 100\n';
  expect(findings(stack(text), 'postgres-can-exceed-memory')).toEqual(['/w/db.container:6 postgres-can-exceed-memory «1G»']);
});

test('postgres-archive-not-mounted', () => {
  const archive = (extra: string): string[] => findings(stack(unit('db', `Exec=postgres -c archive_mode=on -c archive_command='cp %%p /var/backups/wal/%%f'\n${extra}`, POSTGRES)), 'postgres-archive-not-mounted');
  expect(archive('Volume=/srv/wal:/var/backups/wal')).toEqual([]);
});

test('pgbouncer-pools-exceed-connections', () => {
  const ini = (pools: string): string => `//- /w/pgbouncer.ini\n[databases]\nx = host=db port=5432\ny = host=db\n[pgbouncer]\n${pools}\n`;
  const both = (pools: string): string[] => findings(stack(unit('db', `${NET}\nExec=postgres -c max_connections=50`, POSTGRES) + unit('pgbouncer', `${NET}\nVolume=./pgbouncer.ini:/etc/pgbouncer/pgbouncer.ini`, 'Image=docker.io/edoburu/pgbouncer:1.23') + ini(pools)), 'pgbouncer-pools-exceed-connections');
  expect(both('default_pool_size = 40')).toEqual(['/w/pgbouncer.ini:5 pgbouncer-pools-exceed-connections «40»']);
  expect(both('default_pool_size = 20')).toEqual([]);
});

test('celery: two beats, children, stop', () => {
  const celery = (name: string, command: string, extra = ''): string => unit(name, `Exec=celery -A app ${command}\n${extra}`);
  expect(findings(stack(celery('beat', 'beat') + celery('beat2', 'beat -l info')), 'celery-two-beats')).toEqual(['/w/beat2.container:4 celery-two-beats «beat»']);
  expect(findings(stack(celery('beat', 'beat') + celery('worker', 'worker -B')), 'celery-two-beats')).toHaveLength(1);
  expect(findings(stack(celery('beat', 'beat') + celery('worker', 'worker')), 'celery-two-beats')).toEqual([]);
  expect(findings(stack(celery('worker', 'worker --concurrency=8 --max-memory-per-child=400000', 'Memory=2G')), 'celery-children-exceed-memory')).toEqual(['/w/worker.container:5 celery-children-exceed-memory «2G»']);
  expect(findings(stack(celery('worker', 'worker --concurrency=2 --max-memory-per-child=400000', 'Memory=2G')), 'celery-children-exceed-memory')).toEqual([]);
  expect(findings(stack(celery('worker', 'worker --soft-time-limit=1800', '[Service]\nTimeoutStopSec=300')), 'celery-stop-too-short')).toEqual(['/w/worker.container:6 celery-stop-too-short «300»']);
  expect(findings(stack(celery('worker', 'worker --soft-time-limit=100', 'StopTimeout=120\n[Service]\nTimeoutStopSec=300')), 'celery-stop-too-short')).toEqual([]);
});

test('celery: whoever kills first decides how long a task may end', () => {
  const code = 'celery-stop-too-short';
  const killers = (lines: string, limit = '--soft-time-limit=600'): string[] =>
    stack(unit('worker', `Exec=celery -A app worker ${limit}\n${lines}`)).problems.filter(({ problem }) => problem.code === code).map(({ problem }) => /, but (.*): a task under way/.exec(problem.message)![1]!);
  const service = (seconds: string): string => `[Service]\nTimeoutStopSec=${seconds}`;
  const podman = 'Podman kills the worker after 10 s, its default, however long systemd waits';
  expect(killers(service('660'))).toEqual([podman]);
  expect(killers(service('infinity'))).toEqual([podman]);
  expect(killers(`StopTimeout=630\n${service('300')}`)).toEqual(['systemd kills the worker after 5 min']);
  expect(killers(`StopTimeout=60\n${service('660')}`)).toEqual(['Podman kills the worker after 1 min']);
  expect(killers('PodmanArgs=--stop-timeout=60')).toEqual(['Podman kills the worker after 1 min']);
  for (const silent of ['', `StopTimeout=630\n${service('660')}`, `PodmanArgs=--stop-timeout 630\n${service('660')}`, 'StopTimeout=630', 'StopTimeout=%i', 'PodmanArgs=--stop-timeout=-1', `${service('660')}\nExecStop=podman stop -t 630 worker`]) expect(killers(silent)).toEqual([]);
  expect(killers(service('660'), '--soft-time-limit=10')).toEqual([]);
  expect(killers(service('660'), '')).toEqual([]);
});

test('celery: only a pool with children is counted by children', () => {
  const code = 'celery-children-exceed-memory';
  const worker = (options: string, extra = ''): string[] => findings(stack(unit('worker', `Exec=celery -A app worker --concurrency=50 --max-memory-per-child=200000 ${options}\nMemory=1g\n${extra}`) + env('CELERY_WORKER_POOL=eventlet')), code);
  const counted = `/w/worker.container:5 ${code} «1g»`;
  for (const pool of ['', '--pool=prefork', '-P prefork', '-P processes']) expect(worker(pool)).toEqual([counted]);
  for (const pool of ['--pool=gevent', '--pool eventlet', '-P threads', '-Psolo', '-P app.pools:Own']) expect(worker(pool)).toEqual([]);
  expect(worker('', 'Environment=CELERY_WORKER_POOL=gevent')).toEqual([]);
  expect(worker('', READS)).toEqual([]);
  expect(worker('-P prefork', READS)).toEqual([counted]);
});

test('a comment silences a rule for the next line, or for the file', () => {
  const lines = (comment: string): string[] => findings(stack(unit('a', `${comment}\nPublishPort=5432:5432`)), 'database-port-open');
  expect(lines('# a plain comment')).toHaveLength(1);
  expect(lines('# quadlet-stack-ignore database-port-open: the firewall guards it')).toEqual([]);
  expect(lines('# quadlet-stack-ignore other-rule')).toHaveLength(1);
  expect(lines('# quadlet-stack-ignore-file port-conflict, database-port-open: a test')).toEqual([]);
  // Some rules speak of lines that look like comments themselves.
  expect(findings(stack(env('# quadlet-stack-ignore env-semicolon-comment: read by systemd alone\n;DEBUG=1\nA=1\n;DEBUG=2')), 'env-semicolon-comment')).toEqual(['/w/.env:4 env-semicolon-comment «;DEBUG=2»']);
});

test('stack-exceeds-memory, on the largest limit, for each stack by itself', () => {
  const limits = (folder: string): string => ['4G', '3G'].map((size, i) => `//- /w/${folder}/c${i}.container\n[Container]\n${IMAGE}\nMemory=${size}\n`).join('');
  const GB = 1024 ** 3;
  expect(findings(stack(limits('x'), { hostMemory: 6 * GB }), 'stack-exceeds-memory')).toEqual(['/w/x/c0.container:3 stack-exceeds-memory «4G»']);
  expect(findings(stack(limits('x') + limits('y'), { hostMemory: 8 * GB }), 'stack-exceeds-memory')).toEqual([]);
  expect(findings(stack(limits('x')), 'stack-exceeds-memory')).toEqual([]);
});

test('what is said of the whole workspace moves with the file that it is said in', () => {
  const text = '[Unit]\nAfter=b.service\n[Container]\nImage=docker.io/library/app:1\nMemory=3g\n';
  const { analysis } = stack(`//- /w/a.container\n${text}//- /w/b.container\n[Unit]\nAfter=a.service\n[Container]\nImage=docker.io/library/app:1\nMemory=2g\n`, { hostMemory: 4 * 1024 ** 3 });
  const found = (): string[] => {
    const file = analysis.workspace.file('file:///w/a.container')!;
    return analysis.problems(file.uri).map(({ code, start, end }) => `${code} «${file.text.slice(start, end)}»`);
  };
  const expected = ['start-order-cycle «b.service»', 'stack-exceeds-memory «3g»'];
  expect(found()).toEqual(expected);
  analysis.set('file:///w/a.container', `# One line more\n${text}`);
  analysis.refreshAll();
  expect(found()).toEqual(expected);
});
