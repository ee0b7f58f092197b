import { homeOf } from '../../model/files.ts';
import type { SourceFile } from '../../model/snapshot.ts';
import { joinPath, nameOf, withPath } from '../../model/uri.ts';
import { fileFor } from '../../stack/host-files.ts';
import { valueSource } from '../../syntax/unit-places.ts';
import type { Context, DocumentLink } from '../types.ts';
import { unitTree } from './document.ts';
import { valueParts } from './values.ts';

/** Documentation, and files of the workspace that a unit mounts or reads. */
export function links(file: SourceFile, context: Context): readonly DocumentLink[] {
  const found: DocumentLink[] = [];
  for (const section of unitTree(file).sections) {
    for (const entry of section.entries) {
      if (entry.lost) continue;
      for (const part of valueParts(section.name, entry.key, entry.value)) {
        if (part.role !== 'url' && part.role !== 'hostpath') continue;
        const target = part.role === 'url' ? urlTarget(part.text) : fileTarget(part.text, file, context);
        if (target !== undefined) found.push({ ...valueSource(entry, part.start, part.end), target });
      }
    }
  }
  return found;
}

/** `man:` has no address that holds everywhere; the others open as they are. */
const urlTarget = (url: string): string | undefined => (/^https?:\/\/\S+$/.test(url) ? url : undefined);

/** A path from the unit's folder, or one that a file of the workspace may be mounted under. */
function fileTarget(path: string, file: SourceFile, { snapshot }: Context): string | undefined {
  if (/^https?:/.test(path)) return urlTarget(path);
  const clean = path.replace(/^-/, '');
  const home = homeOf(file);
  if (/^\.{1,2}\//.test(clean) || /^[\w-][^:%]*$/.test(clean)) {
    // A folder has nothing to open.
    const target = joinPath(home, clean);
    if (clean.endsWith('/') || clean.endsWith('.')) return undefined;
    const known = snapshot.fileAt(target);
    return known?.uri ?? (nameOf(target).includes('.') ? withPath(file.uri, target) : undefined);
  }
  const exact = snapshot.fileAt(clean);
  if (exact !== undefined) return exact.uri;
  return fileFor(snapshot, `${home}/unit`, clean)?.uri;
}
