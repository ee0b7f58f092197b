import type { Problem } from '../../model/problem.ts';
import type { Judgement } from './lines.ts';

/** Where a program and we say different things of a file. */
export interface Difference {
  /** Zero-based; undefined where it is about the whole file. */
  readonly line: number | undefined;
  /** The program's words; undefined where it has nothing against the line. */
  readonly theirs: string | undefined;
  /** Ours; undefined where we say nothing. */
  readonly ours: string | undefined;
}

/** What came out for one file. */
export interface FileComparison {
  readonly uri: string;
  readonly name: string;
  /** `lines`, `units`, `services`: what was compared. */
  readonly of: string;
  /** How many of them were compared, and on how many both say the same. */
  readonly compared: number;
  readonly agreed: number;
  /** On how many both say that they are wrong. */
  readonly wrong: number;
  readonly differences: readonly Difference[];
  readonly notes: readonly string[];
}

/** One of our problems, with its zero-based line. */
export interface OwnProblem {
  readonly line: number;
  readonly problem: Problem;
}

/** Compares line by line: an error of ours means that the program refuses the line, and nothing else does. */
export function compareLines(file: { readonly uri: string; readonly name: string; readonly text: string }, judgement: Judgement, own: readonly OwnProblem[], isLate: (rule: string, line: string) => boolean): FileComparison {
  const lines = file.text.split('\n');
  const left = new Set(judgement.skipped);
  const meaningful = lines.flatMap((line, i) => (line.trim() === '' || /^\s*[#;]/.test(line) || left.has(i) ? [] : [i]));
  const ours = new Map<number, Problem>();
  const others = new Map<number, Problem>();
  let atStart = 0;
  for (const { line, problem } of own) {
    if (left.has(line)) continue;
    if (problem.severity !== 'error') others.set(line, problem);
    else if (isLate(problem.code, lines[line] ?? '')) atStart++;
    else if (!ours.has(line)) ours.set(line, problem);
  }
  const theirs = new Map(judgement.refused.map(({ line, message }) => [line, message]));
  const say = ({ severity, code, message }: Problem): string => `${severity} ${code}: ${message}`;
  // Nothing is known of the lines behind the one where the answer broke off.
  const known = (line: number): boolean => judgement.unfinished === undefined || theirs.has(line);
  const places = [...new Set([...meaningful, ...theirs.keys(), ...ours.keys()])].filter(known).sort((a, b) => a - b);
  const differences = places.filter((line) => theirs.has(line) !== ours.has(line)).map((line): Difference => {
    const problem = ours.get(line) ?? others.get(line);
    return { line, theirs: theirs.get(line), ours: problem === undefined ? undefined : say(problem) };
  });
  const notes = [
    ...(left.size === 0 ? [] : [`line${left.size === 1 ? '' : 's'} ${[...left].map((line) => line + 1).join(', ')} not tried: what ${left.size === 1 ? 'it names' : 'they name'} is in the container`]),
    ...(atStart === 0 ? [] : [`${atStart} error${atStart === 1 ? '' : 's'} of ours not tried: the program finds ${atStart === 1 ? 'it' : 'them'} only when it starts`]),
    ...(judgement.unfinished === undefined ? [] : [`the program ${judgement.unfinished}`]),
  ];
  const wrong = places.filter((line) => theirs.has(line) && ours.has(line)).length;
  return { uri: file.uri, name: file.name, of: 'lines', compared: places.length, agreed: places.length - differences.length, wrong, differences, notes };
}
