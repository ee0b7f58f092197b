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
  let untidy = 0;
  let written = 0;
  const others = otherNames(asked);
  for (const uri of asked) {
    if (others.has(uri)) continue;
    const file = analysis.workspace.file(uri)!;
    const edits = languageOf(file.kind)?.format?.(file) ?? [];
    const text = applyEdits(file.text, edits);
    if (text === file.text) continue;
    const path = diskPath(uri);
    untidy++;
    if (options.check === true) {
      write(`not formatted: ${harmless(relative(path))}\n`);
      continue;
    }
    try {
      rewrite(path, file.text, text);
      written++;
      write(`formatted: ${harmless(relative(path))}\n`);
    } catch (error) {
      failed = true;
      complain(`${relative(path)}: not written: ${reasonOf(error, path)}`);
    }
  }
  const files = `${asked.length} file${asked.length === 1 ? '' : 's'}`;
  write(untidy === 0 ? `${files}, nothing to format\n` : `${files}, ${options.check === true ? `${untidy} to format` : `${written} formatted`}\n`);
  if (failed) return 2;
  return options.check === true && untidy > 0 ? 1 : 0;
}
