import { isDropIn } from '../model/files.ts';
import type { Snapshot, SourceFile } from '../model/snapshot.ts';
import { nameOf } from '../model/uri.ts';
import { formatVersion, type Version } from '../model/version.ts';
import { compileUnit, dropInFolders, type CompiledUnit, type Unit, type UnitWorld } from '../quadlet/index.ts';
import { unitsOfFile } from '../stack/world.ts';
import type { Span } from '../syntax/span.ts';
import type { FileProblem } from '../rules/file-problem.ts';

export interface PreviewOptions {
  readonly podman?: Version;
  readonly root?: boolean;
}

export interface Preview {
  /** What the dry run prints for the units of the file; comment lines that say why where one is refused. */
  readonly text: string;
  /** Lines of the text with the places that they come from. */
  readonly origins: readonly ({ readonly line: number; readonly uri: string } & Span)[];
  /** `Podman 5.8.2, user`. */
  readonly target: string;
}

/** The generated service of a unit, of the unit that a drop-in belongs to, or of all units of a `.quadlets` file. */
export function preview(snapshot: Snapshot, file: SourceFile, options: PreviewOptions = {}): Preview | undefined {
  const { world, units } = unitsFor(snapshot, file, options);
  if (units.length === 0) return undefined;
  const origins: ({ line: number; uri: string } & Span)[] = [];
  const lines: string[] = [];
  for (const unit of units) {
    const compiled = compileUnit(unit, world);
    lines.push(`---${compiled.serviceName}---`);
    if (compiled.service === undefined) {
      lines.push(...refusal(compiled, world), '');
      continue;
    }
    for (const { text, origin } of compiled.lines) {
      if (origin !== undefined) origins.push({ line: lines.length, uri: origin.uri, start: origin.start, end: origin.end });
      lines.push(text);
    }
    // A service's text ends with its line end, and the dry run prints one more.
    if (lines.at(-1) !== '') lines.push('');
  }
  return { text: `${lines.join('\n')}\n`, origins, target: `Podman ${formatVersion(world.target.podman)}, ${world.target.root ? 'root' : 'user'}` };
}

function refusal(compiled: CompiledUnit, world: UnitWorld): string[] {
  const podman = `Podman ${formatVersion(world.target.podman)}`;
  const errors: readonly FileProblem[] = compiled.problems.filter(({ problem }) => problem.severity === 'error');
  return [`# ${podman} generates no service from ${compiled.unit.name}:`, ...errors.map(({ problem }) => `# ${problem.message.replace(/\s*\n\s*/g, ' ')}`)];
}

/** The units that a file is about: its own, or those that the drop-in is merged into. */
export function unitsFor(snapshot: Snapshot, file: SourceFile, options: PreviewOptions = {}): { world: UnitWorld; units: readonly Unit[] } {
  if (!isDropIn(file.path)) return unitsOfFile(snapshot, file, options);
  const folder = nameOf(file.folder);
  for (const candidate of snapshot.files()) {
    if (candidate.kind !== 'quadlet' || isDropIn(candidate.path) || snapshot.stackOf(candidate.path) !== snapshot.stackOf(file.path)) continue;
    const found = unitsOfFile(snapshot, candidate, options);
    if (dropInFolders(candidate.name, found.world.target).includes(folder)) return found;
  }
  return { ...unitsOfFile(snapshot, file, options), units: [] };
}

/** The podman command that the service runs, for a shell; undefined where the unit is refused or runs none. */
export function podmanCommand(snapshot: Snapshot, file: SourceFile): string | undefined {
  const { world, units } = unitsFor(snapshot, file);
  const unit = units[0];
  const compiled = unit === undefined ? undefined : compileUnit(unit, world);
  if (compiled === undefined || compiled.rejected || compiled.command.length === 0) return undefined;
  const program = compiled.serviceName.replace(/\.service$/, '');
  return compiled.command.map(({ text }) => shellWord(withSpecifiers(text, program))).join(' ');
}

/** Specifiers that are known without systemd; the others stay, for the reader to fill in. */
const withSpecifiers = (text: string, name: string): string => text.replace(/%([Nnp%h])/g, (_, letter: string) => ({ N: name, n: `${name}.service`, p: name, h: '$HOME', '%': '%' })[letter]!);

/** A word that a POSIX shell reads back as it is; `$HOME` at its start is left to the shell. */
function shellWord(word: string): string {
  if (/^[\w@%+=:,./$-]+$/.test(word) && !/\$(?!HOME\b)/.test(word)) return word;
  return `'${word.replaceAll("'", "'\\''")}'`;
}
