import { trimmedSpan } from './lines.ts';
import type { Span } from './span.ts';

/** One unit of a `.quadlets` file, as `podman quadlet install` takes it out. */
export interface QuadletsPart {
  /** From its first to its last character that is no blank; what is installed. */
  readonly span: Span;
  /** From `# FileName=NAME`: the file name without its extension; undefined where the comment is missing. */
  readonly name: string | undefined;
  /** The name in the comment; where there is none, the part's first line. */
  readonly nameSpan: Span;
  /** `container`, `pod`, …: the first section that names a type; undefined where none does. */
  readonly type: string | undefined;
}

export interface QuadletsTree {
  readonly text: string;
  readonly parts: readonly QuadletsPart[];
  /** The `---` lines. */
  readonly separators: readonly Span[];
}

const TYPES: ReadonlySet<string> = new Set(['container', 'pod', 'volume', 'network', 'kube', 'image', 'build', 'artifact']);

/** Splits a `.quadlets` file at its `---` lines; empty parts fall away. Never fails; linear. */
export function parseQuadlets(text: string): QuadletsTree {
  const parts: QuadletsPart[] = [];
  const separators: Span[] = [];
  let from = 0;
  let position = 0;
  while (position <= text.length) {
    let lineEnd = text.indexOf('\n', position);
    if (lineEnd === -1) lineEnd = text.length;
    const line = trimmedSpan(text, position, lineEnd);
    if (line.end - line.start === 3 && text.startsWith('---', line.start)) {
      separators.push(line);
      addPart(text, from, position, parts);
      from = lineEnd + 1;
    }
    position = lineEnd + 1;
  }
  addPart(text, from, text.length, parts);
  return { text, parts, separators };
}

/** The part that an offset is in, its ends included. */
export const partAt = (tree: QuadletsTree, offset: number): QuadletsPart | undefined =>
  tree.parts.find(({ span }) => span.start <= offset && offset <= span.end);

function addPart(text: string, start: number, end: number, parts: QuadletsPart[]): void {
  if (start >= end) return;
  const span = trimmedSpan(text, start, end);
  if (span.start === span.end) return;
  let name: string | undefined;
  let nameSpan: Span | undefined;
  let type: string | undefined;
  let firstLine: Span | undefined;
  for (let position = span.start; position < span.end && (name === undefined || type === undefined); ) {
    let lineEnd = text.indexOf('\n', position);
    if (lineEnd === -1 || lineEnd > span.end) lineEnd = span.end;
    const line = trimmedSpan(text, position, lineEnd);
    firstLine ??= line;
    const first = text[line.start];
    if (nameSpan === undefined && first === '#') {
      const comment = trimmedSpan(text, line.start + 1, line.end);
      if (text.startsWith('FileName=', comment.start) && comment.end >= comment.start + 9) {
        nameSpan = trimmedSpan(text, comment.start + 9, comment.end);
        name = text.slice(nameSpan.start, nameSpan.end);
      }
    } else if (type === undefined && first === '[' && text[line.end - 1] === ']') {
      const found = text.slice(line.start, line.end).replace(/^[[\]]+|[[\]]+$/g, '').toLowerCase();
      if (TYPES.has(found)) type = found;
    }
    position = lineEnd + 1;
  }
  parts.push({ span, name, nameSpan: nameSpan ?? firstLine ?? span, type });
}
