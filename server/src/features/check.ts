import { isDropIn, unitTypeOfPath } from '../model/files.ts';
import { NONE, pushAll } from '../model/lists.ts';
import type { Problem } from '../model/problem.ts';
import type { Snapshot, SourceFile } from '../model/snapshot.ts';
import { checkQuadlets, compileUnit, passedOver } from '../quadlet/index.ts';
import type { Targets } from '../model/version.ts';
import { checkPostgresArgs } from '../rules/postgres/index.ts';
import { checkNginx } from '../rules/nginx/index.ts';
import { checkSystemd } from '../rules/systemd/check.ts';
import { refusedServices } from '../rules/systemd/refused.ts';
import type { Container } from '../stack/types.ts';
import type { FileProblem } from '../rules/file-problem.ts';
import { checkContainerInStack, checkEnvironmentInStack, checkPodInStack, checkUserlistInStack } from '../rules/stack/index.ts';
import { checkServers } from '../rules/stack/connections.ts';
import { stackExceedsMemory } from '../rules/stack/memory.ts';
import { startOrderCycles } from '../rules/stack/order.ts';
import { nothingStartsIt, serviceNotGenerated } from '../rules/stack/units.ts';
import { checkPorts, checkUnitHabits } from '../rules/unit/index.ts';
import type { UnitPart } from '../stack/entries.ts';
import { unitParts } from '../stack/parts.ts';
import { unitsOfFile } from '../stack/world.ts';
import { containerAt, podAt } from '../stack/queries.ts';
import { languageOf } from './languages.ts';
import type { Context } from './types.ts';

/** All that is to be said of a file by itself and with what it names. Pure; what it looks up is tracked by the snapshot. */
export function checkFile(file: SourceFile, context: Context): readonly FileProblem[] {
  const found = inFile(file.uri, languageOf(file.kind)?.check?.(file, context) ?? NONE);
  compileFile(file, context, found);
  checkInStack(file, context, found);
  return found;
}

function inFile(uri: string, problems: readonly Problem[]): FileProblem[] {
  const found: FileProblem[] = [];
  for (const problem of problems) found.push({ uri, problem });
  return found;
}

/** What is to be said of the workspace as a whole, each by a name that no file has: what one of them goes by is nothing to the others. */
export const WORKSPACE_CHECKS: ReadonlyMap<string, (snapshot: Snapshot) => readonly FileProblem[]> = new Map([
  ['workspace:memory', stackExceedsMemory],
  ['workspace:order', startOrderCycles],
  ['workspace:start', nothingStartsIt],
]);

/** What the generator refuses or drops, for each unit of the file. */
function compileFile(file: SourceFile, { snapshot }: Context, found: FileProblem[]): void {
  if (file.kind !== 'quadlet' && file.kind !== 'quadlets') return;
  const { world, units } = unitsOfFile(snapshot, file);
  if (file.kind === 'quadlets') pushAll(found, inFile(file.uri, checkQuadlets(file.text, world.target)));
  if (units.length === 0 && file.kind === 'quadlet' && !isDropIn(file.path)) pushAll(found, inFile(file.uri, [passedOver(file.text)]));
  for (const unit of units) pushAll(found, compileUnit(unit, world).problems);
}

function checkInStack(file: SourceFile, { snapshot }: Context, found: FileProblem[]): void {
  if (file.kind === 'quadlet' && !isDropIn(file.path)) checkUnit(file, snapshot, found);
  else if (file.kind === 'env') pushAll(found, checkEnvironmentInStack(snapshot, file));
  else if (file.kind === 'nginx') pushAll(found, checkNginx(snapshot, file));
  else if (file.kind === 'pgbouncer' || file.kind === 'redis') pushAll(found, checkServers(snapshot, file));
  else if (file.kind === 'userlist') pushAll(found, checkUserlistInStack(snapshot, file));
}

function checkUnit(file: SourceFile, snapshot: Snapshot, found: FileProblem[]): void {
  const parts = unitParts(snapshot, file);
  const container = containerAt(snapshot, file);
  const targets = snapshot.targets(file);
  const type = unitTypeOfPath(file.path);
  for (const { uri, tree } of parts) pushAll(found, inFile(uri, checkSystemd(tree, targets, type)));
  if (type !== undefined) pushAll(found, refusedServices(parts, type));
  pushAll(found, serviceNotGenerated(snapshot, file, parts));
  pushAll(found, checkUnitHabits(parts, snapshot.settings.root, container, targets.podman, () => serviceOf(file, snapshot)));
  if (container === undefined) return checkPod(file, snapshot, parts, found);
  checkCommand(container, targets, found);
  pushAll(found, checkContainerInStack(snapshot, file, container, parts));
}

/** What is to be said of the ports that the containers of a pod, or of a `.kube`, publish together. */
function checkPod(file: SourceFile, snapshot: Snapshot, parts: readonly UnitPart[], found: FileProblem[]): void {
  const pod = podAt(snapshot, file);
  if (pod === undefined) return;
  pushAll(found, checkPorts(parts, snapshot.settings.root, pod));
  pushAll(found, checkPodInStack(snapshot, file, pod));
}

/** The text of the service that a unit's file becomes. */
function serviceOf(file: SourceFile, snapshot: Snapshot): string | undefined {
  const { world, units } = unitsOfFile(snapshot, file);
  return units[0] === undefined ? undefined : compileUnit(units[0], world).service;
}

/** What the container's program refuses of its arguments. */
function checkCommand({ program, exec }: Container, targets: Targets, found: FileProblem[]): void {
  if (program !== 'postgres' || exec === undefined) return;
  const words = exec.words.map(({ value, start, end }) => ({ text: value, start, end }));
  pushAll(found, inFile(exec.place.uri, checkPostgresArgs(words, targets)));
}
