import { COMMANDS, type CommandInfo, type CommandName } from './commands.ts';

/** Something that was asked and cannot be done: one line on standard error, exit status 2. */
export class CannotDo extends Error {}

const names = Object.keys(COMMANDS) as CommandName[];
const longest = Math.max(...names.map((name) => name.length));

/** The help of the whole: the commands, a line each. */
export const USAGE = `usage: quadlet-stack COMMAND …

${names.map((name) => `  ${name.padEnd(longest)}  ${COMMANDS[name].text}`).join('\n')}

quadlet-stack COMMAND --help explains a command, quadlet-stack --version says which this is.
Exit status: 0 nothing of severity error, 1 something, 2 it could not do what was asked.`;

/** The help of one command: its form and its options. */
export function usageOf(name: CommandName): string {
  const { text, operands, options }: CommandInfo = COMMANDS[name];
  const written = (option: string): string => `--${option}${options[option]!.value === undefined ? '' : ` ${options[option]!.value}`}`;
  const width = Math.max(0, ...Object.keys(options).map((option) => written(option).length));
  const rows = Object.entries(options).map(([option, info]) => `  ${written(option).padEnd(width)}  ${info.text}`);
  const form = ['usage: quadlet-stack', name, operands, rows.length > 0 ? '[OPTION…]' : ''].filter((part) => part !== '').join(' ');
  return `${form}\n\n${text.charAt(0).toUpperCase()}${text.slice(1)}.${rows.length === 0 ? '' : `\n\n${rows.join('\n')}`}`;
}
