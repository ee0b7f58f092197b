import type { SourceFile } from '../../model/snapshot.ts';
import { postgresTree } from '../../model/postgres-settings.ts';
import { commentRuns } from '../comment-runs.ts';
import type { FoldingRange } from '../types.ts';
import { headingsOf } from './headings.ts';

/** What lies below a heading, and runs of comment lines that are none. */
export function foldPostgres(file: SourceFile): readonly FoldingRange[] {
  const { lines } = postgresTree(file);
  // Only `\n` ends a line for the server; editors count a lone `\r` as well.
  const lineOf = (index: number): number => file.lines.positionAt(lines[index]!.start).line;
  const headings = headingsOf(file).map(({ from, to }) => ({ startLine: lineOf(from), endLine: lineOf(to), kind: 'region' as const }));
  const starts = new Set(headings.map(({ startLine }) => startLine));
  const comments = lines.flatMap((line) => (line.comment !== undefined && line.name === undefined && line.fault === undefined ? [line.comment] : []));
  return [...headings.filter(({ startLine, endLine }) => endLine > startLine), ...commentRuns(file, comments).filter(({ startLine }) => !starts.has(startLine))]
    .sort((a, b) => a.startLine - b.startLine || b.endLine - a.endLine);
}
