import { dropInsOf, homeOf } from '../../model/dropins.ts';
import { UNIT_TYPES, type UnitType } from '../../model/files.ts';
import type { Snapshot, SourceFile } from '../../model/snapshot.ts';
import { unitParts, type UnitPart } from './document.ts';

/** A unit of the workspace and where it stands. */
export interface KnownUnit {
  readonly unit: string;
  readonly type: UnitType;
  readonly file: SourceFile;
  readonly part: UnitPart;
}

/** The section that a type's units have. */
export const sectionOfType = (type: UnitType): string => type[0]!.toUpperCase() + type.slice(1);

/** The type in a unit's name. */
export const typeOfUnit = (unit: string): UnitType | undefined => UNIT_TYPES.find((type) => unit.endsWith(`.${type}`) && unit.length > type.length + 1);

const SUFFIX: Readonly<Record<UnitType, string>> = {
  container: '', kube: '', pod: '-pod', volume: '-volume', network: '-network', image: '-image', build: '-build', artifact: '-artifact',
};

/** All units that a file can refer to: those of its stack, in the order of the files. */
export function knownUnits(snapshot: Snapshot, from: SourceFile): KnownUnit[] {
  const stack = snapshot.stackOf(from.path);
  const found: KnownUnit[] = [];
  for (const file of snapshot.files()) {
    if (file.kind !== 'quadlet' && file.kind !== 'quadlets') continue;
    if (file.path !== from.path && snapshot.stackOf(file.path) !== stack) continue;
    if (file.kind === 'quadlet') {
      const type = typeOfUnit(file.name);
      if (type === undefined) continue;
      found.push({ unit: file.name, type, file, get part() { return unitParts(file)[0]!; } });
      continue;
    }
    for (const part of unitParts(file)) if (part.unit !== undefined && part.type !== undefined) found.push({ unit: part.unit, type: part.type, file, part });
  }
  return found;
}

/** The unit of a name, or the template that an instance of that name is made from. */
export function findUnit(snapshot: Snapshot, from: SourceFile, unit: string): KnownUnit | undefined {
  const beside = unitBeside(snapshot, from, unit);
  if (beside !== undefined) return beside;
  const units = knownUnits(snapshot, from);
  const template = templateOf(unit);
  return units.find((known) => known.unit === unit) ?? (template === unit ? undefined : units.find((known) => known.unit === template));
}

/** `web@1.container` → `web@.container`; a name without an instance stays. */
export const templateOf = (unit: string): string => unit.replace(/@[^.]+(?=\.[a-z]+$)/, '@');

/** The unit in the file's own folder, which is where it nearly always is: no need to go through all files. */
function unitBeside(snapshot: Snapshot, from: SourceFile, unit: string): KnownUnit | undefined {
  const type = typeOfUnit(unit);
  const file = type === undefined ? undefined : snapshot.fileAt(`${homeOf(from)}/${unit}`);
  if (type === undefined || file === undefined || file.kind !== 'quadlet') return undefined;
  return { unit, type, file, part: unitParts(file)[0]! };
}

/** The value in force of a key that counts once, drop-ins included. */
export function lastValue(snapshot: Snapshot, { file, part, type }: KnownUnit, key: string, section: string = sectionOfType(type)): string | undefined {
  return valuesOf(snapshot, { file, part }, key, section).at(-1);
}

function valuesOf(snapshot: Snapshot, { file, part }: Pick<KnownUnit, 'file' | 'part'>, key: string, section: string): string[] {
  const dropIns = file.kind === 'quadlet' ? dropInsOf(snapshot, file).flatMap((dropIn) => unitParts(dropIn)) : [];
  return [part, ...dropIns].flatMap(({ sections }) => sections)
    .filter(({ name }) => name === section)
    .flatMap(({ entries }) => entries)
    .filter((entry) => entry.key === key && !entry.lost)
    .map(({ value }) => (/^".*"$/.test(value) ? value.slice(1, -1) : value));
}

/** `web@1` → the parts around the `@`; without one the instance is undefined. */
function splitStem(unit: string, type: UnitType): { base: string; instance: string | undefined } {
  const stem = unit.slice(0, -type.length - 1);
  const at = stem.indexOf('@');
  return at < 0 ? { base: stem, instance: undefined } : { base: stem.slice(0, at), instance: stem.slice(at + 1) };
}

export interface GeneratedNames {
  /** `db.service` */
  readonly service: string;
  /** What Podman calls the container, pod, volume, network or image; undefined where the unit makes nothing that has a name. */
  readonly resource: string | undefined;
}

/** The names that Quadlet generates for a unit. */
export function generatedNames(snapshot: Snapshot, known: KnownUnit): GeneratedNames {
  const { unit, type } = known;
  const { base, instance } = splitStem(unit, type);
  const ending = instance === undefined ? '' : `@${instance}`;
  const bare = lastValue(snapshot, known, 'ServiceName') || `${base}${SUFFIX[type]}${ending}`;
  const named = (key: string, fallback: string): string => expandNames(lastValue(snapshot, known, key) || fallback, bare);
  const first = (key: string): string | undefined => valuesOf(snapshot, known, key, sectionOfType(type)).find((value) => value !== '');
  const resource = ((): string | undefined => {
    switch (type) {
      case 'container': return named('ContainerName', instance === undefined ? 'systemd-%N' : `systemd-%p_%i`);
      case 'pod': return named('PodName', `systemd-${base}${ending}`);
      case 'network': return named('NetworkName', `systemd-${base}${ending}`);
      case 'volume': return named('VolumeName', `systemd-${base}${ending}`);
      case 'image': return lastValue(snapshot, known, 'ImageTag') || lastValue(snapshot, known, 'Image');
      case 'build': return first('ImageTag');
      case 'artifact': return lastValue(snapshot, known, 'Artifact');
      case 'kube': return undefined;
    }
  })();
  return { service: `${bare}.service`, resource };
}

/** Replaces the specifiers that come from the service's name, as far as they are known. */
export function expandNames(text: string, service: string): string {
  return text.replace(/%[A-Za-z%]/g, (specifier) => nameSpecifier(specifier, service) ?? specifier);
}

/** The value of a specifier that systemd takes from the service's name, or undefined for another one, or a template's instance. */
export function nameSpecifier(specifier: string, service: string): string | undefined {
  const at = service.indexOf('@');
  const prefix = at < 0 ? service : service.slice(0, at);
  const instance = at < 0 ? '' : service.slice(at + 1);
  const isTemplate = at >= 0 && instance === '';
  switch (specifier) {
    case '%n': return isTemplate ? undefined : `${service}.service`;
    case '%N': return isTemplate ? undefined : service;
    case '%p': return prefix;
    case '%P': return unescapeName(prefix);
    case '%i': return isTemplate ? undefined : instance;
    case '%I': return isTemplate ? undefined : unescapeName(instance);
    case '%j': return prefix.slice(prefix.lastIndexOf('-') + 1);
    case '%J': return unescapeName(prefix.slice(prefix.lastIndexOf('-') + 1));
    default: return undefined;
  }
}

/** systemd's `systemd-escape --unescape`: `-` is `/`, `\x2d` a character. */
const unescapeName = (name: string): string => name.replaceAll('-', '/').replace(/\\x([0-9a-f]{2})/gi, (_, code: string) => String.fromCharCode(parseInt(code, 16)));
