import { connectionFacts, pgbouncerSettingFacts } from '../../facts/pgbouncer/index.ts';
import { parseAtoi } from '../../model/c-numbers.ts';
import { nearestName } from '../../model/nearest.ts';
import { urlText } from '../../model/env.ts';
import { connectionOf } from '../../model/pgbouncer.ts';
import type { Fix, Problem } from '../../model/problem.ts';
import { atLeast, asNewestPatch, formatVersion, type Version } from '../../model/version.ts';
import type { Connection, ConnectionError, ConnectionPair } from '../../syntax/connection.ts';
import { urlsIn, type UrlParts } from '../../syntax/env.ts';
import type { IniEntry, IniTree } from '../../syntax/pgbouncer.ts';
import { commentInValue, moveComment } from './comments.ts';
import { problem } from './table.ts';
import { isKnownValue, knows, knownValues } from './values.ts';

/** The bytes that PgBouncer has for a database's name, one of them for the end. */
const LONGEST_DATABASE_NAME = 63;

/** The release from which a wrong entry keeps PgBouncer from starting (pull request 616); those before it leave the entry out. */
const STRICT = '1.16.0';

/** What PgBouncer gives a string up for. */
const REFUSED: ReadonlySet<string> = new Set(['pgbouncer-bad-connection-string', 'pgbouncer-unknown-connection-key', 'pgbouncer-bad-connection-value']);

const utf8Length = (text: string): number => {
  let bytes = 0;
  for (const character of text) {
    const code = character.codePointAt(0)!;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes;
};

const quote = (value: string): string => `'${value.replaceAll("'", "''")}'`;

/** Puts quotes around a value that goes on behind its first blank: up to the next known `key=`. */
function quoteFix(text: string, entry: IniEntry, before: ConnectionPair, known: Readonly<Record<string, unknown>>): Fix | undefined {
  if (before.quoted || before.value === '') return undefined;
  const start = before.valueSpan.start;
  const rest = text.slice(start, entry.valueSpan.end);
  let end = rest.length;
  for (const match of rest.matchAll(/ +([a-z_]+) *=/g)) {
    if (!Object.hasOwn(known, match[1]!)) continue;
    end = match.index;
    break;
  }
  const value = rest.slice(0, end);
  return { title: 'Put the value in quotes', preferred: true, edits: [{ start, end: start + end, newText: quote(value) }] };
}

const ERROR_TEXT: Readonly<Record<ConnectionError['reason'], (error: ConnectionError) => string>> = {
  'no-equals': ({ key }) => `\`${key}\` has no \`=\`: a connection string is made of \`key=value\`, separated by spaces. A value with spaces needs single quotes.`,
  'empty-key': () => 'There is no key before this `=`.',
  'empty-value': ({ key }) => `\`${key}\` has no value, and an empty one cannot be written: leave the key out.`,
  'unclosed-quote': ({ key }) => `The quote around the value of \`${key}\` is not closed on this line. A single quote inside a value is written twice.`,
};

/** What is wrong with one entry of [databases], [users] or [peers]. */
export function* checkConnection(tree: IniTree, entry: IniEntry, version: Version): Generator<Problem> {
  const { text } = tree;
  const section = entry.section!;
  const table = connectionFacts(section)!;
  const name = `PgBouncer ${formatVersion(version)}`;
  const skipped = section !== 'peers' && !knows({ since: STRICT }, version);
  if (section === 'databases') yield* checkDatabaseName(entry, name, skipped);
  if (section === 'peers' && !/^[\t-\r ]*[+-]?\d+$/.test(entry.key)) {
    yield problem('pgbouncer-bad-peer', entry.keySpan, `\`${entry.key}\` is no peer id: a whole number from 1 to 65535. ${name} will not start.`);
  } else if (section === 'peers' && (Number(entry.key) < 1 || Number(entry.key) > 0xffff)) {
    yield problem('pgbouncer-bad-peer', entry.keySpan, `${entry.key} is out of range: peer ids go from 1 to 65535. ${name} will not start.`);
  }
  // The string of `*` is parsed only when a client asks for a database that is not listed.
  const late = section === 'databases' && entry.key === '*';
  const override = late || skipped ? ({ override: 'warning' } as const) : {};
  const consequence = late ? `${name} starts, and every connection through \`*\` fails.` : skipped ? `${name} starts without this entry.` : `${name} will not start.`;

  const connection = connectionOf(tree, entry);
  const instead = otherForm(tree, entry, connection, table, consequence, override);
  if (instead !== undefined) {
    yield instead;
    return;
  }
  const stop = connection.error?.start ?? Infinity;
  const comment = commentInValue(text, entry.valueSpan);
  // What stands in quotes before the first error is a value, whatever it looks like.
  const insideQuotes = comment !== undefined && connection.pairs.some((pair) => pair.quoted && pair.start < stop && pair.start < comment.start && comment.start < pair.valueSpan.end);
  const found = [...pairProblems()];
  if (connection.error !== undefined) found.push(connectionProblem(tree, entry, connection, connection.error, table, consequence, override));
  else if (section === 'peers' && !connection.pairs.some(({ key }) => key === 'host')) {
    found.push(problem('pgbouncer-bad-peer', entry, `Peer ${entry.key} has no \`host\`: ${name} will not start.`));
  }
  if (comment === undefined || insideQuotes) {
    yield* found;
    return;
  }
  // One word about the comment instead of several about its parts.
  yield* found.filter(({ start }) => start < comment.start);
  const refused = found.some(({ start, code }) => start >= comment.start && REFUSED.has(code));
  yield problem('pgbouncer-comment-after-value', comment, `PgBouncer has no comments after a value: it reads this as part of the connection string. ${refused ? consequence : 'What stands before it ends in it.'}`, {
    override: refused && !late && !skipped ? 'error' : 'warning', fixes: [moveComment(text, entry.start, comment)],
  });

  function* pairProblems(): Generator<Problem> {
    for (const pair of connection.pairs) {
      if (pair.start >= stop) return;
      yield* checkPair(pair, section, table, version, consequence, override);
    }
  }
}

/** What was written in another program's way: a URL, or the keys of one connection string on lines of their own. */
function otherForm(
  tree: IniTree, entry: IniEntry, connection: Connection,
  table: Readonly<Record<string, unknown>>, consequence: string, override: { override?: 'warning' },
): Problem | undefined {
  const url = urlsIn(tree.text, entry.valueSpan)[0];
  if (url !== undefined && url.start === entry.valueSpan.start && /^postgres(?:ql)?$/.test(url.scheme)) {
    return problem('pgbouncer-bad-connection-string', entry.valueSpan, `PgBouncer reads no URLs here: a connection string is made of \`key=value\`, separated by spaces. ${consequence}`, {
      ...override, fixes: [{ title: 'Write it as key=value', preferred: true, edits: [{ ...entry.valueSpan, newText: connectionOfUrl(tree.text, url) }] }],
    });
  }
  const first = connection.pairs[0];
  const readable = connection.error === undefined && connection.pairs.every(({ key }) => Object.hasOwn(table, key));
  if (readable || (first !== undefined && Object.hasOwn(table, first.key)) || !(Object.hasOwn(table, entry.key) || /pass/i.test(entry.key))) return undefined;
  // The value may be a password: nothing of it is shown.
  return problem('pgbouncer-bad-connection-string', entry, `In [${entry.section}] each line is \`name = key=value key=value …\`; here \`${entry.key}\` is taken for a name, and the rest is no connection string. ${consequence}`, override);
}

function* checkDatabaseName(entry: IniEntry, name: string, skipped: boolean): Generator<Problem> {
  const override = skipped ? ({ override: 'warning' } as const) : {};
  if (entry.key === 'pgbouncer') {
    yield problem('pgbouncer-bad-database-name', entry.keySpan, `\`pgbouncer\` is the name of the console and no database can have it: ${name} ${skipped ? 'starts, and clients of this name get the console' : 'will not start'}.`, override);
  } else if (entry.key !== '*' && utf8Length(entry.key) > LONGEST_DATABASE_NAME) {
    yield problem('pgbouncer-bad-database-name', entry.keySpan, `The name has ${utf8Length(entry.key)} bytes; PgBouncer and PostgreSQL have room for 63. ${name} ${skipped ? 'starts without this entry' : 'will not start'}.`, override);
  }
}

function connectionProblem(
  tree: IniTree, entry: IniEntry, connection: Connection, error: ConnectionError,
  table: Readonly<Record<string, unknown>>, consequence: string, override: { override?: 'warning' },
): Problem {
  const fixes: Fix[] = [];
  const { text } = tree;
  if (entry.section === 'databases' && connection.pairs.length === 0 && Object.hasOwn(pgbouncerSettingFacts(), entry.key)) {
    return problem('pgbouncer-bad-connection-string', entry, `\`${entry.key}\` is a setting of [pgbouncer]; in [databases] it is read as a database with this connection string. ${consequence}`, override);
  }
  const before = connection.pairs.filter((pair) => pair.start < error.start).at(-1);
  if (error.reason === 'no-equals' && before !== undefined) {
    const fix = quoteFix(text, entry, before, table);
    if (fix !== undefined) fixes.push(fix);
  }
  if (error.reason === 'empty-value') fixes.push({ title: `Remove ${error.key}`, preferred: true, edits: [{ start: error.start, end: error.end, newText: '' }] });
  // A word after an unquoted password is the rest of it, and must not be shown.
  const secret = before?.key === 'password' && !before.quoted;
  const shown = secret && error.reason === 'no-equals' ? 'This word has no `=`: a connection string is made of `key=value`, and a value with spaces needs single quotes.' : ERROR_TEXT[error.reason](error);
  return problem('pgbouncer-bad-connection-string', error, `${shown} ${consequence}`, { ...override, ...(fixes.length > 0 ? { fixes } : {}) });
}

/** `postgres://user:password@host:port/database` as a connection string; what it says behind `?` PgBouncer cannot take. */
function connectionOfUrl(text: string, url: UrlParts): string {
  const parts = ([['host', url.host], ['port', url.port], ['dbname', url.path], ['user', url.user], ['password', url.password]] as const).flatMap(([key, span]) => {
    const value = urlText(text, span);
    return value === undefined ? [] : [`${key}=${/[ ']/.test(value) ? quote(value) : value}`];
  });
  return parts.join(' ');
}

function* checkPair(
  pair: ConnectionPair, section: string, table: NonNullable<ReturnType<typeof connectionFacts>>,
  version: Version, consequence: string, override: { override?: 'warning' },
): Generator<Problem> {
  const fact = Object.hasOwn(table, pair.key) ? table[pair.key] : undefined;
  if (fact === undefined || !knows(fact, version)) {
    yield unknownKey(pair, section, table, version, consequence, override);
    return;
  }
  if (fact.deprecated?.use !== undefined && atLeast(asNewestPatch(version), [1, 24])) {
    yield problem('pgbouncer-deprecated-setting', pair.keySpan, `\`${pair.key}\` is called \`${fact.deprecated.use}\` since ${fact.deprecated.since}.`, {
      tag: 'deprecated', fixes: [{ title: `Rename to ${fact.deprecated.use}`, preferred: true, safe: true, edits: [{ ...pair.keySpan, newText: fact.deprecated.use }] }],
    });
  }
  if (pair.value === '') return;
  if (fact.kind === 'enum') {
    if (!isKnownValue(fact, pair.value, version)) {
      const near = nearestName(pair.value, knownValues(fact, version));
      yield problem('pgbouncer-bad-connection-value', pair.valueSpan, `\`${pair.key}\` takes ${knownValues(fact, version).map((value) => `\`${value}\``).join(', ')}. ${consequence}`, {
        ...override, ...(near === undefined ? {} : { fixes: [{ title: `Change to ${near}`, preferred: true, edits: [{ ...pair.valueSpan, newText: near }] }] }),
      });
    }
    return;
  }
  if (fact.kind === 'port' || fact.kind === 'integer' || fact.kind === 'seconds') {
    const number = parseAtoi(pair.value);
    if (fact.kind === 'port' && number === 0) {
      yield problem('pgbouncer-bad-connection-value', pair.valueSpan, `\`${pair.value}\` is no port: ${consequence}`, override);
    } else if (!/^[\t-\r ]*[+-]?\d+$/.test(pair.value)) {
      const meaning = /^[\t-\r ]*[+-]?\d/.test(pair.value) ? `the rest is dropped and ${number} counts` : 'it counts as 0';
      yield problem('pgbouncer-number-misread', pair.valueSpan, `\`${pair.key}\` wants a whole number; of \`${pair.value}\` ${meaning}, without a message.`);
    } else if (fact.kind === 'port' && (number < 1 || number > 65535)) {
      yield problem('pgbouncer-number-misread', pair.valueSpan, `${pair.value} is no TCP port: they go from 1 to 65535. PgBouncer starts, and no connection succeeds.`);
    }
    return;
  }
  if (fact.kind === 'secret') {
    yield problem('pgbouncer-password-in-clear', pair.keySpan, 'The password stands here in clear, for everybody who can read the file or its history. An entry in `auth_file` does the same for the user.');
  }
}

function unknownKey(
  pair: ConnectionPair, section: string, table: NonNullable<ReturnType<typeof connectionFacts>>,
  version: Version, consequence: string, override: { override?: 'warning' },
): Problem {
  const fact = Object.hasOwn(table, pair.key) ? table[pair.key] : undefined;
  if (fact?.since !== undefined) {
    const older = pair.key === 'reserve_pool_size' && section === 'databases' ? 'reserve_pool' : undefined;
    return problem('pgbouncer-unknown-connection-key', pair.keySpan, `\`${pair.key}\` in [${section}] needs PgBouncer ${fact.since}; this is for ${formatVersion(version)}. ${consequence}`, {
      ...override, ...(older === undefined ? {} : { fixes: [{ title: `Write ${older}`, preferred: true, safe: true, edits: [{ ...pair.keySpan, newText: older }] }] }),
    });
  }
  const near = nearestName(pair.key, Object.keys(table).filter((key) => knows(table[key]!, version)));
  const why = Object.hasOwn(pgbouncerSettingFacts(), pair.key)
    ? `\`${pair.key}\` is a setting of [pgbouncer] and cannot be given to a single entry of [${section}].`
    : `\`${pair.key}\` is no key of [${section}]${near === undefined ? '' : `; the nearest is \`${near}\``}.`;
  return problem('pgbouncer-unknown-connection-key', pair.keySpan, `${why} ${consequence}`, {
    ...override, ...(near === undefined ? {} : { fixes: [{ title: `Change to ${near}`, preferred: true, edits: [{ ...pair.keySpan, newText: near }] }] }),
  });
}
