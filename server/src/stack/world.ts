import { isDropIn, UNIT_TYPES, type UnitType } from '../model/files.ts';
import type { Contribution, Snapshot, SourceFile } from '../model/snapshot.ts';
import { folderOf, nameOf } from '../model/uri.ts';
import type { Version } from '../model/version.ts';
import {
  compileAlone, dropInFolders, fatalOf, isRead, mayBeRefused, mergedOf, podFileOf, quadletsParts, targetOf, typeOfName, type Target, type Unit, type UnitPart, type UnitWorld,
} from '../quadlet/index.ts';
import { parseUnit } from '../syntax/unit.ts';

/** A file that holds a unit: its own, or a `.quadlets` file with several. */
interface UnitPlace {
  readonly path: string;
  readonly file: SourceFile;
}

const targets = new Map<string, Target>();

/** The target of a release and mode: one object for each, so that what is worked out for it is found again. */
function targetFor(podman: Version, root: boolean): Target {
  const key = `${podman.join('.')} ${root}`;
  const known = targets.get(key) ?? targetOf(podman, root);
  targets.set(key, known);
  return known;
}

const partOf = (file: SourceFile): UnitPart => ({ uri: file.uri, path: file.path, tree: file.tree(parseUnit) });

/** What a unit file, a drop-in or a `.quadlets` file tells: which units are there. Their text counts. */
export function unitPlaces(file: SourceFile): Contribution<UnitPlace>[] {
  const tell = (key: string): Contribution<UnitPlace> => ({ key, uri: file.uri, print: file.text, value: { path: file.path, file } });
  if (isDropIn(file.path)) return [tell(dropInKey(nameOf(file.folder)))];
  if (file.kind === 'quadlets') return file.tree(bundleParts(file)).map(({ path }) => tell(unitKey(nameOf(path))));
  if (typeOfName(file.name) === undefined) return [];
  return mayBeRefused(file.tree(parseUnit)) ? [tell(unitKey(file.name)), { ...tell(unreadKey(file.folder)), print: '' }] : [tell(unitKey(file.name))];
}

const unitKey = (name: string): string => `source:${name}`;
/** The key of the units of a folder that a release may refuse to load. */
const unreadKey = (folder: string): string => `unread:${folder}`;
const dropInKey = (folder: string): string => `dropin:${folder}`;

/** The units of a `.quadlets` file, once for each text. */
const bundles = new WeakMap<SourceFile, (text: string) => UnitPart[]>();
function bundleParts(file: SourceFile): (text: string) => UnitPart[] {
  const known = bundles.get(file) ?? ((text: string) => quadletsParts({ uri: file.uri, path: file.path, text }));
  bundles.set(file, known);
  return known;
}

/** The drop-ins of a unit in the order in which they are merged: by file name; of two with one name the more specific counts. */
export function dropInsOf(snapshot: Snapshot, unitPath: string, target: Target = targetFor(snapshot.settings.targets.podman ?? [999], snapshot.settings.root)): SourceFile[] {
  const byName = new Map<string, SourceFile>();
  for (const folder of dropInFolders(nameOf(unitPath), target)) {
    const found = snapshot.lookup(dropInKey(folder)) as readonly Contribution<UnitPlace>[];
    if (found.length === 0) continue;
    const stack = snapshot.stackOf(unitPath);
    for (const { value } of [...found].sort((a, b) => (a.value.path < b.value.path ? -1 : 1))) {
      if (snapshot.stackOf(folderOf(value.path)) === stack && !byName.has(value.file.name)) byName.set(value.file.name, value.file);
    }
  }
  return [...byName.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The units that the generator would see together with a file, for its own target; every question is a tracked look-up. */
export function worldOf(snapshot: Snapshot, path: string, podman: Version, root: boolean): UnitWorld {
  const target = targetFor(podman, root);
  const stack = snapshot.stackOf(path);
  const tag = `${podman.join('.')} ${root}`;
  const places = (name: string): UnitPlace[] => {
    const found = snapshot.lookup(unitKey(name)) as readonly Contribution<UnitPlace>[];
    return found.map(({ value }) => value).filter((place) => snapshot.stackOf(place.path) === stack).sort((a, b) => (a.path < b.path ? -1 : 1));
  };
  const unitIn = (file: SourceFile, part: UnitPart): Unit =>
    snapshot.memo(`unit ${file.uri} ${part.path} ${tag}`, () => {
      snapshot.fileAt(file.path);
      return { name: nameOf(part.path), type: typeOfName(part.path)!, part, dropIns: dropInsOf(snapshot, part.path, target).map(partOf) };
    });
  const world: UnitWorld = {
    target,
    unit(name) {
      const units = places(name).flatMap(({ file }) => unitsIn(file).filter((part) => nameOf(part.path) === name).map((part) => unitIn(file, part)));
      return units.find((unit) => mergedOf(unit, target).own.refused === undefined) ?? units[0];
    },
    members(pod) {
      const found = snapshot.lookup('in-a-pod') as readonly Contribution<UnitPlace>[];
      const units = found.filter(({ value }) => snapshot.stackOf(value.path) === stack).flatMap(({ value }) => world.unit(nameOf(value.path)) ?? []);
      return units.filter((unit) => podFileOf(unit.name, mergedOf(unit, target).file, target) === pod).sort((a, b) => (a.part.path < b.part.path ? -1 : 1));
    },
    compiled: (unit) => snapshot.memo(`compiled ${unit.part.uri} ${unit.part.path} ${tag}`, () => {
      // A unit that changes is compiled again, whoever asks, and so is one that gets a drop-in.
      for (const part of [unit.part, ...unit.dropIns]) snapshot.file(part.uri);
      dropInsOf(snapshot, unit.part.path, target);
      return compileAlone(unit, world);
    }),
    fatal() {
      if (target.has('plainParser') && target.has('checksMountSource')) return undefined;
      return snapshot.memo(`fatal ${stack} ${tag}`, () => fatalOf({ ...world, units: inOrder(allUnits(snapshot, stack)).map(({ file, part }) => unitIn(file, part)), generated: [] }));
    },
    blocker(unit) {
      const found = snapshot.lookup(unreadKey(folderOf(unit.part.path))) as readonly Contribution<UnitPlace>[];
      // The generator reads them in this order; which one is named must not depend on which was opened first.
      const units = [...found].sort((a, b) => (a.value.path < b.value.path ? -1 : 1)).flatMap(({ value: { file } }) => unitsIn(file).map((part) => unitIn(file, part)));
      return units.filter(({ name }) => isRead(typeOfName(name)!, target)).find((candidate) => mergedOf(candidate, target).own.refused !== undefined);
    },
    *namesOf(type: UnitType) {
      for (const { part } of allUnits(snapshot, stack)) if (typeOfName(part.path) === type) yield nameOf(part.path);
    },
  };
  return world;
}

/** The units that a file holds: itself, or those of a `.quadlets` file. */
function unitsIn(file: SourceFile): UnitPart[] {
  if (file.kind === 'quadlets') return file.tree(bundleParts(file));
  return file.kind === 'quadlet' && !isDropIn(file.path) && UNIT_TYPES.some((type) => file.name.endsWith(`.${type}`)) ? [partOf(file)] : [];
}

const inOrder = <T extends { readonly part: UnitPart }>(units: readonly T[]): T[] => [...units].sort((a, b) => (a.part.path < b.part.path ? -1 : 1));

function allUnits(snapshot: Snapshot, stack: string): { file: SourceFile; part: UnitPart }[] {
  return [...snapshot.files()].filter((file) => snapshot.stackOf(file.path) === stack).flatMap((file) => unitsIn(file).map((part) => ({ file, part })));
}

/** The units of a file with the world that they are compiled in. */
export function unitsOfFile(snapshot: Snapshot, file: SourceFile, options: { podman?: Version; root?: boolean } = {}): { world: UnitWorld; units: Unit[] } {
  const world = worldOf(snapshot, file.path, options.podman ?? snapshot.targets(file).podman, options.root ?? snapshot.settings.root);
  const units = unitsIn(file).map((part) => world.unit(nameOf(part.path))).filter((unit): unit is Unit => unit !== undefined && unit.part.uri === file.uri);
  return { world, units };
}
