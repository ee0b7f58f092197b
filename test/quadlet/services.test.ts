import { expect, test } from 'vitest';
import { compile, type Options } from './support.ts';

/** The line of a unit's service that has a piece of text, without what comes before it. */
function lineWith(piece: string, text: string, name: string, options?: Options): string | undefined {
  const line = compile(text, name, options).service?.split('\n').find((one) => (piece.startsWith('--') ? one.includes(piece) : one.startsWith(piece)));
  return line?.slice(line.indexOf(piece));
}

const container = (lines: string): string => `//- /ws/a.container\n[Container]\nImage=docker.io/library/redis:7\n${lines}\n`;

test.each<[lines: string, piece: string, line: string | undefined, options?: Options]>([
  ['RemapUsers=auto\nRemapUidSize=16', '--userns', '--userns auto:size=16 docker.io/library/redis:7'],
  ['RemapUsers=auto\nRemapUidSize=0x10', '--userns', '--userns auto:size=16 docker.io/library/redis:7'],
  ['RemapUsers=auto\nRemapUidSize=010', '--userns', '--userns auto:size=8 docker.io/library/redis:7'],
  ['RemapUsers=auto\nRemapUidSize=+16', '--userns', '--userns auto:size=16 docker.io/library/redis:7'],
  ['RemapUsers=auto\nRemapUidSize=-16', '--userns', '--userns auto docker.io/library/redis:7'],
  ['RemapUsers=auto\nRemapUidSize=many', '--userns', '--userns auto docker.io/library/redis:7'],
  ['RemapUsers=keep-id\nRemapUid=5\nRemapGid=6', '--userns', '--userns keep-id:uid=5,gid=6 docker.io/library/redis:7'],
  ['RemapUsers=manual\nRemapUid=0:1:2\nRemapGid=0:3:4', '--uidmap', '--uidmap 0:1:2 --gidmap 0:3:4 docker.io/library/redis:7'],
  ['User=app', '--user', '--user app docker.io/library/redis:7'],
  ['User=app\nGroup=staff', '--user', '--user app:staff docker.io/library/redis:7'],
  ['PublishPort=[::1]:8080:80', '--publish', '--publish [::1]:8080:80 docker.io/library/redis:7', { podman: '5.2.5' }],
  ['PublishPort=0.0.0.0:8080:80', '--publish', '--publish 8080:80 docker.io/library/redis:7', { podman: '5.2.5' }],
  ['PublishPort=[::1:80', '--publish', '--publish [::1:80 docker.io/library/redis:7', { podman: '5.2.5' }],
  ['LogOpt=max-size=10m tag=x', '--log-opt', '--log-opt max-size=10m --log-opt tag=x --cgroups=split --sdnotify=conmon -d docker.io/library/redis:7'],
  [`Mount='type=bind,"src=/a,b",dst=/c'`, '--mount', '--mount "type=bind,\\"source=/a,b\\",dst=/c" docker.io/library/redis:7'],
  ['ReloadSignal=HUP\nContainerName=x', 'ExecReload', 'ExecReload=/usr/bin/podman kill --signal HUP x'],
  ['ReloadCmd=redis-cli ping', 'ExecReload', 'ExecReload=/usr/bin/podman exec systemd-%N redis-cli ping'],
])('a container with %j', (lines, piece, line, options) => expect(lineWith(piece, container(lines), 'a.container', options)).toBe(line));

test.each<[name: string, text: string, piece: string, line: string | undefined]>([
  ['a.pod', '[Pod]\nStopTimeout=30\nExitPolicy=continue\n', '--exit-policy', '--exit-policy continue'],
  ['a.pod', '[Pod]\nStopTimeout=30\n', '--time=', '--time=30'],
  ['a.pod', '[Pod]\n', '--time=', '--time=10'],
  ['a.build', '[Build]\nImageTag=x\nSetWorkingDirectory=unit\nPull=newer\n', '--pull', '--pull=newer'],
  ['a.build', '[Build]\nImageTag=x\nSetWorkingDirectory=file\nFile=sub/Containerfile\n', 'WorkingDirectory', 'WorkingDirectory=/ws/sub'],
  ['a.build', '[Build]\nImageTag=x\nSetWorkingDirectory=https://example.com/a.git\n', 'WorkingDirectory', undefined],
  ['a.build', '[Build]\nImageTag=x\nSetWorkingDirectory=unit\n[Service]\nWorkingDirectory=/srv\n', 'WorkingDirectory', 'WorkingDirectory=/srv'],
  ['a.kube', '[Kube]\nYaml=sub/x.yml\nSetWorkingDirectory=yaml\n', 'WorkingDirectory', 'WorkingDirectory=/ws/sub'],
  ['a.kube', '[Kube]\nYaml=x.yml\nKubeDownForce=true\n', '--force', '--force'],
])('%s with %j', (name, text, piece, line) => {
  const found = lineWith(piece, `//- /ws/${name}\n${text}`, name);
  // What follows the option is the rest of the command.
  expect(piece.startsWith('--') ? found?.slice(0, line!.length) : found).toBe(line);
});
