import type { Found, Known, ReadOptions } from './types.mts';
export function readRedis(program: string, known: Known, options?: ReadOptions): Promise<Found>;
export function writeRedis(found: Found): void;
