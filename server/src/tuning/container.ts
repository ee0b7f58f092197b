import { atLeast, NEWEST, type Version } from '../model/version.ts';
import { podmanSize } from '../model/values/units.ts';

/** Podman's release that made `Memory=` a key of `[Container]`. */
export const MEMORY_KEY_SINCE: Version = [5, 5, 0];

export interface Limits {
  /** Bytes. */
  readonly memory: number;
  /** Memory and swap together, in bytes. */
  readonly memorySwap: number;
  /** Undefined: no limit. */
  readonly cpus: number | undefined;
  readonly shmSize?: number;
}

/** One line of a unit: `section`, `key`, `value`. */
export interface UnitLine {
  readonly section: 'Container' | 'Service';
  readonly key: string;
  readonly value: string;
}

/** A CPU limit as `CPUQuota=` writes it: 1.5 CPUs are `150%`. */
export const cpuQuota = (cpus: number): string => `${Math.round(cpus * 100)}%`;

/**
 * The lines that hold a container to its limits, in the form that the target takes: `Memory=` from Podman 5.5, else
 * `PodmanArgs=--memory=`; `ShmSize=` from 4.7, else `PodmanArgs=--shm-size=`. Swap has no key in any release. The CPU
 * limit goes to `[Service]`: the container's cgroup lies below the service's.
 */
export function limitLines(limits: Limits, podman: Version = NEWEST.podman): UnitLine[] {
  const lines: UnitLine[] = [];
  const memory = podmanSize(limits.memory);
  if (atLeast(podman, MEMORY_KEY_SINCE)) lines.push({ section: 'Container', key: 'Memory', value: memory });
  else lines.push({ section: 'Container', key: 'PodmanArgs', value: `--memory=${memory}` });
  lines.push({ section: 'Container', key: 'PodmanArgs', value: `--memory-swap=${podmanSize(limits.memorySwap)}` });
  if (limits.shmSize !== undefined) {
    const size = podmanSize(limits.shmSize);
    if (atLeast(podman, [4, 7, 0])) lines.push({ section: 'Container', key: 'ShmSize', value: size });
    else lines.push({ section: 'Container', key: 'PodmanArgs', value: `--shm-size=${size}` });
  }
  if (limits.cpus !== undefined) lines.push({ section: 'Service', key: 'CPUQuota', value: cpuQuota(limits.cpus) });
  return lines;
}
