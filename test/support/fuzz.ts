import fs from 'node:fs';

/**
 * How far a fuzz test goes. A plain test run takes fixed seeds and small counts, so that it says the same each time;
 * `npm run fuzz` sets other seeds and multiplies the counts (build/fuzz.mjs).
 */
const TIMES = Number(process.env['QUADLET_STACK_FUZZ_TIMES'] ?? 1);
/** Added to every seed. */
export const SEED = Number(process.env['QUADLET_STACK_FUZZ_SEED'] ?? 0);

/** Whether this is a long run, where the bounds of time and memory are held too. */
export const LONG: boolean = process.env['QUADLET_STACK_FUZZ_SEED'] !== undefined;

/** Parameters of fast-check for a property that runs `runs` times in a plain test run. */
export const bounded = (runs: number, seed = 20261125): { seed: number; numRuns: number } => ({ seed: seed + SEED, numRuns: runs * TIMES });

/** Runs `body` `rounds` times in a plain test run, each with numbers of its own. */
export function repeatedly(rounds: number, seed: number, body: (next: () => number, round: number) => void): void {
  const next = random(seed + SEED);
  for (let round = 0; round < rounds * TIMES; round++) body(next, round);
}

/** Counts what was tried, for the report of a long run. */
export function count(what: string, operations: number): void {
  const file = process.env['QUADLET_STACK_FUZZ_COUNTS'];
  if (file !== undefined) fs.appendFileSync(file, `${what}\t${operations}\n`);
}

/** A stream of numbers from 0 to below 1, the same for the same seed (mulberry32). */
export function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
