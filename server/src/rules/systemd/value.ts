import type { SystemdDirective } from '../../facts/systemd/index.ts';
import { parseSystemdBoolean } from '../../model/values/boolean.ts';
import { parseDuration } from '../../model/values/duration.ts';
import { splitWords, STRV, type SplitOptions } from '../../syntax/words.ts';
import { isSignal, isStatus } from './names.ts';
import { isLimit, isMemory, parseInteger, parsePercentage } from './numbers.ts';

/** What is wrong with a value. Offsets count in the value. */
export interface BadValue {
  /** What systemd would take: `yes or no`, `a time span such as …`. */
  readonly expected: string;
  /** The piece that systemd stumbles over, where it is not the whole value. */
  readonly part?: { readonly start: number; readonly end: number };
  /** systemd does not merely skip the line: it refuses to load the service. */
  readonly fatal?: boolean;
}

type Check = (name: string, directive: SystemdDirective, value: string) => BadValue | undefined;

const unless = (good: boolean, expected: string, more: Partial<BadValue> = {}): BadValue | undefined => (good ? undefined : { expected, ...more });

/** Splits a list whose words all have to satisfy a test. A quote that is never closed spoils the whole line. */
const eachWord = (value: string, options: SplitOptions, expected: string, good: (word: string) => boolean): BadValue | undefined => {
  const split = splitWords(value, { ...options, empties: true });
  if (split.error !== undefined) return { expected };
  const bad = split.words.find((word) => !good(word.text));
  return bad && { expected, part: { start: bad.start, end: bad.end } };
};

const SPOKEN_LIMIT = 12;
/** The same for a list in which quotes stand for themselves. */
const eachBareWord = (value: string, expected: string, good: (word: string) => boolean): BadValue | undefined => {
  for (const { 0: word, index } of value.matchAll(/[^ \t]+/g)) if (!good(word)) return { expected, part: { start: index, end: index + word.length } };
  return undefined;
};

const spoken = (words: readonly string[]): string => {
  const named = words.filter((word) => !/^\d/.test(word)).slice(0, SPOKEN_LIMIT).map((word) => `\`${word}\``);
  return named.length < 2 ? named.join('') : `${named.slice(0, -1).join(', ')} or ${named.at(-1)}`;
};

/** Assignments: quotes have to be closed, C escapes are resolved. */
const ESCAPED: SplitOptions = { unescape: true };

/** In microseconds. */
const SECOND = 1_000_000;
const DURATION = 'a time span such as `90s`, `5min 20s` or `infinity`';
const ABSOLUTE = 'an absolute path';
const NORMAL = 'a path without `..`';
const isAbsolute = (path: string): boolean => path.startsWith('/');
const climbs = (path: string): boolean => path.split('/').includes('..');
/** systemd refuses `..` in the paths that it reads. */
const isNormal = (path: string): boolean => isAbsolute(path) && !climbs(path);
const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;
const isAssignment = (word: string): boolean => word.includes('=') && NAME.test(word.slice(0, word.indexOf('=')));

/** Numbers, up to this one, that the tables behind some enumerations take as well. */
const NUMBERED: Readonly<Record<string, number>> = { SyslogLevel: 7, LogLevelMax: 7, SyslogFacility: 127, IOSchedulingClass: Infinity, CPUSchedulingPolicy: Infinity };
const isNumbered = (name: string, value: string): boolean => {
  const number = parseInteger(value);
  return number !== undefined && number >= 0 && number <= (NUMBERED[name] ?? -1);
};
/** Words beyond the enumeration, with something of the author's after a colon; the first two are names that `journal` once had. */
const OUTPUTS = /^(?:syslog(?:\+console)?|fd(?::.+)?|(?:file|append|truncate):(?:\/|%).*)$/;
const INPUTS = /^(?:fd(?::.+)?|file:(?:\/|%).*)$/;

const isEnum: Check = (name, { values = {} }, value) => {
  const good = Object.hasOwn(values, value) || isNumbered(name, value) || (/^Standard(?:Output|Error)$/.test(name) ? OUTPUTS.test(value) : name === 'StandardInput' && INPUTS.test(value));
  return unless(good, spoken(Object.keys(values)));
};

const isSwitch: Check = (name, { values = {} }, value) => {
  if (name === 'DelegateNamespaces' && /(?:^|\s)user(?:\s|$)/.test(value)) return { expected: 'namespaces other than `user`, which is not among those to delegate' };
  if (parseSystemdBoolean(value) !== undefined || Object.hasOwn(values, value)) return undefined;
  const expected = spoken(['yes', 'no', ...Object.keys(values)]);
  if (name === 'ProtectHostname' && value.startsWith('private:')) return undefined;
  if (name === 'Delegate') return eachWord(value, STRV, expected, (word) => Object.hasOwn(values, word));
  if (!name.endsWith('Namespaces')) return { expected };
  // Of a list of namespaces quotes are not taken off, and one unknown word spoils it.
  return unless(value.replace(/^~/, '').split(/\s+/).every((word) => word === '' || Object.hasOwn(values, word)), expected);
};

const isDuration: Check = (name, _, value) => {
  if (name === 'TimerSlackNSec') return undefined;
  const span = parseDuration(value);
  if (name === 'ManagedOOMMemoryPressureDurationSec') return unless(span !== undefined && span >= SECOND && span !== Infinity, 'a time span of at least `1s`, but not `infinity`');
  if (name === 'RestartRandomizedDelaySec') return unless(span !== undefined && span !== Infinity, 'a time span such as `5s`, but not `infinity`');
  return unless(span !== undefined, DURATION);
};

const isPercent: Check = (name, _, value) => {
  const share = parsePercentage(value);
  if (name === 'CPUQuota') return unless(share !== undefined && share > 0, 'a percentage of one CPU, such as `50%` or `200%`');
  if (name === 'ManagedOOMMemoryPressureLimit') return unless(share !== undefined && share <= 10_000, 'a percentage up to `100%`');
  const count = parseInteger(value);
  return unless(value === 'infinity' || (share !== undefined && share <= 10_000) || (count !== undefined && count > 0), 'a number, a percentage up to `100%` or `infinity`');
};

const isWeight: Check = (name, _, value) => {
  const weight = parseInteger(value);
  const idle = name.endsWith('CPUWeight');
  return unless((weight !== undefined && weight >= 1 && weight <= 10_000) || (idle && value === 'idle'), idle ? 'a number from 1 to 10000, or `idle`' : 'a number from 1 to 10000');
};

const isInteger: Check = (_, { min, max, kind }, value) => {
  const low = min ?? (kind === 'count' ? 0 : -(2 ** 31));
  const high = max ?? (kind === 'count' ? 2 ** 32 - 1 : 2 ** 31 - 1);
  const number = parseInteger(value);
  const expected = max === undefined ? 'a whole number' : `a whole number from ${low} to ${high}`;
  return unless(number !== undefined && number >= low && number <= high, expected);
};

const FATAL_PATHS = new Set(['WorkingDirectory', 'RootDirectory', 'RootImage', 'RootVerity', 'RootMStack']);

const isPath: Check = (name, _, value) => {
  if (name === 'PIDFile') return undefined;
  const optional = /^(?:WorkingDirectory|EnvironmentFile)$/.test(name) && value.startsWith('-');
  const path = optional ? value.slice(1) : value;
  const good = name === 'WorkingDirectory' ? path === '~' || isNormal(path) : isNormal(path);
  return unless(good, isAbsolute(path) ? NORMAL : ABSOLUTE, { fatal: FATAL_PATHS.has(name) && !optional });
};

const areMounts: Check = (name, _, value) => (/MountsFor$/.test(name) ? eachWord(value, STRV, 'absolute paths without `..`', isNormal) : undefined);

const isCondition: Check = (name, { argument }, value) => {
  if (argument !== 'path') return undefined;
  const path = value.replace(/^\|?!?/, '');
  return unless(isNormal(path), name.endsWith('NeedsUpdate') ? '`/etc` or `/var`' : isAbsolute(path) ? NORMAL : ABSOLUTE);
};

/** What may stand before a command, each once; after `|` comes a line for a shell. */
function withoutPrefixes(text: string): { path: string; ignores: boolean; named: boolean; shell: boolean } {
  const seen = new Set<string>();
  let at = 0;
  for (; at < text.length; at++) {
    const sign = text[at]!;
    const rights = [...seen].filter((known) => '+!'.includes(known[0]!));
    if (sign === '!' && rights.length === 1 && rights[0] === '!') seen.add('!!');
    else if ('+!'.includes(sign) ? rights.length > 0 : !'-@:|'.includes(sign) || seen.has(sign)) break;
    else seen.add(sign);
  }
  return { path: text.slice(at), ignores: seen.has('-'), named: seen.has('@'), shell: seen.has('|') };
}

const PROGRAM = 'a program by its absolute path or its mere name';
const isProgram = (path: string): boolean => path !== '' && !path.endsWith('/') && !/^\.{1,2}$/.test(path) && (isAbsolute(path) || !path.includes('/'));

/** One or more commands, separated by a `;` that stands alone. */
const isCommand: Check = (_, __, value) => {
  const split = splitWords(value, { unescape: true, empties: true });
  // An escape that is none, `\\;` among them, stays as it is.
  const { words, error } = split.error?.kind === 'escape' ? splitWords(value.replace(/\\[\s\S]/g, '__'), { empties: true }) : split;
  const start = withoutPrefixes(value);
  if (error !== undefined) return { expected: 'closed quotes', part: { start: error.start, end: error.end }, fatal: !start.ignores };
  let begins = true;
  for (const [i, { text, ...place }] of words.entries()) {
    if (begins) {
      const { path, ignores, named, shell } = withoutPrefixes(text);
      if (shell) return undefined;
      if (!isProgram(path)) return { expected: PROGRAM, part: { start: path === '' ? place.start : place.end - path.length, end: place.end }, fatal: !ignores };
      if (named && (words[i + 1] === undefined || words[i + 1]!.text === '')) return { expected: 'a name for the process after a program with `@`', fatal: !ignores };
    }
    begins = text === ';' && place.end === place.start + 1;
  }
  return undefined;
};

const areAssignments: Check = (name, _, value) =>
  name === 'LogExtraFields'
    ? eachWord(value, ESCAPED, '`FIELD=value` pairs, in capitals and without a leading `_`', (word) => /^[A-Z][A-Z0-9_]{0,63}=/.test(word))
    : eachWord(value, ESCAPED, '`NAME=value` pairs; one that holds blanks needs quotes around it as a whole', isAssignment);

const areNames: Check = (name, _, value) =>
  eachWord(value, ESCAPED, 'names of variables', (word) => NAME.test(word) || (name === 'UnsetEnvironment' && isAssignment(word)));

const isDocumentation = (url: string): boolean => /^(?:https?:\/\/.|file:\/.|info:.|man:.)/.test(url);

const HIGHEST_CPU = 8191;
const isCpuRange = (word: string): boolean => {
  const ends = word.split('-').map(parseInteger);
  return ends.length <= 2 && ends.every((end) => end !== undefined && end <= HIGHEST_CPU) && (ends[1] === undefined || ends[0]! <= ends[1]);
};

const areCpus: Check = (name, _, value) =>
  (name === 'CPUAffinity' && value === 'numa') || (name === 'NUMAMask' && value === 'all')
    ? undefined
    : eachWord(value.replaceAll(',', ' '), STRV, 'numbers and ranges such as `0-3,8`', isCpuRange);

const isDirectory = (name: string, word: string): boolean => {
  if (word === '') return false;
  const [path = '', target = ''] = word.split(':');
  const parts = path.split('/').filter((part) => part !== '' && part !== '.');
  if (isAbsolute(path) || climbs(path) || (path !== '' && parts.length === 0) || parts[0] === 'private') return false;
  return target === '' || (name !== 'ConfigurationDirectory' && !isAbsolute(target) && !climbs(target));
};

const areDirectories: Check = (name, _, value) =>
  eachWord(value, STRV, `paths relative to systemd's folder for ${name}=, without \`..\`${name === 'ConfigurationDirectory' ? ' and `:`' : ''}, other than \`private\``, (word) => isDirectory(name, word));

const isUnit: Check = (_, __, value) => unless(value.endsWith('.slice'), 'the name of a slice, which ends in `.slice`');

/** The kinds whose values are judged. The others depend on the machine, or systemd takes any text. */
const CHECKS: Readonly<Partial<Record<SystemdDirective['kind'], Check>>> = {
  boolean: (name, _, value) => unless(parseSystemdBoolean(value) !== undefined, '`yes` or `no`', { fatal: name === 'DynamicUser' }),
  switch: isSwitch,
  enum: isEnum,
  duration: isDuration,
  memory: (name, _, value) => unless(isMemory(name, value), 'a size such as `900M` or `4G` (one capital letter), a percentage up to `100%`, or `infinity`'),
  percent: isPercent,
  limit: (name, _, value) => unless(isLimit(name, value), /CPU|RTTIME/.test(name) ? 'a time span, `soft:hard`, or `infinity`' : 'a limit such as `65536`, `soft:hard` with the smaller one first, or `infinity`'),
  weight: isWeight,
  count: isInteger,
  integer: isInteger,
  mode: (_, __, value) => unless(/^[0-7]{1,20}$/.test(value) && parseInt(value, 8) <= 0o7777, 'access bits in octal, such as `0755`'),
  signal: (_, __, value) => unless(isSignal(value), 'a signal such as `SIGTERM`'),
  statuses: (_, __, value) => eachBareWord(value, 'exit codes from 0 to 255 and signals, separated by blanks', isStatus),
  path: isPath,
  paths: areMounts,
  'env-file': isPath,
  condition: isCondition,
  command: isCommand,
  env: areAssignments,
  names: areNames,
  urls: (_, __, value) => eachWord(value, STRV, 'addresses that begin with `https://`, `http://`, `file:/`, `info:` or `man:`', isDocumentation),
  cpus: areCpus,
  directories: areDirectories,
  unit: isUnit,
  units: (name, _, value) => (name === 'Sockets' ? eachWord(value, STRV, 'names of `.socket` units', (word) => word.endsWith('.socket')) : undefined),
};

/** Which architectures systemd takes here depends on the machine. */
const UNCHECKED = new Set(['Personality']);

/** The kinds of which an empty value means nothing to systemd, but for a few directives that it resets. */
const UNEMPTY = new Set<SystemdDirective['kind']>(['boolean', 'switch', 'enum', 'duration', 'count', 'signal', 'mode', 'limit', 'unit']);
const RESETTABLE = new Set(
  (
    'BindLogSockets BlockIOWeight CPUQuotaPeriodSec CPUSchedulingPolicy CPUSetPartition CPUShares Delegate DelegateNamespaces FailureActionExitStatus IOSchedulingClass KillMode ManagedOOMMemoryPressure ' +
    'ManagedOOMMemoryPressureDurationSec ManagedOOMSwap MemoryKSM MountAPIVFS MountFlags NUMAPolicy PrivateMounts ProtectHostname RestrictNamespaces SetLoginEnvironment StartupBlockIOWeight StartupCPUShares ' +
    'SuccessActionExitStatus TimeoutAbortSec TTYColumns TTYRows'
  ).split(' '),
);
const isReset = (name: string, { kind }: SystemdDirective): boolean => (!UNEMPTY.has(kind) && name !== 'CPUSchedulingPriority') || RESETTABLE.has(name);

/**
 * What systemd finds wrong with a value; undefined where it takes it, or where that cannot be told from the text: a
 * specifier (`%i`) stands for something else.
 */
export function badValue(name: string, directive: SystemdDirective, value: string): BadValue | undefined {
  if (UNCHECKED.has(name) || /%[A-Za-z]/.test(value) || (value === '' && isReset(name, directive))) return undefined;
  return CHECKS[directive.kind]?.(name, directive, value);
}
