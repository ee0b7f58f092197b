import { typeOfName } from '../model/files.ts';
import type { Fix } from '../model/problem.ts';
import type { Compilation, FoundWord } from './compilation.ts';
import { sinceOf } from './features.ts';
import { isRead } from './names.ts';
import { notFound } from './references.ts';

/** The keys that name units, in the order in which they are translated, a bit for each. */
const BITS: ReadonlyMap<string, number> = new Map([
  'After', 'Before', 'BindsTo', 'Conflicts', 'OnFailure', 'OnSuccess', 'PartOf', 'PropagatesReloadTo', 'PropagatesStopTo',
  'ReloadPropagatedFrom', 'Requires', 'Requisite', 'StopPropagatedFrom', 'Upholds', 'Wants',
].map((key, i) => [key, 1 << i]));

/** `After=db.container` names the unit: the service gets `After=db.service`, in one line for the whole key, from the release on that does so. */
export function translateDependencies(c: Compilation): void {
  const translates = c.target.has('translatedDependencies');
  const there = c.file.bitsOf('Unit', BITS);
  for (const [key, bit] of BITS) {
    if ((there & bit) === 0) continue;
    const words = c.words(key, 'Unit');
    if (!translates) warnOfFileNames(c, key, words);
    if (!translates || words.length === 0) continue;
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

/** Before, the name is copied as it is, and systemd knows no units of such types: "Failed to add dependency on db.container, ignoring". */
function warnOfFileNames(c: Compilation, key: string, words: readonly FoundWord[]): void {
  for (const word of words) {
    if (typeOfName(word.text) === undefined) continue;
    const service = c.find(word.text)?.serviceName;
    const place = word.at();
    const fixes: Fix[] = service === undefined || place?.uri !== c.unit.part.uri ? [] : [{ title: `Use ${service}`, preferred: true, edits: [{ start: place.start, end: place.end, newText: service }] }];
    c.warn('quadlet-dependency-ignored', place, `\`${word.text}\` is the name of a file: ${c.podman} hands it on as it is (from ${sinceOf('translatedDependencies')} on it writes the service), and systemd ignores \`${key}=\` on it. Name the service${service === undefined ? '' : `, \`${service}\``}.`, { fixes });
  }
}
