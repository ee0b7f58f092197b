import { folderOf, nameOf } from '../model/uri.ts';
import { isInDropIns, typeOfName, type UnitType } from '../model/files.ts';
import { parseQuadlets } from '../syntax/quadlets.ts';
import { parseUnit, type UnitTree } from '../syntax/unit.ts';
import { byBytes } from './command.ts';
import { compileAlone } from './compile.ts';
import { dropInFolders } from './drop-ins.ts';
import { isKnown, mergedOf } from './info.ts';
import { isRead, ORDER, podFileOf } from './names.ts';
import { sortLikeGo } from './order.ts';
import type { Target } from './features.ts';
import type { UnitPart } from './unit-file.ts';
import type { CompiledUnit, Fatal, Unit, UnitWorld } from './world.ts';

/** A file of the workspace: a unit, a drop-in, a `.quadlets` file; others are passed over. */
export interface UnitSource {
  readonly uri: string;
  /** Absolute, `/` between folders. */
  readonly path: string;
  readonly text: string;
  /** What `parseUnit` made of the text, where it is at hand. */
  readonly tree?: UnitTree;
}

/** The units of a folder, or of a list of files. */
export interface UnitSet extends UnitWorld {
  /** Every unit, also those that another one of the same name hides; in the order in which folders are read. */
  readonly units: readonly Unit[];
  /** The units that the generator reads: of one name the first that it can load, in its order of work. */
  readonly generated: readonly Unit[];
}

/**
 * Brings files together to units for one target. Nothing is compiled before it is asked for. `root` is the folder that
 * the generator is given.
 */
export function unitSet(sources: readonly UnitSource[], target: Target, root = highestFolder(sources)): UnitSet {
  const dropIns = new Map<string, UnitPart[]>();
  const found: { name: string; type: UnitType; part: UnitPart; installed: boolean }[] = [];
  for (const source of [...sources].sort((a, b) => byWalk(a.path, b.path))) {
    const name = nameOf(source.path);
    const folder = folderOf(source.path);
    const type = typeOfName(name);
    const isPassedOver = (searched: string): boolean => target.has('skipsDropInFolders') && isInDropIns(searched, root);
    if (name.endsWith('.quadlets')) {
      for (const part of quadletsParts(source)) found.push({ name: nameOf(part.path), type: typeOfName(part.path)!, part, installed: false });
    } else if (type !== undefined) {
      if (isPassedOver(folder)) continue;
      found.push({ name, type, part: partOf(source), installed: true });
    } else if (name.endsWith('.conf') && folder.endsWith('.d') && !isPassedOver(folderOf(folder))) {
      const key = nameOf(folder);
      const list = dropIns.get(key);
      if (list === undefined) dropIns.set(key, [partOf(source)]);
      else list.push(partOf(source));
    }
  }
  const units: Unit[] = [];
  const isInstalled = new Map<Unit, boolean>();
  for (const { name, type, part, installed } of found) {
    const unit: Unit = { name, type, part, dropIns: dropInsOf(name, dropIns, target) };
    units.push(unit);
    isInstalled.set(unit, installed);
  }
  return world(units, isInstalled, target);
}

function world(units: readonly Unit[], isInstalled: ReadonlyMap<Unit, boolean>, target: Target): UnitSet {
  const byName = new Map<string, Unit[]>();
  for (const unit of units) {
    const list = byName.get(unit.name);
    if (list === undefined) byName.set(unit.name, [unit]);
    else list.push(unit);
  }
  const compiled = new Map<Unit, CompiledUnit>();
  let generated: readonly Unit[] | undefined;
  let members: Map<string, Unit[]> | undefined;
  let names: Map<UnitType, string[]> | undefined;
  let fatal: { readonly found: Fatal | undefined } | undefined;
  let blockers: ReadonlyMap<string, Unit> | undefined;
  const isReal = (unit: Unit): boolean => isInstalled.get(unit) === true;
  // What a `.quadlets` file would become is there for who names it, and stands back behind the unit that is there already.
  const first = (list: readonly Unit[]): Unit | undefined => firstLoaded(list.some(isReal) ? list.filter(isReal) : list, target);
  const isGenerated = (unit: Unit): boolean => isReal(unit) && isKnown(unit, target) && first(byName.get(unit.name)!) === unit && set.blocker(unit) === undefined;
  const set: UnitSet = {
    target,
    units,
    get generated() {
      return (generated ??= sortLikeGo(units.filter(isGenerated), (unit) => ORDER[unit.type]));
    },
    unit: (name) => {
      const list = byName.get(name);
      return list && first(list);
    },
    members(pod) {
      // The pod of a `.quadlets` file has members there; one that is there already has none of those.
      const isPart = byName.get(pod)?.every((unit) => !isReal(unit)) === true;
      members ??= membersByPod([...set.generated, ...units.filter((unit) => !isReal(unit) && first(byName.get(unit.name)!) === unit)], target);
      return (members.get(pod) ?? []).filter((unit) => isPart || isReal(unit));
    },
    compiled(unit) {
      let known = compiled.get(unit);
      if (known === undefined) compiled.set(unit, (known = compileAlone(unit, set)));
      return known;
    },
    fatal() {
      return (fatal ??= { found: fatalOf(set, units.filter((unit) => isReal(unit) && first(byName.get(unit.name)!) === unit)) }).found;
    },
    blocker(unit) {
      blockers ??= blockersOf(units.filter(isReal), target);
      return blockers.get(folderOf(unit.part.path));
    },
    namesOf(type) {
      names ??= namesByType(units);
      return names.get(type) ?? [];
    },
  };
  return set;
}

/** Of units with one name the first that can be loaded. */
const firstLoaded = (list: readonly Unit[], target: Target): Unit | undefined => list.find((unit) => mergedOf(unit, target).own.refused === undefined) ?? list[0];

/** For each folder that the generator drops the first unit of it that cannot be loaded; one whose name is taken is not tried. */
function blockersOf(units: readonly Unit[], target: Target): Map<string, Unit> {
  const blockers = new Map<string, Unit>();
  const taken = new Set<string>();
  for (const unit of units) {
    if (taken.has(unit.name) || !isRead(unit.type, target)) continue;
    const folder = folderOf(unit.part.path);
    if (mergedOf(unit, target).own.refused === undefined) taken.add(unit.name);
    else if (!blockers.has(folder)) blockers.set(folder, unit);
  }
  return blockers;
}

/** The folder that all others lie in. */
function highestFolder(sources: readonly UnitSource[]): string {
  let highest: string | undefined;
  for (const { path } of sources) {
    const folder = folderOf(path);
    if (highest === undefined || folder.length < highest.length) highest = folder;
  }
  return highest ?? '';
}

function namesByType(units: readonly Unit[]): Map<UnitType, string[]> {
  const names = new Map<UnitType, string[]>();
  for (const { type, name } of units) {
    const list = names.get(type);
    if (list === undefined) names.set(type, [name]);
    else list.push(name);
  }
  return names;
}

function membersByPod(containers: readonly Unit[], target: Target): Map<string, Unit[]> {
  const members = new Map<string, Unit[]>();
  for (const unit of containers) {
    const pod = unit.type === 'container' ? podFileOf(unit.name, mergedOf(unit, target).file, target) : undefined;
    if (pod === undefined) continue;
    const list = members.get(pod);
    if (list === undefined) members.set(pod, [unit]);
    else list.push(unit);
  }
  return members;
}

/** The first unit that keeps this release of the generator from doing its work, of those that it loads in the order in which it does. */
export function fatalOf(world: UnitWorld, loaded: readonly Unit[]): Fatal | undefined {
  const { target } = world;
  if (!target.has('plainParser')) {
    for (const unit of loaded) {
      if (!isRead(unit.type, target)) continue;
      const { own, dropIns } = mergedOf(unit, target);
      if (own.hangs !== undefined || dropIns.some(({ hangs }) => hangs !== undefined)) return { kind: 'hangs', unit };
    }
  }
  if (target.has('checksMountSource')) return undefined;
  const mayCrash = (unit: Unit): boolean => unit.type === 'container' && mergedOf(unit, target).file.lines('Container').some(({ key }) => key === 'Mount');
  const crashing = loaded.find((unit) => mayCrash(unit) && world.blocker(unit) === undefined && world.compiled(unit).crashes);
  return crashing && { kind: 'crashes', unit: crashing };
}

const partOf = ({ uri, path, text, tree }: UnitSource): UnitPart => ({ uri, path, tree: tree ?? parseUnit(text) });

/** The units of a `.quadlets` file, as `podman quadlet install` would lay them beside it. */
export function quadletsParts(source: UnitSource): UnitPart[] {
  const parts: UnitPart[] = [];
  for (const { span, name, type } of parseQuadlets(source.text).parts) {
    if (name === undefined || type === undefined || name === '' || /[/\\]/.test(name)) continue;
    parts.push({ uri: source.uri, path: `${folderOf(source.path)}/${name}.${type}`, tree: parseUnit(source.text.slice(span.start, span.end)), offset: span.start });
  }
  return parts;
}

/** The drop-ins of a unit in the order in which they are merged. */
const dropInsOf = (name: string, all: ReadonlyMap<string, readonly UnitPart[]>, target: Target): UnitPart[] =>
  all.size === 0 ? [] : chosenDropIns(dropInFolders(name, target).map((folder) => all.get(folder) ?? []), ({ path }) => path, target);

/**
 * Of drop-ins with one name the more specific counts, then the one found first; what is left is merged by name. They
 * are given by the folders of `dropInFolders`.
 */
export function chosenDropIns<T>(found: readonly (readonly T[])[], pathOf: (dropIn: T) => string, target: Target): T[] {
  const homeOf = (dropIn: T): string => `${folderOf(folderOf(pathOf(dropIn)))}/`;
  const byHome = (a: T, b: T): number => byWalk(homeOf(a), homeOf(b));
  const candidates = found.flatMap((list) => (list.length > 1 ? [...list].sort(byHome) : list));
  if (candidates.length < 2) return candidates;
  if (!target.has('dropInsBySpecificity')) candidates.sort(byHome);
  const byFile = new Map<string, T>();
  for (const dropIn of candidates) if (!byFile.has(nameOf(pathOf(dropIn)))) byFile.set(nameOf(pathOf(dropIn)), dropIn);
  return [...byFile.values()].sort((a, b) => byBytes(nameOf(pathOf(a)), nameOf(pathOf(b))));
}

/** The order in which folders are walked: the files of a folder by name, then its subfolders by name. */
function byWalk(a: string, b: string): number {
  const left = a.split('/');
  const right = b.split('/');
  const depth = Math.min(left.length, right.length) - 1;
  for (let i = 0; i < depth; i++) {
    const order = byBytes(left[i]!, right[i]!);
    if (order !== 0) return order;
  }
  if (left.length !== right.length) return left.length - right.length;
  return byBytes(left[depth]!, right[depth]!);
}
