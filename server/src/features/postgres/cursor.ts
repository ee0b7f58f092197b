import type { PostgresLine, PostgresTree } from '../../syntax/postgres.ts';
import { lastFrom, startOf } from '../../syntax/span.ts';

/** The line that an offset is in. */
export const lineAt = (tree: PostgresTree, offset: number): PostgresLine | undefined => tree.lines[Math.max(0, lastFrom(tree.lines, offset, startOf))];
