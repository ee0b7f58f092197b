/** Percent-decodes; text that is not a valid encoding stays as it is. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The decoded path of a URI, `/` between folders: `file:///a%20b` → `/a b`, `file://host/x` → `//host/x`. Never throws. */
export function pathOfUri(uri: string): string {
  const match = /^([a-zA-Z][\w+.-]*):(?:\/\/([^/?#]*))?([^?#]*)/.exec(uri);
  if (match === null) return decode(uri);
  const [, scheme, authority, path] = match;
  return scheme === 'file' && authority ? `//${decode(authority)}${decode(path ?? '')}` : decode(path ?? '');
}

const encodePath = (path: string): string => path.split('/').map(encodeURIComponent).join('/');

/** The `file:` URI of an absolute path, encoded as VS Code does it. */
export const uriOfPath = (path: string): string => `file://${encodePath(path.startsWith('/') ? path : `/${path}`)}`;

/** The URI of a path beside or below another URI's file: scheme and authority stay. */
export function withPath(uri: string, path: string): string {
  const match = /^([a-zA-Z][\w+.-]*:(?:\/\/[^/?#]*)?)/.exec(uri);
  return `${match?.[1] ?? 'file://'}${encodePath(path)}`;
}

/** The folder of a path, without a slash at its end. */
export const folderOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')));

/** The last part of a path. */
export const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** Joins and resolves `.` and `..`; an absolute `relative` stands for itself. */
export function joinPath(folder: string, relative: string): string {
  const out: string[] = [];
  for (const part of (relative.startsWith('/') ? relative : `${folder}/${relative}`).split('/')) {
    if (part === '..') out.pop();
    else if (part !== '' && part !== '.') out.push(part);
  }
  return `/${out.join('/')}`;
}
