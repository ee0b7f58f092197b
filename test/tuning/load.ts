import fs from 'node:fs';
import path from 'node:path';
import { Analysis } from '../../server/src/features/analysis.ts';
import type { Problem } from '../../server/src/model/problem.ts';
import { DEFAULT_SETTINGS, type Settings } from '../../server/src/model/settings.ts';
import { uriOfPath } from '../../server/src/model/uri.ts';

/** The folder that the texts of a test lie in. */
export const FOLDER = '/stack';

/** Texts as a workspace; keys are paths below `/stack`. */
export function analysisOf(files: Readonly<Record<string, string>>, settings: Partial<Settings> = {}): Analysis {
  const analysis = new Analysis();
  analysis.workspace.settings = { ...DEFAULT_SETTINGS, ...settings };
  for (const [name, text] of Object.entries(files)) analysis.set(uriOfPath(`${FOLDER}/${name}`), text);
  analysis.refreshAll();
  return analysis;
}

/** All files below a folder of the disk: path → text. */
export function filesBelow(folder: string): Record<string, string> {
  const found = fs.readdirSync(folder, { withFileTypes: true, recursive: true });
  return Object.fromEntries(found.filter((entry) => entry.isFile()).map((entry) => {
    const full = path.join(entry.parentPath, entry.name);
    return [path.relative(folder, full), fs.readFileSync(full, 'utf8')];
  }));
}

export interface Finding {
  readonly file: string;
  readonly problem: Problem;
}

/** Everything that is found, file by file. */
export function findings(analysis: Analysis): Finding[] {
  return [...analysis.workspace.files()].flatMap(({ uri, path: where }) => analysis.problems(uri).map((problem) => ({ file: where.slice(FOLDER.length + 1), problem })));
}

/** A finding in one line, for comparing lists. */
export const shown = ({ file, problem }: Finding): string => `${file} ${problem.severity} ${problem.code}: ${problem.message}`;

/** The texts of a workspace by path below `/stack`. */
export const textsOf = (analysis: Analysis): Record<string, string> =>
  Object.fromEntries([...analysis.workspace.files()].map(({ path: where, text }) => [where.slice(FOLDER.length + 1), text]));
