import type { PostgresLine, PostgresTree } from '../../syntax/postgres.ts';

/** The line that an offset is in. */
export function lineAt(tree: PostgresTree, offset: number): PostgresLine | undefined {
  let low = 0;
  let high = tree.lines.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (tree.lines[middle]!.start <= offset) low = middle;
    else high = middle - 1;
  }
  return tree.lines[low];
}
