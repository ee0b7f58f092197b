import { kindOfSecret, looksLikeHash } from '../../model/userlist.ts';
import type { Problem } from '../../model/problem.ts';
import type { Snapshot, SourceFile } from '../../model/snapshot.ts';
import { asNewestPatch, atLeast } from '../../model/version.ts';
import { loginOf } from '../../stack/queries.ts';
import { parseUserlist, type UserlistBroken, type UserlistEntry, type UserlistTree } from '../../syntax/userlist.ts';
import { userlistProblem as problem } from './table.ts';

/** The bytes that PgBouncer reads of a name and of a secret (since 1.17), one of each for the end. */
const LONGEST_NAME = 127;
const LONGEST_SECRET = 2047;

/** What is wrong with a userlist.txt. Messages and fixes never show a secret. */
export function checkUserlist(file: SourceFile, { snapshot }: { readonly snapshot: Snapshot }): readonly Problem[] {
  const tree = file.tree(parseUserlist);
  const targets = snapshot.targets(file);
  // Where the stack has the server, `pgbouncer-md5-with-scram` knows what it stores.
  const scramServer = atLeast(asNewestPatch(targets.postgres), [14]) && loginOf(snapshot, file) === undefined;
  const found: Problem[] = [];
  const seen = new Map<string, UserlistEntry>();
  for (const node of tree.nodes) {
    if (node.kind === 'comment') continue;
    if (node.kind === 'broken') {
      found.push(broken(tree, node));
      continue;
    }
    found.push(...checkEntry(tree, node, scramServer));
    const before = seen.get(node.name.value);
    if (before !== undefined) {
      found.push(problem('userlist-user-twice', before.name, 'This user stands again further down; PgBouncer keeps the later secret.', { related: [{ uri: file.uri, ...node.name.inner, message: 'this one counts' }] }));
    }
    seen.set(node.name.value, node);
  }
  return found;
}

function broken(tree: UserlistTree, node: UserlistBroken): Problem {
  const line = tree.text.slice(node.start, node.end);
  const stops = 'PgBouncer stops reading here: this user and all after it do not exist.';
  if (line.startsWith('\uFEFF')) {
    return problem('userlist-broken', node, `The file begins with a byte order mark. ${stops}`, {
      fixes: [{ title: 'Remove the byte order mark', preferred: true, safe: true, edits: [{ start: node.start, end: node.end, newText: '' }] }],
    });
  }
  if (line.startsWith('#')) {
    return problem('userlist-broken', node, `Comments begin with \`;\` in this file, not with \`#\`. ${stops}`, {
      fixes: [{ title: 'Begin the comment with ;', preferred: true, safe: true, edits: [{ start: node.start, end: node.start + 1, newText: ';' }] }],
    });
  }
  if (node.reason === 'no-quote') {
    const words = /^([^\s"]+)\s+(?:"([^"\s]*)"|([^\s"]+))$/.exec(line);
    return problem('userlist-broken', node, `A line is \`"name" "secret"\`, both in double quotes. ${stops}`, {
      ...(words === null ? {} : { fixes: [{ title: 'Put quotes around both', preferred: true, edits: [{ start: node.start, end: node.end, newText: `"${words[1]}" "${words[2] ?? words[3]}"` }] }] }),
    });
  }
  const what = node.reason === 'unclosed-name' ? 'The quote around the name is not closed.' : node.reason === 'no-secret' ? 'There is no secret after the name.' : 'The quote around the secret is not closed.';
  return problem('userlist-broken', node, `${what} ${stops}`);
}

function* checkEntry(tree: UserlistTree, node: UserlistEntry, scramServer: boolean): Generator<Problem> {
  if (tree.text.slice(node.between.start, node.between.end).includes('\n')) {
    yield problem('userlist-secret-on-next-line', { start: node.name.start, end: node.secret.start }, 'This line has no secret: PgBouncer goes on to the next quoted text, a line further down, and takes it as the password of this user.');
    return;
  }
  if (bytesOf(node.name.inner.end - node.name.inner.start, node.name.value) > LONGEST_NAME) {
    yield problem('userlist-too-long', node.name.inner, 'The name has more than 127 bytes: PgBouncer stops reading here, and this user and all after it do not exist.');
  }
  if (bytesOf(node.secret.inner.end - node.secret.inner.start, node.secret.value) > LONGEST_SECRET) {
    yield problem('userlist-too-long', node.secret.inner, 'The secret has more than 2047 bytes: PgBouncer stops reading here, and this user and all after it do not exist.');
  }
  const { value } = node.secret;
  const kind = kindOfSecret(value);
  if (kind === 'empty') yield problem('userlist-empty-secret', node.secret, 'The secret is empty: this user cannot log in with a password, and PgBouncer cannot log in to PostgreSQL as this user. Right only for `auth_type` trust, cert, any or hba.');
  else if (looksLikeHash(value)) yield problem('userlist-bad-secret', node.secret, wrongHash(value));
  else if (kind === 'md5' && scramServer) yield problem('userlist-md5-secret', node.secret, 'PgBouncer can use an md5 secret only towards a server that stores md5 too; PostgreSQL 14 and later store SCRAM by default, and the login there fails. Use the SCRAM secret from `pg_authid`.');
  else if (kind === 'plain') yield problem('userlist-plain-secret', node.secret, 'A password in clear: whoever reads the file has it. A SCRAM secret serves clients as well, and servers that hold the same secret; a plain password is needed only where the two differ.');
}

function wrongHash(value: string): string {
  if (/^md5/i.test(value)) {
    if (/[A-F]|^[^m]|^m[^d]/.test(value.slice(0, 3)) || /[A-F]/.test(value.slice(3))) return 'An md5 secret is in lower case; in this form PgBouncer takes the whole text as a plain password.';
    return `An md5 secret is \`md5\` and 32 hexadecimal digits, here are ${value.length - 3}: PgBouncer takes the whole text as a plain password.`;
  }
  if (!value.startsWith('SCRAM-SHA-256$')) return 'Only `SCRAM-SHA-256$`, in capitals, is a SCRAM secret; PgBouncer takes this text as a plain password.';
  return 'A SCRAM secret is `SCRAM-SHA-256$iterations:salt$StoredKey:ServerKey` with Base64 of 32 bytes for both keys; this one is not, and PgBouncer takes the whole text as a plain password.';
}

/** The length that counts is that of the text between the quotes, in bytes. */
function bytesOf(units: number, value: string): number {
  let more = 0;
  for (let i = 0; i < value.length; i++) {
    const code = value.charCodeAt(i);
    // A surrogate pair is four bytes in two units.
    if (code >= 0x800 && (code < 0xd800 || code > 0xdfff)) more += 2;
    else if (code >= 0x80) more += 1;
  }
  return units + more;
}
