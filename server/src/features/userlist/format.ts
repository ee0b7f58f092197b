import type { TextEdit } from '../../model/problem.ts';
import type { SourceFile } from '../../model/snapshot.ts';
import type { Span } from '../../syntax/span.ts';
import { parseUserlist } from '../../syntax/userlist.ts';

/** One blank between name and secret, none before the name and behind the line. Files with a broken line stay as they are. */
export function formatUserlist(file: SourceFile, span?: Span): readonly TextEdit[] {
  const { text, nodes } = file.tree(parseUserlist);
  if (nodes.some(({ kind }) => kind === 'broken')) return [];
  const edits: TextEdit[] = [];
  const replace = (start: number, end: number, newText: string): void => {
    if (text.slice(start, end) !== newText) edits.push({ start, end, newText });
  };
  for (const node of nodes) {
    if (span !== undefined && (node.end < span.start || node.start > span.end)) continue;
    let start = node.start;
    while (start > 0 && /[ \t]/.test(text[start - 1]!)) start--;
    if (start === 0 || text[start - 1] === '\n') replace(start, node.start, '');
    if (node.kind === 'user' && /^[ \t]*$/.test(text.slice(node.between.start, node.between.end))) replace(node.between.start, node.between.end, ' ');
    const stop = node.kind === 'user' && node.rest.end > node.rest.start ? node.rest.end : node.end;
    let end = stop;
    while (end < text.length && /[ \t]/.test(text[end]!)) end++;
    if (end === text.length || text[end] === '\n' || text.startsWith('\r\n', end)) replace(stop, end, '');
  }
  return edits;
}
