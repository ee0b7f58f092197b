import { isDropIn, typeOfName, type UnitType } from '../model/files.ts';
import type { Contribution, Snapshot, SourceFile } from '../model/snapshot.ts';
import { listOf, NONE, sameItems } from '../model/lists.ts';
import { Print } from '../model/print.ts';
import { folderOf, nameOf } from '../model/uri.ts';
import type { Version } from '../model/version.ts';
import { chosenDropIns, compileAlone, dropInFolders, fatalOf, infoFrom, isRead, mayBeRefused, mergedOf, podFileOf, quadletsParts, targetOf, type Target, type Unit, type UnitPart, type UnitWorld, type CompiledUnit } from '../quadlet/index.ts';
import { parseUnit, type UnitTree } from '../syntax/unit.ts';

/** A file that holds a unit: its own, or a `.quadlets` file with several. */
type UnitPlace = SourceFile;

interface TaggedTarget {
  readonly podman: Version;
  readonly root: boolean;
  readonly target: Target;
  /** Names it among other targets. */
  readonly tag: string;
}

const targets: TaggedTarget[] = [];

/** The target of a release and mode: one object for each, so that what is worked out for it is found again. */
function targetFor(podman: Version, root: boolean): TaggedTarget {
  let known = targets.find((one) => one.root === root && sameItems(one.podman, podman));
  if (known === undefined) targets.push((known = { podman, root, target: targetOf(podman, root), tag: `${podman.join('.')} ${root}` }));
  return known;
}

/** A file as a part of a unit; its tree is the file's, which keeps it while it is in use. */
class FilePart implements UnitPart {
  constructor(readonly file: SourceFile) {}

  get uri(): string {
    return this.file.uri;
  }

  get path(): string {
    return this.file.path;
  }

  get tree(): UnitTree {
    return this.file.tree(parseUnit);
  }
}

/** What a unit file, a drop-in or a `.quadlets` file tells: which units are there. Their text counts. */
export function unitPlaces(file: SourceFile): Contribution<UnitPlace>[] {
  // Of thousands of units in one file the text is not compared once for each.
  const print = file.kind === 'quadlets' ? new Print().add(file.text).value : file.text;
  const tell = (key: string): Contribution<UnitPlace> => ({ key, print, value: file });
  if (isDropIn(file.path)) return [tell(dropInKey(nameOf(file.folder)))];
  if (file.kind === 'quadlets') return file.tree(bundleParts(file)).map(({ path }) => tell(unitKey(nameOf(path))));
  if (typeOfName(file.name) === undefined) return [];
  file.isRefused = mayBeRefused(file.tree(parseUnit));
  return file.isRefused && !file.isBeingTyped ? [tell(unitKey(file.name)), { ...tell(unreadKey(file.folder)), print: '' }] : [tell(unitKey(file.name))];
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

const NEWEST: Version = [999];

/** The drop-ins of a unit in the order in which they are merged: by file name; of two with one name the more specific counts. */
export function dropInsOf(snapshot: Snapshot, unitPath: string, target: Target = targetFor(snapshot.settings.targets.podman ?? NEWEST, snapshot.settings.root).target): readonly SourceFile[] {
  let lists: SourceFile[][] | undefined;
  for (const folder of dropInFolders(nameOf(unitPath), target)) {
    const found = snapshot.lookup<UnitPlace>(dropInKey(folder));
    if (found.length === 0) continue;
    const stack = snapshot.stackOf(unitPath);
    (lists ??= []).push(found.filter(({ path }) => snapshot.stackOf(folderOf(path)) === stack && isLookedFor(snapshot, folderOf(path), target)));
  }
  return lists === undefined ? NONE : chosenDropIns(lists, ({ path }) => path, target);
}

/** Whether the generator looks for units, or folders of drop-ins, where a file or folder lies. */
const isLookedFor = (snapshot: Snapshot, path: string, target: Target): boolean => !target.has('skipsDropInFolders') || !snapshot.isPassedOver(folderOf(path));

/** How many units a world keeps ready. */
const MOST_UNITS = 256;

/** The world of a stack's units. */
interface StackWorld extends UnitWorld {
  /** The units of a file, also those that others of their names hide; none where the generator does not look for them. */
  unitsOf(file: SourceFile): Unit[];
}

const worlds = new WeakMap<Snapshot, Map<string, StackWorld>>();

/** The units that the generator would see together with a file, for its own target; every question is a tracked look-up. */
export function worldOf(snapshot: Snapshot, path: string, podman: Version, root: boolean): StackWorld {
  const target = targetFor(podman, root);
  const stack = snapshot.stackOf(path);
  let known = worlds.get(snapshot);
  if (known === undefined) worlds.set(snapshot, (known = new Map()));
  const key = `${target.tag} ${stack}`;
  let world = known.get(key);
  if (world === undefined) known.set(key, (world = stackWorld(snapshot, stack, target)));
  return world;
}

function stackWorld(snapshot: Snapshot, stack: string, { target, tag }: TaggedTarget): StackWorld {
  const places = (name: string): readonly UnitPlace[] => {
    const found = snapshot.lookup<UnitPlace>(unitKey(name));
    if (found.length === 0) return NONE;
    const isOwn = ({ path }: UnitPlace): boolean => snapshot.stackOf(path) === stack && isLookedFor(snapshot, path, target);
    if (found.length === 1) return isOwn(found[0]!) ? found : NONE;
    const own = found.filter(isOwn).sort((a, b) => (a.path < b.path ? -1 : 1));
    // What a `.quadlets` file would become stands back behind the unit that is there already.
    const real = own.filter(({ kind }) => kind === 'quadlet');
    return real.length === 0 ? own : real;
  };
  const units = new Map<string, { readonly file: SourceFile; readonly dropIns: readonly SourceFile[]; readonly unit: Unit }>();
  /** The same unit as long as its texts are the same: whatever was worked out for it still holds. */
  const unitIn = (file: SourceFile, part: UnitPart): Unit => {
    const dropIns = dropInsOf(snapshot, part.path, target);
    snapshot.fileAt(file.path);
    const key = file.kind === 'quadlets' ? `${file.uri} ${part.path}` : file.uri;
    const before = units.get(key);
    if (before !== undefined && before.file === file && sameItems(before.dropIns, dropIns)) return before.unit;
    if (units.size > MOST_UNITS) units.clear();
    const former = dropIns.length === 0 && before?.dropIns.length === 0 ? before.unit : undefined;
    if (former !== undefined) former.former = undefined;
    const unit: Unit = { name: nameOf(part.path), type: typeOfName(part.path)!, part, dropIns: listOf(dropIns, (dropIn) => new FilePart(dropIn)), kept: undefined, former };
    units.set(key, { file, dropIns, unit });
    return unit;
  };
  const world: StackWorld = {
    target,
    unitsOf: (file) => (isLookedFor(snapshot, file.path, target) ? [...new Set(unitsIn(file).map((part) => unitIn(file, part)))] : []),
    unit(name) {
      let first: Unit | undefined;
      for (const file of places(name)) {
        for (const part of partsNamed(file, name)) {
          const unit = unitIn(file, part);
          if (mergedOf(unit, target).own.refused === undefined) return unit;
          first ??= unit;
        }
      }
      return first;
    },
    members(pod) {
      const found = snapshot.lookup<{ readonly path: string }>('in-a-pod');
      const members = found.filter(({ path }) => snapshot.stackOf(path) === stack).flatMap(({ path }) => world.unit(nameOf(path)) ?? []);
      const isMember = (unit: Unit): boolean => podFileOf(unit.name, mergedOf(unit, target).file, target) === pod && world.blocker(unit) === undefined;
      return members.filter(isMember).sort((a, b) => (a.part.path < b.part.path ? -1 : 1));
    },
    info: (name, folder) => snapshot.memo(`info ${name} ${folder} ${tag} ${stack}`, () => {
      const unit = world.unit(name);
      return unit && infoFrom(folder, unit, world);
    }),
    compiled(unit) {
      // A unit that changes is compiled again, whoever asks, and so is one that gets a drop-in.
      const asked = (): CompiledUnit => {
        snapshot.file(unit.part.uri);
        for (const { uri } of unit.dropIns) snapshot.file(uri);
        dropInsOf(snapshot, unit.part.path, target);
        return compileAlone(unit, world);
      };
      // Of a container by itself nobody else asks; its pod asks for each of its own.
      const isAlone = unit.type === 'container' && podFileOf(unit.name, mergedOf(unit, target).file, target) === undefined;
      return isAlone ? asked() : snapshot.memo(`compiled ${unit.part.uri} ${unit.part.path} ${tag}`, asked);
    },
    fatal() {
      if (target.has('plainParser') && target.has('checksMountSource')) return undefined;
      return snapshot.memo(`fatal ${stack} ${tag}`, () => fatalOf(world, inOrder(realUnits(snapshot, stack)).filter(({ file }) => isLookedFor(snapshot, file.path, target)).map(({ file, part }) => unitIn(file, part)).filter((unit) => world.unit(unit.name) === unit)));
    },
    blocker(unit) {
      // The generator reads them in this order; which one is named must not depend on which was opened first.
      const files = snapshot.lookup<UnitPlace>(unreadKey(folderOf(unit.part.path))).filter(({ path }) => snapshot.stackOf(path) === stack).sort((a, b) => (a.path < b.path ? -1 : 1));
      const candidates = files.flatMap((file) => unitsIn(file).map((part) => unitIn(file, part)));
      return candidates.filter(({ name }) => isRead(typeOfName(name)!, target)).find((candidate) => mergedOf(candidate, target).own.refused !== undefined);
    },
    namesOf: (type: UnitType) => unitNames(snapshot, stack, type),
  };
  return world;
}

/** The names of a stack's units of a type, without a look at their texts. */
export const unitNames = (snapshot: Snapshot, stack: string, type: UnitType): readonly string[] => snapshot.memo(`names ${stack}`, () => namesIn(snapshot, stack)).get(type) ?? [];

/** The names of a stack's units by type: they change with its files, and with the texts of files that hold several. */
function namesIn(snapshot: Snapshot, stack: string): ReadonlyMap<UnitType, readonly string[]> {
  const names = new Map<UnitType, string[]>();
  const add = (name: string): void => {
    const type = typeOfName(name);
    if (type === undefined) return;
    const list = names.get(type);
    if (list === undefined) names.set(type, [name]);
    else list.push(name);
  };
  for (const file of snapshot.files()) {
    if (file.kind !== 'quadlet' && file.kind !== 'quadlets') continue;
    if (snapshot.stackOf(file.path) !== stack) continue;
    if (file.kind === 'quadlet') {
      if (!isDropIn(file.path)) add(file.name);
    } else if (snapshot.file(file.uri) !== undefined) for (const part of unitsIn(file)) add(nameOf(part.path));
  }
  return names;
}

/** The units that a file holds: itself, or those of a `.quadlets` file. */
function unitsIn(file: SourceFile): UnitPart[] {
  if (file.kind === 'quadlets') return file.tree(bundleParts(file));
  return file.kind === 'quadlet' && !isDropIn(file.path) && typeOfName(file.name) !== undefined ? [new FilePart(file)] : [];
}

const named = new WeakMap<readonly UnitPart[], Map<string, UnitPart[]>>();

/** Those of a file's units that have a name: of the thousands that a file may hold nobody looks through all for each. */
function partsNamed(file: SourceFile, name: string): readonly UnitPart[] {
  const parts = unitsIn(file);
  if (file.kind !== 'quadlets') return parts.length > 0 && nameOf(parts[0]!.path) === name ? parts : NONE;
  let byName = named.get(parts);
  if (byName === undefined) {
    byName = new Map();
    for (const part of parts) {
      const list = byName.get(nameOf(part.path));
      if (list === undefined) byName.set(nameOf(part.path), [part]);
      else list.push(part);
    }
    named.set(parts, byName);
  }
  return byName.get(name) ?? NONE;
}

const inOrder = <T extends { readonly part: UnitPart }>(units: readonly T[]): T[] => [...units].sort((a, b) => (a.part.path < b.part.path ? -1 : 1));

/** The units of a stack that the generator sees: it reads no `.quadlets` files. */
function realUnits(snapshot: Snapshot, stack: string): { file: SourceFile; part: UnitPart }[] {
  return [...snapshot.files()].filter((file) => file.kind === 'quadlet' && snapshot.stackOf(file.path) === stack).flatMap((file) => unitsIn(file).map((part) => ({ file, part })));
}

/** The units of a file with the world that they are compiled in. */
export function unitsOfFile(snapshot: Snapshot, file: SourceFile, options: { podman?: Version; root?: boolean } = {}): { world: UnitWorld; units: Unit[] } {
  const world = worldOf(snapshot, file.path, options.podman ?? snapshot.targets(file).podman, options.root ?? snapshot.settings.root);
  return { world, units: world.unitsOf(file) };
}
