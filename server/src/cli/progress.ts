import { isTerminal } from './terminal.ts';

/** Nothing is shown for work that is done before this many milliseconds, and no more often than `PAUSE`. */
const PATIENCE = 400;
const PAUSE = 80;

/** A line on a terminal that says how far long work has come, and leaves no trace. */
export interface Progress {
  (text: string): void;
  end(): void;
}

/** Progress on standard error; silent where that is no terminal. */
export function createProgress(stream: NodeJS.WriteStream = process.stderr, clock: () => number = Date.now): Progress {
  const shows = isTerminal(stream);
  const began = clock();
  let last = 0;
  let shown = false;
  const progress = (text: string): void => {
    if (!shows) return;
    const now = clock();
    if (now - began < PATIENCE || now - last < PAUSE) return;
    last = now;
    shown = true;
    stream.write(`\r\u001b[K${text.slice(0, Math.max(20, (stream.columns ?? 80) - 1))}`);
  };
  return Object.assign(progress, {
    end(): void {
      if (shown) stream.write('\r\u001b[K');
      shown = false;
    },
  });
}
