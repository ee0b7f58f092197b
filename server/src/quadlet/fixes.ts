import { lineEndOf } from '../model/line-ends.ts';
import type { Fix, TextEdit } from '../model/problem.ts';
import { nearestName } from '../model/nearest.ts';
import type { UnitEntry } from '../syntax/unit.ts';
import type { Compilation } from './compilation.ts';
import type { UnitPart } from './unit-file.ts';

const shifted = (edits: readonly TextEdit[], part: UnitPart): TextEdit[] => {
  const offset = part.offset ?? 0;
  return edits.map((edit) => ({ ...edit, start: edit.start + offset, end: edit.end + offset }));
};

/** Adds a line at the end of a section, which is made where it is not there. */
function appended(part: UnitPart, section: string, line: string): TextEdit {
  const { text, sections } = part.tree;
  const eol = lineEndOf(text);
  const found = sections.find(({ name }) => name === section);
  if (found !== undefined) return { start: found.span.end, end: found.span.end, newText: eol + line };
  const before = text === '' || text.endsWith('\n') ? '' : eol;
  return { start: text.length, end: text.length, newText: `${before}${text === '' ? '' : eol}[${section}]${eol}${line}${eol}` };
}

/** The lines of an entry with the line end behind them. */
function wholeLines(text: string, entry: UnitEntry): { start: number; end: number } {
  const start = text.lastIndexOf('\n', entry.span.start - 1) + 1;
  const next = text.indexOf('\n', entry.span.end);
  return { start, end: next === -1 ? text.length : next + 1 };
}

/** Moves an entry into another section of the same file. */
export function moveTo(part: UnitPart, entry: UnitEntry, section: string): Fix {
  const { text } = part.tree;
  const insert = appended(part, section, text.slice(entry.span.start, entry.span.end));
  const remove = wholeLines(text, entry);
  // At the end of the file both meet: the new section then stands where the line was.
  const edits = insert.start > remove.start && insert.start <= remove.end && insert.start === text.length
    ? [{ start: remove.start, end: text.length, newText: insert.newText.replace(/^(?:\r?\n)+/, remove.start === 0 ? '' : lineEndOf(text)) }]
    : [{ ...remove, newText: '' }, insert];
  return { title: `Move to [${section}]`, preferred: true, safe: true, edits: shifted(edits, part) };
}

/** Writes another entry in its place. */
export function replaceEntry(part: UnitPart, entry: UnitEntry, text: string, more: Partial<Fix> = {}): Fix {
  return { title: `Replace with ${text}`, ...more, edits: shifted([{ start: entry.span.start, end: entry.span.end, newText: text }], part) };
}

/** Writes another key. */
export function renameKey(part: UnitPart, entry: UnitEntry, key: string): Fix {
  return { title: `Change to ${key}=`, preferred: true, edits: shifted([{ ...entry.keySpan, newText: key }], part) };
}

/** Adds the Image= that a container or image unit lacks, named like the unit; or mends a misspelt section name. */
export function insertImage(c: Compilation): Fix[] {
  const { part, name } = c.unit;
  const { sections, text } = part.tree;
  const own = sections.find((section) => section.name === c.section);
  const eol = lineEndOf(text);
  const stem = name.slice(0, name.indexOf('.') === -1 ? undefined : name.indexOf('.')).replace(/@.*$/, '').toLowerCase().replace(/[^a-z0-9._-]+/g, '-').replace(/^[._-]+|[._-]+$/g, '');
  const line = `Image=docker.io/library/${stem === '' ? 'image' : stem}:latest`;
  const misspelt = own !== undefined ? undefined : sections.find((section) => !['Unit', 'Service', 'Install'].includes(section.name) && nearestName(section.name, [c.section]) !== undefined);
  if (misspelt !== undefined) {
    return [{ title: `Change [${misspelt.name}] to [${c.section}]`, preferred: true, edits: shifted([{ ...misspelt.nameSpan, newText: c.section }], part) }];
  }
  for (const section of sections) {
    const elsewhere = section.name === c.section ? undefined : section.entries.find(({ key }) => key === 'Image');
    if (elsewhere !== undefined) return [moveTo(part, elsewhere, c.section)];
  }
  if (own !== undefined) {
    const at = own.header.span.end;
    return [{ title: `Insert ${line}`, preferred: true, edits: shifted([{ start: at, end: at, newText: eol + line }], part) }];
  }
  return [{ title: `Insert [${c.section}] with ${line}`, preferred: true, edits: shifted([appended(part, c.section, line)], part) }];
}
