import { mostServerConnections } from '../../model/pgbouncer.ts';
import type { Snapshot, SourceFile } from '../../model/snapshot.ts';
import { connectionsOf } from '../../stack/connections.ts';
import { mountingsOf } from '../../stack/mounts.ts';
import { pgbouncerRun, postgresRun } from '../../stack/programs.ts';
import { containersByEnvironmentFile, containersByHost, containersByProgram, reach } from '../../stack/queries.ts';
import type { Container } from '../../stack/types.ts';
import type { FileProblem } from '../file-problem.ts';
import { problem } from './table.ts';

/** superuser_reserved_connections, 3 by default: connections that PgBouncer's users never get. */
const RESERVED = 3;

/** What the pools may open against what PostgreSQL accepts. For a pgbouncer.ini that some container mounts. */
export function pgbouncerPools(snapshot: Snapshot, container: Container, path: string): FileProblem[] {
  if (container.program !== 'pgbouncer') return [];
  const run = pgbouncerRun(snapshot, container, path);
  if (run === undefined) return [];
  const { settings, file } = run;
  const hosts = new Set(settings.databases.flatMap(({ hosts: named }) => named));
  return [...hosts].flatMap((host): FileProblem[] => {
    const server = containersByHost(snapshot, path, host).find(({ program }) => program === 'postgres');
    if (server === undefined) return [];
    const limit = postgresRun(snapshot, server, path).number('max_connections') ?? 100;
    const databases = settings.databases.filter(({ hosts: named }) => named.includes(host));
    const most = mostServerConnections({ ...settings, databases });
    if (most <= limit - RESERVED) return [];
    const entry = settings.entry('default_pool_size');
    const place = entry === undefined ? databases[0]!.entry.keySpan : entry.valueSpan;
    const message = `The pools can open ${most === Infinity ? 'any number of' : most} connections to \`${host}\` (${databases.length} database${databases.length === 1 ? '' : 's'} × (default_pool_size ${settings.text('default_pool_size')} + reserve_pool_size ${settings.text('reserve_pool_size')})), where PostgreSQL takes ${limit} less ${RESERVED} kept for superusers. Lower the pools or raise \`max_connections\`.`;
    return [{ uri: file.uri, problem: problem('pgbouncer-pools-exceed-connections', place, message) }];
  });
}

/** An application that goes past the stack's PgBouncer to PostgreSQL itself. */
export function bypassesPgbouncer(snapshot: Snapshot, file: SourceFile): FileProblem[] {
  const users = containersByEnvironmentFile(snapshot, file);
  if (users.length === 0) return [];
  return connectionsOf(file).flatMap((connection): FileProblem[] => {
    if (connection.program !== 'postgres') return [];
    const target = containersByHost(snapshot, file.path, connection.host).find(({ program }) => program === 'postgres');
    const bouncer = target === undefined ? undefined : containersByProgram(snapshot, file.path, 'pgbouncer').find((unit) => serves(snapshot, unit, file.path, connection.host));
    if (target === undefined || bouncer === undefined || !users.some((user) => reach(snapshot, user, bouncer, file.path))) return [];
    const name = bouncer.hosts[0]?.value ?? bouncer.unit;
    const message = `This connects to PostgreSQL past \`${bouncer.unit}\`: each worker holds a connection of its own. Name \`${name}\` and its port 6432, unless this is for migrations or LISTEN.`;
    return [{ uri: file.uri, problem: problem('bypasses-pgbouncer', connection.hostSpan, message) }];
  });
}

/** Whether a PgBouncer has a database on that host. */
function serves(snapshot: Snapshot, bouncer: Container, path: string, host: string): boolean {
  return pgbouncerRun(snapshot, bouncer, path)?.settings.databases.some(({ hosts }) => hosts.includes(host)) ?? false;
}

/** `auth_type = md5` with md5 secrets cannot answer a server that asks for SCRAM: PgBouncer has no password to compute it from. */
export function pgbouncerMd5(snapshot: Snapshot, userlist: SourceFile, md5: readonly { readonly start: number; readonly end: number }[]): FileProblem[] {
  const bouncer = mountingsOf(snapshot, userlist).map(({ container }) => container).find(({ program }) => program === 'pgbouncer');
  const server = bouncer === undefined ? undefined : containersByProgram(snapshot, userlist.path, 'postgres')[0];
  if (bouncer === undefined || server === undefined) return [];
  const run = postgresRun(snapshot, server, userlist.path);
  if ((run.version[0] ?? 0) < 14 || run.settings.get('password_encryption')?.value.toLowerCase() === 'md5') return [];
  const config = pgbouncerRun(snapshot, bouncer, userlist.path);
  if (config?.settings.databases.some(({ connection }) => connection.pairs.some(({ key }) => key === 'password')) === true) return [];
  const message = `\`${server.unit}\` is PostgreSQL ${run.version[0]}, which stores SCRAM secrets by default: with an md5 hash PgBouncer cannot log in to it. Put the SCRAM secret here that \`pg_authid\` shows, or set \`password_encryption = md5\` on the server and set the password again.`;
  return md5.map((span) => ({ uri: userlist.uri, problem: problem('pgbouncer-md5-with-scram', span, message) }));
}
