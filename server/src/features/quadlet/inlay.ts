import type { SourceFile } from '../../model/snapshot.ts';
import type { Span } from '../../syntax/span.ts';
import { valueSource } from '../../syntax/unit.ts';
import type { Context, InlayHint } from '../types.ts';
import { partAt, unitTree } from './document.ts';
import { unitHover } from './hover.ts';
import { findUnit, generatedNames, nameSpecifier } from './names.ts';
import { specifiersIn, valueParts } from './values.ts';

/** What a unit's name stands for in Podman, and what specifiers come to that follow from the unit's name. */
export function inlayHints(file: SourceFile, span: Span, context: Context): readonly InlayHint[] {
  const { snapshot } = context;
  const hints: InlayHint[] = [];
  for (const section of unitTree(file).sections) {
    if (section.span.end < span.start || section.header.span.start > span.end) continue;
    const isDependency = section.name === 'Unit' || section.name === 'Install';
    for (const entry of section.entries) {
      if (entry.span.end < span.start || entry.span.start > span.end || entry.lost) continue;
      for (const part of valueParts(section.name, entry.key, entry.value)) {
        if (part.role !== 'unit') continue;
        const known = findUnit(snapshot, file, part.text);
        if (known === undefined) continue;
        const { service, resource } = generatedNames(snapshot, known);
        const label = isDependency ? service : resource;
        if (label === undefined || label === '' || label === part.text) continue;
        hints.push({ offset: valueSource(entry, part.start, part.end).end, label: ` ${label}`, tooltip: unitHover(part.text, file, context) ?? '', group: 'names' });
      }
      for (const specifier of specifiersIn(entry.value)) {
        const value = specifierValue(specifier.text, file, entry.span.start, context);
        if (value !== undefined) hints.push({ offset: valueSource(entry, specifier.start, specifier.end).end, label: ` ${value}`, group: 'specifiers' });
      }
    }
  }
  return hints;
}

function specifierValue(specifier: string, file: SourceFile, offset: number, { snapshot }: Context): string | undefined {
  const unit = partAt(file, offset)?.unit;
  const known = unit === undefined ? undefined : findUnit(snapshot, file, unit);
  if (known === undefined) return undefined;
  const value = nameSpecifier(specifier, generatedNames(snapshot, known).service.slice(0, -'.service'.length));
  return value === '' ? undefined : value;
}
