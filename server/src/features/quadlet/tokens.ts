import { trimmedSpan } from '../../syntax/lines.ts';
import type { UnitEntry } from '../../syntax/unit.ts';
import { valueSource } from '../../syntax/unit-places.ts';
import type { SourceFile } from '../../model/snapshot.ts';
import type { SemanticToken, TokenType } from '../types.ts';
import { unitTree } from './document.ts';
import { keyInfo } from './keys.ts';
import { specifiersIn, valueParts, type ValuePart, type ValueRole } from './values.ts';

const TYPES: Readonly<Partial<Record<ValueRole, TokenType>>> = {
  unit: 'type', service: 'type', value: 'enumMember', option: 'parameter', flag: 'parameter', number: 'number', port: 'number', variable: 'variable', image: 'string',
};

interface Piece {
  readonly start: number;
  readonly end: number;
  readonly type: TokenType;
}

/** Colours that need the tables: keys that exist, units, options, known values, specifiers. */
export function tokens(file: SourceFile): readonly SemanticToken[] {
  const { text } = file;
  const found: SemanticToken[] = [];
  const tree = unitTree(file);
  const sectionOf = new Map<UnitEntry, string>();
  for (const section of tree.sections) for (const entry of section.entries) sectionOf.set(entry, section.name);
  for (const item of tree.items) {
    if (item.kind === 'header') push(found, text, { ...item.nameSpan, type: 'namespace' });
    if (item.kind !== 'entry') continue;
    const section = sectionOf.get(item);
    const info = section === undefined ? undefined : keyInfo(section, item.key);
    if (info === undefined) continue;
    push(found, text, { ...item.keySpan, type: 'property', deprecated: info.deprecated !== undefined });
    const pieces = withSpecifiers(valueParts(section!, item.key, item.value, info), item.value);
    for (const { start, end, type } of pieces) push(found, text, { ...valueSource(item, start, end), type });
  }
  return found;
}

/** The pieces that have a colour, cut where a specifier stands. In order, never overlapping. */
function withSpecifiers(parts: readonly ValuePart[], value: string): Piece[] {
  const macros: Piece[] = specifiersIn(value).map(({ start, end }) => ({ start, end, type: 'macro' }));
  const out: Piece[] = [];
  let at = 0;
  const cover = (start: number, end: number, type: TokenType): void => {
    const from = Math.max(start, at);
    if (from < end) out.push({ start: from, end, type });
    at = Math.max(at, end);
  };
  let macro = 0;
  for (const part of [...parts].sort((a, b) => a.start - b.start)) {
    const type = TYPES[part.role];
    for (; macro < macros.length && macros[macro]!.start < part.end; macro++) {
      const next = macros[macro]!;
      if (type !== undefined && next.start > part.start) cover(Math.max(part.start, at), next.start, type);
      cover(next.start, next.end, 'macro');
    }
    if (type !== undefined) cover(Math.max(part.start, at), part.end, type);
  }
  for (; macro < macros.length; macro++) cover(macros[macro]!.start, macros[macro]!.end, 'macro');
  return out;
}

/** Adds a token, in pieces where it crosses line ends; without the indent and backslash of continuation lines. */
function push(found: SemanticToken[], text: string, { start, end, type, deprecated }: SemanticToken): void {
  const flag = deprecated === true ? { deprecated } : {};
  if (!/[\r\n]/.test(text.slice(start, end))) {
    if (start < end) found.push({ start, end, type, ...flag });
    return;
  }
  for (let from = start; from < end; ) {
    const feed = text.indexOf('\n', from);
    const to = feed < 0 ? end : Math.min(feed, end);
    const piece = trimmedSpan(text, from, to);
    const comment = from > start && '#;'.includes(text[piece.start]!);
    const pieceEnd = text[piece.end - 1] === '\\' && to < end ? piece.end - 1 : piece.end;
    if (piece.start < pieceEnd && !comment && !text.slice(piece.start, pieceEnd).includes('\r')) found.push({ start: piece.start, end: pieceEnd, type, ...flag });
    from = to + 1;
  }
}
