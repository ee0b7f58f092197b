import { Compilation, isTrue } from './compilation.ts';
import { compileArtifact } from './artifact.ts';
import { compileBuild } from './build.ts';
import { compileContainer } from './container.ts';
import { translateDependencies } from './dependencies.ts';
import { sinceOf, type Feature } from './features.ts';
import { compileImage } from './image.ts';
import { isKnown, mergedOf } from './info.ts';
import { checkKeys } from './keys.ts';
import { compileKube } from './kube.ts';
import { isRead, serviceNameOf } from './names.ts';
import { compileNetwork } from './network.ts';
import { compilePod } from './pod.ts';
import { checkSyntax } from './syntax-problems.ts';
import { compileVolume } from './volume.ts';
import { keyOrigin, originOf } from './unit-file.ts';
import type { UnitType } from '../model/files.ts';
import type { CompiledUnit, GeneratedLine, Unit, UnitWorld } from './world.ts';

const COMPILERS: Readonly<Record<UnitType, (c: Compilation) => void>> = {
  container: compileContainer, pod: compilePod, volume: compileVolume, network: compileNetwork,
  kube: compileKube, image: compileImage, build: compileBuild, artifact: compileArtifact,
};

const READ_SINCE: Readonly<Partial<Record<UnitType, Feature>>> = { pod: 'podUnits', build: 'buildUnits', artifact: 'artifactUnits' };

/**
 * A unit as the generator of the world's target turns it into a service, with all problems of its files: errors where
 * the generator refuses it, warnings for what it logs or drops. Pure; never throws.
 */
export function compileUnit(unit: Unit, world: UnitWorld): CompiledUnit {
  const compiled = world.compiled(unit);
  const fatal = world.fatal();
  if (fatal?.unit === unit) return compiled;
  if (fatal === undefined) return withBlocker(compiled, world);
  const c = new Compilation(unit, mergedOf(unit, world.target).file, world);
  const does = fatal.kind === 'hangs' ? 'makes the generator loop for ever, before it has generated anything' : 'crashes the generator, so the folder is generated only in part';
  c.fail('quadlet-not-generated', undefined, `\`${fatal.unit.name}\` ${does} (${c.podman}). Mend that unit, or use a later release.`);
  return new Compiled(compiled, [...compiled.problems, ...c.problems], true, () => ({ service: undefined, lines: [], command: compiled.command }));
}

/** With a warning where the generator drops the unit because of another one of its folder. */
function withBlocker(compiled: CompiledUnit, world: UnitWorld): CompiledUnit {
  const { unit } = compiled;
  const blocker = world.blocker(unit);
  if (blocker === undefined || !isKnown(unit, world.target)) return compiled;
  const c = new Compilation(unit, mergedOf(unit, world.target).file, world);
  c.note('quadlet-not-generated', `\`${blocker.name}\` cannot be loaded, and ${c.podman} then drops every unit of its folder: this one is not generated. Mend that file.`);
  return new Compiled(compiled, [...compiled.problems, ...c.problems], compiled.rejected, () => compiled);
}

/** The same without looking at what other units do to the generator as a whole. For `UnitWorld.compiled`. */
export function compileAlone(unit: Unit, world: UnitWorld): CompiledUnit {
  const c = problemsOf(unit, world);
  const { rejected } = c;
  if (unit.kept !== undefined) unit.kept.isFaultless = !rejected && c.problems.length === 0;
  return new Compiled(c, c.problems, rejected, () => (rejected || !isRead(unit.type, world.target) ? NO_OUTPUT : outputOf(compilationOf(unit, world, true))));
}

/** Where one value changed of a unit of which nothing was to be said, most of it need not be looked at again. */
function problemsOf(unit: Unit, world: UnitWorld): Compilation {
  const { changed } = mergedOf(unit, world.target);
  const again = changed === undefined || unit.type !== 'container' ? undefined : compileAgain(unit, world, changed);
  return again?.problems.length === 0 ? again : compilationOf(unit, world, false);
}

/** Looks at what goes by the key whose value changed, and at what other units may have changed. */
function compileAgain(unit: Unit, world: UnitWorld, changed: string): Compilation {
  const c = compilationFor(unit, world, false, changed);
  translateDependencies(c);
  compileContainer(c);
  if (changed === 'Image') warnOfImage(c);
  return c;
}

/** Of thousands of compiled units the text of a few is wanted: it is made when somebody asks. */
class Compiled implements CompiledUnit {
  readonly unit: Unit;
  readonly serviceName: string;
  readonly resourceName: string;
  readonly asked: ReadonlySet<string>;
  readonly crashes: boolean;
  readonly startsWithPod: boolean;
  private output: Output | undefined;

  constructor(of: Omit<CompiledUnit, keyof Output | 'problems' | 'rejected'>, readonly problems: CompiledUnit['problems'], readonly rejected: boolean, private readonly make: () => Output) {
    this.unit = of.unit;
    this.serviceName = of.serviceName;
    this.resourceName = of.resourceName;
    this.asked = of.asked;
    this.crashes = of.crashes;
    this.startsWithPod = of.startsWithPod;
  }

  get service(): Output['service'] {
    return this.made.service;
  }

  get lines(): Output['lines'] {
    return this.made.lines;
  }

  get command(): Output['command'] {
    return this.made.command;
  }

  private get made(): Output {
    return (this.output ??= this.make());
  }
}

/** The one pass that finds the problems and, where it `writes`, makes the service. Pure; never throws. */
export function compilationOf(unit: Unit, world: UnitWorld, writes: boolean): Compilation {
  const c = compilationFor(unit, world, writes);
  if (!isRead(unit.type, world.target)) {
    c.warn('quadlet-type-too-new', undefined, `Podman reads .${unit.type} files from ${sinceOf(READ_SINCE[unit.type]!)} on: ${c.podman} passes over this one, and over what names it.`);
    return c;
  }
  checkSyntax(c, mergedOf(unit, world.target));
  checkKeys(c);
  translateDependencies(c);
  if (writes) begin(c);
  COMPILERS[unit.type](c);
  if (unit.type === 'container' || unit.type === 'image' || unit.type === 'volume') warnOfImage(c);
  if (c.target.has('warnsOfServiceKeys')) warnOfServiceKeys(c);
  return c;
}

function compilationFor(unit: Unit, world: UnitWorld, writes: boolean, changed?: string): Compilation {
  const { target } = world;
  const c = new Compilation(unit, mergedOf(unit, target).file, world, writes, changed);
  c.serviceName = `${serviceNameOf(unit.name, unit.type, c.file, target)}.service`;
  return c;
}

/** What every service begins with. */
function begin(c: Compilation): void {
  const waits = c.file.lookup('Quadlet', 'DefaultDependencies', c.target.quotes);
  if (c.target.has('waitsForNetwork') && (waits === undefined || isTrue(waits.text))) {
    const network = c.target.root ? 'network-online.target' : 'podman-user-wait-network-online.service';
    c.service.prepend('Unit', 'After', network);
    c.service.prepend('Unit', 'Wants', network);
  }
  const first = c.target.has('mountsForFirst');
  // Before 5.5 each type has this line at a place of its own; for a build that is before SourcePath=.
  if (!first && c.unit.type === 'build') c.service.add('Unit', 'RequiresMountsFor', '%t/containers');
  c.service.add('Unit', 'SourcePath', c.unit.part.path);
  if (first) c.service.add('Unit', 'RequiresMountsFor', '%t/containers');
  c.service.rename(c.section, `X-${c.section}`);
  if (c.target.has('unitsByName')) c.service.rename('Quadlet', 'X-Quadlet');
}

/** The generator only logs this, and what follows. */
function warnOfImage(c: Compilation): void {
  const image = c.value('Image');
  if (image?.text === '') {
    if (!c.rejected) c.warn('quadlet-short-image-name', keyOrigin(image.line), `Image= is empty, which ${c.podman} logs as a name without a registry. Name the image, or remove the line.`);
  } else if (image !== undefined && !/\.(?:build|image)$/.test(image.text) && !isUnambiguous(image.text)) {
    c.warn('quadlet-short-image-name', originOf(image), `\`${image.text}\` lacks its registry: what is pulled depends on registries.conf and on who runs it. Write the full name, such as \`docker.io/${image.text.includes('/') ? '' : 'library/'}${image.text}\`.`);
  }
}

function warnOfServiceKeys(c: Compilation): void {
  for (const key of ['User', 'Group', 'DynamicUser']) {
    const found = c.file.last('Service', key);
    if (found === undefined) continue;
    const instead = key === 'DynamicUser' ? 'Run the unit as the user whose containers these are' : `For the ${key.toLowerCase()} within the container write \`${key}=\` into [Container]`;
    c.warn('quadlet-unsupported-service-key', keyOrigin(found.line), `Podman does not support \`${key}=\` in [Service]: it runs podman itself as somebody else, and rootless podman then lacks its session. ${instead}.`);
  }
}

/** Whether podman needs no list of registries to find the image. */
function isUnambiguous(image: string): boolean {
  if (image.startsWith('sha256:') || /^[0-9a-f]{64}$/i.test(image)) return true;
  const slash = image.indexOf('/');
  if (slash === -1) return false;
  const domain = image.slice(0, slash);
  return domain === 'localhost' || /[.:]/.test(domain);
}

type Output = Pick<CompiledUnit, 'service' | 'lines' | 'command'>;
const NO_OUTPUT: Output = { service: undefined, lines: [], command: [] };

function outputOf(c: Compilation): Output {
  const { text, lines } = c.service.write({ escapesBlanks: c.target.has('escapesBlanks') });
  const texts = text.split('\n');
  return {
    service: text,
    command: c.command,
    lines: lines.map((line, i) => ({ text: texts[i]!, origin: line && !line.comment ? lineOrigin(line) : undefined, args: line?.args })),
  };
}

function lineOrigin(line: Parameters<typeof keyOrigin>[0]): GeneratedLine['origin'] {
  if (line.entry === undefined || line.part === undefined) return undefined;
  const offset = line.part.offset ?? 0;
  return { uri: line.part.uri, start: line.entry.span.start + offset, end: line.entry.span.end + offset };
}
