import { standbyNamesFault, splitNames } from './postgres-lists.ts';
import { namedZoneFault, timeZoneFault, type ZoneFault } from './postgres-zones.ts';
import { recoveryTimeFault } from './postgres-times.ts';

/** What a value is refused for, as the end of a sentence, and what was likely meant. */
export interface StringFault {
  readonly detail: string;
  /** Words that the value may hold, where it is a list of such. */
  readonly words?: readonly string[];
}

/** Judges a value for a major release; undefined where the server takes it. */
type Check = (value: string, major: number) => StringFault | undefined;

const fault = (detail: string, words?: readonly string[]): StringFault => (words === undefined ? { detail } : { detail, words });

const LIST_SYNTAX = 'items are separated by commas, and one with a blank or a comma inside needs double quotes';

/** A list of names, of which nothing but the syntax is looked at when the server starts. */
const list: Check = (value) => (splitNames(value) === undefined ? fault(LIST_SYNTAX) : undefined);

/** A list of known words. */
const listOf = (words: (major: number) => readonly string[], exact = false): Check => (value, major) => {
  const items = splitNames(value, exact);
  if (items === undefined) return fault(LIST_SYNTAX, words(major));
  const known = words(major);
  const wrong = items.find(({ text }) => !known.includes(exact ? text : text.toLowerCase()));
  return wrong === undefined ? undefined : fault(`\`${wrong.text}\` is none of ${known.map((word) => `\`${word}\``).join(', ')}`, known);
};

/** What libc takes for a locale: `C`, `POSIX`, or `language_TERRITORY.encoding`; which ones exist the machine decides. */
const locale = (emptyAllowed: boolean): Check => (value) => {
  if (value === '') return emptyAllowed ? undefined : fault('it may not be empty here');
  if (/^(?:C|POSIX)(?:\.[\w-]+)?$/.test(value)) return undefined;
  if (/^[a-z]{2,3}_[A-Z]{2}(?:\.[\w-]+)?(?:@\w+)?$/.test(value) || LOCALE_ALIASES.has(value)) return undefined;
  return fault('a locale is `C`, `POSIX` or of the form `en_US.utf8`');
};

// What glibc's locale.alias names, for those systems that have it.
const LOCALE_ALIASES: ReadonlySet<string> = new Set([
  'bokmal', 'catalan', 'croatian', 'czech', 'danish', 'dansk', 'deutsch', 'dutch', 'eesti', 'estonian', 'finnish', 'french', 'galego',
  'galician', 'german', 'greek', 'hebrew', 'hrvatski', 'hungarian', 'icelandic', 'italian', 'japanese', 'korean', 'lithuanian', 'norwegian',
  'nynorsk', 'polish', 'portuguese', 'romanian', 'russian', 'slovak', 'slovene', 'slovenian', 'spanish', 'swedish', 'thai', 'turkish',
]);

const zone = (find: (value: string) => ZoneFault | undefined): Check => (value) => {
  switch (find(value)) {
    case undefined: return undefined;
    case 'unknown': return fault('no time zone has this name; write one like `Europe/Berlin` or `UTC`');
    case 'offset': return fault('an offset is less than 168 hours');
    case 'leap-seconds': return fault('zones below `right/` count leap seconds, which PostgreSQL does not');
    case 'interval': return fault("an interval is written `INTERVAL '02:00'`, with hours, minutes and seconds only");
  }
};

const DATE_STYLES: Readonly<Record<string, string>> = { iso: 'iso', sql: 'sql', german: 'german' };

/** The style or the order that a word of DateStyle names. */
function dateWord(word: string): readonly ['style' | 'order' | 'default', string] | undefined {
  if (Object.hasOwn(DATE_STYLES, word)) return ['style', word];
  if (word.startsWith('postgres')) return ['style', 'postgres'];
  if (word === 'ymd') return ['order', 'ymd'];
  if (word === 'dmy' || word.startsWith('euro')) return ['order', 'dmy'];
  if (word === 'mdy' || word === 'us' || word.startsWith('noneuro')) return ['order', 'mdy'];
  return word === 'default' ? ['default', ''] : undefined;
}

const dateStyle: Check = (value) => {
  const items = splitNames(value);
  const words = ['iso', 'sql', 'postgres', 'german', 'mdy', 'dmy', 'ymd'];
  if (items === undefined) return fault(LIST_SYNTAX, words);
  const seen = new Map<string, string>();
  for (const { text } of items) {
    const word = dateWord(text.toLowerCase());
    if (word === undefined) return fault(`\`${text}\` is neither a style (\`ISO\`, \`SQL\`, \`Postgres\`, \`German\`) nor an order (\`MDY\`, \`DMY\`, \`YMD\`)`, words);
    const [kind, name] = word;
    if (kind === 'default') continue;
    if (seen.has(kind) && seen.get(kind) !== name) return fault(`it names two ${kind}s, \`${seen.get(kind)}\` and \`${name}\``);
    seen.set(kind, name);
  }
  return undefined;
};

const ENCODINGS: ReadonlySet<string> = new Set([
  ...'abc alt big5 euccn eucjis2004 eucjp euckr euctw gb18030 gbk johab koi8 koi8r koi8u mskanji muleinternal shiftjis shiftjis2004 sjis'.split(' '),
  ...'sqlascii tcvn tcvn5712 uhc unicode utf8 vscii win win866 win874 win932 win936 win949 win950 windows866 windows874 windows932 windows936'.split(' '),
  ...'windows949 windows950 iso88591 iso885910 iso885913 iso885914 iso885915 iso885916 iso88592 iso88593 iso88594 iso88595 iso88596'.split(' '),
  ...'iso88597 iso88598 iso88599'.split(' '),
  ...Array.from({ length: 10 }, (_, i) => `latin${i + 1}`),
  ...Array.from({ length: 9 }, (_, i) => `win125${i}`),
  ...Array.from({ length: 9 }, (_, i) => `windows125${i}`),
]);

const encoding: Check = (value) =>
  value.length < 64 && ENCODINGS.has(value.replace(/[^A-Za-z0-9]/g, '').toLowerCase()) ? undefined : fault('PostgreSQL has no encoding of this name; `UTF8` is the usual one');

const SLOT = /^[a-z0-9_]{1,63}$/;
const slotName: Check = (value) =>
  value === '' || SLOT.test(value) ? undefined : fault('the name of a replication slot has at most 63 lower-case letters, digits and `_`');

const LSN = /^[0-9A-Fa-f]{1,8}\/[0-9A-Fa-f]{1,8}$/;

/** C's `strtoul` of a leading number, octal or hexadecimal too: only one too large for 64 bits is refused. */
function tooLarge(value: string): boolean {
  const digits = /^[ \t\n\v\f\r]*[-+]?(0[xX][0-9a-fA-F]+|0[0-7]*|[1-9][0-9]*)/.exec(value)?.[1] ?? '0';
  return BigInt(/^0[0-7]/.test(digits) ? `0o${digits}` : digits) >= 1n << 64n;
}

const LOG_CONNECTIONS = ['receipt', 'authentication', 'authorization', 'setup_durations', 'all'];

const BOOLEAN_WORDS = ['on', 'true', 'yes', '1', 'off', 'false', 'no', '0'];

/** A list of stages since 18; a single boolean word is read as before, but no longer its beginning. */
const logConnections: Check = (value, major) => {
  const items = splitNames(value);
  const only = items?.length === 1 ? items[0]!.text : undefined;
  if (only !== undefined && BOOLEAN_WORDS.includes(only.toLowerCase())) return undefined;
  return listOf(() => LOG_CONNECTIONS)(value, major);
};

const bytes = (value: string): number => [...value].reduce((sum, c) => sum + (c < '\u0080' ? 1 : c < '\u0800' ? 2 : c.length === 1 ? 3 : 4), 0);

/** What the server checks of string parameters when it reads them, by name in lower case. */
export const STRING_CHECKS: Readonly<Record<string, Check>> = {
  backtrace_functions: (value) => (/^[A-Za-z0-9_, \n\t]*$/.test(value) ? undefined : fault('it holds function names, separated by commas')),
  client_encoding: encoding,
  createrole_self_grant: listOf(() => ['set', 'inherit']),
  datestyle: dateStyle,
  debug_io_direct: listOf(() => ['data', 'wal', 'wal_init']),
  default_table_access_method: (value) => (value === '' ? fault('it may not be empty') : undefined),
  lc_messages: locale(false),
  lc_monetary: locale(true),
  lc_numeric: locale(true),
  lc_time: locale(true),
  log_connections: logConnections,
  log_destination: listOf((major) => ['stderr', 'csvlog', ...(major >= 15 ? ['jsonlog'] : []), 'syslog']),
  log_timezone: zone(namedZoneFault),
  // 15.20 and 17.12 look at the list when they read it, 18.6 only when a slot is made.
  output_plugin_libraries: (value, major) => (major <= 17 ? list(value, major) : undefined),
  primary_slot_name: slotName,
  recovery_target: (value) => (value === '' || value === 'immediate' ? undefined : fault('the only value beside an empty one is `immediate`', ['immediate'])),
  recovery_target_lsn: (value) => (value === '' || LSN.test(value) ? undefined : fault('a position in the WAL is written `16/B374D848`')),
  recovery_target_name: (value) => (bytes(value) > 63 ? fault('it has more than 63 bytes') : undefined),
  recovery_target_time: (value) => (recoveryTimeFault(value) ? fault('it is a date with a time, as in `2026-03-01 14:05:00+01`; words like `now` are not allowed') : undefined),
  recovery_target_timeline: (value) => (tooLarge(value) ? fault('the number is too large') : undefined),
  recovery_target_xid: (value) => (tooLarge(value) ? fault('the number is too large') : undefined),
  restrict_nonsystem_relation_kind: listOf(() => ['view', 'foreign-table']),
  role: (value) => (value === 'none' ? undefined : fault('a role exists only once the server runs; set it with ALTER ROLE or in the session', ['none'])),
  search_path: list,
  session_authorization: () => fault('it can only be set in a session'),
  synchronized_standby_slots: (value) => {
    const items = splitNames(value);
    if (items === undefined) return fault(LIST_SYNTAX);
    return items.every(({ text }) => SLOT.test(text)) ? undefined : fault('the name of a replication slot has at most 63 lower-case letters, digits and `_`');
  },
  synchronous_standby_names: (value) => {
    const detail = standbyNamesFault(value);
    return detail === undefined ? undefined : fault(detail);
  },
  temp_tablespaces: list,
  timezone: zone(timeZoneFault),
  timezone_abbreviations: (value) =>
    ['Default', 'Australia', 'India'].includes(value) ? undefined : fault('the sets that come with PostgreSQL are `Default`, `Australia` and `India`', ['Default', 'Australia', 'India']),
  wal_consistency_checking: (value, major) => (major >= 15 ? list(value, major) : listOf(() => RESOURCE_MANAGERS)(value, major)),
};

const RESOURCE_MANAGERS = [
  'all', 'heap2', 'heap', 'btree', 'gin', 'gist', 'hash', 'spgist', 'brin', 'sequence', 'generic',
];
