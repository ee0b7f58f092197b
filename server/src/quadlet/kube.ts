import type { Compilation } from './compilation.ts';
import { addLogging, addPodmanArgs, addWords, podman, type PodmanCommand } from './command.ts';
import { isTrue } from './compilation.ts';
import { addNetworks } from './networks.ts';
import { absolutePath } from './paths.ts';
import { addPublishedPorts } from './ports.ts';
import { checkKillMode, checkServiceType, setNotify, setSyslogIdentifier } from './service-rules.ts';
import { originOf, type Arg } from './unit-file.ts';
import { addUserMappings } from './userns.ts';
import { setWorkingDirectory } from './working-directory.ts';

/** A `.kube`: `podman kube play`. */
export function compileKube(c: Compilation): void {
  const yaml = yamlFiles(c);
  checkKillMode(c);
  c.service.add('Service', 'Environment', 'PODMAN_SYSTEMD_UNIT=%n');
  if (!c.target.has('mountsForFirst')) c.service.add('Unit', 'RequiresMountsFor', '%t/containers');
  if (!checkServiceType(c)) setNotify(c);
  setSyslogIdentifier(c);
  const play = podman(c).add('kube', 'play', '--replace', '--service-container=true');
  const propagation = c.filled('ExitCodePropagation');
  if (propagation !== undefined) play.add({ text: `--service-exit-code-propagation=${propagation.text}`, origin: originOf(propagation) });
  addLogging(c, play);
  addUserMappings(c, play, false);
  addNetworks(c, play);
  addAutoUpdate(c, play);
  addWords(play, '--configmap', c.words('ConfigMap'), (text) => absolutePath(c.unit, text));
  addPublishedPorts(c, play);
  addPodmanArgs(c, play);
  play.addAll(yaml);
  c.addCommand('ExecStart', play.args);
  const down = podman(c).add('kube', 'down');
  const force = c.value('KubeDownForce');
  if (force !== undefined) down.boolean('--force', isTrue(force.text), force);
  c.addCommand('ExecStopPost', down.addAll(yaml).args);
  setWorkingDirectory(c);
  c.command = play.args;
}

function yamlFiles(c: Compilation): Arg[] {
  const single = c.filled('Yaml');
  const files = c.target.has('severalYaml')
    ? c.words('Yaml').map((word) => ({ text: absolutePath(c.unit, word.text), origin: word.at() }))
    : single === undefined ? [] : [{ text: absolutePath(c.unit, single.text), origin: originOf(single) }];
  if (files.length === 0) c.fail('quadlet-missing-key', undefined, `A .kube unit needs Yaml=: ${c.podman} rejects the whole unit.`);
  return files;
}

/** `AutoUpdate=registry` for all containers, `AutoUpdate=NAME/registry` for one. */
function addAutoUpdate(c: Compilation, play: PodmanCommand): void {
  for (const word of c.words('AutoUpdate')) {
    const slash = word.text.indexOf('/');
    const annotation = slash === -1 ? word.text : word.text.slice(slash + 1);
    const container = slash === -1 ? '' : `/${word.text.slice(0, slash)}`;
    play.add({ text: `--annotation=io.containers.autoupdate${container}=${annotation}`, origin: word.at() });
  }
}
