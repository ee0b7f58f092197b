import { describe, expect, test } from 'vitest';
import { sortLikeGo } from '../../server/src/quadlet/order.ts';
import { fixture } from '../support/fixture.ts';
import { compile, problemsIn, services, type Options } from './support.ts';

const image = 'Image=docker.io/library/redis:7';

/** The lines of a generated service that begin with one of the keys. */
const lines = (text: string, name: string, keys: readonly string[], options?: Options): string[] =>
  (compile(text, name, options).service ?? 'rejected').split('\n').filter((line) => keys.some((key) => line.startsWith(`${key}=`) || line === key));

describe('names', () => {
  test.each<[string, string, string, string, Options?]>([
    ['a container', 'web.container', `[Container]\n${image}\n`, 'web.service systemd-web'],
    ['a container with a name', 'web.container', `[Container]\n${image}\nContainerName=w-%N\nServiceName=other\n`, 'other.service w-other'],
    ['a template', 'web@.container', `[Container]\n${image}\n`, 'web@.service '],
    ['an instance', 'web@1.container', `[Container]\n${image}\n`, 'web@1.service '],
    ['a volume', 'data.volume', '[Volume]\n', 'data-volume.service systemd-data'],
    ['a volume with a name', 'data.volume', '[Volume]\nVolumeName="pgdata"\n', 'data-volume.service pgdata'],
    ['a network template', 'n@.network', '[Network]\n', 'n-network@.service systemd-n-%i'],
    ['a network template, before 5.7', 'n@.network', '[Network]\n', 'n@-network.service systemd-n@', { podman: '5.6.2' }],
    ['a pod', 'p.pod', '[Pod]\n', 'p-pod.service systemd-p'],
    ['an image', 'i.image', '[Image]\nImage=quay.io/a/b\nImageTag=localhost/b\n', 'i-image.service localhost/b'],
    ['a build', 'b.build', '[Build]\nImageTag=localhost/b\nImageTag=localhost/c\nSetWorkingDirectory=unit\n', 'b-build.service localhost/b'],
    ['an artifact', 'a.artifact', '[Artifact]\nArtifact=quay.io/a/b\n', 'a-artifact.service quay.io/a/b'],
    ['ServiceName=, before 5.3', 'data.volume', '[Volume]\nServiceName=x\n', 'data-volume.service systemd-data', { podman: '5.2.5' }],
  ])('%s', (_, name, text, expected, options) => {
    const compiled = compile(`//- /ws/${name}\n${text}`, name, options);
    expect(`${compiled.serviceName} ${compiled.resourceName}`).toBe(expected);
  });
});

describe('drop-ins', () => {
  const unit = `//- /ws/app-web@1.container\n[Container]\n${image}\n`;
  const dropIn = (folder: string, file: string, value: string): string => `//- /ws/${folder}/${file}\n[Container]\nLabel=from=${value}\n`;

  test('are merged by file name, whatever folder they lie in', () => {
    const text = unit + dropIn('container.d', '20-b.conf', '3') + dropIn('app-.container.d', '10-a.conf', '1') + dropIn('app-web@.container.d', '15-c.conf', '2');
    expect(lines(text, 'app-web@1.container', ['Label'])).toEqual(['Label=from=1', 'Label=from=2', 'Label=from=3']);
  });

  test.each([
    ['app-web@1.container.d', 'app-web@.container.d'],
    ['app-web@.container.d', 'app-@.container.d'],
    ['app-@.container.d', 'app-.container.d'],
    ['app-.container.d', 'container.d'],
  ])('of one file name that in %s hides that in %s', (specific, broad) => {
    expect(lines(unit + dropIn(broad, 'x.conf', 'broad') + dropIn(specific, 'x.conf', 'specific'), 'app-web@1.container', ['Label'])).toEqual(['Label=from=specific']);
  });

  test('of one file name in two folders the one found first counts, wherever units of the name lie', () => {
    const text = `${unit}//- /ws/sub/app-web@1.container\n[Container]\nImage=x\n${dropIn('a/app-web@1.container.d', 'x.conf', 'a')}${dropIn('app-web@1.container.d', 'x.conf', 'top')}${dropIn('sub/app-web@1.container.d', 'y.conf', 'sub')}`;
    expect(lines(text, 'app-web@1.container', ['Label'])).toEqual(['Label=from=top', 'Label=from=sub']);
  });

  test('their folders hold no units and no drop-ins of others', () => {
    const text = `${unit}//- /ws/x.d/a.volume\n[Volume]\n${dropIn('x.d/container.d', 'x.conf', '1')}`;
    expect([services(text), lines(text, 'app-web@1.container', ['Label'])]).toEqual([['app-web@1.service'], []]);
  });

  test('other names are no drop-ins', () => {
    const text = unit + dropIn('app-web.container.d', 'x.conf', '1') + dropIn('container.d', 'x.conf.bak.conf', '2') + dropIn('volume.d', 'x.conf', '3');
    expect(lines(text, 'app-web@1.container', ['Label'])).toEqual(['Label=from=2']);
  });

  test('before 5.2 only the unit’s own folder counts, and its template’s', () => {
    const text = unit + dropIn('container.d', 'a.conf', '1') + dropIn('app-.container.d', 'b.conf', '2') + dropIn('app-web@.container.d', 'c.conf', '3');
    expect(lines(text, 'app-web@1.container', ['Label'], { podman: '5.0.3' })).toEqual(['Label=from=3']);
  });

  test('they may rename the service and empty a list', () => {
    const text = `//- /ws/a.container\n[Container]\n${image}\nNetwork=gone.network\n//- /ws/a.container.d/x.conf\n[Container]\nNetwork=\nServiceName=b\n`;
    expect(compile(text, 'a.container')).toMatchObject({ serviceName: 'b.service', rejected: false });
  });
});

describe('references', () => {
  test('a network by its unit, whatever both are called', () => {
    const text = `//- /ws/a.container\n[Container]\n${image}\nNetwork=n.network:ip=10.0.0.5\n//- /ws/n.network\n[Network]\nNetworkName=front\nServiceName=net\n`;
    expect(lines(text, 'a.container', ['Requires', 'After', 'ExecStart'])).toEqual([
      'After=podman-user-wait-network-online.service', 'Requires=net.service', 'After=net.service',
      'ExecStart=/usr/bin/podman run --name systemd-%N --replace --rm --cgroups=split --network front:ip=10.0.0.5 --sdnotify=conmon -d docker.io/library/redis:7',
    ]);
  });

  test('dependencies become one line for each key, duplicates and all', () => {
    const text = `//- /ws/a.container\n[Unit]\nAfter=x.service b.volume\nAfter=b.volume\n[Container]\n${image}\n//- /ws/b.volume\n[Volume]\n`;
    expect(lines(text, 'a.container', ['After'])).toEqual(['After=podman-user-wait-network-online.service', 'After=x.service b-volume.service b-volume.service']);
  });

  test('a pod starts its containers, templates apart', () => {
    const member = (name: string, more = ''): string => `//- /ws/${name}\n[Container]\n${image}\nPod=p.pod\n${more}`;
    const text = `//- /ws/p.pod\n[Pod]\n${member('b.container')}${member('a.container')}${member('t@.container')}${member('c.container', 'StartWithPod=no\n')}${member('d.container', 'Nonsense=1\n')}`;
    expect(lines(text, 'p.pod', ['Wants', 'Before'])).toEqual(['Wants=podman-user-wait-network-online.service', 'Wants=a.service', 'Before=a.service', 'Wants=b.service', 'Before=b.service']);
    expect(lines(text, 'p.pod', ['Before'], { podman: '5.8.2' })).toEqual(['Before=a.service', 'Before=b.service', 'Before=t@.service']);
  });

  test('what is asked for is told, found or not', () => {
    const text = `//- /ws/a.container\n[Unit]\nAfter=x.container y.service\n[Container]\nImage=i.image\nNetwork=n.network\nVolume=v.volume:/x\nPod=p.pod\n`;
    expect([...compile(text, 'a.container').asked].sort()).toEqual(['i.image', 'n.network', 'p.pod', 'v.volume', 'x.container']);
    expect([...compile('//- /ws/p.pod\n[Pod]\n', 'p.pod').asked]).toEqual(['members:p.pod']);
  });

  test('who depends on a rejected unit is generated without its name, as Podman does it', () => {
    const text = `//- /ws/a.container\n[Container]\n${image}\nVolume=v.volume:/data:Z\n//- /ws/v.volume\n[Volume]\nNonsense=1\n`;
    expect(lines(text, 'a.container', ['Requires', 'ExecStart'])).toEqual([
      'Requires=v-volume.service',
      'ExecStart=/usr/bin/podman run --name systemd-%N --replace --rm --cgroups=split --sdnotify=conmon -d -v /data docker.io/library/redis:7',
    ]);
  });
});

test('paths count from the unit’s folder', () => {
  const text = `//- /ws/sub/a.container\n[Container]\n${image}\nVolume=./data/../x:/x\nVolume=%h/y:/y\nEnvironmentFile=.env\nMount=type=bind,src=./z,dst=/z\n`;
  expect(lines(text, 'a.container', ['RequiresMountsFor', 'ExecStart'])).toEqual([
    'RequiresMountsFor=%t/containers', 'RequiresMountsFor=/ws/sub/x', 'RequiresMountsFor=/ws/sub/z',
    'ExecStart=/usr/bin/podman run --name systemd-%N --replace --rm --cgroups=split --sdnotify=conmon -d -v /ws/sub/x:/x -v %h/y:/y --env-file /ws/sub/.env --mount type=bind,source=/ws/sub/z,dst=/z docker.io/library/redis:7',
  ]);
});

test('a device that need not be there', () => {
  const text = `//- /ws/a.container\n[Container]\n${image}\nAddDevice=-/dev/null -/dev/bogus:/dev/x /dev/fuse\n`;
  expect(lines(text, 'a.container', ['ExecStart'])[0]).toContain(' --device /dev/null --device /dev/fuse ');
});

describe('origins', () => {
  const text = `//- /ws/a.container\n# about\n[Container]\n${image}\nEnvironment="A=1 2" B=\\x41\n//- /ws/a.container.d/x.conf\n[Service]\nRestart=always\n`;
  const { files } = fixture(text);
  const textAt = ({ uri, start, end }: { uri: string; start: number; end: number }): string => files.find((file) => file.uri === uri)!.text.slice(start, end);
  const compiled = compile(text, 'a.container');

  test('every line of the service is there, with where it comes from', () => {
    expect(compiled.lines.map((line) => `${line.text}\n`).join('')).toBe(compiled.service);
    expect(compiled.lines.filter(({ origin }) => origin !== undefined).map(({ text: line, origin }) => [line, textAt(origin!)])).toEqual([
      [image, image],
      ['Environment="A=1 2" B=\\x41', 'Environment="A=1 2" B=\\x41'],
      ['Restart=always', 'Restart=always'],
    ]);
  });

  test('so does every word of the command', () => {
    expect(compiled.command.filter(({ origin }) => origin !== undefined).map(({ text: word, origin }) => [word, textAt(origin!)])).toEqual([
      ['--env', '"A=1 2"'], ['A=1 2', '"A=1 2"'], ['--env', 'B=\\x41'], ['B=A', 'B=\\x41'], ['docker.io/library/redis:7', 'docker.io/library/redis:7'],
    ]);
  });
});

describe('a folder', () => {
  test('is printed by type, then as folders are read', () => {
    const text = `//- /ws/z.container\n[Container]\n${image}\n//- /ws/b/a.container\n[Container]\n${image}\n//- /ws/p.pod\n[Pod]\n//- /ws/b.volume\n[Volume]\n//- /ws/a.image\n${image}\n`.replace(`a.image\n${image}`, `a.image\n[Image]\n${image}`);
    expect(services(text)).toEqual(['a-image.service', 'b-volume.service', 'z.service', 'a.service', 'p-pod.service']);
  });

  test('the first unit of a name counts, if it loads', () => {
    expect(services(`//- /ws/a/x.volume\nnonsense\n//- /ws/b/x.volume\n[Volume]\nVolumeName=b\n//- /ws/c/x.volume\n[Volume]\nVolumeName=c\n`)).toEqual(['x-volume.service']);
  });

  test('ends where the generator crashes, and is empty where it hangs', () => {
    const crash = `//- /ws/v.volume\n[Volume]\n//- /ws/a.container\n[Container]\n${image}\nMount=type=bind,dst=/x\n//- /ws/b.container\n[Container]\n${image}\n`;
    expect([services(crash, { podman: '5.6.2' }), services(crash, { podman: '6.1.1' })]).toEqual([['v-volume.service'], ['v-volume.service', 'b.service']]);
    expect(services('//- /ws/v.volume\n[Volume]\nLabel=a=1 \\\n\nLabel=b=2\n', { podman: '5.2.5' })).toEqual([]);
  });

  test('units of a .quadlets file are known to the others, but not printed', () => {
    const text = `//- /ws/a.container\n[Container]\n${image}\nNetwork=n.network\n//- /ws/b.quadlets\n# FileName=n\n[Network]\n`;
    expect(services(text)).toEqual(['a.service']);
  });

  test('a unit that is there goes before one of its name in a .quadlets file', () => {
    const text = `//- /ws/a.quadlets\n# FileName=web\n[Container]\n${image}\n---\n# FileName=n\n[Network]\nNetworkName=other\n//- /ws/n.network\n[Network]\n//- /ws/web.container\n[Container]\n${image}\nNetwork=n.network\n`;
    expect(services(text)).toEqual(['n-network.service', 'web.service']);
    expect(compile(text.replace('//- /ws/a.quadlets', '//- /ws/z.quadlets'), 'web.container').command.map((word) => word.text)).toContain('systemd-n');
    expect(problemsIn(`//- /ws/a.quadlets\n# FileName=web\n[Container]\n${image}\n//- /ws/web.container\nnonsense\n//- /ws/v.volume\n[Volume]\n`).found)
      .toEqual(['a.quadlets: warning quadlet-not-generated «[Container]»', 'web.container: error quadlet-syntax «nonsense»', 'web.container: error quadlet-missing-image «nonsense»', 'v.volume: warning quadlet-not-generated «[Volume]»']);
  });

  test('nothing of a .quadlets file hangs or crashes the generator, nor does a file that it does not read', () => {
    const crash = `# FileName=c\n[Container]\n${image}\nMount=type=bind,dst=/x\n`;
    expect(problemsIn(`//- /ws/s.quadlets\n${crash}//- /ws/v.volume\n[Volume]\n`, { podman: '5.6.2' }).found).toEqual(['s.quadlets: error quadlet-generator-crashes «type=bind,dst=/x»']);
    const hang = '[Build]\nImageTag=a \\\n\nFile=/x\n';
    expect(problemsIn(`//- /ws/b.build\n${hang}//- /ws/v.volume\n[Volume]\n`, { podman: '5.0.3' }).found).toEqual(['b.build: warning quadlet-type-too-new «[Build]»']);
  });

  test('a pod starts its members where they are generated', () => {
    const member = (path: string): string => `//- /ws/${path}\n[Container]\n${image}\nPod=p.pod\n`;
    const pod = (text: string): string[] => compile(`//- /ws/p.pod\n[Pod]\n${text}`, 'p.pod').service!.split('\n').filter((line) => line.startsWith('Wants=') && !line.includes('network'));
    expect(pod(member('a.container'))).toEqual(['Wants=a.service']);
    expect(pod(`${member('sub/b.container')}//- /ws/sub/x.network\nnonsense\n`)).toEqual([]);
    expect(pod(`//- /ws/s.quadlets\n# FileName=k\n[Container]\n${image}\nPod=p.pod\n`)).toEqual([]);
    const bundle = `//- /ws/s.quadlets\n# FileName=k\n[Container]\n${image}\nPod=q.pod\n---\n# FileName=q\n[Pod]\n`;
    expect(compile(bundle, 'q.pod').service).toContain('Wants=k.service\n');
  });

  test('letters are compared and made small as Go does it', () => {
    const { command } = compile(`//- /ws/a.container\n[Container]\n${image}\nRunInit=yeſ\nDropCapability=ΑΣ İ\n`, 'a.container');
    const bare = compile(`//- /ws/a.container\n[Container]\n${image}\n`, 'a.container').command.map((word) => word.text);
    expect(command.map((word) => word.text).filter((word) => !bare.includes(word))).toEqual(['--init', '--cap-drop', 'ασ', '--cap-drop', 'i']);
  });

  test('drop-ins of a unit that does not load are not opened', () => {
    const text = `//- /ws/a.container\nnonsense\n//- /ws/a.container.d/1.conf\nnonsense\n`;
    expect(problemsIn(text).found.filter((line) => line.includes('quadlet-syntax'))).toEqual(['a.container: error quadlet-syntax «nonsense»']);
  });

  test('a drop-in may be called .conf', () => {
    expect(compile(`//- /ws/a.container\n[Container]\n${image}\n//- /ws/a.container.d/.conf\n[Container]\nPidsLimit=7\n`, 'a.container').command.map((word) => word.text)).toContain('7');
  });

  test('a dollar in a name is a dollar', () => {
    expect(problemsIn(`//- /ws/x$$y.container\n[Container]\n${image}\nPod=%N.pod\n//- /ws/x$$y.pod\n[Pod]\n`).found).toEqual([]);
    const text = `//- /ws/pay.container\n[Container]\n${image}\nServiceName=a$$b$&c\nContainerName=%N\n//- /ws/b.container\n[Container]\n${image}\nNetwork=pay.container\n`;
    expect(compile(text, 'b.container').command.map((word) => word.text)).toContain('container:a$$b$&c');
  });
});

test('a lone backslash is no line', () => {
  expect(compile('//- /ws/a.volume\n# about\n\\\n[Volume]\n \\\nLabel=a=1\n', 'a.volume').service?.split('\n').slice(0, 4)).toEqual(['# about', '[X-Volume]', 'Label=a=1', '']);
});

test('a member that another unit of its name hides is not started with the pod', () => {
  const text = `//- /ws/p.pod\n[Pod]\n//- /ws/a.container\n[Container]\n${image}\n//- /ws/sub/a.container\n[Container]\n${image}\nPod=p.pod\n`;
  expect(lines(text, 'p.pod', ['Wants'])).toEqual(['Wants=podman-user-wait-network-online.service']);
});

test('the name of the service is printed as a clean path', () => {
  const named = (name: string): string => `[Volume]\nServiceName=${name}\n`;
  expect(services(`//- /ws/a.volume\n${named('//')}//- /ws/b.volume\n${named('x//y/./z')}//- /ws/c.volume\n${named('../x/../y')}`)).toEqual(['/.service', 'x/y/z.service', '../y.service']);
});

describe('Go’s sort', () => {
  test('moves equals about as it does', () => {
    const keys = [2, 5, 2, 5, 2, 5, 2, 3, 4, 2, 4, 4, 2, 4, 4, 5].map((key, i) => ({ key, i }));
    expect(sortLikeGo(keys, ({ key }) => key).map(({ i }) => i)).toEqual([12, 9, 2, 0, 4, 6, 7, 8, 10, 11, 13, 14, 1, 5, 3, 15]);
  });

  test('keeps the order of up to twelve', () => {
    const list = [3, 1, 2, 1, 3, 2, 1, 1, 2, 3, 3, 1].map((key, i) => ({ key, i }));
    expect(sortLikeGo(list, ({ key }) => key)).toEqual([...list].sort((a, b) => a.key - b.key));
  });

  test.each([13, 20, 50, 100, 1000])('sorts %i', (length) => {
    const keys = Array.from({ length }, (_, i) => (i * 7919) % 5);
    expect(sortLikeGo(keys, (key) => key)).toEqual([...keys].sort((a, b) => a - b));
    const distinct = Array.from({ length }, (_, i) => (i * 7919) % 104729);
    expect(sortLikeGo(distinct, (key) => key)).toEqual([...distinct].sort((a, b) => a - b));
    expect(sortLikeGo([...distinct].sort((a, b) => b - a), (key) => key)).toEqual([...distinct].sort((a, b) => a - b));
  });
});
