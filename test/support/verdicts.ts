import fs from 'node:fs';
import path from 'node:path';

/** The collected verdicts of the real programs: `QUADLET_STACK_VERDICTS`, or `../shared/verdicts` beside the project. */
export const VERDICTS: string | undefined = [process.env['QUADLET_STACK_VERDICTS'], path.resolve('../shared/verdicts')]
  .find((folder) => folder !== undefined && fs.existsSync(folder));

/** Why a test that needs them is skipped; printed once by each file that asks. */
export const NO_VERDICTS = 'skipped: no collected verdicts at QUADLET_STACK_VERDICTS or ../shared/verdicts';
if (VERDICTS === undefined) console.warn(NO_VERDICTS);

/** Reads a `.jsonl` of the verdicts. */
export function verdictRows<T>(name: string): T[] {
  if (VERDICTS === undefined) return [];
  return fs.readFileSync(path.join(VERDICTS, name), 'utf8').trim().split('\n').map((line) => JSON.parse(line) as T);
}
