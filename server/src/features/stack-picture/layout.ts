import type { GraphEntrance, GraphGroup, GraphMount, GraphNode } from '../../stack/graph.ts';
import type { Block, SharedMount } from './blocks.ts';
import { BOX, place } from './place.ts';
import { route, type Lane, type RouteLink, type WireKind } from './route.ts';

/** A rectangle of the drawing, with what it stands for. */
export interface Box {
  readonly id: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly what: { readonly node: GraphNode; readonly mounts: readonly GraphMount[]; readonly also: readonly string[] } | { readonly entrance: GraphEntrance } | { readonly shared: SharedMount };
}

/** A line: corners that follow each other at right angles. */
export interface Wire {
  readonly kind: WireKind;
  readonly points: readonly (readonly [x: number, y: number])[];
  /** The boxes that it comes from; all of them in the end lead to `to`. */
  readonly from: readonly string[];
  /** The box whose edge it ends at; undefined for the common line of several. */
  readonly to: string | undefined;
}

export interface Frame {
  readonly group: GraphGroup;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly Box[];
  readonly wires: readonly Wire[];
  /** Where lines meet, so that a crossing is no meeting. */
  readonly joints: readonly (readonly [x: number, y: number])[];
  readonly frames: readonly Frame[];
  /** When what stands in a row starts, where all of the row start together: 0 first. */
  readonly starts: readonly { readonly y: number; readonly order: number }[];
}

const LANE = 13;
const HEAD = 58;
const MOUNT_LINE = 19;
const PILL = 30;
const SHARED = 40;
/** Mounts that a box lists; what is more is counted. */
export const MOST_MOUNTS = 4;

const portText = ({ host, container }: GraphEntrance['ports'][number]): string => {
  const range = ([first, last]: readonly [number, number]): string => (first === last ? String(first) : `${first}–${last}`);
  return host === undefined ? `any → ${range(container)}` : host[0] === container[0] ? range(host) : `${range(host)} → ${range(container)}`;
};

/** `open to all: 8443 → 443`, `this machine only: 5555`. */
export const entranceText = ({ ip, local, ports }: GraphEntrance): readonly [who: string, ports: string] =>
  [local ? 'this machine only' : ip === undefined ? 'open to the world' : `open on ${ip}`, ports.map(portText).join(', ')];

/** About the width of a text of 12 units' height. */
export const textWidth = (text: string): number => text.length * 6.7;

/** What a box of a container lists below its name: mounts of its own; volumes before files. */
function ownMounts({ mounts }: GraphNode, shared: ReadonlySet<string>): GraphMount[] {
  const rank = { unit: 0, named: 0, bind: 1 } as const;
  return mounts.filter(({ source }) => !shared.has(source)).sort((a, b) => rank[a.kind] - rank[b.kind]);
}

function boxesOf(block: Block): { placement: ReturnType<typeof place>; boxes: (Omit<Box, 'x' | 'y'> & { row: number; middle: number })[]; first: number } {
  const placement = place(block);
  const spots = new Map(placement.spots.map((spot) => [spot.id, spot]));
  const first = block.entrances.length > 0 ? 1 : 0;
  const shared = new Set(block.shared.map(({ source }) => source));
  const boxes: (Omit<Box, 'x' | 'y'> & { row: number; middle: number })[] = [];
  for (const node of block.nodes) {
    const { row, x } = spots.get(node.id)!;
    const mounts = ownMounts(node, shared);
    const also = placement.unframed.filter(({ members }) => members.includes(node.id)).map(({ name }) => name);
    const lines = Math.min(mounts.length, MOST_MOUNTS) + (mounts.length > MOST_MOUNTS ? 1 : 0) + also.length;
    boxes.push({ id: node.id, row: row + first, middle: x, width: BOX, height: HEAD + (lines === 0 ? 0 : lines * MOUNT_LINE + 6), what: { node, mounts, also } });
  }
  for (const mount of block.shared) {
    const { row, x } = spots.get(mount.id)!;
    boxes.push({ id: mount.id, row: row + first, middle: x, width: BOX, height: SHARED, what: { shared: mount } });
  }
  return { placement, boxes, first };
}

/** Pills side by side above what they lead to. */
function pills(block: Block, middleOf: (id: string) => number): (Omit<Box, 'x' | 'y'> & { row: number; middle: number })[] {
  let right = -Infinity;
  const wanted = block.entrances.map((entrance, index) => ({ entrance, id: `port ${index}`, middle: middleOf(entrance.to), width: Math.max(96, textWidth(entranceText(entrance).join('  ')) + 30) })).sort((a, b) => a.middle - b.middle);
  return wanted.map(({ entrance, id, middle, width }) => {
    const at = Math.max(middle, right + 18 + width / 2);
    right = at + width / 2;
    return { id, row: 0, middle: at, width, height: PILL, what: { entrance } };
  });
}

/** Works out where everything of a block stands. */
export function layout(block: Block): Layout {
  const { placement, boxes: inner, first } = boxesOf(block);
  const middles = new Map(inner.map(({ id, middle }) => [id, middle]));
  const boxes = [...pills(block, (id) => middles.get(id)!), ...inner];
  const links: RouteLink[] = [
    ...block.links.map(({ from, to, joined }): RouteLink => ({ from, to, kind: joined ? 'reach' : 'broken' })),
    ...boxes.flatMap(({ id, what }): RouteLink[] => ('entrance' in what ? [{ from: id, to: what.entrance.to, kind: 'entrance' }] : [])),
    ...block.shared.flatMap(({ id, users }) => users.map((user): RouteLink => ({ from: user.id, to: id, kind: 'mount' }))),
  ];
  const routes = route(boxes.map(({ id, row, middle, width }) => ({ id, row, x: middle, width })), links, placement.width + 10);
  const frames = placement.frames.map((frame) => ({ ...frame, top: frame.top + first, bottom: frame.bottom + first, pad: 14 + frame.depth * 12 }));
  const rowCount = Math.max(...boxes.map(({ row }) => row)) + 1;
  const tops: number[] = [];
  const heights: number[] = [];
  const laneTop: number[] = [];
  let y = 0;
  for (let row = 0; row < rowCount; row++) {
    const opening = frames.filter(({ top }) => top === row);
    if (opening.length > 0) y += Math.max(...opening.map(({ pad }) => pad)) + 14 + 6 * (opening.length - 1);
    tops.push(y);
    heights.push(Math.max(...boxes.filter((box) => box.row === row).map(({ height }) => height), 0));
    y += heights[row]!;
    const closing = frames.filter(({ bottom }) => bottom === row);
    const last = row === rowCount - 1;
    if (closing.length > 0) y += Math.max(...closing.map(({ pad }) => pad));
    laneTop.push(y + 18);
    const lanes = routes.lanes.get(row) ?? 0;
    if (!last) y += row === 0 && first === 1 ? 26 + lanes * LANE : 46 + lanes * LANE;
  }
  const left = Math.min(0, ...boxes.map(({ middle, width }) => middle - width / 2 - 18), ...frames.map((frame) => frame.left - frame.pad + HALF_FREE));
  const shift = -left;
  const placed = boxes.map(({ row, middle, ...box }): Box => ({ ...box, x: middle + shift - box.width / 2, y: tops[row]! }));
  const geometry = wiresOf(routes, placed, shift, (lane) => laneTop[lane.gap]! + lane.lane * LANE);
  const right = Math.max(routes.right, ...boxes.map(({ middle, width }) => middle + width / 2 + 18), ...frames.map((frame) => frame.right + frame.pad - HALF_FREE));
  return {
    width: right + shift, height: y, boxes: placed, ...geometry,
    frames: frames.map(({ group, pad, top, bottom, ...frame }): Frame => {
      const start = tops[top]! - pad - 14;
      return { group, x: frame.left - pad + HALF_FREE + shift, y: start, width: frame.right - frame.left + 2 * pad - 2 * HALF_FREE, height: tops[bottom]! + heights[bottom]! + pad - start };
    }),
    starts: startsOf(boxes, tops),
  };
}

/** The half of the gap beside the outermost boxes, which a frame need not hold. */
const HALF_FREE = 17;

function startsOf(boxes: readonly { readonly row: number; readonly what: Box['what'] }[], tops: readonly number[]): Layout['starts'] {
  return tops.flatMap((y, row) => {
    const orders = new Set(boxes.flatMap((box) => (box.row === row && 'node' in box.what ? [box.what.node.order] : [])));
    const [order] = orders;
    return orders.size === 1 && order !== undefined ? [{ y, order }] : [];
  });
}

function wiresOf({ buses, trunks }: ReturnType<typeof route>, boxes: readonly Box[], shift: number, heightOf: (lane: Lane) => number): Pick<Layout, 'wires' | 'joints'> {
  const byId = new Map(boxes.map((box) => [box.id, box]));
  const wires: Wire[] = [];
  const joints: [number, number][] = [];
  const add = (wire: Omit<Wire, 'points'>, points: readonly (readonly [number, number])[]): void => void wires.push({ ...wire, points: points.map(([x, y]) => [x + shift, y] as const) });
  for (const bus of buses) {
    const { lane, kind, sources, stems, side } = bus;
    if (lane === undefined) continue;
    const y = heightOf(lane);
    const leading = side !== undefined ? [side] : trunks.filter((trunk) => trunk.kind === kind && trunk.buses.includes(bus)).map(({ channel }) => channel);
    const middle = (lane.left + lane.right) / 2;
    sources.forEach((id, index) => {
      const x = stems[index]!;
      const bottom = byId.get(id)!.y + byId.get(id)!.height;
      // Towards the middle, so that the corner of the outermost is round.
      const end = x === lane.left || x === lane.right ? middle : x;
      add({ kind, from: [id], to: undefined }, end === x ? [[x, bottom], [x, y]] : [[x, bottom], [x, y], [end, y]]);
      if (end === x || leading.includes(x)) joints.push([x + shift, y]);
    });
    add({ kind, from: sources, to: undefined }, [[Math.min(...[...stems, ...leading].filter((x) => x > lane.left), middle), y], [Math.max(...[...stems, ...leading].filter((x) => x < lane.right), middle), y]]);
  }
  for (const trunk of trunks) {
    const { kind, to, channel, entry, jog, returns, buses: sources } = trunk;
    const end = byId.get(to)!.y;
    const from = sources.flatMap((bus) => bus.sources);
    const below: readonly (readonly [number, number])[] = jog === undefined ? [[entry, end]] : [[channel, heightOf(jog)], [entry, heightOf(jog)], [entry, end]];
    const down = sources.filter(({ side }) => side === undefined);
    const starts = down.map(({ lane, sources: ids }) => (lane === undefined ? byId.get(ids[0]!)!.y + byId.get(ids[0]!)!.height : heightOf(lane)));
    const top = Math.min(...starts);
    if (down.length > 0) {
      const lane = down[starts.indexOf(top)]!.lane;
      const corner: (readonly [number, number])[] = lane !== undefined && (channel === lane.left || channel === lane.right) && !down[starts.indexOf(top)]!.stems.includes(channel) ? [[(lane.left + lane.right) / 2, top]] : [];
      add({ kind, from, to }, [...corner, [channel, top], ...below]);
      starts.forEach((y, index) => {
        const joined = down[index]!.lane;
        if (joined !== undefined && (y !== top || (channel !== joined.left && channel !== joined.right))) joints.push([channel + shift, y]);
      });
    }
    sources.filter(({ side }) => side !== undefined).forEach((bus, index) => {
      const back = returns[index]!;
      const y = heightOf(back);
      add({ kind, from: bus.sources, to }, [[bus.side!, heightOf(bus.lane!)], [bus.side!, y], [entry, y], [entry, end]]);
    });
  }
  return { wires, joints };
}
