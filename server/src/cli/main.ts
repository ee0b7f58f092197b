import version from 'quadlet-stack:version';
import { nearestName } from '../model/nearest.ts';
import { budget } from './budget.ts';
import { COMMANDS, isCommand, type CommandName } from './commands.ts';
import { completion } from './completion.ts';
import { explain } from './explain.ts';
import { format } from './format.ts';
import { lint } from './lint.ts';
import { preview } from './preview.ts';
import { tune } from './tune.ts';
import { CannotDo, USAGE, usageOf } from './usage.ts';

type Handler = (words: readonly string[], write: (text: string) => void) => number | Promise<number>;

const HANDLERS: Readonly<Record<CommandName, Handler>> = { lint, preview, tune, budget, format, explain, completion, server };

/** Runs one command. Returns its exit status: 0 nothing of severity error, 1 something, 2 it could not do what was asked. */
async function run([command, ...words]: readonly string[]): Promise<number> {
  if (command === undefined) throw new CannotDo('what is to be done? quadlet-stack --help lists the commands');
  const write = (text: string): void => void process.stdout.write(text);
  if (['--version', '-V'].includes(command)) write(`${version}\n`);
  else if (['help', '--help', '-h'].includes(command)) write(`${words[0] !== undefined && isCommand(words[0]) ? usageOf(words[0]) : USAGE}\n`);
  else if (!isCommand(command)) throw new CannotDo(unknown(command));
  else if (words.includes('--help') || words.includes('-h')) write(`${usageOf(command)}\n`);
  else return HANDLERS[command](words, write);
  return 0;
}

async function server(words: readonly string[]): Promise<number> {
  if (!words.some((word) => /^--(stdio|node-ipc|socket|pipe)\b/.test(word))) throw new CannotDo('server: say how to talk to it: --stdio');
  await import('../main.node.ts');
  return await new Promise<never>(() => undefined);
}

function unknown(command: string): string {
  const names = Object.keys(COMMANDS);
  const meant = nearestName(command, names);
  return `unknown command: ${command}; ${meant === undefined ? `the commands are ${names.join(', ')}` : `did you mean ${meant}?`}`;
}

// Whoever reads the output may have seen enough (`| head`): no reason to complain.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 2));

run(process.argv.slice(2)).then(
  (status) => {
    process.exitCode = status;
  },
  (error: unknown) => {
    process.stderr.write(`quadlet-stack: ${error instanceof CannotDo ? error.message : error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exitCode = 2;
  },
);
