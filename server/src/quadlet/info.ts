import { NONE } from '../model/lists.ts';
import { Recent } from '../model/recent.ts';
import { folderOf } from '../model/uri.ts';
import { sectionAt } from '../syntax/unit-places.ts';
import { load, loadAgain, type Loaded } from './load.ts';
import { isRead, podNameOf, resolvedContainerName, SECTION, serviceNameOf } from './names.ts';
import { UnitFile } from './unit-file.ts';
import type { Target } from './features.ts';
import type { Unit, UnitInfo, UnitWorld } from './world.ts';

/** A unit's files as the target's parser reads them, and all of them as one. */
export interface Merged {
  readonly file: UnitFile;
  readonly own: Loaded;
  /** The drop-ins, each as it was read; a refused one is not part of `file`. */
  readonly dropIns: readonly Loaded[];
  /** The key of the unit's section that alone has another value than in the text before, of which nothing was to be said. */
  readonly changed?: string | undefined;
}

const merged = new Recent<Unit>(32, ({ part }) => part.path, (unit) => { unit.kept = undefined; });

/** Reads and merges a unit's files. Units are values, so the unit keeps what was made of it for its target, while it is among those used of late. */
export function mergedOf(unit: Unit, target: Target): Merged {
  if (unit.kept?.target === target) return unit.kept.merged;
  unit.kept = { target, merged: merge(unit, target), isFaultless: false };
  merged.add(unit);
  return unit.kept.merged;
}

function merge(unit: Unit, target: Target): Merged {
  const again = mergeAgain(unit, target);
  if (again !== undefined) return again;
  const own = load(unit.part, target);
  const dropIns = unit.dropIns.map((part) => load(part, target));
  const accepted = dropIns.filter((dropIn) => dropIn.refused === undefined);
  if (accepted.length === 0) return { file: own.file.freeze(), own, dropIns };
  const file = own.file.copy();
  for (const dropIn of accepted) file.merge(dropIn.file);
  return { file: file.freeze(), own, dropIns };
}

/** From what its former text came to, where lines became others of their kind. */
function mergeAgain(unit: Unit, target: Target): Merged | undefined {
  const { former } = unit;
  unit.former = undefined;
  if (former?.kept?.target !== target) return undefined;
  const { merged: before, isFaultless } = former.kept;
  const own = loadAgain(before.own, unit.part);
  former.kept = undefined;
  return own && { file: own.file, own, dropIns: NONE, changed: isFaultless ? changedKey(unit) : undefined };
}

function changedKey({ type, part: { tree } }: Unit): string | undefined {
  let changed: string | undefined;
  for (const { old, made } of tree.replaced ?? NONE) {
    if (old.kind === 'comment' || made.kind === 'comment') continue;
    if (changed !== undefined || old.key !== made.key || sectionAt(tree, made.span.start)?.name !== SECTION[type]) return undefined;
    changed = made.key;
  }
  return changed;
}

/** True where the generator knows of the unit at all: it reads such files and can parse this one. */
export const isKnown = (unit: Unit, target: Target): boolean => isRead(unit.type, target) && mergedOf(unit, target).own.refused === undefined;

/**
 * What others can know of a unit; undefined where the generator does not know it, unless it is asked for `evenRefused`
 * ones. Names of containers, builds and pods
 * are known from the start; what a network, volume, image or artifact is called, only once that unit is generated.
 */
export function infoOf(unit: Unit, world: UnitWorld, evenRefused = false): UnitInfo | undefined {
  const { target } = world;
  if (!(evenRefused ? isRead(unit.type, target) : isKnown(unit, target))) return undefined;
  const { file } = mergedOf(unit, target);
  const serviceName = `${serviceNameOf(unit.name, unit.type, file, target)}.service`;
  switch (unit.type) {
    case 'container': return { serviceName, resourceName: resolvedContainerName(unit.name, file, target) };
    case 'build': return { serviceName, resourceName: file.all('Build', 'ImageTag')[0]?.text ?? '' };
    case 'pod': return { serviceName, resourceName: podNameOf(unit.name, file, target) };
    case 'kube': return { serviceName, resourceName: '' };
    default: return {
      serviceName,
      // Only who asks for the name waits for the unit: two may well name each other in After= and Before=.
      get resourceName() {
        const compiled = world.compiled(unit);
        return compiled.rejected && isKnown(unit, target) ? '' : compiled.resourceName;
      },
    };
  }
}

/** What a unit of a folder knows of another one: a folder that is dropped as a whole is judged as if it were not; for others it is not there. */
export function infoFrom(folder: string, unit: Unit, world: UnitWorld): UnitInfo | undefined {
  const isNear = folderOf(unit.part.path) === folder;
  return !isNear && world.blocker(unit) !== undefined ? undefined : infoOf(unit, world, isNear);
}
