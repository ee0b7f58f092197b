import { envEntries } from '../../model/env.ts';
import type { Snapshot, SourceFile } from '../../model/snapshot.ts';
import { formatBytes } from '../../model/values/size.ts';
import { asNewestPatch, atLeast } from '../../model/version.ts';
import { clientsOf, type Client } from '../../stack/clients.ts';
import { connectionsOf, type Connection } from '../../stack/connections.ts';
import { containersByHost } from '../../stack/hosts.ts';
import { imageVersion, redisRun, type RedisRun } from '../../stack/programs.ts';
import { containersByEnvironmentFile, environmentFilesOf } from '../../stack/queries.ts';
import type { Container, Located } from '../../stack/types.ts';
import { redisPeak } from '../../model/worst.ts';
import type { FileProblem } from '../file-problem.ts';
import { problem } from './table.ts';

/** maxmemory against the container's limit. */
export function redisMemory(snapshot: Snapshot, container: Container, path: string): FileProblem[] {
  const { memory } = container;
  if (memory === undefined) return [];
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

const PURPOSES: readonly (readonly [RegExp, 'broker' | 'results' | 'channels' | 'cache'])[] = [
  [/BROKER|^-b$/i, 'broker'], [/RESULT/i, 'results'], [/CHANNEL/i, 'channels'], [/CACHE/i, 'cache'],
];

const purposeOf = ({ variable }: Connection): (typeof PURPOSES)[number][1] | undefined => PURPOSES.find(([pattern]) => pattern.test(variable))?.[1];
const numberOf = ({ database }: Connection): string => database ?? '0';

/** The connections of the stack that lead to a Redis. */
const redisClients = (snapshot: Snapshot, container: Container, path: string): Client[] => clientsOf(snapshot, container, path).filter(({ connection }) => connection.program === 'redis');

/** An evicting policy on the Redis that holds Celery's queue: a full Redis deletes tasks. */
export function redisEvictsBroker(snapshot: Snapshot, container: Container, path: string): FileProblem[] {
  const policy = redisRun(snapshot, container, path).setting('maxmemory-policy');
  if (policy === undefined || !policy.value.toLowerCase().startsWith('allkeys-')) return [];
  const broker = redisClients(snapshot, container, path).find(({ connection }) => purposeOf(connection) === 'broker');
  if (broker === undefined) return [];
  const { line } = broker.file.lines.positionAt(broker.connection.hostSpan.start);
  const message = `This Redis is also Celery’s broker (database ${numberOf(broker.connection)}, \`${broker.file.name}\` line ${line + 1}). When it fills up, \`${policy.value}\` deletes queued tasks. Use \`noeviction\` here and a second Redis for the cache.`;
  return [{ uri: policy.uri, problem: problem('redis-evicts-broker-queue', policy, message, {
    related: [{ uri: broker.file.uri, start: broker.connection.hostSpan.start, end: broker.connection.hostSpan.end, message: `${broker.connection.variable} leads here` }],
    fixes: [{ title: 'Use noeviction', preferred: true, change: { edits: { [policy.uri]: [{ start: policy.end - policy.value.length, end: policy.end, newText: 'noeviction' }] } } }],
  }) }];
}

/** One database for the broker and for something else, over all files that lead to this Redis. */
export function redisDatabaseShared(snapshot: Snapshot, container: Container, path: string): FileProblem[] {
  return sharedDatabases(redisClients(snapshot, container, path));
}

/** The same within one environment file for a Redis that is not of this stack. */
export function redisDatabaseSharedOutside(snapshot: Snapshot, file: SourceFile): FileProblem[] {
  const users = containersByEnvironmentFile(snapshot, file);
  if (users[0] === undefined) return [];
  const outside = connectionsOf(file).filter(({ program, host }) => program === 'redis' && containersByHost(snapshot, file.path, host).length === 0);
  const hosts = new Set(outside.map(({ host, port }) => `${host}:${port}`));
  return [...hosts].flatMap((host) => sharedDatabases(outside.filter((connection) => `${connection.host}:${connection.port}` === host).map((connection) => ({ file, container: users[0]!, connection }))));
}

function sharedDatabases(clients: readonly Client[]): FileProblem[] {
  const brokers = clients.filter(({ connection }) => purposeOf(connection) === 'broker');
  return clients.flatMap(({ file, connection }): FileProblem[] => {
    const purpose = purposeOf(connection);
    if (purpose === undefined || purpose === 'broker') return [];
    const same = brokers.filter((broker) => numberOf(broker.connection) === numberOf(connection));
    const broker = same.find((candidate) => candidate.file === file) ?? same[0];
    if (broker === undefined) return [];
    const where = broker.file === file ? '' : ` in \`${broker.file.name}\``;
    const message = `Database ${numberOf(connection)} is also Celery’s broker (\`${broker.connection.variable}\`${where}): flushing the ${purpose} deletes queued tasks. Give each its own number.`;
    return [{ uri: file.uri, problem: problem('redis-database-shared', connection.databaseSpan ?? connection.hostSpan, message, {
      related: [{ uri: broker.file.uri, start: broker.connection.hostSpan.start, end: broker.connection.hostSpan.end, message: 'the broker' }],
    }) }];
  });
}

/** What asks for a password, or says that none is asked: undefined where files that are not here may decide. */
function passwordOf(run: RedisRun, container: Container): { readonly asked: boolean; readonly place: Located | undefined } | undefined {
  const place = run.setting('requirepass');
  if (place !== undefined) return { asked: true, place };
  const words = container.exec?.words ?? [];
  const elsewhere = ['include', 'aclfile', 'user'].some((name) => run.setting(name) !== undefined);
  // A shell, or an image that builds its configuration from variables, may do what the command line does not show.
  const plain = OFFICIAL.test(container.image?.value.reference ?? '') && container.entrypoint === undefined && words.every(({ value }) => !/requirepass|[|&;]/.test(value)) && /^(?:redis|valkey)-server$|^--|^\//.test(words[0]?.value ?? '--');
  const named = words.find(({ value }) => value.endsWith('.conf'));
  return elsewhere || !plain || (named !== undefined && run.file === undefined) ? undefined : { asked: false, place: undefined };
}

const OFFICIAL = /^(?:docker\.io\/)?(?:library\/redis|valkey\/valkey)(?:[:@]|$)/;

/** A password that is asked and not given, or given and not asked: both end in an error at the first command. */
export function redisPasswordMismatch(snapshot: Snapshot, container: Container, path: string): FileProblem[] {
  const run = redisRun(snapshot, container, path);
  const password = passwordOf(run, container);
  if (password === undefined) return [];
  return redisClients(snapshot, container, path).flatMap(({ file, container: client, connection }): FileProblem[] => {
    if (connection.scheme === undefined || connection.hasPassword === password.asked) return [];
    // The password may be put in by the program, from a variable or a secret of its own.
    if (password.asked && hasOwnPassword(snapshot, client, path)) return [];
    const refusal = refusalOf(container, connection);
    if (!password.asked && refusal === undefined) return [];
    const message = password.asked
      ? `\`${container.unit}\` asks for a password, and this URL has none: every command fails with “NOAUTH Authentication required”. Put the password in as a secret.`
      : `\`${container.unit}\` asks for no password, and this URL sends one: the connection fails with “${refusal}”. Set \`requirepass\` there, or take the password out.`;
    const related = password.place === undefined ? [] : [{ uri: password.place.uri, start: password.place.start, end: password.place.end, message: 'asked for here' }];
    return [{ uri: file.uri, problem: problem('redis-password-mismatch', connection.hostSpan, message, { related }) }];
  });
}

/**
 * What a Redis without a password answers to one. With the name of the default user, who needs none, any does since 6.0
 * (ACLCheckUserCredentials in acl.c); before that there were no names.
 */
function refusalOf(container: Container, { user = '' }: Connection): string | undefined {
  if (user === '') return 'AUTH called without any password configured';
  return user === 'default' || !atLeast(asNewestPatch(imageVersion(container) ?? [7]), [6]) ? undefined : 'WRONGPASS invalid username-password pair';
}

const hasOwnPassword = (snapshot: Snapshot, client: Container, path: string): boolean =>
  [...client.secrets.map(({ value }) => value.target ?? value.name), ...client.environment.variables.map(({ value }) => value.name), ...environmentFilesOf(snapshot, client, path).flatMap((file) => envEntries(file).map(({ name }) => name))]
    .some((name) => /(?:REDIS|VALKEY|CACHE|BROKER|CELERY).*(?:PASS|AUTH|SECRET)|redis.*pass/i.test(name));

/** `protected-mode yes` without a password: since Redis 7.0 whatever `bind` says, only the loopback gets in. */
export function redisProtectedMode(snapshot: Snapshot, container: Container, path: string): FileProblem[] {
  const run = redisRun(snapshot, container, path);
  const mode = run.setting('protected-mode');
  if (mode?.value.toLowerCase() !== 'yes' || passwordOf(run, container)?.asked !== false || !atLeast(asNewestPatch(imageVersion(container) ?? [7]), [7])) return [];
  const client = clientsOf(snapshot, container, path)[0];
  if (client === undefined && container.ports.length === 0) return [];
  const who = client === undefined ? 'whoever connects through the published port' : `\`${client.container.unit}\``;
  return [{ uri: mode.uri, problem: problem('redis-protected-mode-refuses', mode, `Protected mode without a password lets in the loopback only, and within its container that is Redis alone: ${who} gets “DENIED Redis is running in protected mode”. Set \`requirepass\`, or \`protected-mode no\` on a network that only the stack is on.`) }];
}

/** No snapshots, no append-only file, and a volume that stays empty. */
export function redisNothingSaved(snapshot: Snapshot, container: Container, path: string): FileProblem[] {
  const run = redisRun(snapshot, container, path);
  const save = run.setting('save');
  if (run.persists || save === undefined) return [];
  const folder = run.setting('dir')?.value ?? '/data';
  const volume = container.volumes.find(({ value }) => value.target.replace(/\/$/, '') === folder && !value.options.includes('ro'));
  if (volume === undefined) return [];
  const message = `Redis saves nothing here (\`save ""\` and no append-only file), so this volume stays empty and all data is gone at a restart. Take the volume out if this is a cache; else set \`appendonly yes\`.`;
  return [{ uri: volume.uri, problem: problem('redis-nothing-saved', volume, message, { related: [{ uri: save.uri, start: save.start, end: save.end, message: 'snapshots are off' }] }) }];
}

/** A published Redis without a password, which protected mode does not guard once it is bound to all addresses. */
export function redisOpen(snapshot: Snapshot, container: Container, path: string): FileProblem[] {
  const port = container.ports.find(({ value }) => value.container[0] === 6379 && value.ip !== '127.0.0.1' && value.ip !== '::1');
  if (port === undefined) return [];
  const run = redisRun(snapshot, container, path);
  if (run.file === undefined || ['requirepass', 'user', 'aclfile'].some((name) => run.setting(name) !== undefined)) return [];
  const words: readonly Located[] = container.exec?.words ?? [];
  if (words.some(({ value }) => value.includes('requirepass'))) return [];
  return [{ uri: port.uri, problem: problem('redis-open-without-password', port, 'This Redis is published beyond this host and asks for no password: everyone who reaches the port may read, write and run commands. Set `requirepass`, or publish on `127.0.0.1` only.') }];
}
