import type { GraphGroup } from '../../stack/graph.ts';
import { bandsOf, type Bands } from './bands.ts';
import type { Block } from './blocks.ts';
import { shapesOf, type Shape } from './boxes.ts';
import { connectionsOf, type Connection } from './connections.ts';
import { ends, exitsOf, type End } from './ends.ts';
import { fit, SMALL_FONT, textWidth } from '../../model/values/text-width.ts';
import { groupName } from './words.ts';
import { spread, type Item, type Segment } from './spread.ts';

/** A rectangle of the drawing, with what it stands for. */
export interface Box extends Shape {
  readonly x: number;
  readonly y: number;
  /** Where lines enter at the upper edge: the middle of each label. */
  readonly sockets: readonly { readonly x: number; readonly label: string }[];
  /** The labels of a door's lines, each above its own. */
  readonly exits: readonly { readonly x: number; readonly label: string }[];
}

/** A line from box to box: knots that follow each other straight down or up where they have the same x, else in a curve. */
export interface Wire {
  readonly connection: Connection;
  readonly knots: readonly (readonly [x: number, y: number])[];
}

export interface Frame {
  readonly group: GraphGroup;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** Its name, at the lower edge. */
  readonly label: string;
  readonly labelX: number;
  readonly labelY: number;
}

export interface Layout {
  readonly width: number;
  readonly height: number;
  /** As one reads: row by row. */
  readonly boxes: readonly Box[];
  readonly wires: readonly Wire[];
  readonly frames: readonly Frame[];
  /** When what stands in a row starts, where all of each row start together: 0 first. Empty where they do not. */
  readonly starts: readonly { readonly y: number; readonly order: number }[];
}

/** Within a frame, around its boxes. */
const FRAME_PAD = 14;
/** Between the edges of frames in frames. */
const NESTED = 10;
/** The strip along a frame's lower edge that holds its name. */
const FRAME_LABEL = 22;
const BAND_GAP = 34;
/** Before an arrow's head, straight. */
const STRAIGHT = 12;

interface Tall {
  readonly tops: readonly number[];
  readonly bottoms: readonly number[];
  readonly height: number;
}

/** Works out where everything of a block stands. */
export function layout(block: Block, someHaveLimits = block.nodes.some(({ memory }) => memory !== undefined)): Layout {
  const bands = bandsOf(block);
  const connections = connectionsOf(block);
  const first = block.entrances.length > 0 ? 1 : 0;
  const rowStarts = startsOf(block, bands);
  const shapes = shapesOf(block, { unframed: bands.unframed, tellStart: rowStarts === undefined, someHaveLimits });
  const rowOf = new Map<string, number>(shapes.map(({ id, what }) => [id, what.kind === 'door' ? 0 : first + bands.bands.reduce((row, band) => Math.max(row, band.rows.findIndex((ids) => ids.includes(id))), 0)]));
  const bandOf = new Map<string, number>(shapes.map(({ id, what }) => [id, what.kind === 'door' ? -1 : bands.bands.findIndex((band) => band.rows.some((ids) => ids.includes(id)))]));

  const routes = connections.map((connection) => routeOf(connection, rowOf));
  const passes = new Map<string, Item>();
  connections.forEach(({ to }, i) => {
    const { via } = routes[i]!;
    for (const { id, row } of via) passes.set(id, { id, row, band: bandOf.get(to)!, width: 2 });
  });
  const items = [...shapes.map(({ id, width }): Item => ({ id, row: rowOf.get(id)!, band: bandOf.get(id)!, width })), ...passes.values()];
  const placed = spread(items, segmentsOf(routes, passes), { bands: bands.bands.length, gaps: bands.bands.map((_, i) => (i === 0 ? 0 : gapBefore(bands, i))) });

  const x = placed.x;
  const around = bands.frames.length === 0 ? 0 : FRAME_PAD + Math.max(...bands.frames.map(({ depth }) => depth)) * NESTED;
  const shift = around;
  const reach = new Map<number, number>();
  for (const { upper, lower } of segmentsOf(routes, passes)) {
    const gap = rowOf.get(upper) ?? passes.get(upper)!.row;
    reach.set(gap, Math.max(reach.get(gap) ?? 0, Math.abs(x.get(upper)! - x.get(lower)!)));
  }
  const tall = rowsOf(shapes, rowOf, bands, first, reach);
  const leftOf = (shape: Shape): number => Math.round(x.get(shape.id)! + shift - shape.width / 2);
  const nextX = (connection: Connection, i: number): { out: number; in: number } => {
    const steps = [connection.from, ...routes[i]!.via.map(({ id }) => id), connection.to];
    return { out: x.get(steps[1]!)! + shift, in: x.get(steps.at(-2)!)! + shift };
  };
  const allEnds: End[] = connections.map((connection, i) => ({ connection, trunk: routes[i]!.trunk, up: routes[i]!.up, ...nextX(connection, i) }));
  const at = ends(shapes.map((shape) => ({ shape, left: leftOf(shape) })), allEnds);
  const boxes = shapes.map((shape): Box => ({
    ...shape, x: leftOf(shape), y: tall.tops[rowOf.get(shape.id)!]!, sockets: at.sockets.get(shape.id) ?? [], exits: shape.what.kind === 'door' ? exitsOf(allEnds.filter(({ connection }) => connection.from === shape.id), at.leave) : [],
  })).sort((a, b) => a.y - b.y || a.x - b.x);
  const byId = new Map(boxes.map((box) => [box.id, box]));
  const wires = allEnds.map((end, i): Wire => ({
    connection: end.connection,
    knots: knotsOf(byId.get(end.connection.from)!, byId.get(end.connection.to)!, rowOf, routes[i]!, tall, (id) => x.get(id)! + shift, at.leave.get(end.connection)!, at.enter.get(end.connection)!),
  }));
  const frames = bands.frames.map((frame) => frameOf(frame, bands.bands, boxes, wires, tall, first));
  return {
    width: Math.max(placed.width + 2 * around, ...boxes.map((box) => box.x + box.width)), height: tall.height, boxes, wires, frames,
    starts: (rowStarts ?? []).map(({ row, order }) => ({ y: tall.tops[row + first]!, order })),
  };
}

interface Route {
  readonly up: boolean;
  /** Lines with the same trunk come together on their way. */
  readonly trunk: string;
  /** Where it passes through rows, in the order from source to target. */
  readonly via: readonly { readonly id: string; readonly row: number }[];
  readonly steps: readonly string[];
}

function routeOf({ kind, from, to, socket, exit }: Connection, rowOf: ReadonlyMap<string, number>): Route {
  const [start, end] = [rowOf.get(from)!, rowOf.get(to)!];
  const up = start >= end;
  // Broken lines stay alone, so that one sees whose they are; a door's lines belong to their label.
  const trunk = [kind, to, socket, up, kind === 'broken' ? from : '', kind === 'entrance' || kind === 'local' ? `${from} ${exit}` : ''].join('\n');
  const via: { id: string; row: number }[] = [];
  for (let row = start + (up ? -1 : 1); up ? row > end : row < end; row += up ? -1 : 1) via.push({ id: `${trunk}\n${row}`, row });
  return { up, trunk, via, steps: [from, ...via.map(({ id }) => id), to] };
}

function segmentsOf(routes: readonly Route[], passes: ReadonlyMap<string, Item>): Segment[] {
  const found = new Map<string, Segment>();
  for (const { steps, up } of routes) {
    for (let i = 1; i < steps.length; i++) {
      const [upper, lower] = up ? [steps[i]!, steps[i - 1]!] : [steps[i - 1]!, steps[i]!];
      const straight = (passes.has(upper) ? 1 : 0) + (passes.has(lower) ? 1 : 0);
      found.set(`${upper}\t${lower}`, { upper, lower, weight: [1, 2, 6][straight]! });
    }
  }
  return [...found.values()];
}

/** The order of each row with containers, counted from the top; undefined where a row's containers start apart or not in order. */
function startsOf({ nodes }: Block, { bands, rows }: Bands): { row: number; order: number }[] | undefined {
  const orderOf = new Map(nodes.map(({ id, order }) => [id, order]));
  const found: { row: number; order: number }[] = [];
  for (let row = 0; row < rows; row++) {
    const here = bands.flatMap((band) => band.rows[row] ?? []).filter((id) => orderOf.has(id));
    if (here.length === 0) continue;
    const order = orderOf.get(here[0]!);
    if (order === undefined || here.some((id) => orderOf.get(id) !== order)) return undefined;
    found.push({ row, order });
  }
  return found.length > 1 && new Set(found.map(({ order }) => order)).size > 1 ? found : undefined;
}

/** What the frames that end before a band and those that begin with it need. */
function gapBefore({ frames }: Bands, band: number): number {
  const pad = (depths: readonly number[]): number => (depths.length === 0 ? 0 : FRAME_PAD + Math.max(...depths) * NESTED);
  return BAND_GAP + pad(frames.filter(({ lastBand }) => lastBand === band - 1).map(({ depth }) => depth)) + pad(frames.filter(({ firstBand }) => firstBand === band).map(({ depth }) => depth));
}

/** Where each row begins and ends: between them is room for frames and for curves, the more the wider these swing. */
function rowsOf(shapes: readonly Shape[], rowOf: ReadonlyMap<string, number>, { frames }: Bands, first: number, reach: ReadonlyMap<number, number>): Tall {
  const tops: number[] = [];
  const bottoms: number[] = [];
  const rows = Math.max(...rowOf.values()) + 1;
  let y = 0;
  for (let row = 0; row < rows; row++) {
    const opening = frames.filter(({ top }) => top + first === row).map(({ depth }) => FRAME_PAD + depth * NESTED);
    y += Math.max(0, ...opening);
    tops.push(y);
    y += Math.max(...shapes.filter(({ id }) => rowOf.get(id) === row).map(({ height }) => height), 0);
    bottoms.push(y);
    const closing = frames.filter(({ bottom }) => bottom + first === row).map(({ depth }) => closingHeight(depth));
    y += Math.max(0, ...closing);
    if (row < rows - 1) y += reach.has(row) ? Math.round(Math.min(66, 36 + reach.get(row)! * 0.07)) : 26;
  }
  return { tops, bottoms, height: y };
}

const closingHeight = (depth: number): number => 6 + (depth + 1) * FRAME_LABEL;

/** Around the members as they stand, and the volumes that stand among them. */
function frameOf({ group, firstBand, lastBand, top, bottom, depth }: Bands['frames'][number], bands: Bands['bands'], boxes: readonly Box[], wires: readonly Wire[], { tops, bottoms }: Tall, first: number): Frame {
  const own = bands.slice(firstBand, lastBand + 1).flatMap(({ rows }) => rows.slice(top, bottom + 1).flat()).flatMap((id) => boxes.find((box) => box.id === id) ?? []);
  const pad = FRAME_PAD + depth * NESTED;
  const [left, right] = [Math.min(...own.map((box) => box.x)) - pad, Math.max(...own.map((box) => box.x + box.width)) + pad];
  const [upper, lower] = [tops[top + first]! - pad, bottoms[bottom + first]! + closingHeight(depth)];
  const label = fit(groupName(group), right - left - 2 * FRAME_PAD, SMALL_FONT, true);
  const width = textWidth(label, SMALL_FONT, true);
  const baseline = lower - FRAME_LABEL + 14;
  // At the left, unless lines run through there and not elsewhere.
  const candidates = [left + FRAME_PAD, right - FRAME_PAD - width, (left + right - width) / 2];
  const crossed = (at: number): number => wires.filter((wire) => { const x = crossingAt(wire, baseline - 4); return x !== undefined && x > at - 4 && x < at + width + 4; }).length;
  const x = candidates.reduce((best, candidate) => (crossed(candidate) < crossed(best) ? candidate : best));
  return { group, x: left, y: upper, width: right - left, height: lower - upper, label, labelX: Math.round(x), labelY: baseline };
}

/** Where a line is at a height; undefined where it does not come there. */
function crossingAt({ knots }: Wire, y: number): number | undefined {
  for (let i = 1; i < knots.length; i++) {
    const [[x0, y0], [x1, y1]] = [knots[i - 1]!, knots[i]!];
    if (y < Math.min(y0, y1) || y > Math.max(y0, y1) || y0 === y1) continue;
    // The curve's own y is not even in its parameter, but near enough: 3t²−2t³ swings as x does.
    const t = (y - y0) / (y1 - y0);
    return x0 + (x1 - x0) * (3 * t * t - 2 * t * t * t);
  }
  return undefined;
}

/** From edge to edge: straight along rows, curves only between them. */
function knotsOf(from: Box, to: Box, rowOf: ReadonlyMap<string, number>, { up, via }: Route, { tops, bottoms }: Tall, x: (id: string) => number, leave: number, enter: number): (readonly [number, number])[] {
  const row = rowOf.get(from.id)!;
  if (up) {
    const end = bottoms[rowOf.get(to.id)!]!;
    return [[leave, from.y], [leave, tops[row]!], ...via.flatMap(({ id, row: at }): [number, number][] => [[x(id), bottoms[at]!], [x(id), tops[at]!]]), [enter, end + STRAIGHT], [enter, to.y + to.height]];
  }
  return [[leave, from.y + from.height], [leave, bottoms[row]!], ...via.flatMap(({ id, row: at }): [number, number][] => [[x(id), tops[at]!], [x(id), bottoms[at]!]]), [enter, to.y - STRAIGHT], [enter, to.y]];
}
