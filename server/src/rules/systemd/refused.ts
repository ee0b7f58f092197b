import type { UnitType } from '../../model/files.ts';
import type { Problem } from '../../model/problem.ts';
import { entriesOf, type UnitEntry, type UnitTree } from '../../syntax/unit.ts';
import { problem } from './table.ts';

/** What Quadlet makes `Type=` where the unit does not say it. */
const GENERATED_TYPE: Readonly<Record<UnitType, string>> = {
  container: 'notify', kube: 'notify', pod: 'forking', volume: 'oneshot', network: 'oneshot', image: 'oneshot', build: 'oneshot', artifact: 'oneshot',
};

/** The entry that counts: the last one, unless an empty one took it back. */
const lastOf = (tree: UnitTree, key: string): UnitEntry | undefined => {
  const last = entriesOf(tree, 'Service', key).at(-1);
  return last?.value === '' ? undefined : last;
};

/**
 * Combinations for which systemd refuses to load the service as a whole (`service_verify()` in its src/core/service.c).
 * Looks at whole units only: what a drop-in says counts together with what it is dropped into.
 */
export function refusedServices(tree: UnitTree, unitType: UnitType): Problem[] {
  const own = unitType[0]!.toUpperCase() + unitType.slice(1);
  if (!tree.sections.some(({ name }) => name === own)) return [];
  // A pod's type is set over whatever the unit says.
  const type = unitType === 'pod' ? GENERATED_TYPE.pod : (lastOf(tree, 'Type')?.value ?? GENERATED_TYPE[unitType]);
  const problems: Problem[] = [];
  if (type !== 'oneshot') {
    const commands = entriesOf(tree, 'Service', 'ExecStart');
    const reset = commands.map(({ value }) => value).lastIndexOf('');
    const second = commands.slice(reset + 1)[0];
    if (second !== undefined) {
      const instead = unitType === 'container' ? ' What runs inside the container is `Exec=` in [Container]; what runs before it on the host is `ExecStartPre=`.' : ' Commands of your own go into `ExecStartPre=` or `ExecStartPost=`.';
      problems.push(problem('systemd-refuses-service', second.keySpan, `Quadlet adds its own \`ExecStart=\`, and with two of them systemd refuses to load the service.${instead}`));
    }
    return problems;
  }
  const restart = lastOf(tree, 'Restart');
  if (restart !== undefined && (restart.value === 'always' || restart.value === 'on-success')) {
    const of = unitType === 'container' ? '`Type=oneshot`' : `a .${unitType} unit, which is \`Type=oneshot\``;
    problems.push(problem('systemd-refuses-service', restart.valueSpan, `systemd refuses to load the service: with ${of}, \`Restart=${restart.value}\` is not allowed. \`on-failure\` is.`, {
      fixes: [{ title: 'Change to Restart=on-failure', edits: [{ ...restart.valueSpan, newText: 'on-failure' }], preferred: true }],
    }));
  }
  const exit = lastOf(tree, 'ExitType');
  if (exit?.value === 'cgroup') problems.push(problem('systemd-refuses-service', exit.valueSpan, 'systemd refuses to load the service: `ExitType=cgroup` is not allowed with `Type=oneshot`.'));
  return problems;
}
