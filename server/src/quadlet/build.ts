import type { Compilation } from './compilation.ts';
import { addAllStrings, addAssignments, addBooleans, addPodmanArgs, addStrings, addWords, podman } from './command.ts';
import { addNetworks } from './networks.ts';
import { isAbsolute, isUrl, startsWithSpecifier } from './paths.ts';
import { setOneshot } from './service-rules.ts';
import { originOf } from './unit-file.ts';
import { addVolumes } from './volumes.ts';
import { setWorkingDirectory } from './working-directory.ts';

/** A `.build`: `podman build`. */
export function compileBuild(c: Compilation): void {
  const tag = c.all('ImageTag')[0];
  if (tag === undefined) c.fail('quadlet-missing-key', undefined, `A .build unit needs ImageTag=, the name of the image that it builds: ${c.podman} rejects the whole unit.`);
  c.resourceName = tag?.text ?? '';
  const build = podman(c).add('build');
  const pull = c.filled('Pull');
  if (pull !== undefined) build.add({ text: `--pull=${pull.text}`, origin: originOf(pull) });
  addStrings(c, build, [
    ['Arch', '--arch'], ['AuthFile', '--authfile'], ['IgnoreFile', '--ignorefile'], ['Target', '--target'], ['Variant', '--variant'], ['Retry', '--retry'], ['RetryDelay', '--retry-delay'],
  ]);
  addBooleans(c, build, [['TLSVerify', '--tls-verify'], ['ForceRM', '--force-rm']]);
  addAllStrings(c, build, [['DNS', '--dns'], ['DNSOption', '--dns-option'], ['DNSSearch', '--dns-search'], ['GroupAdd', '--group-add'], ['ImageTag', '--tag']]);
  if (c.target.has('mountsForFirst')) addAssignments(c, build, [['BuildArg', '--build-arg'], ['Environment', '--env'], ['Label', '--label'], ['Annotation', '--annotation']]);
  else addAssignments(c, build, [['Annotation', '--annotation'], ['Environment', '--env'], ['Label', '--label']]);
  addNetworks(c, build);
  addWords(build, '--secret', c.args('Secret'));
  addVolumes(c, build);
  const { context, folder } = setWorkingDirectory(c);
  const file = c.filled('File');
  if (folder === '' && file === undefined && context === '') {
    c.fail('quadlet-missing-key', undefined, `A .build unit needs File=, or SetWorkingDirectory= with a folder that has a Containerfile: ${c.podman} rejects the whole unit.`);
  }
  if (file !== undefined) build.option('--file', file.text, file);
  addPodmanArgs(c, build);
  const path = file?.text ?? '';
  if (context !== '') {
    const found = c.filled('SetWorkingDirectory');
    build.add({ text: context, origin: found && originOf(found) });
  } else if (!(c.target.has('fileSpecifiers') && startsWithSpecifier(path)) && !isAbsolute(path) && !isUrl(path)) {
    if (folder === '' && file !== undefined) {
      const place = originOf(file);
      c.fail('quadlet-key-needs-key', place, `A relative File= needs SetWorkingDirectory= beside it: ${c.podman} rejects the whole unit. \`SetWorkingDirectory=unit\` counts from this unit's folder.`);
    }
    build.add(folder);
  }
  c.addCommand('ExecStart', build.args);
  setOneshot(c, !c.target.has('unitsByName'));
  c.command = build.args;
}
