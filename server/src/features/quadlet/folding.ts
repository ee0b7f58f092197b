import type { SourceFile } from '../../model/snapshot.ts';
import type { FoldingRange } from '../types.ts';
import { unitParts, unitTree } from './document.ts';

/** Sections, continued values, blocks of comments, and the units of a `.quadlets` file. */
export function folding(file: SourceFile): readonly FoldingRange[] {
  const { lines } = file;
  const tree = unitTree(file);
  const found: FoldingRange[] = [];
  const add = (start: number, end: number, kind?: FoldingRange['kind']): void => {
    const startLine = lines.positionAt(start).line;
    const endLine = lines.positionAt(end).line;
    if (endLine > startLine) found.push({ startLine, endLine, ...(kind === undefined ? {} : { kind }) });
  };
  if (file.kind === 'quadlets') for (const { span } of unitParts(file)) add(span.start, span.end, 'region');
  for (const { span } of tree.sections) add(span.start, span.end);
  for (const item of tree.items) if (item.kind === 'entry') add(item.span.start, item.span.end);
  let block: { start: number; end: number; line: number } | undefined;
  for (const item of [...tree.items, undefined]) {
    const line = item === undefined ? -1 : lines.positionAt(item.span.start).line;
    if (item?.kind === 'comment' && item.text !== '' && block !== undefined && line === block.line + 1) {
      block = { start: block.start, end: item.span.end, line };
      continue;
    }
    if (block !== undefined) add(block.start, block.end, 'comment');
    block = item?.kind === 'comment' && item.text !== '' ? { ...item.span, line } : undefined;
  }
  return found;
}
