import type { Located, MountedVolume, PublishedPort, UsedNetwork, UsedSecret } from './types.ts';

const range = (text: string): readonly [number, number] | undefined => {
  const match = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(text);
  if (match === null) return undefined;
  const first = Number(match[1]);
  const last = match[2] === undefined ? first : Number(match[2]);
  return first <= last && last <= 65535 ? [first, last] : undefined;
};

/** `[[ip:][hostPort]:]containerPort[/protocol]` with ranges, IPv6 in brackets; undefined where it is not of that form (or has specifiers). */
export function parsePublishedPort(text: string): PublishedPort | undefined {
  const [ports = '', protocol = 'tcp'] = text.trim().split('/');
  const match = /^(?:(?:\[([^\]]*)\]|([^:]*)):)??(?:([^:]*):)?([^:]+)$/.exec(ports);
  if (match === null) return undefined;
  const ip = match[1] ?? match[2];
  const container = range(match[4]!);
  if (container === undefined) return undefined;
  const host = match[3] === undefined || match[3] === '' ? undefined : range(match[3]);
  if (match[3] !== undefined && match[3] !== '' && host === undefined) return undefined;
  return { ip: ip === '' || ip === undefined || ip === '0.0.0.0' || ip === '::' ? undefined : ip, host, container, protocol: protocol.toLowerCase() };
}

const kindOfSource = (source: string): MountedVolume['kind'] => (source === '' ? 'anonymous' : /^(?:[/.~]|%[hEtSCTLUd]|\$)/.test(source) ? 'bind' : 'volume');

/** `[SOURCE:]TARGET[:OPTIONS]`. */
export function parseVolume(text: string): MountedVolume {
  const parts = text.trim().split(':');
  if (parts.length === 1) return { kind: 'anonymous', source: '', target: parts[0]!, options: [] };
  const [source = '', target = '', options = ''] = parts;
  return { kind: kindOfSource(source), source, target, options: options === '' ? [] : options.split(',') };
}

/** `type=bind,source=…,target=…,ro`; undefined without a target. */
export function parseMount(text: string): MountedVolume | undefined {
  const fields = new Map(text.split(',').map((field) => [field.split('=')[0]!.trim(), field.slice(field.indexOf('=') + 1).trim()]));
  const target = fields.get('target') ?? fields.get('destination') ?? fields.get('dst');
  if (target === undefined) return undefined;
  const type = fields.get('type') ?? 'volume';
  const source = fields.get('source') ?? fields.get('src') ?? '';
  const options = ['ro', 'readonly', 'rw'].filter((option) => fields.has(option) && fields.get(option) !== 'false');
  const kind = type === 'bind' ? 'bind' : type === 'tmpfs' || type === 'ramfs' ? 'tmpfs' : type === 'volume' ? (source === '' ? 'anonymous' : 'volume') : 'other';
  return { kind, source, target, options };
}

/** `name[:options]`; `container:x`, `ns:/path` keep their colon. */
export function parseNetwork(text: string): UsedNetwork {
  const value = text.trim();
  if (/^(?:container|ns):/.test(value)) return { name: value, options: [] };
  const colon = value.indexOf(':');
  return colon < 0 ? { name: value, options: [] } : { name: value.slice(0, colon), options: value.slice(colon + 1).split(',') };
}

/** `name[,type=mount|env][,target=…]…`. */
export function parseSecret(text: string): UsedSecret {
  const [name = '', ...options] = text.trim().split(',');
  const option = (key: string): string | undefined => options.find((entry) => entry.startsWith(`${key}=`))?.slice(key.length + 1);
  const type = option('type') === 'env' ? 'env' : 'mount';
  return { name, type, target: option('target') ?? (type === 'env' ? name : undefined) };
}

/** Whether two ranges of ports, ends included, have one in common. */
export const rangesOverlap = (a: readonly [number, number], b: readonly [number, number]): boolean => a[0] <= b[1] && b[0] <= a[1];

/** The generator takes away quotes around a value that counts once. */
export function unquoted(place: Located): Located {
  const { value } = place;
  const first = value[0];
  if ((first !== '"' && first !== "'") || value.length < 2 || !value.endsWith(first)) return place;
  return { ...place, value: value.slice(1, -1), start: place.start + 1, end: place.end - 1 };
}
