import { describe, expect, test } from 'vitest';
import { complete } from '../../server/src/features/quadlet/completion.ts';
import type { CompletionItem, Completions } from '../../server/src/features/types.ts';
import { applyEdits } from '../../server/src/model/edits.ts';
import { parseVersion } from '../../server/src/model/version.ts';
import { editor, STACK } from './support.ts';

const unit = (text: string, name = 'web.container'): string => `//- /ws/${name}\n${text}\n${STACK}`;

function items(text: string, options: { podman?: string; name?: string } = {}): { list: CompletionItem[]; span: Completions['span']; text: string } {
  const made = editor(unit(text, options.name), options.podman === undefined ? {} : { targets: { podman: parseVersion(options.podman)! } });
  const { span, items } = complete(made.file, made.offset, made.context);
  const list = [...items].sort((a, b) => ((a.sortText ?? a.label) < (b.sortText ?? b.label) ? -1 : 1));
  if (list.length > 0) {
    expect(span.start).toBeLessThanOrEqual(made.offset);
    expect(span.end).toBeGreaterThanOrEqual(made.offset);
    expect(made.file.text.slice(span.start, span.end)).not.toContain('\n');
  }
  return { list, span, text: made.file.text };
}

/** The labels that are offered at `$0`, in their order, as far as they contain the first ones. */
function checkOffered(text: string, wanted: readonly string[], options: { podman?: string; name?: string; not?: readonly string[] } = {}): void {
  const labels = items(text, options).list.map(({ label }) => label);
  expect(labels).toEqual(expect.arrayContaining([...wanted]));
  for (const label of options.not ?? []) expect(labels).not.toContain(label);
}

/** The first labels, in order. */
function checkFirst(text: string, first: readonly string[], options: { name?: string } = {}): void {
  expect(items(text, options).list.slice(0, first.length).map(({ label }) => label)).toEqual(first);
}

/** The text after taking one of them. */
function checkTaken(text: string, label: string, after: string, options: { name?: string } = {}): void {
  const { list, span, text: before } = items(text, options);
  const item = list.find((candidate) => candidate.label === label);
  if (item === undefined) throw new Error(`${label} is not offered: ${list.map((candidate) => candidate.label).join(' ')}`);
  expect(applyEdits(before, [{ ...span, newText: item.insert ?? label }]).trimEnd()).toBe(after);
}

describe('sections', () => {
  test('an empty file', () => checkFirst('$0', ['[Container]', '[Unit]', '[Service]', '[Install]', '[Quadlet]']));
  test('an empty file takes a whole section', () => checkTaken('$0', '[Container]', '[Container]\nImage=$0'));
  test('of another type', () => checkFirst('$0', ['[Volume]', '[Unit]'], { name: 'x.volume' }));
  test('between brackets, those that are there are left out', () => checkOffered('[Container]\nImage=x\n\n[$0]', ['[Unit]', '[Install]'], { not: ['[Container]', '[Pod]'] }));
  test('a header that is not closed', () => checkTaken('[Container]\nImage=x\n[Se$0', '[Service]', '[Container]\nImage=x\n[Service]'));
  test('a header that is not closed, behind blanks at its end', () => checkTaken('[Container]\nImage=x\n[Se  $0', '[Service]', '[Container]\nImage=x\n[Service]'));
  test('a header that is closed', () => checkTaken('[Container]\nImage=x\n[Se$0]', '[Service]', '[Container]\nImage=x\n[Service]'));
  test('after keys, whole', () => checkTaken('[Container]\nImage=x\n$0', '[Install]', '[Container]\nImage=x\n[Install]\nWantedBy=${1:default.target}'));
  test('in a drop-in of a type', () => checkFirst('$0', ['[Container]'], { name: 'container.d/10.conf' }));
  test('in a .quadlets file without a type yet', () => checkOffered('# FileName=a\n$0', ['[Container]', '[Volume]', '---'], { name: 'all.quadlets' }));
});

describe('keys', () => {
  test('the common ones first', () => checkFirst('[Container]\n$0', ['ContainerName=', 'Environment=', 'EnvironmentFile=', 'Exec=', 'Image=', 'Memory=', 'Network=', 'PublishPort=', 'Secret=', 'Volume=']));
  test('at column 0 before other keys', () => checkOffered('[Container]\n$0\nImage=x', ['Exec='], { not: ['Image='] }));
  test('single-valued ones that are there are not offered, repeatable ones are', () =>
    checkOffered('[Container]\nImage=x\nVolume=a:/a\n$0', ['Volume=', 'Network='], { not: ['Image='] }));
  test('the key under the cursor is offered', () => checkOffered('[Container]\nIma$0ge=x', ['Image'], { not: ['Image='] }));
  test('a word is replaced as a whole', () => checkTaken('[Container]\nMem$0o', 'Memory=', '[Container]\nMemory='));
  test('before `=` only the name', () => checkTaken('[Container]\nIm$0=x', 'Image', '[Container]\nImage=x'));
  test('of another type', () => checkOffered('[Volume]\n$0', ['VolumeName=', 'Device='], { name: 'x.volume', not: ['Image2=', 'PublishPort='] }));
  test('of systemd', () => checkOffered('[Service]\n$0', ['Restart=', 'TimeoutStartSec=', 'CPUQuota='], { not: ['Image='] }));
  test('of [Unit] and [Install]', () => {
    checkOffered('[Unit]\n$0', ['After=', 'Description=']);
    checkOffered('[Install]\n$0', ['WantedBy=']);
  });
  test('newer than the target: last, and marked', () => {
    const { list } = items('[Container]\n$0', { podman: '5.4.2' });
    const memory = list.findIndex(({ label }) => label === 'Memory=');
    expect(list[memory]).toMatchObject({ label: 'Memory=', detail: 'size · needs Podman 5.5' });
    expect(memory).toBeGreaterThan(list.findIndex(({ label }) => label === 'Ulimit='));
  });
  test('known to the target: not marked', () => expect(items('[Container]\n$0', { podman: '5.5' }).list.find(({ label }) => label === 'Memory=')?.detail).toBe('size'));
  test('deprecated ones are', () => expect(items('[Container]\n$0').list.find(({ label }) => label === 'RemapUsers=')?.deprecated).toBe(true));
  test('each has its documentation', () => {
    for (const { kind, documentation } of items('[Container]\n$0').list) if (kind === 'key') expect((documentation as () => string)()).toMatch(/^\*\*/);
  });
  test('not in comments', () => expect(items('[Container]\n# Im$0').list).toEqual([]));
  test('not in an unknown section', () => checkOffered('[X-Foo]\n$0', ['[Container]'], { not: ['Image='] }));
  test('after a line that is broken', () => checkOffered('[Container\nImage=x\nnonsense\n$0', ['Exec=']));
  test('in the second unit of a .quadlets file what the first has is offered again', () =>
    checkOffered('# FileName=a\n[Container]\nImage=x\n---\n# FileName=b\n[Container]\n$0', ['Image='], { name: 'all.quadlets' }));
});

describe('values', () => {
  const value = (line: string): string => `[Container]\nImage=x\n${line}`;
  const cases: readonly (readonly [line: string, wanted: readonly string[], not?: readonly string[]])[] = [
    ['ReadOnly=$0', ['true', 'false']],
    ['Pull=$0', ['always', 'missing', 'never', 'newer']],
    ['HealthOnFailure=k$0', ['kill', 'none']],
    ['Notify=$0', ['healthy', 'true']],
    ['Network=$0', ['backend.network', 'db.container', 'host', 'none', 'pasta'], ['slirp4netns', 'data.volume']],
    ['Network=backend.network:$0', ['ip=', 'alias='], ['host']],
    ['Network=backend.network:ip=10.0.0.1,$0', ['alias=', 'mac='], ['ip=']],
    ['Network=pasta:$0', ['--map-gw']],
    ['Volume=$0', ['data.volume', './configs/redis.conf', './'], ['db.container']],
    ['Volume=data.volume:/data:$0', ['ro', 'Z', 'z', 'U']],
    ['Volume=data.volume:/data:ro,$0', ['Z'], ['ro']],
    ['Mount=$0', ['type=bind', 'type=tmpfs', 'type=volume']],
    ['Mount=type=$0', ['bind', 'tmpfs', 'image', 'artifact']],
    ['Mount=type=volume,$0', ['source=', 'destination=', 'subpath='], ['relabel=']],
    ['Mount=type=bind,source=/a,$0', ['destination=', 'relabel='], ['source=']],
    ['Mount=type=volume,source=$0', ['data.volume'], ['tools.image']],
    ['Mount=type=image,source=$0', ['tools.image'], ['data.volume', 'app.build']],
    ['Mount=type=artifact,source=$0', ['model.artifact']],
    ['Mount=type=bind,source=/a,destination=/b,relabel=$0', ['shared', 'private']],
    ['Secret=$0', ['db_password']],
    ['Secret=db_password,$0', ['type=env', 'type=mount', 'target=', 'mode=']],
    ['UserNS=$0', ['keep-id', 'auto', 'nomap']],
    ['UserNS=keep-id:$0', ['uid=', 'gid='], ['auto']],
    ['UserNS=keep-id:uid=5,$0', ['gid='], ['uid=']],
    ['AddCapability=$0', ['NET_ADMIN', 'all', 'CHOWN']],
    ['DropCapability=CHOWN $0', ['SETUID']],
    ['StopSignal=$0', ['SIGTERM', 'SIGINT', 'SIGQUIT']],
    ['LogDriver=$0', ['journald', 'k8s-file', 'none']],
    ['LogOpt=$0', ['max-size=', 'tag=']],
    ['Ulimit=$0', ['nofile=']],
    ['Sysctl=$0', ['net.core.somaxconn=']],
    ['Tmpfs=/run:$0', ['size=', 'mode=', 'noexec']],
    ['Memory=$0', ['512m', '2g']],
    ['HealthInterval=$0', ['30s', '1m', 'disable']],
    ['PublishPort=$0', ['127.0.0.1:8080:80', '8080:80']],
    ['AddHost=$0', ['host.docker.internal:host-gateway']],
    ['PodmanArgs=$0', ['--cpus=', '--memory-swap=', '--privileged']],
    ['PodmanArgs=--cpus=2 $0', ['--memory-swap='], ['--cpus=', '--subnet=']],
    ['GlobalArgs=$0', ['--log-level=']],
    ['Pod=$0', ['app.pod'], ['db.container']],
    ['EnvironmentFile=$0', ['./app.env'], ['./configs/redis.conf']],
    ['ContainerName=$0', ['web']],
    ['Exec=sleep %$0', ['%h', '%n', '%i', '%%']],
    ['Volume=%$0', ['%h', '%t']],
    ['Exec=echo \\\n  %$0', ['%n']],
    ['AddCapability=CHOWN \\\n  $0', ['SETUID']],
    ['AddCapability=CHOWN \\\n# a note\n$0', ['SETUID']],
    ['CgroupsMode=$0', ['split', 'no-conmon']],
    ['AutoUpdate=$0', ['registry', 'local']],
    ['Timezone=$0', ['local', 'UTC']],
    ['ReloadSignal=$0', ['SIGHUP']],
    ['DNS=$0', ['none']],
    ['GroupAdd=$0', ['keep-groups']],
  ];
  test.each(cases.map(([line, wanted, not]) => ({ line, wanted, not })))('$line', ({ line, wanted, not }) => checkOffered(value(line), wanted, not === undefined ? {} : { not }));

  test('a network mode that the target still has', () => checkOffered(value('Network=$0'), ['slirp4netns'], { podman: '5.8.2' }));
  test('images of the folder, and units that make one', () => checkOffered('[Container]\nImage=$0', ['tools.image', 'app.build', 'docker.io/library/postgres:17']));
  test('dependencies: units, services and targets', () => checkOffered('[Unit]\nAfter=$0', ['db.container', 'db.service', 'backend-network.service', 'network-online.target'], { not: ['web.container'] }));
  test('a second dependency', () => checkTaken('[Unit]\nAfter=db.service back$0', 'backend.network', '[Unit]\nAfter=db.service backend.network'));
  test('what a unit is wanted by: default.target first', () => checkFirst('[Install]\nWantedBy=$0', ['default.target']));
  test('enumerations of systemd', () => checkOffered('[Service]\nRestart=$0', ['always', 'on-failure', 'no']));
  test('booleans of systemd', () => checkOffered('[Service]\nRemainAfterExit=$0', ['true', 'false']));
  test('sizes and limits of systemd', () => {
    checkOffered('[Service]\nMemoryMax=$0', ['2G', 'infinity'], { not: ['2g'] });
    checkOffered('[Service]\nTimeoutStartSec=$0', ['5m', 'infinity']);
    checkOffered('[Service]\nCPUQuota=$0', ['200%']);
  });
  test('units come before modes', () => checkFirst(value('Network=$0'), ['backend.network']));
  test('a unit as the source brings its colon', () => checkTaken(value('Volume=da$0'), 'data.volume', value('Volume=data.volume:')));
  test('but not where one is', () => checkTaken(value('Volume=da$0:/x'), 'data.volume', value('Volume=data.volume:/x')));
  test('only the word at the cursor is replaced', () => checkTaken(value('Volume=data.volume:/x:r$0w,Z'), 'ro', value('Volume=data.volume:/x:ro,Z')));
  test('a word of a continued line', () => checkTaken(value('DropCapability=CHOWN \\\n  SET$0 \\\n  KILL'), 'SETUID', value('DropCapability=CHOWN \\\n  SETUID \\\n  KILL')));
  test('in the blanks before a value', () => checkTaken(value('Pull =$0 never'), 'newer', value('Pull =newer')));
  test('a specifier replaces its percent sign', () => checkTaken(value('Exec=a %$0 b'), '%n', value('Exec=a %n b')));
  test('an escaped percent sign is none', () => expect(items(value('Exec=a %%$0')).list).toEqual([]));
  test('nothing for free text', () => expect(items('[Unit]\nDescription=$0').list).toEqual([]));
  test('nothing for a key that nobody knows', () => expect(items('[Container]\nNonsense=$0').list).toEqual([]));
  test('volumes', () => checkOffered('[Volume]\nType=$0', ['bind', 'tmpfs', 'nfs'], { name: 'x.volume' }));
  test('networks', () => checkOffered('[Network]\nOptions=$0', ['mtu=', 'isolate='], { name: 'x.network' }));
  test('flags of another subcommand', () => checkOffered('[Network]\nPodmanArgs=$0', ['--route='], { name: 'x.network', not: ['--cpus='] }));
  test('builds', () => checkOffered('[Build]\nSetWorkingDirectory=$0', ['unit', 'file'], { name: 'x.build' }));
  const offered = (text: string, options?: { podman?: string; name?: string }): string[] => items(text, options).list.map(({ label, detail }) => (detail === undefined ? label : `${label} (${detail})`));
  test.each<[text: string, all: string[], name?: string]>([
    [value('Mount=type=bind,source=/a,destination=/b,bind-propagation=$0'), ['rprivate', 'rshared', 'rslave', 'private', 'shared', 'slave', 'unbindable', 'runbindable']],
    [value('Mount=type=bind,source=/a,destination=/b,ro=$0'), ['true', 'false']],
    [value('Mount=type=tmpfs,tmpfs-size=$0'), []],
    [value('Mount=type=bind,source=$0'), ['./app.env', './configs/redis.conf']],
    [value('Mount=source=$0'), []],
    [value('Mount=source=x,$0'), ['destination=', 'ro=', 'relabel=', 'U=', 'bind-propagation=', 'bind-nonrecursive=', 'idmap=', 'no-dereference=']],
    [value('Network=container:$0'), []],
    [value('UserNS=foo:$0'), []],
    [value('UserNS=auto:$0'), ['size=', 'uidmapping=', 'gidmapping=']],
    [value('Volume=a:$0'), []],
    [value('Tmpfs=$0'), ['/tmp', '/run', '/var/run', '/var/cache']],
    [value('PodmanArgs=--cpus=$0'), []],
    [value('PodmanArgs=x$0'), []],
    [value('Group=$0'), []],
    [value('Unmask=$0'), ['ALL']],
    [value('Environment=$0'), []],
    ['[Quadlet]\nDefaultDependencies=$0', ['false', 'true (default)']],
    ['[Container]\nContainerName=$0', [], 'web.container.d/10.conf'],
    ['[Container]\nContainerName=$0', ["web (the unit's name)"], 'web@.container'],
    ['[Artifact]\nArtifact=$0', [], 'x.artifact'],
    ['[Build]\nFile=$0', ['./app.env', './configs/redis.conf'], 'x.build'],
    ['[Kube]\nYaml=./app.yml $0', ['./app.env', './configs/redis.conf'], 'x.kube'],
  ])('%j offers no more than %j', (text, all, name) => expect(offered(text, name === undefined ? {} : { name })).toEqual(all));
  test('an image: what the folder uses, then well-known ones', () => expect(offered('[Image]\nImage=$0', { name: 'x.image' }).slice(0, 2)).toEqual(['quay.io/example/tools:1 (used in this folder)', 'docker.io/library/postgres:17']));
  test('an image of a volume, which units may make', () => expect(offered('[Volume]\nImage=$0', { name: 'x.volume' }).slice(0, 3)).toEqual(['tools.image (image)', 'app.build (build)', 'docker.io/library/postgres:17']));
  test('a network that another unit joins by name', () =>
    expect(offered(`${value('Network=$0')}\n//- /ws/a.container\n[Container]\nNetwork=front\nNetwork=other:ip=10.0.0.1\nNetwork=backend.network\n`).slice(0, 3)).toEqual(['backend.network (network)', 'front (used in this folder)', 'a.container (container)']));
  test('what the target does not have yet says so, and comes last', () => {
    expect(offered(value('Mount=type=$0'), { podman: '4.4' })).toEqual(['bind', 'volume', 'tmpfs', 'ramfs', 'image', 'glob', 'devpts', 'artifact (needs Podman 5.5)']);
    expect(offered(value('PodmanArgs=--ho$0'), { podman: '5.2' }).filter((label) => label.startsWith('--ho'))).toEqual(['--hosts-file= (needs Podman 5.3)', '--hostuser=', '--hostname= (HostName=)']);
    expect(offered(value('PodmanArgs=--ho$0'), { podman: '5.3' }).filter((label) => label.startsWith('--ho'))).toEqual(['--hosts-file=', '--hostuser=', '--hostname= (HostName=)']);
  });
  test('values in a drop-in', () => checkOffered('[Container]\nNetwork=$0', ['backend.network', 'db.container'], { name: 'web.container.d/10.conf' }));
});

test('one file without a folder', () => {
  const made = editor('[Container]\nNetwork=$0', { path: '/x.container' });
  expect(complete(made.file, made.offset, made.context).items.map(({ label }) => label)).toContain('host');
});
