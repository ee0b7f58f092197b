import { isDropIn } from '../model/files.ts';
import type { SourceFile } from '../model/snapshot.ts';
import { formatBytes } from '../model/values/size.ts';
import { mergedOf } from '../quadlet/index.ts';
import { containerAt } from '../stack/queries.ts';
import { unitsOfFile } from '../stack/world.ts';
import type { Span } from '../syntax/span.ts';
import { unitReferences } from './quadlet/references.ts';
import type { Context, Location } from './types.ts';

/** A line of words over a unit. */
export interface CodeLens extends Span {
  readonly title: string;
  readonly action: { readonly kind: 'service' } | { readonly kind: 'references'; readonly locations: readonly Location[] } | { readonly kind: 'budget' } | { readonly kind: 'drop-ins'; readonly locations: readonly Location[] };
}

/** `postgres.service · 2 references · 4 of 8 GB`, each leading somewhere; over the first line of a unit. */
export function codeLenses(file: SourceFile, { snapshot }: Context): readonly CodeLens[] {
  if (file.kind !== 'quadlet' || isDropIn(file.path) || !snapshot.settings.codeLens) return [];
  const { world, units } = unitsOfFile(snapshot, file);
  const unit = units[0];
  if (unit === undefined) return [];
  const place = { start: 0, end: 0 };
  const compiled = world.compiled(unit);
  const lenses: CodeLens[] = [{ ...place, title: compiled.rejected ? `${compiled.serviceName}: not generated` : compiled.serviceName, action: { kind: 'service' } }];
  const references = unitReferences(snapshot, file.name);
  if (references.length > 0) lenses.push({ ...place, title: `${references.length} reference${references.length === 1 ? '' : 's'}`, action: { kind: 'references', locations: references } });
  if (mergedOf(unit, world.target).dropIns.length > 0) {
    const locations = unit.dropIns.map(({ uri }) => ({ uri, start: 0, end: 0 }));
    lenses.push({ ...place, title: `${locations.length} drop-in${locations.length === 1 ? '' : 's'}`, action: { kind: 'drop-ins', locations } });
  }
  const memory = containerAt(snapshot, file)?.memory?.value;
  const host = snapshot.settings.hostMemory;
  if (memory !== undefined) lenses.push({ ...place, title: host === undefined ? formatBytes(memory) : `${formatBytes(memory)} of ${formatBytes(host)}`, action: { kind: 'budget' } });
  return lenses;
}
