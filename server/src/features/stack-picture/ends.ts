import { ENDS_APART, labelWidth, PAD, type Shape } from './boxes.ts';
import type { Connection } from './connections.ts';

/** A line's two ends, before they have a place: what they lead towards. */
export interface End {
  readonly connection: Connection;
  readonly trunk: string;
  readonly up: boolean;
  /** The x that the line goes to first, and that it comes from last. */
  readonly out: number;
  readonly in: number;
}

interface Ends {
  readonly leave: ReadonlyMap<Connection, number>;
  readonly enter: ReadonlyMap<Connection, number>;
  readonly sockets: ReadonlyMap<string, readonly { readonly x: number; readonly label: string }[]>;
}

/** Something along an edge: a port with the lines that enter there, or a line that leaves. */
interface Spot {
  readonly label: string;
  /** One place for each trunk. */
  readonly trunks: Map<string, { wish: number; ends: End[]; leaves: boolean }>;
}

/** Gives every line its place on the edges of its boxes: in the order of what they lead to, labels side by side. */
export function ends(shapes: readonly { readonly shape: Shape; readonly left: number }[], all: readonly End[]): Ends {
  const leave = new Map<Connection, number>();
  const enter = new Map<Connection, number>();
  const sockets = new Map<string, readonly { x: number; label: string }[]>();
  for (const { shape, left } of shapes) {
    const upper = new Map<string, Spot>();
    const lower = new Map<string, Spot>();
    const add = (edge: Map<string, Spot>, key: string, label: string, end: End, leaves: boolean): void => {
      const spot = edge.get(key) ?? { label, trunks: new Map() };
      edge.set(key, spot);
      const trunk = `${leaves} ${end.trunk}`;
      const entry = spot.trunks.get(trunk) ?? { wish: leaves ? end.out : end.in, ends: [], leaves };
      spot.trunks.set(trunk, entry);
      entry.ends.push(end);
    };
    for (const end of all) {
      const { connection, up, trunk } = end;
      if (connection.to === shape.id) add(up ? lower : upper, up ? trunk : `in ${connection.socket}`, up ? '' : connection.socket, end, false);
      if (connection.from === shape.id) add(up ? upper : lower, connection.exit === '' ? `out ${trunk}` : `out ${connection.exit}`, connection.exit, end, true);
    }
    const onUpper = along([...upper.values()], left, shape.width);
    const onLower = along([...lower.values()], left, shape.width);
    for (const { spot, x } of [...onUpper, ...onLower]) {
      for (const [at, { ends: here, leaves }] of spread(spot, x)) for (const { connection } of here) (leaves ? leave : enter).set(connection, at);
    }
    sockets.set(shape.id, onUpper.filter(({ spot }) => spot.label !== '').map(({ spot, x }) => ({ x, label: spot.label })));
  }
  return { leave, enter, sockets };
}

const widthOf = ({ label, trunks }: Spot): number => labelWidth(label, trunks.size);
const wishOf = ({ trunks }: Spot): number => [...trunks.values()].reduce((sum, { wish }) => sum + wish, 0) / trunks.size;

/** Side by side in the middle of the edge, leaning towards what they lead to; what leads to the same place stays in its order. */
function along(spots: readonly Spot[], left: number, width: number): { spot: Spot; x: number }[] {
  const sorted = [...spots].sort((a, b) => wishOf(a) - wishOf(b));
  const total = sorted.reduce((sum, spot) => sum + widthOf(spot), 0);
  const free = Math.max(0, width - 2 * PAD - total);
  const gap = sorted.length < 2 ? 0 : Math.min(16, free / (sorted.length - 1));
  const used = total + gap * (sorted.length - 1);
  const middle = sorted.reduce((sum, spot) => sum + wishOf(spot), 0) / Math.max(1, sorted.length);
  const lean = Math.max(-1, Math.min(1, (middle - (left + width / 2)) / width)) * Math.min(width / 5, Math.max(0, width - 2 * PAD - used) / 2);
  let at = left + width / 2 + lean - used / 2;
  return sorted.map((spot) => {
    const x = at + widthOf(spot) / 2;
    at += widthOf(spot) + gap;
    return { spot, x: Math.round(x) };
  });
}

function spread({ trunks }: Spot, x: number): [number, { ends: End[]; leaves: boolean }][] {
  const sorted = [...trunks.values()].sort((a, b) => a.wish - b.wish);
  return sorted.map((entry, i) => [x + (i - (sorted.length - 1) / 2) * ENDS_APART, entry]);
}

/** The labels of lines that leave a door, above each. */
export function exitsOf(all: readonly End[], leave: ReadonlyMap<Connection, number>): { x: number; label: string }[] {
  const byLabel = new Map<string, number[]>();
  for (const { connection } of all) byLabel.set(connection.exit, [...(byLabel.get(connection.exit) ?? []), leave.get(connection)!]);
  return [...byLabel].map(([label, xs]) => ({ label, x: (Math.min(...xs) + Math.max(...xs)) / 2 }));
}
