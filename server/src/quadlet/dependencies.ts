import { typeOfName } from '../model/files.ts';
import type { Compilation } from './compilation.ts';
import { isRead } from './names.ts';
import { notFound } from './references.ts';

/** The keys that name units, in the order in which they are translated, a bit for each. */
const BITS: ReadonlyMap<string, number> = new Map([
  'After', 'Before', 'BindsTo', 'Conflicts', 'OnFailure', 'OnSuccess', 'PartOf', 'PropagatesReloadTo', 'PropagatesStopTo',
  'ReloadPropagatedFrom', 'Requires', 'Requisite', 'StopPropagatedFrom', 'Upholds', 'Wants',
].map((key, i) => [key, 1 << i]));

/** `After=db.container` names the unit: the service gets `After=db.service`, in one line for the whole key, from the release on that does so. */
export function translateDependencies(c: Compilation): void {
  if (!c.target.has('translatedDependencies')) return;
  const there = c.file.bitsOf('Unit', BITS);
  for (const [key, bit] of BITS) {
    if ((there & bit) === 0) continue;
    const words = c.words(key, 'Unit');
    if (words.length === 0) continue;
    let translated = false;
    const names = words.map((word) => {
      const type = typeOfName(word.text);
      if (type === undefined || !isRead(type, c.target)) return word.text;
      const unit = c.find(word.text);
      if (unit === undefined) {
        notFound(c, word.text, word.at());
        return word.text;
      }
      translated = true;
      return unit.serviceName;
    });
    if (!translated) continue;
    const [first] = c.file.all('Unit', key);
    c.service.unset('Unit', key);
    c.service.add('Unit', key, names.join(' '), first && { ...(first.line.entry && { entry: first.line.entry }), ...(first.line.part && { part: first.line.part }) });
  }
}
