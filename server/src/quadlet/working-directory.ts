import { lowered, type Compilation } from './compilation.ts';
import { absolutePath, directoryOf, isAbsolute, isUrl } from './paths.ts';
import { originOf } from './unit-file.ts';

/** Where a service works, and what it builds from. */
interface Directories {
  /** The context of a build that `SetWorkingDirectory=` names; '' where there is none. */
  readonly context: string;
  /** The service's own WorkingDirectory=, '' where it has none. */
  readonly folder: string;
}

/** `SetWorkingDirectory=`: `yaml` (.kube), `file` (.build), `unit`, or for a build the context itself. Adds WorkingDirectory= to the service. */
export function setWorkingDirectory(c: Compilation): Directories {
  const { context, beside } = meant(c);
  const given = c.value('WorkingDirectory', 'Service')?.text ?? '';
  if (beside === '' || isUrl(context)) return { context, folder: given };
  if (given !== '') return { context: '', folder: given };
  const folder = directoryOf(absolutePath(c.unit, beside));
  c.service.add('Service', 'WorkingDirectory', folder);
  return { context, folder };
}

/** What the key says: a context, and the file or folder in whose folder the service works. */
interface Meant {
  readonly context: string;
  readonly beside: string;
}

const NOTHING: Meant = { context: '', beside: '' };

function meant(c: Compilation): Meant {
  const found = c.filled('SetWorkingDirectory');
  if (found === undefined) return NOTHING;
  const place = originOf(found);
  const isKube = c.unit.type === 'kube';
  switch (lowered(found.text)) {
    case 'yaml': {
      if (!isKube) return refuse(c, place, `SetWorkingDirectory=${found.text} is for .kube units: ${c.podman} rejects the whole unit.`);
      const yaml = c.target.has('severalYaml') ? c.words('Yaml').map(({ text }) => text) : [c.value('Yaml')?.text ?? ''];
      if (yaml.length > 1) return refuse(c, place, `SetWorkingDirectory=yaml takes a single Yaml=, here are ${yaml.length}: ${c.podman} rejects the whole unit. Use SetWorkingDirectory=unit.`);
      return { context: '', beside: yaml[0] ?? '' };
    }
    case 'file': {
      if (isKube) return refuse(c, place, `SetWorkingDirectory=${found.text} is for .build units: ${c.podman} rejects the whole unit.`);
      const file = c.value('File');
      if (file === undefined) {
        c.fail('quadlet-missing-key', place, `SetWorkingDirectory=file needs File= beside it: ${c.podman} rejects the whole unit.`);
        return NOTHING;
      }
      return { context: '', beside: file.text };
    }
    case 'unit':
      return { context: '', beside: c.unit.part.path };
    default:
      if (isKube) return refuse(c, place, `SetWorkingDirectory= of a .kube unit is \`yaml\` or \`unit\`: ${c.podman} rejects the whole unit. For another folder set WorkingDirectory= in [Service].`);
      return { context: found.text, beside: isAbsolute(found.text) ? '' : c.unit.part.path };
  }
}

function refuse(c: Compilation, place: ReturnType<typeof originOf>, message: string): Meant {
  c.fail('quadlet-bad-value', place, message);
  return NOTHING;
}
