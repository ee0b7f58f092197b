/** How the servers split the strings that hold lists. */

const isBlank = (c: string | undefined): boolean => c === ' ' || c === '\t' || c === '\n' || c === '\r' || c === '\f' || c === '\v';

export interface ListItem {
  readonly text: string;
  readonly quoted: boolean;
}

/**
 * Splits a list of names: separated by commas, each bare (no blank inside; lower case unless `keepCase`) or in double
 * quotes. Undefined where the server calls the syntax wrong: an empty item, a word after a word, an open quote.
 */
export function splitNames(value: string, keepCase = false): readonly ListItem[] | undefined {
  const items: ListItem[] = [];
  let at = 0;
  const skip = (): void => {
    while (isBlank(value[at])) at++;
  };
  skip();
  if (at >= value.length) return items;
  for (;;) {
    if (value[at] === '"') {
      const end = quotedEnd(value, at);
      if (end === undefined) return undefined;
      items.push({ text: value.slice(at + 1, end - 1).replaceAll('""', '"'), quoted: true });
      at = end;
    } else {
      const start = at;
      while (at < value.length && value[at] !== ',' && !isBlank(value[at])) at++;
      if (at === start) return undefined;
      const bare = value.slice(start, at);
      items.push({ text: keepCase ? bare : bare.replace(/[A-Z]+/g, (letters) => letters.toLowerCase()), quoted: false });
    }
    skip();
    if (at >= value.length) return items;
    if (value[at] !== ',') return undefined;
    at++;
    skip();
  }
}

function quotedEnd(value: string, at: number): number | undefined {
  for (let i = at + 1; i < value.length; i++) {
    if (value[i] !== '"') continue;
    if (value[i + 1] !== '"') return i + 1;
    i++;
  }
  return undefined;
}

type StandbyToken = 'name' | 'number' | 'any' | 'first' | '(' | ')' | ',' | 'junk';

/** What is wrong with a value of `synchronous_standby_names`; undefined where the server takes it. */
export function standbyNamesFault(value: string): string | undefined {
  if (value === '') return undefined;
  const tokens = [...standbyTokens(value)];
  const kinds = tokens.map(({ kind }) => kind);
  const quorum = kinds[0] === 'any' || kinds[0] === 'first' ? 1 : 0;
  if (kinds[quorum] === 'number' && kinds[quorum + 1] === '(') {
    if (kinds.at(-1) !== ')' || !isNameList(kinds.slice(quorum + 2, -1))) return 'the names in parentheses are separated by commas';
    return Number(tokens[quorum]!.text) > 0 ? undefined : 'the number of synchronous standbys is at least 1';
  }
  if (quorum === 1) return '`ANY` and `FIRST` are followed by a number and names in parentheses, as in `ANY 1 (a, b)`';
  return isNameList(kinds) ? undefined : 'names are separated by commas; one with other characters than letters, digits, `_` and `$` needs double quotes';
}

function isNameList(kinds: readonly StandbyToken[]): boolean {
  return kinds.length % 2 === 1 && kinds.every((kind, i) => (i % 2 === 0 ? kind === 'name' || kind === 'number' : kind === ','));
}

const STANDBY = /[ \t\n\r\f\v]+|("(?:[^"]|"")*")|([A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*)|([0-9]+)|([*(),])|([^])/g;

function* standbyTokens(value: string): Generator<{ kind: StandbyToken; text: string }> {
  for (const [text, quoted, word, number, sign, junk] of value.matchAll(STANDBY)) {
    if (quoted !== undefined || sign === '*') yield { kind: 'name', text };
    else if (word !== undefined) {
      const key = word.toLowerCase();
      yield { kind: key === 'any' || key === 'first' ? key : 'name', text };
    } else if (number !== undefined) yield { kind: 'number', text };
    else if (sign !== undefined) yield { kind: sign as StandbyToken, text };
    else if (junk !== undefined) {
      yield { kind: 'junk', text };
      // An open quote swallows the rest; reading on would look for its end again at every later quote.
      return;
    }
  }
}
