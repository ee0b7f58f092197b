import { hasPassword, NO_SECRET } from '../../model/clear-secrets.ts';
import { envEntries, isSecretName, shownName } from '../../model/env.ts';
import type { Snapshot, SourceFile } from '../../model/snapshot.ts';
import { containersByEnvironmentFile } from '../../stack/queries.ts';
import type { FileProblem } from '../file-problem.ts';
import { problem } from './table.ts';

/** Files that show what to fill in. */
const TEMPLATE = /(?:example|sample|template|dist|defaults?)/i;

/** Secrets in an environment file that a container reads: said once, at the first. The values are never repeated. */
export function secretsInFile(snapshot: Snapshot, file: SourceFile): FileProblem[] {
  const users = containersByEnvironmentFile(snapshot, file);
  if (users.length === 0 || TEMPLATE.test(file.name)) return [];
  const secrets = envEntries(file).filter(({ name, value }) => (isSecretName(name) && !NO_SECRET.test(value) && !value.includes('://')) || hasPassword(value));
  const [first] = secrets;
  if (first === undefined) return [];
  const names = secrets.slice(0, 3).map(({ name }) => `\`${shownName(name)}\``).join(', ');
  const message = `${secrets.length === 1 ? 'A secret stands' : `${secrets.length} secrets stand`} readable in this file (${names}${secrets.length > 3 ? ', …' : ''}): what is committed stays in the history. Keep the file out of version control, or store them with \`podman secret create\` and use \`Secret=NAME,type=env,target=${shownName(first.name)}\`.`;
  return [{ uri: file.uri, problem: problem('env-secret-in-clear', first.variable.nameSpan, message) }];
}
