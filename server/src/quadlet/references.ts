import { typeOfName } from '../model/files.ts';
import { withPath, folderOf } from '../model/uri.ts';
import type { Fix } from '../model/problem.ts';
import { nearestName } from '../model/nearest.ts';
import type { Compilation } from './compilation.ts';
import type { Arg, Origin } from './unit-file.ts';

/** What a new unit of a type is filled with, where the generator takes it as it is. */
const NEW_UNIT: Readonly<Record<string, string>> = { network: '[Network]\n', volume: '[Volume]\n', pod: '[Pod]\n' };

/** The error that a named unit is not there, with what may help: a like name, or the unit made. */
export function notFound(c: Compilation, name: string, place: Origin | undefined, consequence = `${c.podman} rejects the whole unit`): void {
  const type = typeOfName(name);
  const fixes: Fix[] = [];
  const near = nearestName(name, c.world.namesOf?.(type ?? c.unit.type) ?? []);
  if (near !== undefined && near !== name && place !== undefined && place.uri === c.unit.part.uri) {
    fixes.push({ title: `Change to ${near}`, preferred: true, edits: [{ start: place.start, end: place.end, newText: near }] });
  }
  const text = type === undefined ? undefined : NEW_UNIT[type];
  if (text !== undefined && /^[\w@.:-]+$/.test(name)) {
    const uri = withPath(c.unit.part.uri, `${folderOf(c.unit.part.path)}/${name}`);
    fixes.push({ title: `Create ${name}`, preferred: fixes.length === 0, change: { create: { [uri]: text } } });
  }
  const noun = type === undefined ? 'unit' : `.${type} unit`;
  const refused = c.world.unit(name) === undefined ? `There is no ${noun} named \`${name}\` here` : `\`${name}\` cannot be loaded`;
  c.fail('quadlet-unit-not-found', place, `${refused}: ${consequence}. ${text === undefined ? 'Name one that exists.' : 'Create it, or name one that exists.'}`, { fixes });
}

/** The image that a value names: itself, or what a `.image` or `.build` unit provides. */
export function imageOf(c: Compilation, text: string, place: Origin | undefined): Arg {
  let name = text;
  for (const suffix of c.target.has('buildUnits') ? ['.build', '.image'] : ['.image']) {
    if (!name.endsWith(suffix)) continue;
    const unit = c.find(name);
    // Before 5.3 only what an image unit provides is known, so one that is refused counts as missing.
    if (unit === undefined || (!c.target.has('unitsByName') && unit.resourceName === '')) {
      notFound(c, name, place);
      return { text: '', origin: place };
    }
    c.require(unit.serviceName);
    name = unit.resourceName;
  }
  return { text: name, origin: place };
}

/** The source of a volume or mount: a path made absolute, or what a `.volume`, `.image` or `.artifact` unit makes. */
export function storageOf(c: Compilation, source: string, place: Origin | undefined, resolve: { absolute(path: string): string; images: boolean }): string {
  let path = source;
  if (path.startsWith('.')) path = resolve.absolute(path);
  if (path.startsWith('/')) {
    c.requireMount(path);
    return path;
  }
  const isVolume = path.endsWith('.volume');
  const isOther = (resolve.images && path.endsWith('.image')) || (c.target.has('artifactUnits') && path.endsWith('.artifact'));
  if (!isVolume && !isOther) return path;
  const unit = c.find(path);
  if (unit !== undefined && unit.resourceName !== '') {
    c.require(unit.serviceName);
    return unit.resourceName;
  }
  if (c.target.has('unitsByName')) {
    if (unit === undefined) {
      notFound(c, path, place);
      return '';
    }
    c.require(unit.serviceName);
    return unit.resourceName;
  }
  const stem = path.slice(0, path.lastIndexOf('.'));
  c.require(`${stem}-volume.service`);
  return `systemd-${stem}`;
}
