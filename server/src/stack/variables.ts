import { envEntries } from '../model/env.ts';
import type { Snapshot, SourceFile } from '../model/snapshot.ts';
import { fileFor } from './host-files.ts';
import { environmentFilesOf } from './queries.ts';
import type { Container, Located } from './types.ts';

/** A variable of a container as far as the workspace shows: `Environment=` goes before files, a later file before an earlier. */
export function variableAt(snapshot: Snapshot, container: Container, path: string, name: string): Located | undefined {
  // Mostly it is none of the unit's own, which a look at each of those would take long to tell.
  const own = container.environment.valueOf(name) === undefined ? undefined : container.environment.variables.filter(({ value }) => value.name === name).at(-1);
  if (own !== undefined) return { ...own, value: own.value.value };
  return environmentFilesOf(snapshot, container, path).flatMap((file) => variableIn(file, name) ?? []).at(-1);
}

/** Its value. */
export const variableOf = (snapshot: Snapshot, container: Container, path: string, name: string): string | undefined => variableAt(snapshot, container, path, name)?.value;

function variableIn(file: SourceFile, name: string): Located | undefined {
  const found = envEntries(file).filter((entry) => entry.name === name).at(-1);
  return found === undefined ? undefined : { value: found.value, uri: file.uri, start: found.variable.start, end: found.variable.end };
}

/** Whether what the workspace does not show may set a variable of a container: a file of the host, a secret, an option of podman. */
export function mayBeSetUnseen(snapshot: Snapshot, container: Container, path: string, name: string): boolean {
  return container.secrets.some(({ value: { type, target, name: secret } }) => type === 'env' && (target ?? secret) === name)
    || container.podmanArgs.some(({ value }) => /^--env-(?:file|host)(?:=|$)/.test(value) || value.includes(name))
    || container.environmentFiles.some(({ value }) => fileFor(snapshot, path, value)?.kind !== 'env');
}
