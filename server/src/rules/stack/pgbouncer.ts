import { mostServerConnections, type PgbouncerSettings } from '../../model/pgbouncer.ts';
import type { Snapshot, SourceFile } from '../../model/snapshot.ts';
import { asNewestPatch, atLeast, NEWEST, type Version } from '../../model/version.ts';
import { clientsOf, type Client } from '../../stack/clients.ts';
import { fileFor } from '../../stack/host-files.ts';
import { allHosts, containersByHost, hostsOutside } from '../../stack/hosts.ts';
import { reach } from '../../stack/networks.ts';
import { listeningOf } from '../../stack/ports.ts';
import { imageVersion, pgbouncerPoolsOf, pgbouncerRun, postgresRun, type PgbouncerPools } from '../../stack/programs.ts';
import { containersByProgram, loginOf } from '../../stack/queries.ts';
import type { Container } from '../../stack/types.ts';
import { variableOf } from '../../stack/variables.ts';
import { parsePgbouncer } from '../../syntax/pgbouncer.ts';
import type { Span } from '../../syntax/span.ts';
import { parseUserlist } from '../../syntax/userlist.ts';
import type { FileProblem } from '../file-problem.ts';
import { problem } from './table.ts';

type PgbouncerFile = { readonly file: SourceFile; readonly settings: PgbouncerSettings };

/** What the pools may open against what PostgreSQL accepts. For the mounted pgbouncer.ini, or the variables that stand for one. */
export function pgbouncerPools(snapshot: Snapshot, container: Container, path: string): FileProblem[] {
  const run = pgbouncerPoolsOf(snapshot, container, path);
  if (run === undefined) return [];
  const { settings, uri, size } = run;
  const list = isWhole(snapshot.file(uri)) ? usersOf(snapshot, container, path, run) : undefined;
  const users = usersWithPools(run, list);
  const hosts = new Set(settings.databases.flatMap(({ hosts: named }) => named));
  return [...hosts].flatMap((host): FileProblem[] => {
    const server = containersByHost(snapshot, path, host).find(({ program }) => program === 'postgres');
    if (server === undefined) return [];
    const postgres = postgresRun(snapshot, server, path);
    if (CONNECTIONS.some(postgres.isOpen)) return [];
    const databases = settings.databases.filter(({ hosts: named }) => named.includes(host));
    // The superuser that the official image makes may have the connections that are kept for superusers.
    const superuser = variableOf(snapshot, server, path, 'POSTGRES_USER') ?? 'postgres';
    const isSuperuser = list?.names.has(superuser) === true || databases.some(({ user }) => user === superuser);
    const limit = postgres.number('max_connections') ?? 100;
    const kept = isSuperuser ? 0 : (postgres.number('superuser_reserved_connections') ?? 3);
    const reserved = isSuperuser ? 0 : (postgres.number('reserved_connections') ?? 0);
    const most = mostServerConnections({ ...settings, databases }, users);
    if (most <= limit - kept - reserved) return [];
    const pools = `${databases.length} database${databases.length === 1 ? '' : 's'}${users === 1 ? '' : ` × ${users} users of \`${list!.file.name}\``}`;
    const less = `${kept === 0 ? '' : ` less ${kept} kept for superusers`}${reserved === 0 ? '' : ` less ${reserved} of \`reserved_connections\``}`;
    const message = `The pools can open ${most === Infinity ? 'any number of' : most} connections to \`${host}\` (${pools} × (default_pool_size ${settings.text('default_pool_size')} + reserve_pool_size ${settings.text('reserve_pool_size')})), where PostgreSQL takes ${limit}${less}. Lower the pools or raise \`max_connections\`.`;
    return [{ uri, problem: problem('pgbouncer-pools-exceed-connections', size ?? databases[0]!.entry.keySpan, message) }];
  });
}

/** What decides how many connections PostgreSQL grants to ordinary users; the last one since 16. */
const CONNECTIONS = ['max_connections', 'superuser_reserved_connections', 'reserved_connections'];

/**
 * How many users have a pool in each database. All of a userlist's where there is one database, which each of them must
 * mean; of several each user may have its own. Those of the console, and with limits of their own, are not counted.
 */
function usersWithPools({ settings }: PgbouncerPools, list: ReturnType<typeof usersOf>): number {
  if (list === undefined || settings.databases.length !== 1 || settings.users.length > 0) return 1;
  const console = ['admin_users', 'stats_users'].flatMap((name) => settings.text(name).split(',').map((user) => user.trim()));
  return Math.max(1, [...list.names].filter((name) => !console.includes(name)).length);
}

/** An application that goes past the stack's PgBouncer to PostgreSQL itself. */
export function bypassesPgbouncer(snapshot: Snapshot, server: Container, path: string): FileProblem[] {
  const hosts = allHosts(snapshot, server, path).map(({ value }) => value);
  const bouncer = containersByProgram(snapshot, path, 'pgbouncer').find((unit) => hosts.some((host) => serves(snapshot, unit, path, host)));
  if (bouncer === undefined) return [];
  const name = hostsOutside(snapshot, bouncer, path)[0]?.value ?? bouncer.unit;
  return clientsOf(snapshot, server, path).flatMap(({ file, container, connection }): FileProblem[] => {
    if (connection.program !== 'postgres' || container.program === 'pgbouncer' || !reach(snapshot, container, bouncer, path)) return [];
    const message = `This connects to PostgreSQL past \`${bouncer.unit}\`: each worker holds a connection of its own. Name \`${name}\` and its port ${listeningOf(snapshot, bouncer, path)?.port ?? 6432}, unless this is for migrations or LISTEN.`;
    return [{ uri: file.uri, problem: problem('bypasses-pgbouncer', connection.hostSpan, message) }];
  });
}

/** What clients ask of a PgBouncer that its files do not grant: a database, a user, a feature of the session. */
export function pgbouncerClients(snapshot: Snapshot, container: Container, path: string): FileProblem[] {
  const run = pgbouncerRun(snapshot, container, path);
  if (run === undefined) return [];
  const { settings, file } = run;
  const whole = isWhole(file);
  const names = settings.databases.map(({ name }) => name);
  const users = whole ? usersOf(snapshot, container, path, run) : undefined;
  return clientsOf(snapshot, container, path).flatMap((client): FileProblem[] => {
    const { connection, file: { uri } } = client;
    if (connection.program !== 'postgres') return [];
    const { database, databaseSpan, user, userSpan } = connection;
    const found: FileProblem[] = [];
    const isPlain = (value: string | undefined): value is string => value !== undefined && /^[\w-]+$/.test(value);
    if (whole && isPlain(database) && databaseSpan !== undefined && !names.includes('*') && !names.includes(database) && database !== 'pgbouncer' && names.length > 0) {
      const message = `\`${file.name}\` has no database \`${database}\` and no \`*\`: PgBouncer refuses the connection with “no such database”. It has ${names.slice(0, 4).map((name) => `\`${name}\``).join(', ')}.`;
      found.push({ uri, problem: problem('pgbouncer-unknown-database', databaseSpan, message, { fixes: names.length === 1 ? [{ title: `Use ${names[0]}`, preferred: true, edits: [{ start: databaseSpan.start, end: databaseSpan.end, newText: names[0]! }] }] : [] }) });
    }
    if (users !== undefined && isPlain(user) && userSpan !== undefined && !users.names.has(user)) {
      const message = `\`${users.file.name}\` has no user \`${user}\`, and nothing else tells PgBouncer of users (\`auth_query\`): the login fails.`;
      found.push({ uri, problem: problem('pgbouncer-unknown-user', userSpan, message, { related: [{ uri: users.file.uri, start: 0, end: 0, message: 'the users that PgBouncer knows' }] }) });
    }
    return [...found, ...sessionFeatures(snapshot, path, client, { ...run, version: imageVersion(container) ?? NEWEST.pgbouncer })];
  });
}

/** Whether a file is a pgbouncer.ini that says all by itself. */
const isWhole = (file: SourceFile | undefined): boolean => file?.kind === 'pgbouncer' && !file.tree(parsePgbouncer).nodes.some(({ kind }) => kind === 'include');

/** The users of a mounted userlist, where nothing but it decides who may log in. */
function usersOf(snapshot: Snapshot, container: Container, path: string, { settings }: Pick<PgbouncerFile, 'settings'>): { readonly file: SourceFile; readonly names: ReadonlySet<string> } | undefined {
  if (!['md5', 'scram-sha-256', 'plain'].includes(settings.text('auth_type').toLowerCase()) || settings.text('auth_user') !== '' || settings.databases.some(({ connection }) => connection.pairs.some(({ key }) => key === 'auth_user'))) return undefined;
  const volume = container.volumes.find(({ value }) => value.kind === 'bind' && value.target === settings.text('auth_file'));
  const file = volume === undefined ? undefined : fileFor(snapshot, path, volume.value.source);
  if (file?.kind !== 'userlist') return undefined;
  return { file, names: new Set(file.tree(parseUserlist).nodes.flatMap((node) => (node.kind === 'user' ? [node.name.value] : []))) };
}

const isOff = (value: string | undefined): boolean => value !== undefined && /^(?:false|0|no|off)$/i.test(value);

/** What an application expects of a session and does not get where connections change hands between transactions. */
function sessionFeatures(snapshot: Snapshot, path: string, { file, container, connection }: Client, { settings, file: ini, version }: PgbouncerFile & { readonly version: Version }): FileProblem[] {
  const mode = settings.text('pool_mode').toLowerCase();
  const entry = settings.entry('pool_mode');
  const related = entry === undefined ? [] : [{ uri: ini.uri, start: entry.start, end: entry.end, message: `pools by ${mode}` }];
  const say = (code: 'pgbouncer-session-feature' | 'pgbouncer-held-session', span: Span, message: string): FileProblem[] => [{ uri: file.uri, problem: problem(code, span, message, { related }) }];
  const values = (name: string): string | undefined => variableOf(snapshot, container, path, name);
  if (mode === 'session') {
    const age = ['CONN_MAX_AGE', 'DB_CONN_MAX_AGE', 'DATABASE_CONN_MAX_AGE', 'DJANGO_CONN_MAX_AGE'].find((name) => Number(values(name)) > 0);
    if (age === undefined) return [];
    return say('pgbouncer-held-session', connection.hostSpan, `PgBouncer pools by session, and \`${age}\` keeps each worker’s connection open for ${values(age)} s: each holds one connection of the pool all that time. Set it to 0, or pool by transaction.`);
  }
  if (mode !== 'transaction' && mode !== 'statement') return [];
  if (values('DJANGO_SETTINGS_MODULE') !== undefined) {
    const set = values('DISABLE_SERVER_SIDE_CURSORS') ?? values('DB_DISABLE_SERVER_SIDE_CURSORS');
    if (set === undefined || isOff(set)) {
      return say('pgbouncer-session-feature', connection.hostSpan, `PgBouncer pools by ${mode}: a cursor that Django keeps on the server (\`.iterator()\`) is gone with its transaction, and the query fails. Set \`DISABLE_SERVER_SIDE_CURSORS\` to True${set === undefined ? ', and say so here where the settings read it' : ''}; advisory locks and LISTEN need a connection past PgBouncer.`);
    }
  }
  const driver = /^postgres(?:ql)?\+(asyncpg|psycopg|psycopg_async)$/.exec(connection.scheme ?? '')?.[1];
  if (driver === undefined || preparedStatements(version, settings) > 0) return [];
  return say('pgbouncer-session-feature', connection.hostSpan, `\`${driver}\` prepares statements by itself, and this PgBouncer pools by ${mode} without keeping track of them: a later transaction finds none, or one of another client. Set \`max_prepared_statements\` (PgBouncer 1.21 and later), or turn them off in the driver.`);
}

const preparedStatements = (version: Version, settings: PgbouncerSettings): number => (atLeast(asNewestPatch(version), [1, 21]) ? (settings.number('max_prepared_statements') ?? 0) : 0);

/** A file for each client and each server connection, and some for itself. */
export function pgbouncerFileLimit(snapshot: Snapshot, container: Container, path: string): FileProblem[] {
  const run = pgbouncerRun(snapshot, container, path);
  const limit = container.ulimits.find(({ value }) => value.startsWith('nofile='));
  const files = Number(/^nofile=(\d+)/.exec(limit?.value ?? '')?.[1]);
  const entry = run?.settings.entry('max_client_conn');
  if (run === undefined || limit === undefined || entry === undefined || !(files > 0)) return [];
  const clients = run.settings.number('max_client_conn') ?? 0;
  const servers = mostServerConnections(run.settings);
  if (clients + (servers === Infinity ? 0 : servers) <= files) return [];
  const message = `PgBouncer may need ${clients} files for clients (\`max_client_conn\`) and ${servers === Infinity ? 'any number' : servers} for the pools, and \`Ulimit=\` grants ${files}: further clients are then refused. Raise the limit or lower \`max_client_conn\`.`;
  return [{ uri: limit.uri, problem: problem('pgbouncer-exceeds-file-limit', limit, message, { related: [{ uri: run.file.uri, start: entry.start, end: entry.end, message: 'clients at most' }] }) }];
}

/** Whether a PgBouncer has a database on that host. */
function serves(snapshot: Snapshot, bouncer: Container, path: string, host: string): boolean {
  return pgbouncerRun(snapshot, bouncer, path)?.settings.databases.some(({ hosts }) => hosts.includes(host)) ?? false;
}

/** `auth_type = md5` with md5 secrets cannot answer a server that asks for SCRAM: PgBouncer has no password to compute it from. */
export function pgbouncerMd5(snapshot: Snapshot, userlist: SourceFile, md5: readonly { readonly start: number; readonly end: number }[]): FileProblem[] {
  const { bouncer, server } = loginOf(snapshot, userlist) ?? {};
  if (bouncer === undefined || server === undefined) return [];
  const run = postgresRun(snapshot, server, userlist.path);
  if ((run.version[0] ?? 0) < 14 || run.isOpen('password_encryption') || run.settings.get('password_encryption')?.value.toLowerCase() === 'md5') return [];
  // The image's pg_hba.conf then asks nobody for a password.
  if (variableOf(snapshot, server, userlist.path, 'POSTGRES_HOST_AUTH_METHOD')?.toLowerCase() === 'trust') return [];
  const config = pgbouncerRun(snapshot, bouncer, userlist.path);
  if (config?.settings.databases.some(({ connection }) => connection.pairs.some(({ key }) => key === 'password')) === true) return [];
  const message = `\`${server.unit}\` is PostgreSQL ${run.version[0]}, which stores SCRAM secrets by default: with an md5 hash PgBouncer cannot log in to it. Put the SCRAM secret here that \`pg_authid\` shows, or set \`password_encryption = md5\` on the server and set the password again.`;
  return md5.map((span) => ({ uri: userlist.uri, problem: problem('pgbouncer-md5-with-scram', span, message) }));
}
