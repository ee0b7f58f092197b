import { lineEndOf } from '../model/line-ends.ts';
import type { TextEdit } from '../model/problem.ts';
import type { SourceFile } from '../model/snapshot.ts';
import { entriesOf, parseUnit, type UnitEntry, type UnitTree } from '../syntax/unit.ts';

/** Entries beside which nothing is added: `Exec=` may itself grow at its end, the others are no keys there and may go. */
const NO_ANCHOR = new Set(['Exec', 'MemorySwap', 'CPUQuota']);

/** Makes edits of a unit file that keep everything else: comments, order, line ends. All count from the same text. */
export class UnitEditor {
  readonly tree: UnitTree;
  readonly eol: string;
  private readonly opened = new Set<string>();
  /** Key → how much `continue` has added to its line; infinite once it has begun lines of their own. */
  private readonly grown = new Map<string, number>();

  constructor(private readonly file: SourceFile) {
    this.tree = file.tree(parseUnit);
    this.eol = lineEndOf(file.text);
  }

  /** The entry in force of a key. */
  last(section: string, key: string): UnitEntry | undefined {
    return entriesOf(this.tree, section, key).at(-1);
  }

  /** Adds a line after the last entry of the section, or of the key `after` in it; makes the section where it is missing. */
  insert(section: string, line: string, after?: string): TextEdit {
    const neighbour = (after === undefined ? undefined : this.last(section, after)) ?? entriesOf(this.tree, section).filter(({ key }) => section !== 'Container' || !NO_ANCHOR.has(key)).at(-1);
    const header = this.tree.sections.filter(({ name }) => name === section).at(-1)?.header;
    const at = neighbour?.span.end ?? header?.span.end;
    if (at !== undefined) return { start: at, end: at, newText: `${this.eol}${line}` };
    const { text } = this.file;
    const lead = text === '' ? '' : text.endsWith('\n') ? this.eol : this.eol + this.eol;
    const head = this.opened.has(section) ? '' : `${lead}[${section}]${this.eol}`;
    this.opened.add(section);
    return { start: text.length, end: text.length, newText: `${head}${line}${this.eol}` };
  }

  /** Adds words to the end of a value; on a line of their own where the value runs over several, or its line gets long. */
  continue(key: string, words: string): TextEdit {
    const entry = this.last('Container', key);
    if (entry === undefined) return this.insert('Container', `${key}=${words}`);
    const { end } = entry.valueSpan;
    const raw = this.file.text.slice(entry.valueSpan.start, end);
    const indent = /\\\r?\n([ \t]*)/.exec(raw)?.[1];
    const grown = this.grown.get(key) ?? 0;
    const fits = indent === undefined && raw.length + grown + words.length < 100;
    this.grown.set(key, fits ? grown + 1 + words.length : Infinity);
    return { start: end, end, newText: fits ? ` ${words}` : ` \\${this.eol}${indent ?? '  '}${words}` };
  }

  /** Takes an entry's lines away. */
  remove(entry: UnitEntry): TextEdit {
    const { text } = this.file;
    const start = text.lastIndexOf('\n', entry.span.start - 1) + 1;
    const newline = text.indexOf('\n', entry.span.end);
    return { start, end: newline < 0 ? text.length : newline + 1, newText: '' };
  }
}
