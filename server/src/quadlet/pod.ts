import type { Compilation } from './compilation.ts';
import { addAllStrings, addAssignments, addPodmanArgs, addStrings, podman } from './command.ts';
import { podNameOf } from './names.ts';
import { addNetworks } from './networks.ts';
import { addPublishedPorts } from './ports.ts';
import { setSyslogIdentifier } from './service-rules.ts';
import { originOf } from './unit-file.ts';
import { addUserMappings } from './userns.ts';
import { addVolumes } from './volumes.ts';

const ID_FILE = '--pod-id-file=%t/%N.pod-id';

/** A `.pod`: `podman pod create`, `start`, `stop`. */
export function compilePod(c: Compilation): void {
  const { service, target } = c;
  const text = podNameOf(c.unit.name, c.file, target);
  const given = c.filled('PodName');
  const name = { text, origin: given && originOf(given) };
  c.resourceName = text;
  if (!target.has('mountsForFirst')) service.add('Unit', 'RequiresMountsFor', '%t/containers');
  for (const member of c.membersToStart()) {
    service.add('Unit', 'Wants', member);
    service.add('Unit', 'Before', member);
  }
  setSyslogIdentifier(c);
  const byName = target.has('stopsByName');
  c.addCommand('ExecStart', podman(c).add('pod', 'start', byName ? name : ID_FILE).args);
  const timeout = c.value('StopTimeout');
  const time = { text: `--time=${timeout?.text ?? '10'}`, origin: timeout && originOf(timeout) };
  const stop = podman(c).add('pod', 'stop');
  c.addCommand('ExecStop', (byName ? stop.add('--ignore', time, name) : stop.add(ID_FILE, '--ignore', time)).args);
  const remove = podman(c).add('pod', 'rm');
  c.addCommand('ExecStopPost', (byName ? remove.add('--ignore', '--force', name) : remove.add(ID_FILE, '--ignore', '--force')).args);

  const create = podman(c).add('pod', 'create', '--infra-conmon-pidfile=%t/%N.pid');
  if (byName) {
    const policy = c.value('ExitPolicy');
    create.add('--replace').option('--exit-policy', policy?.text ?? 'stop', policy);
  } else create.add(ID_FILE, '--exit-policy=stop', '--replace');
  addUserMappings(c, create, true);
  addPublishedPorts(c, create);
  addAssignments(c, create, [['Label', '--label']]);
  addNetworks(c, create);
  addStrings(c, create, [['IP', '--ip'], ['IP6', '--ip6'], ['ShmSize', '--shm-size']]);
  addAllStrings(c, create, [['NetworkAlias', '--network-alias'], ['DNS', '--dns'], ['DNSOption', '--dns-option'], ['DNSSearch', '--dns-search'], ['AddHost', '--add-host'], ['HostName', '--hostname']]);
  addVolumes(c, create);
  if (target.has('unitsByName')) create.add('--infra-name', `${text}-infra`);
  create.add('--name', name);
  addPodmanArgs(c, create);
  c.addCommand('ExecStartPre', create.args);
  setLifecycle(c);
  c.command = create.args;
}

function setLifecycle(c: Compilation): void {
  const { service, target } = c;
  if (target.has('podAddsEnvironment')) service.add('Service', 'Environment', 'PODMAN_SYSTEMD_UNIT=%n');
  else service.set('Service', 'Environment', 'PODMAN_SYSTEMD_UNIT=%n');
  service.set('Service', 'Type', 'forking');
  if (!target.has('podKeepsRestart')) service.set('Service', 'Restart', 'on-failure');
  service.set('Service', 'PIDFile', '%t/%N.pid');
  if (target.has('podKeepsRestart') && service.last('Service', 'Restart') === undefined) service.set('Service', 'Restart', 'on-failure');
}
