import type { Word } from './words.ts';

/** What a shell does more than start one program with its arguments, where no quotes stand around it. */
const MORE = /[|&;<>()`\n]/;
const BLANK = /[ \t]/;

/**
 * The words of a script that is one simple command (POSIX shell, 2.3 and 2.9.1), quotes taken away and each at its place
 * in the value that the script is a word of. Variables stay as they are written: `"$PORT"` is `$PORT`. Undefined where
 * the script is more than one command, where it redirects, or where what a word becomes may be several words (`$@`).
 */
export function simpleCommand(script: Word): Word[] | undefined {
  const { text } = script;
  const words: Word[] = [];
  let at = 0;
  for (;;) {
    while (at < text.length && BLANK.test(text[at]!)) at++;
    if (at >= text.length) return words;
    if (text[at] === '#') return undefined;
    const from = at;
    const read: number[] = [];
    const end = wordEnd(text, from, read);
    if (end === undefined) return undefined;
    words.push(wordOf(script, from, end, read));
    at = end;
  }
}

/** Notes in `read` where the characters of the word stand that begins at `at`, and tells where it ends. */
function wordEnd(text: string, at: number, read: number[]): number | undefined {
  let quote = '';
  for (; at < text.length; at++) {
    const c = text[at]!;
    const next = text[at + 1] ?? '';
    if (quote === "'") {
      if (c === quote) quote = '';
      else read.push(at);
    } else if (c === '`' || (c === '$' && /[(@*]/.test(next))) return undefined;
    else if (c === '\\' && (quote === '' || /["$`\\]/.test(next))) {
      if (next === '' || next === '\n') return undefined;
      read.push(++at);
    } else if (c === '"') quote = quote === '' ? c : '';
    else if (c === '$' && next === '{') {
      const close = text.indexOf('}', at);
      if (close < 0) return undefined;
      for (; at < close; at++) read.push(at);
      read.push(close);
    } else if (quote !== '') read.push(at);
    else if (c === "'") quote = c;
    else if (BLANK.test(c)) return at;
    else if (MORE.test(c)) return undefined;
    else read.push(at);
  }
  return quote === '' ? at : undefined;
}

function wordOf({ text, start, map }: Word, from: number, end: number, read: readonly number[]): Word {
  const place = (at: number): number => map?.[at] ?? start + at;
  const [first, last] = [place(from), place(end)];
  const value = read.map((at) => text[at]).join('');
  return last - first === value.length ? { text: value, start: first, end: last } : { text: value, start: first, end: last, map: [...read.map(place), last] };
}
