import { argOf, type Compilation } from './compilation.ts';
import { addBooleans, addPodmanArgs, addStrings, podman } from './command.ts';
import { setOneshot } from './service-rules.ts';

/** An `.artifact`: `podman artifact pull`. */
export function compileArtifact(c: Compilation): void {
  const artifact = c.filled('Artifact');
  if (artifact === undefined) c.fail('quadlet-missing-key', undefined, `An .artifact unit needs Artifact=: ${c.podman} rejects the whole unit.`);
  const pull = podman(c).add('artifact', 'pull');
  addStrings(c, pull, [['AuthFile', '--authfile'], ['CertDir', '--cert-dir'], ['Creds', '--creds'], ['DecryptionKey', '--decryption-key'], ['Retry', '--retry'], ['RetryDelay', '--retry-delay']]);
  addBooleans(c, pull, [['Quiet', '--quiet'], ['TLSVerify', '--tls-verify']]);
  addPodmanArgs(c, pull);
  if (artifact !== undefined) pull.add(argOf(artifact));
  c.addCommand('ExecStart', pull.args);
  setOneshot(c, true);
  c.resourceName = artifact?.text ?? '';
  c.command = pull.args;
}
