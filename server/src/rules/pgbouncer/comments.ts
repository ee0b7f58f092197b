import { lineEndOf } from '../../model/line-ends.ts';
import type { Fix } from '../../model/problem.ts';
import { lineStartBefore } from '../../syntax/c-text.ts';
import type { Span } from '../../syntax/span.ts';

/** Where a value has what looks like a comment behind it: from the `;` or `#` after a blank to the end. */
export function commentInValue(text: string, value: Span): Span | undefined {
  const match = /[ \t][;#]/.exec(text.slice(value.start, value.end));
  return match === null ? undefined : { start: value.start + match.index + 1, end: value.end };
}

/** Takes the comment out of the line and puts it above. */
export function moveComment(text: string, lineStart: number, comment: Span): Fix {
  let cut = comment.start;
  while (cut > lineStart && /[ \t]/.test(text[cut - 1]!)) cut--;
  const begin = lineStartBefore(text, lineStart);
  const indent = /^[ \t]*/.exec(text.slice(begin, lineStart))![0];
  return {
    title: 'Move the comment to its own line', preferred: true, safe: true,
    edits: [
      { start: begin, end: begin, newText: `${indent}${text.slice(comment.start, comment.end)}${lineEndOf(text)}` },
      { start: cut, end: comment.end, newText: '' },
    ],
  };
}
