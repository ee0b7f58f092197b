import type { Found, Known, ReadOptions } from './types.mts';
export function readPostgres(program: string, known: Known, options?: ReadOptions): Promise<Found>;
export function writePostgres(found: Found): void;
