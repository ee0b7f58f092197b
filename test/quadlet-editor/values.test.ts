import { expect, test } from 'vitest';
import { valueParts } from '../../server/src/features/quadlet/values.ts';

/** The pieces of a value as `role «text»`, with a `+` where the tables say something of it. */
const parts = (section: string, key: string, value: string): string =>
  valueParts(section, key, value).map(({ role, start, end, fact }) => `${role}${fact === undefined ? '' : '+'} «${value.slice(start, end)}»`).join(' ');

test.each<[entry: string, pieces: string]>([
  ['[Container] Environment=A=5 B=x C "D E=6" F=', 'variable «A» number «5» variable «B» string «x» variable «C» variable «D E» variable «F»'],
  ['[Container] Mount=type=tmpfs,tmpfs-size=100,destination=/x,chown=true', 'option «type» value+ «tmpfs» option+ «tmpfs-size» number «100» option+ «destination» path «/x» option+ «chown» value+ «true»'],
  ['[Container] Mount="type=bind,src=/a b,dst=/c"', 'option «type» value+ «bind» option+ «src» hostpath «/a b» option+ «dst» path «/c»'],
  ['[Container] Network=pasta:-T,5', 'value+ «pasta» option+ «-T» option «5»'],
  ['[Container] Network=container:x', 'value+ «container» string «x»'],
  ['[Container] Network=host:x', 'value+ «host» string «x»'],
  ['[Container] Network=backend.network:ip=[fd00::1],mac=5', 'unit «backend.network» option+ «ip» string «[fd00::1]» option+ «mac» number «5»'],
  ['[Container] Network=mynet:ip=10.0.0.1', 'string «mynet» option+ «ip» string «10.0.0.1»'],
  ['[Container] UserNS=ns:/proc/1/ns', 'value+ «ns» string «/proc/1/ns»'],
  ['[Container] UserNS=foo:x=1', 'string «foo» option «x» number «1»'],
  ['[Container] PodmanArgs=--cpus 2 x --env "A=b c" --memory=', 'flag+ «--cpus» number «2» string «x» flag+ «--env» string «"A=b c"» flag+ «--memory»'],
  ['[Container] GlobalArgs=--log-level=debug --foo', 'flag+ «--log-level» string «debug» flag «--foo»'],
  ['[Container] Volume=/x', 'path «/x»'],
  ['[Container] Volume=[a:b]:/c:ro', 'string «[a:b]» path «/c» option+ «ro»'],
  ['[Container] Volume=a]:/c', 'string «a]» path «/c»'],
  ['[Container] Tmpfs=/tmp', 'path «/tmp»'],
  ['[Container] PidsLimit=100', 'number «100»'],
  ['[Container] StopTimeout=5', 'number «5»'],
  ['[Container] Memory=lots', 'string «lots»'],
  ['[Container] HealthInterval=disable', 'value+ «disable»'],
  ['[Network] Options=mtu=1500 isolate=true', 'option+ «mtu» number «1500» option+ «isolate» string «true»'],
  ['[Container] LogOpt=max-size=10m tag=x', 'option+ «max-size» string «10m» option+ «tag» string «x»'],
  ['[Container] DNSOption=ndots:2', 'string «ndots:2»'],
  ['[Container] DNSOption=edns0', 'value+ «edns0»'],
  ['[Image] Arch=arm64', 'value+ «arm64»'],
  ['[Image] OS=linux', 'value+ «linux»'],
  ['[Image] Variant=v8', 'value+ «v8»'],
  ['[Image] Creds=user:secret', ''],
  ['[Container] Timezone=Europe/Berlin', 'value+ «Europe/Berlin»'],
  ['[Build] File=./Containerfile', 'hostpath «./Containerfile»'],
  ['[Kube] Yaml=./a.yml ./b.yml', 'hostpath «./a.yml» hostpath «./b.yml»'],
  ['[Container] WorkingDir=/srv', 'path «/srv»'],
  ['[Container] AddDevice=/dev/dri:/dev/dri -/dev/fuse', 'hostpath «/dev/dri:/dev/dri» hostpath «-/dev/fuse»'],
  ['[Container] AddCapability=CAP_CHOWN foo', 'value+ «CAP_CHOWN» string «foo»'],
  ['[Container] Ulimit=nofile=1:2', 'option+ «nofile» string «1:2»'],
  ['[Container] Secret=x,type=env,mode=0400,uid=5', 'string «x» option+ «type» value+ «env» option+ «mode» number «0400» option+ «uid» number «5»'],
  ['[Build] Secret=id=x,src=/a', 'option+ «id» string «x» option+ «src» string «/a»'],
  ['[Service] RemainAfterExit=nah', 'string «nah»'],
  ['[Service] TimeoutStartSec=900', 'number «900»'],
  ['[Service] ExecStartPre=/bin/true', ''],
  ['[Unit] After=db.container x.service network-online.target', 'unit «db.container» service «x.service» value «network-online.target»'],
])('%s', (entry, pieces) => {
  const [, section, key, value] = /^\[(\w+)\] (\w+)=(.*)$/.exec(entry)!;
  expect(parts(section!, key!, value!)).toBe(pieces);
});
