import { describe, expect, test } from 'vitest';
import { previewFolder, targetOf, unitSet } from '../../server/src/quadlet/index.ts';
import { mayBeRefused } from '../../server/src/quadlet/load.ts';
import { lookupNumber } from '../../server/src/quadlet/numbers.ts';
import { sortLikeGo } from '../../server/src/quadlet/order.ts';
import { parseUnit } from '../../server/src/syntax/unit.ts';
import { compile, type Options } from './support.ts';

const image = 'Image=docker.io/library/redis:7';
const container = (lines: string): string => `[Container]\n${image}\n${lines}\n`;

/** The lines of the service that begin so. */
const lines = (name: string, text: string, start: string, options?: Options): string[] =>
  (compile(`//- /ws/${name}\n${text}`, name, options).service ?? 'rejected').split('\n').filter((line) => line.startsWith(start));

/** The words of the command between `podman` and what every container has at the end. */
const words = (text: string, options?: Options): string[] => compile(`//- /ws/a.container\n${container(text)}`, 'a.container', options).command.map((word) => word.text);

/** Those that another unit’s command has not. */
function own(text: string, options?: Options): string[] {
  const bare = words('', options);
  return words(text, options).filter((word) => !bare.includes(word));
}

describe('user namespaces of old', () => {
  test.each([
    ['RemapUsers=manual\nRemapUid=0:1000:1 1:0:1000\nRemapGid=0:1:2', ['--uidmap', '0:1000:1', '--uidmap', '1:0:1000', '--gidmap', '0:1:2']],
    ['RemapUsers=auto', ['--userns', 'auto']],
    ['RemapUsers=auto\nRemapUid=1:2\nRemapGid=3:4\nRemapUidSize=20', ['--userns', 'auto:uidmapping=1:2,gidmapping=3:4,size=20']],
    ['RemapUsers=auto\nRemapUidSize=0', ['--userns', 'auto']],
    ['RemapUsers=keep-id', ['--userns', 'keep-id']],
    ['RemapUsers=keep-id\nRemapUid=5\nRemapGid=6', ['--userns', 'keep-id:uid=5,gid=6']],
    ['RemapUsers=', []],
  ])('%s', (text, expected) => expect(own(text)).toEqual(expected));
});

describe('what a key comes to', () => {
  test.each<[string, string[], Options?]>([
    ['VolatileTmp=true', ['--tmpfs', '/tmp:rw,size=512M,mode=1777']],
    ['VolatileTmp=true\nReadOnly=no', ['--read-only=false', '--tmpfs', '/tmp:rw,size=512M,mode=1777']],
    ['VolatileTmp=true\nReadOnly=yes', ['--read-only']],
    ['VolatileTmp=no', []],
    ['Notify=yes', ['--sdnotify=container']],
    ['Notify=Healthy', ['--sdnotify=healthy']],
    ['Notify=perhaps', []],
    ['User=5', ['--user', '5']],
    ['NoNewPrivileges=no\nSecurityLabelDisable=0\nSecurityLabelNested=off', []],
    ['EnvironmentFile=%%h/x %h/y ./z', ['--env-file', '/ws/%%h/x', '--env-file', '%h/y', '--env-file', '/ws/z']],
    ['Volume=:/a:ro\nVolume=/b', ['-v', '/a', '-v', '/b']],
    ['AutoUpdate=', []],
    ['Entrypoint=', ['--entrypoint=']],
    ['Entrypoint=', [], { podman: '5.7.1' }],
    ['SeccompProfile=', ['--security-opt', 'seccomp=']],
    ['Environment=～=1 😀=2 a=3 é=4', ['--env', 'a=3', '--env', 'é=4', '--env', '～=1', '--env', '😀=2']],
    ['Label=b=1 a=1\nLabel=a=2', ['--label', 'a=2', '--label', 'b=1']],
    ['Environment=A B=1', ['--env', 'A', '--env', 'B=1']],
    ['Environment=A B=1', ['--env', 'B=1'], { podman: '5.5.2' }],
  ])('%s', (text, expected, options) => expect(own(text, options)).toEqual(expected));

  test('the signal to reload goes to the container, by name or by its file', () => {
    const reload = (podman: string): string[] => lines('a.container', container('ReloadSignal=SIGHUP'), 'ExecReload', { podman });
    expect([reload('5.5.2'), reload('6.1.1')]).toEqual([['ExecReload=/usr/bin/podman kill --cidfile=%t/%N.cid --signal SIGHUP'], ['ExecReload=/usr/bin/podman kill --signal SIGHUP systemd-%N']]);
  });

  test('a root file system stands where the image would, the command after it', () => {
    const command = compile('//- /ws/a.container\n[Container]\nRootfs=/srv/root:O\nExec=a "b c"\n', 'a.container').command.map(({ text }) => text);
    expect(command.slice(-4)).toEqual(['--rootfs', '/srv/root:O', 'a', 'b c']);
  });

  test('a line of translated dependencies leads to the first one of its key', () => {
    const text = '[Unit]\nAfter=x.service\nAfter=b.volume\nWants=y.service\n[Container]\nImage=docker.io/x/y\n';
    const { lines: written } = compile(`//- /ws/a.container\n${text}//- /ws/b.volume\n[Volume]\n`, 'a.container');
    expect(written.filter((line) => /^(?:After|Wants)=.* |^Wants=y/.test(line.text)).map((line) => [line.text, text.slice(line.origin?.start, line.origin?.end)])).toEqual([['Wants=y.service', 'Wants=y.service'], ['After=x.service b-volume.service', 'After=x.service']]);
  });

  test('a section that is called already what another will be called takes its lines', () => {
    const { service } = compile('//- /ws/a.volume\n# one\n[X-Volume]\nMine=1\n[Service]\nRestart=no\n# two\n[Volume]\nLabel=a\n', 'a.volume');
    expect(service!.slice(0, service!.indexOf('ExecStart'))).toBe('# one\n# two\n[X-Volume]\nMine=1\nLabel=a\n\n[Service]\nRestart=no\n');
  });

  test('a folder without units has no services', () => expect(previewFolder(unitSet([], targetOf([6, 1, 1])))).toBe(''));

  test('an empty name is no name', () => {
    const named = (name: string, text: string): string => compile(`//- /ws/${name}\n${text}\n`, name).resourceName;
    expect([named('a.volume', '[Volume]\nVolumeName='), named('a.network', '[Network]\nNetworkName='), named('a.pod', '[Pod]\nPodName='), named('a.container', container('ContainerName='))]).toEqual(['systemd-a', 'systemd-a', 'systemd-a', 'systemd-a']);
  });

  test('a kube that runs once says nothing when it is ready', () => {
    const text = (type: string): string => `[Kube]\nYaml=x.yml\n[Service]\nType=${type}\n`;
    const about = (type: string): string[] => [...lines('a.kube', text(type), 'Type='), ...lines('a.kube', text(type), 'NotifyAccess=')];
    expect([about('oneshot'), about('notify')]).toEqual([['Type=oneshot'], ['Type=notify', 'NotifyAccess=all']]);
  });

  test('the folder of a file whose path begins with a specifier', () => {
    const kube = (yaml: string): string[] => lines('a.kube', `[Kube]\nYaml=${yaml}\nSetWorkingDirectory=yaml\n`, 'WorkingDirectory=');
    expect([kube('%x.yml'), kube('%h/k/../x.yml'), kube('sub/x.yml'), kube('/x.yml')]).toEqual([['WorkingDirectory=.'], ['WorkingDirectory=%h'], ['WorkingDirectory=/ws/sub'], ['WorkingDirectory=/']]);
  });

  test('a context of its own for a build', () => {
    const build = (more: string): string[] => {
      const compiled = compile(`//- /ws/a.build\n[Build]\nImageTag=x\n${more}\n`, 'a.build');
      return [compiled.command.at(-1)!.text, ...lines('a.build', `[Build]\nImageTag=x\n${more}\n`, 'WorkingDirectory=')];
    };
    expect([build('SetWorkingDirectory=https://example.org/x.git'), build('SetWorkingDirectory=/srv/ctx'), build('SetWorkingDirectory=ctx'), build('SetWorkingDirectory=unit'), build('SetWorkingDirectory=FILE\nFile=sub/Containerfile'), build('SetWorkingDirectory=unit\n[Service]\nWorkingDirectory=/other')]).toEqual([
      ['https://example.org/x.git'], ['/srv/ctx'], ['ctx', 'WorkingDirectory=/ws'], ['/ws', 'WorkingDirectory=/ws'], ['/ws/sub', 'WorkingDirectory=/ws/sub'], ['/other', 'WorkingDirectory=/other'],
    ]);
  });
});

test('before 5.3 a network or volume that nobody knows is taken for one of the usual name', () => {
  const text = (name: string, more = ''): string => `//- /ws/a.container\n[Container]\n${image}\nNetwork=n.network:ip=1\nVolume=v.volume:/v\n${more}`.replaceAll('n.network', name);
  const told = (folder: string): string[] => {
    const { command, service } = compile(folder, 'a.container', { podman: '5.2.5' });
    const all = command.map((word) => word.text);
    return [all[all.indexOf('--network') + 1]!, all[all.indexOf('-v') + 1]!, ...service!.split('\n').filter((line) => line.startsWith('Requires='))];
  };
  const usual = ['systemd-n:ip=1', 'systemd-v:/v', 'Requires=n-network.service', 'Requires=v-volume.service'];
  expect(told(text('n.network'))).toEqual(usual);
  expect(told(text('n.network', '//- /ws/n.network\n[Network]\nFoo=1\n//- /ws/v.volume\n[Volume]\nFoo=1\n'))).toEqual(usual);
  expect(told(text('n.network', '//- /ws/n.network\n[Network]\nNetworkName=net\n//- /ws/v.volume\n[Volume]\nVolumeName=vol\n'))).toEqual(['net:ip=1', 'vol:/v', 'Requires=n-network.service', 'Requires=v-volume.service']);
});

test('drop-ins of a name that begins with a dash', () => {
  const dropIn = (folder: string): string => `//- /ws/${folder}/x-${folder.length}.conf\n[Container]\nLabel=from=${folder}\n`;
  const text = `//- /ws/-a-.container\n${container('')}${['-a-.container.d', '-.container.d', 'container.d', '-a.container.d', '.container.d'].map(dropIn).join('')}`;
  const { service } = compile(text, '-a-.container');
  expect(service!.split('\n').filter((line) => line.startsWith('Label='))).toEqual(['Label=from=container.d', 'Label=from=-.container.d', 'Label=from=-a-.container.d']);
});

test('Go’s sort falls back to a heap where every pivot is bad', () => {
  // Made by McIlroy’s adversary, who answers each comparison so that the pivot turns out to be one of the smallest.
  const keys = [2, 3, 4, 5, 6, 7, 8, 9, 10, 13, 0, 11, 37, 22, 39, 24, 21, 12, 35, 38, 1, 19, 18, 34, 15, 14, 17, 28, 36, 20, 23, 32, 33, 31, 30, 29, 16, 27, 26, 25];
  expect(sortLikeGo(keys, (key) => key)).toEqual([...keys.keys()]);
});

test.each<[string, boolean]>([
  ['[Volume]\nLabel=a=1\n', false],
  ['[Volume]\nLabel=a;b\n', false],
  ['[Volume]\nLabel=a \\\n  b\n', false],
  ['[Volume]\nLabel=a\\b\n', false],
  ['[Volume]\nnonsense\n', true],
  ['[Volume]\n  ; a comment of today\n', true],
  ['[Volume]\nLabel=a \\\n;b\nnonsense\n', true],
])('whether some release may refuse %j: %j', (text, expected) => expect(mayBeRefused(parseUnit(text))).toBe(expected));

test.each<[string | undefined, number]>([
  [undefined, 0], ['', 0], ['0', 0], ['10', 10], ['+10', 10], ['-10', 0], ['0x1F', 31], ['0X1f', 31], ['0x', 0], ['017', 15], ['08', 0], ['4294967295', 4294967295], ['4294967296', 0], ['1e3', 0], ['ten', 0], [' 1', 0],
  // A second sign is taken, and a minus before it counts elevenfold.
  ['+-5', 0], ['++5', 5], ['--5', 55], ['-0x-7', 77], ['-+5', 0], ['0x+5', 5], ['00-5', 0], ['9223372036854775808', 0], ['-1676976733973595601', 5],
])('the number in %j is %i', (text, expected) => expect(lookupNumber(text)).toBe(expected));

test('of drop-ins with one name the first on the way counts before 5.6, the more specific since', () => {
  const dropIn = (folder: string): string => `//- /ws/${folder}/x.conf\n[Container]\nLabel=from=${folder}\n`;
  const from = (podman: string): string[] => compile(`//- /ws/app-web.container\n${container('')}${dropIn('container.d')}${dropIn('sub/app-web.container.d')}${dropIn('app-.container.d')}`, 'app-web.container', { podman }).service!.split('\n').filter((line) => line.startsWith('Label='));
  expect([from('5.5.2'), from('5.6.0')]).toEqual([['Label=from=app-.container.d'], ['Label=from=sub/app-web.container.d']]);
});

test('names that are given lead to where they stand', () => {
  const named = (name: string, text: string): string[] => compile(`//- /ws/${name}\n${text}\n`, name).command.filter(({ origin }) => origin !== undefined).map(({ text: word, origin }) => `${word} «${`${text}\n`.slice(origin!.start, origin!.end)}»`);
  expect([named('a.pod', '[Pod]\nPodName=p'), named('a.volume', '[Volume]\nVolumeName=v'), named('a.network', '[Network]\nNetworkName=n'), named('a.container', '[Container]\nContainerName=c\nRootfs=/r')]).toEqual([['p «p»'], ['v «v»'], ['n «n»'], ['c «c»', '--rootfs «/r»', '/r «/r»']]);
});
