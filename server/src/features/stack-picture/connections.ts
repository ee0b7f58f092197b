import type { GraphEntrance, GraphLink, Place } from '../../stack/graph.ts';
import { list } from '../../model/values/units.ts';
import type { Block } from './blocks.ts';
import { bare, linkWords, portText, whoEnters } from './words.ts';

/** `reach`: one container reaches another. `broken`: it wants to, but they share no network. `entrance`: from outside. `mount`: a shared volume. */
export type WireKind = 'reach' | 'broken' | 'entrance' | 'local' | 'mount';

/** One line of the drawing, from box to box. */
export interface Connection {
  readonly kind: WireKind;
  readonly from: string;
  readonly to: string;
  /** Where it enters: a port; empty where none is named. */
  readonly socket: string;
  /** Where it leaves a door: the host's port; empty elsewhere. */
  readonly exit: string;
  readonly words: string;
  readonly place: Place;
}

/** What stands for the outside: the entrances of one kind together. */
export interface Door {
  readonly id: string;
  /** `open to the world` */
  readonly who: string;
  readonly local: boolean;
  readonly entrances: readonly GraphEntrance[];
}

/** Ports of one door that lead to one container are drawn one by one up to this many. */
const MOST_PORTS = 4;

/** The doors of a block, the widest open first. */
export function doorsOf({ entrances }: Pick<Block, 'entrances'>): Door[] {
  const doors = new Map<string, { who: string; local: boolean; entrances: GraphEntrance[] }>();
  for (const entrance of entrances) {
    const who = whoEnters(entrance);
    const door = doors.get(who) ?? { who, local: entrance.local, entrances: [] };
    doors.set(who, door);
    door.entrances.push(entrance);
  }
  return [...doors.values()].map((door) => ({ ...door, id: `door ${door.who}` })).sort((a, b) => Number(a.local) - Number(b.local) || (a.who < b.who ? -1 : a.who > b.who ? 1 : 0));
}

/** All lines of a block. */
export function connectionsOf(block: Block): Connection[] {
  const ids = new Set(block.nodes.map(({ id }) => id));
  return [
    ...doorsOf(block).flatMap((door) => door.entrances.flatMap((entrance) => throughDoor(door, entrance))),
    ...block.links.filter(({ from, to }) => from !== to && ids.has(from) && ids.has(to)).flatMap(ofLink),
    ...block.shared.flatMap(({ id, source, users }) => users.map((user): Connection => ({
      kind: 'mount', from: user.id, to: id, socket: '', exit: '', place: user.mount.place, words: `${bare(user.id)} mounts ${source} at ${user.mount.target}${user.mount.readOnly ? ', read only' : ''}`,
    }))),
  ];
}

function throughDoor({ id, who, local }: Door, { to, ports, place }: GraphEntrance): Connection[] {
  const base = { kind: local ? 'local' as const : 'entrance' as const, from: id, to, place };
  const texts = [...ports].sort((a, b) => (a.host?.[0] ?? 0) - (b.host?.[0] ?? 0)).map(portText);
  const pairs = texts.filter(({ host, container }, i) => texts.findIndex((other) => other.host === host && other.container === container) === i);
  if (pairs.length > MOST_PORTS) {
    const exit = `${pairs.length} ports`;
    return [{ ...base, socket: '', exit, words: `${who}: ports ${list(pairs.map(({ host }) => host))} lead to ${bare(to)}` }];
  }
  return pairs.map(({ host, container }) => ({ ...base, socket: container, exit: host, words: `${who}: port ${host} leads to ${bare(to)}${host === container ? '' : `, port ${container}`}` }));
}

function ofLink(link: GraphLink): Connection[] {
  const base = { kind: link.joined ? 'reach' as const : 'broken' as const, from: link.from, to: link.to, exit: '', words: linkWords(link), place: link.place };
  return link.ports.length === 0 || link.ports.length > MOST_PORTS ? [{ ...base, socket: '' }] : link.ports.map((port) => ({ ...base, socket: String(port) }));
}
