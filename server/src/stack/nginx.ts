import type { SourceFile } from '../model/snapshot.ts';
import { parseNginx, type NginxDirective, type NginxWord } from '../syntax/nginx.ts';
import type { Connection } from './connections.ts';

/** A directive with the blocks that it stands in, the innermost first. */
export interface Nested {
  readonly directive: NginxDirective;
  readonly within: readonly NginxDirective[];
}

/** All directives of a file, each before those within it. */
export function* nested(top: readonly NginxDirective[]): Generator<Nested> {
  const todo: Nested[] = top.map((directive) => ({ directive, within: [] })).reverse();
  for (let found = todo.pop(); found !== undefined; found = todo.pop()) {
    yield found;
    const within = [found.directive, ...found.within];
    for (const directive of [...(found.directive.block ?? [])].reverse()) todo.push({ directive, within });
  }
}

/** Hosts and ports that an nginx.conf hands requests on to: of `*_pass` and of the servers of `upstream` blocks. */
export function upstreamsOf(file: SourceFile): Connection[] {
  const all = [...nested(file.tree(parseNginx))];
  const upstreams = new Set(all.filter(({ directive }) => directive.name === 'upstream').map(({ directive }) => directive.args[0]?.value));
  return all.flatMap(({ directive, within }) => {
    const word = directive.args[0];
    if (word === undefined) return [];
    const isServer = directive.name === 'server' && directive.block === undefined && within[0]?.name === 'upstream';
    const connection = isServer ? target(file, word, '') : /^(?:proxy|grpc|fastcgi|uwsgi|scgi)_pass$/.test(directive.name) ? target(file, word, '(?:https?|grpcs?)://') : undefined;
    // Within `upstream`, a name is always a host; elsewhere, first of all the name of an `upstream`.
    return connection === undefined || (!isServer && upstreams.has(connection.host)) ? [] : [connection];
  });
}

/** The host and port of an address such as `http://web:8000/x`; undefined for sockets, and where variables decide at run time. */
function target({ uri }: SourceFile, word: NginxWord, scheme: string): Connection | undefined {
  const match = new RegExp(`^((?:${scheme})?)([\\w.-]+)(?::(\\d+))?(?:/|$)`).exec(word.value);
  if (match === null || word.value.includes('$') || word.value.startsWith('unix:')) return undefined;
  const [, before = '', host = '', port] = match;
  // A quoted word begins one further on.
  const start = word.start + (word.end - word.start > word.value.length ? 1 : 0) + before.length;
  const hostSpan = { start, end: start + host.length };
  const portSpan = port === undefined ? undefined : { start: hostSpan.end + 1, end: hostSpan.end + 1 + port.length };
  return {
    uri, variable: '', host, hostSpan, port: port === undefined ? undefined : Number(port), portSpan, program: undefined,
    database: undefined, databaseSpan: undefined, user: undefined, userSpan: undefined, hasPassword: false, scheme: undefined,
  };
}
