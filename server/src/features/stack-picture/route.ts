/**
 * Lines between boxes that stand in rows. All that lead to one box come together in one trunk; boxes of a row that lead
 * to the same ones leave on one common line, so that many connections stay readable.
 */
export interface RouteBox {
  readonly id: string;
  readonly row: number;
  /** The middle. */
  readonly x: number;
  readonly width: number;
}

export type WireKind = 'reach' | 'broken' | 'entrance' | 'mount';

export interface RouteLink {
  readonly from: string;
  readonly to: string;
  readonly kind: WireKind;
}

/** A line at a height that is known once the rows have theirs: in the space below a row, on one of its lanes. */
export interface Lane {
  readonly gap: number;
  lane: number;
  readonly left: number;
  readonly right: number;
}

/** Boxes of one row that lead to the same ones. */
export interface Bus {
  readonly kind: WireKind;
  readonly row: number;
  readonly sources: readonly string[];
  readonly targets: readonly string[];
  /** Where it leaves each source. */
  readonly stems: readonly number[];
  /** Undefined where it goes straight down. */
  lane: Lane | undefined;
  /** For one that leads up again: where it does so, at the side. */
  readonly side: number | undefined;
}

/** What leads into one box. */
export interface Trunk {
  readonly kind: WireKind;
  readonly to: string;
  readonly row: number;
  readonly buses: readonly Bus[];
  /** Where it enters the box, and where it comes down on its way through other rows. */
  readonly entry: number;
  readonly channel: number;
  /** From the channel to the entry, where they differ. */
  readonly jog: Lane | undefined;
  /** From the side to the entry, for what leads up. */
  readonly returns: readonly Lane[];
}

export interface Routes {
  readonly buses: readonly Bus[];
  readonly trunks: readonly Trunk[];
  /** Lanes in the space below each row. */
  readonly lanes: ReadonlyMap<number, number>;
  /** The right end of all of it. */
  readonly right: number;
}

const OFFSET: Readonly<Record<WireKind, number>> = { reach: 0, entrance: 0, broken: 26, mount: -26 };
const ENTRIES = [0, 22, -22, 44, -44, 64, -64, 11, -11, 33, -33];
const APART = 10;

/** Finds the ways of all links. Rows count from the top; nothing runs through a box. */
export function route(boxes: readonly RouteBox[], links: readonly RouteLink[], right: number): Routes {
  const byId = new Map(boxes.map((box) => [box.id, box]));
  const known = links.filter(({ from, to }) => byId.has(from) && byId.has(to) && from !== to);
  const buses = busesOf(known, byId, right);
  const groups = new Map<string, { to: RouteBox; kind: WireKind; buses: Bus[] }>();
  for (const bus of buses) {
    for (const id of bus.targets) {
      const group = groups.get(`${bus.kind} ${id}`) ?? { to: byId.get(id)!, kind: bus.kind, buses: [] };
      groups.set(`${bus.kind} ${id}`, group);
      group.buses.push(bus);
    }
  }
  const taken: { x: number; from: number; to: number }[] = [];
  const entries: { id: string; x: number }[] = [];
  const ordered = [...groups.values()].sort((a, b) => span(a) - span(b) || a.to.x - b.to.x);
  const trunks: Trunk[] = [];
  for (const group of ordered) {
    const { to, kind } = group;
    const down = group.buses.filter(({ side }) => side === undefined);
    const topGap = down.length === 0 ? to.row - 1 : Math.min(...down.map(({ row }) => row));
    const stemsAbove = buses.filter((bus) => bus.row === to.row - 1 && !group.buses.includes(bus)).flatMap(({ stems }) => stems);
    const crossing = (x: number, from: number): boolean => taken.some((other) => Math.abs(other.x - x) < APART && other.from <= to.row - 1 && from <= other.to);
    const isFreeEntry = (x: number): boolean => !entries.some((other) => other.id === to.id && Math.abs(other.x - x) < 18) && !stemsAbove.some((stem) => Math.abs(stem - x) < APART) && !crossing(x, to.row - 1);
    const isClear = (x: number): boolean => boxes.every((box) => box.row <= topGap || box.row >= to.row || Math.abs(box.x - x) >= box.width / 2 + APART)
      && buses.every((bus) => group.buses.includes(bus) || bus.row < topGap || bus.row >= to.row - 1 || bus.stems.every((stem) => Math.abs(stem - x) >= APART)) && !crossing(x, topGap);
    const wished = down.length === 1 && down[0]!.sources.length === 1 && down[0]!.targets.length === 1 ? [down[0]!.stems[0]! - to.x] : [];
    const offsets = [...wished.filter((offset) => Math.abs(offset) <= to.width / 2 - 20), ...ENTRIES.filter((offset) => Math.abs(offset) <= to.width / 2 - 8)];
    const straight = offsets.find((offset) => isFreeEntry(to.x + offset) && (topGap === to.row - 1 || isClear(to.x + offset)));
    const entry = to.x + (straight ?? offsets.find((offset) => isFreeEntry(to.x + offset)) ?? 0);
    const channel = straight !== undefined || topGap === to.row - 1 ? entry : (nearestClear(entry, boxes, isClear) ?? entry);
    entries.push({ id: to.id, x: entry });
    taken.push({ x: channel, from: topGap, to: to.row - 1 });
    if (entry !== channel) taken.push({ x: entry, from: to.row - 1, to: to.row - 1 });
    const lane = (left: number, end: number): Lane => ({ gap: to.row - 1, lane: 0, left: Math.min(left, end), right: Math.max(left, end) });
    trunks.push({
      kind, to: to.id, row: to.row, buses: group.buses, entry, channel, jog: entry === channel ? undefined : lane(channel, entry),
      returns: group.buses.flatMap(({ side }) => (side === undefined ? [] : [lane(entry, side)])),
    });
  }
  for (const bus of buses) {
    const reached = bus.side === undefined ? trunks.filter((trunk) => trunk.kind === bus.kind && trunk.buses.includes(bus)).map(({ channel }) => channel) : [bus.side];
    const ends = [...bus.stems, ...reached];
    const [left, end] = [Math.min(...ends), Math.max(...ends)];
    if (end - left > 0.5) bus.lane = { gap: bus.row, lane: 0, left, right: end };
  }
  const lanes = assignLanes(buses.flatMap(({ lane }) => lane ?? []), trunks.flatMap(({ jog, returns }) => [...(jog === undefined ? [] : [jog]), ...returns]));
  return { buses, trunks, lanes, right: Math.max(right, ...buses.flatMap(({ side }) => side ?? [])) };
}

const span = ({ to, buses }: { to: RouteBox; buses: readonly Bus[] }): number => Math.max(...buses.map(({ row }) => Math.abs(to.row - row)));

function busesOf(links: readonly RouteLink[], byId: ReadonlyMap<string, RouteBox>, right: number): Bus[] {
  const bySource = new Map<string, { from: RouteBox; kind: WireKind; up: boolean; targets: string[] }>();
  for (const { from, to, kind } of links) {
    const up = byId.get(from)!.row >= byId.get(to)!.row;
    const key = `${from} ${kind} ${up}`;
    const entry = bySource.get(key) ?? { from: byId.get(from)!, kind, up, targets: [] };
    bySource.set(key, entry);
    if (!entry.targets.includes(to)) entry.targets.push(to);
  }
  const grouped = new Map<string, { kind: WireKind; row: number; up: boolean; sources: RouteBox[]; targets: string[] }>();
  for (const { from, kind, up, targets } of bySource.values()) {
    const key = `${from.row} ${kind} ${up} ${[...targets].sort().join()}${kind === 'entrance' ? from.id : ''}`;
    const entry = grouped.get(key) ?? { kind, row: from.row, up, sources: [], targets };
    grouped.set(key, entry);
    entry.sources.push(from);
  }
  let side = right;
  return [...grouped.values()].map(({ kind, row, up, sources, targets }) => ({
    kind, row, targets, sources: sources.map(({ id }) => id), stems: sources.map(({ x }) => x + OFFSET[kind] + (up ? 52 : 0)), lane: undefined, side: up ? (side += 12) : undefined,
  }));
}

/** The place nearest to a wish where a line can come down between the boxes. */
function nearestClear(wish: number, boxes: readonly RouteBox[], isClear: (x: number) => boolean): number | undefined {
  const edges = boxes.flatMap(({ x, width }) => [x - width / 2 - APART - 2, x + width / 2 + APART + 2]);
  const candidates = edges.flatMap((edge) => [0, 11, -11, 22, -22].map((offset) => edge + offset));
  return candidates.filter(isClear).sort((a, b) => Math.abs(a - wish) - Math.abs(b - wish))[0];
}

/** Gives lines that would touch different lanes; those of trunks lie below those of buses. Returns how many lanes each space has. */
function assignLanes(buses: readonly Lane[], jogs: readonly Lane[]): Map<number, number> {
  const count = new Map<number, number>();
  const placed = new Set<Lane>();
  for (const list of [buses, jogs]) {
    const base = new Map(count);
    for (const lane of [...list].sort((a, b) => a.right - a.left - (b.right - b.left))) {
      lane.lane = base.get(lane.gap) ?? 0;
      while (list.some((other) => other !== lane && other.gap === lane.gap && other.lane === lane.lane && placed.has(other) && other.left < lane.right + APART && lane.left < other.right + APART)) lane.lane++;
      placed.add(lane);
      count.set(lane.gap, Math.max(count.get(lane.gap) ?? 0, lane.lane + 1));
    }
  }
  return count;
}
