/** Characters that move a terminal's cursor, colour it, or turn the direction of what follows. Tabs apart. */
const UNSEEN = /[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

/** Text that a terminal shows as it is: whatever a file holds, it cannot write over the report. Keeps offsets. */
export const harmless = (text: string): string => text.replace(UNSEEN, '\ufffd').replace(/\t/g, ' ');

/** East Asian wide and fullwidth characters, and emoji. */
const WIDE = /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}/u;
const NONE = /^[\p{Mn}\p{Me}\p{Cf}]$/u;

/** How many columns of a terminal a text takes. */
export function columns(text: string): number {
  if (/^[\u0020-\u007e]*$/.test(text)) return text.length;
  let count = 0;
  for (const char of text) count += NONE.test(char) ? 0 : WIDE.test(char) ? 2 : 1;
  return count;
}

/** A blank between words; not one between a number and its unit. */
const BREAK = /(?<!\d) | (?!(?:[KMGT]B|kB|bytes|%)(?![\w%]))/;

/** Breaks a text at blanks so that no line is wider than `width`, where a word is not wider by itself. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const paragraph of text.split('\n')) {
    let line = '';
    for (const word of paragraph.split(BREAK)) {
      if (line !== '' && columns(line) + 1 + columns(word) > width) {
        lines.push(line);
        line = word;
      } else line = line === '' ? word : `${line} ${word}`;
    }
    lines.push(line);
  }
  return lines;
}

/**
 * Breaks the lines of a text that are wider than a terminal. What goes on stands under the last column of a table's
 * row, else under its line's beginning, a little to the right of that where the line is not indented.
 */
export function fit(text: string, width: number): string {
  return text.split('\n').flatMap((line) => {
    if (columns(line) <= width) return [line];
    const indent = /^ */.exec(line)![0].length;
    const column = /^ *\S.* {2,}(?=\S)/.exec(line)?.[0].length ?? 0;
    const hang = column > 0 && column <= width / 2 ? column : indent || 2;
    const head = column > 0 && column <= width / 2 ? column : indent;
    const [first = '', ...rest] = wrap(line.slice(head), width - hang);
    return [line.slice(0, head) + first, ...rest.map((part) => ' '.repeat(hang) + part)];
  }).join('\n');
}
