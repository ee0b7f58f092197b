import type { Span } from './span.ts';

/**
 * White space as Go's `unicode.IsSpace` has it, which cuts the lines of a unit file: not a byte-order mark, but a
 * next-line character (U+0085).
 */
export function isSpace(code: number): boolean {
  if (code < 128) return code === 32 || (code >= 9 && code <= 13);
  return (
    code === 0x85 || code === 0xa0 || code === 0x1680 || (code >= 0x2000 && code <= 0x200a) ||
    code === 0x2028 || code === 0x2029 || code === 0x202f || code === 0x205f || code === 0x3000
  );
}

/** Around `=` Podman cuts single bytes, hence only the blanks of ASCII. */
export const isByteSpace = (code: number): boolean => code < 128 && isSpace(code);

/** The part of `start`…`end` without the white space around it; empty and at `end` where there is nothing else. */
export function trimmedSpan(text: string, start: number, end: number): Span {
  let from = start;
  let to = end;
  while (from < to && isSpace(text.charCodeAt(from))) from++;
  while (to > from && isSpace(text.charCodeAt(to - 1))) to--;
  return { start: from, end: to };
}

/** The text without the white space around it, as Go's `strings.TrimSpace`. */
export function trimSpace(text: string): string {
  const { start, end } = trimmedSpan(text, 0, text.length);
  return text.slice(start, end);
}

/** The text without the white space at its end. */
export function trimEnd(text: string): string {
  let end = text.length;
  while (end > 0 && isSpace(text.charCodeAt(end - 1))) end--;
  return text.slice(0, end);
}

/** The first line of a text, without its line end. */
export const firstLine = (text: string): Span => ({ start: 0, end: text.search(/[\r\n]|$/) });
