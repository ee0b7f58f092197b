import type { TextEdit } from '../../model/problem.ts';
import type { SourceFile } from '../../model/snapshot.ts';
import { parseEnv } from '../../syntax/env.ts';
import type { Span } from '../../syntax/span.ts';

/** Takes away the blanks before a line, which no reader counts. All others belong to names and values for Podman, and stay. */
export function formatEnv(file: SourceFile, span?: Span): readonly TextEdit[] {
  const { text, nodes } = file.tree(parseEnv);
  return nodes.flatMap((node): TextEdit[] => {
    if (span !== undefined && (node.end < span.start || node.start > span.end)) return [];
    let start = node.start;
    while (start > 0 && (text[start - 1] === ' ' || text[start - 1] === '\t')) start--;
    // A byte order mark that moved to the beginning would become one.
    return start === node.start || text[node.start] === '\ufeff' ? [] : [{ start, end: node.start, newText: '' }];
  });
}
