import { isSetting, parsePostgresConf, type PostgresName, type PostgresSetting, type PostgresTree, type PostgresValue } from '../syntax/postgres.ts';
import { findGuc, isGucValue, parseGucValue, type Guc, type GucValue } from './postgres.ts';
import type { Snapshot, SourceFile } from './snapshot.ts';
import { joinPath } from './uri.ts';
import type { Version } from './version.ts';

/** The parser as `SourceFile.tree` takes it, so that a text is read once. */
export const postgresTree = (file: SourceFile): PostgresTree => file.tree(parsePostgresConf);

/** The lines that set something or include a file, in order. */
export const postgresLines = (tree: PostgresTree): readonly PostgresSetting[] => tree.lines.filter(isSetting);

export type IncludeKind = 'include' | 'include_if_exists' | 'include_dir';

/** What a line includes, or undefined where it sets a parameter. */
export function includeKind(name: PostgresName): IncludeKind | undefined {
  const { key } = name;
  return key === 'include' || key === 'include_if_exists' || key === 'include_dir' ? key : undefined;
}

/** A file, or of `include_dir` the folder, that a line includes. */
export interface IncludedPath {
  readonly kind: IncludeKind;
  readonly path: string;
}

/** What a line includes; undefined where it sets a parameter or names nothing. */
function includedPath(file: SourceFile, line: PostgresSetting): IncludedPath | undefined {
  const kind = includeKind(line.name);
  return kind === undefined || line.value.text.trim() === '' ? undefined : { kind, path: joinPath(file.folder, line.value.text) };
}

/** What the lines of a file include, whether the workspace holds it or not. */
export const includedPaths = (file: SourceFile): readonly IncludedPath[] => postgresLines(postgresTree(file)).flatMap((line) => includedPath(file, line) ?? []);

/** Whether `include_dir` takes a file of its folder. */
export const isTakenFromFolder = (name: string): boolean => name.endsWith('.conf') && !name.startsWith('.');

/** The files of the workspace that a line includes, in the order they are read: those of `include_dir` by name. */
export function includedFiles(file: SourceFile, line: PostgresSetting, snapshot: Snapshot): readonly SourceFile[] {
  const included = includedPath(file, line);
  if (included === undefined) return [];
  const { kind, path } = included;
  if (kind !== 'include_dir') {
    const found = snapshot.fileAt(path);
    return found === undefined ? [] : [found];
  }
  return [...snapshot.files()]
    .filter((each) => each.folder === path && isTakenFromFolder(each.name))
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
    // Asked for by its path, so that a new text of it is noticed.
    .flatMap((each) => snapshot.fileAt(each.path) ?? []);
}

/** A line with the file that it stands in. */
export interface PlacedSetting {
  readonly file: SourceFile;
  readonly line: PostgresSetting;
}

/** Deeper nesting is refused. */
const MAX_DEPTH = 10;
/** Files that include many others, which include many others, could be read for ever. */
const MAX_READS = 1000;

/** The settings of a file in the order the server reads them, included files in their place; cycles end. */
export function settingsInOrder(file: SourceFile, snapshot: Snapshot): readonly PlacedSetting[] {
  const out: PlacedSetting[] = [];
  const seen = new Set<string>();
  let reads = 0;
  const visit = (each: SourceFile, depth: number): void => {
    if (seen.has(each.uri) || depth > MAX_DEPTH || ++reads > MAX_READS) return;
    seen.add(each.uri);
    for (const line of postgresLines(postgresTree(each))) {
      if (includeKind(line.name) === undefined) out.push({ file: each, line });
      else for (const included of includedFiles(each, line, snapshot)) visit(included, depth + 1);
    }
    seen.delete(each.uri);
  };
  visit(file, 0);
  return out;
}

/** The setting that is in force for a parameter. */
export interface EffectiveSetting {
  readonly guc: Guc;
  readonly name: PostgresName;
  readonly value: PostgresValue;
  /** What the value means; undefined where the server refuses it. */
  readonly parsed: GucValue | undefined;
}

/**
 * What a file sets, by the parameter's name in lower case. Of several lines for one parameter the last is in force.
 * Included files and unknown names are left out; `settingsInOrder` has them.
 */
export function postgresSettings(tree: PostgresTree, version: Version): ReadonlyMap<string, EffectiveSetting> {
  const out = new Map<string, EffectiveSetting>();
  for (const { name, value } of postgresLines(tree)) {
    const guc = includeKind(name) === undefined ? findGuc(name.key, version) : undefined;
    if (guc === undefined) continue;
    const parsed = parseGucValue(guc, value.text, version);
    out.set(guc.name.toLowerCase(), { guc, name, value, parsed: isGucValue(parsed) ? parsed : undefined });
  }
  return out;
}
