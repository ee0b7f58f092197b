/**
 * systemd's word splitting as Podman's generator does it: quotes, C escapes, words with their places. Offsets count
 * from the start of the value; `valueSource` of unit-places.ts takes them to the text.
 */
export interface Word {
  /** Without quotes, escapes resolved. */
  readonly text: string;
  /** The raw word, quotes included. */
  readonly start: number;
  readonly end: number;
  /** For each character of `text` where it begins in the value, then where the last one ends; absent where the word stands there as it is. */
  readonly map?: readonly number[];
}

export interface SplitOptions {
  /** A quote that is never closed, or a backslash at the very end, is let through. */
  readonly relax?: boolean;
  /** `\n`, `\x20`, `\u00e9` … stand for their characters; an unknown one is an error. */
  readonly unescape?: boolean;
  /** An empty word, `""`, counts as one, as it does for systemd; Podman ends the list there. */
  readonly empties?: boolean;
}

/** How `Exec=`, `Environment=`, `Volume=` and most lists of Quadlet are split. */
export const ARGS: SplitOptions = { relax: true, unescape: true };
/** How `AddDevice=`, `Sysctl=`, `WantedBy=` are split: quotes, but a backslash means itself. */
export const STRV: SplitOptions = {};

export interface Split {
  readonly words: readonly Word[];
  /** The value is unreadable: Podman then takes no word of it at all. */
  readonly error?: { readonly kind: 'escape' | 'quote'; readonly start: number; readonly end: number };
  /** The empty word at which Podman ended the list; it and what stands behind it are gone. */
  readonly cut?: { readonly start: number; readonly end: number };
}

const SEPARATORS = ' \t\n\r';
const isSeparator = (code: number): boolean => code === 32 || code === 9 || code === 10 || code === 13;

/** Where a word ends that has no quotes and escapes; negative where it has. */
function plainEnd(value: string, start: number, end: number): number {
  for (let at = start; at < end; at++) {
    const code = value.charCodeAt(at);
    if (isSeparator(code)) return at;
    if (code === 34 || code === 39 || code === 92) return -1;
  }
  return end;
}

/** Splits a value into words. Linear; never throws. */
export function splitWords(value: string, options: SplitOptions): Split {
  const words: Word[] = [];
  // A NUL ends the value for Podman, whatever follows.
  const nul = value.indexOf('\0');
  const end = nul === -1 ? value.length : nul;
  let at = 0;
  for (;;) {
    while (at < end && isSeparator(value.charCodeAt(at))) at++;
    if (at >= end) return { words };
    const start = at;
    const plainTo = plainEnd(value, start, end);
    if (plainTo >= 0) {
      words.push({ text: value.slice(start, plainTo), start, end: plainTo });
      at = plainTo;
      continue;
    }
    let text = '';
    let plain = true;
    const map: number[] = [];
    // Up to its first quote or escape a word stands in the value as it is.
    const notPlain = (): void => {
      if (plain) {
        for (let i = 0; i < text.length; i++) map.push(start + i);
        contentEnd = start + text.length;
      }
      plain = false;
    };
    let contentEnd = start;
    const add = (piece: string, from: number, to: number): void => {
      text += piece;
      for (let i = 0; i < piece.length; i++) map.push(from);
      contentEnd = to;
    };
    let quote = '';
    let quoteAt = 0;
    while (at < end) {
      const c = value[at]!;
      if (c === '\\' && options.unescape === true) {
        notPlain();
        if (at + 1 >= end) {
          if (options.relax === true) { at = end; quote = ''; break; }
          return { words: [], error: { kind: 'escape', start: at, end } };
        }
        const escape = unescapeOne(value, at + 1, end);
        if (escape === undefined) return { words: [], error: { kind: 'escape', start: at, end: Math.min(end, at + 2) } };
        add(escape.text, at, at + 1 + escape.length);
        at += 1 + escape.length;
      } else if (quote !== '') {
        if (c === quote) quote = '';
        else add(c, at, at + 1);
        at++;
      } else if (c === '"' || c === "'") {
        notPlain();
        quote = c;
        quoteAt = at++;
      } else if (SEPARATORS.includes(c)) {
        break;
      } else {
        if (plain) text += c;
        else add(c, at, at + 1);
        at++;
      }
    }
    if (quote !== '' && options.relax !== true) return { words: [], error: { kind: 'quote', start: quoteAt, end } };
    // Podman's own quirk: an empty word ends the list, so `a "" b` is `a`.
    if (text === '' && options.empties !== true) return { words, cut: { start, end: at } };
    if (!plain) map.push(contentEnd);
    words.push(plain ? { text, start, end: at } : { text, start, end: at, map });
  }
}

/** Where a range of a word's text stands in the value. */
export function wordRange(word: Word, start: number, end: number): { start: number; end: number } {
  const { map } = word;
  if (map === undefined) return { start: word.start + start, end: word.start + end };
  if (start === 0 && end === word.text.length) return { start: word.start, end: word.end };
  const from = map[start] ?? word.end;
  return { start: from, end: Math.max(from, map[end] ?? word.end) };
}

const SIMPLE: Readonly<Record<string, string>> = {
  a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v', '\\': '\\', '"': '"', "'": "'", s: ' ',
};

/** One C escape; `at` is the character after the backslash. Undefined where it is none that systemd knows. */
function unescapeOne(value: string, at: number, end: number): { text: string; length: number } | undefined {
  const c = value[at]!;
  const simple = Object.hasOwn(SIMPLE, c) ? SIMPLE[c] : undefined;
  if (simple !== undefined) return { text: simple, length: 1 };
  const digits = c === 'x' ? 2 : c === 'u' ? 4 : c === 'U' ? 8 : 0;
  if (digits > 0) {
    const hex = value.slice(at + 1, Math.min(end, at + 1 + digits));
    if (hex.length < digits || !/^[0-9a-fA-F]+$/.test(hex)) return undefined;
    return codePoint(parseInt(hex, 16), 1 + digits, 0x10ffff);
  }
  const octal = value.slice(at, Math.min(end, at + 3));
  return /^[0-7]{3}$/.test(octal) ? codePoint(parseInt(octal, 8), 3, 255) : undefined;
}

function codePoint(code: number, length: number, largest: number): { text: string; length: number } | undefined {
  if (code === 0 || code > largest) return undefined;
  // Go writes half a surrogate pair as the replacement character.
  return { text: code >= 0xd800 && code <= 0xdfff ? '\uFFFD' : String.fromCodePoint(code), length };
}

export interface QuoteOptions {
  /** Blanks become `\\x20`, as Podman 5.8 and later write them. */
  readonly escapesBlanks?: boolean;
}

// eslint-disable-next-line no-control-regex -- the control characters are what has to be escaped
const NEEDS_QUOTES = /[\u0000-\u0020\u007F\u0080"'\\]/;
const ESCAPED: Readonly<Record<string, string>> = {
  '\x07': '\\a', '\b': '\\b', '\n': '\\n', '\r': '\\r', '\t': '\\t', '\v': '\\v', '\f': '\\f', '\\': '\\\\', '"': '\\"',
};

/**
 * One word of a command line as Podman writes it: quoted only where it holds blanks, quotes, backslashes or control
 * characters. An empty word stays empty.
 */
export function quoteWord(word: string, { escapesBlanks = false }: QuoteOptions = {}): string {
  if (!NEEDS_QUOTES.test(word)) return word;
  // eslint-disable-next-line no-control-regex -- as above
  const escaped = word.replace(/[\u0000-\u0020\u007F\u0080"\\]/g, (c) => {
    if (c === ' ' && !escapesBlanks) return c;
    return ESCAPED[c] ?? `\\x${c.charCodeAt(0).toString(16).padStart(2, '0')}`;
  });
  return `"${escaped}"`;
}
