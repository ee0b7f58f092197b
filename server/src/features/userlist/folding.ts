import type { SourceFile } from '../../model/snapshot.ts';
import { parseUserlist } from '../../syntax/userlist.ts';
import { commentRuns } from '../comment-runs.ts';
import type { FoldingRange } from '../types.ts';

/** Runs of comment lines. */
export const foldUserlist = (file: SourceFile): readonly FoldingRange[] =>
  commentRuns(file, file.tree(parseUserlist).nodes.filter(({ kind }) => kind === 'comment'));
