import type { SourceFile } from '../../model/snapshot.ts';
import type { Span } from '../../syntax/span.ts';
import { valueSource } from '../../syntax/unit-places.ts';
import type { Context, InlayHint } from '../types.ts';
import { partAt, unitTree } from './document.ts';
import { unitHover } from './hover.ts';
import { findUnit, generatedNames, nameSpecifier, type GeneratedNames } from './names.ts';
import { specifiersIn, valueParts } from './values.ts';

/** What a unit's name stands for in Podman, and what specifiers come to that follow from the unit's name. */
export function inlayHints(file: SourceFile, span: Span, context: Context): readonly InlayHint[] {
  const { snapshot } = context;
  const hints: InlayHint[] = [];
  const known = new Map<string, GeneratedNames | undefined>();
  const namesOf = (name: string): GeneratedNames | undefined => {
    if (!known.has(name)) {
      const unit = findUnit(snapshot, file, name);
      known.set(name, unit === undefined ? undefined : generatedNames(snapshot, unit));
    }
    return known.get(name);
  };
  for (const section of unitTree(file).sections) {
    if (section.span.end < span.start || section.header.span.start > span.end) continue;
    const isDependency = section.name === 'Unit' || section.name === 'Install';
    for (const entry of section.entries) {
      if (entry.span.end < span.start || entry.span.start > span.end || entry.lost) continue;
      for (const part of valueParts(section.name, entry.key, entry.value)) {
        if (part.role !== 'unit') continue;
        const names = namesOf(part.text);
        if (names === undefined) continue;
        const label = isDependency ? names.service : names.resource;
        if (label === undefined || label === '' || label === part.text) continue;
        hints.push({ offset: valueSource(entry, part.start, part.end).end, label: ` ${label}`, tooltip: unitHover(part.text, file, context) ?? '', group: 'names' });
      }
      for (const specifier of specifiersIn(entry.value)) {
        const own = partAt(file, entry.span.start)?.unit;
        const service = own === undefined ? undefined : namesOf(own)?.service;
        const value = service === undefined ? undefined : nameSpecifier(specifier.text, service.slice(0, -'.service'.length));
        if (value !== undefined && value !== '') hints.push({ offset: valueSource(entry, specifier.start, specifier.end).end, label: ` ${value}`, group: 'specifiers' });
      }
    }
  }
  return hints;
}
