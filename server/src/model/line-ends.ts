import type { Fix, Problem, TextEdit, WorkspaceChange } from './problem.ts';

/** The line end that goes into a text: CRLF where it has one. */
export const lineEndOf = (text: string): '\r\n' | '\n' => (text.includes('\r\n') ? '\r\n' : '\n');

/**
 * A problem whose fixes insert the line ends of the file that each of them goes into: rules write `\n`. The same object
 * where nothing has to be changed, as in most.
 * @param isCrlf whether a file has them
 */
export function withLineEnds(uri: string, problem: Problem, isCrlf: (uri: string) => boolean): Problem {
  const { fixes } = problem;
  if (fixes === undefined || !fixes.some(insertsLines)) return problem;
  const at = (where: string, edits: readonly TextEdit[]): readonly TextEdit[] => {
    if (!isCrlf(where)) return edits;
    return edits.map((edit) => (edit.newText.includes('\n') ? { ...edit, newText: edit.newText.replace(/\r?\n/g, '\r\n') } : edit));
  };
  const changeAt = ({ edits, ...others }: WorkspaceChange): WorkspaceChange => ({
    ...others, ...(edits !== undefined && { edits: Object.fromEntries(Object.entries(edits).map(([where, list]) => [where, at(where, list)])) }),
  });
  return { ...problem, fixes: fixes.map((fix): Fix => ({ ...fix, ...(fix.edits !== undefined && { edits: at(uri, fix.edits) }), ...(fix.change !== undefined && { change: changeAt(fix.change) }) })) };
}

const insertsLines = ({ edits, change }: Fix): boolean => (edits !== undefined && edits.some(hasLines)) || (change?.edits !== undefined && Object.values(change.edits).some((list) => list.some(hasLines)));
const hasLines = ({ newText }: TextEdit): boolean => newText.includes('\n');
