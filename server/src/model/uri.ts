/** Percent-decodes; text that is not a valid encoding stays as it is. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** A `file:` URI with nothing encoded, no host and no drive: its path is the rest. */
const PLAIN = /^file:\/\/\/(?![A-Za-z]:)[^%?#]*$/;
const URI = /^([a-zA-Z][\w+.-]*):(?:\/\/([^/?#]*))?([^?#]*)/;

/** `/C:/x` → `/c:/x`: Windows does not tell them apart, and editors write either. */
const withSmallDrive = (path: string): string => path.replace(/^\/[A-Z]:(?=\/|$)/, (drive) => drive.toLowerCase());

/** The decoded path of a URI, `/` between folders: `file:///a%20b` → `/a b`, `file://host/x` → `//host/x`. Never throws. */
export function pathOfUri(uri: string): string {
  if (PLAIN.test(uri)) return uri.slice(7);
  const match = URI.exec(uri);
  if (match === null) return decode(uri);
  const [, scheme, authority, path] = match;
  if (scheme !== 'file') return decode(path ?? '');
  return authority ? `//${decode(authority)}${decode(path ?? '')}` : withSmallDrive(decode(path ?? ''));
}

/** What a URI means, however it is encoded: equal for `file:///a%40b` and `file:///a@b`. */
export function keyOfUri(uri: string): string {
  const match = URI.exec(uri);
  return match === null ? uri : `${match[1]}://${match[2] ?? ''} ${pathOfUri(uri)}`;
}

/** Percent-encodes as VS Code does: all but letters, digits and `-._~`. Half a surrogate pair has no encoding, and becomes U+FFFD. */
const encodePart = (part: string): string =>
  encodeURIComponent(part.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd')).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);

const encodePath = (path: string): string => path.split('/').map(encodePart).join('/');

/** The `file:` URI of an absolute path, `/` between folders, as VS Code writes it: `/c:/a b` → `file:///c%3A/a%20b`, `//host/x` → `file://host/x`. */
export function uriOfPath(path: string): string {
  if (path.startsWith('//')) return `file:${encodePath(path)}`;
  return `file://${encodePath(withSmallDrive(path.startsWith('/') ? path : `/${path}`))}`;
}

/** The URI of a path beside or below another URI's file: scheme and authority stay. */
export function withPath(uri: string, path: string): string {
  if (uri.startsWith('file:')) return uriOfPath(path);
  const match = /^([a-zA-Z][\w+.-]*:(?:\/\/[^/?#]*)?)/.exec(uri);
  return `${match?.[1] ?? 'file://'}${encodePath(path)}`;
}

/** The path of a URI below a folder, without a slash at its start; undefined where it lies elsewhere. However each is encoded. */
export function pathBelow(uri: string, folder: string): string | undefined {
  const inside = `${keyOfUri(folder).replace(/\/$/, '')}/`;
  const key = keyOfUri(uri);
  return key.startsWith(inside) ? key.slice(inside.length) : undefined;
}

/** Whether a URI lies below one of the folders. */
export const isBelow = (uri: string, folders: readonly string[]): boolean => folders.some((folder) => pathBelow(uri, folder) !== undefined);

/** The folder of a path, without a slash at its end. */
export const folderOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')));

/** The last part of a path. */
export const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** Joins and resolves `.` and `..`; an absolute `relative` stands for itself. A network share's `//host` stays. */
export function joinPath(folder: string, relative: string): string {
  const out: string[] = [];
  const root = folder.startsWith('//') && !relative.startsWith('/') ? '//' : '/';
  for (const part of (relative.startsWith('/') ? relative : `${folder}/${relative}`).split('/')) {
    if (part === '..') out.pop();
    else if (part !== '' && part !== '.') out.push(part);
  }
  return root + out.join('/');
}
