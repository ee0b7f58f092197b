import { checkWithPrograms, type ProgramsReport } from '../features/programs/check.ts';
import { writeReport } from '../features/programs/report.ts';
import { nodePrograms } from '../host/programs.ts';
import { loadPaths } from './load.ts';
import { readOptions } from './options.ts';
import { createProgress } from './progress.ts';
import { CannotDo } from './usage.ts';

/** `verify`: asks the installed programs and prints where they and we differ. Returns 1 where they do. */
export async function verify(words: readonly string[], write: (text: string) => void): Promise<number> {
  const { paths: [folder, ...more] } = readOptions('verify', words);
  if (folder === undefined || more.length > 0) throw new CannotDo('verify: name one folder, as in quadlet-stack verify stacks/prod');
  const progress = createProgress();
  const { analysis: { workspace } } = loadPaths([folder], {}, progress);
  const stacks = new Set([...workspace.files()].map((file) => workspace.stackOf(file.path)));
  const reports: ProgramsReport[] = [];
  for (const stack of stacks) reports.push(await checkWithPrograms(workspace, stack, { programs: nodePrograms, onProgress: (name) => progress(`asking ${name}`) }));
  progress.end();
  const written = reports.map(writeReport);
  write(written.map(({ text }) => text).join('\n'));
  return written.some(({ differences }) => differences > 0) ? 1 : 0;
}
