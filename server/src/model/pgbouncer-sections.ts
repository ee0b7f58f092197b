import { parsePgbouncer, type IniNode, type IniTree } from '../syntax/pgbouncer.ts';
import { includersOf } from './includes.ts';
import { includedFile } from './pgbouncer.ts';
import type { Snapshot, SourceFile } from './snapshot.ts';

/** The name of the section that is in force; undefined before the first one, and where that is not known. */
type Section = string | undefined;

/** Deeper nesting is refused. */
const MAX_DEPTH = 10;

/**
 * A pgbouncer.ini with each line in the section that PgBouncer reads it in: an included file goes on in the section of
 * the one that includes it, and leaves its own last one in force. What the workspace does not hold is passed over. The
 * file's own tree where that is the same.
 */
export function treeInPlace(file: SourceFile, snapshot: Snapshot): IniTree {
  const tree = file.tree(parsePgbouncer);
  const first = tree.nodes.find(({ kind }) => kind !== 'comment');
  const begin = first === undefined || first.kind === 'section' ? undefined : beginOf(file, snapshot, new Set());
  if (begin === undefined && !tree.nodes.some(({ kind }) => kind === 'include')) return tree;
  const nodes: IniNode[] = [];
  walk(file, begin, snapshot, new Set(), (node, section) => {
    nodes.push('section' in node && node.section !== section ? { ...node, section } : node);
  });
  return { ...tree, nodes };
}

/** Reads a file that begins in a section, with those that it includes; the section in force at its end. `each` sees the file's own lines. */
function walk(file: SourceFile, begin: Section, snapshot: Snapshot, above: ReadonlySet<SourceFile>, each?: (node: IniNode, section: Section) => void): Section {
  let section = begin;
  const within = new Set([...above, file]);
  for (const node of file.tree(parsePgbouncer).nodes) {
    each?.(node, section);
    if (node.kind === 'section') section = node.name;
    if (node.kind !== 'include') continue;
    const included = includedFile(file, node.path, snapshot);
    if (included?.kind === 'pgbouncer' && !within.has(included) && within.size <= MAX_DEPTH) section = walk(included, section, snapshot, within);
  }
  return section;
}

/** The section in which the files that include this one come to it, where that is one. */
function beginOf(file: SourceFile, snapshot: Snapshot, below: ReadonlySet<SourceFile>): Section {
  const within = new Set([...below, file]);
  if (within.size > MAX_DEPTH) return undefined;
  const found = new Set<Section>();
  for (const above of includersOf(file, snapshot)) {
    if (within.has(above)) continue;
    walk(above, beginOf(above, snapshot, within), snapshot, new Set(), (node, section) => {
      if (node.kind === 'include' && includedFile(above, node.path, snapshot) === file) found.add(section);
    });
  }
  return found.size === 1 ? [...found][0] : undefined;
}

/** Whether reading a file comes to another one. */
export function leadsTo(from: SourceFile, target: SourceFile, snapshot: Snapshot, seen = new Set<SourceFile>()): boolean {
  if (from === target) return true;
  if (seen.has(from) || from.kind !== 'pgbouncer') return false;
  seen.add(from);
  return from.tree(parsePgbouncer).nodes.some((node) => {
    const included = node.kind === 'include' ? includedFile(from, node.path, snapshot) : undefined;
    return included !== undefined && leadsTo(included, target, snapshot, seen);
  });
}
