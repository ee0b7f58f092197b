import type { Contribution, Snapshot, SourceFile } from '../../model/snapshot.ts';
import { formatBytes } from '../../model/values/size.ts';
import { connectionsOf, type Connection } from '../../stack/connections.ts';
import { redisRun } from '../../stack/programs.ts';
import { containersByEnvironmentFile } from '../../stack/queries.ts';
import type { Container, Located } from '../../stack/types.ts';
import { redisPeak } from '../../model/worst.ts';
import type { FileProblem } from '../file-problem.ts';
import { problem } from './table.ts';

/** maxmemory against the container's limit. */
export function redisMemory(snapshot: Snapshot, container: Container, path: string): FileProblem[] {
  const { memory } = container;
  if (container.program !== 'redis' || memory === undefined) return [];
  const run = redisRun(snapshot, container, path);
  const place = run.setting('maxmemory');
  const maxmemory = run.bytes('maxmemory');
  if (place === undefined || maxmemory === 0) {
    if (run.file === undefined && place === undefined) return [];
    const message = `Redis has no \`maxmemory\`, and this container ends at ${formatBytes(memory.value)}: when the data reaches that, the kernel kills Redis instead of Redis refusing or evicting. Set \`maxmemory\` to about ${formatBytes(memory.value * (run.persists ? 0.5 : 0.75))}.`;
    return [{ uri: memory.uri, problem: problem('redis-no-limit-in-limited-container', memory, message) }];
  }
  if (maxmemory === undefined || maxmemory <= 0.8 * memory.value) return [];
  const peak = redisPeak({ maxmemory, persists: run.persists });
  const share = Math.round((100 * maxmemory) / memory.value);
  const message = `maxmemory ${formatBytes(maxmemory)} is ${share} % of the container’s ${formatBytes(memory.value)}. Client and replica buffers come on top${run.persists ? `, and while a snapshot or rewrite runs up to a second copy of the data (${formatBytes(peak.total)} at the worst)` : ''}: the kernel then kills Redis. Keep it at 50–75 % of the limit.`;
  return [{ uri: place.uri, problem: problem('redis-maxmemory-too-high', place, message, { related: [{ uri: memory.uri, start: memory.start, end: memory.end, message: `the container’s limit: ${formatBytes(memory.value)}` }] }) }];
}

/** Uses of a Redis: the variable, its file, the database number. */
interface Use {
  readonly file: SourceFile;
  readonly connection: Connection;
  readonly database: number;
  readonly purpose: 'broker' | 'results' | 'channels' | 'cache' | undefined;
}

const PURPOSES: readonly (readonly [RegExp, NonNullable<Use['purpose']>])[] = [
  [/BROKER/i, 'broker'], [/RESULT/i, 'results'], [/CHANNEL/i, 'channels'], [/CACHE/i, 'cache'],
];

/** The uses of a Redis container that the environment files of the stack show. */
function usesOf(files: readonly SourceFile[], isTarget: (host: string) => boolean): Use[] {
  return files.flatMap((file) =>
    connectionsOf(file)
      .filter(({ program, host }) => program === 'redis' && isTarget(host))
      .map((connection) => ({
        file,
        connection,
        database: /^\d+$/.test(connection.database ?? '') ? Number(connection.database) : 0,
        purpose: PURPOSES.find(([pattern]) => pattern.test(connection.variable))?.[1],
      })));
}

/** The environment files of the stack that some container reads and that name one of the container's hosts. */
function clientFiles(snapshot: Snapshot, container: Container): SourceFile[] {
  const files = new Map<string, SourceFile>();
  for (const { value } of container.hosts) {
    for (const { value: file } of snapshot.lookup(`names:${value}`) as readonly Contribution<{ readonly uri: string }>[]) {
      const found = snapshot.file(file.uri);
      if (found !== undefined && containersByEnvironmentFile(snapshot, found).length > 0) files.set(found.uri, found);
    }
  }
  return [...files.values()];
}

/** An evicting policy on the Redis that holds Celery's queue: a full Redis deletes tasks. */
export function redisEvictsBroker(snapshot: Snapshot, container: Container, path: string): FileProblem[] {
  if (container.program !== 'redis') return [];
  const policy = redisRun(snapshot, container, path).setting('maxmemory-policy');
  if (policy === undefined || !policy.value.toLowerCase().startsWith('allkeys-')) return [];
  const hosts = new Set(container.hosts.map(({ value }) => value));
  const broker = usesOf(clientFiles(snapshot, container), (host) => hosts.has(host)).find(({ purpose }) => purpose === 'broker');
  if (broker === undefined) return [];
  const { line } = broker.file.lines.positionAt(broker.connection.hostSpan.start);
  const message = `This Redis is also Celery’s broker (database ${broker.database}, \`${broker.file.name}\` line ${line + 1}). When it fills up, \`${policy.value}\` deletes queued tasks. Use \`noeviction\` here and a second Redis for the cache.`;
  return [{ uri: policy.uri, problem: problem('redis-evicts-broker-queue', policy, message, {
    related: [{ uri: broker.file.uri, start: broker.connection.hostSpan.start, end: broker.connection.hostSpan.end, message: `${broker.connection.variable} leads here` }],
    fixes: [{ title: 'Use noeviction', preferred: true, change: { edits: { [policy.uri]: [{ start: policy.end - policy.value.length, end: policy.end, newText: 'noeviction' }] } } }],
  }) }];
}

/** One database for the broker and for something else, within one environment file. */
export function redisDatabaseShared(file: SourceFile): FileProblem[] {
  const uses = connectionsOf(file).filter(({ program }) => program === 'redis').map((connection) => ({
    connection, purpose: PURPOSES.find(([pattern]) => pattern.test(connection.variable))?.[1],
  }));
  const broker = uses.find(({ purpose }) => purpose === 'broker');
  if (broker === undefined) return [];
  const number = (connection: Connection): string => connection.database ?? '0';
  return uses
    .filter(({ purpose, connection }) => purpose !== undefined && purpose !== 'broker' && connection.host === broker.connection.host && connection.port === broker.connection.port && number(connection) === number(broker.connection))
    .map(({ connection, purpose }) => {
      const message = `Database ${number(connection)} is also Celery’s broker (\`${broker.connection.variable}\`): flushing the ${purpose} deletes queued tasks. Give each its own number.`;
      return { uri: file.uri, problem: problem('redis-database-shared', connection.hostSpan, message) };
    });
}

/** A published Redis without a password, which protected mode does not guard once it is bound to all addresses. */
export function redisOpen(snapshot: Snapshot, container: Container, path: string): FileProblem[] {
  if (container.program !== 'redis') return [];
  const port = container.ports.find(({ value }) => value.container[0] === 6379 && value.ip !== '127.0.0.1' && value.ip !== '::1');
  if (port === undefined) return [];
  const run = redisRun(snapshot, container, path);
  if (run.file === undefined || ['requirepass', 'user', 'aclfile'].some((name) => run.setting(name) !== undefined)) return [];
  const words: readonly Located[] = container.exec?.words ?? [];
  if (words.some(({ value }) => value.includes('requirepass'))) return [];
  return [{ uri: port.uri, problem: problem('redis-open-without-password', port, 'This Redis is published beyond this host and asks for no password: everyone who reaches the port may read, write and run commands. Set `requirepass`, or publish on `127.0.0.1` only.') }];
}
