/** What to do after the server died: `tell` the user, once; `stop` where it dies too often to go on. */
export type AfterDeath = 'tell' | 'restart' | 'stop';

/** Deaths within the window that end the restarts. */
export const MOST_DEATHS = 5;
/** Milliseconds. */
export const WINDOW = 3 * 60 * 1000;

/** Remembers when the server died. `died` takes the time in milliseconds and says what to do. */
export function createRestarts(): { died(now: number): AfterDeath } {
  let deaths: number[] = [];
  let told = false;
  return {
    died(now) {
      deaths = [...deaths.filter((time) => now - time < WINDOW), now];
      if (deaths.length >= MOST_DEATHS) {
        deaths = [];
        return 'stop';
      }
      if (told) return 'restart';
      told = true;
      return 'tell';
    },
  };
}
