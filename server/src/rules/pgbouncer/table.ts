import { redacted } from '../../model/redact.ts';
import { reporter, type RuleTable } from '../rule.ts';

/** The rules for pgbouncer.ini. */
export const PGBOUNCER_RULES = {
  'pgbouncer-syntax-error': { severity: 'error', summary: 'A line that is no section, setting, include or comment.' },
  'pgbouncer-byte-order-mark': { severity: 'error', summary: 'The file begins with a byte order mark.' },
  'pgbouncer-setting-before-section': { severity: 'error', summary: 'A setting above the first section.' },
  'pgbouncer-unknown-section': { severity: 'error', summary: 'A section that this release does not know.' },
  'pgbouncer-unknown-setting': { severity: 'error', summary: 'A setting that this release does not know.' },
  'pgbouncer-bad-value': { severity: 'error', summary: 'A value that the setting does not take.' },
  'pgbouncer-comment-after-value': { severity: 'warning', summary: 'A comment behind a value belongs to the value.' },
  'pgbouncer-bad-database-name': { severity: 'error', summary: 'A name that an entry of [databases] cannot have.' },
  'pgbouncer-bad-connection-string': { severity: 'error', summary: 'A connection string that does not parse.' },
  'pgbouncer-unknown-connection-key': { severity: 'error', summary: 'A key that connection strings of this section do not know.' },
  'pgbouncer-bad-connection-value': { severity: 'error', summary: 'A value in a connection string that is refused.' },
  'pgbouncer-bad-peer': { severity: 'error', summary: 'An entry of [peers] without a number or a host.' },
  'pgbouncer-missing-include': { severity: 'error', summary: 'An included file that is not there.' },
  'pgbouncer-no-main-section': { severity: 'warning', summary: 'There is no [pgbouncer] section.' },
  'pgbouncer-section-again': { severity: 'warning', summary: 'A second [pgbouncer] sets everything back to its default.' },
  'pgbouncer-set-twice': { severity: 'warning', summary: 'A setting or entry stands twice; the last one counts.' },
  'pgbouncer-number-misread': { severity: 'warning', summary: 'A number is read otherwise than it looks.' },
  'pgbouncer-deprecated-setting': { severity: 'hint', summary: 'A setting or key on its way out.' },
  'pgbouncer-password-in-clear': { severity: 'information', summary: 'A password stands in a connection string.' },
  'pgbouncer-tls-without-key': { severity: 'warning', summary: 'TLS without the files or the mode that it needs.' },
  'pgbouncer-no-users': { severity: 'warning', summary: 'Nobody can log in: no source of users.' },
  'pgbouncer-any-needs-user': { severity: 'warning', summary: '`auth_type = any` and a database without a user.' },
  'pgbouncer-open-to-all': { severity: 'warning', summary: 'No password is asked on every address.' },
  'pgbouncer-setting-without-effect': { severity: 'information', summary: 'A setting that another one makes useless.' },
  'pgbouncer-md5-secret-under-scram': { severity: 'warning', summary: 'Users with md5 secrets under `auth_type = scram-sha-256`.' },
} as const satisfies RuleTable;

const report = reporter(PGBOUNCER_RULES);

/** Reports, with whatever looks like a password taken out of the message: broken lines may hold one anywhere. */
export const problem: typeof report = (code, span, message, more) => report(code, span, redacted(message), more);

/** The rules for userlist.txt. */
export const USERLIST_RULES = {
  'userlist-broken': { severity: 'warning', summary: 'A line at which PgBouncer stops reading the file.' },
  'userlist-secret-on-next-line': { severity: 'warning', summary: 'The secret is taken from another line.' },
  'userlist-too-long': { severity: 'warning', summary: 'A name or secret that is longer than PgBouncer reads.' },
  'userlist-user-twice': { severity: 'warning', summary: 'A user stands twice.' },
  'userlist-bad-secret': { severity: 'warning', summary: 'A secret that looks like a hash and is taken as a plain password.' },
  'userlist-md5-secret': { severity: 'warning', summary: 'An md5 secret cannot log in to a server that stores SCRAM.' },
  'userlist-plain-secret': { severity: 'information', summary: 'A password in clear.' },
  'userlist-empty-secret': { severity: 'warning', summary: 'A user without a password.' },
} as const satisfies RuleTable;

export const userlistProblem = reporter(USERLIST_RULES);
