import { budgetJson, budgetOf, budgetText } from '../tuning/budget.ts';
import { budgetServices } from '../tuning/stack.ts';
import { loadPaths } from './load.ts';
import { readChoice, readNumber, readOptions, readSize } from './options.ts';
import { CannotDo } from './usage.ts';

/** `budget`: what the containers of a folder may use of a host's RAM. Returns 1 where the limits exceed it. */
export function budget(words: readonly string[], write: (text: string) => void): number {
  const { options, paths } = readOptions(words, { ram: 'string', cpus: 'string', format: 'string' });
  if (paths.length !== 1) throw new CannotDo('budget: name one folder, as in quadlet-stack budget . --ram 8G');
  if (options.ram === undefined) throw new CannotDo('budget: --ram SIZE is needed, as in --ram 8G');
  const format = readChoice('--format', options.format ?? 'text', ['text', 'json'] as const);
  const cpus = options.cpus === undefined ? undefined : readNumber('--cpus', options.cpus, 1, 4096);
  const ram = readSize('--ram', options.ram);
  const { analysis } = loadPaths(paths);
  const result = budgetOf(budgetServices(analysis.workspace, '', cpus), { ram, ...(cpus === undefined ? {} : { cpus }) });
  write(format === 'json' ? `${JSON.stringify(budgetJson(result), null, 1)}\n` : `${budgetText(result).trimEnd()}\n`);
  return result.claims > ram ? 1 : 0;
}
