import { RULES } from '../rules/registry.ts';
import { COMMANDS, SHELLS, type CommandInfo, type CommandName, type OptionInfo } from './commands.ts';
import { readOptions, readChoice } from './options.ts';
import { CannotDo } from './usage.ts';

const commands = Object.entries(COMMANDS) as [CommandName, CommandInfo][];

/** `completion`: a script that teaches a shell the commands and options. Returns 0. */
export function completion(words: readonly string[], write: (text: string) => void): number {
  const { paths: [shell, ...more] } = readOptions('completion', words);
  if (shell === undefined || more.length > 0) throw new CannotDo('completion: name one shell, as in quadlet-stack completion bash');
  write({ bash, zsh, fish }[readChoice('completion', shell, SHELLS)]());
  return 0;
}

const operandsOf = ({ completes }: CommandInfo): readonly string[] => (completes === 'rules' ? Object.keys(RULES).sort() : completes === 'shells' ? SHELLS : []);

function bash(): string {
  const valueCases = commands.flatMap(([name, { options }]) =>
    Object.entries(options).flatMap(([option, { choices, kind }]) => (choices !== undefined ? [`    ${name}:--${option}) COMPREPLY=($(compgen -W '${choices.join(' ')}' -- "$word")); return ;;`] : kind === 'boolean' ? [] : [`    ${name}:--${option}) return ;;`])));
  const wordCases = commands.map(([name, info]) => {
    const options = Object.keys(info.options).map((option) => `--${option}`);
    const paths = info.completes === 'files' ? '; _quadlet_stack_paths -f "$word"' : info.completes === 'folders' ? '; _quadlet_stack_paths -d "$word"' : '';
    return `    ${name}) COMPREPLY=($(compgen -W '${[...options, '--help', ...operandsOf(info)].join(' ')}' -- "$word"))${paths} ;;`;
  });
  return `# quadlet-stack completion for bash: source <(quadlet-stack completion bash)
_quadlet_stack_paths() {
  local each
  while IFS= read -r each; do COMPREPLY+=("$each"); done < <(compgen "$1" -- "$2")
}
_quadlet_stack() {
  local word=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD-1]} command=\${COMP_WORDS[1]}
  # bash takes = as a word of its own: --option=value is three words.
  [[ $word == '=' ]] && word=''
  [[ $previous == '=' ]] && previous=\${COMP_WORDS[COMP_CWORD-2]}
  compopt -o filenames 2>/dev/null
  COMPREPLY=()
  if ((COMP_CWORD == 1)); then
    COMPREPLY=($(compgen -W '${commands.map(([name]) => name).join(' ')} --help --version' -- "$word"))
    return
  fi
  case $command:$previous in
    *:--target) compopt -o nospace 2>/dev/null ;;&
${valueCases.join('\n')}
  esac
  case $command in
${wordCases.join('\n')}
  esac
}
complete -F _quadlet_stack quadlet-stack
`;
}

const quoteZsh = (text: string): string => text.replace(/'/g, "'\\''").replace(/[[\]:]/g, '\\$&');

function zsh(): string {
  const spec = (option: string, { kind, choices, text }: OptionInfo): string => {
    const value = kind === 'boolean' ? '' : `:value:${choices === undefined ? '' : `(${choices.join(' ')})`}`;
    return `'${kind === 'list' ? '*' : ''}--${option}[${quoteZsh(text)}]${value}'`;
  };
  const rest = (info: CommandInfo): string[] => {
    if (info.completes === 'files') return ["'*:file:_files'"];
    if (info.completes === 'folders') return ["'1:folder:_files -/'"];
    return operandsOf(info).length > 0 ? [`'1:${info.completes === 'rules' ? 'rule' : 'shell'}:(${operandsOf(info).join(' ')})'`] : [];
  };
  const cases = commands.map(([name, info]) => {
    const specs = [...Object.entries(info.options).map(([option, each]) => spec(option, each)), "'--help[explain the command]'", ...rest(info)];
    return `    ${name})\n      _arguments \\\n        ${specs.join(' \\\n        ')} ;;`;
  });
  return `#compdef quadlet-stack
# quadlet-stack completion for zsh: quadlet-stack completion zsh > "\${fpath[1]}/_quadlet-stack"
_quadlet-stack() {
  local -a commands
  commands=(
${commands.map(([name, { text }]) => `    '${name}:${quoteZsh(text)}'`).join('\n')}
  )
  if ((CURRENT == 2)); then
    _describe command commands
    return
  fi
  local command=$words[2]
  shift words
  ((CURRENT--))
  case $command in
${cases.join('\n')}
  esac
}
if [[ $funcstack[1] == _quadlet-stack ]]; then
  _quadlet-stack "$@"
else
  compdef _quadlet-stack quadlet-stack
fi
`;
}

const quoteFish = (text: string): string => `'${text.replace(/\\/g, '\\\\').replace(/'/g, "\\'")}'`;

function fish(): string {
  const lines = commands.flatMap(([name, info]) => {
    const when = `-n '__fish_seen_subcommand_from ${name}'`;
    const options = Object.entries(info.options).map(([option, { kind, choices, text }]) =>
      `complete -c quadlet-stack ${when} -l ${option}${kind === 'boolean' ? '' : ' -x'}${choices === undefined ? '' : ` -a ${quoteFish(choices.join(' '))}`} -d ${quoteFish(text)}`);
    const operands = info.completes === 'files' ? [`complete -c quadlet-stack ${when} -F`]
      : info.completes === 'folders' ? [`complete -c quadlet-stack ${when} -a '(__fish_complete_directories)'`]
      : operandsOf(info).length > 0 ? [`complete -c quadlet-stack ${when} -a ${quoteFish(operandsOf(info).join(' '))}`] : [];
    return [`complete -c quadlet-stack -n __fish_use_subcommand -a ${name} -d ${quoteFish(info.text)}`, ...options, ...operands];
  });
  return `# quadlet-stack completion for fish: quadlet-stack completion fish > ~/.config/fish/completions/quadlet-stack.fish\ncomplete -c quadlet-stack -f\n${lines.join('\n')}\n`;
}
