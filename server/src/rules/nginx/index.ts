import type { Fix } from '../../model/problem.ts';
import type { Snapshot, SourceFile } from '../../model/snapshot.ts';
import type { Connection } from '../../stack/connections.ts';
import { guestsOf } from '../../stack/hosts.ts';
import { mountingsOf } from '../../stack/mounts.ts';
import { nested, nginxRun, upstreamsOf, type Nested, type NginxRun } from '../../stack/nginx.ts';
import type { Container } from '../../stack/types.ts';
import { parseNginx, type NginxDirective } from '../../syntax/nginx.ts';
import type { FileProblem } from '../file-problem.ts';
import { judgeConnection } from '../stack/connections.ts';
import { ownsNetwork } from '../stack/listening.ts';
import { problem as stackProblem } from '../stack/table.ts';
import { problem } from './table.ts';

/** What an nginx.conf that containers of the stack mount says of the others. nginx itself is not judged: `nginx -t` does. */
export function checkNginx(snapshot: Snapshot, file: SourceFile): FileProblem[] {
  const users = mountingsOf(snapshot, file).map(({ container }) => container).filter(({ program }) => program === 'nginx');
  if (users.length === 0) return [];
  return [...checkUpstreams(snapshot, file, users), ...[...nested(file.tree(parseNginx))].flatMap((found) => websocket(file, found))];
}

/** Hosts and ports that requests are handed on to, judged like any connection of the container. */
function checkUpstreams(snapshot: Snapshot, file: SourceFile, users: readonly Container[]): FileProblem[] {
  const runs = users.map((user) => ({ user, run: nginxRun(snapshot, user, snapshot.file(user.uri)?.path ?? file.path) }));
  const upstreams = new Set(runs.flatMap(({ run }) => [...run.upstreams]));
  return upstreamsOf(file, upstreams).flatMap((connection) => runs.flatMap(({ user, run }) => {
    const found = [...judgeConnection(snapshot, file, user, connection), ...nobodyListens(snapshot, file, user, run, connection)];
    // An `upstream` of a file that is not here may have the name.
    return run.isWhole ? found : found.filter(({ problem: { code } }) => code !== 'unknown-host');
  }).slice(0, 1));
}

/** `proxy_pass http://127.0.0.1:9000` in a container where nginx alone runs, which does not listen there itself. */
function nobodyListens(snapshot: Snapshot, file: SourceFile, user: Container, { isWhole, ports }: NginxRun, { host, hostSpan, port }: Connection): FileProblem[] {
  if (!isWhole || !/^(?:localhost|127\.0\.0\.1)$/.test(host) || port === undefined || ports.has(port) || !runsNginxAlone(user)) return [];
  if (!ownsNetwork(snapshot, user, file.path) || guestsOf(snapshot, user, file.path).length > 0) return [];
  const message = `In \`${user.unit}\` \`${host}\` is the container itself, where nginx alone runs and does not listen on ${port}: nobody answers. Use the name of the container that does, or \`host.containers.internal\` for a program of the host.`;
  return [{ uri: file.uri, problem: stackProblem('localhost-is-the-container', hostSpan, message) }];
}

/** Whether the image's own command starts nginx and nothing beside it. */
const runsNginxAlone = ({ entrypoint, exec, volumes }: Container): boolean =>
  entrypoint === undefined && (exec === undefined || /^(?:nginx$|-)/.test(exec.words[0]?.value ?? '-')) && !volumes.some(({ value }) => value.target.startsWith('/docker-entrypoint'));

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
