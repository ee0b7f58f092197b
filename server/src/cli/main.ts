import version from 'quadlet-stack:version';
import { nearestName } from '../model/nearest.ts';
import { budget } from './budget.ts';
import { COMMANDS, isCommand, type CommandName } from './commands.ts';
import { complain } from './complain.ts';
import { completion } from './completion.ts';
import { explain } from './explain.ts';
import { format } from './format.ts';
import { lint } from './lint.ts';
import { preview } from './preview.ts';
import { fit } from './report/columns.ts';
import { terminal } from './terminal.ts';
import { tune } from './tune.ts';
import { CannotDo, USAGE, usageOf } from './usage.ts';
import { verify } from './verify.ts';

type Handler = (words: readonly string[], write: (text: string) => void) => number | Promise<number>;

const HANDLERS: Readonly<Record<CommandName, Handler>> = { lint, preview, tune, budget, format, verify, explain, completion, server };

/** Lines of the help are no longer than this, whatever the terminal takes. */
const HELP_WIDTH = 100;

/** Runs one command. Returns its exit status: 0 nothing of severity error, 1 something, 2 it could not do what was asked. */
async function run([command, ...words]: readonly string[]): Promise<number> {
  if (command === undefined) throw new CannotDo('what is to be done? quadlet-stack --help lists the commands');
  const write = (text: string): void => void process.stdout.write(text);
  const help = (text: string): void => write(`${fit(text, Math.min(HELP_WIDTH, terminal().width))}\n`);
  if (['--version', '-V'].includes(command)) write(`${version}\n`);
  else if (['help', '--help', '-h'].includes(command)) help(words[0] !== undefined && isCommand(words[0]) ? usageOf(words[0]) : USAGE);
  else if (!isCommand(command)) throw new CannotDo(unknown(command));
  else if (words.includes('--help') || words.includes('-h')) help(usageOf(command));
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

/** What went wrong, in one line. A fault of our own names its place in the code, for whoever reports it. */
function complaint(error: unknown): string {
  if (error instanceof CannotDo) return error.message;
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  const place = /^\s+at .*$/m.exec(stack ?? '')?.[0].trim() ?? '';
  return `a fault of its own: ${message} ${place}`.replace(/\s+/g, ' ').trim();
}

// Whoever reads the output may have seen enough (`| head`): no reason to complain, and what was found counts all the same.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') process.exit(2);
    // The command has done its work, and says in a moment how it went; one that watches goes on for nobody.
    setImmediate(() => process.exit());
  });
}

run(process.argv.slice(2)).then(
  (status) => {
    process.exitCode = status;
  },
  (error: unknown) => {
    complain(complaint(error));
    process.exitCode = 2;
  },
);
