import { expect, test } from 'vitest';
import { recognise } from '../../server/src/features/recognise.ts';
import { links } from '../../server/src/features/quadlet/links.ts';
import { mountedKind, mountingsOf } from '../../server/src/stack/mounts.ts';
import { containersByEnvironmentFile } from '../../server/src/stack/queries.ts';
import { uriOfPath } from '../../server/src/model/uri.ts';
import { findings, stack, type Stack } from '../support/stack.ts';

const file = (path: string, text = ''): string => `//- ${path}\n${text}\n`;
const container = (path: string, image: string, ...lines: readonly string[]): string => file(`${path}.container`, ['[Container]', `Image=${image}`, ...lines].join('\n'));
const POSTGRES = 'docker.io/library/postgres';
const APP = 'registry.example.com/app:1';

/** A stack of one colour: an application, its database and the files of both. */
const coloured = (colour: string, at: string): string => {
  const unit = (name: string, image: string, ...lines: readonly string[]): string => container(`/w/${colour}/${colour}-${name}`, image, `ContainerName=${colour}-${name}`, `Network=${colour}`, ...lines);
  return [
    unit('db', `${POSTGRES}:${colour === 'blue' ? 14 : 18}`, `Volume=${at}postgresql.conf:/etc/postgresql/postgresql.conf:ro`, `Volume=/srv/${colour}:/var/lib/postgresql${colour === 'blue' ? '/data' : ''}`, 'Exec=-c config_file=/etc/postgresql/postgresql.conf'),
    unit('web', APP, `EnvironmentFile=${at}.env`),
    unit('proxy', 'docker.io/library/nginx:1.27', `Volume=${at}nginx.conf:/etc/nginx/nginx.conf:ro`),
    unit('pool', `docker.io/edoburu/pgbouncer:v1.2${colour === 'blue' ? '3.1' : '5.0'}-p0`, `Volume=${at}pgbouncer.ini:/etc/pgbouncer/pgbouncer.ini:ro`),
    file(`/w/${colour}/.env`, `DATABASE_URL=postgres://app@${colour}-db:5432/app`),
    file(`/w/${colour}/postgresql.conf`, colour === 'blue' ? 'work_mem = 4MB' : 'io_method = worker'),
    file(`/w/${colour}/nginx.conf`, `http { server { location / { proxy_pass http://${colour}-web:8000; } } }`),
    file(`/w/${colour}/pgbouncer.ini`, `[pgbouncer]\nlisten_addr = *\nauth_type = scram-sha-256\nauth_file = /x${colour === 'blue' ? '' : '\nclient_tls13_ciphers = TLS_AES_256_GCM_SHA384'}`),
  ].join('');
};

/** The units that lead to a file as a mount or environment file. */
const users = ({ analysis: { workspace } }: Stack, path: string): string[] => {
  const found = workspace.file(uriOfPath(path))!;
  return [...mountingsOf(workspace, found).map((mounting) => mounting.container), ...containersByEnvironmentFile(workspace, found)].map(({ unit }) => unit);
};

test.each(['./', '%h/stacks/COLOUR/', '/opt/COLOUR/', '/etc/'])('two stacks side by side read their own files: %s', (at) => {
  const both = stack(coloured('blue', at.replace('COLOUR', 'blue')) + coloured('green', at.replace('COLOUR', 'green')));
  expect(findings(both, 'no-shared-network', 'unknown-host', 'postgres-newer-parameter', 'pgbouncer-unknown-setting')).toEqual([]);
  for (const colour of ['blue', 'green']) {
    for (const [name, unit] of [['.env', 'web'], ['postgresql.conf', 'db'], ['nginx.conf', 'proxy'], ['pgbouncer.ini', 'pool']]) {
      expect(users(both, `/w/${colour}/${name}`)).toEqual([`${colour}-${unit}.container`]);
    }
  }
});

test('what is wrong in one of them is said of its own container', () => {
  const wrong = coloured('blue', '/opt/blue/').replace('work_mem = 4MB', 'io_method = worker').replace('app@blue-db', 'app@green-db');
  expect(findings(stack(wrong + coloured('green', '/opt/green/')), 'no-shared-network', 'postgres-newer-parameter')).toEqual([
    '/w/blue/.env:1 no-shared-network «green-db»', '/w/blue/postgresql.conf:1 postgres-newer-parameter «io_method»',
  ]);
});

test('which file a path means', () => {
  const reader = (path: string, source: string): string => container(path, APP, `EnvironmentFile=${source}`);
  const meant = (source: string, unit: string, ...files: readonly string[]): string[] => {
    const all = stack(reader(unit, source) + files.map((path) => file(path, 'A=1')).join(''));
    return files.filter((path) => users(all, path).length > 0);
  };
  // A relative path is its own folder's, also where that file is not at hand.
  expect(meant('.env', '/w/blue/web', '/w/blue/.env', '/w/green/.env')).toEqual(['/w/blue/.env']);
  expect(meant('./.env', '/w/blue/web', '/w/green/.env')).toEqual([]);
  expect(meant('.env', '/w/blue/web', '/w/.env')).toEqual([]);
  expect(meant('../green/.env', '/w/blue/web', '/w/blue/.env', '/w/green/.env')).toEqual(['/w/green/.env']);
  expect(meant('env/web.env', '/w/web', '/w/web.env', '/w/env/web.env')).toEqual(['/w/env/web.env']);
  expect(meant('-.env', '/w/blue/web', '/w/blue/.env', '/w/green/.env')).toEqual(['/w/blue/.env']);
  // An absolute one is the file itself where it is at hand, else the nearest, of several as near the one whose folders it names.
  expect(meant('/w/green/.env', '/w/blue/web', '/w/blue/.env', '/w/green/.env')).toEqual(['/w/green/.env']);
  expect(meant('%h/x/.env', '/w/a/blue/web', '/w/.env', '/w/a/.env', '/w/b/.env')).toEqual(['/w/a/.env']);
  expect(meant('%h/x/.env', '/w/units/web', '/w/unit/.env', '/w/.env')).toEqual(['/w/.env']);
  expect(meant('%h/conf/green/.env', '/w/units/web', '/w/conf/blue/.env', '/w/conf/green/.env')).toEqual(['/w/conf/green/.env']);
  expect(meant('/srv/elsewhere/.env', '/w/units/web', '/w/conf/.env')).toEqual(['/w/conf/.env']);
  expect(meant('/srv/elsewhere/app.env', '/w/units/web', '/w/conf/.env')).toEqual([]);
  // Many of one name.
  const many = Array.from({ length: 20 }, (_, i) => `/w/s${i}/.env`);
  expect(meant('%h/stacks/s7/.env', '/w/s7/web', ...many)).toEqual(['/w/s7/.env']);
  expect(meant('%h/stacks/s7/.env', '/w/units/web', ...many)).toEqual(['/w/s7/.env']);
});

test('a file that comes or goes changes whose the others are', () => {
  const both = stack(coloured('blue', './') + container('/w/green/green-web', APP, 'ContainerName=green-web', 'Network=green', 'EnvironmentFile=/etc/.env'));
  expect(findings(both, 'no-shared-network')).toEqual(['/w/blue/.env:1 no-shared-network «blue-db»']);
  const { analysis } = both;
  const said = (): string[] => analysis.problems(uriOfPath('/w/blue/.env')).map(({ code }) => code);
  analysis.set(uriOfPath('/w/green/.env'), 'A=1\n');
  analysis.refreshAll();
  expect(said()).toEqual([]);
  analysis.remove(uriOfPath('/w/green/.env'));
  analysis.refreshAll();
  expect(said()).toEqual(['no-shared-network']);
});

test('a volume’s unit may lie in another folder of the stack', () => {
  const units = container('/w/app/web', APP, 'Volume=data:/x') + file('/w/storage/data.volume', '[Volume]');
  expect(findings(stack(units), 'volume-suffix-missing')).toEqual(['/w/app/web.container:3 volume-suffix-missing «data»']);
});

test('files whose names say nothing, and links', () => {
  const redis = (colour: string, image: string, target: string): string => container(`/w/${colour}/${colour}-redis`, image, `Volume=%h/${colour}/main.cfg:${target}`, 'Exec=redis-server /etc/redis.conf');
  const { analysis: { workspace } } = stack(redis('blue', 'docker.io/library/redis:7.4', '/etc/redis.conf') + redis('green', APP, '/app/main.cfg'));
  const paths = new Set(['/w/blue/main.cfg', '/w/green/main.cfg']);
  expect([...recognise(workspace, new Map([['main.cfg', paths]]))]).toEqual([['/w/blue/main.cfg', 'redis']]);
  workspace.set(uriOfPath('/w/blue/main.cfg'), 'port 6379\n', 'redis');
  expect([...recognise(workspace, new Map([['main.cfg', new Set(['/w/green/main.cfg'])]]))]).toEqual([]);
  expect(mountedKind(workspace, '/w/blue/main.cfg')).toBe('redis');
  expect(mountedKind(workspace, '/w/green/main.cfg')).toBeUndefined();
  const both = stack(coloured('blue', '/opt/') + coloured('green', '/opt/')).analysis.workspace;
  expect(links(both.file(uriOfPath('/w/green/green-web.container'))!, { snapshot: both }).map(({ target }) => target)).toContain('file:///w/green/.env');
});
