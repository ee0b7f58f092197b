import type { Compilation } from './compilation.ts';
import { absolutePath, directoryOf, isAbsolute, isUrl } from './paths.ts';
import { originOf } from './unit-file.ts';

/**
 * `SetWorkingDirectory=`: `yaml` (.kube), `file` (.build), `unit`, or for a build the context itself. Adds
 * WorkingDirectory= to the service and returns the context, '' where there is none.
 */
export function setWorkingDirectory(c: Compilation): string {
  const found = c.filled('SetWorkingDirectory');
  if (found === undefined) return '';
  const place = originOf(found);
  const isKube = c.unit.type === 'kube';
  let beside = '';
  let context = '';
  switch (found.text.toLowerCase()) {
    case 'yaml': {
      if (!isKube) return refuse(c, place, `SetWorkingDirectory=${found.text} is for .kube units: ${c.podman} rejects the whole unit.`);
      const yaml = c.target.has('severalYaml') ? c.words('Yaml').map(({ text }) => text) : [c.value('Yaml')?.text ?? ''];
      if (yaml.length > 1) return refuse(c, place, `SetWorkingDirectory=yaml takes a single Yaml=, here are ${yaml.length}: ${c.podman} rejects the whole unit. Use SetWorkingDirectory=unit.`);
      beside = yaml[0] ?? '';
      break;
    }
    case 'file': {
      if (isKube) return refuse(c, place, `SetWorkingDirectory=${found.text} is for .build units: ${c.podman} rejects the whole unit.`);
      const file = c.value('File');
      if (file === undefined) {
        c.fail('quadlet-missing-key', place, `SetWorkingDirectory=file needs File= beside it: ${c.podman} rejects the whole unit.`);
        return '';
      }
      beside = file.text;
      break;
    }
    case 'unit':
      beside = c.unit.part.path;
      break;
    default:
      if (isKube) return refuse(c, place, `SetWorkingDirectory= of a .kube unit is \`yaml\` or \`unit\`: ${c.podman} rejects the whole unit. For another folder set WorkingDirectory= in [Service].`);
      context = found.text;
      if (!isAbsolute(context)) beside = c.unit.part.path;
  }
  if (beside === '' || isUrl(context)) return context;
  const given = c.filled('WorkingDirectory', 'Service');
  if (given !== undefined) return '';
  c.service.add('Service', 'WorkingDirectory', directoryOf(absolutePath(c.unit, beside)));
  return context;
}

function refuse(c: Compilation, place: ReturnType<typeof originOf>, message: string): string {
  c.fail('quadlet-bad-value', place, message);
  return '';
}
