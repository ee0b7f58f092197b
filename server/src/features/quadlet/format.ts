import type { TextEdit } from '../../model/problem.ts';
import type { SourceFile } from '../../model/snapshot.ts';
import { isSpace, trimmedSpan } from '../../syntax/lines.ts';
import type { Span } from '../../syntax/span.ts';
import type { UnitItem, UnitTree } from '../../syntax/unit.ts';
import { unitTree } from './document.ts';

interface Line extends Span {
  /** Without blanks around it. */
  readonly content: Span;
  /** After the line feed. */
  readonly next: number;
  /** The item that begins on the line; undefined within a continuation, which is left as it is. */
  readonly item: UnitItem | undefined;
  readonly blank: boolean;
}

/**
 * Edits that format the lines a span touches, or all: no blanks around `=` and at the ends of lines, one empty line
 * before a section, never two in a row, a line feed at the end. Values, their continuation lines, comments and every
 * order stay. Podman reads the same keys and values before and after.
 */
export function format(file: SourceFile, span?: Span): readonly TextEdit[] {
  const { text } = file;
  const lines = linesOf(text, unitTree(file));
  const eol = /\r?\n/.exec(text)?.[0] ?? '\n';
  const edits: TextEdit[] = [];
  const touched = (line: Line): boolean => span === undefined || (line.start <= span.end && line.next >= span.start && !(line.next === span.start && line.next > line.start && span.end > span.start));
  const add = (start: number, end: number, newText: string): void => {
    if (text.slice(start, end) !== newText) edits.push({ start, end, newText });
  };
  // What ends in an open continuation would change its meaning with the empty lines after it.
  const openEnd = endsOpen(lines, text);
  const lastFull = lines.reduce((last, line, index) => (line.blank ? last : index), -1);
  lines.forEach((line, index) => {
    if (!touched(line)) return;
    if (line.blank) {
      if (openEnd && index > lastFull) return;
      // What is a character of the first key would be a byte order mark at the start of the file.
      if (index === 0 && text[lines.find(({ blank }) => !blank)?.start ?? 0] === '\uFEFF') return;
      const superfluous = index > lastFull || index === 0 || lines[index - 1]!.blank || lines.slice(0, index).every(({ blank }) => blank);
      if (superfluous) add(line.start, line.next, '');
      else add(line.start, line.end, '');
      return;
    }
    if (line.item === undefined) return;
    if (needsBlankBefore(lines, index)) add(line.start, line.content.start, eol);
    else add(line.start, line.content.start, '');
    formatItem(text, line, add);
    if (index === lastFull && line.next === line.end && !openEnd) add(line.end, line.end, eol);
  });
  return edits;
}

function formatItem(text: string, line: Line, add: (start: number, end: number, newText: string) => void): void {
  const { item, content } = line;
  if (item === undefined) return;
  const continued = text[content.end - 1] === '\\' && item.kind !== 'comment';
  if (!continued) add(content.end, line.end, '');
  if (item.kind !== 'entry' || item.keySpan.end > content.end) return;
  const equals = text.indexOf('=', item.keySpan.end);
  if (equals < 0 || equals >= content.end) return;
  let value = equals + 1;
  while (value < content.end && text.charCodeAt(value) < 128 && isSpace(text.charCodeAt(value))) value++;
  // Blanks before the backslash are all there is of the value on this line: they are part of a continuation.
  if (continued && value >= content.end - 1) value = equals + 1;
  add(item.keySpan.end, value, '=');
}

/** A section's header, or the comments right above it, directly after a value. */
function needsBlankBefore(lines: readonly Line[], index: number): boolean {
  const before = lines[index - 1];
  if (before === undefined || before.blank || !endsEntry(lines, index - 1)) return false;
  let at = index;
  while (lines[at]?.item?.kind === 'comment' && !lines[at]!.blank) at++;
  return lines[at]?.item?.kind === 'header';
}

/** The line belongs to an entry, its first or a continuing one. */
function endsEntry(lines: readonly Line[], index: number): boolean {
  let at = index;
  while (at > 0 && lines[at]!.item === undefined) at--;
  return lines[at]!.item?.kind === 'entry';
}

/** True where the last line that says something asks for another one. */
function endsOpen(lines: readonly Line[], text: string): boolean {
  const full = lines.filter(({ blank, item, content }) => !blank && !(item === undefined && '#;'.includes(text[content.start]!)));
  const last = full.at(-1);
  return last !== undefined && text[last.content.end - 1] === '\\' && last.item?.kind !== 'comment';
}

function linesOf(text: string, tree: UnitTree): Line[] {
  const lines: Line[] = [];
  let next = 0;
  let item = 0;
  const first = text.startsWith('\uFEFF') ? 1 : 0;
  for (let start = first; start < text.length || lines.length === 0; start = next) {
    let feed = text.indexOf('\n', start);
    next = feed < 0 ? text.length : feed + 1;
    if (feed < 0) feed = text.length;
    const end = feed > start && feed < text.length && text[feed - 1] === '\r' ? feed - 1 : feed;
    const content = trimmedSpan(text, start, end);
    while (item < tree.items.length && tree.items[item]!.span.start < start) item++;
    const found = tree.items[item];
    const begins = found !== undefined && found.span.start >= start && found.span.start <= feed && content.start < content.end ? found : undefined;
    const blank = content.start === content.end && !insideEntry(tree, item, start);
    lines.push({ start, end, next, content, blank, item: begins });
    if (next === start) break;
  }
  return lines;
}

/** An empty line between the lines of a continued value belongs to it. */
function insideEntry(tree: UnitTree, item: number, offset: number): boolean {
  const before = tree.items[item - 1];
  return before !== undefined && before.kind === 'entry' && before.span.start < offset && offset < before.span.end;
}
