import type { FileComparison } from './compare.ts';
import type { ProgramsReport } from './check.ts';

/** A line of the report that speaks of a place. */
export interface ReportPlace {
  /** Zero-based line of the report. */
  readonly line: number;
  readonly uri: string;
  /** Zero-based line of the file. */
  readonly at: number;
}

export interface WrittenReport {
  readonly text: string;
  readonly places: readonly ReportPlace[];
  readonly differences: number;
}

const OURS = 'Quadlet Stack';
const plural = (count: number, word: string): string => `${count} ${count === 1 ? word.replace(/s$/, '') : word}`;

/** The report for a person: first what it comes to, then each program with its files and where it says something else. */
export function writeReport({ folder, programs, missing }: ProgramsReport): WrittenReport {
  const lines: string[] = [];
  const places: ReportPlace[] = [];
  const all = programs.flatMap(({ files }) => files);
  const differences = all.reduce((sum, file) => sum + file.differences.length, 0);
  const agreed = all.reduce((sum, file) => sum + file.agreed, 0);
  lines.push(`Checked with installed programs: ${folder}`, '');
  if (all.length === 0) lines.push(programs.length === 0 ? 'None of the programs that this stack is for is installed here.' : 'No file of this stack could be compared.');
  else if (differences === 0) lines.push(`They and Quadlet Stack say the same in all ${agreed} places.`);
  else lines.push(`They and Quadlet Stack say the same in ${agreed === 1 ? 'one place' : `${agreed} places`}, and differ in ${differences}.`);
  for (const { name, path, files, notes } of programs) {
    lines.push('', `${name}  ${path}`);
    for (const file of files) {
      places.push({ line: lines.length, uri: file.uri, at: file.differences[0]?.line ?? 0 });
      lines.push(`  ${file.name}: ${summary(file)}`);
      for (const { line, theirs, ours } of file.differences) {
        if (line !== undefined) places.push({ line: lines.length, uri: file.uri, at: line });
        lines.push(`    ${line === undefined ? file.name : `${file.name}:${line + 1}`}`);
        const width = Math.max(name.length, OURS.length);
        lines.push(`      ${name.padEnd(width)}  ${theirs ?? 'has nothing against it'}`, `      ${OURS.padEnd(width)}  ${ours ?? 'says nothing'}`);
      }
      for (const note of file.notes) lines.push(`    (${note})`);
    }
    if (files.length === 0) lines.push('  nothing was compared');
    for (const note of notes) lines.push(`  (${note})`);
  }
  if (missing.length > 0) lines.push('', `Not installed here: ${missing.join(', ')}.`);
  return { text: `${lines.join('\n')}\n`, places, differences };
}

function summary({ compared, agreed, wrong, of, differences }: FileComparison): string {
  const both = wrong === 0 ? '' : wrong === compared ? ', wrong for both' : `, ${wrong} of them wrong for both`;
  if (differences.length === 0) return compared === 0 ? 'nothing to compare' : `the same for ${plural(compared, of)}${both}`;
  return `${differences.length === 1 ? 'one difference' : `${differences.length} differences`} in ${plural(compared, of)}; the same for ${agreed}${both}`;
}
