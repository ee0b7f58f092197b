import { envEntries, urlText } from '../model/env.ts';
import type { SourceFile } from '../model/snapshot.ts';
import { urlsIn, type UrlParts } from '../syntax/env.ts';
import type { Span } from '../syntax/span.ts';
import type { Program } from './types.ts';

/** A host and port that an environment file, a unit or another configuration tells a program to connect to. */
export interface Connection {
  /** The file that says so. */
  readonly uri: string;
  /** The variable that names the host. */
  readonly variable: string;
  readonly host: string;
  readonly hostSpan: Span;
  readonly port: number | undefined;
  readonly portSpan: Span | undefined;
  /** What answers there, by scheme or name. */
  readonly program: Program | undefined;
  /** Whether the name suggests that alone: behind `DB_HOST` may be any database. */
  readonly isGuess: boolean;
  /** Path of a URL without its slash, or what `X_NAME` says: a database's name or number. */
  readonly database: string | undefined;
  readonly databaseSpan: Span | undefined;
  readonly user: string | undefined;
  readonly userSpan: Span | undefined;
  /** Whether a password stands with it. */
  readonly hasPassword: boolean;
  /** The scheme of a URL; undefined where variables name the parts one by one. */
  readonly scheme: string | undefined;
}

/** What answers to the scheme of a URL. */
export const PROGRAM_OF_SCHEME: Readonly<Record<string, Program>> = {
  postgres: 'postgres', postgresql: 'postgres', psql: 'postgres', postgis: 'postgres', redis: 'redis', rediss: 'redis', valkey: 'redis',
};
/** Where a program listens unless told otherwise. */
export const DEFAULT_PORT: Readonly<Record<string, number>> = { postgres: 5432, redis: 6379 };

/** What a connection has that says no more than host and port, of a program that is certain or not named. */
export const BARE_CONNECTION = {
  isGuess: false, database: undefined, databaseSpan: undefined, user: undefined, userSpan: undefined, hasPassword: false, scheme: undefined,
} as const;

/** Variables that name a host, with the word before `HOST`: `DB_HOST`, `AUTHENTIK_POSTGRESQL__HOST`, libpq's `PGHOST`, `PAPERLESS_DBHOST`. */
const HOST_NAME = /^(?:(?:(.*[^_])_{1,2})?(?:HOST|HOSTNAME|SERVER|ADDR)|((?:.*_)?(?:PG|DB|REDIS))HOST)$/;
const PROGRAM_OF_PREFIX: readonly (readonly [RegExp, Program])[] = [
  [/(?:^|_)(?:POSTGRES|POSTGRESQL|PG|DB|DATABASE|SQL)$/, 'postgres'],
  [/(?:^|_)(?:REDIS|VALKEY|CACHE|BROKER|CELERY)$/, 'redis'],
];
/** Those that name a program. */
const CERTAIN_PREFIX = /(?:^|_)(?:POSTGRES|POSTGRESQL|PG|REDIS|VALKEY)$/;

/** What says that a `DB_HOST` is another database's: its own name, the host's, the port, or the value of a variable beside it such as `DB_TYPE`. */
const OTHER_DATABASE = /MYSQL|MARIA|MSSQL|SQLSERVER|MONGO|ORACLE|SQLITE|WORDPRESS|MATOMO/i;
const OTHER_PORTS: ReadonlySet<number> = new Set([3306, 33060, 1433, 1521, 27017]);
const KIND_WORDS = ['TYPE', 'DB_TYPE', 'ENGINE', 'CONNECTION', 'DRIVER', 'DIALECT', 'CLIENT', 'ADAPTER', 'VENDOR'];

/** A variable whose value may name a host; places count in the file, `at` takes a place in `value` there. */
export interface ConnectionSource {
  readonly name: string;
  readonly value: string;
  at(start: number, end: number): Span;
}

/** The connections that a file's variables describe: URLs, and `X_HOST` with `X_PORT`. */
export const connectionsOf = (file: SourceFile): readonly Connection[] => {
  const known = ofFile.get(file);
  if (known !== undefined) return known;
  const found = connectionsIn(file.uri, envEntries(file).map(({ name, value, valueSpan }) => ({ name, value, at: (start, end) => ({ start: valueSpan.start + start, end: valueSpan.start + end }) })));
  ofFile.set(file, found);
  return found;
};

const ofFile = new WeakMap<SourceFile, readonly Connection[]>();

/** The same of variables that stand anywhere; of two with one name the later counts. */
export function connectionsIn(uri: string, sources: readonly ConnectionSource[]): Connection[] {
  const last = new Map(sources.map((source) => [source.name, source]));
  return [...last.values()].flatMap((source) => {
    const urls = urlsIn(source.value, { start: 0, end: source.value.length });
    const plain = urls.length === 0 ? plainHost(uri, source, last) : undefined;
    return [...urls.flatMap((url) => connectionOfUrl(uri, source, url) ?? []), ...(plain === undefined ? [] : [plain])];
  });
}

/** The connection that a URL within a value describes; undefined where it names no host. */
export function connectionOfUrl(uri: string, { name, value, at }: ConnectionSource, url: UrlParts): Connection | undefined {
  if (url.host === undefined) return undefined;
  const port = urlText(value, url.port);
  const path = urlText(value, url.path);
  return {
    uri, variable: name, host: urlText(value, url.host)!, hostSpan: at(url.host.start, url.host.end),
    port: port === undefined ? undefined : Number(port), portSpan: url.port && at(url.port.start, url.port.end),
    program: PROGRAM_OF_SCHEME[url.scheme.split('+')[0]!.toLowerCase()], isGuess: false,
    database: path, databaseSpan: url.path && at(url.path.start, url.path.end),
    user: urlText(value, url.user), userSpan: url.user && at(url.user.start, url.user.end), hasPassword: url.password !== undefined, scheme: url.scheme,
  };
}

/** Whether a variable names a connection by itself: others only say more of it. */
export const mayConnect = ({ name, value }: ConnectionSource): boolean => value.includes('://') || HOST_NAME.test(name.toUpperCase());

const HOST_WORD = /(?:HOST|HOSTNAME|SERVER|ADDR)$/i;
const HOST_AND_PORT = /^([\w.-]+)(?::(\d{1,5}))?$/;

function plainHost(uri: string, { name, value, at }: ConnectionSource, all: ReadonlyMap<string, ConnectionSource>): Connection | undefined {
  const match = HOST_NAME.exec(name.toUpperCase());
  const address = match === null ? null : HOST_AND_PORT.exec(value);
  if (match === null || address === null) return undefined;
  const prefix = match[1] ?? match[2];
  const program = prefix === undefined ? undefined : PROGRAM_OF_PREFIX.find(([pattern]) => pattern.test(prefix))?.[1];
  if (program === undefined) return undefined;
  const beside = (...words: readonly string[]): ConnectionSource | undefined => words.flatMap((word) => all.get(name.replace(HOST_WORD, word)) ?? [])[0];
  const whole = (source: ConnectionSource | undefined): Span | undefined => source?.at(0, source.value.length);
  const host = address[1]!;
  const port = address[2] === undefined ? portOf(beside('PORT')) : { value: Number(address[2]), span: at(host.length + 1, value.length) };
  const kind = KIND_WORDS.map((word) => beside(word)?.value).join(' ');
  if (program === 'postgres' && (OTHER_DATABASE.test(`${name} ${host} ${kind}`) || OTHER_PORTS.has(port?.value ?? 0))) return undefined;
  const database = program === 'redis' ? undefined : beside('NAME', 'DATABASE', 'DB', 'DBNAME');
  const user = beside('USER', 'USERNAME');
  return {
    uri, variable: name, host, hostSpan: at(0, host.length), port: port?.value,
    portSpan: port?.span, program, isGuess: !CERTAIN_PREFIX.test(prefix!), database: database?.value, databaseSpan: whole(database), user: user?.value, userSpan: whole(user), hasPassword: beside('PASSWORD', 'PASS', 'PASSWD') !== undefined, scheme: undefined,
  };
}

/** What a variable says of the port; without a number where it is none. */
const portOf = (source: ConnectionSource | undefined): { readonly value: number | undefined; readonly span: Span } | undefined =>
  source && { value: /^\d+$/.test(source.value) ? Number(source.value) : undefined, span: source.at(0, source.value.length) };
