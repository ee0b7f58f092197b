import type { Compilation } from './compilation.ts';
import { addAllStrings, addAssignments, addBooleans, addPodmanArgs, addStrings, podman, type PodmanCommand } from './command.ts';
import { storageNameOf } from './names.ts';
import { setOneshot } from './service-rules.ts';
import { originOf, type Found } from './unit-file.ts';

/** A `.network`: `podman network create`. */
export function compileNetwork(c: Compilation): void {
  const name = storageNameOf(c.unit.name, 'Network', c.file, c.target);
  const given = c.filled('NetworkName');
  const nameArg = { text: name, origin: given && originOf(given) };
  if (!c.target.has('mountsForFirst')) c.service.add('Unit', 'RequiresMountsFor', '%t/containers');
  if (c.flag('NetworkDeleteOnStop') === true) c.addCommand('ExecStopPost', podman(c).add('network', 'rm', nameArg).args);
  const create = podman(c).add('network', 'create', '--ignore');
  addBooleans(c, create, [['DisableDNS', '--disable-dns'], ['Internal', '--internal'], ['IPv6', '--ipv6']]);
  addStrings(c, create, [['Driver', '--driver'], ['IPAMDriver', '--ipam-driver'], ['InterfaceName', '--interface-name']]);
  addAllStrings(c, create, [['DNS', '--dns']]);
  addSubnets(c, create);
  addAssignments(c, create, [['Options', '--opt'], ['Label', '--label']]);
  addPodmanArgs(c, create);
  create.add(nameArg);
  c.addCommand('ExecStart', create.args);
  setOneshot(c, true);
  c.resourceName = name;
  c.command = create.args;
}

/** The n-th gateway and range belong to the n-th subnet. */
function addSubnets(c: Compilation, create: PodmanCommand): void {
  const subnets = c.all('Subnet');
  const gateways = c.all('Gateway');
  const ranges = c.all('IPRange');
  const surplus = (found: readonly Found[], key: string): void => {
    const extra = found[subnets.length];
    if (extra === undefined) return;
    const message = subnets.length === 0 ? `${key}= needs Subnet= beside it` : `Here are ${found.length} ${key}= for ${subnets.length} Subnet=: each belongs to one`;
    c.fail('quadlet-key-needs-key', originOf(extra), `${message}. ${c.podman} rejects the whole unit.`);
  };
  surplus(gateways, 'Gateway');
  surplus(ranges, 'IPRange');
  subnets.forEach((subnet, i) => {
    create.option('--subnet', subnet.text, subnet);
    if (gateways[i] !== undefined) create.option('--gateway', gateways[i].text, gateways[i]);
    if (ranges[i] !== undefined) create.option('--ip-range', ranges[i].text, ranges[i]);
  });
}
