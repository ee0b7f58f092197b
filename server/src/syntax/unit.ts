import type { Mutable } from './changed-lines.ts';
import type { Span } from './span.ts';
import { isByteSpace, trimmedSpan } from './lines.ts';
import { sharedName } from './shared-name.ts';
import { changedUnit } from './unit-change.ts';
import { ARGS, splitWords, type Split } from './words.ts';

/**
 * Quadlet and systemd unit files. The tree keeps every line, in order and with its place; a line that Podman's parser
 * refuses becomes a `bad` item and the rest is read on, so that one slip does not hide the others.
 */
export interface UnitTree {
  readonly text: string;
  /** Every line of the text belongs to exactly one item, or to the entry that it continues. In order. */
  readonly items: readonly UnitItem[];
  /** One for each header; a name may come twice, Podman then merges them. */
  readonly sections: readonly UnitSection[];
  /** Entries before the first header: Podman refuses a file that has any. */
  readonly orphans: readonly UnitEntry[];
  /** The comments, those inside continued values included. */
  readonly comments: readonly Span[];
  readonly problems: readonly UnitProblem[];
  /** How often lines were typed in since the whole was parsed (`changedUnit`), and what became another one at last; undefined where more is another. */
  readonly edits: number;
  readonly replaced: readonly Replaced[] | undefined;
}

/** An entry that became another one, or a comment. */
export type Replaced = { readonly old: UnitEntry; readonly made: UnitEntry } | { readonly old: UnitComment; readonly made: UnitComment };

export type UnitItem = UnitHeader | UnitEntry | UnitComment | UnitBadLine;

export interface UnitHeader {
  readonly kind: 'header';
  readonly name: string;
  readonly nameSpan: Span;
  /** From `[` to `]`. */
  readonly span: Span;
}

export interface UnitEntry {
  readonly kind: 'entry';
  readonly key: string;
  readonly keySpan: Span;
  /** As Podman 5.4 and later join continued lines: backslash and line end fall away, and the next line's indent. */
  readonly value: string;
  /** The raw value, first to last character; empty and right after `=` where there is none. */
  readonly valueSpan: Span;
  /** Key, `=` and value. */
  readonly span: Span;
  /** Which piece of the value stands where in the text, where lines are continued; undefined for a value on one line. */
  readonly pieces: readonly ValuePiece[] | undefined;
  /** The file ends within the continuation in such a way that Podman forgets the entry. */
  readonly lost: boolean;
  /** Where `argsOf` keeps what it made; nobody else looks here. */
  args: Split | undefined;
  /** Slots for what layers above make of the entry by itself: `stack/entries.ts`, `stack/assignments.ts`, `quadlet/load.ts`, `stack/container.ts`, `rules/systemd/check.ts`; nobody else looks there. */
  placed: unknown;
  assigned: unknown;
  line: unknown;
  print: number | undefined;
  cleared: unknown;
}

export interface ValuePiece {
  /** Offset in the value. */
  readonly at: number;
  /** Offset in the text. */
  readonly start: number;
  readonly length: number;
}

/** A comment line, or an empty one. */
export interface UnitComment {
  readonly kind: 'comment';
  /** Without blanks around it; '' for an empty line. */
  readonly text: string;
  readonly span: Span;
  /** A lone backslash, or a line that the file ends in the middle of: Podman reads it as if it were not there. */
  readonly unseen?: true;
}

/** A line that is no header, entry or comment. */
export interface UnitBadLine {
  readonly kind: 'bad';
  readonly span: Span;
}

export interface UnitSection {
  readonly name: string;
  readonly header: UnitHeader | UnitBadLine;
  readonly nameSpan: Span;
  /** From the header to the last entry or comment before the next header. */
  readonly span: Span;
  readonly entries: readonly UnitEntry[];
  /** Where `entriesByKey` keeps what it made; nobody else looks here. */
  byKey: ReadonlyMap<string, readonly UnitEntry[]> | undefined;
  /** A slot for `stack/entries.ts`: what it made of the entries of a key. */
  placed: Map<string, unknown> | undefined;
}

export type UnitProblemKind =
  | 'byte-order-mark' // Podman reads it as a part of the first line
  | 'no-section' // an entry before the first header
  | 'section-name' // `[]`, `[a[b]`
  | 'not-an-entry' // no `=`, no header, no comment
  | 'key-name' // a blank in front of the key; only Podman 4.9 and only in a last line without line end
  | 'lost-entry'; // the file ends in a continuation followed by comments or empty lines: no error, but the entry is gone

export interface UnitProblem {
  readonly kind: UnitProblemKind;
  readonly span: Span;
  /** Number of the (last) line, from 1: Podman names it. */
  readonly line: number;
}

interface MutableSection {
  name: string;
  header: UnitHeader | UnitBadLine;
  nameSpan: Span;
  /** The header's own until there is an entry. */
  span: { start: number; end: number };
  entries: UnitEntry[];
  byKey: undefined;
  placed: undefined;
}

interface Piece {
  start: number;
  end: number;
}

const NO_PIECES: readonly Piece[] = [];

/** Reads a unit file or drop-in. Never fails; time is linear in the length of the text. */
export function parseUnit(text: string): UnitTree {
  const items: UnitItem[] = [];
  const sections: MutableSection[] = [];
  const orphans: UnitEntry[] = [];
  const comments: Span[] = [];
  const problems: UnitProblem[] = [];
  let current: MutableSection | undefined;
  let pending: Piece[] = [];
  let pendingLength = 0;
  // Podman takes one line feed off the end, then splits: `a\n\n` has an empty second line, `a\n` has none.
  const limit = text.endsWith('\n') ? text.length - 1 : text.length;
  let position = 0;
  let line = 0;

  const open = (section: MutableSection): void => {
    current = section;
    sections.push(section);
  };
  const report = (kind: UnitProblemKind, span: Span): void => void problems.push({ kind, span, line });

  const header = (span: Span, content: string): void => {
    const close = content.indexOf(']');
    const name = sharedName(content.slice(1, close));
    const item: UnitHeader = { kind: 'header', name, nameSpan: { start: span.start + 1, end: span.start + close }, span: { start: span.start, end: span.start + close + 1 } };
    if (!isSectionName(name)) report('section-name', item.span);
    items.push(item);
    open({ name, header: item, nameSpan: item.nameSpan, span: item.span, entries: [], byKey: undefined, placed: undefined });
  };

  const bad = (span: Span, content: string): void => {
    const item: UnitBadLine = { kind: 'bad', span };
    items.push(item);
    report('not-an-entry', span);
    // `[Container` and `[Container] x` are meant as headers: what follows is judged as their entries.
    const meant = /^\[[ \t]*([A-Za-z][\w-]*)/.exec(content);
    if (meant === null) return;
    const start = span.start + meant[0].length - meant[1]!.length;
    open({ name: meant[1]!, header: item, nameSpan: { start, end: start + meant[1]!.length }, span, entries: [], byKey: undefined, placed: undefined });
  };

  const entry = (line: Piece, pieces: readonly Piece[], content: string, lost: boolean): void => {
    const equals = content.indexOf('=');
    let keyEnd = equals;
    while (keyEnd > 0 && isByteSpace(content.charCodeAt(keyEnd - 1))) keyEnd--;
    let valueStart = equals + 1;
    while (valueStart < content.length && isByteSpace(content.charCodeAt(valueStart))) valueStart++;
    const key = sharedName(content.slice(0, keyEnd));
    const value = content.slice(valueStart);
    const item = pieces.length <= 1 ? plainEntry(line, key, value, keyEnd, valueStart, equals) : continuedEntry(pieces, key, value, keyEnd, valueStart, equals);
    item.lost = lost;
    items.push(item);
    if (lost) report('lost-entry', item.span);
    if (current === undefined && lost) return;
    if (current === undefined) {
      if (orphans.length === 0) report('no-section', item.keySpan);
      orphans.push(item);
      return;
    }
    current.entries.push(item);
    if (current.entries.length === 1) current.span = { start: current.span.start, end: item.span.end };
    else current.span.end = item.span.end;
  };

  /** A line, and what it goes on with; `pieces` are all of them, or none where that is one. */
  const logicalLine = (line: Piece, pieces: readonly Piece[], lost = false): void => {
    const content = pieces.length <= 1 ? text.slice(line.start, line.end) : pieces.map((piece) => text.slice(piece.start, piece.end)).join('');
    const span = pieces.length <= 1 ? { start: line.start, end: line.end } : { start: line.start, end: pieces[pieces.length - 1]!.end };
    if (content === '') items.push({ kind: 'comment', text: '', span });
    else if (lost && (isHeaderLine(content) || content.indexOf('=') <= 0)) {
      items.push({ kind: 'comment', text: content, span, unseen: true });
      report('lost-entry', span);
    } else if (isHeaderLine(content)) header(span, content);
    else if (content.indexOf('=') > 0) entry(line, pieces, content, lost);
    else bad(span, content);
  };

  if (text.startsWith('\uFEFF')) problems.push({ kind: 'byte-order-mark', span: { start: 0, end: 1 }, line: 1 });
  while (position <= limit) {
    line++;
    let lineEnd = text.indexOf('\n', position);
    if (lineEnd === -1 || lineEnd > limit) lineEnd = limit;
    const isLast = lineEnd >= limit;
    // A byte-order mark has its own problem; the line behind it is read as it was meant.
    const span = trimmedSpan(text, position === 0 && text.startsWith('\uFEFF') ? 1 : position, lineEnd);
    const mark = text.charCodeAt(span.start);
    position = lineEnd + 1;
    if (span.start === span.end || mark === 35 || mark === 59) {
      if (span.start < span.end) comments.push(span);
      if (pendingLength > 0) continue;
      items.push({ kind: 'comment', text: text.slice(span.start, span.end), span });
      continue;
    }
    if (text.charCodeAt(span.end - 1) === 92) {
      const piece = { start: span.start, end: span.end - 1 };
      if (!isLast) {
        // A lone backslash adds nothing, and Podman then does not count the line as begun.
        if (piece.end > piece.start) pending.push(piece);
        else if (pendingLength === 0) items.push({ kind: 'comment', text: '', span: piece, unseen: true });
        pendingLength += piece.end - piece.start;
        continue;
      }
      pending.push(piece);
    } else if (pending.length === 0) {
      logicalLine(span, NO_PIECES);
      continue;
    } else pending.push(span);
    const pieces = pending;
    pending = [];
    pendingLength = 0;
    logicalLine(pieces[0]!, pieces);
  }
  if (pending.length > 0) logicalLine(pending[0]!, pending, true);
  return { text, items, sections, orphans, comments, problems, edits: 0, replaced: undefined };
}

/** An entry on one line. */
function plainEntry({ start: first, end: last }: Piece, key: string, value: string, keyEnd: number, valueStart: number, equals: number): Mutable<UnitEntry> {
  const start = first + (value === '' ? equals + 1 : valueStart);
  const end = value === '' ? start : last;
  return {
    kind: 'entry', key, keySpan: { start: first, end: first + keyEnd }, value, valueSpan: { start, end }, span: { start: first, end: last },
    pieces: undefined,
    lost: false, args: undefined, placed: undefined, assigned: undefined, line: undefined, print: undefined, cleared: undefined,
  };
}

/** An entry whose value goes on in the next lines. */
function continuedEntry(pieces: readonly Piece[], key: string, value: string, keyEnd: number, valueStart: number, equals: number): Mutable<UnitEntry> {
  const first = pieces[0]!.start;
  const last = pieces[pieces.length - 1]!;
  const start = value === '' ? placeOf(pieces, equals) + 1 : placeOf(pieces, valueStart);
  const end = value === '' ? start : endOf(pieces);
  return {
    kind: 'entry', key, keySpan: { start: first, end: placeOf(pieces, keyEnd - 1) + 1 }, value, valueSpan: { start, end },
    span: { start: first, end: Math.max(end, last.end > last.start ? last.end : end) },
    pieces: valuePieces(pieces, valueStart),
    lost: false, args: undefined, placed: undefined, assigned: undefined, line: undefined, print: undefined, cleared: undefined,
  };
}

/** What a text that differs from the last one in a line is read by. */
parseUnit.again = (before: UnitTree, text: string): UnitTree | undefined => changedUnit(before, text, parseUnit);

/** The words of a value, split like a command; worked out once. */
export const argsOf = (entry: UnitEntry): Split => (entry.args ??= splitWords(entry.value, ARGS));

/** The entries of a section by key, in order; worked out once. */
export function entriesByKey(section: UnitSection): ReadonlyMap<string, readonly UnitEntry[]> {
  if (section.byKey !== undefined) return section.byKey;
  const found = new Map<string, UnitEntry[]>();
  for (const entry of section.entries) {
    const list = found.get(entry.key);
    if (list === undefined) found.set(entry.key, [entry]);
    else list.push(entry);
  }
  section.byKey = found;
  return found;
}

/** All entries of the sections of a name, in order; a repeated section counts as one. */
export function entriesOf(tree: UnitTree, section: string, key?: string): UnitEntry[] {
  const found: UnitEntry[] = [];
  for (const candidate of tree.sections) {
    if (candidate.name !== section) continue;
    for (const entry of candidate.entries) if (!entry.lost && (key === undefined || entry.key === key)) found.push(entry);
  }
  return found;
}

/** Where a character of the joined line stands in the text. */
function placeOf(pieces: readonly Piece[], offset: number): number {
  let rest = offset;
  for (const piece of pieces) {
    const length = piece.end - piece.start;
    if (rest < length) return piece.start + rest;
    rest -= length;
  }
  return pieces[pieces.length - 1]!.end;
}

function endOf(pieces: readonly Piece[]): number {
  for (let i = pieces.length - 1; i >= 0; i--) if (pieces[i]!.end > pieces[i]!.start) return pieces[i]!.end;
  return pieces[0]!.end;
}

function valuePieces(pieces: readonly Piece[], valueStart: number): ValuePiece[] {
  const found: ValuePiece[] = [];
  let at = -valueStart;
  for (const piece of pieces) {
    const skip = Math.max(0, -at);
    const length = piece.end - piece.start - skip;
    if (length > 0) found.push({ at: at + skip, start: piece.start + skip, length });
    at += piece.end - piece.start;
  }
  return found;
}

/** `[…]` and nothing after it but blanks. */
function isHeaderLine(line: string): boolean {
  if (!line.startsWith('[')) return false;
  const close = line.indexOf(']');
  if (close === -1) return false;
  for (let i = close + 1; i < line.length; i++) if (line[i] !== ' ' && line[i] !== '\t') return false;
  return true;
}

function isSectionName(name: string): boolean {
  // eslint-disable-next-line no-control-regex -- control characters are what Podman refuses here
  return name !== '' && !/[[\]\u0000-\u001F\u007F-\u009F]/.test(name);
}
