import { envEntries, nameOfEntry, urlText, type EnvEntry } from '../../model/env.ts';
import type { Snapshot, SourceFile } from '../../model/snapshot.ts';
import { hostMentions } from '../../stack/host-mentions.ts';
import { containersByHost } from '../../stack/hosts.ts';
import { touches } from '../../syntax/span.ts';
import type { UrlParts } from '../../syntax/env.ts';
import { describeTarget } from '../hosts.ts';
import type { Context, Hover } from '../types.ts';

/** What a variable holds: a URL in its parts, a number, whether Podman and systemd see the same. Secrets are named, never shown. */
export function hoverEnv(file: SourceFile, offset: number, { snapshot }: Context): Hover | undefined {
  const entry = envEntries(file).find(({ variable }) => touches(variable, offset));
  if (entry === undefined || entry.name === '') return undefined;
  const { variable } = entry;
  const parts = [`**${nameOfEntry(entry)}**${entry.secret ? ' — secret, not shown' : ''}`];
  if (variable.value === undefined) parts.push('There is no `=`: Podman passes the variable on with the value that it has itself, if it has one. systemd ignores the line.');
  else {
    for (const url of entry.urls) parts.push(describeUrl(file.text, url));
    if (entry.urls.length === 0 && !entry.secret && entry.value !== '') parts.push(`\`\`${entry.value.length > 200 ? `${entry.value.slice(0, 200)}…` : entry.value} \`\``);
    for (const target of targetsOf(snapshot, file, entry)) parts.push(`→ ${target}`);
    const note = readersDiffer(entry);
    if (note !== undefined) parts.push(note);
  }
  const span = touches(variable.nameSpan, offset) ? variable.nameSpan : variable;
  return { start: span.start, end: span.end, markdown: parts.join('\n\n') };
}

/** The containers that the hosts of a variable lead to, each in a line. */
function targetsOf(snapshot: Snapshot, file: SourceFile, { variable }: EnvEntry): string[] {
  const hosts = hostMentions(snapshot, file).filter(({ start, end }) => variable.start <= start && end <= variable.end).map(({ host }) => host);
  return [...new Set(hosts)].flatMap((host) => containersByHost(snapshot, file.path, host)).map((container) => describeTarget(snapshot, container, file.path));
}

const DEFAULT_PORTS: Readonly<Record<string, string>> = { redis: '6379', rediss: '6379', valkey: '6379', postgres: '5432', postgresql: '5432', amqp: '5672', amqps: '5671', http: '80', https: '443', mysql: '3306' };

function describeUrl(text: string, url: UrlParts): string {
  const port = urlText(text, url.port) ?? DEFAULT_PORTS[url.scheme];
  const user = urlText(text, url.user);
  const path = urlText(text, url.path);
  const rows = [
    `\`${url.scheme}\` at **${urlText(text, url.host) ?? '(no host)'}**${port === undefined ? '' : `, port ${port}${url.port === undefined ? ' (the default)' : ''}`}`,
    ...(user === undefined ? [] : [`as \`${user}\`${url.password === undefined ? ', without a password' : ', with a password'}`]),
    ...(user === undefined && url.password !== undefined ? ['with a password'] : []),
    ...(path === undefined || url.scheme.startsWith('http') ? [] : [`database \`${path}\``]),
  ];
  return `${rows.join(', ')}.`;
}

/** Where Podman passes something else on than systemd and dotenv readers see. */
function readersDiffer(entry: EnvEntry): string | undefined {
  if (entry.quote !== undefined) return `Podman passes the quotes on as part of the value; systemd and dotenv readers take them away.`;
  if (/^\s|\s$/.test(entry.podmanValue)) return 'Podman passes the blanks around the value on; systemd takes them away.';
  return undefined;
}
