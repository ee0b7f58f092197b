import type { Problem } from './problem.ts';
import type { SourceFile } from './snapshot.ts';

/**
 * Comments that silence a rule: `# quadlet-stack-ignore RULE: reason` for what follows up to the next line that is no
 * comment (and its continuations), `# quadlet-stack-ignore-file RULE: reason` for the whole file. `;` begins one too;
 * several rules are separated by commas.
 */
interface Suppression {
  readonly rules: ReadonlySet<string>;
  /** The first zero-based line that it covers, its own: some rules speak of comments. Undefined for the whole file. */
  readonly line: number | undefined;
  readonly lastLine: number;
}

const MARK = 'quadlet-stack-ignore';
const COMMENT = /^[ \t]*[#;]+[ \t]*quadlet-stack-ignore(-file)?[ \t]+([\w-]+(?:[ \t]*,[ \t]*[\w-]+)*)/;

/** The suppressions of a text; pure, so that a file keeps them. */
export function suppressions(text: string): readonly Suppression[] {
  if (!text.includes(MARK)) return [];
  const lines = text.split(/\r\n|\n|\r/);
  const found: Suppression[] = [];
  lines.forEach((line, number) => {
    const match = COMMENT.exec(line);
    if (match === null) return;
    const rules = new Set(match[2]!.split(',').map((rule) => rule.trim()));
    if (match[1] !== undefined) {
      found.push({ rules, line: undefined, lastLine: lines.length });
      return;
    }
    let target = number + 1;
    while (target < lines.length && /^[ \t]*(?:[#;]|$)/.test(lines[target]!)) target++;
    let last = target;
    while (last < lines.length && lines[last]!.endsWith('\\')) last++;
    found.push({ rules, line: number, lastLine: last });
  });
  return found;
}

/** Whether a comment of the file silences a problem. */
export function isSuppressed(file: SourceFile, problem: Problem): boolean {
  const list = file.tree(suppressions);
  if (list.length === 0) return false;
  const { line } = file.lines.positionAt(problem.start);
  return list.some((entry) => entry.rules.has(problem.code) && (entry.line === undefined || (line >= entry.line && line <= entry.lastLine)));
}
