import type { GraphGroup } from '../../stack/graph.ts';
import { levelsOf, type Block } from './blocks.ts';

/** Sizes of the drawing, in its own units. */
export const BOX = 190;
const GAP = 34;
/** Half the distance of two boxes' middles: the grid on which boxes stand. */
const HALF = (BOX + GAP) / 2;
const MOST_IN_ROW = 5;
const BAND_GAP = 44;

/** A box with its middle and its row; rows count from the top. */
export interface Spot {
  readonly id: string;
  readonly row: number;
  readonly x: number;
}

/** A network or pod that can be drawn as a frame around a range of bands and rows. */
export interface Framed {
  readonly group: GraphGroup;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  /** 0 for the innermost. */
  readonly depth: number;
}

export interface Placement {
  readonly spots: readonly Spot[];
  /** Rows of containers; one more below where volumes are shared. */
  readonly rows: number;
  readonly width: number;
  readonly frames: readonly Framed[];
  /** Groups that no frame can hold. */
  readonly unframed: readonly GraphGroup[];
}

interface Band {
  readonly groups: ReadonlySet<string>;
  readonly rows: string[][];
}

const keyOf = ({ kind, name }: GraphGroup): string => `${kind} ${name}`;

/** Puts the boxes of a block into rows by who stands on whom, and within each network's part of them. */
export function place(block: Block): Placement {
  const levels = levelsOf(block);
  const groupsOf = new Map(block.nodes.map(({ id }) => [id, block.groups.filter(({ members }) => members.includes(id)).map(keyOf)]));
  const bands = orderBands(bandsOf(block, levels, groupsOf), block.groups);
  const rows = Math.max(...bands.map((band) => band.rows.length));
  const pads = block.groups.length;
  const starts: number[] = [];
  let width = 0;
  bands.forEach((band, index) => {
    if (index > 0) width += BAND_GAP + pads * 12;
    starts.push(width);
    width += Math.max(1, ...band.rows.map((row) => row.length)) * 2 * HALF;
  });
  const spots = settle(block, bands, starts, rows);
  return { spots, rows, width, ...framesOf(block, bands, starts, width, spots) };
}

/** One band for each set of groups, its rows from the top; rows that are too long go on in the next. */
function bandsOf({ nodes, shared }: Block, levels: ReadonlyMap<string, number>, groupsOf: ReadonlyMap<string, readonly string[]>): Band[] {
  const classOf = (id: string): string => (groupsOf.get(id) ?? []).join('\n');
  const classes = [...new Set(nodes.map(({ id }) => classOf(id)))];
  const most = classes.length === 1 ? MOST_IN_ROW : MOST_IN_ROW - 1;
  const bands = classes.map((name): Band => ({ groups: new Set(name === '' ? [] : name.split('\n')), rows: [] }));
  for (let level = Math.max(...levels.values()); level >= 0; level--) {
    const inLevel = classes.map((name) => nodes.filter(({ id }) => levels.get(id) === level && classOf(id) === name).map(({ id }) => id));
    const count = Math.max(1, ...inLevel.map((ids) => Math.ceil(ids.length / most)));
    inLevel.forEach((ids, index) => {
      const each = Math.ceil(ids.length / count);
      for (let row = 0; row < count; row++) bands[index]!.rows.push(ids.slice(row * each, (row + 1) * each));
    });
  }
  if (shared.length > 0) {
    bands.forEach((band, index) => band.rows.push(shared.filter(({ users }) => classOf(users[0]!.id) === classes[index]).map(({ id }) => id)));
  }
  return bands;
}

/** The order of the bands in which most groups are one piece; with many bands, the order in which they come. */
function orderBands(bands: readonly Band[], groups: readonly GraphGroup[]): readonly Band[] {
  if (bands.length < 3 || bands.length > 6) return bands;
  let best = bands;
  let broken = Infinity;
  for (const candidate of permutations(bands)) {
    const now = groups.filter((group) => rangeOf(candidate, keyOf(group)) === undefined).length;
    if (now < broken) [best, broken] = [candidate, now];
  }
  return best;
}

function* permutations<T>(list: readonly T[]): Generator<readonly T[]> {
  if (list.length < 2) { yield list; return; }
  for (let i = 0; i < list.length; i++) for (const rest of permutations([...list.slice(0, i), ...list.slice(i + 1)])) yield [list[i]!, ...rest];
}

/** The first and last band of a group; undefined where others stand between. */
function rangeOf(bands: readonly Band[], key: string): readonly [number, number] | undefined {
  const first = bands.findIndex(({ groups }) => groups.has(key));
  let last = first;
  while (bands[last + 1]?.groups.has(key) === true) last++;
  return bands.some(({ groups }, index) => index > last && groups.has(key)) ? undefined : [first, last];
}

interface Pull {
  readonly a: string;
  readonly b: string;
  readonly weight: number;
}

/** Who wants to stand near whom. Links that are drawn as one count as one. */
function pullsOf({ links, shared }: Block): Pull[] {
  const targets = new Map<string, string[]>();
  for (const { from, to } of links) targets.set(from, [...(targets.get(from) ?? []), to]);
  const alike = new Map<string, number>();
  for (const list of targets.values()) alike.set(list.join(), (alike.get(list.join()) ?? 0) + 1);
  return [
    ...links.map(({ from, to }): Pull => {
      const list = targets.get(from)!;
      return { a: from, b: to, weight: 1 / Math.sqrt(list.length * alike.get(list.join())!) };
    }),
    ...shared.flatMap(({ id, users }) => users.map((user): Pull => ({ a: user.id, b: id, weight: 0.5 }))),
  ];
}

/** Moves the boxes of each row on a grid until no single step or swap makes the lines shorter or clears their way. */
function settle(block: Block, bands: readonly Band[], starts: readonly number[], rows: number): Spot[] {
  const position = new Map<string, { band: number; row: number; at: number }>();
  const slots = bands.map((band) => 2 * Math.max(1, ...band.rows.map((row) => row.length)) - 2);
  bands.forEach((band, index) => band.rows.forEach((ids, row) => ids.forEach((id, i) => {
    position.set(id, { band: index, row, at: Math.round((slots[index]! - 2 * (ids.length - 1)) / 2) + 2 * i });
  })));
  const x = (id: string): number => {
    const { band, at } = position.get(id)!;
    return starts[band]! + (at + 1) * HALF;
  };
  const byRow = Array.from({ length: rows }, (_, row) => bands.flatMap((band) => band.rows[row] ?? []));
  const pulls = pullsOf(block);
  const entered = new Set(block.entrances.map(({ to }) => to));
  const stands = (row: number, at: number): boolean => (byRow[row] ?? []).some((id) => Math.abs(x(id) - at) < BOX / 2 + 8);
  const centre = (Math.max(...starts.map((start, index) => start + (slots[index]! + 2) * HALF))) / 2;
  const cost = (): number => {
    let sum = 0;
    for (const { a, b, weight } of pulls) {
      sum += Math.abs(x(a) - x(b)) * weight;
      const [upper, lower] = position.get(a)!.row < position.get(b)!.row ? [a, b] : [b, a];
      for (let row = position.get(upper)!.row + 1; row < position.get(lower)!.row; row++) if (stands(row, x(lower))) sum += 160 * weight;
    }
    for (const id of entered) for (let row = 0; row < position.get(id)!.row; row++) if (stands(row, x(id))) sum += 120;
    for (const ids of byRow) if (ids.length > 0) sum += 0.1 * Math.abs(ids.reduce((all, id) => all + x(id), 0) / ids.length - centre);
    return sum;
  };
  const free = (id: string, at: number): boolean => {
    const { band, row } = position.get(id)!;
    return at >= 0 && at <= slots[band]! && bands[band]!.rows[row]!.every((other) => other === id || Math.abs(position.get(other)!.at - at) >= 2);
  };
  let least = cost();
  const attempt = (change: () => void, undo: () => void): boolean => {
    change();
    const now = cost();
    if (now < least - 1e-6) { least = now; return true; }
    undo();
    return false;
  };
  const sweeps = block.nodes.length > 40 ? 3 : 12;
  for (let sweep = 0, moved = true; moved && sweep < sweeps; sweep++) {
    moved = false;
    for (const band of bands) {
      for (const ids of band.rows) {
        for (const id of ids) {
          const spot = position.get(id)!;
          for (let at = 0; at <= slots[spot.band]!; at++) {
            const before = spot.at;
            if (at !== before && free(id, at) && attempt(() => { spot.at = at; }, () => { spot.at = before; })) moved = true;
          }
          for (const other of ids) {
            const second = position.get(other)!;
            const swap = (): void => { [spot.at, second.at] = [second.at, spot.at]; };
            if (other !== id && attempt(swap, swap)) moved = true;
          }
        }
      }
    }
  }
  return [...position].map(([id, { row }]) => ({ id, row, x: x(id) }));
}

function framesOf({ groups }: Block, bands: readonly Band[], starts: readonly number[], width: number, spots: readonly Spot[]): Pick<Placement, 'frames' | 'unframed'> {
  const frames: Framed[] = [];
  const unframed: GraphGroup[] = [];
  // Small ones lie inside large ones.
  for (const group of [...groups].sort((a, b) => a.members.length - b.members.length)) {
    const range = rangeOf(bands, keyOf(group));
    if (range === undefined) { unframed.push(group); continue; }
    const rows = group.members.map((id) => spots.find((spot) => spot.id === id)!.row);
    const right = range[1] + 1 < starts.length ? starts[range[1] + 1]! - BAND_GAP - groups.length * 12 : width;
    const box = { group, left: starts[range[0]]!, right, top: Math.min(...rows), bottom: Math.max(...rows) };
    const inside = frames.filter((other) => other.left < box.right && box.left < other.right && other.top <= box.bottom && box.top <= other.bottom);
    frames.push({ ...box, depth: Math.max(-1, ...inside.map(({ depth }) => depth)) + 1 });
  }
  return { frames: frames.reverse(), unframed };
}
