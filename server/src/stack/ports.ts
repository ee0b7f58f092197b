import type { Snapshot } from '../model/snapshot.ts';
import { optionOf } from './command.ts';
import { pgbouncerRun, postgresRun, redisRun } from './programs.ts';
import type { Container, Located, Program } from './types.ts';

/** The address and port on which a program listens by its command line or configuration. */
export interface Listening {
  readonly port: number;
  /** `127.0.0.1`; undefined: all addresses, or not known. */
  readonly host: string | undefined;
  /** What names the port; undefined: the program's default. */
  readonly place: Located | undefined;
  /** What names the address; undefined: the program's default. */
  readonly hostPlace?: Located<unknown> | undefined;
}

/**
 * Where a container's program listens; undefined where that cannot be told from what the workspace holds. Defaults:
 * daphne, gunicorn and uvicorn 127.0.0.1:8000, Flower 5555 on all addresses, by their own documentation.
 */
export function listeningOf(snapshot: Snapshot, container: Container, path: string): Listening | undefined {
  const reader = READERS[container.program];
  return reader?.(snapshot, container, path);
}

type Reader = (snapshot: Snapshot, container: Container, path: string) => Listening | undefined;

const everywhere = (port: number | undefined, place?: Located): Listening | undefined => (port === undefined ? undefined : { port, host: undefined, place });
const whole = (place: Located | undefined, fallback: number): number | undefined => (place === undefined ? fallback : /^\d+$/.test(place.value) ? Number(place.value) : undefined);

const READERS: Readonly<Partial<Record<Program, Reader>>> = {
  postgres: (snapshot, container, path) => {
    const run = postgresRun(snapshot, container, path);
    const addresses = run.settings.get('listen_addresses');
    return { port: run.number('port') ?? 5432, host: loopbackOf(addresses?.value.split(',')), place: run.settings.get('port'), hostPlace: addresses };
  },
  redis: (snapshot, container, path) => {
    const run = redisRun(snapshot, container, path);
    const place = run.setting('port');
    const port = whole(place, 6379);
    const bind = run.settings('bind');
    return port === undefined ? undefined : { port, host: loopbackOf(bind?.value), place, hostPlace: bind };
  },
  // Images set another port than PgBouncer's own default by variables: only the file at hand tells.
  pgbouncer: (snapshot, container, path) => {
    const run = pgbouncerRun(snapshot, container, path);
    const port = run?.settings.number('listen_port');
    if (run === undefined || port === undefined) return undefined;
    const placeOf = (name: string): Located | undefined => {
      const entry = run.settings.entry(name);
      return entry === undefined ? undefined : { value: entry.value, uri: run.file.uri, start: entry.start, end: entry.end };
    };
    const addresses = placeOf('listen_addr');
    return { port, host: loopbackOf(addresses?.value.split(',')), place: placeOf('listen_port'), hostPlace: addresses };
  },
  flower: (_snapshot, container) => {
    const place = optionOf(wordsOf(container), '--port');
    return everywhere(whole(place, 5555), place);
  },
  daphne: (_snapshot, container) => byOptions(wordsOf(container), { port: ['--port', '-p'], host: ['--bind', '-b'], elsewhere: ['--endpoint', '-e', '--unix-socket', '-u', '--fd'] }),
  uvicorn: (_snapshot, container) => byOptions(wordsOf(container), { port: ['--port'], host: ['--host'], elsewhere: ['--uds', '--fd'] }),
  gunicorn: (_snapshot, container) => gunicorn(container),
};

const wordsOf = (container: Container): readonly Located[] => container.exec?.words ?? [];

function byOptions(words: readonly Located[], names: { readonly port: string[]; readonly host: string[]; readonly elsewhere: string[] }): Listening | undefined {
  if (words.length === 0 || optionOf(words, ...names.elsewhere) !== undefined) return undefined;
  const place = optionOf(words, ...names.port);
  const host = optionOf(words, ...names.host);
  const port = whole(place, 8000);
  return port === undefined ? undefined : { port, host: host === undefined ? '127.0.0.1' : isAny(host.value) ? undefined : host.value, place, hostPlace: host };
}

const LOOPBACK = /^-?(?:127\.|::1$|localhost$|\[::1\]$)/i;

/** The address, where every one of a list is the loopback's. */
function loopbackOf(addresses: readonly string[] | undefined): string | undefined {
  const named = (addresses ?? []).map((address) => address.trim()).filter((address) => address !== '');
  return named.length > 0 && named.every((address) => LOOPBACK.test(address)) ? named[0]!.replace(/^-/, '') : undefined;
}

const isAny = (host: string): boolean => ['0.0.0.0', '::', '[::]', ''].includes(host);

/** `-b HOST:PORT`; a configuration file, or variables that it reads, may say something else. */
function gunicorn(container: Container): Listening | undefined {
  const words = wordsOf(container);
  if (words.length === 0 || optionOf(words, '--config', '-c') !== undefined) return undefined;
  const bind = optionOf(words, '--bind', '-b');
  if (bind === undefined) {
    const told = container.environmentFiles.length > 0 || ['PORT', 'GUNICORN_CMD_ARGS'].some((name) => container.environment.valueOf(name) !== undefined);
    return told ? undefined : { port: 8000, host: '127.0.0.1', place: undefined };
  }
  const match = /^(?:\[([^\]]*)\]|([^:[]*))(?::(\d+))?$/.exec(bind.value);
  if (match === null) return undefined;
  const host = match[1] ?? match[2] ?? '';
  return { port: match[3] === undefined ? 8000 : Number(match[3]), host: isAny(host) ? undefined : host, place: bind, hostPlace: bind };
}
