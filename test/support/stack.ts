import { Analysis } from '../../server/src/features/analysis.ts';
import { applyEdits } from '../../server/src/model/edits.ts';
import type { Problem } from '../../server/src/model/problem.ts';
import { DEFAULT_SETTINGS, type Settings } from '../../server/src/model/settings.ts';
import { uriOfPath } from '../../server/src/model/uri.ts';

export interface Stack {
  readonly analysis: Analysis;
  /** The problems of all files, in the order of the paths. */
  readonly problems: readonly { readonly path: string; readonly problem: Problem }[];
}

/** A workspace from one string: `//- /path` at the start of a line begins a file. */
export function stack(text: string, settings: Partial<Settings> = {}): Stack {
  const analysis = new Analysis();
  analysis.workspace.settings = { ...DEFAULT_SETTINGS, ...settings };
  const paths: string[] = [];
  for (const part of text.split(/^\/\/- /m).slice(1)) {
    const path = part.slice(0, part.indexOf('\n')).trim();
    paths.push(path);
    if (analysis.set(uriOfPath(path), part.slice(part.indexOf('\n') + 1)) === undefined) throw new Error(`stack: what is ${path}?`);
  }
  analysis.refreshAll();
  const problems = paths.sort().flatMap((path) => analysis.problems(uriOfPath(path)).map((problem) => ({ path, problem })));
  return { analysis, problems };
}

/** A workspace whose texts are read at once, by path. */
export function readAnew(texts: ReadonlyMap<string, string>, settings: Settings = DEFAULT_SETTINGS): Analysis {
  const analysis = new Analysis();
  analysis.workspace.settings = settings;
  for (const [path, text] of texts) analysis.set(uriOfPath(path), text);
  analysis.refreshAll();
  return analysis;
}

/** What the rules of the given ids say: `path:line code «text of the range»`; lines count from one. Every rule where none is given. */
export function findings({ analysis, problems }: Stack, ...codes: readonly string[]): string[] {
  return problems
    .filter(({ problem }) => codes.length === 0 || codes.includes(problem.code))
    .map(({ path, problem }) => {
      const file = analysis.workspace.file(uriOfPath(path))!;
      return `${path}:${file.lines.positionAt(problem.start).line + 1} ${problem.code} «${file.text.slice(problem.start, problem.end)}»`;
    });
}

/** The text of a file after the preferred fix of its first problem of a rule; throws where there is none. */
export function fixed(text: string, path: string, code: string, title?: string): string {
  const { analysis, problems } = stack(text);
  const found = problems.find((entry) => entry.path === path && entry.problem.code === code)?.problem;
  const fix = found?.fixes?.find((candidate) => (title === undefined ? candidate.preferred === true : candidate.title === title));
  const edits = fix?.edits ?? fix?.change?.edits?.[uriOfPath(path)];
  if (edits === undefined) throw new Error(`no fix of ${code} in ${path}; found: ${problems.map(({ problem }) => problem.code).join(', ')}`);
  return applyEdits(analysis.workspace.file(uriOfPath(path))!.text, edits);
}
