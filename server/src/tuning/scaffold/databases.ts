import { atLeast } from '../../model/version.ts';
import { writePgbouncerIni } from '../pgbouncer-ini.ts';
import type { StackContext } from './context.ts';
import { limitsFor, stopTimeout, unitText } from './unit.ts';

const notifyHealthy = (stack: StackContext): string | undefined => (atLeast(stack.podman, [5, 0, 0]) ? 'Notify=healthy' : undefined);
const RESTART = ['Restart=always', 'RestartSec=5'];
const INSTALL = { Install: ['WantedBy=default.target'] };

/** From 18 on the image keeps each release's data in a folder of its own below the volume. */
const dataFolder = (major: number): string => (major >= 18 ? '/var/lib/postgresql' : '/var/lib/postgresql/data');

export const postgresUnit = (stack: StackContext): string => unitText({
  Unit: [`Description=PostgreSQL of ${stack.name}`],
  Container: [
    `Image=docker.io/library/postgres:${stack.postgresMajor}-alpine`,
    'ContainerName=postgres',
    `Network=${stack.name}.network`,
    [`Volume=postgres-data.volume:${dataFolder(stack.postgresMajor)}`, 'Volume=./postgresql.conf:/etc/postgresql/postgresql.conf:ro,Z'],
    [
      `Environment=POSTGRES_DB=${stack.module}`, `Environment=POSTGRES_USER=${stack.module}`, 'Environment="POSTGRES_INITDB_ARGS=--encoding=UTF8 --locale=C"',
      `Environment=POSTGRES_PASSWORD_FILE=/run/secrets/${stack.name}-db-password`, `Secret=${stack.name}-db-password`,
    ],
    ['Exec=postgres -c config_file=/etc/postgresql/postgresql.conf'],
    [`HealthCmd=pg_isready -U ${stack.module} -d ${stack.module}`, 'HealthInterval=10s', 'HealthTimeout=5s', 'HealthRetries=5', 'HealthStartPeriod=60s', notifyHealthy(stack)],
    limitsFor(stack.plan.services.postgres, 'Container', stack.podman),
    ['NoNewPrivileges=true', stopTimeout(stack.podman, 60)],
  ],
  Service: [...RESTART, 'TimeoutStartSec=300', 'TimeoutStopSec=90', ...limitsFor(stack.plan.services.postgres, 'Service', stack.podman)],
  ...INSTALL,
});

export function postgresConf(stack: StackContext): string {
  const settings = stack.settings('postgres').map(([key, value]) => `${key} = ${/^[\w.]+$/.test(value) ? value : `'${value}'`}`);
  return `# PostgreSQL ${stack.postgresMajor} of ${stack.name}, tuned for its container.
listen_addresses = '*'
port = 5432
password_encryption = 'scram-sha-256'

# Memory, planner and WAL: the worst case of these stays within the container's limit.
${settings.join('\n')}

# What runs long says so.
log_min_duration_statement = 1s
log_checkpoints = on
log_lock_waits = on
log_temp_files = 10MB
idle_in_transaction_session_timeout = 10min
`;
}

interface RedisKind {
  readonly service: 'redis' | 'redis-cache';
  readonly what: string;
}

export const redisUnit = (stack: StackContext, { service, what }: RedisKind): string => unitText({
  Unit: [`Description=Redis of ${stack.name}: ${what}`],
  Container: [
    'Image=docker.io/library/redis:7.4-alpine',
    `ContainerName=${service}`,
    `Network=${stack.name}.network`,
    [service === 'redis' ? 'Volume=redis-data.volume:/data' : undefined, `Volume=./${service}.conf:/usr/local/etc/redis/redis.conf:ro,Z`],
    [
      '# The server reads its password from a file, redis-cli from the environment.',
      `Secret=${stack.name}-redis-auth,target=/run/secrets/redis-auth.conf`, `Secret=${stack.name}-redis-password,type=env,target=REDISCLI_AUTH`,
    ],
    ['Exec=redis-server /usr/local/etc/redis/redis.conf'],
    ['HealthCmd=redis-cli -e ping', 'HealthInterval=10s', 'HealthTimeout=3s', 'HealthRetries=5', 'HealthStartPeriod=20s', notifyHealthy(stack)],
    limitsFor(stack.plan.services[service], 'Container', stack.podman),
    ['NoNewPrivileges=true', stopTimeout(stack.podman, 30)],
  ],
  Service: [...RESTART, 'TimeoutStartSec=300', 'TimeoutStopSec=60', ...limitsFor(stack.plan.services[service], 'Service', stack.podman)],
  ...INSTALL,
});

export function redisConf(stack: StackContext, { service, what }: RedisKind): string {
  const settings = stack.settings(service).map(([key, value]) => `${key} ${value}`);
  const saving = service === 'redis-cache' ? '' : `
# Snapshots and an append-only file: what is queued outlives a restart.
dir /data
save 900 1
save 300 10
save 60 10000
appendonly yes
appendfsync everysec
`;
  return `# Redis of ${stack.name}: ${what}. Comments stand on lines of their own.
bind * -::*
port 6379
protected-mode yes
tcp-keepalive 300
# Holds the line \`requirepass …\`; a secret of Podman.
include /run/secrets/redis-auth.conf

${settings.join('\n')}
${saving}`;
}

export const pgbouncerUnit = (stack: StackContext): string => unitText({
  Unit: [`Description=PgBouncer of ${stack.name}`, stack.has('postgres') ? 'Requires=postgres.service' : undefined, stack.has('postgres') ? 'After=postgres.service' : undefined],
  Container: [
    'Image=docker.io/edoburu/pgbouncer:v1.24.1-p1',
    'ContainerName=pgbouncer',
    `Network=${stack.name}.network`,
    [
      'Volume=./pgbouncer.ini:/etc/pgbouncer/pgbouncer.ini:ro,Z', '# The list of users and passwords is a secret of Podman; 70 is the image\'s user.',
      `Secret=${stack.name}-pgbouncer-userlist,target=/etc/pgbouncer/userlist.txt,uid=70,mode=0400`,
    ],
    [`HealthCmd=pg_isready -h 127.0.0.1 -p 6432`, 'HealthInterval=10s', 'HealthTimeout=5s', 'HealthRetries=5', 'HealthStartPeriod=20s', notifyHealthy(stack)],
    [...limitsFor(stack.plan.services.pgbouncer, 'Container', stack.podman), `Ulimit=nofile=${fileLimit(stack)}:${fileLimit(stack)}`],
    ['NoNewPrivileges=true'],
  ],
  Service: [...RESTART, 'TimeoutStartSec=300', ...limitsFor(stack.plan.services.pgbouncer, 'Service', stack.podman)],
  ...INSTALL,
});

/** Files that PgBouncer may open: a client and a server connection each, and some of its own. */
const fileLimit = (stack: StackContext): number => Math.max(1024, Math.ceil((Number(stack.value('pgbouncer', 'max_client_conn')) * 2 + 100) / 1024) * 1024);

export function pgbouncerIni(stack: StackContext): string {
  const sections = writePgbouncerIni({
    databases: { [stack.module]: `host=${stack.has('postgres') ? 'postgres' : 'db.example.com'} port=5432 dbname=${stack.module}` },
    pgbouncer: {
      listen_addr: '0.0.0.0', listen_port: '6432', auth_type: 'scram-sha-256', auth_file: '/etc/pgbouncer/userlist.txt', admin_users: stack.module,
      ...Object.fromEntries(stack.settings('pgbouncer')),
      log_connections: '0', log_disconnections: '0', log_pooler_errors: '1',
    },
  });
  return `; PgBouncer of ${stack.name}. A comment begins a line; after a value it would be a part of it.\n${sections}`;
}
