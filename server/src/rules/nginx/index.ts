import type { Fix } from '../../model/problem.ts';
import type { Snapshot, SourceFile } from '../../model/snapshot.ts';
import { mountingsOf } from '../../stack/mounts.ts';
import { nested, upstreamsOf, type Nested } from '../../stack/nginx.ts';
import type { Container } from '../../stack/types.ts';
import { parseNginx, type NginxDirective } from '../../syntax/nginx.ts';
import type { FileProblem } from '../file-problem.ts';
import { judgeConnection } from '../stack/connections.ts';
import { problem } from './table.ts';

/** What an nginx.conf that containers of the stack mount says of the others. nginx itself is not judged: `nginx -t` does. */
export function checkNginx(snapshot: Snapshot, file: SourceFile): FileProblem[] {
  const users = mountingsOf(snapshot, file).map(({ container }) => container).filter(({ program }) => program === 'nginx');
  if (users.length === 0) return [];
  return [...checkUpstreams(snapshot, file, users), ...[...nested(file.tree(parseNginx))].flatMap((found) => websocket(file, found))];
}

/** Hosts and ports that requests are handed on to, judged like any connection of the container. */
const checkUpstreams = (snapshot: Snapshot, file: SourceFile, users: readonly Container[]): FileProblem[] =>
  upstreamsOf(file).flatMap((connection) => users.flatMap((user) => judgeConnection(snapshot, file, user, connection)).slice(0, 1));

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
