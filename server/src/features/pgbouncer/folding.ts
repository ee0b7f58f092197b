import type { SourceFile } from '../../model/snapshot.ts';
import { parsePgbouncer } from '../../syntax/pgbouncer.ts';
import { commentRuns } from '../comment-runs.ts';
import type { FoldingRange } from '../types.ts';

/** Sections to their last entry, and runs of comment lines. */
export function foldPgbouncer(file: SourceFile): readonly FoldingRange[] {
  const { nodes } = file.tree(parsePgbouncer);
  const lineOf = (offset: number): number => file.lines.positionAt(offset).line;
  const sections: { startLine: number; endLine: number; kind: 'region' }[] = [];
  for (const node of nodes) {
    if (node.kind === 'section') sections.push({ startLine: lineOf(node.start), endLine: lineOf(node.end), kind: 'region' });
    else if (node.kind !== 'comment' && sections.length > 0) sections.at(-1)!.endLine = lineOf(node.end);
  }
  return [...sections.filter(({ startLine, endLine }) => endLine > startLine), ...commentRuns(file, nodes.filter(({ kind }) => kind === 'comment'))]
    .sort((a, b) => a.startLine - b.startLine || b.endLine - a.endLine);
}
