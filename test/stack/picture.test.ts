import fc from 'fast-check';
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { stackJson, stackText } from '../../server/src/features/stack-picture/words.ts';
import { stackSvg } from '../../server/src/features/stack-svg.ts';
import { stackGraphs, type GraphEntrance, type GraphLink, type GraphMount, type GraphNode, type StackGraph } from '../../server/src/stack/graph.ts';
import { VERDICTS } from '../support/verdicts.ts';
import { stack } from '../support/stack.ts';
import { analysisOf, filesBelow } from '../tuning/load.ts';
import { faultsOf, readPicture } from './read-picture.ts';

const graphsOf = (folder: string): StackGraph[] => {
  const known = /\.(?:container|pod|network|volume|kube|image|build|conf|ini|env)$|^userlist/;
  return stackGraphs(analysisOf(Object.fromEntries(Object.entries(filesBelow(folder)).filter(([name]) => known.test(name)))).workspace);
};
const draw = (graphs: readonly StackGraph[]): string => stackSvg(graphs, { lineOf: ({ start }) => start });

/** The folders of the collected homelabs that have several containers; none where they are not at hand. */
function homelabs(): string[] {
  const units = VERDICTS === undefined ? undefined : path.join(VERDICTS, 'quadlet/units');
  if (units === undefined || !fs.existsSync(units)) return [];
  return fs.readdirSync(units).filter((name) => fs.readdirSync(path.join(units, name)).filter((file) => file.endsWith('.container')).length > 1).map((name) => path.join(units, name));
}

describe('the picture of a stack', () => {
  test.each(['examples/trader', 'examples/trader-broken', ...homelabs()])('has nothing in the void and nothing on top of another: %s', (folder) => {
    const graphs = graphsOf(folder);
    const svg = draw(graphs);
    expect(faultsOf(svg)).toEqual([]);
    expect(draw(graphsOf(folder))).toBe(svg);
    const ids = readPicture(svg).boxes.map(({ id }) => id);
    for (const { nodes } of graphs) for (const { id } of nodes) expect(ids).toContain(id);
    expect(readPicture(svg).wires.filter(({ from }) => !from.startsWith('door ')).length).toBeGreaterThanOrEqual(graphs.flatMap(({ links }) => links).length);
  });

  test('the examples fit an editor beside the side bar at full size', () => {
    for (const folder of ['examples/trader', 'examples/trader-broken']) expect(readPicture(draw(graphsOf(folder))).width).toBeLessThan(960);
  });

  test('is right for whatever may be drawn', () => {
    fc.assert(fc.property(anyGraph, (graph) => {
      const svg = draw([graph]);
      expect(faultsOf(svg)).toEqual([]);
      expect(draw([graph])).toBe(svg);
    }), { numRuns: 60, seed: 4 });
  });

  test('says so where there is nothing to draw', () => {
    expect(draw([])).toContain('No containers in this workspace.');
    expect(faultsOf(draw([]))).toEqual([]);
    expect(stackText([])).toBe('No containers in this workspace.\n');
  });
});

const NAMES = ['a', 'db', 'web-frontend', 'media-stack-dispatcharr-with-a-very-long-name', 'WWWWWWWWWWWWWWWWWWWWWW', 'ünï', '<&">', 'cache', 'x1', 'queue', 'proxy', 'w-11'];

const anyGraph: fc.Arbitrary<StackGraph> = fc.integer({ min: 1, max: NAMES.length }).chain((size) => {
  const ids = NAMES.slice(0, size).map((name) => `${name}.container`);
  const place = { uri: 'file:///w/a.container', start: 3, end: 4 };
  const mount: fc.Arbitrary<GraphMount> = fc.record({
    source: fc.constantFrom('data.volume', 'shared', './conf/app.conf', '/srv/media', '/etc/localtime'), kind: fc.constantFrom<GraphMount['kind'][]>('unit', 'named', 'bind'), target: fc.constant('/t'), readOnly: fc.boolean(), place: fc.constant(place),
  });
  const node = (id: string): fc.Arbitrary<GraphNode> => fc.record({
    id: fc.constant(id), name: fc.constant(id.replace(/\.container$/, '')), service: fc.constant(id.replace(/container$/, 'service')), program: fc.constantFrom<GraphNode['program'][]>('postgres', 'redis', 'nginx', 'daphne', 'pgbouncer', 'other'),
    image: fc.constantFrom(undefined, 'postgres:17', 'an-image-with-a-name-of-great-length:1.2.3-alpine', 'x'), memory: fc.constantFrom(undefined, 2 ** 29, 1.5 * 2 ** 30), cpus: fc.constantFrom(undefined, 2),
    networks: fc.subarray(['one.network', 'two.network', 'host', 'three']), pod: fc.constantFrom(undefined, undefined, 'web.pod'), mounts: fc.array(mount, { maxLength: 7 }), order: fc.constantFrom(undefined, 0, 1, 2), after: fc.subarray(ids.map((other) => other.replace(/container$/, 'service')), { maxLength: Math.min(2, size) }), place: fc.constant(place),
  });
  const link: fc.Arbitrary<GraphLink> = fc.record({ from: fc.constantFrom(...ids), to: fc.constantFrom(...ids), ports: fc.subarray([80, 5432, 6379, 65535]), by: fc.constant(['URL']), joined: fc.boolean(), presumed: fc.boolean(), place: fc.constant(place) });
  const port = fc.record({ ip: fc.constant(undefined), host: fc.constantFrom<(readonly [number, number] | undefined)[]>(undefined, [80, 80], [8443, 8443], [6881, 6889]), container: fc.constantFrom<(readonly [number, number])[]>([80, 80], [443, 443], [6881, 6889]), protocol: fc.constantFrom('tcp', 'udp') });
  const entrance: fc.Arbitrary<GraphEntrance> = fc.record({ to: fc.constantFrom(...ids), ports: fc.array(port, { minLength: 1, maxLength: 6 }), ip: fc.constantFrom(undefined, '127.0.0.1', '192.0.2.7'), local: fc.boolean(), place: fc.constant(place) });
  return fc.record({ nodes: fc.tuple(...ids.map(node)), links: fc.uniqueArray(link, { maxLength: 16, selector: ({ from, to }) => `${from} ${to}` }), entrances: fc.array(entrance, { maxLength: 5 }) }).map(({ nodes, links, entrances }): StackGraph => {
    const names = [...new Set(nodes.flatMap(({ networks }) => networks))].sort();
    const pods = [...new Set(nodes.flatMap(({ pod }) => pod ?? []))];
    return {
      folder: '/w', nodes, links, entrances,
      groups: [
        ...names.map((name) => ({ kind: 'network' as const, name, members: nodes.filter(({ networks }) => networks.includes(name)).map(({ id }) => id), place: undefined })),
        ...pods.map((name) => ({ kind: 'pod' as const, name, members: nodes.filter(({ pod }) => pod === name).map(({ id }) => id), place })),
      ],
    };
  });
});

const WEB = `//- /w/web.container
[Unit]
After=db.service
[Container]
Image=docker.io/x/web:1
Network=app.network
PublishPort=8443:443
PublishPort=127.0.0.1:9000:9000
EnvironmentFile=.env
Environment=CACHE_URL=redis://:hunter2secret@cache:6379/0
Secret=web-key
//- /w/db.container
[Container]
Image=docker.io/library/postgres:17
ContainerName=db
Network=app.network
Memory=1G
Environment=POSTGRES_PASSWORD=hunter2secret
Volume=data.volume:/var/lib/postgresql/data
//- /w/cache.container
[Container]
Image=docker.io/library/redis:7
ContainerName=cache
//- /w/app.network
[Network]
//- /w/data.volume
[Volume]
//- /w/.env
DATABASE_URL=postgres://shop:hunter2secret@db:5432/shop
`;

describe('what it tells', () => {
  const graphs = stackGraphs(stack(WEB).analysis.workspace);
  const svg = draw(graphs);

  test('in words', () => {
    expect(stackText(graphs)).toBe(`w: 3 containers

From outside:
  open to the world: 8443 → web:443
  this machine only: 9000 → web

Containers:
  cache: Redis 7, no memory limit
    on the default network, where names are not found
  db: PostgreSQL 17, 1 GB
    starts first; on app.network
    data.volume at /var/lib/postgresql/data
  web: web 1, no memory limit
    starts second, after db.service; on app.network
    web looks for cache, port 6379 (CACHE_URL), but they share no network
    web reaches db, port 5432 (DATABASE_URL)
`);
  });

  test('who reaches whom, what faces the world, and what cannot work', () => {
    const { wires, texts, boxes } = readPicture(svg);
    expect(wires.map(({ from, to, label }) => `${from} → ${to}: ${label}`)).toEqual([
      'door open to the world → web.container: open to the world: port 8443 leads to web, port 443',
      'door this machine only → web.container: this machine only: port 9000 leads to web',
      'web.container → cache.container: web looks for cache, port 6379 (CACHE_URL), but they share no network',
      'web.container → db.container: web reaches db, port 5432 (DATABASE_URL)',
    ]);
    expect(texts.map(({ content }) => content)).toEqual(expect.arrayContaining(['open to the world', '8443', '443', 'this machine only', '9000', 'web', 'db', 'PostgreSQL 17', '1 GB', 'no limit', 'cannot reach cache', 'data', 'network app']));
    expect(boxes.map(({ id }) => id)).toEqual(['door open to the world', 'door this machine only', 'web.container', 'cache.container', 'db.container']);
  });

  test('by keyboard: what leads somewhere can be reached, in the order in which one reads', () => {
    const links = [...svg.matchAll(/<g tabindex="0" role="link" data-uri="([^"]+)" data-line="\d+"[^>]*>/g)].map(([, uri]) => uri);
    expect(links.map((uri) => uri!.replace('file:///w/', ''))).toEqual([
      'web.container', 'web.container', 'web.container', 'web.container', 'web.container', 'web.container', '.env', 'cache.container', 'db.container', 'db.container', 'app.network',
    ]);
    expect(svg.match(/<g [^>]*data-uri/g)).toHaveLength(links.length);
  });

  test('a pod’s ports lead to whoever listens, else to its proxy; a circle is drawn; the host’s network is named', () => {
    const pod = draw(stackGraphs(stack(`//- /p/web.pod
[Pod]
Network=front.network
PublishPort=443:443
PublishPort=5000:5432
//- /p/app.container
[Container]
Image=docker.io/x/app:1
Pod=web.pod
Environment=API_URL=http://api:8080
//- /p/caddy.container
[Container]
Image=docker.io/library/caddy:2
Pod=web.pod
//- /p/db.container
[Container]
Image=docker.io/library/postgres:17
Pod=web.pod
//- /p/api.container
[Container]
Image=docker.io/x/api:1
ContainerName=api
Network=front.network
Environment=DB_HOST=systemd-job
//- /p/job.container
[Container]
Image=docker.io/x/job:1
Network=front.network
Environment=API_URL=http://api:8080
//- /p/metrics.container
[Container]
Image=docker.io/x/metrics:1
Network=host
//- /p/front.network
[Network]
`).analysis.workspace));
    expect(faultsOf(pod)).toEqual([]);
    const { wires, texts } = readPicture(pod);
    expect(wires.map(({ from, to }) => `${from} → ${to}`)).toEqual([
      'door open to the world → caddy.container', 'door open to the world → db.container', 'app.container → api.container', 'api.container → job.container', 'job.container → api.container',
    ]);
    expect(texts.map(({ content }) => content)).toEqual(expect.arrayContaining(['pod web', 'network front', 'the host’s network']));
  });

  test('never a secret', () => {
    for (const output of [svg, stackText(graphs), JSON.stringify(stackJson(graphs))]) expect(output).not.toMatch(/hunter2|shop:/);
  });
});
