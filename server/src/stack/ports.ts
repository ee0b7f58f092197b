import type { Snapshot } from '../model/snapshot.ts';
import { optionOf } from './command.ts';
import { pgbouncerRun, postgresRun, redisRun } from './programs.ts';
import { own } from '../syntax/own.ts';
import type { Container, Located, Program } from './types.ts';
import { mayBeSetUnseen, variableAt } from './variables.ts';

/** The address and port on which a program listens by its command line, its configuration or its variables. */
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
 * daphne and uvicorn 127.0.0.1:8000, Flower 5555 on all addresses, by their own documentation.
 */
export function listeningOf(snapshot: Snapshot, container: Container, path: string): Listening | undefined {
  const reader = READERS[container.program];
  return reader?.(snapshot, container, path);
}

type Reader = (snapshot: Snapshot, container: Container, path: string) => Listening | undefined;

/** What sets something: a place, nothing, or perhaps a variable that the workspace does not show. */
type Setting = Located | 'unseen' | undefined;

const placeOf = (setting: Setting): Located | undefined => (setting === 'unseen' ? undefined : setting);
const whole = (setting: Setting, fallback: number): number | undefined => (setting === undefined ? fallback : setting !== 'unseen' && /^\d+$/.test(setting.value) ? Number(setting.value) : undefined);
const everywhere = (setting: Setting, fallback: number): Listening | undefined => {
  const port = whole(setting, fallback);
  return port === undefined ? undefined : { port, host: undefined, place: placeOf(setting) };
};

/** The first of the variables that is set, or may be. */
function variable(snapshot: Snapshot, container: Container, path: string, ...names: readonly string[]): Setting {
  for (const name of names) {
    const place = variableAt(snapshot, container, path, name);
    if (place !== undefined) return place;
    if (mayBeSetUnseen(snapshot, container, path, name)) return 'unseen';
  }
  return undefined;
}

/** Bitnami's images, and builds of them, write what variables say into the configuration. */
const isBitnami = ({ image }: Container): boolean => image !== undefined && /(?:^|\/)bitnami/.test(image.value.path);

const READERS: Readonly<Partial<Record<Program, Reader>>> = {
  // PostgreSQL itself reads PGPORT; its file and its command line go before it (guc.c, InitializeGUCOptionsFromEnvironment).
  postgres: (snapshot, container, path) => {
    const run = postgresRun(snapshot, container, path);
    const addresses = run.settings.get('listen_addresses');
    if (run.isOpen('port')) return undefined;
    const written = run.settings.get('port');
    const setting = written ?? variable(snapshot, container, path, ...(isBitnami(container) ? ['POSTGRESQL_PORT_NUMBER', 'POSTGRES_PORT_NUMBER'] : ['PGPORT']));
    const port = written === undefined ? whole(setting, 5432) : (run.number('port') ?? 5432);
    return port === undefined ? undefined : { port, host: loopbackOf(addresses?.value.split(',')), place: placeOf(setting), hostPlace: addresses };
  },
  redis: (snapshot, container, path) => {
    const run = redisRun(snapshot, container, path);
    const setting = run.setting('port') ?? (isBitnami(container) ? variable(snapshot, container, path, 'REDIS_PORT_NUMBER', 'VALKEY_PORT_NUMBER') : undefined);
    const port = whole(setting, 6379);
    const bind = run.settings('bind');
    return port === undefined ? undefined : { port, host: loopbackOf(bind?.value), place: placeOf(setting), hostPlace: bind };
  },
  // Images set another port than PgBouncer's own default by variables: only the file at hand tells.
  pgbouncer: (snapshot, container, path) => {
    const run = pgbouncerRun(snapshot, container, path);
    const port = run?.settings.number('listen_port');
    if (run === undefined || port === undefined) return undefined;
    const lineOf = (name: string): Located | undefined => {
      const entry = run.settings.entry(name);
      return entry === undefined ? undefined : { value: entry.value, uri: run.file.uri, start: entry.start, end: entry.end };
    };
    const addresses = lineOf('listen_addr');
    return { port, host: loopbackOf(addresses?.value.split(',')), place: lineOf('listen_port'), hostPlace: addresses };
  },
  flower: (snapshot, container, path) => everywhere(optionOf(wordsOf(container), '--port') ?? variable(snapshot, container, path, 'FLOWER_PORT'), 5555),
  daphne: (_snapshot, container) => byOptions(container, { port: ['--port', '-p'], host: ['--bind', '-b'], elsewhere: ['--endpoint', '-e', '--unix-socket', '-u', '--fd'] }),
  // Each option is read from a variable too: click's auto_envvar_prefix.
  uvicorn: (snapshot, container, path) => byOptions(container, { port: ['--port'], host: ['--host'], elsewhere: ['--uds', '--fd'] }, (name) => variable(snapshot, container, path, `UVICORN_${name.slice(2).toUpperCase()}`)),
  gunicorn: (_snapshot, container) => gunicorn(container),
  nginx: (_snapshot, container) => nginx(container),
};

const wordsOf = (container: Container): readonly Located[] => container.exec?.words ?? [];

interface Options {
  readonly port: readonly string[];
  readonly host: readonly string[];
  /** Options by which it listens elsewhere than on a port. */
  readonly elsewhere: readonly string[];
}

/** Where a program of Python listens by its options; what stands on the command line goes before `variableOf` an option. */
function byOptions(container: Container, names: Options, variableOf: (option: string) => Setting = () => undefined): Listening | undefined {
  const words = wordsOf(container);
  const find = (options: readonly string[]): Setting => optionOf(words, ...options) ?? variableOf(options[0]!);
  if (words.length === 0 || names.elsewhere.some((option) => find([option]) !== undefined)) return undefined;
  const setting = find(names.port);
  const port = whole(setting, 8000);
  if (port === undefined) return undefined;
  const host = find(names.host);
  const hostPlace = placeOf(host);
  const address = host === undefined ? '127.0.0.1' : hostPlace === undefined || isAny(hostPlace.value) ? undefined : hostPlace.value;
  return { port, host: address, place: placeOf(setting), hostPlace };
}

const LOOPBACK = /^-?(?:127\.|::1$|localhost$|\[::1\]$)/i;

/** The address, where every one of a list is the loopback's. */
function loopbackOf(addresses: readonly string[] | undefined): string | undefined {
  const named = (addresses ?? []).map((address) => address.trim()).filter((address) => address !== '');
  return named.length > 0 && named.every((address) => LOOPBACK.test(address)) ? named[0]!.replace(/^-/, '') : undefined;
}

const isAny = (host: string): boolean => ['0.0.0.0', '::', '[::]', ''].includes(host);

/** `-b HOST:PORT`. Without it `gunicorn.conf.py` of the working directory may say something else, which the image holds. */
function gunicorn(container: Container): Listening | undefined {
  const words = wordsOf(container);
  const bind = optionOf(words, '--bind', '-b');
  if (bind === undefined || optionOf(words, '--config', '-c') !== undefined) return undefined;
  const match = /^(?:\[([^\]]*)\]|([^:[]*))(?::(\d+))?$/.exec(bind.value);
  if (match === null) return undefined;
  const host = match[1] ?? match[2] ?? '';
  return { port: match[3] === undefined ? 8000 : Number(match[3]), host: isAny(host) ? undefined : host, place: bind, hostPlace: bind };
}

/** The ports of nginx's own images, by their `conf.d/default.conf`. */
const NGINX_PORTS: Readonly<Record<string, number>> = { 'library/nginx': 80, 'nginxinc/nginx-unprivileged': 8080, 'nginx/nginx-unprivileged': 8080 };

/** The port of the image as it is: nothing is mounted over its configuration or above it. */
function nginx(container: Container): Listening | undefined {
  const port = container.image === undefined ? undefined : own(NGINX_PORTS, container.image.value.path);
  const mounted = [...container.volumes.map(({ value }) => value.target), ...container.secrets.map(({ value }) => value.target ?? '')];
  const isOther = mounted.some((target) => /^\/(?:etc(?:\/nginx(?:\/.*)?)?\/?)?$/.test(target)) || optionOf(wordsOf(container), '-c') !== undefined;
  return port === undefined || isOther ? undefined : { port, host: undefined, place: undefined };
}
