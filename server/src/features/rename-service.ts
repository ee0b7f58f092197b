import type { TextEdit, WorkspaceChange } from '../model/problem.ts';
import { SERVICE_NAME } from '../model/service-name.ts';
import type { Snapshot, SourceFile } from '../model/snapshot.ts';
import { containerName, givenName } from '../stack/container.ts';
import { hostMentions } from '../stack/host-mentions.ts';
import { containersByHost } from '../stack/hosts.ts';
import { unitParts } from '../stack/parts.ts';
import { stemOf } from '../stack/services.ts';
import { containerAt } from '../stack/queries.ts';
import { findUnit } from './quadlet/names.ts';
import { renameUnit } from './quadlet/references.ts';

/**
 * Gives a service another name everywhere: its unit with its drop-ins and every reference to it, its `ContainerName=`,
 * and the hosts that lead to it in environment files, pgbouncer.ini, nginx.conf and the variables and arguments of
 * units. A string says why it cannot be done.
 */
export function renameService(snapshot: Snapshot, file: SourceFile, newName: string): WorkspaceChange | string {
  const name = newName.trim().replace(/\.container$/, '');
  if (!SERVICE_NAME.test(name)) return `“${newName}” is no name for a container: letters, digits, “_”, “.” and “-”, a letter or digit first.`;
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
  const given = givenName(unitParts(snapshot, file));
  const written = given?.value.includes('%') === false ? given : undefined;
  // Where it is not written it follows from the unit's name. `@` is in no container's name: what a template writes stays.
  const keepsService = container.service !== `${stemOf(container.unit)}.service`;
  const host = written !== undefined ? (name.includes('@') ? old : name) : keepsService ? old : containerName(given?.value, name);
  if (old === undefined || host === undefined || host === old) return { ...change, edits };
  const other = containersByHost(snapshot, file.path, host).find((there) => there.uri !== container.uri && there.name === host);
  if (other !== undefined) return `${other.unit} calls its container ${host} already: each of the two services would remove the other’s.`;
  if (written !== undefined) add(written.uri, { start: written.start, end: written.end, newText: name });
  const stack = snapshot.stackOf(file.path);
  for (const mentioning of snapshot.files()) {
    if (snapshot.stackOf(mentioning.path) !== stack) continue;
    for (const { uri, start, end, host: named } of hostMentions(snapshot, mentioning)) if (named === old) add(uri, { start, end, newText: host });
  }
  return { ...change, edits };
}
