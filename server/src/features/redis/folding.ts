import type { SourceFile } from '../../model/snapshot.ts';
import { parseRedis } from '../../syntax/redis.ts';
import { commentRuns } from '../comment-runs.ts';
import type { FoldingRange } from '../types.ts';
import { sectionsOf } from './sections.ts';

/** Sections under headings, and comments of several lines. */
export function foldRedis(file: SourceFile): readonly FoldingRange[] {
  // The server ends lines at `\n` only; editors count a lone `\r` as well.
  const lineOf = (offset: number): number => file.lines.positionAt(offset).line;
  const sections = sectionsOf(file);
  const headings = new Set(sections.map(({ heading }) => heading));
  const regions = sections.map(({ heading, last }) => ({ startLine: lineOf(heading.start), endLine: lineOf(last.start), kind: 'region' as const }));
  const comments = file.tree(parseRedis).lines.filter((line) => line.kind === 'comment' && !headings.has(line)).map(({ content }) => content);
  return [...regions.filter(({ startLine, endLine }) => endLine > startLine), ...commentRuns(file, comments)]
    .sort((a, b) => a.startLine - b.startLine || b.endLine - a.endLine);
}
