import { kindOfSecret, parseScramSecret } from '../../model/userlist.ts';
import type { SourceFile } from '../../model/snapshot.ts';
import { parseUserlist, type UserlistEntry } from '../../syntax/userlist.ts';
import { touches } from '../../syntax/span.ts';
import type { Hover } from '../types.ts';

const MANUAL = '[pgbouncer.ini(5)](https://www.pgbouncer.org/config.html#authentication-file-format)';

/** What kind of secret a user has and what it opens. Of the secret itself only its iterations are told. */
export function hoverUserlist(file: SourceFile, offset: number): Hover | undefined {
  for (const node of file.tree(parseUserlist).nodes) {
    if (node.start > offset) return undefined;
    if (node.kind !== 'user') continue;
    if (touches(node.name, offset)) return { start: node.name.start, end: node.name.end, markdown: `**${node.name.value}** — ${KINDS[kindOfSecret(node.secret.value)].name}\n\nA user as PgBouncer knows it: the name that clients log in with, and, where no \`user=\` is forced, the role in PostgreSQL. Two quotes in a row stand for one. What follows the secret on the line is not read.\n\n${MANUAL}` };
    if (touches(node.secret, offset)) return { start: node.secret.start, end: node.secret.end, markdown: describeSecret(node) };
    if (touches(node.rest, offset) && node.rest.end > node.rest.start) return { ...node.rest, markdown: `PgBouncer skips what follows the secret on a line.\n\n${MANUAL}` };
  }
  return undefined;
}

const KINDS = {
  scram: { name: 'SCRAM-SHA-256 secret', text: 'Checks clients under `auth_type` `scram-sha-256`, `md5` and `plain`. PgBouncer can log in to PostgreSQL with it only if the server stores the very same secret (same salt, same iterations), the client used SCRAM, and no `user=` is forced: copy it from `pg_authid.rolpassword`.' },
  md5: { name: 'md5 secret', text: 'Checks clients under `auth_type = md5` and `plain`, and logs in to servers that store md5. Useless under `scram-sha-256`, and towards PostgreSQL 14 and later with its default of SCRAM. Made of password and user name: renaming the user breaks it.' },
  plain: { name: 'plain password', text: 'Works with every `auth_type` and towards every server, whatever it stores; and whoever reads this file has it. Needed where PgBouncer logs in as a forced `user=` on a SCRAM server.' },
  empty: { name: 'no secret', text: 'The user exists and has no password. Right for `auth_type` `trust`, `any`, `cert` and `hba` with such methods; every check of a password fails.' },
} as const;

function describeSecret(node: UserlistEntry): string {
  const kind = kindOfSecret(node.secret.value);
  const scram = parseScramSecret(node.secret.value);
  return `**${KINDS[kind].name}**${scram === undefined ? '' : `, ${scram.iterations} iterations`}\n\n${KINDS[kind].text}\n\n${MANUAL}`;
}
