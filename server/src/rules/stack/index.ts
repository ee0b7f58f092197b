import { pushAll } from '../../model/lists.ts';
import type { Snapshot, SourceFile } from '../../model/snapshot.ts';
import { kindOfSecret } from '../../model/userlist.ts';
import { parseUserlist } from '../../syntax/userlist.ts';
import type { UnitPart } from '../../stack/entries.ts';
import type { Container, Pod } from '../../stack/types.ts';
import type { FileProblem } from '../file-problem.ts';
import { celeryMemory, celeryStopTooShort, celeryTwoBeats, celeryVisibility } from './celery.ts';
import { checkConnections, checkPrimary, checkUnitConnections } from './connections.ts';
import { configNotRead, dataNotKept, postgresDataPath, postgresKeyReadable, secretFileNotMounted } from './files.ts';
import { listensOnTakenPort, onHost, publishesTakenPort } from './host-ports.ts';
import { listensOnLoopback, podPortTwice, publishedPortDiscarded, publishedPortUnused } from './listening.ts';
import { bypassesPgbouncer, pgbouncerClients, pgbouncerFileLimit, pgbouncerMd5, pgbouncerPools } from './pgbouncer.ts';
import { portConflicts } from './ports.ts';
import { postgresArchiveNotMounted, postgresCanExceedMemory, postgresShmTooSmall } from './postgres.ts';
import { redisDatabaseShared, redisDatabaseSharedOutside, redisEvictsBroker, redisMemory, redisNothingSaved, redisOpen, redisPasswordMismatch, redisProtectedMode } from './redis.ts';
import { containerNameTwice, volumeWithoutUnit } from './units.ts';
import { secretsInFile } from './secrets.ts';
import { privateLabelShared, volumeSuffixMissing } from './volumes.ts';

/** What a container does that goes wrong with the others of its stack. */
export function checkContainerInStack(snapshot: Snapshot, file: SourceFile, container: Container, parts: readonly UnitPart[]): FileProblem[] {
  const { path } = file;
  const found = checkProgramInStack(snapshot, container, path, parts);
  pushAll(found, portConflicts(snapshot, container, path));
  pushAll(found, onHost(container) === undefined ? publishesTakenPort(snapshot, container, path) : listensOnTakenPort(snapshot, container, path));
  pushAll(found, containerNameTwice(snapshot, container, path));
  pushAll(found, checkUnitConnections(snapshot, file, container));
  pushAll(found, checkPrimary(snapshot, file, container));
  pushAll(found, listensOnLoopback(snapshot, container, path));
  pushAll(found, publishedPortUnused(snapshot, container, path));
  pushAll(found, publishedPortDiscarded(snapshot, container, path));
  pushAll(found, podPortTwice(snapshot, container, path));
  pushAll(found, configNotRead(snapshot, container, path));
  pushAll(found, dataNotKept(snapshot, container, path, parts));
  pushAll(found, postgresDataPath(snapshot, container, path));
  pushAll(found, secretFileNotMounted(container));
  pushAll(found, celeryTwoBeats(snapshot, container, path, parts));
  if (container.volumes.length === 0) return found;
  pushAll(found, privateLabelShared(snapshot, container, path));
  pushAll(found, volumeSuffixMissing(snapshot, container, file));
  pushAll(found, volumeWithoutUnit(snapshot, container, file));
  return found;
}

/** What concerns the program alone that it runs. */
function checkProgramInStack(snapshot: Snapshot, container: Container, path: string, parts: readonly UnitPart[]): FileProblem[] {
  switch (container.program) {
    case 'postgres':
      return [
        ...postgresKeyReadable(snapshot, container, path),
        ...postgresCanExceedMemory(snapshot, container, path),
        ...postgresShmTooSmall(snapshot, container, path, parts),
        ...postgresArchiveNotMounted(snapshot, container, path),
        ...bypassesPgbouncer(snapshot, container, path),
      ];
    case 'redis':
      return [
        ...redisMemory(snapshot, container, path),
        ...redisEvictsBroker(snapshot, container, path),
        ...redisOpen(snapshot, container, path),
        ...redisDatabaseShared(snapshot, container, path),
        ...redisPasswordMismatch(snapshot, container, path),
        ...redisProtectedMode(snapshot, container, path),
        ...redisNothingSaved(snapshot, container, path),
      ];
    case 'pgbouncer':
      return [...pgbouncerPools(snapshot, container, path), ...pgbouncerClients(snapshot, container, path), ...pgbouncerFileLimit(snapshot, container, path)];
    case 'celery-worker':
      return [...celeryMemory(snapshot, container, path), ...celeryVisibility(snapshot, container, path), ...celeryStopTooShort(snapshot, container, path, parts)];
    default:
      return [];
  }
}

/** What a pod, or a `.kube`, does that goes wrong with the others of its stack. */
export const checkPodInStack = (snapshot: Snapshot, { path }: SourceFile, pod: Pod): FileProblem[] => [...portConflicts(snapshot, pod, path), ...publishesTakenPort(snapshot, pod, path)];

/** What an environment file's variables lead to. */
export const checkEnvironmentInStack = (snapshot: Snapshot, file: SourceFile): FileProblem[] => [
  ...checkConnections(snapshot, file),
  ...redisDatabaseSharedOutside(snapshot, file),
  ...secretsInFile(snapshot, file),
];

/** What a userlist's secrets can open. */
export function checkUserlistInStack(snapshot: Snapshot, file: SourceFile): FileProblem[] {
  const md5 = file.tree(parseUserlist).nodes.flatMap((node) => (node.kind === 'user' && kindOfSecret(node.secret.value) === 'md5' ? [node.secret] : []));
  return md5.length === 0 ? [] : pgbouncerMd5(snapshot, file, md5);
}
