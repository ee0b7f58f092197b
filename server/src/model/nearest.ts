/** The number of single-character edits, neighbouring swaps counted as one; stops early above `limit`. */
function distance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let before: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    let least = i;
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let value = Math.min(previous[j]! + 1, row[j - 1]! + 1, previous[j - 1]! + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) value = Math.min(value, before[j - 2]! + 1);
      row.push(value);
      least = Math.min(least, value);
    }
    if (least > limit) return limit + 1;
    before = previous;
    previous = row;
  }
  return previous[b.length]!;
}

/** The letters that a word has, as bits: each edit changes two of them at the most. */
function lettersOf(word: string): number {
  let bits = 0;
  for (let i = 0; i < word.length; i++) {
    const code = word.charCodeAt(i);
    // Case folding: of ASCII by the bit that tells, other letters share a bit.
    bits |= 1 << (code < 128 ? code & 31 : 0);
  }
  return bits;
}

function differing(a: number, b: number): number {
  let count = 0;
  for (let bits = a ^ b; bits !== 0; bits &= bits - 1) count++;
  return count;
}

/** Longer words are no slips of a known name, and comparing them would cost. */
const LONGEST_WORD = 100;

/**
 * The name that a misspelt word most likely stands for, without regard to case: at most a third of its letters differ,
 * three at the most. Undefined where nothing is near. Of equally near ones the first.
 */
export function nearestName(word: string, names: Iterable<string>): string | undefined {
  if (word.length > LONGEST_WORD) return undefined;
  const wanted = word.toLowerCase();
  let best: string | undefined;
  let limit = Math.min(3, Math.max(1, Math.floor(wanted.length / 3)));
  const letters = lettersOf(wanted);
  for (const name of names) {
    if (Math.abs(name.length - wanted.length) > limit || differing(letters, lettersOf(name)) > 2 * limit) continue;
    const found = distance(wanted, name.toLowerCase(), limit);
    if (found > limit || (best !== undefined && found === limit)) continue;
    best = name;
    limit = found;
    if (found === 0) break;
  }
  return best;
}
