import type { Version } from '../model/version.ts';
import type { Sum } from '../model/worst.ts';

/** What a plan can share RAM out to. `redis-cache` is a second Redis, for the cache alone. */
export const SERVICES = ['postgres', 'redis', 'redis-cache', 'pgbouncer', 'django', 'celery-worker', 'celery-beat', 'flower', 'nginx'] as const;
export type Service = (typeof SERVICES)[number];

/** The whole stack of the configuration guide: what is planned where nothing is chosen. */
export const DEFAULT_SERVICES: readonly Service[] = ['postgres', 'redis', 'pgbouncer', 'django', 'celery-worker', 'celery-beat', 'flower'];

export const PROFILES = ['web', 'oltp', 'dw', 'desktop', 'mixed'] as const;
export type Profile = (typeof PROFILES)[number];

export const STORAGES = ['ssd', 'hdd', 'san', 'nvme'] as const;
export type Storage = (typeof STORAGES)[number];

export const FORMULAS = ['safe', 'pgtune', 'guide'] as const;
export type Formula = (typeof FORMULAS)[number];

export interface PlanOptions {
  /** Bytes: the host's, or PostgreSQL's own with `pgtune` (and with `guide` for `postgres` alone). */
  readonly ram: number;
  /** Whole cores. Without it PGTune leaves the parallel settings alone, the safe plan counts on 2 and limits nobody to them. */
  readonly cpus?: number;
  /** Clients at once: of PgBouncer where the plan has it, else of PostgreSQL. */
  readonly connections?: number;
  readonly profile?: Profile;
  readonly storage?: Storage;
  readonly services?: readonly Service[];
  readonly formula?: Formula;
  readonly postgresMajor?: number;
  readonly podman?: Version;
  readonly pgbouncer?: Version;
  readonly redis?: Version;
  /** What else runs on the host with a claim of its own, in bytes: taken off before anything is shared out. */
  readonly others?: readonly { readonly name: string; readonly memory: number }[];
}

/** A value as the service's own file writes it, and why it is that. */
export interface Setting {
  readonly value: string;
  /** One or two sentences with the numbers written out. */
  readonly reason: string;
}

export interface ServicePlan {
  /** The container's limit in bytes. */
  readonly memory: number;
  readonly memoryReason: string;
  /** Memory and swap together, in bytes: what `--memory-swap` takes. Equal to `memory` where the service must not swap. */
  readonly memorySwap: number;
  /**
   * The most CPUs that the container may use at once; caps, not shares: they may add up to more than the host has.
   * Undefined where nobody said how many there are.
   */
  readonly cpus: number | undefined;
  /** `ShmSize=` in bytes, for PostgreSQL. */
  readonly shmSize?: number;
  /** Name → value. A leading `--` marks an option of the command line, capitals a variable of the environment. */
  readonly settings: Readonly<Record<string, Setting>>;
  /** What can happen at the worst, in bytes, and the sum that leads there. */
  readonly worst?: Sum;
}

export interface Plan {
  readonly ok: true;
  readonly formula: Formula;
  readonly ram: number;
  readonly services: Readonly<Partial<Record<Service, ServicePlan>>>;
  /** Kept for the system, in bytes. */
  readonly reserve: number;
  readonly reserveReason: string;
  /** What no service got: those of the choice have all they can use. */
  readonly spare: number;
  readonly warnings: readonly string[];
}

/** Why there is no plan, in one or two sentences that say what would fit. */
export interface TooLittle {
  readonly ok: false;
  readonly message: string;
  /** The least RAM, in bytes, for the whole choice. */
  readonly needed?: number;
  /** Those of the chosen services that fit into the given RAM. */
  readonly fits?: readonly Service[];
}
