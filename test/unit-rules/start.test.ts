import { expect, test } from 'vitest';
import { findings, fixed, stack } from '../support/stack.ts';

/** How a unit starts, stays up, is updated and named. */

const unit = (lines: string, image = 'localhost/app:1'): string => `//- /w/app.container\n[Container]\nImage=${image}\n${lines}\n`;
const check = (lines: string, code: string, image?: string): string[] => findings(stack(unit(lines, image)), code);

test('stop-timeout-too-short, with the grace of a podman stop', () => {
  const code = 'stop-timeout-too-short';
  expect(check('[Service]\nTimeoutStopSec=30\nExecStop=/usr/bin/podman stop -t 60 app', code)).toEqual([`/w/app.container:4 ${code} «30»`]);
  expect(check('[Service]\nTimeoutStopSec=90\nExecStop=/usr/bin/podman stop -t 60 app', code)).toEqual([]);
  expect(check('[Service]\nTimeoutStopSec=30\nExecStop=/usr/bin/podman stop app', code)).toEqual([]);
  expect(fixed(unit('[Service]\nTimeoutStopSec=30\nExecStop=/usr/bin/podman stop --time=60 app'), '/w/app.container', code)).toContain('TimeoutStopSec=75\n');
});

test('start-timeout-too-short', () => {
  const code = 'start-timeout-too-short';
  const healthy = (period: string, service: string): string => `Notify=healthy\nHealthCmd=x\nHealthStartPeriod=${period}\n${service}`;
  expect(check(healthy('2m', '[Service]\nTimeoutStartSec=60'), code)).toEqual([`/w/app.container:7 ${code} «60»`]);
  expect(check(healthy('2m', ''), code)).toEqual([`/w/app.container:5 ${code} «2m»`]);
  for (const silent of [healthy('60s', ''), healthy('2m', '[Service]\nTimeoutStartSec=180'), healthy('2m', '[Service]\nTimeoutStartSec=infinity'), 'HealthCmd=x\nHealthStartPeriod=10m', 'Notify=true\nHealthStartPeriod=10m', healthy('bad', '')]) expect(check(silent, code)).toEqual([]);
  expect(fixed(unit(healthy('2m', '[Service]\nTimeoutStartSec=60')), '/w/app.container', code)).toContain('TimeoutStartSec=150\n');
  expect(fixed(unit(healthy('2m', '')), '/w/app.container', code)).toBe('[Container]\nImage=localhost/app:1\nNotify=healthy\nHealthCmd=x\nHealthStartPeriod=2m\n\n[Service]\nTimeoutStartSec=150\n\n');
});

test('start-timeout-default', () => {
  const code = 'start-timeout-default';
  const image = 'docker.io/library/postgres:17';
  const boot = '[Install]\nWantedBy=default.target';
  expect(check(boot, code, image)).toEqual([`/w/app.container:2 ${code} «${image}»`]);
  expect(check(`[Service]\nRestart=no\n${boot}`, code, image)).toHaveLength(1);
  for (const silent of ['', `[Service]\nTimeoutStartSec=60\n${boot}`, `Pull=never\n${boot}`, `[Service]\nType=oneshot\n${boot}`, `[Service]\nRestart=always\n${boot}`]) expect(check(silent, code, image)).toEqual([]);
  for (const local of ['localhost/app:1', 'app', 'app.build', 'app.image']) expect(check(boot, code, local)).toEqual([]);
  expect(fixed(unit('[Install]\nWantedBy=default.target', image), '/w/app.container', code)).toBe(`[Container]\nImage=${image}\n[Service]\nTimeoutStartSec=900\n\n[Install]\nWantedBy=default.target\n`);
});

test('start-timeout-default says what the release does', () => {
  const said = (podman: number[]): string[] => stack(unit('[Install]\nWantedBy=default.target', 'docker.io/library/app:1'), { targets: { podman } }).problems.flatMap(({ problem }) => (problem.code === 'start-timeout-default' ? [problem.message] : []));
  expect(said([4, 6, 2])).toEqual(['The first start also pulls this image: systemd gives it 90 s, then kills the pull, and without `Restart=` the service stays down. `TimeoutStartSec=300` in [Service] leaves time for it.']);
  expect(said([4, 7, 0])).toEqual(['The first start also pulls this image: Podman asks systemd for more time while it does, 5 min at the most; a pull that takes longer is killed, and without `Restart=` the service stays down. `TimeoutStartSec=900` in [Service] leaves time for a large image or a slow line.']);
});

test('health-on-failure-restart and health-kill-stays-down', () => {
  const found = (lines: string): string[] => findings(stack(unit(lines)), 'health-on-failure-restart', 'health-kill-stays-down');
  expect(found('HealthOnFailure=restart')).toEqual(['/w/app.container:3 health-on-failure-restart «restart»']);
  expect(found('HealthOnFailure=kill')).toEqual(['/w/app.container:3 health-kill-stays-down «kill»']);
  expect(found('HealthOnFailure=stop\n[Service]\nRestart=no')).toEqual(['/w/app.container:3 health-kill-stays-down «stop»']);
  for (const silent of ['HealthOnFailure=kill\n[Service]\nRestart=always', 'HealthOnFailure=kill\n[Service]\nRestart=on-failure', 'HealthOnFailure=none', 'HealthCmd=x']) expect(found(silent)).toEqual([]);
  expect(fixed(unit('HealthOnFailure=restart'), '/w/app.container', 'health-on-failure-restart')).toContain('HealthOnFailure=kill\n');
  expect(fixed(unit('HealthOnFailure=kill\n[Service]\nRestartSec=5'), '/w/app.container', 'health-kill-stays-down')).toContain('RestartSec=5\nRestart=always\n');
});

test('auto-update-without-effect', () => {
  const code = 'auto-update-without-effect';
  expect(check('AutoUpdate=registry', code, `docker.io/x/app@sha256:${'0'.repeat(64)}`)).toEqual([`/w/app.container:3 ${code} «registry»`]);
  expect(check('AutoUpdate=registry', code, 'localhost/app:1')).toEqual([`/w/app.container:3 ${code} «registry»`]);
  for (const [line, image] of [['AutoUpdate=registry', 'docker.io/x/app:1'], ['AutoUpdate=local', 'localhost/app:1'], ['', 'localhost/app:1'], ['AutoUpdate=registry', 'localhost:5000/app:1'], ['AutoUpdate=registry', 'app.image']] as const) expect(check(line, code, image)).toEqual([]);
  expect(fixed(unit('AutoUpdate=registry'), '/w/app.container', code)).toContain('AutoUpdate=local\n');
});

test('resource-name-refused', () => {
  const code = 'resource-name-refused';
  expect(check('ContainerName=my app', code)).toEqual([`/w/app.container:3 ${code} «my app»`]);
  expect(check('Volume=data/x:/x', code)).toEqual([`/w/app.container:3 ${code} «data/x:/x»`]);
  for (const silent of ['ContainerName=my-app_1.x', 'ContainerName=%N-x', 'ContainerName="app"', 'Volume=./data/x:/x', 'Volume=data.volume:/x', 'Volume=/x', 'Volume=${X}/y:/x', 'Volume=~/x:/x', 'Mount="type=bind,src=/path with blanks,dst=/x"']) expect(check(silent, code)).toEqual([]);
  expect(findings(stack('//- /w/x.volume\n[Volume]\nVolumeName=-x\n'), code)).toEqual([`/w/x.volume:2 ${code} «-x»`]);
});

test('refused-at-start', () => {
  const code = 'refused-at-start';
  const redis = 'docker.io/library/redis:7';
  for (const line of ['HealthInterval=30', 'HealthTimeout=5', 'HealthTimeout=0s', 'HealthStartPeriod=1 min', 'HealthStartPeriod=-1s', 'HealthRetries=0', 'HealthRetries=three']) {
    const value = line.slice(line.indexOf('=') + 1);
    expect(check(`HealthCmd=x\n${line}`, code)).toEqual([`/w/app.container:4 ${code} «${value}»`]);
  }
  expect(check('HealthCmd=x\nHealthStartupCmd=y\nHealthStartupInterval=5\nHealthStartupSuccess=-1', code)).toEqual([`/w/app.container:5 ${code} «5»`, `/w/app.container:6 ${code} «-1»`]);
  for (const silent of ['HealthInterval=30', 'HealthRetries=0']) expect(check(silent, code)).toEqual([]);
  for (const silent of ['HealthInterval=disable', 'HealthInterval=0', 'HealthInterval="30s"', 'HealthTimeout=1m30s', 'HealthStartPeriod=0', 'HealthStartPeriod=${T}', 'HealthRetries=3', 'HealthStartupInterval=5', 'HealthInterval=30\nHealthInterval=30s']) expect(check(`HealthCmd=x\n${silent}`, code)).toEqual([]);
  for (const line of ['Notify=healthy', 'HealthOnFailure=kill', 'HealthStartupCmd=x']) {
    const value = line.slice(line.indexOf('=') + 1);
    expect(check(line, code, redis)).toEqual([`/w/app.container:3 ${code} «${value}»`]);
    for (const image of ['docker.io/acme/redis:7', 'quay.io/library/redis:7', 'localhost/app:1']) expect(check(line, code, image)).toEqual([]);
    for (const cmd of ['HealthCmd=x', 'PodmanArgs=--health-cmd=x']) expect(check(`${line}\n${cmd}`, code, redis)).toEqual([]);
  }
  for (const silent of ['Notify=true', 'HealthOnFailure=none']) expect(check(silent, code, redis)).toEqual([]);
  expect(check('AutoUpdate=registry', code, 'nginx:1.27')).toEqual([`/w/app.container:3 ${code} «registry»`]);
  for (const [line, image] of [['AutoUpdate=local', 'nginx:1.27'], ['AutoUpdate=registry', 'docker.io/library/nginx:1.27'], ['AutoUpdate=registry', 'localhost/app:1'], ['AutoUpdate=registry', '${IMAGE}'], ['AutoUpdate=registry', 'docker://nginx']] as const) expect(check(line, code, image)).toEqual([]);
  const pod = '//- /w/x.pod\n[Pod]\n';
  expect(findings(stack(unit('Pod=x.pod\nAddHost=db:10.0.0.5') + pod), code)).toEqual([`/w/app.container:4 ${code} «db:10.0.0.5»`]);
  for (const silent of ['AddHost=db:10.0.0.5', 'Pod=x.pod\nNetwork=host\nAddHost=db:10.0.0.5', 'Pod=x.pod']) expect(findings(stack(unit(silent) + pod), code)).toEqual([]);
  const said = stack(unit('HealthCmd=x\nHealthInterval=30')).problems.flatMap(({ problem }) => (problem.code === code ? [problem.message] : []));
  expect(said).toEqual(['`30` is no duration as `HealthInterval=` takes it: numbers with `ms`, `s`, `m` or `h` and no blanks, such as `30s` or `1m30s`. Podman refuses the container, and the service does not start.']);
});
