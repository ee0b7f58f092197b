import type { Snapshot, SourceFile } from '../../model/snapshot.ts';
import { kindOfSecret } from '../../model/userlist.ts';
import { parseUserlist } from '../../syntax/userlist.ts';
import type { UnitPart } from '../../stack/entries.ts';
import { podAt } from '../../stack/queries.ts';
import type { Container } from '../../stack/types.ts';
import type { FileProblem } from '../file-problem.ts';
import { celeryMemory, celeryStopTooShort, celeryTwoBeats } from './celery.ts';
import { checkConnections } from './connections.ts';
import { bypassesPgbouncer, pgbouncerMd5, pgbouncerPools } from './pgbouncer.ts';
import { portConflicts } from './ports.ts';
import { postgresArchiveNotMounted, postgresCanExceedMemory, postgresShmTooSmall } from './postgres.ts';
import { redisDatabaseShared, redisEvictsBroker, redisMemory, redisOpen } from './redis.ts';
import { privateLabelShared, volumeSuffixMissing } from './volumes.ts';

/** What a container does that goes wrong with the others of its stack. */
export function checkContainerInStack(snapshot: Snapshot, file: SourceFile, container: Container, parts: readonly UnitPart[]): FileProblem[] {
  const { path } = file;
  return [
    ...portConflicts(snapshot, container, path),
    ...privateLabelShared(snapshot, container, path),
    ...volumeSuffixMissing(snapshot, container, file),
    ...postgresCanExceedMemory(snapshot, container, path),
    ...postgresShmTooSmall(snapshot, container, path, parts),
    ...postgresArchiveNotMounted(snapshot, container, path),
    ...redisMemory(snapshot, container, path),
    ...redisEvictsBroker(snapshot, container, path),
    ...redisOpen(snapshot, container, path),
    ...pgbouncerPools(snapshot, container, path),
    ...celeryTwoBeats(snapshot, container, path, parts),
    ...celeryMemory(container),
    ...celeryStopTooShort(container, parts),
  ];
}

/** What a pod does that goes wrong with the others of its stack. */
export function checkPodInStack(snapshot: Snapshot, file: SourceFile): FileProblem[] {
  const pod = podAt(snapshot, file);
  return pod === undefined ? [] : portConflicts(snapshot, pod, file.path);
}

/** What an environment file's variables lead to. */
export const checkEnvironmentInStack = (snapshot: Snapshot, file: SourceFile): FileProblem[] => [
  ...checkConnections(snapshot, file),
  ...redisDatabaseShared(file),
  ...bypassesPgbouncer(snapshot, file),
];

/** What a userlist's secrets can open. */
export function checkUserlistInStack(snapshot: Snapshot, file: SourceFile): FileProblem[] {
  const md5 = file.tree(parseUserlist).nodes.flatMap((node) => (node.kind === 'user' && kindOfSecret(node.secret.value) === 'md5' ? [node.secret] : []));
  return md5.length === 0 ? [] : pgbouncerMd5(snapshot, file, md5);
}
