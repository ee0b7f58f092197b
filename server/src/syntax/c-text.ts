/** How C programs walk a text: to the first NUL, line by line, blanks by `isspace`. For the readers of PgBouncer's files. */

/** What `isspace` of the C locale calls a blank; line ends are among them. */
export const isCBlank = (code: number): boolean => code === 32 || (code >= 9 && code <= 13);

/** The offset of the first NUL, where a C string ends, else the length of the text. */
export function endOfCText(text: string): number {
  const nul = text.indexOf('\0');
  return nul < 0 ? text.length : nul;
}

/** The offset of the first `character` in `[from, stop)`, else `stop`. Never looks beyond: repeated calls stay linear. */
export function indexBefore(text: string, character: number, from: number, stop: number): number {
  let at = from;
  while (at < stop && text.charCodeAt(at) !== character) at++;
  return at;
}

/** The offset of the `\n` that ends the line of `from`, else `stop`. */
export const lineEndBefore = (text: string, from: number, stop: number): number => indexBefore(text, 10, from, stop);

/** The offset at which the line of `offset` begins. */
export const lineStartBefore = (text: string, offset: number): number => (offset <= 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1);

/** `stop` moved left over blanks, not beyond `start`. */
export function trimEndTo(text: string, start: number, stop: number): number {
  while (stop > start && isCBlank(text.charCodeAt(stop - 1))) stop--;
  return stop;
}
