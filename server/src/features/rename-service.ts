import type { TextEdit, WorkspaceChange } from '../model/problem.ts';
import type { Snapshot, SourceFile } from '../model/snapshot.ts';
import { hostMentions } from '../stack/host-mentions.ts';
import { containerAt } from '../stack/queries.ts';
import { findUnit } from './quadlet/names.ts';
import { renameUnit } from './quadlet/references.ts';

const NAME = /^[a-zA-Z0-9][a-zA-Z0-9_.-]*$/;

/**
 * Gives a service another name everywhere: its unit with its drop-ins and every reference to it, its `ContainerName=`,
 * and the hosts that lead to it in environment files, pgbouncer.ini, nginx.conf and the variables and arguments of
 * units. A string says why it cannot be done.
 */
export function renameService(snapshot: Snapshot, file: SourceFile, newName: string): WorkspaceChange | string {
  const name = newName.trim().replace(/\.container$/, '');
  if (!NAME.test(name)) return `“${newName}” is no name for a container: letters, digits, “_”, “.” and “-”, a letter or digit first.`;
  const container = containerAt(snapshot, file);
  if (container === undefined) return `${file.name} is no .container unit.`;
  // The file's own: another stack of the workspace may have a unit of the same name.
  const unit = findUnit(snapshot, file, file.name);
  if (unit === undefined) return `${file.name} is no .container unit.`;
  const change = renameUnit(snapshot, unit, name);
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
    for (const { uri, start, end, host: named } of hostMentions(snapshot, other)) if (named === old) add(uri, { start, end, newText: host });
  }
  return { ...change, edits };
}
