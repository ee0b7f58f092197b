import { programOptions, type ProgramOption } from '../../facts/programs/index.ts';
import { masked } from '../../model/redact.ts';
import { directiveFor, redisTarget } from '../../model/redis-target.ts';
import type { Snapshot, SourceFile } from '../../model/snapshot.ts';
import { CELERY_SUBCOMMANDS, commandLineOf, findOption, type CommandLine } from '../../stack/command-line.ts';
import { containerAt } from '../../stack/queries.ts';
import { ARGS, splitWords, type Word } from '../../syntax/words.ts';
import { redisDirectives } from '../../facts/redis/index.ts';
import { completePostgresArgument } from '../postgres/completion.ts';
import { describeName } from '../postgres/describe.ts';
import { describeDirective } from '../redis/describe.ts';
import type { Context } from '../types.ts';
import type { Candidate, ValueAnswer } from './complete-values.ts';

/** Keys whose values are commands, and how Podman takes them. */
const COMMANDS: Readonly<Record<string, 'words' | 'health' | 'entrypoint'>> = { Exec: 'words', ReloadCmd: 'words', HealthCmd: 'health', HealthStartupCmd: 'health', Entrypoint: 'entrypoint' };
const SYSTEMD = /^Exec(?:Start|StartPre|StartPost|Condition|Reload|Stop|StopPost)$/;

/** How the value of a key is a command; undefined where it is none. */
export const commandKind = (section: string, key: string): 'words' | 'health' | 'entrypoint' | undefined =>
  section === 'Container' && Object.hasOwn(COMMANDS, key) ? COMMANDS[key] : section === 'Service' && SYSTEMD.test(key) ? 'words' : undefined;

/** The most arguments that a hover lists. */
const MOST = 40;

/** What systemd makes of a word when it starts the service. */
const unescaped = (text: string): string => text.replaceAll('$$', '$').replaceAll('%%', '%');
const inCode = (text: string): string => (text === '' ? '(empty)' : `\`${text.includes('`') ? ` ${text.replaceAll('`', 'ˋ')} ` : text.replaceAll('\n', '↵')}\``);

/** The arguments that a command comes to, with secrets hidden. */
export function argumentsText(key: string, value: string): string {
  const shown = masked(value);
  const kind = COMMANDS[key] ?? 'words';
  if (kind === 'health') return healthText(unescaped(shown)) + expansions(value);
  if (kind === 'entrypoint') return entrypointText(shown);
  const { words, error } = splitWords(shown, ARGS);
  if (error !== undefined) return 'Podman cannot split this and takes no word of it: an escape is unknown, or a quote is open.';
  const rows = words.slice(0, MOST).map(({ text }, index) => `${index + 1}. ${inCode(unescaped(text))}`);
  const more = words.length > MOST ? [`… and ${words.length - MOST} more`] : [];
  const who = key === 'Exec' ? 'The image’s entry point gets' : key === 'ReloadCmd' ? 'Run inside the container' : 'systemd runs on the host';
  return `${who}:\n\n${[...rows, ...more].join('\n')}${expansions(value)}`;
}

/** A note on what systemd replaces first. */
function expansions(value: string): string {
  const names = new Set([...value.replaceAll('$$', '').matchAll(/\$\{(\w+)\}|(?:^|\s)\$([A-Za-z_]\w*)(?=\s|$)/g)].map((match) => match[1] ?? match[2]!));
  return names.size === 0 ? '' : `\n\nsystemd puts in ${[...names].map((name) => `\`${name}\``).join(', ')} from the service’s own environment first; \`$$\` leaves a dollar sign to the program.`;
}

/** `--health-cmd`: a JSON list is run as it is, any other text by a shell in the container; `CMD`, `CMD-SHELL` and `NONE` are Docker's words. */
function healthText(value: string): string {
  const list = jsonList(value);
  if (list?.length === 0) return 'Podman refuses this: a health check needs a command.';
  const [first, ...rest] = list ?? value.trim().split(' ');
  const word = first!.toUpperCase();
  if (word === 'CMD' || word === 'NONE') {
    const [program, ...words] = value.trim().split(/\s+/);
    if (list !== undefined) return `Podman reads a list that begins with \`${word}\` as plain words, and looks for a program named ${inCode(program!)}: leave \`${word}\` out.`;
    return word === 'NONE' ? 'No health check, whatever the image has.' : withoutShell(words);
  }
  if (word === 'CMD-SHELL') return inShell(rest.join(' '));
  return list !== undefined && list.length > 1 ? withoutShell(list) : inShell(list === undefined ? value : first!);
}

const numbered = (words: readonly string[]): string => words.map((text, index) => `${index + 1}. ${inCode(text)}`).join('\n');
const withoutShell = (words: readonly string[]): string => `Podman runs in the container, without a shell:\n\n${numbered(words)}`;
const inShell = (text: string): string => `Podman runs in the container:\n\n1. \`sh\`\n2. \`-c\`\n3. ${inCode(text)}`;

function entrypointText(value: string): string {
  const list = jsonList(value);
  const words = list ?? [value];
  const note = list === undefined && /\s/.test(value) ? '\n\nOne word, blanks included. Several are a JSON list: `["sh", "-c"]`.' : '';
  return `In place of the image’s entry point, before the words of \`Exec=\`:\n\n${numbered(words)}${note}`;
}

function jsonList(value: string): string[] | undefined {
  if (!value.trim().startsWith('[')) return undefined;
  try {
    const list: unknown = JSON.parse(value);
    return Array.isArray(list) && list.every((part) => typeof part === 'string') ? list : undefined;
  } catch {
    return undefined;
  }
}

const lineIn = (snapshot: Snapshot, file: SourceFile, words: readonly string[]): CommandLine | undefined => commandLineOf(words, containerAt(snapshot, file)?.program);

/** What is known of the word at an offset of a command: an option, a parameter, a directive. */
export function optionText(file: SourceFile, key: string, value: string, at: number, { snapshot }: Context): { readonly word: Word; readonly markdown: string | undefined } | undefined {
  const { words } = splitWords(value, ARGS);
  const index = words.findIndex(({ start, end }) => start <= at && at <= end);
  const word = words[index];
  if (word === undefined) return undefined;
  const line = key === 'Exec' ? lineIn(snapshot, file, words.map(({ text }) => text)) : undefined;
  if (line === undefined || index < line.first) return { word, markdown: undefined };
  const before = words[index - 1]?.text ?? '';
  const targets = snapshot.targets(file);
  if (line.program === 'postgres') {
    const setting = before === '-c' ? word.text : /^(?:-c|--)(?=[A-Za-z])/.test(word.text) ? word.text.replace(/^(?:-c|--)/, '') : undefined;
    const [name = '', text] = setting === undefined ? [] : [setting.split('=')[0]!, setting.includes('=') ? setting.slice(setting.indexOf('=') + 1) : undefined];
    return { word, markdown: name === '' ? undefined : describeName(name.replaceAll('-', '_'), targets.postgres, text) };
  }
  if (line.program === 'redis') {
    const target = redisTarget(targets);
    const option = word.text.startsWith('--') ? word.text : before.startsWith('--') ? before : '';
    const directive = directiveFor(option.slice(2).toLowerCase(), target);
    return { word, markdown: directive === undefined ? undefined : describeDirective(directive, target, { known: true }) };
  }
  const name = word.text.startsWith('-') ? word.text.split('=')[0]! : before.startsWith('-') ? before : undefined;
  const found = name === undefined ? undefined : findOption(line.tables, name);
  return { word, markdown: found === undefined || (name === before && found.option.value === undefined) ? undefined : describeOption(found.name, found.option) };
}

/** An option as Markdown. */
export function describeOption(name: string, { aliases = [], value, text, default: fallback, values, url }: ProgramOption): string {
  const head = `**${name}**${value === undefined ? '' : ` \`${value}\``}${aliases.length === 0 ? '' : ` · also ${aliases.map((alias) => `\`${alias}\``).join(', ')}`}${fallback === undefined ? '' : ` · default \`${fallback}\``}`;
  const list = Object.entries(values ?? {}).map(([word, meaning]) => `- \`${word}\` — ${meaning}`).join('\n');
  return [head, text, ...(list === '' ? [] : [list]), `[${url.split('/')[2]}](${url})`].join('\n\n');
}

/** What may stand at an offset of `Exec=`. */
export function commandAnswer(file: SourceFile, value: string, at: number, { snapshot }: Context): ValueAnswer | undefined {
  const { words } = splitWords(value, ARGS);
  const index = words.findIndex(({ start, end }) => start <= at && at <= end);
  const word = words[index];
  const earlier = words.filter(({ end }) => end < at).map(({ text }) => text);
  const line = lineIn(snapshot, file, [...earlier, ...(word === undefined ? ['-'] : words.slice(words.indexOf(word)).map(({ text }) => text))]);
  if (line === undefined || earlier.length < line.first) return undefined;
  const typed = word === undefined ? '' : value.slice(word.start, at);
  const from = word?.start ?? at;
  const to = word?.end ?? at;
  const before = earlier.at(-1) ?? '';
  const targets = snapshot.targets(file);
  if (line.program === 'postgres') return postgresAnswer(typed, before, from, to, targets.postgres);
  if (line.program === 'redis') return redisAnswer(typed, before, from, to, file, snapshot);
  const asked = before.startsWith('-') && !before.includes('=') ? findOption(line.tables, before) : undefined;
  const equals = typed.startsWith('--') ? typed.indexOf('=') : -1;
  const own = equals < 0 ? undefined : findOption(line.tables, typed.slice(0, equals));
  if (own !== undefined) return { from: from + equals + 1, to, candidates: valuesOf(own.option) };
  if (asked?.option.value !== undefined) return { from, to, candidates: valuesOf(asked.option) };
  const options = line.tables.flatMap((table) => Object.entries(programOptions(table)).map(([name, option]): Candidate => ({
    label: name, kind: 'option', ...(option.value === undefined ? {} : { insert: name.startsWith('--') ? `${name}=` : `${name} `, retrigger: option.values !== undefined }),
    detail: [option.value, option.default === undefined ? undefined : `default ${option.default}`].filter((part) => part !== undefined).join(' · '),
    documentation: () => describeOption(name, option), rank: table === 'celery' ? 6 : 5,
  }))).map((candidate) => (candidate.detail === '' ? without(candidate) : candidate));
  const subcommands = line.program === 'celery' && line.subcommand === undefined ? Object.keys(CELERY_SUBCOMMANDS).map((label): Candidate => ({ label, kind: 'enum', rank: 1 })) : [];
  return { from, to, candidates: [...subcommands, ...options] };
}

const without = ({ detail: _detail, ...candidate }: Candidate): Candidate => candidate;

const valuesOf = ({ values, default: fallback }: ProgramOption): Candidate[] =>
  Object.entries(values ?? {}).map(([label, documentation]) => ({ label, kind: 'enum', documentation, ...(label === fallback ? { detail: 'default' } : {}) }));

function postgresAnswer(typed: string, before: string, from: number, to: number, version: readonly number[]): ValueAnswer {
  const prefix = before === '-c' ? '' : typed.startsWith('--') ? '--' : typed.startsWith('-c') && typed !== '-c' ? '-c' : undefined;
  if (prefix === undefined) return { from, to, candidates: [{ label: '-c', kind: 'option', insert: '-c ', retrigger: true, documentation: 'Sets a parameter, before what postgresql.conf says.' }] };
  const { span, items } = completePostgresArgument(typed.slice(prefix.length), { start: from + prefix.length, end: to }, version);
  return { from: span.start, to, candidates: items.map(({ label, kind, insert = label, detail, documentation }, index): Candidate => ({ label, kind, insert, ...(detail === undefined ? {} : { detail }), ...(documentation === undefined ? {} : { documentation }), rank: 5 + index / 10_000, ...(insert.endsWith('=') ? { retrigger: true } : {}) })) };
}

function redisAnswer(typed: string, before: string, from: number, to: number, file: SourceFile, snapshot: Snapshot): ValueAnswer {
  const target = redisTarget(snapshot.targets(file));
  const asked = before.startsWith('--') && !typed.startsWith('--') ? directiveFor(before.slice(2).toLowerCase(), target) : undefined;
  if (asked !== undefined) {
    const values = asked.kind === 'bool' ? { yes: '', no: '' } : (asked.values ?? {});
    return { from, to, candidates: Object.entries(values).map(([label, documentation]): Candidate => ({ label, kind: 'enum', ...(documentation === '' ? {} : { documentation }) })) };
  }
  const candidates = Object.keys(redisDirectives()).flatMap((name): Candidate[] => {
    const directive = directiveFor(name, target);
    return directive === undefined ? [] : [{ label: `--${name}`, kind: 'option', insert: `--${name} `, retrigger: directive.kind === 'bool' || directive.kind === 'enum', documentation: () => describeDirective(directive, target, { known: true }) }];
  });
  return { from, to, candidates };
}
