import { isDropIn, typeOfName, unitTypeOfPath, type UnitType } from '../../model/files.ts';
import type { SourceFile } from '../../model/snapshot.ts';
import { nameOf } from '../../model/uri.ts';
import { trimmedSpan } from '../../syntax/lines.ts';
import { parseQuadlets } from '../../syntax/quadlets.ts';
import type { Span } from '../../syntax/span.ts';
import { parseUnit, type UnitEntry, type UnitSection, type UnitTree } from '../../syntax/unit.ts';
import { entryAt, sectionAt, valueOffset } from '../../syntax/unit-places.ts';

/** One unit of a file: the file itself, the unit that a drop-in adds to, or a part of a `.quadlets` file. */
export interface UnitPart {
  /** `web.container`; undefined for a drop-in of a whole type, and for a part without a name. */
  readonly unit: string | undefined;
  readonly type: UnitType | undefined;
  readonly span: Span;
  /** The name in a part's `# FileName=`. */
  readonly nameSpan?: Span;
  readonly sections: readonly UnitSection[];
}

/** The tree of a unit file. Of a `.quadlets` file too: its `---` lines are bad lines in it, its places are the file's. */
export const unitTree = (file: SourceFile): UnitTree => file.tree(parseUnit);

/** The units of a file, in order. */
export function unitParts(file: SourceFile): UnitPart[] {
  const { sections } = unitTree(file);
  if (file.kind === 'quadlets') {
    return file.tree(parseQuadlets).parts.map(({ span, name, nameSpan, type }) => ({
      unit: name === undefined || name === '' || type === undefined ? undefined : `${name}.${type}`,
      type: type as UnitType | undefined,
      span,
      ...(name === undefined ? {} : { nameSpan }),
      sections: sections.filter((section) => section.span.start >= span.start && section.span.start < span.end),
    }));
  }
  const owner = isDropIn(file.path) ? nameOf(file.folder).slice(0, -'.d'.length) : file.name;
  const isUnit = typeOfName(owner) !== undefined && !/-\.[^.]*$/.test(owner);
  return [{ unit: isUnit ? owner : undefined, type: unitTypeOfPath(file.path), span: { start: 0, end: file.text.length }, sections }];
}

/** The unit that an offset is in: the last one that begins before it. */
export function partAt(file: SourceFile, offset: number): UnitPart | undefined {
  const parts = unitParts(file);
  return parts.filter(({ span }) => span.start <= offset).at(-1) ?? parts[0];
}

export type Cursor =
  /** Between the brackets of a header, or of one that is being written. */
  | { readonly in: 'header'; readonly span: Span; readonly closed: boolean }
  | { readonly in: 'key'; readonly span: Span; readonly hasEquals: boolean; readonly section: UnitSection | undefined; readonly entry?: UnitEntry }
  /** `at`: the offset in `value`, which is the entry's, with the blanks before the cursor that no longer belong to it. */
  | { readonly in: 'value'; readonly section: UnitSection | undefined; readonly entry: UnitEntry; readonly value: string; readonly at: number }
  | { readonly in: 'comment' };

/** What stands at an offset, whatever state the text is in. */
export function cursorAt(file: SourceFile, offset: number): Cursor {
  const { text } = file;
  const tree = unitTree(file);
  const section = sectionWithin(file, tree, offset);
  const line = lineAround(text, offset);
  const content = trimmedSpan(text, line.start, line.end);
  const entry = entryAt(tree, offset) ?? (content.start < content.end && content.start < offset ? entryAt(tree, content.start) : undefined) ?? continuedBefore(tree, text, offset);
  const isComment = content.start < content.end && '#;'.includes(text[content.start]!) && offset > content.start;
  if (entry !== undefined) {
    if (isComment && content.start >= entry.valueSpan.start) return { in: 'comment' };
    const equals = text.indexOf('=', entry.keySpan.end);
    if (offset <= equals && equals >= 0 && offset <= entry.keySpan.end) {
      // A line that ends in a backslash goes on in the key of the next one; what is completed stays on its line.
      const span = { start: Math.max(entry.keySpan.start, line.start), end: Math.min(entry.keySpan.end, Math.max(content.end, offset)) };
      return { in: 'key', span, hasEquals: true, section, entry };
    }
    if (offset <= equals) return { in: 'comment' };
    const behind = offset > entry.span.end && entry.span.end >= line.start ? text.slice(entry.span.end, offset) : '';
    if (behind !== '' && behind.trim() === '') return { in: 'value', section, entry, value: entry.value + behind, at: entry.value.length + behind.length };
    const at = valueOffset(entry, offset) ?? (offset > entry.valueSpan.start ? entry.value.length : 0);
    return { in: 'value', section, entry, value: entry.value, at: Math.min(at, entry.value.length) };
  }
  if (isComment) return { in: 'comment' };
  const first = text[content.start];
  if (first === '[' && offset > content.start) {
    const close = text.indexOf(']', content.start);
    const closed = close >= 0 && close < content.end;
    if (closed && offset > close) return { in: 'comment' };
    return { in: 'header', span: { start: content.start + 1, end: closed ? close : Math.max(content.end, offset) }, closed };
  }
  const span = offset < content.start || offset > content.end || content.start === content.end ? { start: offset, end: offset } : content;
  return { in: 'key', span, hasEquals: false, section };
}

/** The section of an offset, not one of the unit before in a `.quadlets` file. */
function sectionWithin(file: SourceFile, tree: UnitTree, offset: number): UnitSection | undefined {
  const section = sectionAt(tree, offset);
  if (section === undefined || file.kind !== 'quadlets') return section;
  return partAt(file, offset)?.sections.includes(section) === true ? section : undefined;
}

/** The line of an offset, without its end. */
export function lineAround(text: string, offset: number): Span {
  const start = lineFeedBefore(text, offset) + 1;
  const end = text.indexOf('\n', offset);
  return { start, end: end < 0 ? text.length : end };
}

/** The entry whose last line ends in a backslash and is continued by the empty line of the offset. */
function continuedBefore(tree: UnitTree, text: string, offset: number): UnitEntry | undefined {
  for (let end = lineFeedBefore(text, offset); end >= 0; ) {
    const start = lineFeedBefore(text, end) + 1;
    const line = trimmedSpan(text, start, end);
    const skipped = line.start === line.end || '#;'.includes(text[line.start]!);
    if (!skipped) return text[line.end - 1] === '\\' ? (entryAt(tree, line.start) ?? continuedEntry(tree, line.start)) : undefined;
    if (start === 0) return undefined;
    end = start - 1;
  }
  return undefined;
}

/** The last line feed before an offset; `lastIndexOf` takes a negative place for the first one. */
const lineFeedBefore = (text: string, offset: number): number => (offset <= 0 ? -1 : text.lastIndexOf('\n', offset - 1));

/** The last entry that begins before an offset. */
const continuedEntry = (tree: UnitTree, offset: number): UnitEntry | undefined => {
  const item = tree.items.filter(({ span }) => span.start <= offset).at(-1);
  return item?.kind === 'entry' ? item : undefined;
};
