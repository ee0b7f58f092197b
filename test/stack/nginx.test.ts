import { describe, expect, test } from 'vitest';
import { parseNginx } from '../../server/src/syntax/nginx.ts';
import { findings, fixed, stack } from '../support/stack.ts';

const NET = 'Network=app.network';
const nginx = (conf: string): string => `//- /w/nginx.container\n[Container]\nImage=docker.io/library/nginx:1\n${NET}\nVolume=./nginx.conf:/etc/nginx/nginx.conf:ro\n//- /w/nginx.conf\n${conf}\n`;
const web = (exec: string, extra = ''): string => `//- /w/web.container\n[Container]\nImage=docker.io/x/web:1\nContainerName=web\n${NET}\nExec=${exec}\n${extra}\n//- /w/app.network\n[Network]\n`;
const site = (lines: string): string => `http {\n  server {\n${lines}\n  }\n}`;

describe('the reader', () => {
  test('nests blocks and keeps quoted words together', () => {
    const shape = (text: string): unknown => parseNginx(text).map(function show({ name, args, block }): unknown {
      return [name, args.map(({ value }) => value), ...(block === undefined ? [] : [block.map(show)])];
    });
    expect(shape('a 1 "x y" \'z;\'; # no; {\nb c { d ${e}; }')).toEqual([['a', ['1', 'x y', 'z;']], ['b', ['c'], [['d', ['${e}']]]]]);
    expect(shape('} a { b')).toEqual([['a', [], [['b', []]]]]);
    expect(shape('"open { x;')).toEqual([['open { x;', []]]);
    expect(shape('\\')).toEqual([['\\', []]]);
  });
  test('deep nesting and long lines cost no stack and little time', () => {
    expect(parseNginx('a {'.repeat(100_000))).toHaveLength(1);
    expect(parseNginx(`x ${'"'.repeat(100_000)};`)).toHaveLength(1);
  });
});

test('a port where nothing listens', () => {
  const code = 'connection-wrong-port';
  const pass = (url: string, exec = 'daphne -b 0.0.0.0 -p 8001 app:app', extra = ''): string[] => findings(stack(nginx(site(`location / { proxy_pass ${url}; }`)) + web(exec, extra)), code);
  expect(pass('http://web:8000')).toEqual([`/w/nginx.conf:3 ${code} «8000»`]);
  expect(pass('"http://web:8000/"')).toEqual([`/w/nginx.conf:3 ${code} «8000»`]);
  for (const url of ['http://web:8001', 'http://web:8001/', 'http://$upstream:8000', 'http://unix:/run/x.sock']) expect(pass(url)).toEqual([]);
  expect(pass('http://web:9000', 'serve')).toEqual([]);
  expect(pass('http://web:18000', 'daphne -b 0.0.0.0 -p 8001 app:app', 'PublishPort=18000:8001')).toEqual([`/w/nginx.conf:3 ${code} «18000»`]);
  // What the program listens on beside the published port is not known.
  expect(pass('http://web:18000', 'serve', 'PublishPort=18000:8000')).toEqual([]);
  const text = nginx(`http { upstream app { server web:8000 max_fails=3; } ${site('location / { proxy_pass http://app; }')} }`) + web('gunicorn -b 0.0.0.0:8080 app');
  expect(findings(stack(text), code)).toEqual([`/w/nginx.conf:1 ${code} «8000»`]);
  expect(fixed(text, '/w/nginx.conf', code)).toContain('server web:8080 max_fails=3;');
  // An upstream may have its host's name: what stands in it is the host.
  expect(findings(stack(text.replaceAll('app', 'web')), code)).toEqual([`/w/nginx.conf:1 ${code} «8000»`]);
});

test('a host that is not there, or on no network with nginx', () => {
  const hosts = (host: string): string[] => findings(stack(nginx(site(`location / { proxy_pass http://${host}:8000; }`)) + web('serve')), 'unknown-host', 'no-shared-network');
  expect(hosts('wev')).toEqual(['/w/nginx.conf:3 unknown-host «wev»']);
  for (const host of ['web', 'example.com', 'host.containers.internal', 'localhost']) expect(hosts(host)).toEqual([]);
  expect(findings(stack(nginx(site('location / { proxy_pass http://web:8000; }')) + web('serve').replace(NET, 'Network=other.network')), 'no-shared-network')).toEqual(['/w/nginx.conf:3 no-shared-network «web»']);
  expect(findings(stack('//- /w/nginx.conf\nhttp { server { location / { proxy_pass http://nowhere:1; } } }\n'), 'unknown-host')).toEqual([]);
});

describe('several files of one nginx', () => {
  const several = (mounts: string, image = 'docker.io/library/nginx:1'): string =>
    `//- /w/nginx.container\n[Container]\nImage=${image}\n${NET}\nVolume=./nginx.conf:/etc/nginx/nginx.conf:ro\nVolume=./nginx-site.conf:/etc/nginx/conf.d/nginx-site.conf:ro\n${mounts}\n//- /w/nginx.conf\nevents {}\nhttp { include /etc/nginx/conf.d/*.conf; }\n//- /w/nginx-site.conf\nserver { location / { proxy_pass http://backend; } }\n`;
  const upstreams = (server: string): string => `//- /w/nginx-up.conf\nupstream backend { server ${server}:8000; }\n`;
  const all = (text: string): string[] => stack(text + web('serve')).problems.map(({ path, problem }) => `${path} ${problem.code}: ${problem.message}`);
  const MOUNT = 'Volume=./nginx-up.conf:/etc/nginx/conf.d/00-upstreams.conf:ro';
  const UNKNOWN = '/w/nginx-site.conf unknown-host: No container of this stack answers to `backend`: nginx looks the name up when it starts, and stops where it is not found.';

  test('an upstream of another file', () => {
    expect(all(several(MOUNT) + upstreams('web'))).toEqual([]);
    expect(all(several(MOUNT) + upstreams('wev'))).toEqual(['/w/nginx-up.conf unknown-host: No container of this stack answers to `wev`: nginx looks the name up when it starts, and stops where it is not found. The nearest is `web`.']);
    // Mounted into no nginx, it says nothing.
    expect(all(several('') + upstreams('web'))).toEqual([UNKNOWN]);
  });

  test('files that are not here may have it', () => {
    for (const mount of ['Volume=./more:/etc/nginx/conf.d:ro', 'Volume=sites:/etc/nginx', 'Volume=/srv/other.conf:/etc/nginx/conf.d/other.conf:ro', 'Volume=./templates:/etc/nginx/templates']) expect(all(several(mount))).toEqual([]);
    expect(all(several('', 'registry.example.com/x/nginx:1'))).toEqual([]);
    for (const mount of ['Volume=./certs:/etc/nginx/certs:ro', 'Volume=html:/usr/share/nginx/html:ro']) expect(all(several(mount))).toEqual([UNKNOWN]);
    expect(all(several('Volume=./x:/srv/conf').replace('include /etc/nginx/conf.d/*.conf;', 'include /etc/nginx/conf.d/*.conf; include /srv/conf/*;'))).toEqual([]);
  });

  test('a network that no unit makes', () => {
    expect(all(several('').replace(NET, 'Network=proxy'))).toEqual([]);
    expect(all(several('').replace(NET, 'Network=systemd-app'))).toEqual([UNKNOWN]);
  });
});

test('nobody listens on the loopback of nginx’s container', () => {
  const pass = (address: string, lines = '', image = 'docker.io/library/nginx:1', more = ''): string[] =>
    stack(`//- /w/nginx.container\n[Container]\nImage=${image}\n${NET}\nVolume=./nginx.conf:/etc/nginx/nginx.conf:ro\n${lines}\n//- /w/nginx.conf\nhttp { server { listen 8443 ssl; listen [::]:9100-9102; location / { proxy_pass http://${address}; } } }\n${more}//- /w/app.network\n[Network]\n`)
      .problems.map(({ path, problem }) => `${path} ${problem.code}: ${problem.message}`);
  const found = (host: string, port: number): string[] => [`/w/nginx.conf localhost-is-the-container: In \`nginx.container\` \`${host}\` is the container itself, where nginx alone runs and does not listen on ${port}: nobody answers. Use the name of the container that does, or \`host.containers.internal\` for a program of the host.`];
  expect(pass('127.0.0.1:9999')).toEqual(found('127.0.0.1', 9999));
  expect(pass('localhost:9000/x', "Exec=nginx -g 'daemon off;'", 'docker.io/nginxinc/nginx-unprivileged:1')).toEqual(found('localhost', 9000));
  for (const address of ['127.0.0.1', '127.0.0.1:8443', 'localhost:80', 'localhost:9101', 'unix:/run/x.sock']) expect(pass(address)).toEqual([]);
  for (const lines of ['Network=host', 'Pod=x.pod', 'Entrypoint=/start.sh', 'Volume=./start:/docker-entrypoint.d', 'Volume=./sites:/etc/nginx/conf.d']) expect(pass('127.0.0.1:9999', lines, undefined, '//- /w/x.pod\n[Pod]\n')).toEqual([]);
  expect(pass('127.0.0.1:9000', '', 'lscr.io/linuxserver/nginx:1')).toEqual([]);
  expect(pass('127.0.0.1:9000', '', undefined, '//- /w/fpm.container\n[Container]\nImage=docker.io/library/php:8-fpm\nNetwork=nginx.container\n')).toEqual([]);
});

test('nginx-websocket-without-upgrade', () => {
  const code = 'nginx-websocket-without-upgrade';
  const found = (lines: string): string[] => findings(stack(nginx(site(lines)) + web('serve')), code);
  const location = (inside: string, path = '/ws/'): string => `location ${path} {\n  proxy_pass http://web:8000;\n  ${inside}\n}`;
  const upgrade = 'proxy_set_header Upgrade $http_upgrade;';
  expect(found(location(''))).toEqual([`/w/nginx.conf:3 ${code} «location /ws/»`]);
  expect(found(location('', '~ ^/ws/'))).toHaveLength(1);
  // Headers of its own take those of the server away.
  expect(found(`${upgrade}\n${location('proxy_set_header Host $host;')}`)).toHaveLength(1);
  for (const silent of [location(upgrade), `${upgrade}\n${location('')}`, location('', '/news/'), location('', '/aws/'), location('include proxy_params;'), 'location /ws/ { root /x; }']) expect(found(silent)).toEqual([]);
  expect(fixed(nginx(site(location(''))) + web('serve'), '/w/nginx.conf', code)).toContain('proxy_pass http://web:8000;\n  proxy_http_version 1.1;\n  proxy_set_header Upgrade $http_upgrade;\n  proxy_set_header Connection "upgrade";\n');
});
