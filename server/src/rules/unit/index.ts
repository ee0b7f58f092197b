import type { Container } from '../../stack/types.ts';
import type { UnitPart } from '../../stack/entries.ts';
import type { FileProblem } from '../file-problem.ts';
import { entrypointOneWord, unknownOptions } from './command.ts';
import { environmentSplits } from './environment.ts';
import { databasePortOpen, flowerOpen, privilegedPort } from './exposure.ts';
import { unsetVariables } from './expansion.ts';
import { autoUpdateWithoutEffect, healthOnFailure, resourceNameRefused, startTimeout } from './health.ts';
import { secretsInClear } from './secrets.ts';
import { dependsOnTemplate, execStopRaces, requiresWithoutAfter, stopTimeoutTooShort, wantedByNoUserTarget } from './service.ts';

/** What one unit with its drop-ins does that its author cannot have meant. `container` where it is a container's. */
export function checkUnitHabits(parts: readonly UnitPart[], options: { readonly container?: Container; readonly root: boolean }): FileProblem[] {
  const { container, root } = options;
  const textOf = (uri: string): string => parts.find((part) => part.uri === uri)?.tree.text ?? '';
  return [
    ...requiresWithoutAfter(parts),
    ...dependsOnTemplate(parts),
    ...wantedByNoUserTarget(parts, root),
    ...resourceNameRefused(parts, container),
    ...(container === undefined
      ? []
      : [
          ...environmentSplits(parts, 'Container'),
          ...unsetVariables(parts),
          ...execStopRaces(parts),
          ...unknownOptions(container),
          ...entrypointOneWord(container),
          ...stopTimeoutTooShort(parts),
          ...healthOnFailure(parts),
          ...startTimeout(parts, container),
          ...autoUpdateWithoutEffect(parts, container),
          ...databasePortOpen(container, textOf),
          ...flowerOpen(container, textOf),
          ...privilegedPort(container, root, textOf),
          ...secretsInClear(container),
        ]),
  ];
}
