import { typeOfName, type UnitType } from '../../model/files.ts';
import type { Snapshot, SourceFile } from '../../model/snapshot.ts';
import { mergedOf, SECTION, serviceNameOf, type Target } from '../../quadlet/index.ts';
import { containerNameOf, podNameOf, storageNameOf } from '../../quadlet/names.ts';
import { UnitFile } from '../../quadlet/unit-file.ts';
import { worldOf } from '../../stack/world.ts';
import { unitParts, unitTree, type UnitPart } from './document.ts';

/** A unit of the workspace and where it stands. */
export interface KnownUnit {
  readonly unit: string;
  readonly type: UnitType;
  readonly file: SourceFile;
  readonly part: UnitPart;
}

/** A unit by name, and the file that holds it. */
export interface ListedUnit {
  readonly unit: string;
  readonly type: UnitType;
  readonly uri: string;
}

/** The names of a stack's units: they change with its files, not with their texts, so that listing thousands is worth keeping. */
function listed(snapshot: Snapshot, stack: string): ReadonlyMap<string, ListedUnit> {
  return snapshot.memo(`quadlet units ${stack}`, () => {
    const found = new Map<string, ListedUnit>();
    for (const file of snapshot.files()) {
      if ((file.kind !== 'quadlet' && file.kind !== 'quadlets') || snapshot.stackOf(file.path) !== stack) continue;
      if (file.kind === 'quadlet') {
        const type = typeOfName(file.name);
        if (type !== undefined && !found.has(file.name)) found.set(file.name, { unit: file.name, type, uri: file.uri });
        continue;
      }
      // What a `.quadlets` file holds depends on its text: asking for it by name says so.
      const current = snapshot.file(file.uri) ?? file;
      for (const { unit, type } of unitParts(current)) if (unit !== undefined && type !== undefined && !found.has(unit)) found.set(unit, { unit, type, uri: file.uri });
    }
    return found;
  });
}

/** A listed unit as it is now; undefined where its file is gone. */
function resolve(snapshot: Snapshot, { unit, type, uri }: ListedUnit): KnownUnit | undefined {
  const file = snapshot.file(uri);
  if (file === undefined) return undefined;
  return { unit, type, file, get part() { return unitParts(file).find((part) => part.unit === unit) ?? unitParts(file)[0]!; } };
}

/** The names of all units that a file can refer to, without a look at their texts. */
export const listedUnits = (snapshot: Snapshot, from: SourceFile): Iterable<ListedUnit> => listed(snapshot, snapshot.stackOf(from.path)).values();

/** All units that a file can refer to: those of its stack, in the order of the files. */
export function knownUnits(snapshot: Snapshot, from: SourceFile): KnownUnit[] {
  return [...listed(snapshot, snapshot.stackOf(from.path)).values()].flatMap((entry) => resolve(snapshot, entry) ?? []);
}

/** The unit of a name, or the template that an instance of that name is made from. */
export function findUnit(snapshot: Snapshot, from: SourceFile, unit: string): KnownUnit | undefined {
  const units = listed(snapshot, snapshot.stackOf(from.path));
  const entry = units.get(unit) ?? units.get(templateName(unit));
  return entry === undefined ? undefined : resolve(snapshot, entry);
}

/** `web@1.container` → `web@.container`; a name without an instance stays. */
export const templateName = (unit: string): string => unit.replace(/@[^.]+(?=\.[a-z]+$)/, '@');

/** A unit with its drop-ins, as the target's generator merges them. */
function mergedFile(snapshot: Snapshot, { file, unit }: KnownUnit): { merged: UnitFile; target: Target } {
  const world = worldOf(snapshot, file.path, snapshot.targets(file).podman, snapshot.settings.root);
  const found = world.unit(unit);
  return { merged: found === undefined ? new UnitFile() : mergedOf(found, world.target).file, target: world.target };
}

/** The value in force of a key that counts once, drop-ins included. */
export function lastValue(snapshot: Snapshot, known: KnownUnit, key: string, section: string = SECTION[known.type]): string | undefined {
  const { merged, target } = mergedFile(snapshot, known);
  return merged.lookup(section, key, target.quotes)?.text;
}

export interface GeneratedNames {
  /** `db.service` */
  readonly service: string;
  /** What Podman calls the container, pod, volume, network or image; undefined where the unit makes nothing that has a name. */
  readonly resource: string | undefined;
}

/** The names that the target's Quadlet generates for a unit. */
export function generatedNames(snapshot: Snapshot, known: KnownUnit): GeneratedNames {
  const { unit, type } = known;
  const { merged, target } = mergedFile(snapshot, known);
  const bare = serviceNameOf(unit, type, merged, target);
  const value = (key: string): string | undefined => merged.lookup(SECTION[type], key, target.quotes)?.text || undefined;
  const resource = ((): string | undefined => {
    switch (type) {
      case 'container': return containerNameOf(unit, merged, target);
      case 'pod': return podNameOf(unit, merged, target);
      case 'network': return storageNameOf(unit, 'Network', merged, target);
      case 'volume': return storageNameOf(unit, 'Volume', merged, target);
      case 'image': return value('ImageTag') ?? value('Image');
      case 'build': return merged.all('Build', 'ImageTag')[0]?.text;
      case 'artifact': return value('Artifact');
      case 'kube': return undefined;
    }
  })();
  return { service: `${bare}.service`, resource: resource === undefined ? undefined : expandNames(resource, bare) };
}

/**
 * Tells the service of a unit, for the generator of a file. Without a `ServiceName=` in the unit's own text it follows from the file's name,
 * so that thousands of units need not be read for a list of them.
 */
export function servicesFor(snapshot: Snapshot, from: SourceFile): (unit: ListedUnit) => string | undefined {
  const { target } = worldOf(snapshot, from.path, snapshot.targets(from).podman, snapshot.settings.root);
  return (entry) => {
    if (snapshot.file(entry.uri)?.text.includes('ServiceName') !== true) return `${serviceNameOf(entry.unit, entry.type, NOTHING, target)}.service`;
    const known = resolve(snapshot, entry);
    return known === undefined ? undefined : generatedNames(snapshot, known).service;
  };
}

/** The unit whose service has a name, or passes a test of it. */
export function unitOfService(snapshot: Snapshot, from: SourceFile, isMeant: (service: string) => boolean): KnownUnit | undefined {
  const serviceOf = servicesFor(snapshot, from);
  for (const entry of listedUnits(snapshot, from)) {
    const service = serviceOf(entry);
    if (service !== undefined && isMeant(service)) return resolve(snapshot, entry);
  }
  return undefined;
}

const NOTHING = new UnitFile();
const written = new WeakMap<SourceFile, ReadonlyMap<string, readonly string[]>>();

/** The keys under which other units look for what is worth repeating. */
const REPEATED = /^(?:Image|Network|Secret)$/;

/** What a file writes under such keys, by section and key: `Container Image`. */
export function writtenValues(file: SourceFile): ReadonlyMap<string, readonly string[]> {
  const known = written.get(file);
  if (known !== undefined) return known;
  const found = new Map<string, string[]>();
  for (const { name, entries } of unitTree(file).sections) {
    for (const { key, value } of entries) {
      if (!REPEATED.test(key)) continue;
      const list = found.get(`${name} ${key}`);
      if (list === undefined) found.set(`${name} ${key}`, [value]);
      else list.push(value);
    }
  }
  written.set(file, found);
  return found;
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
