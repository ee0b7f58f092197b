import type { Compilation } from './compilation.ts';
import type { PodmanCommand } from './command.ts';
import { notFound } from './references.ts';
import { originOf, type Found } from './unit-file.ts';

/** `Network=`: a network unit, another container's network, or whatever podman knows. */
export function addNetworks(c: Compilation, command: PodmanCommand): void {
  for (const found of c.all('Network')) command.option('--network', networkOf(c, found), found);
}

function networkOf(c: Compilation, found: Found): string {
  const { text } = found;
  const colon = text.indexOf(':');
  const name = colon === -1 ? text : text.slice(0, colon);
  const options = colon === -1 ? '' : text.slice(colon);
  const place = originOf(found, 0, name.length);
  const isContainer = name.endsWith('.container');
  if (!c.target.has('unitsByName')) return name.endsWith('.network') ? oldNetwork(c, name) + options : text;
  if (!isContainer && !name.endsWith('.network')) return text;
  const unit = c.find(name);
  if (unit === undefined) {
    notFound(c, name, place);
    return text;
  }
  if (unit.resourceName === '') {
    const why = isContainer ? `its name holds a specifier that only systemd resolves; give ${name} a ContainerName= without \`%\`` : `${name} is rejected itself`;
    c.fail('quadlet-no-resource-name', place, `${c.podman} cannot tell what ${name} will be called: ${why}.`);
    return text;
  }
  c.require(unit.serviceName);
  if (!isContainer) return unit.resourceName + options;
  if (colon !== -1) {
    const at = originOf(found, colon, text.length);
    const fixes = at?.uri === c.unit.part.uri ? [{ title: 'Remove the options', preferred: true, edits: [{ start: at.start, end: at.end, newText: '' }] }] : [];
    c.fail('quadlet-bad-value', at, `A container that joins the network of ${name} cannot have options of its own: ${c.podman} rejects the whole unit. Set them in ${name}.`, { fixes });
  }
  return `container:${unit.resourceName}`;
}

/** Before 5.3 a missing network unit is taken for one of the usual name. */
function oldNetwork(c: Compilation, name: string): string {
  const stem = name.slice(0, name.lastIndexOf('.'));
  c.require(`${stem}-network.service`);
  const known = c.find(name)?.resourceName;
  return known === undefined || known === '' ? `systemd-${stem}` : known;
}
