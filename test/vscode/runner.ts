import { screen } from './screen.ts';
import { tidy } from './workspace.ts';

interface Test {
  readonly name: string;
  readonly body: () => Promise<void>;
  /** Why it cannot be run here; undefined where it can. */
  readonly skip?: string;
}

const tests: Test[] = [];

/** Registers a test. `skip` names what is missing. */
export function test(name: string, body: () => Promise<void>, skip?: string): void {
  tests.push({ name, body, skip });
}

/** The names of all tests, for a machine that cannot run them. */
export const names = (): string[] => tests.map(({ name }) => name);

/** Milliseconds that one test may take. */
const LIMIT = 60_000;

/**
 * Runs all tests one after the other, says how each went, and writes the counts to `QUADLET_STACK_RESULTS`; in a browser
 * it hands them to the window. Throws where one failed.
 */
export async function runAll(): Promise<void> {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  const only = process.env['QUADLET_STACK_ONLY'];
  for (const { name, body, skip } of tests) {
    if (only !== undefined && only !== '' && !only.split(',').some((part) => name.includes(part))) continue;
    if (skip !== undefined) {
      counts.skipped++;
      console.log(`- skipped: ${name} (${skip})`);
      continue;
    }
    const start = Date.now();
    try {
      // What VS Code itself gave up says nothing of the extension: asked once more.
      await withLimit(body()).catch(async (error: unknown) => {
        if (!isCanceled(error)) throw error;
        console.log(`- once more: ${name} (VS Code canceled what it was asked)`);
        await tidy();
        await withLimit(body());
      });
      counts.passed++;
      console.log(`✓ ${name} (${Date.now() - start} ms)`);
    } catch (error) {
      counts.failed++;
      await screen.shot(`failed ${name}`).catch(() => undefined);
      console.log(`✗ ${name}\n${error instanceof Error ? error.stack : String(error)}`);
    }
    await screen.press('Escape').catch(() => undefined);
    await withLimit(tidy()).catch((error: unknown) => console.log(`✗ after ${name}: ${String(error)}`));
  }
  const results = process.env['QUADLET_STACK_RESULTS'];
  if (results === undefined) await screen.results(counts);
  else (await import('node:fs')).writeFileSync(results, JSON.stringify(counts));
  if (counts.failed > 0) throw new Error(`${counts.failed} failed`);
}

function withLimit(work: Promise<void>): Promise<void> {
  let timer: ReturnType<typeof setTimeout>;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`took longer than ${LIMIT / 1000} s`)), LIMIT);
  });
  return Promise.race([work, limit]).finally(() => clearTimeout(timer));
}

/** Whether VS Code gave a question up, because what it was asked of changed meanwhile: to be asked again. */
const isCanceled = (error: unknown): boolean => error instanceof Error && (error.name === 'Canceled' || error.message === 'Canceled');

/** The first value of `look` that is neither undefined nor false; looks again and again until `what` takes too long. */
export async function until<T>(what: string, look: () => T | undefined | false | Promise<T | undefined | false>, patience = 20_000): Promise<T> {
  const deadline = Date.now() + patience;
  for (;;) {
    const value = await Promise.resolve().then(look).catch((error: unknown) => {
      if (isCanceled(error)) return undefined;
      throw error;
    });
    if (value !== undefined && value !== false) return value;
    if (Date.now() > deadline) throw new Error(`waited ${patience / 1000} s in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 15));
  }
}
