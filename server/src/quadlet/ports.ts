import type { Compilation } from './compilation.ts';
import type { PodmanCommand } from './command.ts';
import { trimSpace } from '../syntax/lines.ts';
import { originOf, type Found } from './unit-file.ts';

/** The generator looks only at the end of a port, behind which a protocol may stand. */
const isPortRange = (port: string): boolean => /\d(\/udp|\/tcp)?$/.test(port);

export function checkExposedPort(c: Compilation, run: PodmanCommand, found: Found): void {
  const port = trimSpace(found.text);
  if (!isPortRange(port)) badPort(c, found, 0, found.text.length, '');
  run.option('--expose', port, found);
}

/** `PublishPort=`; before 5.3 its parts are checked, and a variable or specifier in them is refused. */
export function addPublishedPorts(c: Compilation, run: PodmanCommand): void {
  for (const found of c.all('PublishPort')) run.option('--publish', c.target.has('uncheckedPorts') ? found.text : checkedPort(c, found), found);
}

function checkedPort(c: Compilation, found: Found): string {
  const text = trimSpace(found.text);
  const parts = splitPorts(text);
  if (parts.length > 3) {
    c.fail('quadlet-bad-value', originOf(found), `A published port is \`container\`, \`host:container\` or \`ip:host:container\`: ${c.podman} rejects the whole unit. Put an IPv6 address in brackets.`);
    return text;
  }
  const container = parts[parts.length - 1]!;
  const host = parts.length > 1 ? parts[parts.length - 2]! : '';
  const ip = parts.length === 3 && parts[0] !== '0.0.0.0' ? parts[0]! : '';
  const hostAt = text.length - container.length - 1 - host.length;
  if (host !== '' && !isPortRange(host)) badPort(c, found, hostAt, hostAt + host.length, LATER);
  if (container !== '' && !isPortRange(container)) badPort(c, found, text.length - container.length, text.length, LATER);
  if (ip !== '') return `${ip}:${host}:${container}`;
  return host === '' ? container : `${host}:${container}`;
}

const LATER = ' Podman 5.3 and later hand on variables and specifiers.';

function badPort(c: Compilation, found: Found, start: number, end: number, later: string): void {
  c.fail('quadlet-bad-value', originOf(found, start, end), `\`${found.text.slice(start, end)}\` is no port and no range of ports such as \`8080\`, \`8080-8090\` or \`53/udp\`: ${c.podman} rejects the whole unit.${later}`);
}

/** Splits at colons outside brackets. */
function splitPorts(text: string): string[] {
  const parts: string[] = [];
  let start = 0;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '[') {
      const close = text.indexOf(']', i);
      i = close === -1 ? text.length : close;
    } else if (text[i] === ':') {
      parts.push(text.slice(start, i));
      start = i + 1;
    }
  }
  parts.push(text.slice(start));
  return parts;
}
