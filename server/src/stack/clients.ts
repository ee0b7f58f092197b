import { envEntries } from '../model/env.ts';
import type { Snapshot, SourceFile } from '../model/snapshot.ts';
import { connectionsOf, type Connection } from './connections.ts';
import { containerAt, containersByEnvironmentFile, environmentFilesOf } from './queries.ts';
import type { Container } from './types.ts';

/** A connection with the file that names it and one of the containers that make it. */
export interface Client {
  readonly file: SourceFile;
  readonly container: Container;
  readonly connection: Connection;
}

/** The connections that lead to a container by one of its names, from environment files and from units of its stack; one for each place. */
export function clientsOf(snapshot: Snapshot, target: Container, path: string): Client[] {
  const stack = snapshot.stackOf(path);
  const files = new Map<string, SourceFile>();
  const hosts = new Set(target.hosts.map(({ value }) => value));
  for (const host of hosts) {
    for (const { uri } of snapshot.lookup<{ readonly uri: string }>(namesKey(host))) {
      const file = snapshot.file(uri);
      if (file !== undefined && snapshot.stackOf(file.path) === stack) files.set(file.uri, file);
    }
  }
  return [...files.values()].sort((a, b) => (a.path < b.path ? -1 : 1)).flatMap((file): Client[] => {
    if (file.kind === 'env') {
      const users = containersByEnvironmentFile(snapshot, file).filter(({ uri }) => uri !== target.uri);
      return users[0] === undefined ? [] : connectionsOf(file).filter(({ host }) => hosts.has(host)).map((connection) => ({ file, container: users[0]!, connection }));
    }
    const container = file.uri === target.uri ? undefined : containerAt(snapshot, file);
    return (container?.connections ?? []).filter(({ host }) => hosts.has(host)).map((connection) => ({ file, container: container!, connection }));
  });
}

/** The key of the files whose connections name a host. */
export const namesKey = (host: string): string => `names:${host}`;

/** All connections of a container: by its environment files, by `Environment=`, by its command line. */
export const connectionsFrom = (snapshot: Snapshot, container: Container, path: string): Connection[] =>
  [...environmentFilesOf(snapshot, container, path).flatMap(connectionsOf), ...container.connections];

/** The value of a variable of a container as far as the workspace shows: `Environment=` goes before files, a later file before an earlier. */
export function variableOf(snapshot: Snapshot, container: Container, path: string, name: string): string | undefined {
  const own = container.environment.variables.filter(({ value }) => value.name === name).at(-1)?.value.value;
  if (own !== undefined) return own;
  return environmentFilesOf(snapshot, container, path).flatMap((file) => valueIn(file, name) ?? []).at(-1);
}

const valueIn = (file: SourceFile, name: string): string | undefined => envEntries(file).filter((entry) => entry.name === name).at(-1)?.value;
