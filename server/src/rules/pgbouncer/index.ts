import type { Problem } from '../../model/problem.ts';
import type { Snapshot, SourceFile } from '../../model/snapshot.ts';
import { parsePgbouncer } from '../../syntax/pgbouncer.ts';
import { adviseOnSettings } from './advice.ts';
import { checkConnection } from './connections.ts';
import { checkSetting } from './settings.ts';
import { checkInclude, checkOrder, checkSection, junkProblem, QUOTED_NAMES, quotedName } from './structure.ts';
import { knows } from './values.ts';

export { PGBOUNCER_RULES, USERLIST_RULES } from './table.ts';
export { checkUserlist } from './userlist.ts';

/**
 * What is wrong with a pgbouncer.ini for the release that the snapshot names. PgBouncer itself stops at the first
 * error; all of them are told.
 */
export function checkPgbouncer(file: SourceFile, { snapshot }: { readonly snapshot: Snapshot }): readonly Problem[] {
  const tree = file.tree(parsePgbouncer);
  const version = snapshot.targets(file).pgbouncer;
  const found: Problem[] = [];
  for (const node of tree.nodes) {
    if (node.kind === 'entry' && node.quoted && !knows({ since: QUOTED_NAMES }, version)) found.push(quotedName(node, version));
    if (node.kind === 'junk') found.push(junkProblem(tree, node, version));
    else if (node.kind === 'section') found.push(...checkSection(node, version));
    else if (node.kind === 'include') found.push(...checkInclude(file, node, snapshot));
    else if (node.kind === 'entry' && node.section === 'pgbouncer') found.push(...checkSetting(tree, node, version));
    else if (node.kind === 'entry' && (node.section === 'databases' || node.section === 'users' || node.section === 'peers')) found.push(...checkConnection(tree, node, version));
  }
  // A file may have more problems than a call takes arguments.
  for (const problem of [...checkOrder(file, tree, snapshot), ...adviseOnSettings(file, tree, snapshot, version)]) found.push(problem);
  return found;
}
