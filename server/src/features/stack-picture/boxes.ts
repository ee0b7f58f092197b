import type { GraphLink, GraphMount, GraphNode } from '../../stack/graph.ts';
import { say } from '../../model/values/units.ts';
import type { Block, SharedMount } from './blocks.ts';
import { connectionsOf, doorsOf, type Connection, type Door } from './connections.ts';
import { FONT, NAME_FONT, SMALL_FONT, textWidth } from '../../model/values/text-width.ts';
import { bare, mountName, ordinal, programWords } from './words.ts';

/** What a box of a container says below its first two lines. */
export type Line =
  | { readonly kind: 'start' | 'also'; readonly text: string }
  | { readonly kind: 'broken'; readonly text: string; readonly link: GraphLink }
  | { readonly kind: 'mount'; readonly text: string; readonly mount: GraphMount }
  | { readonly kind: 'more'; readonly text: string };

export type What =
  | { readonly kind: 'container'; readonly node: GraphNode; readonly lines: readonly Line[] }
  | { readonly kind: 'door'; readonly door: Door }
  | { readonly kind: 'shared'; readonly shared: SharedMount };

/** A box before it has a place. */
export interface Shape {
  readonly id: string;
  readonly width: number;
  readonly height: number;
  readonly what: What;
}

export const PAD = 14;
/** The strip along the upper edge that names ports. */
export const STRIP = 19;
export const LINE = 19;
/** Room for name and program. */
export const HEAD = 52;
export const DOOR_HEIGHT = 54;
export const SHARED_HEIGHT = 40;
/** Between ends of lines, or the labels of ends, at one edge. */
export const ENDS_APART = 12;
const NARROWEST = 150;
const WIDEST = 232;
/** Mounts that a box lists; what is more is counted. */
const MOST_MOUNTS = 4;
const MOST_BROKEN = 3;

export const memoryWords = ({ memory }: GraphNode, someHave: boolean): string => (memory !== undefined ? say(memory) : someHave ? 'no limit' : '');

export interface ShapeOptions {
  /** Groups that no frame shows. */
  readonly unframed: Block['groups'];
  /** True where each box says itself when it starts. */
  readonly tellStart: boolean;
  /** True where a limit is usual in the stack, so that none is worth a word. */
  readonly someHaveLimits: boolean;
}

/** The boxes of a block: doors, containers, shared volumes. */
export function shapesOf(block: Block, options: ShapeOptions): Shape[] {
  const connections = connectionsOf(block);
  return [
    ...doorsOf(block).map((door): Shape => ({ id: door.id, width: doorWidth(door, connections), height: DOOR_HEIGHT, what: { kind: 'door', door } })),
    ...block.nodes.map((node) => containerShape(block, node, connections, options)),
    ...block.shared.map((shared): Shape => ({ id: shared.id, width: Math.min(WIDEST, 54 + textWidth(mountName(shared.source), FONT, true)), height: SHARED_HEIGHT, what: { kind: 'shared', shared } })),
  ];
}

/** The width that a label takes beside others, with the ends of the lines at it. */
export const labelWidth = (label: string, lines: number): number => Math.max(label === '' ? 0 : textWidth(label, SMALL_FONT, true) + 12, lines * ENDS_APART);

/** The width that the ends along an edge take side by side; lines of one container that come together end at one place. */
function endsWidth(connections: readonly Connection[], labelOf: (connection: Connection) => string): number {
  const spots = new Map<string, Set<string>>();
  for (const connection of connections) {
    const { kind, from, exit } = connection;
    const label = labelOf(connection);
    spots.set(label, (spots.get(label) ?? new Set()).add(kind === 'reach' || kind === 'mount' ? kind : `${kind} ${from} ${exit}`));
  }
  return [...spots].reduce((sum, [label, lines]) => sum + labelWidth(label, lines.size), 0);
}

function doorWidth({ id, who }: Door, connections: readonly Connection[]): number {
  const lines = connections.filter(({ from }) => from === id);
  const exits = [...new Set(lines.map(({ exit }) => exit))];
  return Math.round(Math.max(textWidth(who, FONT, true) + 52, exits.reduce((sum, label) => sum + labelWidth(label, lines.filter(({ exit }) => exit === label).length), 0) + 2 * PAD));
}

function containerShape({ nodes: _, ...block }: Block, node: GraphNode, connections: readonly Connection[], { unframed, tellStart, someHaveLimits }: ShapeOptions): Shape {
  const lines = linesOf(block, node, unframed, tellStart);
  const incoming = connections.filter(({ to }) => to === node.id);
  const memory = memoryWords(node, someHaveLimits);
  const wanted = Math.max(
    textWidth(node.name, NAME_FONT, true), textWidth(programWords(node)) + (memory === '' ? 0 : textWidth(memory) + 14),
    ...lines.map(({ kind, text }) => textWidth(text, SMALL_FONT) + (kind === 'mount' || kind === 'more' ? 20 : 0)),
  );
  // Lines may leave at the edge where others enter, where containers reach each other in a circle.
  const ends = endsWidth(incoming, ({ socket }) => socket) + ENDS_APART * connections.filter(({ from }) => from === node.id).length;
  const width = Math.round(Math.max(NARROWEST, Math.min(WIDEST, wanted + 2 * PAD + 4), ends + 2 * PAD));
  const strip = incoming.some(({ socket }) => socket !== '') ? STRIP : 4;
  return { id: node.id, width, height: strip + HEAD + (lines.length === 0 ? 0 : lines.length * LINE + 6), what: { kind: 'container', node, lines } };
}

/** Mounts of its own, volumes before files. */
function ownMounts({ mounts }: GraphNode, shared: ReadonlySet<string>): GraphMount[] {
  const rank = { unit: 0, named: 0, bind: 1 } as const;
  return mounts.filter(({ source }) => !shared.has(source)).sort((a, b) => rank[a.kind] - rank[b.kind]);
}

function linesOf(block: Omit<Block, 'nodes'>, node: GraphNode, unframed: Block['groups'], tellStart: boolean): Line[] {
  const broken = block.links.filter(({ from, joined }) => from === node.id && !joined);
  const shown = broken.length > MOST_BROKEN ? MOST_BROKEN - 1 : broken.length;
  const mounts = ownMounts(node, new Set(block.shared.filter(({ users }) => users.some(({ id }) => id === node.id)).map(({ source }) => source)));
  const listed = mounts.length > MOST_MOUNTS ? MOST_MOUNTS - 1 : mounts.length;
  return [
    ...(tellStart && node.order !== undefined ? [{ kind: 'start', text: `starts ${ordinal(node.order)}` } as const] : []),
    ...broken.slice(0, shown).map((link) => ({ kind: 'broken', text: `cannot reach ${bare(link.to)}`, link }) as const),
    ...(shown < broken.length ? [{ kind: 'broken', text: `cannot reach ${broken.length - shown} more`, link: broken[shown]! } as const] : []),
    ...unframed.filter(({ members }) => members.includes(node.id)).map(({ name }) => ({ kind: 'also', text: `also on ${name.replace(/\.network$/, '')}` }) as const),
    ...mounts.slice(0, listed).map((mount) => ({ kind: 'mount', text: mountName(mount.source), mount }) as const),
    ...(listed < mounts.length ? [{ kind: 'more', text: `and ${mounts.length - listed} more` } as const] : []),
  ];
}


