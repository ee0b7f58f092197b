import { pgbouncerSettings, placesOf, type PgbouncerSettings } from '../../model/pgbouncer.ts';
import type { Problem } from '../../model/problem.ts';
import type { Snapshot, SourceFile } from '../../model/snapshot.ts';
import { asNewestPatch, atLeast, type Version } from '../../model/version.ts';
import { kindOfSecret } from '../../model/userlist.ts';
import { parseUserlist } from '../../syntax/userlist.ts';
import type { IniTree } from '../../syntax/pgbouncer.ts';
import type { Span } from '../../syntax/span.ts';
import { problem } from './table.ts';

/** The userlist that `auth_file` names, where the workspace holds it: by its path, or of the same name beside the file. */
export function userlistOf(file: SourceFile, path: string, snapshot: Snapshot): SourceFile | undefined {
  for (const place of placesOf(file, path)) {
    const found = snapshot.fileAt(place);
    if (found?.kind === 'userlist') return found;
  }
  return undefined;
}

/** What loads, and does something its author cannot have meant, or fails later: settings seen together. */
export function* adviseOnSettings(file: SourceFile, tree: IniTree, snapshot: Snapshot, version: Version): Generator<Problem> {
  const main = tree.nodes.find((node) => node.kind === 'section' && node.name === 'pgbouncer');
  if (main === undefined) return;
  const settings = pgbouncerSettings(tree, version);
  const place = (name: string): Span => settings.entry(name)?.valueSpan ?? main;
  const complete = !tree.nodes.some(({ kind }) => kind === 'include');
  const authType = settings.text('auth_type').toLowerCase();

  yield* adviseOnServerTls(settings, place);
  if (complete) yield* adviseOnUsers(settings, authType, place);
  if (authType === 'any') {
    for (const database of settings.databases) {
      if (database.user === undefined) yield problem('pgbouncer-any-needs-user', database.entry.keySpan, `Under \`auth_type = any\` the client's name is ignored, so \`${database.name}\` needs a \`user=\` to log in with. Every connection to it fails.`);
    }
  }
  if ((authType === 'any' || authType === 'trust') && /(?:^|,)\s*(?:\*|0\.0\.0\.0|::)\s*(?:,|$)/.test(settings.text('listen_addr'))) {
    yield problem('pgbouncer-open-to-all', place('auth_type'), `\`auth_type = ${authType}\` asks no password, and \`listen_addr\` listens on every address: whoever reaches the port is in the database.`);
  }
  if (authType === 'scram-sha-256') {
    const userlist = userlistOf(file, settings.text('auth_file'), snapshot);
    const users = userlist === undefined ? [] : userlist.tree(parseUserlist).nodes.flatMap((node) => (node.kind === 'user' && kindOfSecret(node.secret.value) === 'md5' ? [node] : []));
    if (userlist !== undefined && users.length > 0) {
      yield problem('pgbouncer-md5-secret-under-scram', place('auth_type'), `${users.length === 1 ? 'One user has' : `${users.length} users have`} an md5 secret in ${userlist.name} and cannot log in: SCRAM needs a SCRAM secret or the plain password. \`auth_type = md5\` accepts both kinds.`, {
        related: users.map((user) => ({ uri: userlist.uri, start: user.start, end: user.name.end, message: 'an md5 secret' })),
      });
    }
  }
  yield* adviseOnPools(settings, version);
}

function* adviseOnServerTls(settings: PgbouncerSettings, place: (name: string) => Span): Generator<Problem> {
  const server = settings.text('server_tls_sslmode').toLowerCase();
  if (settings.entry('server_tls_sslmode') !== undefined && server.startsWith('verify') && settings.text('server_tls_ca_file') === '') {
    yield problem('pgbouncer-tls-without-key', place('server_tls_sslmode'), `\`${server}\` checks PostgreSQL's certificate against \`server_tls_ca_file\`, which is not set: no connection to a server succeeds.`);
  }
}

function* adviseOnUsers(settings: PgbouncerSettings, authType: string, place: (name: string) => Span): Generator<Problem> {
  if (settings.databases.length === 0) return;
  if (authType === 'hba' && settings.text('auth_hba_file') === '') {
    yield problem('pgbouncer-no-users', place('auth_type'), '`auth_type = hba` without `auth_hba_file`: there is no rule, and every client is turned away.');
    return;
  }
  if (!['md5', 'scram-sha-256', 'plain', 'trust', 'cert'].includes(authType)) return;
  const perDatabase = settings.databases.some(({ connection }) => connection.pairs.some(({ key }) => key === 'auth_user'));
  if (settings.text('auth_file') === '' && settings.text('auth_user') === '' && !perDatabase) {
    yield problem('pgbouncer-no-users', place('auth_type'), `\`auth_type = ${authType}\` needs to know its users, and neither \`auth_file\` nor \`auth_user\` is set: nobody can log in.`);
  }
}

function* adviseOnPools(settings: PgbouncerSettings, version: Version): Generator<Problem> {
  const unused = (name: string, why: string): Problem | undefined => {
    const entry = settings.entry(name);
    return entry === undefined ? undefined : problem('pgbouncer-setting-without-effect', entry, why, { tag: 'unnecessary' });
  };
  const mode = settings.text('pool_mode').toLowerCase();
  const sessions = mode === 'session' || [...settings.databases, ...settings.users].some(({ poolMode }) => poolMode === 'session');
  const found: (Problem | undefined)[] = [];
  if (!sessions && settings.number('server_reset_query_always') === 0) {
    found.push(unused('server_reset_query', `\`server_reset_query\` is used in session pooling only, and \`pool_mode\` is \`${mode}\`.`));
  }
  if (settings.number('reserve_pool_size') === 0 && !settings.databases.some(({ reservePoolSize }) => reservePoolSize !== undefined)) {
    found.push(unused('reserve_pool_timeout', 'There is no reserve to open: `reserve_pool_size` is 0.'));
  }
  if (settings.text('auth_type').toLowerCase() !== 'hba') found.push(unused('auth_hba_file', '`auth_hba_file` is read under `auth_type = hba` only.'));
  if (mode === 'session' && settings.number('max_prepared_statements') === 0 && atLeast(asNewestPatch(version), [1, 24])) {
    found.push(unused('max_prepared_statements', 'In session pooling prepared statements work without tracking.'));
  }
  for (const one of found) if (one !== undefined) yield one;
}
