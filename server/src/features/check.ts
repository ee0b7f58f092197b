import { isDropIn, unitTypeOfPath } from '../model/files.ts';
import type { SourceFile } from '../model/snapshot.ts';
import { checkQuadlets, compileUnit } from '../quadlet/index.ts';
import type { Targets } from '../model/version.ts';
import { checkPostgresArgs } from '../rules/postgres/index.ts';
import { checkNginx } from '../rules/nginx/index.ts';
import { checkSystemd } from '../rules/systemd/check.ts';
import { refusedServices } from '../rules/systemd/refused.ts';
import type { Container } from '../stack/types.ts';
import type { FileProblem } from '../rules/file-problem.ts';
import { checkContainerInStack, checkEnvironmentInStack, checkPodInStack, checkUserlistInStack } from '../rules/stack/index.ts';
import { stackExceedsMemory } from '../rules/stack/memory.ts';
import { startOrderCycles } from '../rules/stack/order.ts';
import { nothingStartsIt, serviceNotGenerated } from '../rules/stack/units.ts';
import { checkUnitHabits } from '../rules/unit/index.ts';
import { unitParts } from '../stack/parts.ts';
import { unitsOfFile } from '../stack/world.ts';
import { containerAt } from '../stack/queries.ts';
import { languageOf } from './languages.ts';
import type { Context } from './types.ts';

/** All that is to be said of a file by itself and with what it names. Pure; what it looks up is tracked by the snapshot. */
export function checkFile(file: SourceFile, context: Context): readonly FileProblem[] {
  const own = languageOf(file.kind)?.check?.(file, context).map((problem) => ({ uri: file.uri, problem })) ?? [];
  return [...own, ...compileFile(file, context), ...checkInStack(file, context)];
}

/** What is to be said of the workspace as a whole. */
export const checkWorkspace = ({ snapshot }: Context): readonly FileProblem[] => [...stackExceedsMemory(snapshot), ...startOrderCycles(snapshot), ...nothingStartsIt(snapshot)];

/** What the generator refuses or drops, for each unit of the file. */
function compileFile(file: SourceFile, { snapshot }: Context): readonly FileProblem[] {
  if (file.kind !== 'quadlet' && file.kind !== 'quadlets') return [];
  const { world, units } = unitsOfFile(snapshot, file);
  const own = file.kind === 'quadlets' ? checkQuadlets(file.text, world.target).map((problem) => ({ uri: file.uri, problem })) : [];
  return [...own, ...units.flatMap((unit) => compileUnit(unit, world).problems)];
}

function checkInStack(file: SourceFile, { snapshot }: Context): readonly FileProblem[] {
  if (file.kind === 'quadlet' && !isDropIn(file.path)) return checkUnit(file, { snapshot });
  if (file.kind === 'env') return checkEnvironmentInStack(snapshot, file);
  if (file.kind === 'nginx') return checkNginx(snapshot, file);
  if (file.kind === 'userlist') return checkUserlistInStack(snapshot, file);
  return [];
}

function checkUnit(file: SourceFile, { snapshot }: Context): readonly FileProblem[] {
  const parts = unitParts(snapshot, file);
  const container = containerAt(snapshot, file);
  const { root } = snapshot.settings;
  const type = unitTypeOfPath(file.path);
  const found = [
    ...parts.flatMap(({ uri, tree }) => checkSystemd(tree, snapshot.targets(file), type).map((problem) => ({ uri, problem }))),
    ...(type === undefined ? [] : refusedServices(parts, type)),
    ...serviceNotGenerated(snapshot, file, parts),
    ...checkUnitHabits(parts, { root, ...(container === undefined ? {} : { container }) }),
  ];
  if (container !== undefined) found.push(...checkCommand(container, snapshot.targets(file)));
  return [...found, ...(container === undefined ? checkPodInStack(snapshot, file) : checkContainerInStack(snapshot, file, container, parts))];
}

/** What the container's program refuses of its arguments. */
function checkCommand({ program, exec }: Container, targets: Targets): readonly FileProblem[] {
  if (program !== 'postgres' || exec === undefined) return [];
  const words = exec.words.map(({ value, start, end }) => ({ text: value, start, end }));
  return checkPostgresArgs(words, targets).map((problem) => ({ uri: exec.place.uri, problem }));
}
