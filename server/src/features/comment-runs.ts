import type { SourceFile } from '../model/snapshot.ts';
import type { Span } from '../syntax/span.ts';
import type { FoldingRange } from './types.ts';

/** Folding of comments on two or more lines one below the other. The spans come in order, one a line. */
export function commentRuns(file: SourceFile, comments: readonly Span[]): FoldingRange[] {
  const runs: { startLine: number; endLine: number; kind: 'comment' }[] = [];
  for (const comment of comments) {
    const { line } = file.lines.positionAt(comment.start);
    const last = runs.at(-1);
    if (last !== undefined && last.endLine === line - 1) last.endLine = line;
    else runs.push({ startLine: line, endLine: line, kind: 'comment' });
  }
  return runs.filter(({ startLine, endLine }) => endLine > startLine);
}
