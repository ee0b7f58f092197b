import type { SourceFile } from '../model/snapshot.ts';
import type { FileProblem } from '../rules/file-problem.ts';
import { languageOf } from './languages.ts';
import type { Context } from './types.ts';

/** All that is to be said of a file by itself and with what it names. Pure; what it looks up is tracked by the snapshot. */
export function checkFile(file: SourceFile, context: Context): readonly FileProblem[] {
  const language = languageOf(file.kind);
  return language === undefined ? [] : language.check(file, context).map((problem) => ({ uri: file.uri, problem }));
}
