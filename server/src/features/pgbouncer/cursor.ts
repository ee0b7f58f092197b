import { connectionFacts, pgbouncerSettingFacts, type PgbouncerFact } from '../../facts/pgbouncer/index.ts';
import { connectionOf } from '../../model/pgbouncer.ts';
import type { ConnectionPair } from '../../syntax/connection.ts';
import { iniNodeAt, type IniEntry, type IniNode, type IniTree } from '../../syntax/pgbouncer.ts';
import { touches } from '../../syntax/span.ts';

/** What stands at an offset: a node, and inside a connection string the pair. */
export interface IniCursor {
  readonly node: IniNode | undefined;
  readonly pair: ConnectionPair | undefined;
}

export function cursorAt(tree: IniTree, offset: number): IniCursor {
  const node = iniNodeAt(tree, offset);
  if (node?.kind !== 'entry' || connectionFacts(node.section) === undefined || !touches(node.valueSpan, offset)) return { node, pair: undefined };
  return { node, pair: connectionOf(tree, node).pairs.find((pair) => touches(pair, offset)) };
}

/** The fact of a setting of [pgbouncer]. */
export const settingFact = (entry: IniEntry): PgbouncerFact | undefined => {
  const facts = pgbouncerSettingFacts();
  return entry.section === 'pgbouncer' && Object.hasOwn(facts, entry.key) ? facts[entry.key] : undefined;
};

/** The fact of a key in a connection string. */
export const pairFact = (section: string | undefined, key: string): PgbouncerFact | undefined => {
  const facts = connectionFacts(section);
  return facts !== undefined && Object.hasOwn(facts, key) ? facts[key] : undefined;
};
