import { argOf, type Compilation } from './compilation.ts';
import { addBooleans, addPodmanArgs, addStrings, podman } from './command.ts';
import { insertImage } from './fixes.ts';
import { setOneshot } from './service-rules.ts';

/** An `.image`: `podman image pull`. */
export function compileImage(c: Compilation): void {
  if (!c.target.has('mountsForFirst')) c.service.add('Unit', 'RequiresMountsFor', '%t/containers');
  const image = c.filled('Image');
  if (image === undefined) c.fail('quadlet-missing-image', undefined, `An .image unit needs Image=: ${c.podman} rejects the whole unit.`, { fixes: insertImage(c) });
  const pull = podman(c).add('image', 'pull');
  addStrings(c, pull, [
    ['Arch', '--arch'], ['AuthFile', '--authfile'], ['CertDir', '--cert-dir'], ['Creds', '--creds'], ['DecryptionKey', '--decryption-key'], ['OS', '--os'],
    ['Policy', '--policy'], ['Variant', '--variant'], ['Retry', '--retry'], ['RetryDelay', '--retry-delay'],
  ]);
  addBooleans(c, pull, [['AllTags', '--all-tags'], ['TLSVerify', '--tls-verify']]);
  addPodmanArgs(c, pull);
  if (image !== undefined) pull.add(argOf(image));
  c.addCommand('ExecStart', pull.args);
  setOneshot(c, true);
  c.resourceName = c.filled('ImageTag')?.text ?? image?.text ?? '';
  c.command = pull.args;
}
