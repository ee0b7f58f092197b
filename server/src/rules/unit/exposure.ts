import type { Fix } from '../../model/problem.ts';
import type { Container, Located, Pod, PublishedPort } from '../../stack/types.ts';
import type { FileProblem } from '../file-problem.ts';
import { problem } from './table.ts';

/** Ports on which databases and brokers listen, which are hardly ever meant for the world. */
const DATABASE_PORTS: Readonly<Record<number, string>> = {
  3306: 'MySQL', 5432: 'PostgreSQL', 6379: 'Redis', 6432: 'PgBouncer', 27017: 'MongoDB', 11211: 'memcached', 9200: 'Elasticsearch', 5672: 'RabbitMQ', 2379: 'etcd',
};

/** Where the host port begins within a value: `8080:80` → 0, `1.2.3.4:8080:80` → 8. */
function hostPortAt(place: Located<PublishedPort>, text: string): { start: number; end: number } {
  const value = text.slice(place.start, place.end);
  const colon = value.lastIndexOf(':');
  const before = value.lastIndexOf(':', colon - 1);
  return colon < 0 ? place : { start: place.start + before + 1, end: place.start + colon };
}

/** A database that is published on all addresses. Loopback is what a client on the host needs. */
export function databasePortOpen({ ports }: Container | Pod, textOf: (uri: string) => string): FileProblem[] {
  return ports.flatMap((place) => {
    const { ip, container: [port, last], host, protocol } = place.value;
    const program = DATABASE_PORTS[port];
    if (program === undefined || port !== last || ip !== undefined || protocol !== 'tcp') return [];
    const at = hostPortAt(place, textOf(place.uri));
    const published = host === undefined ? 'a port that Podman picks' : `port ${host[0]}`;
    const fixes: Fix[] = host === undefined ? [] : [{ title: 'Publish on 127.0.0.1 only', preferred: true, edits: [{ start: place.start, end: at.start, newText: '127.0.0.1:' }] }];
    const message = `${program} is published as ${published} on every address of this host, past its firewall where Podman runs as root. Containers of the same network need no published port; for programs of the host publish it on \`127.0.0.1\`.`;
    return [{ uri: place.uri, problem: problem('database-port-open', place, message, { fixes }) }];
  });
}

/** Flower shows the arguments of all tasks and can end workers: nothing for the world, even behind its one password. */
export function flowerOpen(container: Container, textOf: (uri: string) => string): FileProblem[] {
  if (container.program !== 'flower') return [];
  return container.ports.filter(({ value: { ip, protocol } }) => ip === undefined && protocol === 'tcp').map((place) => {
    const fixes: Fix[] = place.value.host === undefined ? [] : [{ title: 'Publish on 127.0.0.1 only', preferred: true, edits: [{ start: place.start, end: hostPortAt(place, textOf(place.uri)).start, newText: '127.0.0.1:' }] }];
    return { uri: place.uri, problem: problem('flower-port-open', place, 'Flower is published on every address of this host, without TLS: it shows the arguments of tasks and can end workers. Publish it on `127.0.0.1`, or lead to it through a proxy.', { fixes }) };
  });
}

/** The kernel lets only root listen below `net.ipv4.ip_unprivileged_port_start`, 1024 by default. */
export function privilegedPort({ ports, networks }: Container | Pod, root: boolean, textOf: (uri: string) => string): FileProblem[] {
  if (root || networks.some(({ value }) => value.name === 'host')) return [];
  return ports.flatMap((place) => {
    const port = place.value.host?.[0];
    if (port === undefined || port >= 1024 || port === 0) return [];
    const at = hostPortAt(place, textOf(place.uri));
    const message = `A rootless container may not listen on port ${port}: the start fails unless the host sets \`net.ipv4.ip_unprivileged_port_start=${port}\`. Publish a port from 1024 on, or run the unit as root.`;
    return [{ uri: place.uri, problem: problem('privileged-port', at, message, { fixes: [{ title: `Publish as ${port + 8000}`, edits: [{ start: at.start, end: at.end, newText: String(port + 8000) }] }] }) }];
  });
}
