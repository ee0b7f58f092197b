import { DEFAULT_SERVICES, SERVICES } from '../tuning/types.ts';

/** What a command line option takes, and its line in the help. */
export interface OptionInfo {
  readonly kind: 'string' | 'boolean' | 'list';
  /** Stands for the value in the help; missing for a switch. */
  readonly value?: string;
  readonly choices?: readonly string[];
  readonly text: string;
}

export interface CommandInfo {
  readonly text: string;
  /** What follows the command besides options, as the help writes it. */
  readonly operands: string;
  /** What shells complete after it. */
  readonly completes: 'files' | 'folders' | 'rules' | 'shells' | 'nothing';
  readonly options: Readonly<Record<string, OptionInfo>>;
}

const target = { kind: 'list', value: 'NAME=VERSION', choices: ['podman=', 'redis=', 'valkey=', 'pgbouncer=', 'postgres=', 'systemd='], text: 'judge by this version, whatever image tags say; may be given several times' } as const satisfies OptionInfo;
const textOrJson: OptionInfo = { kind: 'string', value: 'text|json', choices: ['text', 'json'], text: 'how to print the result (default: text)' };

/** Every command with its options: the parser, the help and the completion scripts are made from this. */
export const COMMANDS = {
  lint: {
    text: 'check files and folders',
    operands: '[PATH…]',
    completes: 'files',
    options: {
      target,
      ram: { kind: 'string', value: 'SIZE', text: "the RAM of the machine that the stack runs on, as in 8G" },
      format: { kind: 'string', value: 'text|json|sarif|github', choices: ['text', 'json', 'sarif', 'github'], text: 'how to print what was found (default: text)' },
      'max-warnings': { kind: 'string', value: 'N', text: 'exit with status 1 where there are more warnings than this' },
      fix: { kind: 'boolean', text: 'apply the fixes that keep what was meant, then report the rest' },
      watch: { kind: 'boolean', text: 'check again whenever a file changes, until interrupted' },
    },
  },
  preview: {
    text: "print the services that Podman's generator makes of a folder",
    operands: 'DIR',
    completes: 'folders',
    options: {
      target: { ...target, value: 'podman=VERSION', choices: ['podman='], text: 'generate as this version does' },
      root: { kind: 'boolean', text: "for the system manager instead of a user's" },
    },
  },
  tune: {
    text: 'work out settings for a RAM size',
    operands: '--ram SIZE',
    completes: 'nothing',
    options: {
      ram: { kind: 'string', value: 'SIZE', text: 'the RAM to plan for, as in 8G; needed' },
      cpus: { kind: 'string', value: 'N', text: 'how many CPUs the machine has (default: settings for 2, and no CPU limit)' },
      connections: { kind: 'string', value: 'N', text: "PostgreSQL's max_connections" },
      profile: { kind: 'string', value: 'web|oltp|dw|desktop|mixed', choices: ['web', 'oltp', 'dw', 'desktop', 'mixed'], text: 'what the database is used for' },
      storage: { kind: 'string', value: 'ssd|hdd|san|nvme', choices: ['ssd', 'hdd', 'san', 'nvme'], text: 'what it is stored on' },
      services: { kind: 'string', value: 'LIST', choices: SERVICES, text: `who shares the RAM, separated by commas, of ${SERVICES.join(', ')} (default: ${DEFAULT_SERVICES.join(',')})` },
      formula: { kind: 'string', value: 'safe|pgtune|guide', choices: ['safe', 'pgtune', 'guide'], text: 'how to reckon (default: safe)' },
      target: { ...target, value: 'postgres=VERSION', text: 'the versions that the settings are for' },
      format: textOrJson,
    },
  },
  budget: {
    text: "say whether a folder's containers fit the RAM",
    operands: 'DIR',
    completes: 'folders',
    options: {
      ram: { kind: 'string', value: 'SIZE', text: 'the RAM of the machine, as in 8G; needed unless .quadlet-stack.json says it' },
      cpus: { kind: 'string', value: 'N', text: 'how many CPUs it has' },
      format: textOrJson,
    },
  },
  format: {
    text: 'bring files into the house style',
    operands: '[PATH…]',
    completes: 'files',
    options: { check: { kind: 'boolean', text: 'change nothing, only name the files, and exit with status 1 where there are any' } },
  },
  verify: {
    text: 'ask the installed programs, and say where they and we differ',
    operands: 'DIR',
    completes: 'folders',
    options: {},
  },
  explain: { text: 'print the page of a rule; without one, the list of rules', operands: '[RULE]', completes: 'rules', options: {} },
  completion: { text: 'print a completion script for a shell', operands: 'bash|zsh|fish', completes: 'shells', options: {} },
  server: { text: 'serve an editor over the Language Server Protocol', operands: '--stdio', completes: 'nothing', options: { stdio: { kind: 'boolean', text: 'over standard input and output; needed' } } },
} as const satisfies Readonly<Record<string, CommandInfo>>;

export type CommandName = keyof typeof COMMANDS;

export const SHELLS = ['bash', 'zsh', 'fish'] as const;

export const isCommand = (word: string): word is CommandName => Object.hasOwn(COMMANDS, word);
