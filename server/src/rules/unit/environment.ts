import { isSecretName } from '../../model/env.ts';
import type { Problem } from '../../model/problem.ts';
import { allEntries, entrySpan, type PlacedEntry, type UnitPart } from '../../stack/entries.ts';
import { argsOf } from '../../syntax/unit.ts';
import { quoteWord, type Word } from '../../syntax/words.ts';
import type { FileProblem } from '../file-problem.ts';
import { problem } from './table.ts';

const ASSIGNMENT = /^[A-Za-z_]\w*=/;

/**
 * `Environment=A=--x --y` sets `A` and a variable named `--y`: words that cannot be assignments were meant as a part of
 * the one before. Podman hands each word on as an `--env`.
 */
export function environmentSplits(parts: readonly UnitPart[]): FileProblem[] {
  const found: FileProblem[] = [];
  for (const placed of allEntries(parts, 'Container', 'Environment')) {
    if (argsOf(placed.entry).words.length > 1) for (const one of splits(placed)) found.push({ uri: placed.uri, problem: one });
  }
  return found;
}

function splits({ entry }: PlacedEntry): Problem[] {
  const { words } = argsOf(entry);
  const found: Problem[] = [];
  for (let i = 1; i < words.length; i++) {
    if (ASSIGNMENT.test(words[i]!.text) || !ASSIGNMENT.test(words[i - 1]!.text) || isName(words[i]!)) continue;
    let last = i;
    while (last + 1 < words.length && !ASSIGNMENT.test(words[last + 1]!.text)) last++;
    found.push(splitAt(entry, words, i, last));
    i = last;
  }
  return found;
}

/** A plain name in capitals takes the variable of the service's own environment: Podman's `--env NAME`. */
const isName = ({ text }: Word): boolean => /^[A-Z][A-Z0-9_]*\*?$/.test(text);

function splitAt(entry: PlacedEntry['entry'], words: readonly Word[], from: number, to: number): Problem {
  const first = words[from - 1]!;
  const rest = words.slice(from, to + 1);
  const whole = quoteWord(entry.value.slice(first.start, rest.at(-1)!.end).replace(/^(["'])(.*)\1$/s, '$2'));
  const name = first.text.slice(0, first.text.indexOf('='));
  const count = rest.length === 1 ? 'two variables' : `${rest.length + 1} variables`;
  const others = isSecretName(name) ? 'what follows it' : rest.map(({ text }) => `\`${text.length > 40 ? `${text.slice(0, 40)}…` : text}\``).join(', ');
  const message = `This sets ${count}: \`${name}\`, which ends at the blank, and ${others}. Put quotes around the whole assignment.`;
  const { start } = entrySpan(entry, first.start, first.end);
  const { end } = entrySpan(entry, rest.at(-1)!.start, rest.at(-1)!.end);
  const plain = first.map === undefined && rest.every(({ map }) => map === undefined);
  return problem('environment-splits-at-blank', { start: entrySpan(entry, rest[0]!.start, rest[0]!.end).start, end }, message, {
    ...(plain ? { fixes: [{ title: 'Quote the whole assignment', preferred: true, safe: true, edits: [{ start, end, newText: whole }] }] } : {}),
  });
}
