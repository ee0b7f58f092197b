import type { StackContext } from './context.ts';
import { command, limitsFor, stopTimeout, unitText } from './unit.ts';

type ApplicationService = 'django' | 'celery-worker' | 'celery-beat' | 'flower';

/** The units that must run before the application does. */
function needs(stack: StackContext, ...more: readonly string[]): string[] {
  const database = stack.has('pgbouncer') ? ['pgbouncer.service'] : stack.has('postgres') ? ['postgres.service'] : [];
  const services = [...database, ...(['redis', 'redis-cache'] as const).filter((name) => stack.has(name)).map((name) => `${name}.service`), ...more];
  return services.length === 0 ? [] : [`Requires=${services.filter((service) => !more.includes(service)).join(' ')}`, `After=${services.join(' ')}`].filter((line) => !line.endsWith('='));
}

const secrets = (stack: StackContext): (string | undefined)[] => [
  `Secret=${stack.name}-secret-key,type=env,target=SECRET_KEY`,
  stack.has('postgres') || stack.has('pgbouncer') ? `Secret=${stack.name}-db-password,type=env,target=DB_PASSWORD` : undefined,
  stack.has('redis') || stack.has('redis-cache') ? `Secret=${stack.name}-redis-password,type=env,target=REDIS_PASSWORD` : undefined,
];

/** What the four units of the application have in common, around what is their own. */
function unit(stack: StackContext, service: ApplicationService, own: { description: string; after?: string; publish?: string; exec: string; extra?: readonly string[]; health?: readonly string[]; secrets?: readonly string[]; stop: number }): string {
  const plan = stack.plan.services[service];
  const variables = stack.settings(service).filter(([key]) => /^[A-Z]/.test(key)).map(([key, value]) => `Environment=${key}=${value}`);
  return unitText({
    Unit: [`Description=${own.description} of ${stack.name}`, ...needs(stack, ...(own.after === undefined ? [] : [own.after]))],
    Container: [
      `Image=localhost/${stack.name}:latest`,
      `ContainerName=${service}`,
      `HostName=${service}`,
      `Network=${stack.name}.network`,
      own.publish,
      ['EnvironmentFile=./.env', ...variables, ...secrets(stack), ...(own.secrets ?? [])],
      own.extra ?? [],
      [own.exec],
      own.health ?? [],
      limitsFor(plan, 'Container', stack.podman),
      ['NoNewPrivileges=true', 'RunInit=true'],
    ],
    Service: ['Restart=always', 'RestartSec=5', 'TimeoutStartSec=300', `TimeoutStopSec=${own.stop}`, ...limitsFor(plan, 'Service', stack.podman)],
    Install: ['WantedBy=default.target'],
  });
}

export const djangoUnit = (stack: StackContext): string => unit(stack, 'django', {
  description: 'Django on Daphne',
  ...(stack.has('nginx') ? {} : { publish: 'PublishPort=127.0.0.1:8000:8000' }),
  exec: command('daphne', ['-b 0.0.0.0 -p 8000', `--http-timeout=${stack.value('django', '--http-timeout')}`, '--proxy-headers', `${stack.module}.asgi:application`]),
  health: [
    `HealthCmd=python -c "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/health/', timeout=5)"`, 'HealthInterval=30s', 'HealthTimeout=10s', 'HealthRetries=3', 'HealthStartPeriod=60s', 'HealthOnFailure=kill',
  ],
  stop: 60,
});

export const workerUnit = (stack: StackContext): string => unit(stack, 'celery-worker', {
  description: 'Celery worker',
  exec: command(`celery -A ${stack.module} worker`, [
    '--loglevel=info', ...stack.settings('celery-worker').map(([key, value]) => `${key}=${value}`), '--max-tasks-per-child=1000', '--prefetch-multiplier=1', '--soft-time-limit=240', '--time-limit=270',
  ]),
  extra: [stopTimeout(stack.podman, 280)],
  health: [`HealthCmd=celery -A ${stack.module} inspect ping -d celery@celery-worker -t 10`, 'HealthInterval=60s', 'HealthTimeout=30s', 'HealthRetries=3', 'HealthStartPeriod=60s'],
  stop: 300,
});

export const beatUnit = (stack: StackContext): string => unit(stack, 'celery-beat', {
  description: 'Celery beat',
  extra: ['# One beat only: two would schedule everything twice.'],
  exec: command(`celery -A ${stack.module} beat`, ['--loglevel=info', '--schedule=/tmp/celerybeat-schedule', '--pidfile=']),
  stop: 30,
});

export const flowerUnit = (stack: StackContext): string => unit(stack, 'flower', {
  description: 'Flower',
  publish: 'PublishPort=127.0.0.1:5555:5555',
  exec: command(`celery -A ${stack.module} flower`, ['--port=5555', ...stack.settings('flower').map(([key, value]) => `${key}=${value}`)]),
  secrets: ['# user:password, as Flower reads it from the environment.', `Secret=${stack.name}-flower-auth,type=env,target=FLOWER_BASIC_AUTH`],
  stop: 30,
});

/** What the application reads: nothing that must be kept secret. */
export function appEnv(stack: StackContext): string {
  const database = stack.has('pgbouncer') ? ['pgbouncer', '6432'] : ['postgres', '5432'];
  const cache = stack.has('redis-cache') ? 'redis-cache' : 'redis';
  return [
    '# Settings of the application. Passwords and keys come as secrets of Podman: see README.md.',
    `DJANGO_SETTINGS_MODULE=${stack.module}.settings`,
    'DEBUG=False',
    'ALLOWED_HOSTS=example.com,localhost,127.0.0.1',
    ...(stack.has('postgres') || stack.has('pgbouncer') ? ['', `DB_HOST=${database[0]}`, `DB_PORT=${database[1]}`, `DB_NAME=${stack.module}`, `DB_USER=${stack.module}`] : []),
    ...(stack.has('pgbouncer') ? ['# PgBouncer pools by transaction: no cursors beyond one, and no connections of Django\'s own to keep.', 'DISABLE_SERVER_SIDE_CURSORS=True', 'CONN_MAX_AGE=0'] : []),
    ...(stack.has('redis') || stack.has('redis-cache') ? [
      '', '# One database number a purpose. The password is put in by settings.py.', `CACHE_URL=redis://${cache}:6379/0`,
      ...(stack.has('redis') ? ['CHANNELS_URL=redis://redis:6379/1', 'CELERY_BROKER_URL=redis://redis:6379/2', 'CELERY_RESULT_BACKEND=redis://redis:6379/3'] : []),
    ] : []),
    '',
  ].join('\n');
}
