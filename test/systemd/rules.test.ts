import { describe, expect, test } from 'vitest';
import type { UnitType } from '../../server/src/model/files.ts';
import { parseVersion } from '../../server/src/model/version.ts';
import { checkSystemd } from '../../server/src/rules/systemd/check.ts';
import { refusedServices } from '../../server/src/rules/systemd/refused.ts';
import type { Problem } from '../../server/src/model/problem.ts';
import { parseUnit } from '../../server/src/syntax/unit.ts';
import { applyEdits, fixture } from '../support/fixture.ts';

interface Options {
  readonly systemd?: string;
  readonly unitType?: UnitType;
}

/** What is said of a unit that stands by itself, in the order of the text. */
function problemsOf(text: string, targets: Parameters<typeof checkSystemd>[1], unitType: UnitType): Problem[] {
  const tree = parseUnit(text);
  const refused = refusedServices([{ uri: 'file:///w/x', tree }], unitType).map(({ problem }) => problem);
  return [...checkSystemd(tree, targets, unitType), ...refused].sort((a, b) => a.start - b.start);
}

/** The whole list of problems of a text: `code: marked text: message`; the marked places are compared with the spans. */
function check(text: string, expected: readonly string[], { systemd = '262', unitType = 'container' }: Options = {}): void {
  const { file, snapshot } = fixture(text);
  const problems = problemsOf(file.text, { ...snapshot.targets(file), systemd: parseVersion(systemd)! }, unitType);
  expect(problems.map(({ code, message }) => `${code}: ${message}`)).toEqual(expected);
  if (expected.length > 0) expect(problems.map(({ start, end }) => ({ start, end }))).toEqual(fixture(text).spans);
}

/** Applies the preferred fix of the first problem and compares the whole text. */
function fixed(text: string, result: string, { systemd = '262', unitType = 'container' }: Options = {}): void {
  const { file, snapshot } = fixture(text);
  const targets = { ...snapshot.targets(file), systemd: parseVersion(systemd)! };
  const fix = problemsOf(file.text, targets, unitType)[0]?.fixes?.find(({ preferred }) => preferred);
  const after = applyEdits(file.text, fix?.edits ?? []);
  expect(after).toBe(result);
}

describe('values that later releases judge', () => {
  test.each<[string, string, boolean]>([
    ['ProtectHostname', 'private', true], ['RootMStack', '/x', true], ['RootMStack', 'x', false],
    ['ManagedOOMMemoryPressureDurationSec', '1s', true], ['ManagedOOMMemoryPressureDurationSec', '999ms', false], ['ManagedOOMMemoryPressureDurationSec', 'infinity', false],
    ['RestartRandomizedDelaySec', '5s', true], ['RestartRandomizedDelaySec', 'infinity', false], ['DelegateNamespaces', 'net ipc', true], ['DelegateNamespaces', 'net user', false],
    ['ConfigurationDirectory', 'a/b', true], ['ConfigurationDirectory', 'a:b', false], ['StateDirectory', 'a:b', true],
  ])('%s=%s', (key, value, good) => {
    const { file, snapshot } = fixture(`[Service]\n${key}=${value}\n`);
    expect(problemsOf(file.text, { ...snapshot.targets(file), systemd: parseVersion('262')! }, 'container').map(({ code }) => code)).toEqual(good ? [] : ['systemd-bad-value']);
  });

  test('systemd 257 has no private host name yet', () => {
    check('[Service]\nProtectHostname=[[private]]\n', ['systemd-bad-value: `ProtectHostname=private` came with systemd 258: systemd 257 ignores the line.'], { systemd: '257' });
  });
});

describe('names', () => {
  test('known ones, and names of one’s own, are let pass', () => {
    check('[Unit]\nAfter=a.service\nX-Mine=1\n[Service]\nRestart=always\nX-Other=2\n[Install]\nWantedBy=default.target\n[Container]\nImage=x\nNonsense=1\n', []);
  });

  test('a slip names the nearest', () => {
    const text = '[Service]\n[[RestartSecs]]=5\n';
    check(text, ['systemd-unknown-directive: `RestartSecs=` is not a [Service] directive: systemd ignores the line. Did you mean `RestartSec=`?']);
    fixed(text, '[Service]\nRestartSec=5\n');
  });

  test('a slip of another section’s directive says where it belongs', () => {
    check('[Unit]\n[[WantdBy]]=default.target\n', ['systemd-unknown-directive: `WantdBy=` is not a [Unit] directive: systemd ignores the line. Did you mean `WantedBy=` of [Install]?']);
  });

  test('a name near to nothing', () => {
    check('[Service]\n[[Quuxification]]=5\n', ['systemd-unknown-directive: `Quuxification=` is not a [Service] directive: systemd ignores the line. Names of your own begin with `X-`.']);
  });

  test('later than the target', () => {
    check('[Service]\n[[RestartSteps]]=5\n', ['systemd-unknown-directive: `RestartSteps=` came with systemd 254: systemd 252 does not know it and ignores the line.'], { systemd: '252' });
    check('[Service]\nRestartSteps=5\n', [], { systemd: '254' });
  });

  test('earlier than the target', () => {
    const text = '[Service]\n[[MemoryLimit]]=4G\n';
    check(text, ['systemd-unknown-directive: systemd 258 and later ignore `MemoryLimit=`. Write `MemoryMax=`.']);
    check('[Service]\nMemoryLimit=4G\n', [], { systemd: '252' });
    fixed(text, '[Service]\nMemoryMax=4G\n');
  });

  test('what systemd reads over since long is information', () => {
    const { file, snapshot } = fixture('[Service]\nCPUAccounting=yes\nNetClass=auto\n');
    expect(checkSystemd(parseUnit(file.text), snapshot.targets(file)).map(({ severity, tag }) => [severity, tag])).toEqual([['information', 'deprecated'], ['information', 'deprecated']]);
  });
});

describe('sections', () => {
  test('moves to the section that knows it', () => {
    const text = '[Unit]\nDescription=x\n\n[Service]\nRestart=always\n[[StartLimitIntervalSec]]=5min\n';
    check(text, ['systemd-wrong-section: `StartLimitIntervalSec=` belongs in [Unit]: in [Service] systemd ignores it.']);
    fixed(text, '[Unit]\nDescription=x\nStartLimitIntervalSec=5min\n\n[Service]\nRestart=always\n');
  });

  test('makes the section where it is missing, keeps continuations and line ends', () => {
    fixed('[Unit]\r\n[[Environment]]="A=b" \\\r\n  "C=d"\r\nAfter=x.service\r\n', '[Unit]\r\nAfter=x.service\r\n\r\n[Service]\r\nEnvironment="A=b" \\\r\n  "C=d"\r\n');
    fixed('[Unit]\nDescription=x\n[[WantedBy]]=default.target', '[Unit]\nDescription=x\n\n[Install]\nWantedBy=default.target\n');
  });

  test('a section without entries takes it after its header', () => {
    fixed('[Install]\n[Service]\n[[WantedBy]]=default.target\n', '[Install]\nWantedBy=default.target\n[Service]\n');
  });

  test('a key of the unit’s own section', () => {
    const text = '[Container]\nImage=x\n\n[Service]\n[[PublishPort]]=80:80\n';
    check(text, ['systemd-wrong-section: `PublishPort=` belongs in [Container]: in [Service] systemd ignores it.']);
    fixed(text, '[Container]\nImage=x\nPublishPort=80:80\n\n[Service]\n');
    check(text, ['systemd-unknown-directive: `PublishPort=` is not a [Service] directive: systemd ignores the line. Names of your own begin with `X-`.'], { unitType: 'volume' });
  });

  test('what two sections know is right in both', () => check('[Unit]\nStartLimitBurst=3\n[Service]\nStartLimitBurst=3\nFailureAction=none\n', []));
});

describe('values', () => {
  test.each<[string, string, string?]>([
    ['RemainAfterExit=[[maybe]]', 'systemd ignores the line: `RemainAfterExit=` takes `yes` or `no`, not `maybe`.'],
    ['Restart=[[alway]]', 'systemd ignores the line: `Restart=` takes `no`, `on-success`, `on-failure`, `on-abnormal`, `on-watchdog`, `on-abort` or `always`, not `alway`.', 'always'],
    ['Restart=[["always"]]', 'systemd ignores the line: `Restart=` takes `no`, `on-success`, `on-failure`, `on-abnormal`, `on-watchdog`, `on-abort` or `always`, not `"always"`.', 'always'],
    ['Restart=[[unless-stopped]]', 'systemd ignores the line: `Restart=` takes `no`, `on-success`, `on-failure`, `on-abnormal`, `on-watchdog`, `on-abort` or `always`, not `unless-stopped`.'],
    ['TimeoutStartSec=[[5 mins]]', 'systemd ignores the line: `TimeoutStartSec=` takes a time span such as `90s`, `5min 20s` or `infinity`, not `5 mins`.', '5 min'],
    ['MemoryMax=[[4GB]]', 'systemd ignores the line: `MemoryMax=` takes a size such as `900M` or `4G` (one capital letter), a percentage up to `100%`, or `infinity`, not `4GB`.', '4G'],
    ['MemoryMax=[[512m]]', 'systemd ignores the line: `MemoryMax=` takes a size such as `900M` or `4G` (one capital letter), a percentage up to `100%`, or `infinity`, not `512m`.', '512M'],
    ['CPUQuota=[[2]]', 'systemd ignores the line: `CPUQuota=` takes a percentage of one CPU, such as `50%` or `200%`, not `2`.'],
    ['LimitNOFILE=[[65k]]', 'systemd ignores the line: `LimitNOFILE=` takes a limit such as `65536`, `soft:hard` with the smaller one first, or `infinity`, not `65k`.'],
    ['LimitMEMLOCK=[[unlimited]]', 'systemd ignores the line: `LimitMEMLOCK=` takes a limit such as `65536`, `soft:hard` with the smaller one first, or `infinity`, not `unlimited`.', 'infinity'],
    ['KillSignal=[[sigint]]', 'systemd ignores the line: `KillSignal=` takes a signal such as `SIGTERM`, not `sigint`.', 'SIGINT'],
    ['Nice=[[30]]', 'systemd ignores the line: `Nice=` takes a whole number from -20 to 19, not `30`.'],
    ['UMask=[[0888]]', 'systemd ignores the line: `UMask=` takes access bits in octal, such as `0755`, not `0888`.'],
    ['SuccessExitStatus=143 [[foo]]', 'systemd ignores this part: `SuccessExitStatus=` takes exit codes from 0 to 255 and signals, separated by blanks, not `foo`.'],
    ['EnvironmentFile=[[.env]]', 'systemd ignores the line: `EnvironmentFile=` takes an absolute path, not `.env`.'],
    ['WorkingDirectory=[[app]]', 'systemd refuses to load the service: `WorkingDirectory=` takes an absolute path, not `app`.'],
    ['ExecStartPre=[[./prepare.sh]] x', 'systemd refuses to load the service: `ExecStartPre=` takes a program by its absolute path or its mere name, not `./prepare.sh`.'],
    ['ExecStartPre=-[[~/bin/prepare]]', 'systemd ignores this part: `ExecStartPre=` takes a program by its absolute path or its mere name, not `~/bin/prepare`.'],
    ['Slice=[[stack]]', 'systemd ignores the line: `Slice=` takes the name of a slice, which ends in `.slice`, not `stack`.'],
  ])('%s', (line, message, mended) => {
    const text = `[Service]\n${line}\n`;
    check(text, [`systemd-bad-value: ${message}`]);
    if (mended !== undefined) fixed(text, `[Service]\n${line.slice(0, line.indexOf('=') + 1)}${mended}\n`);
  });

  test('an assignment torn apart by a blank, without showing it', () => {
    const text = '[Service]\nEnvironment=PASSWORD=correct [[horse]] battery\n';
    check(text, ['systemd-bad-value: systemd ignores this part: `Environment=` takes `NAME=value` pairs; one that holds blanks needs quotes around it as a whole.']);
    fixed(text, '[Service]\nEnvironment="PASSWORD=correct horse battery"\n');
  });

  test('a comment after the value', () => {
    const text = '[Service]\nTimeoutStartSec=900  [[# large image]]\n';
    check(text, ['systemd-bad-value: systemd has no comments after a value: it takes this as a part of `TimeoutStartSec=` and ignores the line.']);
    fixed(text, '[Service]\n# large image\nTimeoutStartSec=900\n');
  });

  test('paths of conditions and mounts', () => {
    check('[Unit]\nConditionPathExists=[[~/x]]\nConditionPathExists=|!/x\nRequiresMountsFor=/a [[b]]\nConditionPathExists=%h/x\n', [
      'systemd-bad-value: systemd ignores the line: `ConditionPathExists=` takes an absolute path, not `~/x`.',
      'systemd-bad-value: systemd ignores this part: `RequiresMountsFor=` takes absolute paths without `..`, not `b`.',
    ]);
  });

  test('an empty value that resets nothing', () => {
    check('[Service]\nRestart=[[]]\nEnvironment=\nExecStartPre=\nTimeoutAbortSec=\n', [
      'systemd-bad-value: systemd ignores the line: `Restart=` takes `no`, `on-success`, `on-failure`, `on-abnormal`, `on-watchdog`, `on-abort` or `always`, and an empty value does not reset it.',
    ]);
  });

  test('commands', () => {
    const bad = (value: string, said: string): void => check(`[Service]\nExecStartPre=${value}\n`, [`systemd-bad-value: ${said}`]);
    check('[Service]\nExecStartPre=-@!!/bin/sh sh -c \'echo "$A" ; true\' ; true\nExecStartPre="/bin/a b" \\x\nExecStartPre=/bin/echo a \\; b\n', []);
    bad('/bin/true ; [[bin/false]]', 'systemd refuses to load the service: `ExecStartPre=` takes a program by its absolute path or its mere name, not `bin/false`.');
    bad('/bin/echo [["a]]', 'systemd refuses to load the service: `ExecStartPre=` takes closed quotes, not `"a`.');
    bad('-/bin/echo [["a]]', 'systemd ignores this part: `ExecStartPre=` takes closed quotes, not `"a`.');
    bad('-[[-/bin/true]]', 'systemd ignores this part: `ExecStartPre=` takes a program by its absolute path or its mere name, not `-/bin/true`.');
    bad('+[[!/bin/true]]', 'systemd refuses to load the service: `ExecStartPre=` takes a program by its absolute path or its mere name, not `!/bin/true`.');
    bad('[[@/bin/true]]', 'systemd refuses to load the service: `ExecStartPre=` takes a name for the process after a program with `@`, not `@/bin/true`.');
    bad('[[/srv/]]', 'systemd refuses to load the service: `ExecStartPre=` takes a program by its absolute path or its mere name, not `/srv/`.');
  });

  test('paths that climb, words in quotes, ranges that fall', () => {
    check('[Service]\nRootDirectory=[[/srv/../x]]\nRestartForceExitStatus=1 [["2"]]\nCPUAffinity=0-3 [[5-4]]\nStateDirectory=a [[private/b]] c:d\n', [
      'systemd-bad-value: systemd refuses to load the service: `RootDirectory=` takes a path without `..`, not `/srv/../x`.',
      'systemd-bad-value: systemd ignores this part: `RestartForceExitStatus=` takes exit codes from 0 to 255 and signals, separated by blanks, not `"2"`.',
      'systemd-bad-value: systemd ignores this part: `CPUAffinity=` takes numbers and ranges such as `0-3,8`, not `5-4`.',
      "systemd-bad-value: systemd ignores this part: `StateDirectory=` takes paths relative to systemd's folder for StateDirectory=, without `..`, other than `private`, not `private/b`.",
    ]);
  });

  test('words that a release does not have yet', () => {
    check('[Service]\nPrivateTmp=[[disconnected]]\n', ['systemd-bad-value: `PrivateTmp=disconnected` came with systemd 257: systemd 252 ignores the line.'], { systemd: '252' });
    check('[Service]\nPrivateTmp=disconnected\n', []);
  });

  test('what resets, what a specifier stands for, and what the generator judges itself', () => {
    check('[Service]\nCPUQuota=\nTimeoutStopSec=%i\nType=nonsense\nKillMode=none-such\n', []);
    check('[Service]\nKillMode=[[none-such]]\n', ['systemd-bad-value: systemd ignores the line: `KillMode=` takes `mixed`, `control-group`, `process` or `none`, not `none-such`.'], { unitType: 'volume' });
  });
});

describe('services that systemd refuses', () => {
  test('a second ExecStart=', () => {
    check('[Container]\nImage=x\n[Service]\n[[ExecStart]]=/bin/true\n', ['systemd-refuses-service: Quadlet adds its own `ExecStart=`, and with two of them systemd refuses to load the service. What runs inside the container is `Exec=` in [Container]; what runs before it on the host is `ExecStartPre=`.']);
    check('[Pod]\n[Service]\n[[ExecStart]]=/bin/true\n', ['systemd-refuses-service: Quadlet adds its own `ExecStart=`, and with two of them systemd refuses to load the service. Commands of your own go into `ExecStartPre=` or `ExecStartPost=`.'], { unitType: 'pod' });
  });

  test('none where it is taken back, allowed, or in a drop-in', () => {
    check('[Container]\nImage=x\n[Service]\nExecStart=/bin/true\nExecStart=\n', []);
    check('[Container]\nImage=x\n[Service]\nType=oneshot\nExecStart=/bin/true\n', []);
    check('[Volume]\n[Service]\nExecStart=/bin/true\n', [], { unitType: 'volume' });
    check('[Service]\nExecStart=/bin/true\n', []);
  });

  test('a one-shot service that is always restarted', () => {
    const text = '[Container]\nImage=x\n[Service]\nType=oneshot\nRestart=[[always]]\n';
    check(text, ['systemd-refuses-service: systemd refuses to load the service: with `Type=oneshot`, `Restart=always` is not allowed. `on-failure` is.']);
    fixed(text, '[Container]\nImage=x\n[Service]\nType=oneshot\nRestart=on-failure\n');
    check('[Network]\n[Service]\nRestart=[[on-success]]\n', ['systemd-refuses-service: systemd refuses to load the service: with a .network unit, which is `Type=oneshot`, `Restart=on-success` is not allowed. `on-failure` is.'], { unitType: 'network' });
    check('[Container]\nImage=x\n[Service]\nRestart=always\n', []);
    check('[Network]\n[Service]\nRestart=on-failure\n', [], { unitType: 'network' });
  });

  test('ExitType=cgroup of a one-shot service', () => {
    check('[Image]\nImage=x\n[Service]\nExitType=[[cgroup]]\n', ['systemd-refuses-service: systemd refuses to load the service: `ExitType=cgroup` is not allowed with `Type=oneshot`.'], { unitType: 'image' });
  });
});

test('garbage is judged without an error, in less time than a test has', () => {
  const long = (letter: string): string => letter.repeat(200_000);
  const text = `[Service]\nEnvironment=${'a '.repeat(200_000)}\nMemoryMax=${long('9')}\n${long('x')}=1\nRestart=${long('z')}\n`;
  const found = checkSystemd(parseUnit(text), fixture('[Service]\n').snapshot.targets(fixture('[Service]\n').file));
  expect(found.map(({ code, start, end }) => `${code} ${text.slice(start, Math.min(end, start + 3))} ${end - start}`)).toEqual([
    'systemd-bad-value a 1', 'systemd-bad-value 999 200000', 'systemd-unknown-directive xxx 200000', 'systemd-bad-value zzz 200000',
  ]);
});
