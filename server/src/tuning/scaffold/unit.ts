import { atLeast, type Version } from '../../model/version.ts';
import { limitLines, type UnitLine } from '../container.ts';
import type { ServicePlan } from '../types.ts';

type Lines = readonly (string | undefined | readonly (string | undefined)[])[];

/** Joins lines; `undefined` is left out, an array is a group of its own with an empty line before it. */
function body(lines: Lines): string[] {
  const out: string[] = [];
  for (const line of lines) {
    if (line === undefined) continue;
    if (typeof line === 'string') out.push(line);
    else {
      const group = line.filter((entry) => entry !== undefined);
      if (group.length > 0) out.push('', ...group);
    }
  }
  return out;
}

/** A unit file from its sections, in order; an empty section is left out. */
export function unitText(sections: Readonly<Record<string, Lines>>): string {
  return `${Object.entries(sections).flatMap(([name, lines]) => {
    const written = body(lines);
    return written.length === 0 ? [] : [[`[${name}]`, ...written].join('\n')];
  }).join('\n\n')}\n`;
}

/** The plan's lines for one section of a unit. */
export function limitsFor(plan: ServicePlan | undefined, section: UnitLine['section'], podman: Version): string[] {
  return plan === undefined ? [] : limitLines(plan, podman).filter((line) => line.section === section).map(({ key, value }) => `${key}=${value}`);
}

/** How long Podman lets the program end by itself before it kills it; the key is of Podman 5. */
export const stopTimeout = (podman: Version, seconds: number): string => (atLeast(podman, [5, 0, 0]) ? `StopTimeout=${seconds}` : `PodmanArgs=--stop-timeout=${seconds}`);

/** A command with an option a line, as `Exec=` takes it. */
export const command = (program: string, options: readonly string[]): string => [`Exec=${program}`, ...options.map((option) => `  ${option}`)].join(' \\\n');
