import { postgresTree } from '../../model/postgres-settings.ts';
import type { TextEdit } from '../../model/problem.ts';
import type { SourceFile } from '../../model/snapshot.ts';
import { isSetting, type PostgresSetting } from '../../syntax/postgres.ts';
import type { Span } from '../../syntax/span.ts';

/**
 * Blanks that mean nothing: none before a name and at a line's end, `name = value`. Signs that the author has set in
 * one column stay so, and comments behind values keep their distance where it is a tab or more than one blank.
 */
export function formatPostgres(file: SourceFile, span?: Span): readonly TextEdit[] {
  const { text, lines } = postgresTree(file);
  const edits: TextEdit[] = [];
  const replace = (start: number, end: number, newText: string): void => {
    if (text.slice(start, end) !== newText) edits.push({ start, end, newText });
  };
  const widths = alignedWidths(text, lines.map((line) => (isSetting(line) ? line : undefined)));
  for (const line of lines) {
    if (line.fault !== undefined) continue;
    const stop = line.end > line.start && text[line.end - 1] === '\r' ? line.end - 1 : line.end;
    if (isSetting(line)) {
      replace(line.start, line.name.start, '');
      const pad = ' '.repeat(Math.max(0, (widths.get(line) ?? 0) - (line.name.end - line.name.start)));
      replace(line.name.end, line.value.start, line.equals === undefined ? text.slice(line.name.end, line.value.start).replace(/^[ \t\r]+$/, (blank) => (blank.includes('\r') ? ' ' : blank)) : `${pad} = `);
      if (line.comment === undefined) replace(line.value.end, stop, '');
      else if (line.value.end === line.comment.start) replace(line.value.end, line.value.end, ' ');
    } else if (line.comment === undefined) replace(line.start, stop, '');
    if (line.comment !== undefined) replace(trimmed(text, line.comment), stop, '');
  }
  return edits.filter((edit) => span === undefined || (edit.start <= span.end && edit.end >= span.start));
}

function trimmed(text: string, comment: Span): number {
  let end = comment.end;
  // A return between blanks is one of them.
  while (end > comment.start + 1 && /[ \t\r]/.test(text[end - 1]!)) end--;
  return end;
}

/** The width of the names in runs of lines whose `=` stand in one column, wider than one blank somewhere. */
function alignedWidths(text: string, lines: readonly (PostgresSetting | undefined)[]): ReadonlyMap<PostgresSetting, number> {
  const widths = new Map<PostgresSetting, number>();
  let run: PostgresSetting[] = [];
  const close = (): void => {
    const columns = new Set(run.map(({ equals, name }) => equals!.start - name.start));
    const padded = run.some(({ name, equals }) => /^ {2,}$|\t/.test(text.slice(name.end, equals!.start)));
    if (run.length > 1 && columns.size === 1 && padded) {
      const width = run.reduce((most, { name }) => Math.max(most, name.end - name.start), 0);
      for (const line of run) widths.set(line, width);
    }
    run = [];
  };
  for (const line of lines) {
    if (line?.equals === undefined) close();
    else run.push(line);
  }
  close();
  return widths;
}
