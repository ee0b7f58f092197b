import type { Snapshot, SourceFile } from '../model/snapshot.ts';
import { parseUnit } from '../syntax/unit.ts';
import type { UnitPart } from './entries.ts';
import { dropInsOf } from './world.ts';

/** A unit with its drop-ins, in the order in which they are read. */
export const unitParts = (snapshot: Snapshot, file: SourceFile): UnitPart[] =>
  [file, ...dropInsOf(snapshot, file.path)].map((part) => ({ uri: part.uri, tree: part.tree(parseUnit) }));
