import type { TextEdit } from './problem.ts';

/**
 * The text after edits that all count from it as it is. Throws where two of them overlap: then none may be made. Two
 * insertions at one place are made in their order.
 */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  let out = '';
  let at = 0;
  for (const edit of [...edits].sort((a, b) => a.start - b.start || a.end - b.end)) {
    if (edit.start < at || edit.end < edit.start || edit.end > text.length) throw new RangeError(`edits overlap or lie outside the text at ${edit.start}`);
    out += text.slice(at, edit.start) + edit.newText;
    at = edit.end;
  }
  return out + text.slice(at);
}
