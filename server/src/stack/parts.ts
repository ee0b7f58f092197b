import type { Snapshot, SourceFile } from '../model/snapshot.ts';
import { parseUnit } from '../syntax/unit.ts';
import type { UnitPart } from './entries.ts';
import { dropInsOf } from './world.ts';

/** A unit with its drop-ins, in the order in which they are read. */
export const unitParts = (snapshot: Snapshot, file: SourceFile): UnitPart[] => partsOf(file, dropInsOf(snapshot, file.path));

/** The same where the drop-ins are known. */
export function partsOf(file: SourceFile, dropIns: readonly SourceFile[]): UnitPart[] {
  const parts: UnitPart[] = [];
  parts.push({ uri: file.uri, tree: file.tree(parseUnit) });
  for (const dropIn of dropIns) parts.push({ uri: dropIn.uri, tree: dropIn.tree(parseUnit) });
  return parts;
}
