import { checkPgbouncer, checkUserlist } from '../../server/src/rules/pgbouncer/index.ts';
import { snapshotOf, SourceFile } from '../../server/src/model/snapshot.ts';
import type { Problem } from '../../server/src/model/problem.ts';
import { NEWEST_TARGETS, parseVersion } from '../../server/src/model/version.ts';

/** The problems of a pgbouncer.ini for a release. */
export function problemsOf(text: string, version = '1.26.1'): readonly Problem[] {
  const file = new SourceFile('file:///ws/pgbouncer.ini', '/ws/pgbouncer.ini', 'pgbouncer', text);
  return checkPgbouncer(file, { snapshot: snapshotOf([file], { ...NEWEST_TARGETS, pgbouncer: parseVersion(version)! }) });
}

/** The problems of a userlist.txt. */
export function userlistProblemsOf(text: string, postgres = '18'): readonly Problem[] {
  const file = new SourceFile('file:///ws/userlist.txt', '/ws/userlist.txt', 'userlist', text);
  return checkUserlist(file, { snapshot: snapshotOf([file], { ...NEWEST_TARGETS, postgres: parseVersion(postgres)! }) });
}

export const errorsOf = (problems: readonly Problem[]): readonly Problem[] => problems.filter(({ severity }) => severity === 'error');
