import type { SourceFile } from '../../model/snapshot.ts';
import { postgresTree } from '../../model/postgres-settings.ts';
import type { PostgresLine } from '../../syntax/postgres.ts';

/** A heading made of comments, as the sample file has them, with the lines below it. */
export interface Heading {
  readonly title: string;
  readonly level: 1 | 2;
  /** Index of its first line and of the last line that belongs to it. */
  readonly from: number;
  readonly to: number;
}

/**
 * Headings of a file: `#---`, `# CONNECTIONS`, `#---` is one of the first level, `# - Memory -` one of the second.
 * Hand-made ones in the same shape count too.
 */
export function headingsOf(file: SourceFile): readonly Heading[] {
  const { lines } = postgresTree(file);
  const open: { title: string; level: 1 | 2; from: number; to: number }[] = [];
  lines.forEach((line, i) => {
    const title = commentText(file, line);
    if (title === undefined) return;
    const second = /^[-=]{1,3}\s+(\S.*?)\s+[-=]{1,3}$/.exec(title);
    const ruled = isRule(commentText(file, lines[i - 1])) && isRule(commentText(file, lines[i + 1]));
    if (second !== null) open.push({ title: second[1]!, level: 2, from: i, to: i });
    else if (ruled && title !== '' && !isRule(title)) open.push({ title, level: 1, from: i - 1, to: i + 1 });
  });
  // From the end, each heading ends where the next one of its level or a higher one begins.
  const next: Record<1 | 2, number> = { 1: lines.length, 2: lines.length };
  for (const heading of [...open].reverse()) {
    let to = next[heading.level] - 1;
    while (to > heading.to && file.text.slice(lines[to]!.start, lines[to]!.end).trim() === '') to--;
    heading.to = to;
    next[2] = heading.from;
    if (heading.level === 1) next[1] = heading.from;
  }
  return open;
}

/** The text of a line that is a comment only. */
function commentText(file: SourceFile, line: PostgresLine | undefined): string | undefined {
  if (line?.comment === undefined || line.name !== undefined || line.fault !== undefined) return undefined;
  return file.text.slice(line.comment.start + 1, Math.min(line.comment.end, line.comment.start + 200)).trim();
}

const isRule = (text: string | undefined): boolean => text !== undefined && /^[-=#*]{3,}$/.test(text);
