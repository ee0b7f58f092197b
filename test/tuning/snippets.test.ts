import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { scratch } from '../pgbouncer/real.ts';
import { all, expand } from './expand.ts';
import { analysisOf, findings, shown } from './load.ts';

const LANGUAGES = fs.readdirSync('snippets').map((name) => name.replace('.json', ''));

const NETWORK = { 'app.network': expand(all('quadlet')['Network']!.body), 'postgres-data.volume': '[Volume]\n', 'postgres-wal.volume': '[Volume]\n', 'redis-data.volume': '[Volume]\n', 'valkey-data.volume': '[Volume]\n' };
/** What the units under test need to be there: named as the snippets name them. */
const COMPANIONS: Readonly<Record<string, string>> = { 'postgres.container': 'PostgreSQL', 'redis.container': 'Redis for Celery and cache', 'django.container': 'Django on Daphne' };
/** Parts of a unit, and the section that they go into. */
const PARTS = ['Health check', 'Limits', 'Secret in a variable', 'Secret in a file'];
const FILE: Readonly<Record<string, string>> = { Network: 'app.network', Volume: 'postgres-data.volume', Pod: 'app.pod' };

describe('every snippet', () => {
  it.each(LANGUAGES)('%s: has its own prefixes, a description, and one final place', (language) => {
    const snippets = Object.entries(all(language));
    const prefixes = snippets.flatMap(([, { prefix }]) => prefix);
    expect(new Set(prefixes).size).toBe(prefixes.length);
    for (const [name, { description, body }] of snippets) {
      expect(description.length, name).toBeGreaterThan(12);
      const text = body.join('\n');
      expect(text.match(/(?<!\\)\$0/g), name).toHaveLength(1);
      // Tab goes down the text.
      const stops = [...new Set([...text.matchAll(/(?<!\\)\$\{?(\d+)/g)].map((match) => Number(match[1])))].filter((stop) => stop !== 0);
      expect(stops, name).toEqual(stops.map((_, index) => index + 1));
      for (const [, choices] of text.matchAll(/\$\{\d+\|((?:[^|\\]|\\.)*)\|\}/g)) expect(choices!.split(/(?<!\\),/).length, name).toBeGreaterThan(1);
      expect(text, name).not.toMatch(/\t| $/m);
    }
  });
});

describe('units', () => {
  it.each(Object.keys(all('quadlet')).filter((name) => !name.endsWith('timer')))('%s: nothing to report', (name) => {
    const text = expand(all('quadlet')[name]!.body);
    const companions = Object.fromEntries(Object.entries(COMPANIONS).filter(([, snippet]) => snippet !== name).map(([file, snippet]) => [file, expand(all('quadlet')[snippet]!.body)]));
    const mine = FILE[name] ?? Object.entries(COMPANIONS).find(([, snippet]) => snippet === name)?.[0] ?? 'unit.container';
    const unit = PARTS.includes(name) ? `[Container]\nImage=localhost/name:1\nContainerName=name\nNetwork=app.network\n${text}\n\n[Install]\nWantedBy=default.target\n` : text;
    // A second program of a companion's kind would clash with it in name, not in what is tested.
    const clash = /^ContainerName=(.*)$/m.exec(unit)?.[1];
    for (const [file, other] of Object.entries(companions)) if (file !== mine && clash !== undefined && other.includes(`ContainerName=${clash}\n`)) delete companions[file];
    const files = { ...NETWORK, ...companions, '.env': 'DEBUG=False\n', [mine]: unit };
    for (const podman of [[5, 8, 2], [6, 1, 1]]) {
      const found = findings(analysisOf(files, { targets: { podman }, forced: true })).filter(({ file }) => file === mine);
      expect(found.map(shown)).toEqual([]);
    }
  });
});

const CONFIGURATION = [['redis-conf', 'redis.conf'], ['pgbouncer-ini', 'pgbouncer.ini'], ['pgbouncer-userlist', 'userlist.txt'], ['postgresql-conf', 'postgresql.conf'], ['dotenv', '.env']] as const;

describe.each(CONFIGURATION)('%s', (language, file) => {
  it.each(Object.keys(all(language)))('%s: nothing to report', (name) => {
    const text = expand(all(language)[name]!.body);
    const needsSection = language === 'pgbouncer-ini' && !text.startsWith('[');
    const whole = !needsSection ? text : name === 'Database' ? `[databases]\n${text}\n[pgbouncer]\nauth_file = userlist.txt` : `[pgbouncer]\nauth_file = userlist.txt\n${text}`;
    const found = findings(analysisOf({ [file]: `${whole}\n` })).filter(({ problem }) => problem.severity !== 'hint' && problem.severity !== 'information');
    expect(found.map(shown)).toEqual([]);
  });
});

const NGINX = ['/usr/sbin/nginx', '/usr/bin/nginx'].find((name) => fs.existsSync(name));
const OPENSSL = fs.existsSync('/usr/bin/openssl');

describe.skipIf(NGINX === undefined || !OPENSSL)(`nginx -t${NGINX === undefined ? ' (skipped: no nginx installed)' : ''}`, () => {
  const { folder, remove } = scratch();
  afterAll(remove);

  it.each(Object.keys(all('nginx')))('%s', (name) => {
    const text = expand(all('nginx')[name]!.body);
    execFileSync('/usr/bin/openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-subj', '/CN=example.com', '-keyout', path.join(folder, 'privkey.pem'), '-out', path.join(folder, 'fullchain.pem')], { stdio: 'ignore' });
    const inside = text.startsWith('location') ? `upstream django { server 127.0.0.1:8000; }\nlimit_req_zone $binary_remote_addr zone=login:1m rate=1r/s;\nserver { listen 8080;\n${text}\n}` : text;
    const config = path.join(folder, 'nginx.conf');
    fs.writeFileSync(config, `pid ${folder}/nginx.pid;\nerror_log ${folder}/error.log;\nevents {}\nhttp {\naccess_log off;\n${inside.replaceAll('/etc/nginx/tls', folder)}\n}\n`);
    expect(() => execFileSync(NGINX!, ['-t', '-q', '-e', 'stderr', '-p', folder, '-c', config], { stdio: 'pipe' })).not.toThrow();
  });
});
