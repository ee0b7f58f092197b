import type { GraphGroup } from '../../stack/graph.ts';
import { levelsOf, type Block } from './blocks.ts';

/** Boxes of a level side by side, in one network's part; what is more goes on in the next row. */
const MOST_IN_ROW = 4;

/** A column of the drawing: members of one set of networks and pods, or of several sets below each other. */
export interface Band {
  readonly rows: readonly (readonly string[])[];
}

/** A network or pod as a frame around its members, and nobody else. */
export interface Framed {
  readonly group: GraphGroup;
  readonly firstBand: number;
  readonly lastBand: number;
  readonly top: number;
  readonly bottom: number;
  /** 0 for the innermost. */
  readonly depth: number;
}

export interface Bands {
  readonly bands: readonly Band[];
  readonly rows: number;
  readonly frames: readonly Framed[];
  /** Groups that no frame can hold. */
  readonly unframed: readonly GraphGroup[];
}

const keyOf = ({ kind, name }: GraphGroup): string => `${kind} ${name}`;

/** Above so many sets of networks, their order is as they come. */
const MANY = 6;

/** Which row and column each container and shared volume stands in: who reaches another stands above it. */
export function bandsOf(block: Block): Bands {
  const split = splitByGroups(block);
  const bands = split.length > MANY ? split : ordered(merged(ordered(split, block), block), block);
  return { bands, rows: Math.max(...bands.map((band) => band.rows.length)), ...framesOf(block, bands) };
}

function splitByGroups(block: Block): Band[] {
  const { nodes, shared, groups } = block;
  const levels = levelsOf(block);
  const classes = new Map(nodes.map(({ id }) => [id, groups.filter(({ members }) => members.includes(id)).map(keyOf).join('\n')]));
  const names = [...new Set(classes.values())];
  const most = Math.max(2, MOST_IN_ROW + 1 - names.length);
  const bands = names.map((): { rows: string[][] } => ({ rows: [] }));
  const rowOf = new Map<string, number>();
  for (let level = Math.max(...levels.values()); level >= 0; level--) {
    const inLevel = names.map((name) => nodes.filter(({ id }) => levels.get(id) === level && classes.get(id) === name).map(({ id }) => id));
    const count = Math.max(1, ...inLevel.map((ids) => Math.ceil(ids.length / most)));
    inLevel.forEach((ids, index) => {
      const each = Math.ceil(ids.length / count);
      for (let part = 0; part < count; part++) {
        const row = ids.slice(part * each, (part + 1) * each);
        for (const id of row) rowOf.set(id, bands[index]!.rows.length);
        bands[index]!.rows.push(row);
      }
    });
  }
  // A shared volume stands below all that mount it.
  for (const { id, users } of shared) {
    const row = Math.max(...users.map((user) => rowOf.get(user.id)!)) + 1;
    for (const band of bands) if (band.rows.length <= row) band.rows.push([]);
    bands[names.indexOf(classes.get(users[0]!.id)!)]!.rows[row]!.push(id);
  }
  return bands;
}

/** The order of the columns in which most groups can be framed. */
function ordered(bands: readonly Band[], { groups }: Block): readonly Band[] {
  if (bands.length < 3) return bands;
  let best = bands;
  let most = -1;
  for (const candidate of permutations(bands)) {
    const now = groups.filter((group) => frameFor(group, candidate) !== undefined).length;
    if (now > most) [best, most] = [candidate, now];
  }
  return best;
}

function* permutations<T>(list: readonly T[]): Generator<readonly T[]> {
  if (list.length < 2) { yield list; return; }
  for (let i = 0; i < list.length; i++) for (const rest of permutations([...list.slice(0, i), ...list.slice(i + 1)])) yield [list[i]!, ...rest];
}

/** Puts columns below each other that share no row, where that costs no frame: the drawing gets narrower. */
function merged(bands: readonly Band[], { groups }: Block): readonly Band[] {
  const framed = (candidate: readonly Band[]): number => groups.filter((group) => frameFor(group, candidate) !== undefined).length;
  let current = bands;
  for (let i = 0; i < current.length; i++) {
    for (let k = i + 1; k < current.length; k++) {
      const [a, b] = [current[i]!, current[k]!];
      if (!apart(a, b)) continue;
      const both: Band = { rows: Array.from({ length: Math.max(a.rows.length, b.rows.length) }, (_, row) => [...(a.rows[row] ?? []), ...(b.rows[row] ?? [])]) };
      const candidate = current.flatMap((band, index) => (index === i ? [both] : index === k ? [] : [band]));
      if (framed(candidate) < framed(current)) continue;
      current = candidate;
      k--;
    }
  }
  return current;
}

function apart(a: Band, b: Band): boolean {
  const range = ({ rows }: Band): readonly [number, number] => [rows.findIndex((ids) => ids.length > 0), Math.max(...rows.map((ids, row) => (ids.length > 0 ? row : -1)))];
  const [[aTop, aBottom], [bTop, bBottom]] = [range(a), range(b)];
  return aBottom < bTop || bBottom < aTop;
}

/** The rows and columns of a group's members; undefined where others stand among them. */
function frameFor({ members }: GraphGroup, bands: readonly Band[]): Omit<Framed, 'group' | 'depth'> | undefined {
  const own = new Set(members);
  const spots = bands.flatMap((band, column) => band.rows.flatMap((ids, row) => (ids.some((id) => own.has(id)) ? [{ column, row }] : [])));
  const [columns, rows] = [spots.map(({ column }) => column), spots.map(({ row }) => row)];
  const [firstBand, lastBand, top, bottom] = [Math.min(...columns), Math.max(...columns), Math.min(...rows), Math.max(...rows)];
  for (let column = firstBand; column <= lastBand; column++) {
    for (let row = top; row <= bottom; row++) if (bands[column]!.rows[row]?.some((id) => !own.has(id) && id.endsWith('.container')) === true) return undefined;
  }
  return { firstBand, lastBand, top, bottom };
}

function framesOf({ groups }: Block, bands: readonly Band[]): Pick<Bands, 'frames' | 'unframed'> {
  const frames: Framed[] = [];
  const unframed: GraphGroup[] = [];
  // Small ones lie inside large ones.
  for (const group of [...groups].sort((a, b) => a.members.length - b.members.length)) {
    const found = frameFor(group, bands);
    if (found === undefined) { unframed.push(group); continue; }
    const { firstBand, lastBand, top, bottom } = found;
    const inside = frames.filter((other) => other.firstBand <= lastBand && firstBand <= other.lastBand && other.top <= bottom && top <= other.bottom);
    frames.push({ group, ...found, depth: Math.max(-1, ...inside.map(({ depth }) => depth)) + 1 });
  }
  return { frames: frames.reverse(), unframed };
}
