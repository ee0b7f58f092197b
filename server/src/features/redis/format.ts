import type { TextEdit } from '../../model/problem.ts';
import type { SourceFile } from '../../model/snapshot.ts';
import { parseRedis, type RedisLine } from '../../syntax/redis.ts';
import type { Span } from '../../syntax/span.ts';

/**
 * Blanks that mean nothing: before a directive, at a line's end, and more than one between arguments. Values that the
 * author has set in one column below each other stay so. Comments keep their indentation.
 */
export function formatRedis(file: SourceFile, span?: Span): readonly TextEdit[] {
  const { lines } = file.tree(parseRedis);
  const { text } = file;
  const columns = alignedColumns(text, lines);
  const edits: TextEdit[] = [];
  const replace = (start: number, end: number, newText: string): void => {
    if (text.slice(start, end) !== newText) edits.push({ start, end, newText });
  };
  for (const line of lines) {
    if (isLeftAlone(text, line)) continue;
    replace(line.kind === 'blank' ? line.start : line.content.end, line.end, '');
    if (line.kind !== 'directive') continue;
    replace(line.start, line.content.start, '');
    line.args.forEach((arg, i) => {
      const before = line.args[i - 1];
      if (before === undefined) return;
      const width = i === 1 ? columns.get(line) : undefined;
      replace(before.end, arg.start, ' '.repeat(Math.max(1, (width ?? 0) - (before.end - before.start))));
    });
  }
  return edits.filter((edit) => span === undefined || (edit.start <= span.end && edit.end >= span.start));
}

/** Whether a line stays as it is: its quotes are wrong, or it has a stray carriage return, a line end to editors, or a NUL, which ends what the server reads. */
const isLeftAlone = (text: string, line: RedisLine): boolean => line.unbalanced !== undefined || /[\r\0]/.test(text.slice(line.start, line.end));

/** Where the first values of neighbouring lines stand in one column by intent: that column, from the line's start. */
function alignedColumns(text: string, lines: readonly RedisLine[]): ReadonlyMap<RedisLine, number> {
  const columns = new Map<RedisLine, number>();
  let run: RedisLine[] = [];
  const close = (): void => {
    const gaps = run.map(({ args, content }) => ({ at: args[1]!.start - content.start, wide: args[1]!.start - args[0]!.end > 1 }));
    const same = new Set(gaps.map(({ at }) => at)).size === 1;
    const tabs = run.some(({ args }) => text.slice(args[0]!.end, args[1]!.start).includes('\t'));
    if (run.length > 1 && same && !tabs && gaps.some(({ wide }) => wide)) {
      const width = Math.max(...run.map(({ args }) => args[0]!.end - args[0]!.start)) + 1;
      for (const line of run) columns.set(line, width);
    }
    run = [];
  };
  for (const line of lines) {
    if (line.kind === 'directive' && line.args.length > 1 && !isLeftAlone(text, line)) run.push(line);
    else close();
  }
  close();
  return columns;
}
