/** Sizes of the drawing, in its own units: pixels where the picture is shown as large as it is drawn. */
export const FONT = 13;
export const NAME_FONT = 15;
export const SMALL_FONT = 12;

/** Widths of letters as parts of the font's size, for a wide font such as DejaVu Sans, so that others fit too. */
const WIDTHS: readonly (readonly [RegExp, number])[] = [[/[ijl.,:;'|!]/, 0.32], [/[ frt()[\]/-]/, 0.41], [/[mwMW@%]/, 0.95], [/[A-Z…]/, 0.71], [/[^]/, 0.635]];

/** About the width of a text, rather too much than too little. */
export function textWidth(text: string, size: number = FONT, bold = false): number {
  let sum = 0;
  for (const letter of text) sum += WIDTHS.find(([letters]) => letters.test(letter))![1];
  return sum * size * (bold ? 1.1 : 1);
}

/** The text, or as much of its beginning as fits, with `…`. */
export function fit(text: string, most: number, size: number = FONT, bold = false): string {
  if (textWidth(text, size, bold) <= most) return text;
  const letters = [...text];
  while (letters.length > 1 && textWidth(`${letters.join('')}…`, size, bold) > most) letters.pop();
  return `${letters.join('').trimEnd()}…`;
}
