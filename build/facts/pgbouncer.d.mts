import type { Found, Known, ReadOptions } from './types.mts';
export function readPgbouncer(program: string, known: Known, options?: ReadOptions): Promise<Found>;
export function writePgbouncer(found: Found): void;
