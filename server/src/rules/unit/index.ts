import { pushAll } from '../../model/lists.ts';
import type { Version } from '../../model/version.ts';
import type { Container, Pod } from '../../stack/types.ts';
import type { UnitPart } from '../../stack/entries.ts';
import type { FileProblem } from '../file-problem.ts';
import { emptyWordEndsList, entrypointOneWord, unknownOptions } from './command.ts';
import { environmentSplits } from './environment.ts';
import { databasePortOpen, flowerOpen, privilegedPort } from './exposure.ts';
import { unsetVariables } from './expansion.ts';
import { autoUpdateWithoutEffect, healthOnFailure, resourceNameRefused, startTimeout } from './health.ts';
import { refusedAtStart } from './refused.ts';
import { secretsInClear } from './secrets.ts';
import { dependsOnTemplate, execStopRaces, requiresWithoutAfter, stopTimeoutTooShort, wantedByNoUserTarget } from './service.ts';

/**
 * What one unit with its drop-ins does that its author cannot have meant. `container` where it is a container's,
 * `generated`: the text of its service, where there is one.
 */
export function checkUnitHabits(parts: readonly UnitPart[], root: boolean, container: Container | undefined, podman: Version, generated: () => string | undefined): FileProblem[] {
  const found = requiresWithoutAfter(parts, generated);
  pushAll(found, dependsOnTemplate(parts));
  pushAll(found, wantedByNoUserTarget(parts, root));
  pushAll(found, resourceNameRefused(parts, container));
  if (container === undefined) return found;
  pushAll(found, environmentSplits(parts));
  pushAll(found, unsetVariables(parts));
  pushAll(found, execStopRaces(parts));
  pushAll(found, unknownOptions(container));
  pushAll(found, emptyWordEndsList(parts, container.program));
  pushAll(found, entrypointOneWord(container));
  pushAll(found, stopTimeoutTooShort(parts));
  pushAll(found, healthOnFailure(parts));
  pushAll(found, startTimeout(parts, container, podman));
  pushAll(found, autoUpdateWithoutEffect(parts, container));
  pushAll(found, refusedAtStart(parts, container));
  pushAll(found, secretsInClear(container));
  pushAll(found, checkPorts(parts, root, container));
  if (container.ports.length > 0) pushAll(found, flowerOpen(container, textsOf(parts)));
  return found;
}

/** What a unit that publishes ports opens to the world, or may not open at all. */
export function checkPorts(parts: readonly UnitPart[], root: boolean, unit: Container | Pod): FileProblem[] {
  if (unit.ports.length === 0) return [];
  const textOf = textsOf(parts);
  return [...databasePortOpen(unit, textOf), ...privilegedPort(unit, root, textOf)];
}

const textsOf = (parts: readonly UnitPart[]) => (uri: string): string => parts.find((part) => part.uri === uri)?.tree.text ?? '';
