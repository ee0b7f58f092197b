import type { TextEdit, WorkspaceChange } from '../model/problem.ts';
import { pgbouncerSettingsOf } from '../model/pgbouncer.ts';
import type { Snapshot, SourceFile } from '../model/snapshot.ts';
import { connectionsOf } from '../stack/connections.ts';
import { containerAt } from '../stack/queries.ts';
import { renameUnit } from './quadlet/references.ts';

const NAME = /^[a-zA-Z0-9][a-zA-Z0-9_.-]*$/;

/**
 * Gives a service another name everywhere: its unit with its drop-ins and every reference to it, its `ContainerName=`,
 * and the hosts in environment files and pgbouncer.ini that lead to it. A string says why it cannot be done.
 */
export function renameService(snapshot: Snapshot, file: SourceFile, newName: string): WorkspaceChange | string {
  const name = newName.trim().replace(/\.container$/, '');
  if (!NAME.test(name)) return `“${newName}” is no name for a container: letters, digits, “_”, “.” and “-”, a letter or digit first.`;
  const container = containerAt(snapshot, file);
  if (container === undefined) return `${file.name} is no .container unit.`;
  const change = renameUnit(snapshot, file.name, name);
  if (typeof change === 'string') return change;
  const edits: Record<string, TextEdit[]> = Object.fromEntries(Object.entries(change.edits ?? {}).map(([uri, list]) => [uri, [...list]]));
  const add = (uri: string, edit: TextEdit): void => {
    const list = (edits[uri] ??= []);
    if (!list.some(({ start, end }) => start < edit.end && edit.start < end)) list.push(edit);
  };
  const old = container.name;
  if (old === undefined) return { ...change, edits };
  const own = container.hosts.find(({ value }) => value === old);
  const isNamed = own !== undefined && snapshot.file(own.uri)?.text.slice(own.start, own.end) === old;
  if (isNamed) add(own.uri, { start: own.start, end: own.end, newText: name });
  // Without ContainerName= Podman derives the name from the file's.
  const host = isNamed ? name : `systemd-${name}`;
  const stack = snapshot.stackOf(file.path);
  for (const other of snapshot.files()) {
    if (snapshot.stackOf(other.path) !== stack) continue;
    for (const place of hostPlaces(other, old)) add(other.uri, { ...place, newText: host });
  }
  return { ...change, edits };
}

/** Where a file names a host. */
function hostPlaces(file: SourceFile, host: string): { start: number; end: number }[] {
  if (file.kind === 'env') return connectionsOf(file).filter((connection) => connection.host === host).map(({ hostSpan }) => ({ start: hostSpan.start, end: hostSpan.end }));
  if (file.kind !== 'pgbouncer') return [];
  return pgbouncerSettingsOf(file).databases.flatMap(({ connection }) =>
    connection.pairs.filter(({ key, value }) => key === 'host' && value === host).map(({ valueSpan }) => ({ start: valueSpan.start, end: valueSpan.end })));
}
