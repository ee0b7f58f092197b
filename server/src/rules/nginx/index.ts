import type { Fix } from '../../model/problem.ts';
import type { Snapshot, SourceFile } from '../../model/snapshot.ts';
import type { Connection } from '../../stack/connections.ts';
import { mountingsOf } from '../../stack/mounts.ts';
import type { Container } from '../../stack/types.ts';
import { parseNginx, type NginxDirective, type NginxWord } from '../../syntax/nginx.ts';
import type { FileProblem } from '../file-problem.ts';
import { judgeConnection } from '../stack/connections.ts';
import { problem } from './table.ts';

/** A directive with the blocks that it stands in, the innermost first. */
interface Nested {
  readonly directive: NginxDirective;
  readonly within: readonly NginxDirective[];
}

/** What an nginx.conf that containers of the stack mount says of the others. nginx itself is not judged: `nginx -t` does. */
export function checkNginx(snapshot: Snapshot, file: SourceFile): FileProblem[] {
  const users = mountingsOf(snapshot, file).map(({ container }) => container).filter(({ program }) => program === 'nginx');
  if (users.length === 0) return [];
  const all = [...nested(file.tree(parseNginx))];
  return [...checkUpstreams(snapshot, file, users, all), ...all.flatMap((found) => websocket(file, found))];
}

function* nested(top: readonly NginxDirective[]): Generator<Nested> {
  const todo: Nested[] = top.map((directive) => ({ directive, within: [] })).reverse();
  for (let found = todo.pop(); found !== undefined; found = todo.pop()) {
    yield found;
    const within = [found.directive, ...found.within];
    for (const directive of [...(found.directive.block ?? [])].reverse()) todo.push({ directive, within });
  }
}

/** Hosts and ports that requests are handed on to, judged like any connection of the container. */
function checkUpstreams(snapshot: Snapshot, file: SourceFile, users: readonly Container[], all: readonly Nested[]): FileProblem[] {
  const upstreams = new Set(all.filter(({ directive }) => directive.name === 'upstream').map(({ directive }) => directive.args[0]?.value));
  return all.flatMap(({ directive, within }): FileProblem[] => {
    const word = directive.args[0];
    if (word === undefined) return [];
    const isServer = directive.name === 'server' && directive.block === undefined && within[0]?.name === 'upstream';
    const connection = isServer ? target(word, '') : /^(?:proxy|grpc|fastcgi|uwsgi|scgi)_pass$/.test(directive.name) ? target(word, '(?:https?|grpcs?)://') : undefined;
    if (connection === undefined || upstreams.has(connection.host)) return [];
    return users.flatMap((user) => judgeConnection(snapshot, file, user, connection)).slice(0, 1);
  });
}

/** The host and port of an address such as `http://web:8000/x`; undefined for sockets, and where variables decide at run time. */
function target(word: NginxWord, scheme: string): Connection | undefined {
  const match = new RegExp(`^((?:${scheme})?)([\\w.-]+)(?::(\\d+))?(?:/|$)`).exec(word.value);
  if (match === null || word.value.includes('$') || word.value.startsWith('unix:')) return undefined;
  const [, before = '', host = '', port] = match;
  // A quoted word begins one further on.
  const start = word.start + (word.end - word.start > word.value.length ? 1 : 0) + before.length;
  const hostSpan = { start, end: start + host.length };
  const portSpan = port === undefined ? undefined : { start: hostSpan.end + 1, end: hostSpan.end + 1 + port.length };
  return { variable: '', host, hostSpan, port: port === undefined ? undefined : Number(port), portSpan, program: undefined, database: undefined };
}

const WEBSOCKET_PATH = /(?:^|[/^~_-])(?:wss?|websockets?|socket\.io|sockjs|cable)(?:[/_$(-]|\\\.|$)/i;

/** nginx drops `Upgrade` and `Connection` unless they are set again; headers of an outer level count only where the inner one sets none. */
function websocket(file: SourceFile, { directive, within }: Nested): FileProblem[] {
  const path = directive.args.at(-1);
  if (directive.name !== 'location' || directive.block === undefined || path === undefined || !WEBSOCKET_PATH.test(path.value)) return [];
  const pass = directive.block.find(({ name }) => name === 'proxy_pass');
  if (pass === undefined) return [];
  const levels = [directive, ...within];
  const level = levels.find(({ block }) => block?.some(({ name }) => name === 'proxy_set_header' || name === 'include') === true);
  const lines = level?.block ?? [];
  if (lines.some(({ name }) => name === 'include') || lines.some(({ name, args }) => name === 'proxy_set_header' && args[0]?.value.toLowerCase() === 'upgrade')) return [];
  const outer = levels.slice(1).some(({ block }) => block?.some(({ name, args }) => name === 'proxy_set_header' && args[0]?.value.toLowerCase() === 'upgrade') === true);
  const why = outer ? 'the `Upgrade` header of the outer level does not count here, because this location sets headers of its own' : 'nginx does not hand the `Upgrade` header on by itself';
  const message = `A WebSocket cannot open here: ${why}. Set \`proxy_set_header Upgrade $http_upgrade\`, \`proxy_set_header Connection "upgrade"\` and \`proxy_http_version 1.1\`.`;
  return [{ uri: file.uri, problem: problem('nginx-websocket-without-upgrade', { start: directive.nameSpan.start, end: path.end }, message, { fixes: level === undefined || level === directive ? [addHeaders(file, directive, pass)] : [] }) }];
}

function addHeaders({ text }: SourceFile, location: NginxDirective, pass: NginxDirective): Fix {
  const lineStart = text.lastIndexOf('\n', pass.start - 1) + 1;
  const indent = /^[ \t]*/.exec(text.slice(lineStart, pass.start))![0];
  const has = (name: string): boolean => location.block!.some((line) => line.name === name);
  const lines = [...(has('proxy_http_version') ? [] : ['proxy_http_version 1.1;']), 'proxy_set_header Upgrade $http_upgrade;', 'proxy_set_header Connection "upgrade";'];
  return { title: 'Hand the upgrade on', preferred: true, edits: [{ start: pass.end, end: pass.end, newText: lines.map((line) => `\n${indent}${line}`).join('') }] };
}
