import { pgbouncerSettingsOf } from '../model/pgbouncer.ts';
import type { SourceFile } from '../model/snapshot.ts';
import { parseRedis } from '../syntax/redis.ts';
import type { Span } from '../syntax/span.ts';
import { BARE_CONNECTION, type Connection } from './connections.ts';
import type { Container, Program } from './types.ts';

/** A host or a port with its place. */
interface Placed extends Span {
  readonly value: string;
}

function connectionTo(uri: string, variable: string, program: Program, host: Placed, port: Placed | undefined): Connection {
  const number = /^\d{1,5}$/.test(port?.value ?? '') ? Number(port!.value) : undefined;
  return {
    uri, variable, program, host: host.value, hostSpan: { start: host.start, end: host.end }, port: number, portSpan: number === undefined ? undefined : { start: port!.start, end: port!.end },
    ...BARE_CONNECTION,
  };
}

/** The servers of the databases of a pgbouncer.ini; of a list each host. */
export function pgbouncerServers(file: SourceFile): Connection[] {
  return pgbouncerSettingsOf(file).databases.flatMap(({ name, connection }) => {
    const last = (wanted: string): Placed | undefined => {
      const pair = connection.pairs.filter(({ key }) => key === wanted).at(-1);
      const start = (pair?.valueSpan.start ?? 0) + (pair?.quoted === true ? 1 : 0);
      return pair && { value: pair.value, start, end: start + pair.value.length };
    };
    const hosts = last('host');
    const port = last('port');
    if (hosts === undefined) return [];
    return [...hosts.value.matchAll(/[^,]+/g)].map(({ 0: value, index }) => connectionTo(file.uri, `[databases] ${name}`, 'postgres', { value, start: hosts.start + index, end: hosts.start + index + value.length }, port));
  });
}

const REPLICA = /^(?:--)?(?:replicaof|slaveof)$/i;

/** The primary of a Redis by the last line of its file that names one; `replicaof no one` is none. */
export function primariesIn(file: SourceFile): Connection[] {
  const { lines } = file.tree(parseRedis);
  for (let i = lines.length - 1; i >= 0; i--) {
    const { kind, args } = lines[i]!;
    if (kind === 'directive' && REPLICA.test(args[0]?.value ?? '')) return primariesOf(file.uri, args);
  }
  return [];
}

/** The same by the options of its command line, which go before the file's. */
export function primariesOnCommandLine({ exec }: Container): Connection[] {
  const words = exec?.words ?? [];
  const last = words.filter(({ value }) => value.startsWith('--') && REPLICA.test(value)).at(-1);
  return last === undefined ? [] : primariesOf(last.uri, words.slice(words.indexOf(last)));
}

function primariesOf(uri: string, [name, host, port]: readonly Placed[]): Connection[] {
  if (name === undefined || host === undefined || port === undefined || (host.value === 'no' && port.value === 'one')) return [];
  return [connectionTo(uri, name.value, 'redis', host, port)];
}
