import type { Found, Known, ReadOptions } from './types.mts';
export function readQuadlet(program: string, known: Known, options?: ReadOptions): Promise<Found>;
export function writeQuadlet(found: Found): void;
