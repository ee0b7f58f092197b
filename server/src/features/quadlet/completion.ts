import type { SourceFile } from '../../model/snapshot.ts';
import { trimmedSpan } from '../../syntax/lines.ts';
import type { Span } from '../../syntax/span.ts';
import { NO_COMPLETIONS, type CompletionItem, type Completions, type Context } from '../types.ts';
import { keyItems, sectionItems } from './complete-keys.ts';
import { valueAnswer, type Candidate } from './complete-values.ts';
import { cursorAt, lineAround, partAt, type Cursor } from './document.ts';
import { keyInfo } from './keys.ts';

/** What may be written at an offset of a unit file: sections, keys or values. */
export function complete(file: SourceFile, offset: number, context: Context): Completions {
  const cursor = cursorAt(file, offset);
  switch (cursor.in) {
    case 'comment': return NO_COMPLETIONS;
    case 'header': return { span: { start: cursor.span.start - 1, end: cursor.span.end + (cursor.closed ? 1 : 0) }, items: sectionItems(partAt(file, offset), offset, false) };
    case 'key': return keyItems(file, offset, cursor, context);
    case 'value': return valueItems(file, offset, cursor, context);
  }
}

function valueItems(file: SourceFile, offset: number, cursor: Extract<Cursor, { in: 'value' }>, context: Context): Completions {
  const { section, entry, value, at } = cursor;
  if (section === undefined) return NO_COMPLETIONS;
  const info = keyInfo(section.name, entry.key);
  const answer = valueAnswer({ file, context, section: section.name, key: entry.key, info, value, at });
  if (answer === undefined) return NO_COMPLETIONS;
  // In the blanks after `=` the value is still to come.
  const gap = Math.max(0, entry.valueSpan.start - offset);
  return { span: spanInLine(file.text, offset, at - answer.from, answer.to - at + gap), items: answer.candidates.map(toItem) };
}

/** The span `before` characters left and `after` right of an offset, as far as its line goes; edits of completions may not leave it. */
function spanInLine(text: string, offset: number, before: number, after: number): Span {
  const line = lineAround(text, offset);
  const content = trimmedSpan(text, line.start, line.end);
  const end = text[content.end - 1] === '\\' ? content.end - 1 : content.end;
  return { start: Math.min(offset, Math.max(content.start, offset - before)), end: Math.max(offset, Math.min(end, offset + after)) };
}

function toItem(candidate: Candidate, index: number): CompletionItem {
  const { label, kind, insert, snippet, detail, documentation, retrigger, rank = 5 } = candidate;
  return {
    label,
    kind,
    sortText: `${rank.toFixed(3)}${String(index).padStart(4, '0')}`,
    ...(insert === undefined ? {} : { insert }),
    ...(snippet === true ? { snippet } : {}),
    ...(detail === undefined ? {} : { detail }),
    ...(documentation === undefined ? {} : { documentation }),
    ...(retrigger === true ? { retrigger } : {}),
  };
}
