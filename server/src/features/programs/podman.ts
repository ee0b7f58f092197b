import { isDropIn } from '../../model/files.ts';
import type { Programs } from '../../model/programs.ts';
import { redacted } from '../../model/redact.ts';
import type { Snapshot, SourceFile } from '../../model/snapshot.ts';
import { compileUnit } from '../../quadlet/index.ts';
import { unitsOfFile } from '../../stack/world.ts';
import type { Difference, FileComparison } from './compare.ts';

/** Podman's generator, and the place of it that older packages know. */
export const GENERATOR_NAMES = ['/usr/libexec/podman/quadlet', '/usr/lib/podman/quadlet', '/usr/lib/systemd/system-generators/podman-system-generator'];

/** What the generator says of a folder of units. */
export interface GeneratorAnswer {
  /** Name of a unit → why it is refused. */
  readonly refused: ReadonlyMap<string, string>;
  /** Name of a service → its text; several where units of different types make a service of one name. */
  readonly services: ReadonlyMap<string, readonly string[]>;
  /** Why there is nothing of the units that are in neither. */
  readonly silence: string;
  /** It ended halfway: what it printed before that tells nothing of what it would have written. */
  readonly isBroken: boolean;
}

/** Runs the generator over the units of a folder. It writes nothing: a dry run prints the services. */
export async function askGenerator(program: string, programs: Programs, folder: string, files: readonly SourceFile[], root: boolean, limit: number): Promise<GeneratorAnswer> {
  const relative = (path: string): string => `units/${path.slice(folder.length).replace(/^\/+/, '')}`;
  const result = await programs.run({
    program, args: ['-dryrun', ...(root ? [] : ['-user'])], env: { QUADLET_UNIT_DIRS: '{folder}/units' }, limit,
    files: Object.fromEntries(files.map((file) => [relative(file.path), file.text])),
  });
  const here = (text: string): string => text.replaceAll(`${result.folder}/units`, folder.replace(/\/$/, ''));
  const refused = new Map<string, string>();
  for (const line of here(result.stderr).split('\n')) {
    const match = /(?:[Ee]rror )?[Cc]onverting ["']([^"']+)["'](?:, ignoring)?: (.*)$/.exec(line) ?? /[Ee]rror loading ["']([^"']+)["'], (?:ignoring: )?(.*)$/.exec(line);
    if (match !== null) refused.set(match[1]!.slice(match[1]!.lastIndexOf('/') + 1), redacted(match[2]!));
  }
  const crashed = /^panic:|\npanic:/.test(result.stderr);
  const silence = result.timedOut ? `does not come to an end (stopped after ${limit / 1000} s)` : crashed ? 'crashes' : 'generates nothing from it';
  return { refused, services: servicesIn(here(result.stdout)), silence, isBroken: crashed || result.timedOut };
}

function servicesIn(text: string): Map<string, string[]> {
  const services = new Map<string, string[]>();
  const parts = text.split(/^---(.+)---$/m);
  for (let i = 1; i + 1 < parts.length; i += 2) services.set(parts[i]!, [...(services.get(parts[i]!) ?? []), parts[i + 1]!.trim()]);
  return services;
}

/** Compares each unit: whether both refuse it, else what both generate. */
export function compareUnits(snapshot: Snapshot, files: readonly SourceFile[], { refused, services, silence, isBroken }: GeneratorAnswer): FileComparison[] {
  return files.filter((file) => !isDropIn(file.path)).map((file): FileComparison => {
    const { world, units } = unitsOfFile(snapshot, file);
    const differences: Difference[] = [];
    let wrong = 0;
    for (const unit of units) {
      const { rejected, problems, service, serviceName, lines } = compileUnit(unit, world);
      const error = problems.find(({ problem }) => problem.severity === 'error');
      const ours = error === undefined ? undefined : `error ${error.problem.code}: ${error.problem.message}`;
      const line = error === undefined || error.uri !== file.uri ? undefined : file.lines.positionAt(error.problem.start).line;
      // A release passes over files of a type that came later, and says nothing.
      if (problems.some(({ problem }) => problem.code === 'quadlet-type-too-new') && !services.has(serviceName)) continue;
      const texts = services.get(serviceName);
      const theirs = texts !== undefined && !(isBroken && rejected) ? undefined : (refused.get(unit.name) ?? silence);
      if (theirs !== undefined && rejected) wrong++;
      else if (theirs !== undefined || rejected || service === undefined) differences.push({ line, theirs, ours: ours ?? (rejected ? 'refuses the unit' : undefined) });
      else if (!texts!.some((text) => sameWords(text) === sameWords(service))) differences.push(firstDifference(file, texts![0]!.split('\n'), service.trim().split('\n'), lines));
    }
    return { uri: file.uri, name: file.name, of: 'units', compared: units.length, agreed: units.length - differences.length, wrong, differences, notes: [] };
  });
}

/** Some releases print options in another order at each run; the words are what counts. */
const sameWords = (text: string): string => text.trim().split('\n').map((line) => line.trimEnd().split(' ').sort().join(' ')).join('\n');

function firstDifference(file: SourceFile, theirs: readonly string[], ours: readonly string[], lines: ReturnType<typeof compileUnit>['lines']): Difference {
  const at = theirs.findIndex((line, i) => sameWords(line) !== sameWords(ours[i] ?? ''));
  const place = at < 0 ? theirs.length : at;
  const origin = lines[place]?.origin;
  const show = (line: string | undefined): string => (line === undefined ? 'ends the service' : `generates ${redacted(line)}`);
  return { line: origin?.uri === file.uri ? file.lines.positionAt(origin.start).line : undefined, theirs: show(theirs[place]), ours: show(ours[place]) };
}
