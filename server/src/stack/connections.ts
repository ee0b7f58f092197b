import { envEntries, urlText, type EnvEntry } from '../model/env.ts';
import type { SourceFile } from '../model/snapshot.ts';
import type { Span } from '../syntax/span.ts';
import type { Program } from './types.ts';

/** A host and port that an environment file tells a program to connect to. */
export interface Connection {
  /** The variable that names the host. */
  readonly variable: string;
  readonly host: string;
  readonly hostSpan: Span;
  readonly port: number | undefined;
  readonly portSpan: Span | undefined;
  /** What answers there, by scheme or name. */
  readonly program: Program | undefined;
  /** Path of a URL without its slash: a database's name or number. */
  readonly database: string | undefined;
}

/** What answers to the scheme of a URL. */
export const PROGRAM_OF_SCHEME: Readonly<Record<string, Program>> = {
  postgres: 'postgres', postgresql: 'postgres', psql: 'postgres', postgis: 'postgres', redis: 'redis', rediss: 'redis', valkey: 'redis',
};
/** Where a program listens unless told otherwise. */
export const DEFAULT_PORT: Readonly<Record<string, number>> = { postgres: 5432, redis: 6379 };

/** Variables that name a host, with the word before `HOST`. */
const HOST_NAME = /^(?:(.*)_)?(?:HOST|HOSTNAME|SERVER|ADDR)$/;
const PROGRAM_OF_PREFIX: readonly (readonly [RegExp, Program])[] = [
  [/(?:^|_)(?:POSTGRES|POSTGRESQL|PG|DB|DATABASE|SQL)$/, 'postgres'],
  [/(?:^|_)(?:REDIS|VALKEY|CACHE|BROKER|CELERY)$/, 'redis'],
];

/** The connections that a file's variables describe: URLs, and `X_HOST` with `X_PORT`. */
export function connectionsOf(file: SourceFile): Connection[] {
  const entries = envEntries(file);
  const last = new Map(entries.map((entry) => [entry.name, entry]));
  const found: Connection[] = [];
  for (const entry of last.values()) {
    for (const url of entry.urls) {
      if (url.host === undefined) continue;
      const port = urlText(file.text, url.port);
      found.push({
        variable: entry.name, host: urlText(file.text, url.host)!, hostSpan: url.host, port: port === undefined ? undefined : Number(port), portSpan: url.port,
        program: PROGRAM_OF_SCHEME[url.scheme.split('+')[0]!.toLowerCase()], database: urlText(file.text, url.path),
      });
    }
    const plain = entry.urls.length === 0 ? plainHost(entry, last) : undefined;
    if (plain !== undefined) found.push(plain);
  }
  return found;
}

function plainHost(entry: EnvEntry, all: ReadonlyMap<string, EnvEntry>): Connection | undefined {
  const match = HOST_NAME.exec(entry.name.toUpperCase());
  if (match === null || !/^[\w.-]+$/.test(entry.value)) return undefined;
  const prefix = match[1];
  const program = prefix === undefined ? undefined : PROGRAM_OF_PREFIX.find(([pattern]) => pattern.test(prefix))?.[1];
  if (program === undefined) return undefined;
  const port = all.get(entry.name.replace(/(?:HOST|HOSTNAME|SERVER|ADDR)$/i, 'PORT'));
  return {
    variable: entry.name, host: entry.value, hostSpan: entry.valueSpan, port: port !== undefined && /^\d+$/.test(port.value) ? Number(port.value) : undefined,
    portSpan: port?.valueSpan, program, database: undefined,
  };
}
