import type { UnitType } from '../model/files.ts';
import type { Problem } from '../model/problem.ts';
import type { Target } from './features.ts';
import type { Merged } from './info.ts';
import type { Arg, Origin, UnitPart } from './unit-file.ts';

/** A unit with its drop-ins in the order in which they are merged. A value: the same object stands for the same texts. */
export interface Unit {
  /** The file's name: `web@1.container`. */
  readonly name: string;
  readonly type: UnitType;
  readonly part: UnitPart;
  readonly dropIns: readonly UnitPart[];
  /** Where `mergedOf` keeps what it made, and `compileAlone` notes that nothing is to be said of it; nobody else looks here. */
  kept?: { readonly target: Target; readonly merged: Merged; isFaultless: boolean } | undefined;
  /** The unit with its text before this one, both without drop-ins: `mergedOf` uses up what that kept. */
  former?: Unit | undefined;
}

/**
 * The units that one run of the generator sees, for one target. Whatever a compilation wants to know of others it asks
 * here, so that a caller can note it and compile again only what asked.
 */
export interface UnitWorld {
  readonly target: Target;
  /** The unit of a file name. */
  unit(name: string): Unit | undefined;
  /** What `infoFrom` tells of the unit of a name, where the world keeps that. */
  info?(name: string, folder: string): UnitInfo | undefined;
  /** The containers whose Pod= may name a `.pod` unit, in the generator's order. */
  members(pod: string): readonly Unit[];
  /** What `compileAlone` makes of a unit of this world. */
  compiled(unit: Unit): CompiledUnit;
  /** The unit that hangs or crashes the generator, if one does. */
  fatal(): Fatal | undefined;
  /** A unit of the same folder that cannot be loaded: the generator then drops the whole folder. */
  blocker(unit: Unit): Unit | undefined;
  /** The names of the units of a type: for suggestions, never for meaning. */
  namesOf?(type: UnitType): Iterable<string>;
}

export interface Fatal {
  readonly kind: 'hangs' | 'crashes';
  readonly unit: Unit;
}

export interface FileProblem {
  readonly uri: string;
  readonly problem: Problem;
}

/** What other units can know of one. */
export interface UnitInfo {
  /** `postgres.service`. */
  readonly serviceName: string;
  /** What podman's container, volume, network, image or pod is called; '' where nobody can tell. */
  readonly resourceName: string;
}

/** A line of the generated service: what it says and where that comes from. */
export interface GeneratedLine {
  readonly text: string;
  /** The entry that it repeats or was made from; undefined for Quadlet's own. */
  readonly origin: Origin | undefined;
  /** The words of a generated command with their own origins. */
  readonly args: readonly Arg[] | undefined;
}

/** What the generator makes of a unit. */
export interface CompiledUnit extends UnitInfo {
  readonly unit: Unit;
  /** The service's text; undefined where the generator refuses the unit, or does not read such files. */
  readonly service: string | undefined;
  /** True where an error keeps the service from being generated. */
  readonly rejected: boolean;
  /** The lines of `service`. */
  readonly lines: readonly GeneratedLine[];
  /** The main podman command: `run`, `create`, `build`, `pull`, `kube play`. */
  readonly command: readonly Arg[];
  readonly problems: readonly FileProblem[];
  /** The file names of the units that it asked for, there or not; a pod also asks `members:` and its own name. */
  readonly asked: ReadonlySet<string>;
  /** It crashes this release of the generator. */
  readonly crashes: boolean;
  /** For a container: it is started with its pod. */
  readonly startsWithPod: boolean;
}
