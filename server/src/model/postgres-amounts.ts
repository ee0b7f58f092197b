import type { Guc } from './postgres.ts';
import { isSizeUnit, UNIT_FACTOR } from './postgres-numbers.ts';

const SIZES: readonly (readonly [unit: string, bytes: number])[] = [['TB', 2 ** 40], ['GB', 2 ** 30], ['MB', 2 ** 20], ['kB', 2 ** 10]];
const TIMES: readonly (readonly [unit: string, ms: number])[] = [['d', 86_400_000], ['h', 3_600_000], ['min', 60_000], ['s', 1000], ['ms', 1]];

/**
 * A number in a parameter's unit as postgresql.conf writes it: `16384` of 8 kB blocks → `128MB`, `90` s → `90s`. Exact:
 * where no larger unit comes out even, the base unit stays; blocks fall back to kB. Zero and below stay bare.
 */
export function gucAmount(guc: Pick<Guc, 'unit'>, value: number): string {
  if (guc.unit === undefined || value <= 0) return String(value);
  const whole = value * UNIT_FACTOR[guc.unit];
  if (isSizeUnit(guc.unit)) {
    const found = SIZES.find(([, factor]) => whole >= factor && Number.isInteger(whole / factor));
    return found === undefined ? `${whole}B` : `${whole / found[1]}${found[0]}`;
  }
  const found = TIMES.find(([, factor]) => whole >= factor && Number.isInteger(whole / factor));
  return found === undefined ? `${value}${guc.unit}` : `${whole / found[1]}${found[0]}`;
}
