import type { UnitType } from '../../model/files.ts';
import { allEntries, lastEntry, type UnitPart } from '../../stack/entries.ts';
import type { FileProblem } from '../file-problem.ts';
import { problem } from './table.ts';

/** What Quadlet makes `Type=` where the unit does not say it. */
const GENERATED_TYPE: Readonly<Record<UnitType, string>> = {
  container: 'notify', kube: 'notify', pod: 'forking', volume: 'oneshot', network: 'oneshot', image: 'oneshot', build: 'oneshot', artifact: 'oneshot',
};

/**
 * Combinations for which systemd refuses to load the service as a whole (`service_verify()` in its src/core/service.c).
 * Takes a unit with its drop-ins: what they say counts together.
 */
export function refusedServices(parts: readonly UnitPart[], unitType: UnitType): FileProblem[] {
  const own = unitType[0]!.toUpperCase() + unitType.slice(1);
  if (!parts.some(({ tree }) => tree.sections.some(({ name }) => name === own))) return [];
  const last = (key: string) => lastEntry(parts, 'Service', key);
  // A pod's type is set over whatever the unit says.
  const type = unitType === 'pod' ? GENERATED_TYPE.pod : (last('Type')?.entry.value ?? GENERATED_TYPE[unitType]);
  const problems: FileProblem[] = [];
  if (type !== 'oneshot') {
    const second = allEntries(parts, 'Service', 'ExecStart')[0];
    if (second !== undefined) {
      const instead = unitType === 'container' ? ' What runs inside the container is `Exec=` in [Container]; what runs before it on the host is `ExecStartPre=`.' : ' Commands of your own go into `ExecStartPre=` or `ExecStartPost=`.';
      problems.push({ uri: second.uri, problem: problem('systemd-refuses-service', second.entry.keySpan, `Quadlet adds its own \`ExecStart=\`, and with two of them systemd refuses to load the service.${instead}`) });
    }
    return problems;
  }
  const restart = last('Restart');
  if (restart?.entry.value === 'always' || restart?.entry.value === 'on-success') {
    const of = unitType === 'container' ? '`Type=oneshot`' : `a .${unitType} unit, which is \`Type=oneshot\``;
    const { value, valueSpan } = restart.entry;
    problems.push({ uri: restart.uri, problem: problem('systemd-refuses-service', valueSpan, `systemd refuses to load the service: with ${of}, \`Restart=${value}\` is not allowed. \`on-failure\` is.`, {
      fixes: [{ title: 'Change to Restart=on-failure', edits: [{ ...valueSpan, newText: 'on-failure' }], preferred: true }],
    }) });
  }
  const exit = last('ExitType');
  if (exit?.entry.value === 'cgroup') problems.push({ uri: exit.uri, problem: problem('systemd-refuses-service', exit.entry.valueSpan, 'systemd refuses to load the service: `ExitType=cgroup` is not allowed with `Type=oneshot`.') });
  return problems;
}
