import type { SourceFile } from '../model/snapshot.ts';
import type { Span } from '../syntax/span.ts';
import { languageOf } from './languages.ts';
import type { Context, DocumentSymbol } from './types.ts';

/** What widens around the cursor: the word, the value, the line, what the outline knows, the file. From small to large. */
export function selectionSpans(file: SourceFile, offset: number, context: Context): readonly Span[] {
  const { text } = file;
  const { line } = file.lines.positionAt(offset);
  const whole = file.lines.lineSpan(line);
  const spans: Span[] = [around(text, offset, whole, /[\w.-]/), around(text, offset, whole, /[^\s=,:;"']/), around(text, offset, whole, /[^\s=]/)];
  const equals = text.indexOf('=', whole.start);
  if (equals >= 0 && equals < whole.end) spans.push(offset <= equals ? trim(text, whole.start, equals) : trim(text, equals + 1, whole.end));
  spans.push(trim(text, whole.start, whole.end), whole);
  const collect = (symbols: readonly DocumentSymbol[]): void => {
    for (const symbol of symbols) {
      if (symbol.start > offset || symbol.end < offset) continue;
      spans.push({ start: symbol.start, end: symbol.end });
      collect(symbol.children ?? []);
    }
  };
  collect(languageOf(file.kind)?.symbols?.(file, context) ?? []);
  spans.push({ start: 0, end: text.length });
  const ordered = spans.filter(({ start, end }) => start <= offset && offset <= end && end > start).sort((a, b) => a.end - a.start - (b.end - b.start));
  const nested: Span[] = [];
  for (const span of ordered) {
    const inner = nested.at(-1);
    if (inner === undefined || (span.start <= inner.start && span.end >= inner.end && span.end - span.start > inner.end - inner.start)) nested.push(span);
  }
  return nested;
}

function around(text: string, offset: number, { start, end }: Span, kind: RegExp): Span {
  let from = offset;
  let to = offset;
  while (from > start && kind.test(text[from - 1]!)) from--;
  while (to < end && kind.test(text[to]!)) to++;
  return { start: from, end: to };
}

function trim(text: string, start: number, end: number): Span {
  let from = start;
  let to = end;
  while (from < to && /\s/.test(text[from]!)) from++;
  while (to > from && /\s/.test(text[to - 1]!)) to--;
  return { start: from, end: to };
}
