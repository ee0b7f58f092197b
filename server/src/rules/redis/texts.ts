import { atLeast } from '../../model/version.ts';
import type { KnownDirective } from '../../model/redis-target.ts';
import { code, type LineContext } from './line.ts';

/** A C string ends at a NUL; `"a\x00b"` is `a` to most of the server. */
export const cString = (text: string): string => (text.includes('\0') ? text.slice(0, text.indexOf('\0')) : text);

/**
 * What is wrong with a text that the server checks further, in a sentence; undefined where it is taken. After the
 * `isValid…` functions of src/config.c.
 */
export function textProblem({ name, check }: KnownDirective, raw: string, line: LineContext): string | undefined {
  const value = cString(raw);
  switch (check) {
    case 'file-name': return fileName(name, value, line);
    case 'hostname': return hostName(name, value);
    case 'node-name': return nodeName(name, raw, line);
    case 'announce-ip': return announceIp(name, raw, line);
    case 'ipv4': return value === '' || isIPv4(value) ? undefined : `\`${name}\` is an IPv4 address, not ${code(value)}:`;
    case 'ipv6': return value === '' || isIPv6(value) ? undefined : `\`${name}\` is an IPv6 address, not ${code(value)}:`;
    case 'not-empty': return value === '' ? `\`${name}\` cannot be empty:` : undefined;
    case 'hash-seed': return raw.length > 256 ? `\`${name}\` has ${raw.length} characters, at most 256 are allowed:` : undefined;
    case 'title-template': return titleTemplate(name, value);
    default: return undefined;
  }
}

function fileName(name: string, value: string, { dialect }: LineContext): string | undefined {
  if (/[/\\]/.test(value)) return `\`${name}\` is a name inside \`dir\`, without slashes:`;
  const mayBeEmpty = name === 'dbfilename' ? !dialect.refusesEmptyFileName : name === 'appendfilename' && dialect.legacy;
  return value === '' && !mayBeEmpty ? `\`${name}\` cannot be empty:` : undefined;
}

function hostName(name: string, value: string): string | undefined {
  if (value.length >= 256) return `\`${name}\` must have fewer than 256 characters:`;
  const wrong = /[^A-Za-z0-9.-]/.exec(value)?.[0];
  return wrong === undefined ? undefined : `\`${name}\` is a host name of letters, digits, hyphens and dots; ${code(wrong)} is none of them:`;
}

/** Characters that would break the cluster's node file (isValidAuxChar in src/cluster.c); Redis 8.6 and Valkey 9.1 refuse more of them. */
function nodeName(name: string, value: string, { target: { product, version } }: LineContext): string | undefined {
  const refused = product === 'valkey'
    ? atLeast(version, [9, 1]) ? /[\u0000-,\u007f;<=>?@[\]^{|}~\\]/ : atLeast(version, [8, 0]) ? /[\u0000!#$%&()*+;<>?@[\]^{|}~]/ : /[\u0000!#$%&()*+:;<>?@[\]^{|}~]/
    : atLeast(version, [8, 6]) ? /[\u0000-\u001f\u007f!#$%&()*+:;<>?@[\]^{|}~,= "'\\]/ : /[\u0000!#$%&()*+:;<>?@[\]^{|}~]/;
  const wrong = refused.exec(value)?.[0];
  return wrong === undefined ? undefined : `\`${name}\` must not contain ${code(wrong)}, which the cluster's node file cannot hold:`;
}

function announceIp(name: string, raw: string, { target: { product, version } }: LineContext): string | undefined {
  if (product === 'valkey') {
    const wrong = atLeast(version, [9, 1]) ? /[\u0000-,\u007f;<=>?@[\]^{|}~\\]/.exec(raw)?.[0] : undefined;
    return wrong === undefined ? undefined : `\`${name}\` must not contain ${code(wrong)}:`;
  }
  const value = cString(raw);
  // Earlier releases took any text; what later patch releases allow besides is not judged.
  const judged = atLeast(version, [8, 6]) && !atLeast(version, [8, 7]) && (version[2] === 999 || version[2]! <= 3);
  if (!judged || value === '' || isIPv4(value) || isIPv6(value)) return undefined;
  return `\`${name}\` is an IPv4 or IPv6 address, not ${code(value)} (for names there is \`cluster-announce-hostname\`):`;
}

/** As inet_pton() reads it: four decimal parts up to 255, without leading zeros. */
export const isIPv4 = (text: string): boolean =>
  /^(?:(?:0|[1-9]\d{0,2})\.){3}(?:0|[1-9]\d{0,2})$/.test(text) && text.split('.').every((part) => Number(part) <= 255);

/** As inet_pton() reads it: eight groups, or fewer around one `::`; an IPv4 address may be the last two. */
export function isIPv6(text: string): boolean {
  const halves = text.split('::');
  if (halves.length > 2 || text.length > 64) return false;
  const count = (half: string, last: boolean): number => {
    if (half === '') return 0;
    const groups = half.split(':');
    let total = 0;
    for (const [i, group] of groups.entries()) {
      if (/^[0-9a-fA-F]{1,4}$/.test(group)) total += 1;
      else if (last && i === groups.length - 1 && isIPv4(group)) total += 2;
      else return NaN;
    }
    return total;
  };
  const total = count(halves[0]!, halves.length === 1) + (halves.length === 2 ? count(halves[1]!, true) : 0);
  return halves.length === 2 ? total < 8 : total === 8;
}

/**
 * Whether getaddrinfo() takes a text for an address without asking for names: what inet_aton() reads, such as `127.1`,
 * `0x7f.1` and `2130706433`, and IPv6 with a zone: a number, or of a link-local address an interface, which only the
 * machine knows.
 */
export function isNumericHost(text: string): boolean {
  const [address, zone] = text.split(/%(.*)/s) as [string, string?];
  if (zone !== undefined) return isIPv6(address) && (/^\d+$/.test(zone) || (zone !== '' && /^(?:fe[89ab][0-9a-f]|ff[0-9a-f]2):/i.test(address)));
  if (isIPv6(text)) return true;
  const parts = text.split('.');
  if (parts.length > 4 || !parts.every((part) => /^(?:0x[0-9a-f]+|0[0-7]*|[1-9]\d*)$/i.test(part) && part.length <= 20)) return false;
  const numbers = parts.map((part) => (/^0[0-7]/.test(part) ? parseInt(part, 8) : Number(part)));
  return numbers.slice(0, -1).every((number) => number <= 255) && numbers.at(-1)! < 256 ** (5 - parts.length);
}

const TITLE_VARIABLES = ['title', 'listen-addr', 'config-file', 'port', 'tls-port', 'server-mode', 'unixsocket'];
/** Those that are never empty when the file is read; the others may leave nothing of a template. */
const NEVER_EMPTY = ['listen-addr', 'config-file', 'port', 'tls-port'];

function titleTemplate(name: string, value: string): string | undefined {
  let result = '';
  for (let at = 0; at < value.length; ) {
    const open = value.indexOf('{', at);
    if (open < 0) { result += value.slice(at); break; }
    result += value.slice(at, open);
    if (value[open + 1] === '{') { result += '{'; at = open + 2; continue; }
    const close = value.indexOf('}', open);
    if (close < 0) return `\`${name}\` has a \`{\` that does not close (\`{{\` is a brace):`;
    const variable = value.slice(open + 1, close);
    if (!TITLE_VARIABLES.includes(variable)) return `\`${name}\` knows no ${code(`{${variable}}`)}, only ${TITLE_VARIABLES.map((word) => `\`{${word}}\``).join(', ')}:`;
    if (NEVER_EMPTY.includes(variable)) result += 'x';
    at = close + 1;
  }
  return result.replace(/ /g, '') === '' ? `\`${name}\` would leave the title empty:` : undefined;
}
