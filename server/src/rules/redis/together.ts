import { checkUserRules } from './acl.ts';
import { onValues, willNotStart, type LineContext } from './line.ts';
import { checkSentinelLines } from './sentinel.ts';
import { spanOf, type Located, type Session } from './session.ts';
import { cString } from './texts.ts';

/** What the server checks when it has read everything. */
export function checkTogether(session: Session): readonly Located[] {
  const found: Located[] = [];
  const { target, dialect } = session;
  for (const { file: owner, finding } of checkSentinelLines(session.sentinelLines)) found.push({ file: owner, finding });
  const replica = session.inForce.get('replicaof');
  const cluster = session.inForce.get('cluster-enabled');
  const isReplica = replica !== undefined && replica.setting.args.map((arg) => cString(arg.value).toLowerCase()).join(' ') !== 'no one';
  if (isReplica && cluster !== undefined && cString(cluster.setting.args[0]?.value ?? '').toLowerCase() === 'yes') {
    const finding = onValues('redis-replica-in-cluster', { ...replica, text: replica.file.text, target, dialect }, `\`replicaof\` is not allowed with \`cluster-enabled yes\`: ${willNotStart(target)} In a cluster CLUSTER REPLICATE makes replicas.`);
    found.push({ file: replica.file, finding: { ...finding, related: [{ uri: cluster.file.uri, ...cluster.setting.valueSpan, message: 'cluster mode is on here' }] } });
  }
  if (session.allChannels && !dialect.legacy) {
    // At the end of the start the rules are applied again, with the last `acl-pubsub-default`.
    for (const user of session.early) {
      const line: LineContext = { text: user.file.text, setting: user.setting, target, dialect };
      for (const finding of checkUserRules(user.setting.args.slice(1), line, session)) found.push({ file: user.file, finding });
    }
  }
  const aclFile = session.inForce.get('aclfile');
  const user = session.users.values().next().value;
  if (aclFile?.setting.args[0]?.value && user !== undefined) {
    const finding = onValues('redis-users-and-aclfile', { ...aclFile, text: aclFile.file.text, target, dialect }, `With \`user\` lines in the configuration an \`aclfile\` is not allowed: ${willNotStart(target)} Move the users into one of the two.`);
    found.push({ file: aclFile.file, finding: { ...finding, related: [{ uri: user.file.uri, ...spanOf(user.setting.args[0]!), message: 'a user is declared here' }] } });
  }
  return found;
}
