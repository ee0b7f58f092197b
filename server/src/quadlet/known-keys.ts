import { isQuadletSection, quadletKeys } from '../facts/quadlet/index.ts';
import { atLeast, parseVersion } from '../model/version.ts';
import type { Target } from './features.ts';

const byTarget = new WeakMap<Target, Map<string, ReadonlySet<string>>>();
const NONE: ReadonlySet<string> = new Set();

/** The keys of a section that the target's release knows. */
export function knownKeys(section: string, target: Target): ReadonlySet<string> {
  let bySection = byTarget.get(target);
  if (bySection === undefined) byTarget.set(target, (bySection = new Map()));
  const cached = bySection.get(section);
  if (cached !== undefined) return cached;
  const keys = isQuadletSection(section)
    ? new Set(Object.entries(quadletKeys(section)).filter(([, fact]) => atLeast(target.podman, parseVersion(fact.since)!)).map(([name]) => name))
    : NONE;
  bySection.set(section, keys);
  return keys;
}
