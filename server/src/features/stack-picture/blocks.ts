import type { GraphEntrance, GraphGroup, GraphLink, GraphMount, GraphNode, StackGraph } from '../../stack/graph.ts';

/** A volume or folder that several containers use. */
export interface SharedMount {
  readonly id: string;
  readonly source: string;
  readonly kind: GraphMount['kind'];
  readonly users: readonly { readonly id: string; readonly mount: GraphMount }[];
}

/** Containers that have to do with each other; what is drawn as one. */
export interface Block {
  readonly nodes: readonly GraphNode[];
  readonly links: readonly GraphLink[];
  readonly entrances: readonly GraphEntrance[];
  readonly groups: readonly GraphGroup[];
  readonly shared: readonly SharedMount[];
}

/** Folders of the system that many containers mount without having to do with each other. */
const SYSTEM = /^\/(?:etc|run|var\/run|sys|dev|proc|usr)(?:\/|$)|podman\.sock|localtime/;

/** The volumes and folders of a stack that more than one container mounts. */
export function sharedMounts({ nodes }: Pick<StackGraph, 'nodes'>): SharedMount[] {
  const found = new Map<string, { source: string; kind: GraphMount['kind']; users: { id: string; mount: GraphMount }[] }>();
  for (const { id, mounts } of nodes) {
    for (const mount of mounts) {
      if (mount.kind === 'bind' && SYSTEM.test(mount.source)) continue;
      const entry = found.get(mount.source) ?? { source: mount.source, kind: mount.kind, users: [] };
      found.set(mount.source, entry);
      if (!entry.users.some((user) => user.id === id)) entry.users.push({ id, mount });
    }
  }
  return [...found.values()].filter(({ users }) => users.length > 1).map((entry) => ({ ...entry, id: `mount ${entry.source}` }));
}

/** Cuts a stack into what hangs together by connections, order, networks, pods and volumes; the largest first. */
export function blocksOf(graph: StackGraph): Block[] {
  const { nodes, links, entrances, groups } = graph;
  const shared = sharedMounts(graph);
  const parent = new Map(nodes.map(({ id }) => [id, id]));
  const root = (id: string): string => {
    const up = parent.get(id);
    return up === undefined || up === id ? id : root(up);
  };
  const join = (a: string, b: string): void => {
    if (parent.has(a) && parent.has(b)) parent.set(root(a), root(b));
  };
  const byService = new Map(nodes.map(({ id, service }) => [service, id]));
  for (const { from, to } of links) join(from, to);
  for (const { id, after } of nodes) for (const service of after) join(id, byService.get(service) ?? id);
  for (const { name, members } of groups) if (name !== 'host') for (const id of members) join(id, members[0]!);
  for (const { kind, users } of shared) if (kind !== 'bind') for (const { id } of users) join(id, users[0]!.id);
  const byRoot = new Map<string, GraphNode[]>();
  for (const node of nodes) byRoot.set(root(node.id), [...(byRoot.get(root(node.id)) ?? []), node]);
  return [...byRoot.values()].sort((a, b) => b.length - a.length).map((part): Block => {
    const ids = new Set(part.map(({ id }) => id));
    return {
      nodes: part,
      links: links.filter(({ from, to }) => ids.has(from) && ids.has(to)),
      entrances: entrances.filter(({ to }) => ids.has(to)),
      groups: groups.map((group) => ({ ...group, members: group.members.filter((id) => ids.has(id)) })).filter(({ members }) => members.length > 0),
      shared: shared.map((mount) => ({ ...mount, users: mount.users.filter(({ id }) => ids.has(id)) })).filter(({ users }) => users.length > 1),
    };
  });
}

/**
 * Container → its row, counted from the bottom: who reaches another, or starts after it, stands above it. A circle is
 * cut where it closes.
 */
export function levelsOf({ nodes, links }: Pick<Block, 'nodes' | 'links'>): ReadonlyMap<string, number> {
  const byService = new Map(nodes.map(({ id, service }) => [service, id]));
  const below = new Map(nodes.map(({ id, after }) => [id, after.flatMap((service) => byService.get(service) ?? [])]));
  for (const { from, to } of links) if (!below.get(from)!.includes(to)) below.get(from)!.push(to);
  const levels = new Map<string, number>();
  const open = new Set<string>();
  const visit = (id: string): number => {
    const known = levels.get(id);
    if (known !== undefined) return known;
    open.add(id);
    const level = Math.max(0, ...below.get(id)!.filter((next) => !open.has(next)).map((next) => visit(next) + 1));
    open.delete(id);
    levels.set(id, level);
    return level;
  };
  for (const { id } of nodes) visit(id);
  return levels;
}
