import type { Fact } from '../schema.ts';
import load from './options.facts.json';

/** An option of a program's command line. Keyed by its long name where it has one. */
export interface ProgramOption extends Fact {
  /** Other names: `-c`. */
  readonly aliases?: readonly string[];
  /** What follows it; absent for one that stands alone. */
  readonly value?: string;
}

export type OptionTable = 'celery' | 'celery worker' | 'celery beat' | 'flower' | 'daphne' | 'uvicorn' | 'gunicorn' | 'nginx';

/** The options of a program, by name. */
export const programOptions = (table: OptionTable): Readonly<Record<string, ProgramOption>> => (load() as Readonly<Record<OptionTable, Readonly<Record<string, ProgramOption>>>>)[table];
