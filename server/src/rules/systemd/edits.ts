import { lineEndOf } from '../../model/line-ends.ts';
import type { TextEdit } from '../../model/problem.ts';
import type { Span } from '../../syntax/span.ts';
import type { UnitEntry, UnitTree } from '../../syntax/unit.ts';

/** From the start of a span's first line to the start of the line after its last. */
function wholeLines(text: string, span: Span): Span {
  const start = text.lastIndexOf('\n', span.start - 1) + 1;
  const next = text.indexOf('\n', span.end);
  return { start, end: next === -1 ? text.length : next + 1 };
}

/** Takes an entry out of its section and puts it at the end of another, which is made at the end of the file if need be. */
export function moveEntry(tree: UnitTree, entry: UnitEntry, section: string): TextEdit[] {
  const { text } = tree;
  const eol = lineEndOf(text);
  const taken = wholeLines(text, entry.span);
  const moved = text.slice(taken.start, taken.end).replace(/\r?\n$/, '');
  const home = [...tree.sections].reverse().find(({ name }) => name === section);
  if (home === undefined) {
    const before = text.endsWith('\n') || text === '' ? eol : eol + eol;
    const insertion = { start: text.length, end: text.length, newText: `${before}[${section}]${eol}${moved}${eol}` };
    // The last line of the file: one edit, as the two would touch.
    return taken.end === text.length ? [{ start: taken.start, end: taken.end, newText: `${eol}[${section}]${eol}${moved}${eol}` }] : [{ ...taken, newText: '' }, insertion];
  }
  const at = wholeLines(text, home.entries.at(-1)?.span ?? home.header.span).end;
  const newText = text[at - 1] === '\n' ? `${moved}${eol}` : `${eol}${moved}`;
  return [{ ...taken, newText: '' }, { start: at, end: at, newText }];
}

/** Puts a comment that stands behind a value on a line of its own before the entry; `cut` also covers the blanks between. */
export function moveComment({ text }: UnitTree, entry: UnitEntry, comment: Span, cut: Span): TextEdit[] {
  const { start } = wholeLines(text, entry.span);
  return [{ start, end: start, newText: `${text.slice(comment.start, comment.end)}${lineEndOf(text)}` }, { ...cut, newText: '' }];
}
