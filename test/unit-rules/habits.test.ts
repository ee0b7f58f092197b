import { expect, test } from 'vitest';
import { findings, fixed, stack } from '../support/stack.ts';

/** A container unit with these lines in their sections; the image is there, so that the generator takes it. */
const unit = (lines: string, path = '/w/app.container'): string => `//- ${path}\n# a unit\n[Container]\nImage=docker.io/library/app:1\n${lines}\n`;
const check = (lines: string, code: string): string[] => findings(stack(unit(lines)), code);

test('environment-splits-at-blank', () => {
  const code = 'environment-splits-at-blank';
  expect(check('Environment=ARGS=--encoding=UTF8 --locale=C', code)).toEqual([`/w/app.container:4 ${code} «--locale=C»`]);
  expect(check('Environment=A=one two three B=four', code)).toEqual([`/w/app.container:4 ${code} «two three»`]);
  for (const silent of ['Environment="A=one two"', 'Environment=A="one two"', 'Environment=A=1 B=2', 'Environment=HOME TERM', 'Environment=A=1 TERM', 'Environment=A=']) expect(check(silent, code)).toEqual([]);
  expect(stack(unit('Environment=DB_PASSWORD=one two')).problems.filter(({ problem }) => problem.message.includes('two')).map(({ problem }) => problem.message)).toEqual(['This sets two variables: `DB_PASSWORD`, which ends at the blank, and what follows it. Put quotes around the whole assignment.']);
  expect(fixed(unit('Environment=ARGS=--encoding=UTF8 --locale=C B=1'), '/w/app.container', code)).toContain('\nEnvironment="ARGS=--encoding=UTF8 --locale=C" B=1\n');
});

test('exec-variable-unset', () => {
  const code = 'exec-variable-unset';
  const secret = 'Secret=pw,type=env,target=PW\n';
  expect(check(`${secret}Exec=redis-server --requirepass \${PW}`, code)).toEqual([`/w/app.container:5 ${code} «\${PW}»`]);
  expect(check(`${secret}HealthCmd=redis-cli -a \${PW} ping`, code)).toEqual([`/w/app.container:5 ${code} «\${PW}»`]);
  expect(check('Exec=server $NAME', code)).toEqual([`/w/app.container:4 ${code} «$NAME»`]);
  for (const silent of [
    `${secret}Exec=sh -c 'exec server "$$PW"'`, `${secret}HealthCmd=redis-cli -a $\${PW} ping`, 'Exec=server ${HOME}/x', 'Exec=sh -c "echo $NAME"', 'Exec=server %h',
    'Exec=server ${PW}\n[Service]\nEnvironment=PW=x', 'Exec=server ${PW}\n[Service]\nEnvironmentFile=/etc/x', 'HealthCmd=check $NAME',
  ]) expect(check(silent, code)).toEqual([]);
  expect(check(`${secret}[Service]\nExecStop=/bin/sh -c 'podman exec app redis-cli -a \${PW} SAVE'`, code)).toEqual([`/w/app.container:6 ${code} «\${PW}»`]);
  for (const silent of ['[Service]\nExecStop=/bin/x ${PW}', `${secret}[Service]\nEnvironment=PW=x\nExecStop=/bin/x \${PW}`, `${secret}[Service]\nExecStop=podman exec app sh -c 'x $\${PW}'`]) expect(check(silent, code)).toEqual([]);
  for (const option of ['Environment=A=1 B=x${PW}', 'PublishPort=127.0.0.1:${PW}:5432', 'Label=a=${PW}', 'Volume=${PW}/data:/data', 'ContainerName=app-${PW}', 'Memory=${PW}', 'PodmanArgs=--cpus=${PW}', 'AddCapability=${PW}', 'ReloadCmd=x ${PW}', 'Environment=F=1\nLabel=a=${PW}']) expect(check(option, code)).toEqual([`/w/app.container:${option.includes('\n') ? 5 : 4} ${code} «\${PW}»`]);
  expect(findings(stack('//- /w/app.container\n[Container]\nImage=docker.io/library/app:${TAG}\n'), code)).toEqual([`/w/app.container:2 ${code} «\${TAG}»`]);
  expect(check('Label=replacement=https://${1}/', code)).toHaveLength(1);
  for (const silent of [
    'Environment=B=$${PW}', 'Environment=B=$PW', 'Environment=B=$${PW:-x}', 'Label=a=${PW}\nLabel=', 'Memory=${PW}\nMemory=1g', 'ReadOnly=${PW}', 'ServiceName=${PW}', 'Environment=B=${HOME}',
    'Environment=B=${PW}\n[Service]\nEnvironment=PW=x', 'Environment=B=${PW}\n[Service]\nEnvironmentFile=/etc/x', 'Environment=B=${PW}\n[Service]\nPassEnvironment=PW', '[Service]\nEnvironment=B=${PW}',
  ]) expect(check(silent, code)).toEqual([]);
  const said = (lines: string): string[] => stack(unit(lines)).problems.flatMap(({ problem }) => (problem.code === code ? [problem.message] : []));
  expect(said('Label=a=${PW}')).toEqual(['systemd expands `PW` before podman runs, and the service’s environment has none: nothing is left of it in `Label=`. Set it by `Environment=` or `EnvironmentFile=` in [Service], or write the value itself; Podman reads no `.env` file beside the unit. `$$` stands for a dollar sign.']);
  expect(said('Label=a=${1}')).toEqual(['systemd expands `1` before podman runs, and the service’s environment has none: nothing is left of it in `Label=`. `$$` stands for a dollar sign.']);
  for (const more of ['', '\n[Service]\nEnvironment=PORT=1', '\n[Service]\nEnvironmentFile=/etc/x']) expect(said('PublishPort=127.0.0.1:${PORT:-5432}:5432' + more)).toEqual(['systemd knows no defaults: `${PORT:-5432}` reaches podman as it stands. Write the value itself, or `${PORT}` and set `PORT` by `Environment=` in [Service].']);
  // The shell of the container knows them.
  expect(said("Exec=sh -c 'serve --port ${PORT:-80}'")).toEqual([]);
  expect(fixed(unit(`${secret}HealthCmd=redis-cli -a \${PW} ping`), '/w/app.container', code)).toContain('HealthCmd=redis-cli -a $${PW} ping');
});

test('exec-stop-races', () => {
  const code = 'exec-stop-races';
  expect(check('[Service]\nExecStop=/usr/bin/podman stop -t 60 app', code)).toEqual([`/w/app.container:5 ${code} «ExecStop=/usr/bin/podman stop -t 60 app»`]);
  expect(check("[Service]\nExecStop=/bin/sh -c '/usr/bin/podman exec app save && /usr/bin/podman stop app'", code)).toHaveLength(1);
  for (const silent of ['[Service]\nExecStop=/usr/bin/podman exec app save', '[Service]\nExecStopPost=/usr/bin/logger gone']) expect(check(silent, code)).toEqual([]);
  expect(fixed(unit('[Service]\nExecStop=/usr/bin/podman stop -t 60 app\nRestart=always'), '/w/app.container', code)).toBe('# a unit\n[Container]\nImage=docker.io/library/app:1\nStopTimeout=60\n[Service]\nRestart=always\n');
});

test('requires-without-after', () => {
  const code = 'requires-without-after';
  const there = '//- /w/db.container\n[Container]\nImage=docker.io/library/db:1\n//- /w/data.volume\n[Volume]\n//- /w/x.pod\n[Pod]\n';
  const requires = (lines: string, more = '', settings = {}): string[] => findings(stack(`//- /w/app.container\n[Unit]\n${lines}\n[Container]\nImage=docker.io/library/app:1\n${more}\n${there}`, settings), code);
  expect(requires('Requires=db.service cache.service\nAfter=cache.service')).toEqual([`/w/app.container:2 ${code} «db.service»`]);
  expect(requires('BindsTo=db.container')).toEqual([`/w/app.container:2 ${code} «db.container»`]);
  for (const silent of ['Requires=db.service\nAfter=db.service', 'Requires=db.container\nAfter=db.service', 'Requires=x.socket', 'Wants=db.service', 'Requires=db.service\nBefore=db.service', 'BindsTo=missing.container']) expect(requires(silent)).toEqual([]);
  expect(requires('Requires=data-volume.service')).toEqual([`/w/app.container:2 ${code} «data-volume.service»`]);
  for (const [lines, more] of [['Requires=data-volume.service', 'Volume=data.volume:/data'], ['BindsTo=x-pod.service', 'Pod=x.pod']] as const) expect(requires(lines, more)).toEqual([]);
  expect(requires('Requires=db.service data-volume.service missing.container', 'Volume=data.volume:/data')).toEqual([`/w/app.container:2 ${code} «db.service»`]);
  expect(requires('Requires=db.container', '', { targets: { podman: [5, 4, 2] } })).toEqual([]);
  expect(requires('Requires=db.service', '', { targets: { podman: [5, 4, 2] } })).toHaveLength(1);
});

test('conflicts-with-template', () => {
  const code = 'conflicts-with-template';
  const conflicts = (line: string): string[] => findings(stack(`//- /w/app.container\n[Unit]\n${line}\n[Container]\nImage=docker.io/library/app:1\n`), code);
  expect(conflicts('Conflicts=celery-beat@.service')).toEqual([`/w/app.container:2 ${code} «celery-beat@.service»`]);
  for (const silent of ['Conflicts=celery-beat@1.service', 'After=x@%i.service', 'Conflicts=other.service']) expect(conflicts(silent)).toEqual([]);
});

test('wanted-by-no-user-target', () => {
  const code = 'wanted-by-no-user-target';
  expect(check('[Install]\nWantedBy=multi-user.target', code)).toEqual([`/w/app.container:5 ${code} «multi-user.target»`]);
  expect(check('[Install]\nWantedBy=multi-user.target default.target', code)).toEqual([]);
  expect(check('[Install]\nWantedBy=default.target', code)).toEqual([]);
  expect(findings(stack(unit('[Install]\nWantedBy=multi-user.target'), { root: true }), code)).toEqual([]);
});

test('database-port-open and privileged-port', () => {
  const code = 'database-port-open';
  expect(check('PublishPort=5432:5432', code)).toEqual([`/w/app.container:4 ${code} «5432:5432»`]);
  expect(check('PublishPort=0.0.0.0:6379:6379', code)).toHaveLength(1);
  for (const silent of ['PublishPort=127.0.0.1:5432:5432', 'PublishPort=5432:80', 'PublishPort=[::1]:5432:5432', 'PublishPort=192.168.1.5:5432:5432']) expect(check(silent, code)).toEqual([]);
  expect(fixed(unit('PublishPort=0.0.0.0:15432:5432'), '/w/app.container', code)).toContain('PublishPort=127.0.0.1:15432:5432');
  expect(fixed(unit('PublishPort=5432:5432'), '/w/app.container', code)).toContain('PublishPort=127.0.0.1:5432:5432');
  expect(check('PublishPort=80:8080', 'privileged-port')).toEqual(['/w/app.container:4 privileged-port «80»']);
  for (const silent of ['PublishPort=8080:80', 'PublishPort=80', 'PublishPort=80:8080\nNetwork=host']) expect(check(silent, 'privileged-port')).toEqual([]);
  expect(findings(stack(unit('PublishPort=80:8080'), { root: true }), 'privileged-port')).toEqual([]);
});

test('the ports of a pod and of a .kube are judged too', () => {
  const ports = (file: string, lines: string, settings = {}): string[] => findings(stack(`//- /w/${file}\n${lines}\n`, settings), 'database-port-open', 'privileged-port');
  for (const [file, section] of [['x.pod', '[Pod]'], ['x.kube', '[Kube]\nYaml=x.yml']] as const) {
    const line = section.split('\n').length + 1;
    expect(ports(file, `${section}\nPublishPort=80:80\nPublishPort=5432:5432`)).toEqual([`/w/${file}:${line} privileged-port «80»`, `/w/${file}:${line + 1} database-port-open «5432:5432»`]);
    expect(ports(file, `${section}\nPublishPort=80:80`, { root: true })).toEqual([]);
    expect(ports(file, `${section}\nPublishPort=8080:80\nPublishPort=127.0.0.1:5432:5432`)).toEqual([]);
  }
  expect(fixed('//- /w/x.pod\n[Pod]\nPublishPort=5432:5432\n', '/w/x.pod', 'database-port-open')).toBe('[Pod]\nPublishPort=127.0.0.1:5432:5432\n');
});

test('stop-timeout-too-short', () => {
  const code = 'stop-timeout-too-short';
  expect(check('StopTimeout=60\n[Service]\nTimeoutStopSec=30', code)).toEqual([`/w/app.container:6 ${code} «30»`]);
  for (const silent of ['StopTimeout=60\n[Service]\nTimeoutStopSec=90', '[Service]\nTimeoutStopSec=5', 'StopTimeout=60\n[Service]\nTimeoutStopSec=infinity', 'StopTimeout=60\n[Service]\nTimeoutStopSec=0']) expect(check(silent, code)).toEqual([]);
});

test('secret-in-clear, without the secret', () => {
  const code = 'secret-in-clear';
  const found = stack(unit('Environment=DB_PASSWORD=hunter2hunter2\nExec=celery flower --basic_auth=admin:s3cr3tvalue'));
  expect(findings(found, code)).toHaveLength(2);
  expect(found.problems.filter(({ problem }) => /hunter2|s3cr3t/.test(problem.message))).toEqual([]);
  expect(check('Environment=DATABASE_URL=postgres://app:hunter2@db/app', code)).toHaveLength(1);
  expect(check('Environment=STRIPE_API_KEY=sk_live_1', code)).toHaveLength(1);
  expect(check('Exec=x --api-token abcdef', code)).toEqual([`/w/app.container:4 ${code} «abcdef»`]);
  for (const silent of ['Environment=DB_PASSWORD_FILE=/run/secrets/x', 'Environment=DB_PASSWORD=<from_vault>', 'Environment=DB_PASSWORD=', 'Environment=PASSWORD_RESET=1', 'Exec=redis-server --requirepass ${PW}', 'Exec=x --password-file /x', 'Environment=DATABASE_URL=postgres://app:${PW}@db/app', 'Environment=SSH_KEY_TYPE=rsa', 'Environment=TOKEN_TTL=3600', 'Exec=x --secret --verbose']) expect(check(silent, code)).toEqual([]);
});

test('flower-port-open', () => {
  const code = 'flower-port-open';
  const flower = 'Exec=celery -A app flower';
  expect(check(`PublishPort=5555:5555\n${flower}`, code)).toEqual([`/w/app.container:4 ${code} «5555:5555»`]);
  for (const silent of [`PublishPort=127.0.0.1:5555:5555\n${flower}`, 'PublishPort=5555:5555', flower]) expect(check(silent, code)).toEqual([]);
  expect(fixed(unit(`PublishPort=5555:5555\n${flower}`), '/w/app.container', code)).toContain('PublishPort=127.0.0.1:5555:5555\n');
});
