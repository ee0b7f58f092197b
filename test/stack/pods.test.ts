import { describe, expect, test } from 'vitest';
import { languageOf } from '../../server/src/features/languages.ts';
import { uriOfPath } from '../../server/src/model/uri.ts';
import { stackGraphs } from '../../server/src/stack/graph.ts';
import { fixed, stack } from '../support/stack.ts';

/** On a network a pod has one name for all that is in it; the names of its containers are known within it alone. */

const NET = 'Network=app.network';
const NETWORK = '//- /w/app.network\n[Network]\n';
const unit = (name: string, lines: string, image = 'docker.io/x/app:1'): string => `//- /w/${name}.container\n[Container]\nImage=${image}\nContainerName=${name}\n${lines}\n`;
const POSTGRES = unit('postgres', 'Pod=db.pod\nVolume=d:/var/lib/postgresql/data', 'docker.io/library/postgres:17');
const pod = (lines = `PodName=db\n${NET}`): string => `//- /w/db.pod\n[Pod]\n${lines}\n`;

/** All that is said of a stack with a client outside the pod. */
const said = (host: string, podLines?: string, client = NET, others = ''): string[] =>
  stack(NETWORK + POSTGRES + pod(podLines) + unit('job', `Environment=DATABASE_URL=postgres://app@${host}/app\n${client}`) + others).problems.map(({ path, problem }) => `${path} ${problem.code}: ${problem.message}`);

const HIDDEN = '/w/job.container unknown-host: No container answers to `postgres` here: `postgres.container` is in `db.pod`, and on the network a pod has one name for all that is in it, `db`.';

describe('from outside', () => {
  test('the pod’s name leads to its containers, with PodName= or without, and by its aliases', () => {
    expect(said('db:5432')).toEqual([]);
    expect(said('systemd-db:5432', NET)).toEqual([]);
    expect(said('data:5432', `PodName=db\n${NET}\nNetworkAlias=data`)).toEqual([]);
    expect(said('data:5432', 'PodName=db\nNetwork=app.network:alias=data')).toEqual([]);
    expect(said('database:5432')).toEqual(['/w/job.container unknown-host: No container of this stack answers to `database`. PostgreSQL is `db` here.']);
  });

  test('the name of a container in it leads nowhere', () => {
    expect(said('postgres:5432')).toEqual([HIDDEN]);
    expect(fixed(NETWORK + POSTGRES + pod() + unit('job', `Environment=DATABASE_URL=postgres://app@postgres:5432/app\n${NET}`), '/w/job.container', 'unknown-host')).toContain('postgres://app@db:5432/app');
    expect(said('postgres:5432', `PodName=db\n${NET}`, 'Pod=web.pod', '//- /w/web.pod\n[Pod]\nPodName=web\nNetwork=app.network\n')).toEqual([HIDDEN]);
    expect(said('postgres:5432', `PodName=db\n${NET}\nNetworkAlias=postgres`)).toEqual([]);
    expect(said('postgres:5432', undefined, `${NET}\nAddHost=postgres:10.0.0.1`)).toEqual([]);
    expect(said('postgres:5432', undefined, 'Pod=web.pod', '//- /w/web.pod\n[Pod]\nPodName=web\nNetwork=app.network\nAddHost=postgres:10.0.0.1\n')).toEqual([]);
    // Somebody else may be called so there.
    expect(said('postgres:5432', 'PodName=db\nNetwork=shared', 'Network=shared')).toEqual([]);
  });

  test('no network in common', () => {
    expect(said('db:5432', 'PodName=db\nNetwork=other.network', NET, '//- /w/other.network\n[Network]\n')).toEqual([
      '/w/job.container no-shared-network: `job.container` looks for `db` here, but shares no network with `postgres.container`: the name is not found. Add the same `Network=` to both.',
    ]);
  });

  test('of several in a pod the port and the program tell which one is meant', () => {
    const redis = unit('redis', 'Pod=db.pod', 'docker.io/library/redis:7');
    expect(said('db:5432', undefined, NET, redis)).toEqual([]);
    expect(said('db:5433', undefined, NET, redis)).toEqual(['/w/job.container connection-wrong-port: `db` is `postgres.container`, where PostgreSQL listens on 5432, not 5433.']);
    expect(said('db:15432', `PodName=db\n${NET}\nPublishPort=127.0.0.1:15432:5432`, NET, redis)).toEqual(['/w/job.container connection-wrong-port: Port 15432 is where the host reaches `postgres.container`; within the network `db` listens on 5432.']);
    // Another one of the pod listens there, or may.
    expect(said('db:6432', undefined, NET, unit('pool', 'Pod=db.pod'))).toEqual([]);
    expect(said('db:6379', undefined, NET, redis)).toEqual([]);
  });
});

test('within the pod, by its own name, by localhost and by the pod’s', () => {
  for (const host of ['postgres:5432', 'localhost:5432', '127.0.0.1:5432', 'db:5432']) expect(said(host, undefined, 'Pod=db.pod')).toEqual([]);
});

test('nginx hands on to a pod', () => {
  const nginx = (host: string): string[] => stack(`${NETWORK}${unit('nginx', `${NET}\nVolume=./nginx.conf:/etc/nginx/nginx.conf:ro`, 'docker.io/library/nginx:1.27')}//- /w/nginx.conf\nhttp { server { location / { proxy_pass http://${host}:8000; } } }\n//- /w/web.pod\n[Pod]\nPodName=web\n${NET}\n${unit('django', 'Pod=web.pod\nExec=gunicorn --bind 0.0.0.0:8000 app.wsgi')}`)
    .problems.map(({ path, problem }) => `${path} ${problem.code}: ${problem.message}`);
  expect(nginx('web')).toEqual([]);
  expect(nginx('webb')).toEqual(['/w/nginx.conf unknown-host: No container of this stack answers to `webb`: nginx looks the name up when it starts, and stops where it is not found. The nearest is `web`.']);
  expect(nginx('django')).toEqual(['/w/nginx.conf unknown-host: No container answers to `django` here: `django.container` is in `web.pod`, and on the network a pod has one name for all that is in it, `web`.']);
});

test('what clients ask of a container comes by the pod’s name too', () => {
  const found = (host: string): string[] => stack(`${NETWORK}${pod()}${unit('redis', 'Pod=db.pod', 'docker.io/library/redis:7')}${unit('job', `Environment=REDIS_URL=redis://:CHANGE_ME@${host}:6379/0\n${NET}`)}`).problems.filter(({ problem }) => problem.code === 'redis-password-mismatch').map(({ path }) => path);
  expect([found('db'), found('redis')]).toEqual([['/w/job.container'], []]);
});

test('the graph, and the place where the name stands', () => {
  const { workspace } = stack(`${NETWORK}${POSTGRES}${unit('redis', 'Pod=db.pod', 'docker.io/library/redis:7')}${pod()}${unit('job', `Environment=REDIS_HOST=db DATABASE_URL=postgres://app@postgres:5432/app\n${NET}`)}`).analysis;
  expect(stackGraphs(workspace).flatMap(({ links }) => links.map(({ from, to, joined }) => [from, to, joined]))).toEqual([['job.container', 'postgres.container', false], ['job.container', 'redis.container', true]]);
  const job = workspace.file(uriOfPath('/w/job.container'))!;
  const places = languageOf('quadlet')!.definition!(job, job.text.indexOf('REDIS_HOST=db') + 12, { snapshot: workspace });
  expect(places.map(({ uri, start, end }) => `${uri} ${workspace.file(uri)!.text.slice(start, end)}`)).toEqual(['file:///w/db.pod db']);
});
