import type { Compilation } from './compilation.ts';
import type { PodmanCommand } from './command.ts';
import { absolutePath } from './paths.ts';
import { storageOf } from './references.ts';
import { originOf } from './unit-file.ts';

/** `Volume=` of containers, pods and builds: `source:destination:options`, `source:destination` or `destination`. */
export function addVolumes(c: Compilation, command: PodmanCommand): void {
  for (const found of c.all('Volume')) {
    const first = found.text.indexOf(':');
    if (first <= 0) {
      // Without a source, or with an empty one, the generator hands on the destination alone.
      const rest = first === -1 ? found.text : found.text.slice(1);
      const end = first === -1 ? -1 : rest.indexOf(':');
      command.option('-v', end === -1 ? rest : rest.slice(0, end), found);
      continue;
    }
    const rest = found.text.slice(first + 1);
    const source = storageOf(c, found.text.slice(0, first), originOf(found, 0, first), { absolute: (path) => absolutePath(c.unit, path), images: false });
    const second = rest.indexOf(':');
    command.option('-v', source === '' ? (second === -1 ? rest : rest.slice(0, second)) : `${source}:${rest}`, found);
  }
}
