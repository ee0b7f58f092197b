import type { Found, Known } from './types.mts';
export function knownFacts(): Promise<Known>;
export function report(found: Found): string;
