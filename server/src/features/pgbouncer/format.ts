import type { TextEdit } from '../../model/problem.ts';
import type { SourceFile } from '../../model/snapshot.ts';
import { lineStartBefore } from '../../syntax/c-text.ts';
import type { Span } from '../../syntax/span.ts';
import { parsePgbouncer, type IniEntry, type IniNode } from '../../syntax/pgbouncer.ts';

/**
 * Blanks that mean nothing: none before a line and behind it, one on each side of `=`. Entries one below the other
 * whose `=` stand in one column stay aligned. Values and connection strings are left as they are.
 */
export function formatPgbouncer(file: SourceFile, span?: Span): readonly TextEdit[] {
  const { text, nodes, end } = file.tree(parsePgbouncer);
  const edits: TextEdit[] = [];
  const replace = (start: number, stop: number, newText: string): void => {
    if (text.slice(start, stop) !== newText) edits.push({ start, end: stop, newText });
  };
  const blanksBefore = (offset: number): number => {
    let start = offset;
    while (start > 0 && (text[start - 1] === ' ' || text[start - 1] === '\t')) start--;
    return start;
  };
  const widths = alignedWidths(text, nodes);
  for (const node of nodes) {
    if (node.kind === 'junk') continue;
    const lineBlank = blanksBefore(node.start);
    if (lineBlank === 0 || text[lineBlank - 1] === '\n') replace(lineBlank, node.start, '');
    if (node.kind === 'entry') {
      const keyEnd = node.keySpan.end + (node.quoted ? 1 : 0);
      const pad = (widths.get(node) ?? 0) - (keyEnd - node.start);
      replace(keyEnd, node.equals, node.key === '' && keyEnd === node.start ? '' : ' '.repeat(1 + Math.max(0, pad)));
      const blank = node.valueSpan.start === node.valueSpan.end;
      // What is blank to C and not to an editor (form feeds, `\r`) belongs to nobody and stays.
      if (/^[ \t]*$/.test(text.slice(node.equals + 1, node.valueSpan.start))) replace(node.equals + 1, node.valueSpan.start, blank ? '' : ' ');
      if (blank) continue;
    }
    let stop = node.end;
    while (stop < end && (text[stop] === ' ' || text[stop] === '\t')) stop++;
    if (stop >= end || text[stop] === '\n' || (text[stop] === '\r' && text[stop + 1] === '\n')) replace(node.end, stop, '');
  }
  return edits.filter((edit) => span === undefined || (edit.start <= span.end && edit.end >= span.start)).sort((a, b) => a.start - b.start);
}

/** The width of the names of entries that the author has aligned. */
function alignedWidths(text: string, nodes: readonly IniNode[]): Map<IniEntry, number> {
  const widths = new Map<IniEntry, number>();
  let run: IniEntry[] = [];
  const close = (): void => {
    const columns = new Set(run.map((entry) => entry.equals - lineStartBefore(text, entry.start)));
    const keys = new Set(run.map((entry) => entry.equals - entry.start));
    const padded = run.some((entry) => /^[ \t]{2,}$/.test(text.slice(entry.keySpan.end, entry.equals)));
    if (run.length > 1 && columns.size === 1 && keys.size === 1 && padded) {
      const width = Math.max(...run.map((entry) => entry.keySpan.end - entry.start + (entry.quoted ? 1 : 0)));
      for (const entry of run) widths.set(entry, width);
    }
    run = [];
  };
  let previous: IniNode | undefined;
  for (const node of nodes) {
    const adjacent = previous?.kind === 'entry' && node.kind === 'entry' && /^[ \t\r]*\n[ \t]*$/.test(text.slice(previous.end, node.start));
    if (!adjacent) close();
    if (node.kind === 'entry') run.push(node);
    previous = node;
  }
  close();
  return widths;
}
