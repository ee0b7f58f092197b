import { parseVersion } from '../../server/src/model/version.ts';
import { compileUnit, previewFolder, targetOf, unitSet, type CompiledUnit, type UnitSet } from '../../server/src/quadlet/index.ts';
import { applyEdits, fixture, type Fixture } from '../support/fixture.ts';

export interface Options {
  readonly podman?: string;
  readonly root?: boolean;
}

/** Files of a fixture as the units of one folder. */
export function setOf(files: Fixture['files'], { podman = '6.1.1', root = false }: Options = {}): UnitSet {
  return unitSet(files.map(sourceOf), targetOf(parseVersion(podman)!, root));
}

/** A unit by name, compiled. */
export function compile(text: string, name: string, options: Options = {}): CompiledUnit {
  const set = setOf(fixture(text).files, options);
  const unit = set.units.find((candidate) => candidate.name === name);
  if (unit === undefined) throw new Error(`no ${name} in the fixture`);
  return compileUnit(unit, set);
}

/** The services that the dry run prints for the files of a fixture, in its order. */
export const services = (text: string, options?: Options): string[] => [...previewFolder(setOf(fixture(text).files, options)).matchAll(/^---(.*)---$/gm)].map((match) => match[1]!);

/** Every problem of every unit: `code severity "what it stands on"`, in the order of the text; with the marked text. */
export function problemsIn(text: string, options: Options = {}): { found: string[]; marked: string[] } {
  const { files, file } = fixture(text);
  const set = setOf(files, options);
  const problems = set.units.flatMap((unit) => compileUnit(unit, set).problems);
  const found = files.flatMap(({ uri, name, text: content }) =>
    problems.filter((candidate) => candidate.uri === uri).map(({ problem }) => problem).sort((a, b) => a.start - b.start || a.end - b.end)
      .map(({ code, severity, start, end }) => `${files.length > 1 ? `${name}: ` : ''}${severity} ${code} «${content.slice(start, end)}»`));
  let marked: string[] = [];
  if (text.includes('[[')) marked = fixture(text).spans.map(({ start, end }) => file.text.slice(start, end));
  return { found, marked };
}

/** The first file after the preferred fix of its first problem, and the files that the fix creates. */
export function fixed(text: string, options: Options & { title?: string } = {}): { text: string; created: Record<string, string>; left: string[] } {
  const { files } = fixture(text);
  const first = files[0]!;
  const set = setOf(files, options);
  const problems = set.units.flatMap((unit) => compileUnit(unit, set).problems).filter(({ uri }) => uri === first.uri);
  const fix = problems.flatMap(({ problem }) => problem.fixes ?? []).find(({ title, preferred }) => (options.title === undefined ? preferred === true : title === options.title));
  if (fix === undefined) throw new Error(`no such fix among ${problems.flatMap(({ problem }) => problem.fixes ?? []).map(({ title }) => title).join(', ')}`);
  const after = applyEdits(first.text, [...(fix.edits ?? []), ...(fix.change?.edits?.[first.uri] ?? [])]);
  const created = { ...fix.change?.create };
  const all = [after, ...Object.values(created)];
  const again = unitSet(
    [{ ...sourceOf(first), text: all[0]! }, ...files.slice(1).map(sourceOf), ...Object.entries(created).map(([uri, content]) => ({ uri, path: decodeURI(uri.replace(/^file:\/\//, '')), text: content }))],
    set.target,
  );
  const left = again.units.flatMap((unit) => compileUnit(unit, again).problems).filter(({ uri, problem }) => uri === first.uri && problem.severity === 'error').map(({ problem }) => problem.code);
  return { text: after, created, left };
}

const sourceOf = ({ uri, path, text }: Fixture['files'][number]): { uri: string; path: string; text: string } => ({ uri, path, text });
