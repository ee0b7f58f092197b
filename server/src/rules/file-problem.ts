import type { Problem } from '../model/problem.ts';

/** A problem and the file that it is in: what the check of a unit finds may stand in a drop-in of it. */
export interface FileProblem {
  readonly uri: string;
  readonly problem: Problem;
}
