import { budgetJson, budgetOf, budgetText } from '../tuning/budget.ts';
import { budgetServices } from '../tuning/stack.ts';
import { loadPaths, reportUnreadable } from './load.ts';
import { readChoice, readNumber, readOptions, readRam } from './options.ts';
import { fit } from './report/columns.ts';
import { terminal } from './terminal.ts';
import { CannotDo } from './usage.ts';

/** `budget`: what the containers of a folder may use of a host's RAM. Returns 1 where the limits exceed it. */
export function budget(words: readonly string[], write: (text: string) => void): number {
  const { options, paths } = readOptions('budget', words);
  if (paths.length !== 1) throw new CannotDo('budget: name one folder, as in quadlet-stack budget . --ram 8G');
  const format = readChoice('--format', options.format ?? 'text', ['text', 'json'] as const);
  const given = options.cpus === undefined ? undefined : readNumber('--cpus', options.cpus, 1, 4096);
  const asked = options.ram === undefined ? undefined : readRam(options.ram);
  const { analysis, project: { config }, unreadable } = loadPaths(paths);
  const ram = asked ?? config.hostMemory;
  if (ram === undefined) throw new CannotDo('budget: --ram SIZE is needed, as in --ram 8G');
  const cpus = given ?? config.hostCpus;
  const result = budgetOf(budgetServices(analysis.workspace, '', cpus), { ram, ...(cpus === undefined ? {} : { cpus }) });
  write(format === 'json' ? `${JSON.stringify(budgetJson(result), null, 1)}\n` : `${fit(budgetText(result).trimEnd(), terminal().width)}\n`);
  reportUnreadable(unreadable);
  if (unreadable.length > 0) return 2;
  return result.claims > ram ? 1 : 0;
}
