import type { Fix, Problem } from '../../model/problem.ts';
import { quadletKey } from '../../facts/quadlet/index.ts';
import { allEntries, entrySpan, hasLetter, type PlacedEntry, type UnitPart } from '../../stack/entries.ts';
import { argsOf } from '../../syntax/unit.ts';
import { wordRange } from '../../syntax/words.ts';
import type { FileProblem } from '../file-problem.ts';
import { problem } from './table.ts';

/** What systemd sets for every service, or a user's manager hands down: systemd.exec(5), "Environment Variables Set". */
const ALWAYS_SET = /^(?:PATH|LANG|LC_\w+|USER|LOGNAME|HOME|SHELL|INVOCATION_ID|XDG_\w+|RUNTIME_DIRECTORY|STATE_DIRECTORY|CACHE_DIRECTORY|LOGS_DIRECTORY|CONFIGURATION_DIRECTORY|CREDENTIALS_DIRECTORY|MAINPID|MANAGERPID|LISTEN_\w+|NOTIFY_SOCKET|WATCHDOG_\w+|SYSTEMD_\w+|TERM|JOURNAL_STREAM|SERVICE_RESULT|EXIT_CODE|EXIT_STATUS|PIDFILE|REMOTE_\w+|DBUS_SESSION_BUS_ADDRESS|PODMAN_SYSTEMD_UNIT|TZ|DISPLAY|WAYLAND_DISPLAY)$/;

/**
 * The variables in a command as systemd sees them: `${NAME}` anywhere, `$NAME` as a word of its own; `$$` is a dollar
 * sign. A name that no variable can have, as `${1}`, becomes nothing too (`replace_env_full` in its src/basic/env-util.c).
 */
const VARIABLE = /\$\$|\$\{(\w+)\}/g;

/**
 * Nearly all of `[Container]` ends up in the service's `ExecStart=`, where systemd replaces variables from the *service's*
 * environment. What `[Container]` sets by `Environment=`, `EnvironmentFile=` or `Secret=` exists only within the
 * container, so such a variable becomes nothing.
 */
export function unsetVariables(parts: readonly UnitPart[]): FileProblem[] {
  if (!hasLetter(parts, '$')) return [];
  const values = valuesOf(parts);
  const literal = values.filter(({ entry }) => !COMMANDS.has(entry.key)).flatMap(defaultsIn);
  return [...literal, ...expandedToNothing(parts, values)];
}

/** `${NAME:-default}` of a compose file. */
const WITH_DEFAULT = /\$\$|\$\{(\w+):[^}]*\}/g;

/**
 * systemd knows no defaults: such a text goes on as it stands (`replace_env_full` again). In a command the shell of the
 * container may be meant, which knows them.
 */
const defaultsIn = ({ uri, entry }: PlacedEntry): FileProblem[] =>
  [...entry.value.matchAll(WITH_DEFAULT)].flatMap((match): FileProblem[] => {
    const [text, name] = match;
    if (name === undefined) return [];
    const message = `systemd knows no defaults: \`${text}\` reaches podman as it stands. Write the value itself, or \`\${${name}}\` and set \`${name}\` by \`Environment=\` in [Service].`;
    return [{ uri, problem: problem('exec-variable-unset', entrySpan(entry, match.index, match.index + text.length), message) }];
  });

/** Variables that systemd replaces and nobody sets. */
function expandedToNothing(parts: readonly UnitPart[], values: readonly PlacedEntry[]): FileProblem[] {
  // What a file of the host sets is not known here.
  if (allEntries(parts, 'Service', 'EnvironmentFile').length > 0) return [];
  const service = new Set(
    [...allEntries(parts, 'Service', 'Environment'), ...allEntries(parts, 'Service', 'PassEnvironment')].flatMap(({ entry }) =>
      argsOf(entry).words.map(({ text }) => text.split('=')[0]!)),
  );
  let known: Map<string, string> | undefined;
  const container = (): Map<string, string> => (known ??= containerVariables(parts));
  const isUnset = ({ name }: Found): boolean => !service.has(name) && !ALWAYS_SET.test(name);
  // Commands of systemd itself run on the host: there only a variable of the container is surely a mistake.
  const onHost = HOST_COMMANDS.flatMap((key) => allEntries(parts, 'Service', key).flatMap((placed) =>
    variablesIn(placed, true).filter((found) => isUnset(found) && container().has(found.name)).map((found) => ({ uri: placed.uri, problem: reportOnHost(placed, found, container().get(found.name)!) }))));
  return [...onHost, ...values.flatMap((placed) => {
    const { key } = placed.entry;
    const say = COMMANDS.has(key) ? report : reportOption;
    return variablesIn(placed, key === 'Exec')
      .filter(isUnset)
      .map((found) => ({ uri: placed.uri, problem: say(key, placed, found, container().get(found.name)) }));
  })];
}

/** Commands that run within the container. */
const COMMANDS: ReadonlySet<string> = new Set(['Exec', 'HealthCmd', 'HealthStartupCmd']);

/** What values are that become no word of a command: they decide whether one is written, or name a unit. */
const NO_WORDS: ReadonlySet<string | undefined> = new Set([undefined, 'boolean', 'unit', 'servicename']);

/** The values of `[Container]` in force that have a dollar sign and become words of podman's command, commands first. */
function valuesOf(parts: readonly UnitPart[]): PlacedEntry[] {
  const keys = new Set<string>(COMMANDS);
  for (const { tree } of parts) {
    for (const { name, entries } of tree.sections) if (name === 'Container') for (const { key, value } of entries) if (value.includes('$')) keys.add(key);
  }
  return [...keys].flatMap((key) => {
    const fact = quadletKey('Container', key);
    if (NO_WORDS.has(fact?.kind) || key === 'Notify') return [];
    const all = allEntries(parts, 'Container', key);
    return fact!.repeat === 'once' ? all.slice(-1) : all;
  });
}

const HOST_COMMANDS = ['ExecStartPre', 'ExecStartPost', 'ExecReload', 'ExecStop', 'ExecStopPost'] as const;

/** `podman exec` in a hook of the service: the variable is the container's, and a shell there has to expand it. */
function reportOnHost({ entry }: PlacedEntry, { name, start, end }: Found, setBy: string): Problem {
  const message = `systemd expands \`${name}\` before it runs this command, and ${setBy} sets it only inside the container: the argument becomes empty. Run a shell in the container and write \`$$\` for the dollar sign, as in \`podman exec NAME sh -c '… "$$${name}"'\`.`;
  return problem('exec-variable-unset', entrySpan(entry, start, end), message);
}

interface Found {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

/** Other values than `Exec=` are mostly handed on as one word: only the form with braces is expanded within it. */
function variablesIn({ entry }: PlacedEntry, split: boolean): Found[] {
  if (!entry.value.includes('$')) return [];
  if (!split) {
    return [...entry.value.matchAll(VARIABLE)].flatMap((match) => (match[1] === undefined ? [] : [{ name: match[1], start: match.index, end: match.index + match[0].length }]));
  }
  return argsOf(entry).words.flatMap((word): Found[] => {
    const whole = /^\$([A-Za-z_]\w*)$/.exec(word.text);
    if (whole !== null) return [{ name: whole[1]!, start: word.start, end: word.end }];
    return [...word.text.matchAll(VARIABLE)].flatMap((match) =>
      match[1] === undefined ? [] : [{ name: match[1], ...wordRange(word, match.index, match.index + match[0].length) }]);
  });
}

/** Variables of the container, with what sets them. */
function containerVariables(parts: readonly UnitPart[]): Map<string, string> {
  const found = new Map<string, string>();
  for (const { entry } of allEntries(parts, 'Container', 'Environment')) {
    for (const { text } of argsOf(entry).words) found.set(text.split('=')[0]!, '`Environment=`');
  }
  for (const { entry } of allEntries(parts, 'Container', 'Secret')) {
    if (!/(?:^|,)type=env(?:,|$)/.test(entry.value)) continue;
    found.set(/(?:^|,)target=([^,]+)/.exec(entry.value)?.[1] ?? entry.value.split(',')[0]!, 'the secret');
  }
  return found;
}

/** Where a variable is looked for, in the words of a message. */
const whereSet = (setBy: string | undefined): string => (setBy === undefined ? 'the service’s environment has none' : `${setBy} sets it only inside the container`);

/** In an option of podman, as the author of a compose file would write it. */
function reportOption(key: string, { entry }: PlacedEntry, { name, start, end }: Found, setBy: string | undefined): Problem {
  const how = /^\d/.test(name) ? '' : ` Set it by \`Environment=\` or \`EnvironmentFile=\` in [Service], or write the value itself; Podman reads no \`.env\` file beside the unit.`;
  return problem('exec-variable-unset', entrySpan(entry, start, end), `systemd expands \`${name}\` before podman runs, and ${whereSet(setBy)}: nothing is left of it in \`${key}=\`.${how} \`$$\` stands for a dollar sign.`);
}

function report(key: string, { entry }: PlacedEntry, { name, start, end }: Found, setBy: string | undefined) {
  const health = key !== 'Exec';
  const viaShell = health || /^\S*\bsh["']?\s+-\w*c\s/.test(entry.value);
  const advice = viaShell
    ? 'Write `$$` for the dollar sign: the shell in the container then expands it.'
    : 'Run the command through a shell in the container and write `$$` for the dollar sign, as in `sh -c \'exec … "$$NAME"\'`.';
  const span = entrySpan(entry, start, end);
  const fixes: Fix[] = viaShell ? [{ title: `Escape as $$\{${name}}`, preferred: true, safe: true, edits: [{ start: span.start, end: span.start, newText: '$' }] }] : [];
  return problem('exec-variable-unset', span, `systemd expands \`${name}\` before the container starts, and ${whereSet(setBy)}: the argument becomes empty. ${advice}`, { fixes });
}
