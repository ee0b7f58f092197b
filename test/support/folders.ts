import fc from 'fast-check';
import { quadletKeys, type QuadletSection } from '../../server/src/facts/quadlet/index.ts';
import { UNIT_TYPES, type UnitType } from '../../server/src/model/files.ts';
import { atLeast, parseVersion, type Version } from '../../server/src/model/version.ts';
import { SECTION } from '../../server/src/quadlet/index.ts';

/** Folders of units, path → text, made by a grammar: mostly what a release takes, with every kind of slip in between. */
export type Folder = Readonly<Record<string, string>>;

const pick = <T>(...values: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...values);

/** One of some forms that a text may take, most of the time the plain one. */
const rarely = <T>(plain: T, times: number, ...others: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...Array.from({ length: times }, () => plain), ...others);

/** Values that are odd for any key. */
const ODD = [
  '', '""', '"', "'", 'a b', '"a b"', "'a b'", 'a "b c" d', '\\', '\\\\', 'a\\nb', '\\x41', '\\u00e9', '\\ud800', '\\101', '\\q', '%', '%%', '%h/x', '%i', '%N', '%%h/x', '$A', 'é', '日本', 'a,b', 'a=b', '=', 'a="b c"',
  '"a=b c" d=e', '--foo', ':', 'a:b', 'a:b:c:d', '/', '//', '/a b', '/a/../b', './a', '..', '~', '#x', 'x # y', '; x', 'a\tb', '-1', '007', '0x10', '4294967296', 'a "" b', 'a\u00a0b', '\u0085a', 'a\u2028b', '\u007f', '😀', 'a\x01b', '"unclosed',
  '"a""b"', '"a" ', '""a""', 'yes', 'On', 'no', 'maybe', 'infinity', '[x]',
];

/** Values that a key is made for; of those not named here the odd ones do. */
const GOOD: Readonly<Record<string, readonly string[]>> = {
  Image: ['docker.io/a/b', 'localhost/x', 'redis', 'a/b', 'x.image', 'x.build', 'y.image', 'none.image', '.image', '"docker.io/x"', 'x.image '],
  Network: ['host', 'x.network', 'x.network:ip=10.0.0.1', 'none.network', 'x.container', 'x.container:a', 'x@.container', 'y.network', 'container:a', '.network', '"x.network"', ':x'],
  Volume: ['/a', '/a:/b:ro', 'a:/b', 'x.volume:/b:Z', 'none.volume:/b', './a:/b', '.:/b', '%h/a:/b', 'x.volume', '::', ':/b', '/a b:/c', 'x@.volume:/a', 'x.image:/b'],
  Mount: [
    'type=bind,source=/a,destination=/b', 'type=bind,src=./a,dst=/b', 'type=volume,source=x.volume,dst=/b', 'type=image,src=x.image,dst=/b', 'type=artifact,source=x.artifact,dst=/b', 'type=tmpfs,dst=/b', 'source=a,dst=/b', 'dst=/b',
    'type=volume,dst=/b', 'type=bind,dst=/b', 'type=bind,source,dst=/b', 'type=bind,source=,dst=/b', '\'type=bind,"source=/a,b",dst=/c\'', 'type=bind,"source=/a",dst=/c', 'type=a=b,src=/a', 'type=bind,type=volume,source=/a', ',', 'type=volume,source=none.volume,dst=/a',
  ],
  ExposeHostPort: ['80', '80-90/udp', 'a80', '80a', '80 '],
  Pod: ['x.pod', 'none.pod', 'x', '%N.pod', '"x.pod"'],
  RemapUsers: ['auto', 'keep-id', 'manual', 'x', '"auto"', 'auto '],
  RemapUid: ['1000', '0:0:1 1:1:1', '"a b"'], RemapGid: ['1000', '0:0:1 1:1:1'], RemapUidSize: ['1000', '0x10', '010', '-1', '4294967296'],
  Notify: ['healthy', 'yes', 'no'], User: ['1000', 'root'], Group: ['1000', 'root'], AddDevice: ['/dev/null', '-/dev/null:/x', '-/dev/none', '-'], Secret: ['x,type=env', '"a b"'],
  Environment: ['A=b C=d', 'A', '"A=b c"', 'A=1 A=2', 'A=\\x', 'é=ü'], Label: ['a=b', 'a=b c=d', 'b=2 a=1', '"a b=c"', "a='{\"x\":1}'", "'unclosed"], Exec: ['sleep 10', 'sh -c "a b"', 'a \\ b', '"" a'],
  Type: ['bind', 'tmpfs'], Device: ['/a', './a', '%h/a'], Options: ['a=b', 'a="b c"', 'isolate=true mtu=1'], Driver: ['image', 'bridge'], Subnet: ['10.0.0.0/8'], Gateway: ['10.0.0.1'], IPRange: ['10.0.0.0/16'],
  SetWorkingDirectory: ['yaml', 'unit', 'file', 'Unit', '/a', './a', 'https://example.org/x', 'github.com/x/y', '%h/a'], File: ['Containerfile', '/a/Containerfile', '%h/C', 'https://example.org/C'], ImageTag: ['localhost/x', '"a"'],
  Yaml: ['a.yml', '/a/b.yml', 'a.yml b.yml', '%h/a.yml', '"a b.yml"'], ConfigMap: ['a.yml', '/a.yml b.yml'], AutoUpdate: ['registry', 'a/registry', 'registry a/local'], Artifact: ['quay.io/a', ''],
  ServiceName: ['svc', 'foo@', 'a/../b', '"q"', 'y'], ContainerName: ['n', '%p', '%N-x', '"n"'], VolumeName: ['v', 'v%i'], NetworkName: ['n', ''], PodName: ['p', 'p p'], Tmpfs: ['/a', '/a:rw', '/a:b:c'], ReloadSignal: ['HUP'], ReloadCmd: ['a b', '""'],
  PodmanArgs: ['--a=b', '"--a b" c', 'a "" b'], GlobalArgs: ['--log-level=debug'],
};

const DEPENDENCIES = ['After', 'Before', 'BindsTo', 'Requires', 'Wants', 'PartOf', 'OnFailure', 'JoinsNamespaceOf'];
const DEPENDED = ['x.container', 'x.network', 'x.volume y.container', 'none.container', 'a.service', '"x.container"', '"x.pod y"', 'x@1.container', '.container', 'a.service "b c"', "x.container '"];
const OF_SERVICE: Readonly<Record<string, readonly string[]>> = {
  Type: ['notify', 'oneshot', 'simple', '"notify"', ''], KillMode: ['mixed', 'control-group', 'process', '"mixed"', '""mixed""', ''], Restart: ['always', 'no', ''], WorkingDirectory: ['/w', '', '"/w"'], SyslogIdentifier: ['x', ''],
  RemainAfterExit: ['no', ''], User: ['x'], Environment: ['A=b'], ExecStartPre: ['/bin/true'],
};

/** `KEY=VALUE`, sometimes with blanks around, continued, or cut by a comment. */
const lineOf = (key: string, value: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.tuple(value, rarely('=', 50, ' = ', '=\t', '=\\\n'), rarely('', 60, '\\\n', ' \\\n  ', '\\\n# c\n', '\\\n\\\n', '\\\n\n', '\\ \n'), fc.nat(40), rarely('', 50, ' ', '\\', '\r', '\u00a0')).map(([text, equals, joint, at, end]) => {
    const cut = Math.min(at, text.length);
    return `${key}${equals}${text.slice(0, cut)}${joint}${text.slice(cut)}${end}`;
  });

const valueOf = (key: string): fc.Arbitrary<string> => fc.oneof({ weight: 4, arbitrary: pick(...(GOOD[key] ?? ODD)) }, { weight: 1, arbitrary: pick(...ODD) });

const keysOf = (section: QuadletSection, podman: Version): readonly string[] => Object.entries(quadletKeys(section)).filter(([, { since }]) => atLeast(podman, parseVersion(since)!)).map(([key]) => key);

/** What a unit of a type cannot do without, most of the time. */
const NEEDED: Readonly<Record<UnitType, readonly string[]>> = {
  container: ['Image=docker.io/a/b'], kube: ['Yaml=a.yml'], image: ['Image=docker.io/a/b'], build: ['ImageTag=localhost/b', 'SetWorkingDirectory=unit'], artifact: ['Artifact=quay.io/a'], pod: [], volume: ['Device=/srv'], network: ['Subnet=10.0.0.0/8'],
};
const NOISE = ['# c', '; c', '', '  ', '# c \\', '\\', 'nonsense', '[', '[Unit] x', '[Foo]', '\u00a0', 'Foo=1', 'Image=x.image', '[Service]', '[Container]'];

function unitOf(type: UnitType, podman: Version): fc.Arbitrary<string> {
  const section = SECTION[type] as QuadletSection;
  const own = pick(...keysOf(section, podman)).chain((key) => lineOf(key, valueOf(key)));
  const needed = fc.subarray([...NEEDED[type]]).chain((some) => fc.boolean().map((all) => (all ? NEEDED[type] : some)));
  const block = (name: string, line: fc.Arbitrary<string>): fc.Arbitrary<string[]> => fc.array(line, { minLength: 1, maxLength: 2 }).map((lines) => [`[${name}]`, ...lines]);
  const others = fc.array(
    fc.oneof(
      block('Unit', pick(...DEPENDENCIES).chain((key) => lineOf(key, pick(...DEPENDED)))),
      block('Service', pick(...Object.keys(OF_SERVICE)).chain((key) => lineOf(key, pick(...OF_SERVICE[key]!)))),
      block('Install', pick('WantedBy=default.target', 'WantedBy=', 'Alias=x.service')),
      block('Quadlet', lineOf('DefaultDependencies', pick('no', 'yes', '', 'x', 'False'))),
      block(section, own),
    ),
    { maxLength: 2 },
  );
  const noise = fc.option(fc.tuple(fc.nat(20), pick(...NOISE)), { freq: 12, nil: undefined });
  return fc.tuple(needed, fc.array(own, { maxLength: 4 }), others, noise, rarely('', 80, '\uFEFF'), rarely('\n', 40, '\r\n'), rarely('\n', 30, '', '\\\n', '\n\n', '# c')).map(([first, lines, more, slip, start, eol, end]) => {
    const all = [`[${section}]`, ...first, ...lines, ...more.flat()];
    if (slip !== undefined) all.splice(slip[0], 0, slip[1]);
    return start + all.join(eol) + end;
  });
}

const NAMES = ['x', 'x', 'x', 'y', 'a-b', 'x@', 'x@1', 'a-b@', 'é', '-', 'a b'];
const FOLDERS = ['', '', '', '', '', '', '', 'sub/', 'a/b/', 'foo.d/'];

/** The folders that hold drop-ins of a name, and one that does not. */
const dropInsOf = (name: string, type: string): string[] => [`${name}.${type}.d`, `${type}.d`, `${name.replace(/@.*/, '@')}.${type}.d`, `${name.slice(0, name.indexOf('-') + 1)}.${type}.d`, `${name}.d`];

export function folders(podman: Version): fc.Arbitrary<Folder> {
  const types = UNIT_TYPES.filter((type) => keysOf(SECTION[type] as QuadletSection, podman).length > 0);
  const file = fc.tuple(pick(...FOLDERS), pick(...NAMES), pick('container' as const, 'container' as const, ...types)).chain(([folder, name, type]) => unitOf(type, podman).map((text) => [`${folder}${name}.${type}`, text] as const));
  const dropIn = fc.tuple(pick(...FOLDERS), pick(...NAMES), pick(...types), pick('a.conf', 'b.conf', '.c.conf', 'd.txt')).chain(([folder, name, type, conf]) =>
    fc.tuple(pick(...dropInsOf(name, type)), unitOf(type, podman)).map(([within, text]) => [`${folder}${within}/${conf}`, text] as const));
  return fc.oneof({ weight: 6, arbitrary: fc.array(fc.oneof({ weight: 5, arbitrary: file }, { weight: 1, arbitrary: dropIn }), { minLength: 1, maxLength: 5 }) }, { weight: 1, arbitrary: fc.array(file, { minLength: 13, maxLength: 20 }) }).map((files) => Object.fromEntries(files));
}
