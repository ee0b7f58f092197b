import { floorTo, GB, MB } from '../model/values/units.ts';

/** What a service asks for, in bytes: never less than `floor`, never more than `cap`, else by `weight`. */
export interface Claim<Name extends string> {
  readonly name: Name;
  readonly floor: number;
  readonly cap: number;
  readonly weight: number;
}

/** Limits read well: multiples of 16 MB, of 64 MB from 1 GB on, of 256 MB from 8 GB on. Rounds down. */
export const readableLimit = (bytes: number): number => floorTo(bytes, bytes >= 8 * GB ? 256 * MB : bytes >= GB ? 64 * MB : 16 * MB);

/**
 * Shares `available` bytes out by weight. Who would get less than its floor gets the floor, who would get more than its
 * cap the cap, and the others share what that leaves. The sum never passes `available`; undefined where the floors do.
 */
export function share<Name extends string>(available: number, claims: readonly Claim<Name>[]): Map<Name, number> | undefined {
  if (claims.reduce((sum, claim) => sum + claim.floor, 0) > available) return undefined;
  const given = new Map<Name, number>();
  let open = [...claims];
  let left = available;
  while (open.length > 0) {
    const weights = open.reduce((sum, claim) => sum + claim.weight, 0);
    const wish = (claim: Claim<Name>): number => (left * claim.weight) / weights;
    // Floors before caps: what a cap frees can lift a service over its floor, but a floor always takes from the others.
    const low = open.filter((claim) => wish(claim) <= claim.floor);
    const settled = low.length > 0 ? low : open.filter((claim) => wish(claim) >= claim.cap);
    for (const claim of settled.length > 0 ? settled : open) {
      given.set(claim.name, Math.min(claim.cap, Math.max(claim.floor, readableLimit(wish(claim)))));
    }
    open = settled.length > 0 ? open.filter((claim) => !settled.includes(claim)) : [];
    left = available - [...given.values()].reduce((sum, bytes) => sum + bytes, 0);
  }
  return given;
}
