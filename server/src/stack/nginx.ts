import type { Snapshot, SourceFile } from '../model/snapshot.ts';
import { parseNginx, type NginxDirective, type NginxWord } from '../syntax/nginx.ts';
import { BARE_CONNECTION, type Connection } from './connections.ts';
import { fileFor } from './host-files.ts';
import type { Container } from './types.ts';

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

/** The first words of all directives of a name. */
const wordsOf = (file: SourceFile, name: string): string[] =>
  [...nested(file.tree(parseNginx))].flatMap(({ directive }) => (directive.name === name ? (directive.args[0]?.value ?? []) : []));

/** What an nginx is told by the files that its container mounts. */
export interface NginxRun {
  readonly files: readonly SourceFile[];
  /** The names of the `upstream` blocks, which stand for hosts in all files. */
  readonly upstreams: ReadonlySet<string>;
  /** The ports of `listen`, with those of the image's own site. */
  readonly ports: ReadonlySet<number>;
  /** Whether no other file says anything: the image is nginx's own, and none of what it reads lies where the workspace does not. */
  readonly isWhole: boolean;
}

const OFFICIAL = /^(?:docker\.io\/)?(?:library\/|nginxinc\/)?nginx(?:-unprivileged)?(?:[:@]|$)/;

/** What the official image reads: its nginx.conf, the sites beside it, and templates that it makes sites of. */
const READ_BY_DEFAULT = ['/etc/nginx/nginx.conf', '/etc/nginx/conf.d/*.conf', '/etc/nginx/templates/*'];

/** What the nginx of a container is told by the files of the workspace. */
export function nginxRun(snapshot: Snapshot, container: Container, path: string): NginxRun {
  const mounts = container.volumes.map(({ value }) => ({ target: value.target, file: value.kind === 'bind' ? fileFor(snapshot, path, value.source) : undefined }));
  const files = mounts.flatMap(({ file }) => (file?.kind === 'nginx' ? [file] : []));
  const included = files.flatMap((file) => wordsOf(file, 'include')).filter((include) => !/(?:mime\.types|_params)$/.test(include)).map((include) => (include.startsWith('/') ? include : `/etc/nginx/${include}`));
  const listens = files.flatMap((file) => wordsOf(file, 'listen'));
  return {
    files,
    upstreams: new Set(files.flatMap((file) => wordsOf(file, 'upstream'))),
    ports: new Set([80, 8080, ...listens.flatMap(portsIn)]),
    isWhole: OFFICIAL.test(container.image?.value.reference ?? '') && !mounts.some(({ target, file }) => file?.kind !== 'nginx' && [...READ_BY_DEFAULT, ...included].some((pattern) => mayHold(target, pattern))),
  };
}

/** The ports of `80`, `127.0.0.1:80`, `[::]:8000-8010`; of an address without one 80. */
function portsIn(listen: string): number[] {
  const [, first, last = first] = /(?:^|:)(\d{1,5})(?:-(\d{1,5}))?$/.exec(listen) ?? [];
  return Array.from({ length: Math.max(1, Number(last ?? 80) - Number(first ?? 80) + 1) }, (_, i) => Number(first ?? 80) + i);
}

/** Whether something mounted at a target may be or hold files of a pattern such as `/etc/nginx/conf.d/*.conf`. */
function mayHold(target: string, pattern: string): boolean {
  const mounted = target.replace(/\/$/, '');
  if (!pattern.includes('*')) return pattern === mounted || pattern.startsWith(`${mounted}/`);
  const folder = pattern.slice(0, pattern.lastIndexOf('/', pattern.indexOf('*')));
  return `${folder}/`.startsWith(`${mounted}/`) || mounted.startsWith(`${folder}/`);
}

/** Hosts and ports that an nginx.conf hands requests on to: of `*_pass` and of the servers of `upstream` blocks, which may stand in other files too. */
export function upstreamsOf(file: SourceFile, elsewhere: ReadonlySet<string> = new Set()): Connection[] {
  const all = [...nested(file.tree(parseNginx))];
  const upstreams = new Set([...elsewhere, ...wordsOf(file, 'upstream')]);
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
    ...BARE_CONNECTION,
  };
}
