import { cleanPath } from './paths.ts';
import type { UnitSet } from './set.ts';

/** What the generator's dry run prints for the units of a folder: the services in the order of its work. */
export function previewFolder(set: UnitSet): string {
  const fatal = set.fatal();
  // A loop happens while units are read, before anything is printed.
  if (fatal?.kind === 'hangs') return '';
  let out = '';
  for (const unit of set.generated) {
    const compiled = set.compiled(unit);
    if (compiled.crashes) break;
    if (compiled.service !== undefined) out += `---${cleanPath(compiled.serviceName)}---\n${compiled.service}\n`;
  }
  return out;
}

