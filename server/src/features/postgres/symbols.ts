import { postgresGucs } from '../../facts/postgres/index.ts';
import { mayHoldSecret } from '../../model/postgres.ts';
import { postgresTree } from '../../model/postgres-settings.ts';
import { looksSecret, redacted } from '../../model/redact.ts';
import type { SourceFile } from '../../model/snapshot.ts';
import { isSetting, type PostgresSetting } from '../../syntax/postgres.ts';
import type { Context, DocumentSymbol } from '../types.ts';
import { headingsOf } from './headings.ts';

/** The settings, below the headings that they stand under. */
export function symbolsOfPostgres(file: SourceFile, _context: Context): readonly DocumentSymbol[] {
  const tree = postgresTree(file);
  const headings = headingsOf(file);
  const top: DocumentSymbol[] = [];
  const open: { end: number; children: DocumentSymbol[] }[] = [];
  const place = (start: number): DocumentSymbol[] => {
    while (open.length > 0 && open.at(-1)!.end <= start) open.pop();
    return open.at(-1)?.children ?? top;
  };
  let next = 0;
  tree.lines.forEach((line, i) => {
    for (; headings[next]?.from === i; next++) {
      const { title, level, from, to } = headings[next]!;
      const [start, end] = [tree.lines[from]!.start, tree.lines[to]!.end];
      const children: DocumentSymbol[] = [];
      place(start).push({ name: title, kind: 'group', start, end, selection: tree.lines[level === 1 ? from + 1 : from]!.comment!, children });
      open.push({ end, children });
    }
    if (isSetting(line)) place(line.start).push(symbol(line));
  });
  return top;
}

/** A name that no release knows may be a mistyped one of a secret. */
const hides = (name: string): boolean => mayHoldSecret(name) || (looksSecret(name) && !postgresGucs().has(name.toLowerCase()));

const symbol = (line: PostgresSetting): DocumentSymbol => ({
  name: line.name.text,
  detail: hides(line.name.key) ? '…' : redacted(line.value.text).slice(0, 80),
  kind: line.name.key.startsWith('include') ? 'file' : 'key',
  start: line.name.start,
  end: line.value.end,
  selection: line.name,
});
