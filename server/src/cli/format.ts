import { languageOf } from '../features/languages.ts';
import { applyEdits } from '../model/edits.ts';
import { diskPath, loadPaths, otherNames, reportUnreadable } from './load.ts';
import { readOptions } from './options.ts';
import { complain, reasonOf } from './complain.ts';
import { relative } from './paths.ts';
import { harmless } from './report/columns.ts';
import { rewrite } from './write.ts';

/**
 * `format`: rewrites what is not in the house style, or with `--check` only names it. Returns 1 where `--check` found
 * something, 2 where a file could not be read or written.
 */
export function format(words: readonly string[], write: (text: string) => void): number {
  const { options, paths } = readOptions('format', words);
  const { analysis, asked, unreadable } = loadPaths(paths);
  let failed = unreadable.length > 0;
  reportUnreadable(unreadable);
  let changed = 0;
  const others = otherNames(asked);
  for (const uri of asked) {
    if (others.has(uri)) continue;
    const file = analysis.workspace.file(uri)!;
    const edits = languageOf(file.kind)?.format?.(file) ?? [];
    const text = applyEdits(file.text, edits);
    if (text === file.text) continue;
    const path = diskPath(uri);
    changed++;
    write(`${options.check === true ? 'not formatted' : 'formatted'}: ${harmless(relative(path))}\n`);
    if (options.check === true) continue;
    try {
      rewrite(path, file.text, text);
    } catch (error) {
      failed = true;
      complain(`${relative(path)}: not written: ${reasonOf(error, path)}`);
    }
  }
  const files = `${asked.length} file${asked.length === 1 ? '' : 's'}`;
  write(changed === 0 ? `${files}, nothing to format\n` : `${files}, ${changed} ${options.check === true ? 'to format' : 'formatted'}\n`);
  if (failed) return 2;
  return options.check === true && changed > 0 ? 1 : 0;
}
