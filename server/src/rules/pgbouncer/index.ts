import { connectionFacts } from '../../facts/pgbouncer/index.ts';
import { treeInPlace } from '../../model/pgbouncer-sections.ts';
import type { Problem } from '../../model/problem.ts';
import type { Snapshot, SourceFile } from '../../model/snapshot.ts';
import type { Version } from '../../model/version.ts';
import { parsePgbouncer, type IniEntry, type IniInclude, type IniTree } from '../../syntax/pgbouncer.ts';
import { adviseOnSettings } from './advice.ts';
import { checkConnection } from './connections.ts';
import { checkSetting } from './settings.ts';
import { checkStart } from './start.ts';
import { checkInclude, checkOrder, checkSection, junkProblem, QUOTED_NAMES, quotedName } from './structure.ts';
import { knows } from './values.ts';

export { PGBOUNCER_RULES, USERLIST_RULES } from './table.ts';
export { checkUserlist } from './userlist.ts';

/**
 * What is wrong with a pgbouncer.ini for the release that the snapshot names. PgBouncer itself stops at the first
 * error; all of them are told.
 */
export function checkPgbouncer(file: SourceFile, { snapshot }: { readonly snapshot: Snapshot }): readonly Problem[] {
  const tree = treeInPlace(file, snapshot);
  const version = snapshot.targets(file).pgbouncer;
  const found: Problem[] = [];
  const asWritten = file.tree(parsePgbouncer).nodes;
  let include: IniInclude | undefined;
  for (const [i, node] of tree.nodes.entries()) {
    if (node.kind === 'section') include = undefined;
    else if (node.kind === 'include') include = node;
    if (node.kind === 'entry' && node.quoted && !knows({ since: QUOTED_NAMES }, version)) found.push(quotedName(node, version));
    if (node.kind === 'junk') found.push(junkProblem(tree, node, version));
    else if (node.kind === 'section') found.push(...checkSection(node, version));
    else if (node.kind === 'include') found.push(...checkInclude(file, node, snapshot));
    else if (node.kind === 'entry') found.push(...behindInclude(file, node === asWritten[i] ? undefined : include, node, checkEntry(tree, node, version)));
  }
  const stops = [...checkStart(file, tree, snapshot, version)];
  // A file may have more problems than a call takes arguments.
  for (const problem of [...checkOrder(file, tree, snapshot), ...adviseOnSettings(file, tree, snapshot, version), ...stops]) found.push(problem);
  // A port at which it stops is not told as misread too.
  return found.filter(({ code, start }) => code !== 'pgbouncer-number-misread' || !stops.some((stop) => stop.start === start));
}

function checkEntry(tree: IniTree, node: IniEntry, version: Version): Iterable<Problem> {
  if (node.section === 'pgbouncer') return checkSetting(tree, node, version);
  return connectionFacts(node.section) === undefined ? [] : checkConnection(tree, node, version);
}

/** What is wrong with a line; where an include above it began the section, errors say so. */
function* behindInclude(file: SourceFile, include: IniInclude | undefined, { section }: IniEntry, problems: Iterable<Problem>): Generator<Problem> {
  for (const problem of problems) {
    if (include === undefined || problem.severity !== 'error') yield problem;
    else yield { ...problem, related: [...(problem.related ?? []), { uri: file.uri, start: include.start, end: include.end, message: `Behind this include [${section}] is in force.` }] };
  }
}
