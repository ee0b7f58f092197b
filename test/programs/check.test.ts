import fs from 'node:fs';
import { describe, expect, test } from 'vitest';
import { checkWithPrograms } from '../../server/src/features/programs/check.ts';
import { listPodmanObjects } from '../../server/src/features/programs/objects.ts';
import { writeReport } from '../../server/src/features/programs/report.ts';
import { nodePrograms } from '../../server/src/host/programs.ts';
import { stack } from '../support/stack.ts';
import { onlyThese, scratchFolder, script } from './support.ts';

const folder = scratchFolder();
const installed = (...names: string[]): string | undefined => nodePrograms.find(names);
const POSTGRES = installed('postgres', ...[18, 17, 16, 15, 14].map((major) => `/usr/lib/postgresql/${major}/bin/postgres`));

/** The report over a stack, with only these programs; the versions, which differ from machine to machine, are left out. */
async function report(text: string, programs: Readonly<Record<string, string | undefined>>, limit = 20_000): Promise<string> {
  const { analysis: { workspace } } = stack(text);
  const runner = onlyThese(programs);
  const written = writeReport(await checkWithPrograms(workspace, '', { programs: runner, limit }));
  for (const result of runner.results) expect(fs.existsSync(result.folder)).toBe(false);
  return written.text.replace(/^(\S.*?) \d[\d.]*  \/.*$/gm, '$1').replace(/^( {6}(?!Quadlet Stack).*?) \d[\d.]* +/gm, '$1  ');
}

describe('with the real programs', () => {
  const redis = installed('redis-server');
  test.skipIf(redis === undefined)(`redis-server${redis === undefined ? ' (skipped: not installed)' : ''}: every refused line, and none that acts on the machine`, async () => {
    expect(await report('//- /w/redis.conf\nport 6379\ndir /nowhere/at/all\nmaxmemory 1.5gb\n# a comment\nsave 900 1 # often\nlogfile /nowhere/x.log\nappendonly yes\nuser a on >secret ~* +@nothing\nreplicaof a 1\ncluster-enabled yes\n', { 'redis-server': redis })).toBe(`\
Checked with installed programs: /w

They and Quadlet Stack say the same in all 7 places.

Redis
  redis.conf: the same for 7 lines, 2 of them wrong for both
    (lines 2, 6 not tried: what they name is in the container)
    (2 errors of ours not tried: the program finds them only when it starts)
`);
  });

  const pgbouncer = installed('pgbouncer');
  test.skipIf(pgbouncer === undefined)(`pgbouncer${pgbouncer === undefined ? ' (skipped: not installed)' : ''}: the right line, however many empty ones follow`, async () => {
    expect(await report('//- /w/pgbouncer.ini\n[databases]\napp = host=db pool_mode=tx\n\n\n; why\n[pgbouncer]\nauth_file = u\nlisten_port = 6432 ; the port\n\n\n\npool_mod = session\n%include /nowhere.ini\nlog_stats = off', { pgbouncer })).toBe(`\
Checked with installed programs: /w

They and Quadlet Stack say the same in all 7 places.

PgBouncer
  pgbouncer.ini: the same for 7 lines, 4 of them wrong for both
    (line 13 not tried: what it names is in the container)
`);
  });

  test.skipIf(POSTGRES === undefined)(`postgres${POSTGRES === undefined ? ' (skipped: not installed)' : ''}: lines by their place and by their parameter`, async () => {
    expect(await report("//- /w/postgresql.conf\nwork_mem = 64mb\nport = 5432\nwork_mem = 4 MB\ninclude 'x.conf'\nfoo = 1\nmax_connections = 70000000\nshared_buffers = 128MB\nlc_messages = 'xx_XX'\n", { postgres: POSTGRES })).toBe(`\
Checked with installed programs: /w

They and Quadlet Stack say the same in all 6 places.

PostgreSQL
  postgresql.conf: the same for 6 lines, 4 of them wrong for both
    (lines 4, 8 not tried: what they name is in the container)
`);
  });

  const nginx = installed('nginx');
  const conf = (line: string): string => `//- /w/app.network\n[Network]\n//- /w/nginx.container\n[Container]\nImage=docker.io/library/nginx:1\nNetwork=app.network\nVolume=./nginx.conf:/etc/nginx/nginx.conf:ro\n//- /w/web.container\n[Container]\nImage=docker.io/x/web:1\nContainerName=web\nNetwork=app.network\n//- /w/nginx.conf\nevents {}\nhttp {\n  access_log /nowhere/access.log;\n  upstream app {\n    server web:8000;\n  }\n  server {\n    listen 443 ssl;\n    ssl_certificate /nowhere/x.crt;\n    location / {\n      ${line}\n    }\n  }\n}\n`;
  test.skipIf(nginx === undefined)(`nginx${nginx === undefined ? ' (skipped: not installed)' : ''}: names of the stack are not looked up, files of the container not opened`, async () => {
    expect(await report(conf('proxy_pass http://app;'), { nginx })).toBe(`\
Checked with installed programs: /w

They and Quadlet Stack say the same in all 12 places.

nginx
  nginx.conf: the same for 12 lines
    (lines 3, 9 not tried: what they name is in the container)

Not installed here: Podman’s generator, systemd.
`);
    expect(await report(conf('proxy_pas http://app;'), { nginx })).toContain(`
  nginx.conf: one difference in 12 lines; the same for 11
    nginx.conf:11
      nginx  unknown directive "proxy_pas"
      Quadlet Stack  says nothing
`);
  });

  const analyze = installed('systemd-analyze');
  test.skipIf(analyze === undefined)(`systemd-analyze${analyze === undefined ? ' (skipped: not installed)' : ''}: what it ignores stands at the unit's own line`, async () => {
    expect(await report('//- /w/a.container\n[Container]\nImage=docker.io/library/nginx:1\n[Service]\nRestart=allways\nFoo=1\nMemoryMax=4GB\nTimeoutStopSec=30\n', { 'systemd-analyze': analyze })).toBe(`\
Checked with installed programs: /w

They and Quadlet Stack say the same in all 5 places.

systemd
  a.container: the same for 5 lines, 3 of them wrong for both

Not installed here: Podman’s generator.
`);
  });
});

describe('with stand-ins', () => {
  const UNITS = '//- /w/a.container\n[Container]\nImage=docker.io/library/nginx:1\nFoo=1\n//- /w/b.container\n[Container]\nImage=docker.io/library/nginx:1\n//- /w/b.container.d/x.conf\n[Container]\nExec=serve\n';
  const generator = (name: string, body: string): Record<string, string> => ({ '/usr/libexec/podman/quadlet': script(folder, name, `if [ "$1" = -version ]; then echo 5.4.2; exit; fi\n${body}`) });

  test('the generator gets the units with their drop-ins in a folder of its own, for a user', async () => {
    const programs = generator('lists', 'echo "$@" >&2; cd "$QUADLET_UNIT_DIRS" && find . -type f | sort >&2; exit 1');
    const { analysis: { workspace } } = stack(UNITS);
    const runner = onlyThese(programs);
    await checkWithPrograms(workspace, '', { programs: runner });
    expect(runner.results[1]!.stderr).toBe('-dryrun -user\n./a.container\n./b.container\n./b.container.d/x.conf\n');
  });

  test('a unit that both refuse agrees; one that is generated otherwise is shown with its line', async () => {
    const { analysis: { workspace } } = stack(UNITS);
    const same = `printf 'quadlet-generator[1]: converting "a.container": unsupported key '"'Foo'"' in group '"'Container'"' in %s/a.container\\n' "$QUADLET_UNIT_DIRS" >&2`;
    const right = (await import('../../server/src/features/preview.ts')).preview(workspace, workspace.fileAt('/w/b.container')!, { podman: [5, 4, 2] })!.text;
    const prints = (text: string): string => `${same}\ncat <<'END' | sed "s|/w/|$QUADLET_UNIT_DIRS/|"\n${text}END\nexit 1`;
    expect(await report(UNITS, generator('agrees', prints(right)))).toBe(`\
Checked with installed programs: /w

They and Quadlet Stack say the same in all 2 places.

Podman’s generator
  a.container: the same for 1 unit, wrong for both
  b.container: the same for 1 unit

Not installed here: systemd.
`);
    expect(await report(UNITS, generator('differs', prints(right.replace('nginx:1 serve', 'nginx:1 --serve'))))).toMatch(/\n {2}b\.container: one difference in 1 unit; the same for 0\n {4}b\.container\n {6}Podman’s generator {2}generates ExecStart=\/usr\/bin\/podman run .* --serve\n {6}Quadlet Stack +generates ExecStart=.* serve\n/);
    expect(await report(UNITS, generator('refuses', `${same}\nexit 1`))).toContain('\n  b.container: one difference in 1 unit; the same for 0\n    b.container\n      Podman’s generator  generates nothing from it\n      Quadlet Stack             says nothing\n'.replace(/Stack +says/, 'Stack             says'));
  });

  test('a type that the release does not read yet, and a generator that crashes halfway, agree with what we say of them', async () => {
    const later = '//- /w/x.artifact\n[Artifact]\nArtifact=quay.io/a/b:1\n';
    expect(await report(later, generator('silent', 'exit 0'))).toContain('x.artifact: the same for 1 unit\n');
    const crashing = '//- /w/a.image\n[Image]\nImage=docker.io/library/nginx:1\n//- /w/b.container\n[Container]\nImage=docker.io/library/nginx:1\nMount=type=volume,destination=/data\n';
    const halfway = await report(crashing, generator('crashes', 'printf -- "---a-image.service---\\n[Unit]\\n\\n"; printf "panic: nil\\n" >&2; exit 2'));
    expect(halfway).toContain('They and Quadlet Stack say the same in all 2 places.');
    expect(halfway).toContain('a.image: the same for 1 unit, wrong for both\n  b.container: the same for 1 unit, wrong for both\n');
  });

  test('a generator that never ends is stopped, and said to hang', async () => {
    const text = await report(UNITS, generator('hangs', 'sleep 1000'), 400);
    expect(text).toContain('does not come to an end (stopped after 0.4 s)');
    expect(text).toContain('a.container: the same for 1 unit, wrong for both');
  });

  const REDIS = '//- /w/redis.conf\nport 6379\nrequirepass "an-example"\nmaxmemory 1.5gb\n';
  const redis = (name: string, body: string): Record<string, string> => ({ 'redis-server': script(folder, name, `if [ "$1" = --version ]; then echo "Redis server v=7.0.15 sha=0"; exit; fi\n${body}`) });

  test('lines on which a program disagrees are named with both words, without secrets', async () => {
    const body = `text=$(cat)\ncase "$text" in *requirepass*) n=2;; *) n=99;; esac\nprintf 'Reading the configuration file, at line %s\\n>>> x\\nno such password "an-example"\\n' $n`;
    expect(await report(REDIS, redis('disagrees', body))).toBe(`\
Checked with installed programs: /w

They and Quadlet Stack say the same in one place, and differ in 2.

Redis
  redis.conf: 2 differences in 3 lines; the same for 1
    redis.conf:2
      Redis  no such password …
      Quadlet Stack  says nothing
    redis.conf:3
      Redis  has nothing against it
      Quadlet Stack  error redis-bad-value: \`maxmemory\` is a size such as \`100mb\`: digits, then \`b\`, \`kb\`, \`mb\`, \`gb\` or \`k\`, \`m\`, \`g\`, without a blank; \`1.5gb\` is none. Redis 7.0.15 will not start.
`);
  });

  test('an answer that is not understood, and one that never comes, are said as such', async () => {
    expect(await report(REDIS, redis('babbles', 'echo hello'))).toContain('redis.conf: nothing to compare\n    (the program gave an answer that is not understood here)\n');
    expect(await report(REDIS, redis('sleeps', 'sleep 1000'), 400)).toContain('(the program did not answer within 0.4 s)');
  });

  test('Valkey’s files are not given to Redis; what is missing is named', async () => {
    expect(await report('//- /w/valkey.conf\nport 6379\n//- /w/pgbouncer.ini\n[pgbouncer]\n', redis('unused', 'exit 1'))).toBe('Checked with installed programs: /w\n\nNone of the programs that this stack is for is installed here.\n\nNot installed here: Valkey, PgBouncer.\n');
  });
});

test('podman’s names: without untagged images, sorted, each list by itself', async () => {
  const podman = script(folder, 'podman', 'case "$1" in image) printf "docker.io/library/redis:7\\n<none>:<none>\\nlocalhost/app:1\\n";; secret) exit 1;; network) printf "podman\\napp\\n";; volume) ;; esac');
  expect(await listPodmanObjects(onlyThese({ podman }))).toEqual({ images: ['docker.io/library/redis:7', 'localhost/app:1'], secrets: [], networks: ['app', 'podman'], volumes: [] });
  expect(await listPodmanObjects(onlyThese({}))).toBeUndefined();
});
