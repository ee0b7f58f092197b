import { kindOfPath, type FileKind } from '../../server/src/model/files.ts';
import { snapshotOf, SourceFile, type Snapshot } from '../../server/src/model/snapshot.ts';
import { NEWEST_TARGETS, type Targets } from '../../server/src/model/version.ts';
import type { Span } from '../../server/src/syntax/span.ts';

export interface Fixture {
  readonly snapshot: Snapshot;
  readonly files: readonly SourceFile[];
  /** The file that holds a marker, else the first. */
  readonly file: SourceFile;
  /** The offset of `$0`; throws where the text has none. */
  readonly offset: number;
  /** The spans of `[[…]]`, in order; throws where the text has none. */
  readonly spans: readonly Span[];
}

/**
 * Files from one string. `//- /path` at the start of a line begins a file (without one, the text is `path`'s);
 * `$0` marks the cursor, `[[…]]` spans. Markers are taken out of the texts.
 */
export function fixture(text: string, options: { path?: string; targets?: Partial<Targets>; kind?: FileKind } = {}): Fixture {
  const targets = { ...NEWEST_TARGETS, ...options.targets };
  const parts = text.startsWith('//- ')
    ? text.split(/^\/\/- /m).slice(1).map((part) => [part.slice(0, part.indexOf('\n')).trim(), part.slice(part.indexOf('\n') + 1)] as const)
    : [[options.path ?? '/ws/file.container', text] as const];
  let marked: SourceFile | undefined;
  let offset: number | undefined;
  const spans: Span[] = [];
  const files = parts.map(([path, raw]) => {
    const found: Span[] = [];
    let clean = '';
    let open: number | undefined;
    for (let i = 0; i < raw.length; ) {
      if (raw.startsWith('$0', i)) { offset = clean.length; i += 2; }
      else if (raw.startsWith('[[', i)) { open = clean.length; i += 2; }
      else if (open !== undefined && raw.startsWith(']]', i)) { found.push({ start: open, end: clean.length }); open = undefined; i += 2; }
      else clean += raw[i++];
    }
    const kind = options.kind ?? kindOfPath(path);
    if (kind === undefined) throw new Error(`fixture: what is ${path}?`);
    const file = new SourceFile(`file://${encodeURI(path)}`, path, kind, clean);
    if (found.length > 0 || (offset !== undefined && marked === undefined && raw.includes('$0'))) marked = file;
    spans.push(...found);
    return file;
  });
  const first = files[0];
  if (first === undefined) throw new Error('fixture: no file');
  return {
    snapshot: snapshotOf(files, targets),
    files,
    file: marked ?? first,
    get offset() {
      if (offset === undefined) throw new Error('fixture: no $0 in the text');
      return offset;
    },
    get spans() {
      if (spans.length === 0) throw new Error('fixture: no [[…]] in the text');
      return spans;
    },
  };
}

export { applyEdits } from '../../server/src/model/edits.ts';
