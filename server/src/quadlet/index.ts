/** The Quadlet compiler: units in, systemd services and problems out, as one release of Podman's generator does it. */
export { compileAlone, compileUnit } from './compile.ts';
export { dropInFolders } from './drop-ins.ts';
export { sinceOf, targetOf, type Feature, type Target } from './features.ts';
export { infoFrom, mergedOf } from './info.ts';
export { mayBeRefused } from './load.ts';
export { isRead, ORDER, SECTION, podFileOf, serviceNameOf } from './names.ts';
export { previewFolder } from './preview.ts';
export { checkQuadlets, passedOver } from './quadlets-problems.ts';
export { QUADLET_RULES, type QuadletRule } from './rules.ts';
export { chosenDropIns, fatalOf, quadletsParts, unitSet, type UnitSet, type UnitSource } from './set.ts';
export { originOf, type Arg, type Origin, type UnitPart } from './unit-file.ts';
export type { CompiledUnit, Fatal, FileProblem, GeneratedLine, Unit, UnitInfo, UnitWorld } from './world.ts';
