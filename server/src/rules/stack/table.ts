import { reporter, type RuleTable } from '../rule.ts';

/** What goes wrong between the files of a stack. */
export const STACK_RULES = {
  'port-conflict': { severity: 'warning', summary: 'Two units publish the same host port: the second one fails to start.' },
  'alternatives-without-conflicts': { severity: 'information', summary: 'Two builds of one thing publish the same ports and do not exclude each other.' },
  'no-shared-network': { severity: 'warning', summary: 'A container names another one that is on none of its networks.' },
  'default-network-no-dns': { severity: 'warning', summary: 'On the default network containers cannot find each other by name.' },
  'unknown-host': { severity: 'warning', summary: 'A connection names a host that no container of the stack answers to.' },
  'localhost-is-the-container': { severity: 'warning', summary: 'localhost within a container is the container itself, not the host or another container.' },
  'connection-wrong-port': { severity: 'warning', summary: 'A connection names a port on which the container does not listen.' },
  'bypasses-pgbouncer': { severity: 'information', summary: 'A connection goes to PostgreSQL directly although the stack has a PgBouncer.' },
  'private-label-shared': { severity: 'warning', summary: 'With :Z the last container to start takes the files away from the others.' },
  'volume-suffix-missing': { severity: 'warning', summary: 'A volume’s name without .volume is another volume than the unit’s.' },
  'start-order-cycle': { severity: 'warning', summary: 'Units wait for each other in a circle; systemd drops one of them.' },
  'redis-evicts-broker-queue': { severity: 'warning', summary: 'A Redis that is Celery’s broker may delete queued tasks when it is full.' },
  'redis-database-shared': { severity: 'warning', summary: 'One Redis database serves two purposes.' },
  'redis-maxmemory-too-high': { severity: 'warning', summary: 'maxmemory leaves no room within the container’s limit.' },
  'redis-no-limit-in-limited-container': { severity: 'warning', summary: 'Redis has no maxmemory: the kernel ends it when the container’s limit is reached.' },
  'redis-open-without-password': { severity: 'warning', summary: 'A published Redis asks for no password.' },
  'postgres-can-exceed-memory': { severity: 'warning', summary: 'PostgreSQL’s settings can use more memory than its container has.' },
  'postgres-shm-too-small': { severity: 'warning', summary: 'Parallel queries need more shared memory than the container’s /dev/shm has.' },
  'postgres-archive-not-mounted': { severity: 'warning', summary: 'WAL is archived into a folder that goes with the container.' },
  'pgbouncer-pools-exceed-connections': { severity: 'warning', summary: 'PgBouncer’s pools can open more connections than PostgreSQL accepts.' },
  'pgbouncer-md5-with-scram': { severity: 'warning', summary: 'md5 secrets cannot log in to a server that stores SCRAM.' },
  'celery-two-beats': { severity: 'warning', summary: 'Two beats schedule every task twice.' },
  'celery-children-exceed-memory': { severity: 'warning', summary: 'Celery’s children can use more memory than the container has.' },
  'celery-stop-too-short': { severity: 'warning', summary: 'systemd kills the worker before running tasks may end.' },
  'stack-exceeds-memory': { severity: 'warning', summary: 'The containers’ limits together exceed the host’s RAM.' },
} as const satisfies RuleTable;

export const problem = reporter(STACK_RULES);
