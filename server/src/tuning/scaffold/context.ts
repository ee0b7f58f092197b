import type { Version } from '../../model/version.ts';
import type { Plan, Service } from '../types.ts';

/** What the files of a new stack are made from. */
export interface StackContext {
  /** Names network, volumes, secrets, image and database. */
  readonly name: string;
  /** The same as an identifier of Python and SQL. */
  readonly module: string;
  readonly plan: Plan;
  readonly podman: Version;
  readonly postgresMajor: number;
  has(service: Service): boolean;
  /** A planned setting's value, as the service's file writes it. */
  value(service: Service, key: string): string;
  /** All planned settings of a service as name and value. */
  settings(service: Service): readonly (readonly [string, string])[];
}

/** The services that run the application's own image. */
export const APPLICATION: readonly Service[] = ['django', 'celery-worker', 'celery-beat', 'flower'];
