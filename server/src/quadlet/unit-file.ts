import type { Mutable } from '../syntax/changed-lines.ts';
import type { UnitComment, UnitEntry, UnitItem, UnitTree } from '../syntax/unit.ts';
import { valueSource } from '../syntax/unit-places.ts';
import { trimEnd } from '../syntax/lines.ts';
import { NONE, pushAll } from '../model/lists.ts';
import type { Target } from './features.ts';
import { quoteWord, type QuoteOptions } from '../syntax/words.ts';

/** A place in one of a unit's files. */
export interface Origin {
  readonly uri: string;
  readonly start: number;
  readonly end: number;
}

/** A word of a generated command, and where it comes from, unless it is Quadlet's own. */
export interface Arg {
  readonly text: string;
  readonly origin?: Origin | undefined;
}

/** One file of a unit: its own or a drop-in. `offset` is where `tree.text` begins in the file (in a `.quadlets` file). */
export interface UnitPart {
  readonly uri: string;
  readonly path: string;
  readonly tree: UnitTree;
  readonly offset?: number;
}

/** A line as the generator holds it. */
export interface Line {
  readonly key: string;
  /** As it is written out. */
  readonly value: string;
  /** As it is understood: the same, but for continued lines before Podman 5.4. */
  readonly text: string;
  readonly comment: boolean;
  readonly entry?: UnitEntry;
  /** The comment that a line with one was read from. */
  readonly source?: UnitComment;
  readonly part?: UnitPart;
  /** The words of a generated command; they stand for the value. */
  readonly args?: readonly Arg[];
  /** Where `all` and `last` keep the whole value as they found it; nobody else looks here. */
  found?: Found;
}

interface Group {
  readonly name: string;
  /** Who may change it: a copy shares the groups that it leaves as they are. */
  readonly owner: UnitFile;
  readonly comments: Line[];
  readonly lines: Line[];
  /** The lines by key, once they are looked up in a file that is only read any more. */
  index?: Map<string, Line[]> | undefined;
  /** What `bitsOf` made of the index. */
  bits?: { readonly of: ReadonlyMap<string, Line[]>; readonly by: ReadonlyMap<string, number>; readonly value: number };
}

/** Up to this many lines a search is as fast as an index. */
const SHORT_GROUP = 6;

function indexOf(group: Group): ReadonlyMap<string, Line[]> {
  if (group.index !== undefined) return group.index;
  group.index = new Map();
  for (const line of group.lines) {
    if (line.comment) continue;
    const list = group.index.get(line.key);
    if (list === undefined) group.index.set(line.key, [line]);
    else list.push(line);
  }
  return group.index;
}

const isOf = (line: Line, key: string): boolean => line.key === key && !line.comment;

/** Where the lines of a key begin that count: after the last empty assignment. */
function afterReset(lines: readonly Line[], key: string): number {
  let from = lines.length;
  while (from > 0 && !(lines[from - 1]!.value === '' && isOf(lines[from - 1]!, key))) from--;
  return from;
}

const wholeOf = (line: Line): Found => (line.found ??= { text: line.text, line, at: 0 });

/** A value with the way back to its place. `at` is where it begins in the line's text. */
export interface Found {
  readonly text: string;
  readonly line: Line;
  readonly at: number;
}

/** Where a piece of a found value stands; undefined for what the generator made itself. */
export function originOf(found: Found, start = 0, end = found.text.length): Origin | undefined {
  const { entry, part } = found.line;
  if (entry === undefined || part === undefined) return undefined;
  const span = valueSource(entry, found.at + start, found.at + end);
  const offset = part.offset ?? 0;
  return { uri: part.uri, start: span.start + offset, end: span.end + offset };
}

/** Where the key of a line stands. */
export function keyOrigin(line: Line): Origin | undefined {
  const { entry, part } = line;
  if (entry === undefined || part === undefined) return undefined;
  const offset = part.offset ?? 0;
  return { uri: part.uri, start: entry.keySpan.start + offset, end: entry.keySpan.end + offset };
}

/**
 * A unit file as Podman's parser keeps it: groups in the order of their first header, each with the comments before
 * the header and its lines. The unit read and the service made from it are both one.
 */
export class UnitFile {
  private groups: Group[] = [];
  private byName = new Map<string, Group>();
  private frozen = false;

  /** The group of a name to be changed, made at the end where there is none. */
  private ensure(name: string): Group {
    const known = this.byName.get(name);
    if (known?.owner === this) return known;
    const group: Group = { name, owner: this, comments: known?.comments.slice() ?? [], lines: known?.lines.slice() ?? [] };
    if (known === undefined) this.groups.push(group);
    else this.groups[this.groups.indexOf(known)] = group;
    this.byName.set(name, group);
    return group;
  }

  /** Adds the lines of another file: groups of one name become one. Lines are values, so both stay apart. */
  merge(source: UnitFile): void {
    for (const group of source.groups) {
      const own = this.ensure(group.name);
      pushAll(own.comments, group.comments);
      pushAll(own.lines, group.lines);
    }
  }

  /** Says that the file will only be read from now on, which makes looking up keys fast. */
  freeze(): this {
    this.frozen = true;
    return this;
  }

  /** The lines of a key; in a long group that no longer changes from an index. */
  private linesOf(name: string, key: string): readonly Line[] {
    const group = this.byName.get(name);
    if (group === undefined) return NONE;
    return !this.frozen || group.lines.length <= SHORT_GROUP ? group.lines : (indexOf(group).get(key) ?? NONE);
  }

  /** Whether every key of a group that no longer changes is one of `known`. */
  hasOnly(name: string, known: ReadonlySet<string>): boolean {
    const group = this.byName.get(name);
    if (group !== undefined) for (const key of indexOf(group).keys()) if (!known.has(key)) return false;
    return true;
  }

  /** The bits that `by` has for the keys of a group that no longer changes, together. */
  bitsOf(name: string, by: ReadonlyMap<string, number>): number {
    const group = this.byName.get(name);
    if (group === undefined) return 0;
    const of = indexOf(group);
    // A key that got another value is still there: typing leaves the index as it is.
    if (group.bits?.of !== of || group.bits.by !== by) {
      let value = 0;
      for (const key of of.keys()) value |= by.get(key) ?? 0;
      group.bits = { of, by, value };
    }
    return group.bits.value;
  }

  /** Puts lines in the place of those of other entries and comments, and all lines into the part that they are of now. False where one is missing. */
  replace(made: ReadonlyMap<UnitItem, Line>, part: UnitPart): boolean {
    let left = made.size;
    for (const group of this.groups) {
      for (const lines of [group.comments, group.lines]) {
        for (let i = 0; i < lines.length; i++) {
          const known = lines[i]! as Mutable<Line>;
          if (known.part !== undefined) known.part = part;
          const item = known.entry ?? known.source;
          const line = item && made.get(item);
          if (line === undefined) continue;
          lines[i] = line;
          left--;
          if (line.comment) continue;
          const ofKey = known.key === line.key ? group.index?.get(line.key) : undefined;
          if (ofKey === undefined) group.index = undefined;
          else ofKey[ofKey.indexOf(known)] = line;
        }
      }
    }
    return left === 0;
  }

  /** The same file for who writes to it in vain: a service of which only the problems are wanted. */
  unwritten(): UnitFile {
    const file = new Unwritten();
    file.groups = this.groups;
    file.byName = this.byName;
    file.frozen = this.frozen;
    return file;
  }

  copy(): UnitFile {
    const copy = new UnitFile();
    copy.groups = this.groups.slice();
    copy.byName = new Map(this.byName);
    return copy;
  }

  /** Reading: a header, with the comments that wait before it; Podman takes away one empty line. */
  open(name: string, comments: readonly Line[]): void {
    pushAll(this.ensure(name).comments, comments, comments[0]?.value === '' ? 1 : 0);
  }

  /** Reading: lines at the end of a group, and one more behind them. */
  append(group: string, lines: readonly Line[], last?: Line): void {
    const all = this.ensure(group).lines;
    pushAll(all, lines);
    if (last !== undefined) all.push(last);
  }

  has(group: string): boolean {
    return this.byName.has(group);
  }

  lines(group: string): readonly Line[] {
    return this.byName.get(group)?.lines ?? [];
  }

  private findLast(group: string, key: string): Line | undefined {
    const lines = this.linesOf(group, key);
    for (let i = lines.length - 1; i >= 0; i--) if (lines[i]!.key === key && !lines[i]!.comment) return lines[i];
    return undefined;
  }

  /** The last value of a key, blanks at its end and all. */
  last(group: string, key: string): Found | undefined {
    const line = this.findLast(group, key);
    return line && wholeOf(line);
  }

  /** The last value of a key without blanks at its end, and without the quotes around it where the release cuts them away. */
  lookup(group: string, key: string, quotes: Target['quotes']): Found | undefined {
    const line = this.findLast(group, key);
    if (line === undefined) return undefined;
    const text = trimEnd(line.text);
    let start = 0;
    let end = text.length;
    if (quotes === 'pair') {
      if (end >= 2 && text.startsWith('"') && text.endsWith('"')) { start = 1; end--; }
    } else if (quotes === 'all') {
      while (start < end && text[start] === '"') start++;
      while (end > start && text[end - 1] === '"') end--;
    }
    return start === 0 && end === line.text.length ? wholeOf(line) : { text: text.slice(start, end), line, at: start };
  }

  /** Every value of a key; an empty assignment forgets those before it. */
  all(group: string, key: string): readonly Found[] {
    const lines = this.linesOf(group, key);
    if (lines.length === 0) return NONE;
    const all: Found[] = [];
    for (let i = afterReset(lines, key); i < lines.length; i++) if (isOf(lines[i]!, key)) all.push(wholeOf(lines[i]!));
    return all.length === 0 ? NONE : all;
  }

  /** The same one by one. */
  forAll(group: string, key: string, each: (found: Found) => void): void {
    const lines = this.linesOf(group, key);
    for (let i = afterReset(lines, key); i < lines.length; i++) if (isOf(lines[i]!, key)) each(wholeOf(lines[i]!));
  }

  add(group: string, key: string, value: string, from: Partial<Pick<Line, 'entry' | 'part' | 'args'>> = {}): void {
    this.ensure(group).lines.push({ key, value, text: value, comment: false, ...from });
  }

  /** Changes the last line of a key, or adds one. */
  set(group: string, key: string, value: string): void {
    const line = this.findLast(group, key);
    if (line === undefined) return this.add(group, key, value);
    const { lines } = this.ensure(group);
    lines[lines.lastIndexOf(line)] = { ...line, value, text: value, found: undefined };
  }

  prepend(group: string, key: string, value: string): void {
    this.ensure(group).lines.unshift({ key, value, text: value, comment: false });
  }

  unset(group: string, key: string): void {
    if (!this.byName.has(group)) return;
    const { lines } = this.ensure(group);
    const kept = lines.filter((line) => line.comment || line.key !== key);
    lines.length = 0;
    pushAll(lines, kept);
  }

  rename(from: string, to: string): void {
    const group = this.byName.get(from);
    if (group === undefined || from === to) return;
    this.byName.delete(from);
    if (!this.byName.has(to)) {
      const renamed = { ...group, name: to };
      this.groups[this.groups.indexOf(group)] = renamed;
      this.byName.set(to, renamed);
      return;
    }
    const other = this.ensure(to);
    pushAll(other.comments, group.comments);
    pushAll(other.lines, group.lines);
    this.groups = this.groups.filter((candidate) => candidate !== group);
  }

  /** The file as text, one `Line` for each of its lines (undefined for headers and the empty lines between groups). */
  write(quoting: QuoteOptions): { text: string; lines: readonly (Line | undefined)[] } {
    const out: string[] = [];
    const lines: (Line | undefined)[] = [];
    const push = (line: Line): void => {
      const value = line.args === undefined ? line.value : line.args.map((arg) => quoteWord(arg.text, quoting)).join(' ');
      const text = line.comment ? value : `${line.key}=${value}`;
      out.push(text);
      lines.push(line);
      // A value continued the old way spans several lines.
      for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) lines.push(line);
    };
    this.groups.forEach((group, i) => {
      if (i > 0) { out.push(''); lines.push(undefined); }
      for (const line of group.comments) push(line);
      if (group.name === '') return;
      out.push(`[${group.name}]`);
      lines.push(undefined);
      for (const line of group.lines) push(line);
    });
    return { text: out.map((line) => `${line}\n`).join(''), lines };
  }
}

/** A file that is read as another one, and drops what is written to it. */
class Unwritten extends UnitFile {
  override add(): void {}
  override set(): void {}
  override prepend(): void {}
  override unset(): void {}
  override rename(): void {}
}
