/** Something that stands in a row: a box, or a line that passes through. */
export interface Item {
  readonly id: string;
  readonly row: number;
  /** Which part of the row it must stay in; -1: anywhere. */
  readonly band: number;
  readonly width: number;
}

/** A line between items of neighbouring rows. */
export interface Segment {
  readonly upper: string;
  readonly lower: string;
  readonly weight: number;
}

export interface SpreadOptions {
  /** Room between the outermost items of neighbouring bands, before each band. */
  readonly gaps: readonly number[];
  readonly bands: number;
}

export interface Spread {
  /** The middle of each item. */
  readonly x: ReadonlyMap<string, number>;
  readonly bands: readonly { readonly left: number; readonly right: number }[];
  readonly width: number;
}

/** Between boxes of a row. */
const APART = 26;
/** Between a line and what is beside it. */
const LINE_APART = 18;
const SWEEPS = 10;
const SETTLING = 24;
/** Above so many items or lines, no swap is tried one by one, and less is tried in all. */
const MANY = 150;
/** Above so many, nobody looks at single lines. */
const FAR_TOO_MANY = 500;

const apart = (a: Item, b: Item): number => (a.width + b.width) / 2 + (a.width < 10 || b.width < 10 ? LINE_APART : APART);

/** Orders each row so that few lines cross, and places its items so that lines are short and nothing overlaps. */
export function spread(items: readonly Item[], segments: readonly Segment[], options: SpreadOptions): Spread {
  const rows: Item[][] = Array.from({ length: Math.max(-1, ...items.map(({ row }) => row)) + 1 }, () => []);
  for (const item of items) rows[item.row]!.push(item);
  for (const row of rows) row.sort((a, b) => a.band - b.band);
  const near = new Map<string, { readonly id: string; readonly weight: number }[]>(items.map(({ id }) => [id, []]));
  for (const { upper, lower, weight } of segments) {
    near.get(upper)!.push({ id: lower, weight });
    near.get(lower)!.push({ id: upper, weight });
  }
  const bands = bandsOf(rows, options);
  let best = rows.map((row) => [...row]);
  let x = settle(best, near, bands, 2);
  let least = costOf(best, segments, x);
  const consider = (candidate: readonly (readonly Item[])[]): boolean => {
    const placed = settle(candidate, near, bands, 2);
    const cost = costOf(candidate, segments, placed);
    if (cost >= least - 1e-6) return false;
    [best, x, least] = [candidate.map((row) => [...row]), placed, cost];
    return true;
  };
  const level = new Map(items.map(({ id, row }) => [id, row]));
  let current = best;
  let at = x;
  for (let sweep = 0; sweep < (items.length > FAR_TOO_MANY ? 1 : items.length > MANY ? 3 : SWEEPS); sweep++) {
    const down = sweep % 2 === 0;
    const next = current.map((row) => [...row]);
    const wish = new Map(at);
    for (let i = 0; i < next.length; i++) {
      const row = next[down ? i : next.length - 1 - i]!;
      for (const { id, row: own } of row) {
        const others = near.get(id)!.filter((other) => (down ? level.get(other.id)! < own : level.get(other.id)! > own));
        if (others.length > 0) wish.set(id, others.reduce((sum, other) => sum + wish.get(other.id)!, 0) / others.length);
      }
      row.sort((a, b) => a.band - b.band || wish.get(a.id)! - wish.get(b.id)!);
    }
    current = next;
    at = settle(current, near, bands, 2);
    consider(current);
  }
  for (let round = 0, better = segments.length <= MANY && items.length <= MANY; better && round < 6; round++) {
    better = false;
    for (let row = 0; row < best.length; row++) {
      for (let i = 1; i < best[row]!.length; i++) {
        const swapped = best.map((items) => [...items]);
        const [a, b] = [swapped[row]![i - 1]!, swapped[row]![i]!];
        if (a.band !== b.band) continue;
        [swapped[row]![i - 1], swapped[row]![i]] = [b, a];
        if (consider(swapped)) better = true;
      }
    }
  }
  const settled = settle(best, near, bands, items.length > FAR_TOO_MANY ? 1 : items.length > MANY ? 4 : SETTLING);
  return { x: new Map([...settled].map(([id, value]) => [id, Math.round(value)])), bands, width: bands.length === 0 ? 0 : Math.max(...bands.map(({ right }) => right)) };
}

/** How wide each band must be for its fullest row. */
function bandsOf(rows: readonly (readonly Item[])[], { gaps, bands }: SpreadOptions): { left: number; right: number }[] {
  const result: { left: number; right: number }[] = [];
  let left = 0;
  for (let band = 0; band < bands; band++) {
    left += gaps[band] ?? 0;
    const widths = rows.map((row) => row.filter((item) => item.band === band)).map((own) => own.reduce((sum, item, i) => sum + (i === 0 ? item.width : apart(own[i - 1]!, item) + (item.width - own[i - 1]!.width) / 2), 0));
    const right = left + Math.ceil(Math.max(0, ...widths));
    result.push({ left, right });
    left = right;
  }
  // Doors at the top may be wider than all that is below.
  const whole = Math.max(0, ...rows.map((row) => row.filter(({ band }) => band === -1)).map((own) => own.reduce((sum, item, i) => sum + item.width + (i === 0 ? 0 : APART), 0)));
  const last = result.at(-1);
  if (last !== undefined && result[0]!.left + whole > last.right) {
    const more = (whole - (last.right - result[0]!.left)) / result.length;
    result.forEach((band, i) => { band.left += more * i; band.right += more * (i + 1); });
  }
  return result;
}

/** Places rows by turns, each as near to what it is tied to as its neighbours allow. */
function settle(rows: readonly (readonly Item[])[], near: ReadonlyMap<string, readonly { readonly id: string; readonly weight: number }[]>, bands: readonly { readonly left: number; readonly right: number }[], turns: number): Map<string, number> {
  const x = new Map<string, number>();
  const ends = (band: number): { left: number; right: number } => (band === -1 ? { left: bands[0]?.left ?? 0, right: bands.at(-1)?.right ?? 0 } : bands[band]!);
  const runs = rows.flatMap((row) => [...new Set(row.map(({ band }) => band))].map((band) => row.filter((item) => item.band === band)));
  for (const run of runs) {
    const { left, right } = ends(run[0]!.band);
    place(run, run.map(() => (left + right) / 2), run.map(() => 1), left, right, x);
  }
  for (let turn = 0; turn < 2 * turns; turn++) {
    for (const run of turn % 2 === 0 ? runs : [...runs].reverse()) {
      const { left, right } = ends(run[0]!.band);
      const tied = run.map(({ id }) => near.get(id)!);
      const weights = tied.map((others) => others.reduce((sum, { weight }) => sum + weight, 0.05));
      const wishes = tied.map((others, i) => others.reduce((sum, other) => sum + other.weight * x.get(other.id)!, 0.05 * x.get(run[i]!.id)!) / weights[i]!);
      place(run, wishes, weights, left, right, x);
    }
  }
  return x;
}

/** The places nearest to the wishes that keep order and distance: pools neighbours that would come too near. */
function place(run: readonly Item[], wishes: readonly number[], weights: readonly number[], left: number, right: number, x: Map<string, number>): void {
  const offsets = run.map(() => 0);
  for (let i = 1; i < run.length; i++) offsets[i] = offsets[i - 1]! + apart(run[i - 1]!, run[i]!);
  const pools: { sum: number; weight: number; count: number }[] = [];
  for (let i = 0; i < run.length; i++) {
    let pool = { sum: (wishes[i]! - offsets[i]!) * weights[i]!, weight: weights[i]!, count: 1 };
    for (let last = pools.at(-1); last !== undefined && last.sum / last.weight > pool.sum / pool.weight; last = pools.at(-1)) {
      pools.pop();
      pool = { sum: last.sum + pool.sum, weight: last.weight + pool.weight, count: last.count + pool.count };
    }
    pools.push(pool);
  }
  const low = left + run[0]!.width / 2;
  const high = Math.max(low, right - run.at(-1)!.width / 2 - offsets.at(-1)!);
  let i = 0;
  for (const { sum, weight, count } of pools) {
    const base = Math.max(low, Math.min(high, sum / weight));
    for (let k = 0; k < count; k++, i++) x.set(run[i]!.id, base + offsets[i]!);
  }
}

/** Crossings count most, then the length of the lines. */
function costOf(rows: readonly (readonly Item[])[], segments: readonly Segment[], x: ReadonlyMap<string, number>): number {
  const row = new Map(rows.flatMap((items, index) => items.map(({ id }) => [id, index] as const)));
  const byRow = new Map<number, { a: number; b: number }[]>();
  let length = 0;
  for (const { upper, lower, weight } of segments) {
    const [a, b] = [x.get(upper)!, x.get(lower)!];
    length += weight * Math.abs(a - b);
    const list = byRow.get(row.get(upper)!) ?? [];
    byRow.set(row.get(upper)!, list);
    list.push({ a, b });
  }
  let crossings = 0;
  for (const list of byRow.values()) {
    for (let i = 0; i < list.length; i++) {
      for (let j = 0; j < i; j++) if ((list[i]!.a - list[j]!.a) * (list[i]!.b - list[j]!.b) < 0) crossings++;
    }
  }
  return crossings * 140 + length;
}
