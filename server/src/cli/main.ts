import { budget } from './budget.ts';
import { format } from './format.ts';
import { lint } from './lint.ts';
import { preview } from './preview.ts';
import { tune } from './tune.ts';
import { CannotDo, USAGE } from './usage.ts';

const COMMANDS: Readonly<Record<string, (words: readonly string[], write: (text: string) => void) => number | Promise<number>>> = { lint, preview, tune, budget, format };

/** Runs one command. Returns its exit status: 0 nothing of severity error, 1 something, 2 it could not do what was asked. */
async function run([command = '', ...words]: readonly string[]): Promise<number> {
  if (command === 'server') {
    if (!words.some((word) => /^--(stdio|node-ipc|socket|pipe)\b/.test(word))) throw new CannotDo('server: say how to talk to it: --stdio');
    await import('../main.node.ts');
    return await new Promise<never>(() => undefined);
  }
  if (['help', '--help', '-h', ''].includes(command)) {
    process.stdout.write(`${USAGE}\n`);
    return command === '' ? 2 : 0;
  }
  const handler = COMMANDS[command];
  if (handler === undefined) throw new CannotDo(`unknown command: ${command}; the commands are ${Object.keys(COMMANDS).join(', ')}, server`);
  return handler(words, (text) => process.stdout.write(text));
}

run(process.argv.slice(2)).then(
  (status) => {
    process.exitCode = status;
  },
  (error: unknown) => {
    process.stderr.write(`quadlet-stack: ${error instanceof CannotDo ? error.message : error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exitCode = 2;
  },
);
