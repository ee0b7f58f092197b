import { describe, expect, test } from 'vitest';
import { checkQuadlets, targetOf } from '../../server/src/quadlet/index.ts';
import { applyEdits } from '../support/fixture.ts';
import { findings, stack, type Stack } from '../support/stack.ts';
import { fixed, problemsIn, services, type Options } from './support.ts';

/** One rule, on each `[[…]]` of the text, or on the header in `[[[…]]]`; several rules are given in order. */
function expectOn(text: string, rules: string | readonly string[], options: Options = {}): void {
  const header = /\[\[(\[\w+\])\]\]/.exec(text);
  const { found, marked } = header === null ? problemsIn(text, options) : { ...problemsIn(text.replace(header[0], header[1]!), options), marked: [header[1]!] };
  const expected = marked.map((mark, i) => `${typeof rules === 'string' ? rules : rules[i]} «${mark}»`);
  expect(found.map((line) => line.replace(/^[^ ]+: /, ''))).toEqual(expected);
}

const image = 'Image=docker.io/library/redis:7';

describe('keys', () => {
  test.each<[string, string, string, Options?]>([
    ['of systemd', `[Container]\n${image}\n[[CPUQuota]]=200%\n`, 'error quadlet-unknown-key'],
    ['of podman', `[Container]\n${image}\n[[MemorySwap]]=2g\n`, 'error quadlet-unknown-key'],
    ['of another release', `[Container]\n${image}\n[[Memory]]=2g\n`, 'error quadlet-key-too-new', { podman: '5.4.2' }],
    ['misspelt', `[Container]\n${image}\n[[Enviroment]]=A=1\n`, 'error quadlet-unknown-key'],
    ['in another case', `[Container]\n[[image]]=x\n${image}\n`, 'error quadlet-unknown-key'],
    ['of [Quadlet]', `[Container]\n${image}\n[Quadlet]\n[[Dependencies]]=no\n`, 'error quadlet-unknown-key'],
    ['every one of them', `[Container]\n${image}\n[[A]]=1\n[[B]]=2\n[[A]]=3\n`, 'error quadlet-unknown-key'],
  ])('%s', (_, text, rule, options) => expectOn(text, rule, options));

  test('sections that Podman does not read are systemd’s own affair', () => {
    expectOn(`[Container]\n${image}\n[Service]\nNonsense=1\n[X-Mine]\nAny=1\n`, []);
    expectOn(`[Container]\n${image}\n[Quadlet]\nAny=1\n`, [], { podman: '5.2.5' });
  });

  test('in a drop-in, on the entry and on the unit', () => {
    expect(problemsIn(`//- /ws/a.container\n[Container]\n${image}\n//- /ws/a.container.d/x.conf\n[Container]\nFoo=1\n`).found).toEqual([
      'a.container: error quadlet-unknown-key «[Container]»',
      'x.conf: error quadlet-unknown-key «Foo»',
    ]);
  });
});

describe('a container', () => {
  test.each<[string, string, string, Options?]>([
    ['without an image', '[[[Container]]]\nExec=x\n', 'error quadlet-missing-image'],
    ['with an empty one', '[[[Container]]]\nImage=\n', 'error quadlet-missing-image'],
    ['with image and rootfs', `[Container]\n${image}\n[[Rootfs]]=/x\n`, 'error quadlet-conflicting-keys'],
    ['with a group alone', `[Container]\n${image}\n[[Group]]=5\n`, 'error quadlet-key-needs-key'],
    ['killed another way', `[Container]\n${image}\n[Service]\nKillMode=[[process]]\n`, 'error quadlet-bad-value'],
    ['mounting with an open quote', `[Container]\n${image}\nMount='[["]]dst=/a,b'\n`, 'error quadlet-bad-mount'],
    ['mounting with a quote inside', `[Container]\n${image}\nMount=type=bind,src=/a,dst=/[[\\"]]b\n`, 'error quadlet-bad-mount'],
    ['mounting without a source', `[Container]\n${image}\nMount=[[type=bind,dst=/a]]\n`, 'error quadlet-bad-mount'],
    ['mounting a source without a value', `[Container]\n${image}\nMount=type=bind,[[src]],dst=/a\n`, 'error quadlet-bad-mount'],
    ['mounting an empty source', `[Container]\n${image}\nMount=type=bind,[[src=]],dst=/a\n`, 'error quadlet-bad-mount'],
    ['mounting without a type, before 5.0', `[Container]\n${image}\nMount=[[src=data,dst=/a]]\n`, 'error quadlet-bad-mount', { podman: '4.9.4' }],
    ['publishing four parts, before 5.3', `[Container]\n${image}\nPublishPort=[[1:2:3:4]]\n`, 'error quadlet-bad-value', { podman: '5.2.5' }],
    ['publishing a name, before 5.3', `[Container]\n${image}\nPublishPort=[::1]:8080:[[http]]\n`, 'error quadlet-bad-value', { podman: '5.2.5' }],
    ['mapping groups without mode', `[Container]\n${image}\nRemapGid=[[1]]\n`, 'error quadlet-key-needs-key'],
    ['of another type', `[Container]\n${image}\n[Service]\nType=[[simple]]\n`, 'error quadlet-bad-value'],
    ['exposing no port', `[Container]\n${image}\nExposeHostPort=[[http]]\n`, 'error quadlet-bad-value'],
    ['publishing a variable, before 5.3', `[Container]\n${image}\nPublishPort=[[\${PORT}]]:80\n`, 'error quadlet-bad-value', { podman: '5.2.5' }],
    ['with colons in Tmpfs=, before 5.3', `[Container]\n${image}\nTmpfs=[[/a:b:c]]\n`, 'error quadlet-bad-value', { podman: '5.0.3' }],
    ['reloaded twice', `[Container]\n${image}\n[[ReloadSignal]]=HUP\nReloadCmd=x\n`, 'error quadlet-conflicting-keys'],
    ['mapped twice', `[Container]\n${image}\nUserNS=auto\n[[RemapUsers]]=auto\n`, 'error quadlet-conflicting-keys'],
    ['mapped without mode', `[Container]\n${image}\nRemapUid=[[1]]\n`, 'error quadlet-key-needs-key'],
    ['mapped wrongly', `[Container]\n${image}\nRemapUsers=[[all]]\n`, 'error quadlet-bad-value'],
    ['in no quadlet pod', `[Container]\n${image}\nPod=[[web]]\n`, 'error quadlet-bad-value'],
    ['in a missing pod', `[Container]\n${image}\nPod=[[web.pod]]\n`, 'error quadlet-unit-not-found'],
    ['in a missing network', `[Container]\n${image}\nNetwork=[[app.network]]:ip=10.0.0.1\n`, 'error quadlet-unit-not-found'],
    ['with a missing volume', `[Container]\n${image}\nVolume=[[data.volume]]:/data:Z\n`, 'error quadlet-unit-not-found'],
    ['with a missing image unit', '[Container]\nImage=[[app.image]]\n', 'error quadlet-unit-not-found'],
    ['after a missing unit', `[Unit]\nAfter=a.service [[b.container]]\n[Container]\n${image}\n`, 'error quadlet-unit-not-found'],
    ['after a unit file, before 5.5', `[Unit]\nAfter=a.service [[b.container]]\n[Container]\n${image}\n`, 'warning quadlet-dependency-ignored', { podman: '5.4.2' }],
    ['mounting a missing volume', `[Container]\n${image}\nMount=type=volume,source=[[data.volume]],destination=/data\n`, 'error quadlet-unit-not-found'],
    ['mounting without source', `[Container]\n${image}\nMount=[[type=bind,destination=/data]]\n`, 'error quadlet-bad-mount'],
    ['mounting a bare source', `[Container]\n${image}\nMount=type=bind,[[source]],destination=/data\n`, 'error quadlet-bad-mount'],
    ['mounting without type, before 5.6', `[Container]\n${image}\nMount=[[source=/a,destination=/b]]\n`, 'error quadlet-bad-mount', { podman: '5.5.2' }],
    ['mounting with a stray quote', `[Container]\n${image}\nMount='type=bind,source=/a[["]],destination=/b'\n`, 'error quadlet-bad-mount'],
    ['crashing the generator', `[Container]\n${image}\nMount=[[type=bind,destination=/data]]\n`, 'error quadlet-generator-crashes', { podman: '5.6.2' }],
    ['hanging the generator', `[Container]\n${image}\n[[Exec=x \\]]\n\n[Service]\n`, 'error quadlet-generator-hangs', { podman: '5.2.5' }],
    ['short', '[Container]\nImage=[[redis]]\n', 'warning quadlet-short-image-name'],
    ['as another user', `[Container]\n${image}\n[Service]\n[[User]]=app\n`, 'warning quadlet-unsupported-service-key'],
    ['with an escape', `[Container]\n${image}\nLabel=a=[[\\?]]\n`, 'warning quadlet-unreadable-value'],
    ['with an open quote', `[Container]\n${image}\nSysctl=[["a=1]]\n`, 'warning quadlet-unreadable-value'],
  ])('%s', (_, text, rule, options) => expectOn(text, rule, options));

  test.each<[string, string, Options?]>([
    ['an image from a build', '//- /ws/a.container\n[Container]\nImage=a.build\n//- /ws/a.build\n[Build]\nImageTag=x\nSetWorkingDirectory=unit\n'],
    ['a missing network, before 5.3', `//- /ws/a.container\n[Container]\n${image}\nNetwork=app.network\n`, { podman: '5.2.5' }],
    ['dependencies on services, before 5.5', `//- /ws/a.container\n[Unit]\nAfter=b.service x.mount\n[Container]\n${image}\n`, { podman: '5.4.2' }],
    ['dependencies on units, from 5.5', `//- /ws/a.container\n[Unit]\nAfter=b.volume\n[Container]\n${image}\n//- /ws/b.volume\n[Volume]\n`, { podman: '5.5.0' }],
    ['an anonymous volume, from 6.0', `//- /ws/a.container\n[Container]\n${image}\nMount=type=volume,destination=/data\n`],
    ['an unset network', `//- /ws/a.container\n[Container]\n${image}\nNetwork=x.network\nNetwork=\n`],
    ['a port with a variable', `//- /ws/a.container\n[Container]\n${image}\nPublishPort=\${PORT}:80\n`],
  ])('accepted: %s', (_, text, options) => expect(problemsIn(text, options).found).toEqual([]));

  test('units that stop the generator take the others with them', () => {
    const text = `//- /ws/a.container\n[Container]\n${image}\nMount=type=bind,destination=/x\n//- /ws/b.volume\n[Volume]\n`;
    expect(problemsIn(text, { podman: '5.6.2' }).found).toEqual([
      'a.container: error quadlet-generator-crashes «type=bind,destination=/x»',
      'b.volume: error quadlet-not-generated «[Volume]»',
    ]);
  });

  test('a unit that does not load takes its folder with it, and is missing to other folders', () => {
    const unit = (path: string, network: string): string => `//- /ws/${path}.container\n[Container]\n${image}\nNetwork=${network}.network\n`;
    const text = `${unit('a', 'n')}${unit('sub/b', 'n')}${unit('sub/c', 'm')}//- /ws/n.network\nnonsense\n//- /ws/m.network\n[Network]\n//- /ws/sub/n.volume\n[Volume]\n`;
    for (const podman of ['5.4.2', '6.1.1']) {
      expect(problemsIn(text, { podman }).found).toEqual([
        'a.container: warning quadlet-not-generated «[Container]»',
        'b.container: error quadlet-unit-not-found «n.network»',
        'c.container: error quadlet-unit-not-found «m.network»',
        'n.network: error quadlet-syntax «nonsense»',
        'm.network: warning quadlet-not-generated «[Network]»',
      ]);
      expect(services(text, { podman })).toEqual(['n-volume.service']);
    }
  });

  test('a name that is taken is not read again, so its syntax does no harm', () => {
    const text = `//- /ws/a.container\n[Container]\n${image}\n//- /ws/sub/a.container\nnonsense\n//- /ws/sub/b.volume\n[Volume]\n`;
    expect(services(text)).toEqual(['b-volume.service', 'a.service']);
  });

  test('what is refused before its mounts crashes nothing', () => {
    const text = `//- /ws/a.container\n[Container]\n${image}\nGroup=g\nMount=type=bind,destination=/x\n//- /ws/b.volume\n[Volume]\n`;
    expect(services(text, { podman: '5.6.2' })).toEqual(['b-volume.service']);
    expect(problemsIn(text, { podman: '5.6.2' }).found).toEqual(['a.container: error quadlet-key-needs-key «Group»', 'a.container: error quadlet-generator-crashes «type=bind,destination=/x»']);
  });

  test('units may wait for each other', () => {
    expect(problemsIn('//- /ws/a.network\n[Unit]\nBefore=b.volume\n[Network]\n//- /ws/b.volume\n[Unit]\nAfter=a.network b.volume\n[Volume]\n').found).toEqual([]);
  });

  test('an empty image is logged where it is not refused', () => {
    expect(problemsIn('[Container]\nRootfs=/srv/root\n[[Image]]=\n').found).toEqual(['warning quadlet-short-image-name «Image»']);
  });

  test('a drop-in that does not load is left out', () => {
    expect(problemsIn(`//- /ws/a.container\n[Container]\n${image}\n//- /ws/a.container.d/x.conf\nnonsense\n[Container]\nFoo=1\n`).found).toEqual([
      'x.conf: error quadlet-syntax «nonsense»',
    ]);
  });

  test('joining a network whose name nobody knows', () => {
    expect(problemsIn(`//- /ws/a.container\n[Container]\n${image}\nNetwork=w@1.container\n//- /ws/w@1.container\n[Container]\n${image}\n`).found).toEqual(['a.container: error quadlet-no-resource-name «w@1.container»']);
    expect(problemsIn(`//- /ws/a.container\n[Container]\n${image}\nNetwork=n.network\n//- /ws/n.network\n[Network]\nFoo=1\n`).found).toEqual([
      'a.container: error quadlet-no-resource-name «n.network»',
      'n.network: error quadlet-unknown-key «Foo»',
    ]);
  });
});

describe('other units', () => {
  const only = (name: string, text: string): string => `//- /ws/${name}\n${text}`;
  test.each<[string, string, string | readonly string[], Options?]>([
    ['a network without subnet', only('a.network', '[Network]\nGateway=[[10.0.0.1]]\n'), 'error quadlet-key-needs-key'],
    ['a network with more ranges', only('a.network', '[Network]\nSubnet=10.0.0.0/24\nIPRange=10.0.0.0/25\nIPRange=[[10.0.1.0/25]]\n'), 'error quadlet-key-needs-key'],
    ['volume options alone, before 6.0', only('a.volume', '[Volume]\n[[Options]]=rw\n'), 'error quadlet-key-needs-key', { podman: '5.8.2' }],
    ['a volume type alone', only('a.volume', '[Volume]\n[[Type]]=tmpfs\n'), 'error quadlet-key-needs-key'],
    ['an image volume', only('a.volume', '[Volume]\nDriver=[[image]]\n'), 'error quadlet-missing-key'],
    ['a kube without yaml', only('a.kube', '[[[Kube]]]\n'), 'error quadlet-missing-key'],
    ['a kube mapped by hand', only('a.kube', '[Kube]\nYaml=x.yml\nRemapUsers=[[manual]]\n'), 'error quadlet-bad-value'],
    ['a kube beside its file', only('a.kube', '[Kube]\nYaml=x.yml\nSetWorkingDirectory=[[file]]\n'), 'error quadlet-bad-value'],
    ['a kube beside one of two', only('a.kube', '[Kube]\nYaml=x.yml y.yml\nSetWorkingDirectory=[[yaml]]\n'), 'error quadlet-bad-value'],
    ['a build beside its yaml', only('a.build', '[Build]\nImageTag=x\nFile=/srv/f\nSetWorkingDirectory=[[yaml]]\n'), 'error quadlet-bad-value'],
    ['a kube elsewhere', only('a.kube', '[Kube]\nYaml=x.yml\nSetWorkingDirectory=[[/srv]]\n'), 'error quadlet-bad-value'],
    ['a build without tag', only('a.build', '[[[Build]]]\nSetWorkingDirectory=unit\n'), 'error quadlet-missing-key'],
    ['a build without context', only('a.build', '[[[Build]]]\nImageTag=x\n'), 'error quadlet-missing-key'],
    ['a build with a relative file', only('a.build', '[Build]\nImageTag=x\nFile=[[Containerfile]]\n'), 'error quadlet-key-needs-key'],
    ['an image unit without one', only('a.image', '[[[Image]]]\n'), 'error quadlet-missing-image'],
    ['an artifact without one', only('a.artifact', '[[[Artifact]]]\n'), 'error quadlet-missing-key'],
    ['an artifact too early', only('a.artifact', '[[[Artifact]]]\nFoo=1\n'), 'warning quadlet-type-too-new', { podman: '5.6.2' }],
  ])('%s', (_, text, rule, options) => expectOn(text, rule, options));

  test('a build beside a file that is not named', () => expect(problemsIn(only('a.build', '[Build]\nImageTag=x\nSetWorkingDirectory=file\n')).found).toEqual(['error quadlet-missing-key «[Build]»', 'error quadlet-missing-key «file»']));
  test('an open header', () => expect(problemsIn(only('a.volume', '[Volume\nLabel=a=1\n')).found).toEqual(['error quadlet-syntax «[Volume»']));
  test('a lost entry', () => expect(problemsIn(only('a.volume', '[Volume]\nLabel=a=1 \\\n# c\n')).found).toEqual(['warning quadlet-lost-entry «Label=a=1 »']));
});

describe('fixes', () => {
  test.each<[string, string, string, (Options & { title?: string })?]>([
    ['moves to a section', `[Container]\n${image}\nCPUQuota=200%\n\n[Service]\nRestart=always\n`, `[Container]\n${image}\n\n[Service]\nRestart=always\nCPUQuota=200%\n`],
    ['makes the section', `[Container]\nCPUQuota=200%\n${image}\n`, `[Container]\n${image}\n\n[Service]\nCPUQuota=200%\n`],
    ['moves the last line without a line end', `[Container]\n${image}\nCPUQuota=200%`, `[Container]\n${image}\n\n[Service]\nCPUQuota=200%\n`],
    ['makes the section behind a last line without a line end', `[Container]\nCPUQuota=200%\n${image}`, `[Container]\n${image}\n\n[Service]\nCPUQuota=200%\n`],
    ['makes the section of a file that has none', '# about\n', '# about\n\n[Container]\nImage=docker.io/library/file:latest\n'],
    ['keeps the line ends', `[Container]\r\n${image}\r\nCPUQuota=200%\r\n`, `[Container]\r\n${image}\r\n\r\n[Service]\r\nCPUQuota=200%\r\n`],
    ['moves continued lines', `[Unit]\nA=1\n[Container]\nAfter=a.service \\\n  b.service\n${image}\n`, `[Unit]\nA=1\nAfter=a.service \\\n  b.service\n[Container]\n${image}\n`],
    ['limits the container instead', `[Container]\n${image}\nCPUQuota=150%\n`, `[Container]\n${image}\nPodmanArgs=--cpus=1.5\n`, { title: 'Replace with PodmanArgs=--cpus=1.5' }],
    ['hands to podman', `[Container]\n${image}\nMemorySwap=2g\n`, `[Container]\n${image}\nPodmanArgs=--memory-swap=2g\n`],
    ['hands a flag to podman', `[Container]\n${image}\nPrivileged=true\n`, `[Container]\n${image}\nPodmanArgs=--privileged\n`],
    ['does without a newer key', `[Container]\n${image}\nAppArmor=my profile\n`, `[Container]\n${image}\nPodmanArgs="--security-opt=apparmor=my profile"\n`, { podman: '5.7.1' }],
    ['mends a name', `[Container]\n${image}\nEnviroment=A=1\n`, `[Container]\n${image}\nEnvironment=A=1\n`],
    ['mends the case', `[Container]\n${image}\nenvironment=A=1\n`, `[Container]\n${image}\nEnvironment=A=1\n`],
    ['inserts an image', '[Container]\nExec=x\n', '[Container]\nImage=docker.io/library/file:latest\nExec=x\n'],
    ['mends a section', `[Containr]\n${image}\n`, `[Container]\n${image}\n`],
    ['moves the image', `[Service]\n${image}\n\n[Container]\nExec=x\n`, `[Service]\n\n[Container]\nExec=x\n${image}\n`],
    ['kills rightly', `[Container]\n${image}\n[Service]\nKillMode=process\n`, `[Container]\n${image}\n[Service]\nKillMode=mixed\n`],
    ['notifies rightly', `[Container]\n${image}\n[Service]\nType=simple\n`, `[Container]\n${image}\n[Service]\nType=notify\n`],
    ['closes a header', `[Container\n${image}\n`, `[Container]\n${image}\n`],
    ['makes a comment', `[Container]\nwhat is this\n${image}\n`, `[Container]\n# what is this\n${image}\n`],
    ['names the service, before 5.5', `//- /ws/a.container\n[Unit]\nAfter=b.volume\n[Container]\n${image}\n//- /ws/b.volume\n[Volume]\n`, `[Unit]\nAfter=b-volume.service\n[Container]\n${image}\n`, { podman: '5.4.2' }],
    ['removes a byte-order mark', `\uFEFF[Container]\n${image}\n`, `[Container]\n${image}\n`],
  ])('%s', (_, before, after, options) => {
    const result = fixed(before, options);
    expect(result.text).toBe(after);
    expect(result.left).toEqual([]);
  });

  test('creates the missing unit', () => {
    const { text, created, left } = fixed(`//- /ws/a.container\n[Container]\n${image}\nNetwork=app.network\n`);
    expect([text, created, left]).toEqual([`[Container]\n${image}\nNetwork=app.network\n`, { 'file:///ws/app.network': '[Network]\n' }, []]);
  });

  test('names the near one instead', () => {
    expect(fixed(`//- /ws/a.container\n[Container]\n${image}\nNetwork=ap.network\n//- /ws/app.network\n[Network]\n`)).toEqual({
      text: `[Container]\n${image}\nNetwork=app.network\n`, created: {}, left: [],
    });
  });

  test('doubles a backslash', () => {
    expect(fixed(`[Container]\n${image}\nLabel=a=\\?\n`).text).toBe(`[Container]\n${image}\nLabel=a=\\\\?\n`);
  });
});

describe('a .quadlets file', () => {
  test('a control character is not handed to podman', () => {
    const fixes = (value: string): string[] => stack(`//- /ws/a.container\n[Container]\n${image}\nMemory=${value}\n`, { targets: { podman: [5, 4, 2] }, forced: true }).problems.flatMap(({ problem }) => (problem.fixes ?? []).map(({ title }) => title));
    expect([fixes('1g'), fixes('1\u0000g')]).toEqual([['Replace with PodmanArgs=--memory=1g'], []]);
  });

  test('a fix in its second unit stands there', () => {
    expect(fixed(`//- /ws/app.quadlets\n# FileName=a\n[Container]\n${image}\n---\n# FileName=b\n[Container]\n${image}\nCPUQuota=50%\n`, { title: 'Move to [Service]' }).text)
      .toBe(`# FileName=a\n[Container]\n${image}\n---\n# FileName=b\n[Container]\n${image}\n\n[Service]\nCPUQuota=50%\n\n`);
  });

  const check = (text: string, podman = [6, 1, 1]): string[] => checkQuadlets(text, targetOf(podman)).map(({ severity, start, end }) => `${severity} «${text.slice(start, end)}»`);
  test.each<[string, string, string[]]>([
    ['right', '# FileName=a\n[Container]\n---\n# FileName=a\n[Volume]\n', []],
    ['empty', '---\n\n', ['error «---»']],
    ['without a name', '[Container]\n', ['error «[Container]»']],
    ['without a type', '# FileName=a\n[Unit]\n', ['error «a»']],
    ['twice', '# FileName=a\n[Volume]\n---\n# FileName=a\n[Volume]\n', ['error «a»']],
    ['with a folder', '# FileName=a/b\n[Volume]\n', ['error «a/b»']],
    ['with an extension', '# FileName=a.volume\n[Volume]\n', ['warning «a.volume»']],
  ])('%s', (_, text, expected) => expect(check(text)).toEqual(expected));

  test('is refused before 5.8', () => expect(check('# FileName=a\n[Volume]\n', [5, 7, 1])).toEqual(['error «# FileName=a»']));

  test('an extension is taken away', () => {
    const text = '# FileName=a.volume\n[Volume]\n';
    const [problem] = checkQuadlets(text, targetOf([6, 1, 1]));
    expect(applyEdits(text, problem!.fixes![0]!.edits!)).toBe('# FileName=a\n[Volume]\n');
  });

  test('a name is inserted', () => {
    const text = '# FileName=volume\n[Volume]\n---\n[Volume]\n';
    const [problem] = checkQuadlets(text, targetOf([6, 1, 1]));
    expect(applyEdits(text, problem!.fixes![0]!.edits!)).toBe('# FileName=volume\n[Volume]\n---\n# FileName=volume2\n[Volume]\n');
  });

  test('its units are compiled where they stand', () => {
    expect(problemsIn('//- /ws/app.quadlets\n# FileName=a\n[Container]\nFoo=1\nImage=a.io/x\nNetwork=n.network\n---\n# FileName=n\n[Network]\nBar=1\n', {}).found).toEqual([
      'error quadlet-unknown-key «Foo»',
      'error quadlet-no-resource-name «n.network»',
      'error quadlet-unknown-key «Bar»',
    ]);
  });
});

describe('in a workspace', () => {
  const BROKEN = '//- /ws/a.container\n[Container]\nImage=quay.io/a/b\nNetwork=n.network\n//- /ws/n.network\n[Network]\nnonsense\n//- /ws/sub/c.container\n[Container]\nImage=quay.io/a/b\nNetwork=n.network\n';
  const quadlet = (found: Stack): string[] => findings(found).filter((line) => line.includes(' quadlet-'));

  test('a unit that does not load takes its folder with it, until it is mended', () => {
    const broken = stack(BROKEN);
    expect(quadlet(broken)).toEqual([
      '/ws/a.container:1 quadlet-not-generated «[Container]»', '/ws/n.network:2 quadlet-syntax «nonsense»', '/ws/sub/c.container:3 quadlet-unit-not-found «n.network»',
    ]);
    const { analysis } = broken;
    analysis.set('file:///ws/n.network', '[Network]\n');
    analysis.refreshAll();
    expect(['a.container', 'n.network', 'sub/c.container'].map((name) => analysis.problems(`file:///ws/${name}`).filter(({ code }) => code.startsWith('quadlet-')))).toEqual([[], [], []]);
  });

  test('of drop-ins with one name the one found first counts, as in the dry run', () => {
    const dropIn = (folder: string, key: string): string => `//- /ws/${folder}x.container.d/x.conf\n[Container]\n${key}=1\n`;
    expect(quadlet(stack(`//- /ws/x.container\n[Container]\n${image}\n${dropIn('a/', 'Nonsense')}${dropIn('', 'Rubbish')}`))).toEqual([
      '/ws/x.container:1 quadlet-unknown-key «[Container]»', '/ws/x.container.d/x.conf:2 quadlet-unknown-key «Rubbish»',
    ]);
  });

  test('units may wait for each other', () => {
    expect(quadlet(stack('//- /ws/a.network\n[Unit]\nBefore=b.volume\n[Network]\n//- /ws/b.volume\n[Unit]\nAfter=a.network\n[Volume]\n'))).toEqual([]);
  });
});
