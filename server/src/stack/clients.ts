import type { Snapshot, SourceFile } from '../model/snapshot.ts';
import { connectionsOf, type Connection } from './connections.ts';
import { allHosts, hostsOutside } from './hosts.ts';
import { containerAt, containersByEnvironmentFile, environmentFilesOf } from './queries.ts';
import { listensOn } from './reaches.ts';
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
  const hosts = new Set(allHosts(snapshot, target, path).map(({ value }) => value));
  for (const host of hosts) {
    for (const { uri } of snapshot.lookup<{ readonly uri: string }>(namesKey(host))) {
      const file = snapshot.file(uri);
      if (file !== undefined && snapshot.stackOf(file.path) === stack) files.set(file.uri, file);
    }
  }
  const leadsHere = leadingTo(snapshot, target, path);
  return [...files.values()].sort((a, b) => (a.path < b.path ? -1 : 1)).flatMap((file): Client[] => {
    const unit = file.kind === 'env' || file.uri === target.uri ? undefined : containerAt(snapshot, file);
    const users = file.kind === 'env' ? containersByEnvironmentFile(snapshot, file).filter(({ uri }) => uri !== target.uri) : unit === undefined ? [] : [unit];
    return (file.kind === 'env' ? connectionsOf(file) : (unit?.connections ?? [])).flatMap((connection): Client[] => {
      const container = hosts.has(connection.host) ? users.find((user) => leadsHere(user, connection)) : undefined;
      return container === undefined ? [] : [{ file, container, connection }];
    });
  });
}

/** Whether a connection that names a container leads to it: in a pod names are its own from within only, and the pod's are those of the others too. */
function leadingTo(snapshot: Snapshot, target: Container, path: string): (user: Container, connection: Connection) => boolean {
  const { pod, program } = target;
  if (pod === undefined) return () => true;
  const own = new Set(target.hosts.map(({ value }) => value));
  const shared = new Set(hostsOutside(snapshot, target, path).map(({ value }) => value));
  const port = listensOn(target);
  return (user, connection) => (user.pod?.value === pod.value && own.has(connection.host)) || (shared.has(connection.host) && (connection.port === undefined ? connection.program === program : connection.port === port));
}

/** The key of the files whose connections name a host. */
export const namesKey = (host: string): string => `names:${host}`;

/** All connections of a container: by its environment files, by `Environment=`, by its command line. */
export const connectionsFrom = (snapshot: Snapshot, container: Container, path: string): Connection[] =>
  [...environmentFilesOf(snapshot, container, path).flatMap(connectionsOf), ...container.connections];
