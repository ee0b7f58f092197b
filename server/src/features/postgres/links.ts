import { includedFiles, includeKind, postgresLines, postgresTree } from '../../model/postgres-settings.ts';
import type { SourceFile } from '../../model/snapshot.ts';
import { joinPath, withPath } from '../../model/uri.ts';
import { touches } from '../../syntax/span.ts';
import type { Context, DocumentLink, Location } from '../types.ts';

/** Included files, and those that settings name where the workspace holds them. */
export function linksOfPostgres(file: SourceFile, { snapshot }: Context): readonly DocumentLink[] {
  return postgresLines(postgresTree(file)).flatMap((line): DocumentLink[] => {
    // Half a character cannot be part of a URI.
    if (line.value.text.trim() === '' || /\p{Surrogate}/u.test(line.value.text)) return [];
    const include = includeKind(line.name);
    if (include === 'include_dir' || (include === undefined && !/_file$/.test(line.name.key))) return [];
    const path = joinPath(file.folder, line.value.text);
    const known = snapshot.fileAt(path);
    if (include === undefined && known === undefined) return [];
    return [{ start: line.value.start, end: line.value.end, target: known?.uri ?? withPath(file.uri, path) }];
  });
}

/** From an include to the files that it reads. */
export function definePostgres(file: SourceFile, offset: number, { snapshot }: Context): readonly Location[] {
  const line = postgresLines(postgresTree(file)).find(({ value }) => touches(value, offset));
  return line === undefined ? [] : includedFiles(file, line, snapshot).map(({ uri }) => ({ uri, start: 0, end: 0 }));
}
