import { NEWEST, type Version } from '../../model/version.ts';
import { plan } from '../plan.ts';
import { DEFAULT_SERVICES, SERVICES, type Plan, type PlanOptions, type Service, type TooLittle } from '../types.ts';
import { appEnv, beatUnit, djangoUnit, flowerUnit, workerUnit } from './application.ts';
import { APPLICATION, type StackContext } from './context.ts';
import { pgbouncerIni, pgbouncerUnit, postgresConf, postgresUnit, redisConf, redisUnit } from './databases.ts';
import { nginxConf, nginxUnit } from './nginx.ts';
import { readme } from './readme.ts';
import { unitText } from './unit.ts';

export interface NewStackOptions extends Pick<PlanOptions, 'ram' | 'cpus' | 'connections' | 'profile' | 'storage'> {
  /** Lower-case letters, digits and `-`, a letter first. */
  readonly name: string;
  readonly services?: readonly Service[];
  readonly podman?: Version;
  readonly postgresMajor?: number;
}

export interface NewStack {
  readonly ok: true;
  readonly plan: Plan;
  /** Path within the stack's folder → text. */
  readonly files: Readonly<Record<string, string>>;
  /** The file to read first. */
  readonly open: string;
  /** What is left for the author to do, one line each. */
  readonly notes: readonly string[];
}

/** What `New Stack…` offers. */
export const STACK_CHOICES: readonly { readonly id: Service; readonly label: string; readonly detail: string; readonly picked: boolean }[] = [
  { id: 'postgres', label: 'PostgreSQL', detail: 'the database, with a postgresql.conf for its share of the RAM', picked: true },
  { id: 'redis', label: 'Redis', detail: 'Celery’s broker; keeps its data', picked: true },
  { id: 'redis-cache', label: 'Redis for the cache', detail: 'one of its own, so that cached values never push out tasks', picked: false },
  { id: 'pgbouncer', label: 'PgBouncer', detail: 'pools connections to PostgreSQL', picked: true },
  { id: 'django', label: 'Django on Daphne', detail: 'the application, HTTP and WebSockets', picked: true },
  { id: 'celery-worker', label: 'Celery worker', detail: 'background tasks', picked: true },
  { id: 'celery-beat', label: 'Celery beat', detail: 'tasks by the clock', picked: true },
  { id: 'flower', label: 'Flower', detail: 'a view of Celery in the browser', picked: false },
  { id: 'nginx', label: 'Nginx', detail: 'TLS and rate limits in front, in a container', picked: false },
];

const NAME = /^[a-z][a-z0-9-]{0,39}$/;

/** The release whose image a new stack names: one behind the newest, which more extensions support. */
const POSTGRES_MAJOR = 17;

/** All files of a new stack: units, configuration, environment, README; tuned for the RAM and wired to each other. */
export function newStack(options: NewStackOptions): NewStack | TooLittle {
  if (!NAME.test(options.name)) return { ok: false, message: `“${options.name}” is no name for a stack: lower-case letters, digits and “-”, a letter first, at most 40.` };
  const services = SERVICES.filter((name) => (options.services ?? DEFAULT_SERVICES).includes(name));
  const postgresMajor = options.postgresMajor ?? POSTGRES_MAJOR;
  // The images of the stack are newer than what these releases brought.
  const made = plan({ ...options, services, postgresMajor, redis: [7, 4], pgbouncer: [1, 24, 1] });
  if (!made.ok) return made;
  const stack: StackContext = {
    name: options.name, module: options.name.replaceAll('-', '_'), plan: made, podman: options.podman ?? NEWEST.podman, postgresMajor,
    has: (service) => services.includes(service),
    value: (service, key) => made.services[service]?.settings[key]?.value ?? '',
    settings: (service) => Object.entries(made.services[service]?.settings ?? {}).map(([key, { value }]) => [key, value] as const),
  };
  const files: Record<string, string> = {};
  files[`${stack.name}.network`] = unitText({ Unit: [`Description=Network of ${stack.name}: its containers reach each other by name`], Network: [`NetworkName=${stack.name}`] });
  for (const service of services) Object.assign(files, filesOf(service, stack));
  if (APPLICATION.some(stack.has)) files['.env'] = appEnv(stack);
  const notes = notesFor(stack);
  files['README.md'] = readme(stack, Object.keys(files));
  return { ok: true, plan: made, files, open: 'README.md', notes };
}

const volume = (stack: StackContext, name: string, what: string): string => unitText({ Unit: [`Description=${what} of ${stack.name}`], Volume: [`VolumeName=${stack.name}-${name}`] });

function filesOf(service: Service, stack: StackContext): Record<string, string> {
  switch (service) {
    case 'postgres':
      return { 'postgres-data.volume': volume(stack, 'postgres-data', 'Data of PostgreSQL'), 'postgres.container': postgresUnit(stack), 'postgresql.conf': postgresConf(stack) };
    case 'redis': {
      const kind = { service: 'redis', what: stack.has('redis-cache') ? 'Celery and Channels' : APPLICATION.slice(1).some(stack.has) ? 'Celery, Channels and cache' : 'cache' } as const;
      return { 'redis-data.volume': volume(stack, 'redis-data', 'Data of Redis'), 'redis.container': redisUnit(stack, kind), 'redis.conf': redisConf(stack, kind) };
    }
    case 'redis-cache': {
      const kind = { service: 'redis-cache', what: 'the cache, which may forget' } as const;
      return { 'redis-cache.container': redisUnit(stack, kind), 'redis-cache.conf': redisConf(stack, kind) };
    }
    case 'pgbouncer': return { 'pgbouncer.container': pgbouncerUnit(stack), 'pgbouncer.ini': pgbouncerIni(stack) };
    case 'django': return { 'django.container': djangoUnit(stack) };
    case 'celery-worker': return { 'celery-worker.container': workerUnit(stack) };
    case 'celery-beat': return { 'celery-beat.container': beatUnit(stack) };
    case 'flower': return { 'flower.container': flowerUnit(stack) };
    case 'nginx': return { 'nginx.container': nginxUnit(stack), 'nginx.conf': nginxConf(stack) };
  }
}

function notesFor(stack: StackContext): string[] {
  return [
    `README.md says how to make the secrets and start ${stack.name}.`,
    ...(APPLICATION.some(stack.has) ? [`Build the application's image as localhost/${stack.name}:latest, or name yours in its units.`] : []),
    ...(stack.has('nginx') ? ['Put fullchain.pem and privkey.pem into the folder tls.'] : []),
    ...stack.plan.warnings,
  ];
}
