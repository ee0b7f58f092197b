import { isTrue, type Compilation } from './compilation.ts';
import { addAssignments, addPodmanArgs, podman, type PodmanCommand } from './command.ts';
import { storageNameOf } from './names.ts';
import { lookupNumber } from './numbers.ts';
import { imageOf } from './references.ts';
import { setOneshot } from './service-rules.ts';
import { keyOrigin, originOf } from './unit-file.ts';

/** A `.volume`: `podman volume create`. */
export function compileVolume(c: Compilation): void {
  const name = storageNameOf(c.unit.name, 'Volume', c.file, c.target);
  const given = c.filled('VolumeName');
  if (!c.target.has('mountsForFirst')) c.service.add('Unit', 'RequiresMountsFor', '%t/containers');
  const create = podman(c).add('volume', 'create', '--ignore');
  for (const [key, flag] of [['UID', '--uid'], ['GID', '--gid'], ['Driver', '--driver']] as const) {
    const found = c.value(key);
    if (found !== undefined) create.option(flag, found.text, found);
  }
  const options = c.value('Driver')?.text === 'image' ? imageOption(c) : mountOptions(c, create);
  if (options !== undefined) create.option('--opt', options, undefined);
  addAssignments(c, create, [['Label', '--label']]);
  addPodmanArgs(c, create);
  create.add({ text: name, origin: given && originOf(given) });
  c.addCommand('ExecStart', create.args);
  setOneshot(c, true);
  c.resourceName = name;
  c.command = create.args;
}

function imageOption(c: Compilation): string | undefined {
  const image = c.value('Image');
  if (image === undefined) {
    const driver = c.value('Driver')!;
    c.fail('quadlet-missing-key', originOf(driver), `Driver=image needs Image= beside it: ${c.podman} rejects the whole unit.`);
    return undefined;
  }
  return lengthOver(`image=${imageOf(c, image.text, originOf(image)).text}`);
}

/** What goes into `--opt o=…`; adds the options that stand for themselves. */
function mountOptions(c: Compilation, create: PodmanCommand): string | undefined {
  const parts: string[] = [];
  const user = c.value('User');
  const group = c.value('Group');
  if (user !== undefined) parts.push(`uid=${lookupNumber(user.text)}`);
  if (group !== undefined) parts.push(`gid=${lookupNumber(group.text)}`);
  const copy = c.value('Copy');
  if (copy !== undefined) create.option('--opt', isTrue(copy.text) ? 'copy' : 'nocopy', copy);
  const device = c.filled('Device');
  if (device !== undefined) create.option('--opt', `device=${device.text}`, device);
  const type = c.filled('Type');
  if (type !== undefined) {
    if (device === undefined) c.fail('quadlet-key-needs-key', keyOrigin(type.line), `Type= needs Device= beside it: ${c.podman} rejects the whole unit.`);
    create.option('--opt', `type=${type.text}`, type);
    if (type.text === 'bind' && device !== undefined && c.target.has('bindVolumesWait')) c.requireMount(device.text);
  }
  const options = c.filled('Options');
  if (options !== undefined) {
    if (device === undefined && !c.target.has('volumeOptionsAlone')) {
      c.fail('quadlet-key-needs-key', keyOrigin(options.line), `Options= needs Device= beside it: ${c.podman} rejects the whole unit (6.0 and later take it alone).`);
    }
    parts.push(options.text);
  }
  return lengthOver(`o=${parts.join(',')}`);
}

/** `o=` alone is left out, and so is everything of two characters. */
const lengthOver = (text: string): string | undefined => (text.length > 2 ? text : undefined);
