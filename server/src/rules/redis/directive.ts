import { nearestName } from '../../model/nearest.ts';
import type { Fix } from '../../model/problem.ts';
import { redisDirectives } from '../../facts/redis/index.ts';
import { anyDirective, directiveFor, isIgnored, redisTargetName, releasesInWords, type KnownDirective, type RedisTarget } from '../../model/redis-target.ts';
import { splitRedisArguments, type RedisArgument } from '../../syntax/redis.ts';
import { code, onArgument, onValues, replaceFix, willNotStart, type Finding, type LineContext } from './line.ts';
import { SPECIAL_CHECKS } from './special.ts';
import { cString } from './texts.ts';
import { checkEnum, checkValue } from './values.ts';

/** What decides whether a name that the server does not know is refused. */
interface Server {
  /** Modules are loaded, or may be. */
  readonly modules: boolean;
  /** The server is Sentinel, which keeps the settings of modules for later and loads none. */
  readonly sentinel: boolean;
}

/** Checks a line by itself: whether its directive exists, its number of arguments, its values. */
export function checkDirective(line: LineContext, server: Server): readonly Finding[] {
  const { setting, target, dialect } = line;
  const { directive } = setting;
  if (directive === undefined) return checkUnknown(line, server);
  if (directive.kind === 'include' || directive.kind === 'rename-command' || directive.kind === 'loadmodule' || directive.kind === 'user') {
    return checkStatement(directive, line, server);
  }
  if (directive.check === 'module-setting') return server.sentinel && setting.args.length > 0 ? [] : checkModuleSetting(directive, line);
  const found = checkValues(directive, line);
  if (found.length > 0 || !directive.hidden || !dialect.hiddenAreUnknown || server.modules || server.sentinel) return found;
  return [{ notInImages: true, ...onArgument('redis-module-setting', setting.key, `${code(setting.key.value)} is an internal setting that CONFIG GET does not list: ${redisTargetName(target)} may take it for one of a module that is not loaded, and not start. Remove the line.`) }];
}

function checkValues(directive: KnownDirective, line: LineContext): readonly Finding[] {
  const { setting: { args }, target } = line;
  const special = SPECIAL_CHECKS[directive.kind];
  if (special !== undefined) {
    const values = directive.multi ? splitSingle(line) : asCStrings(args);
    return special(values, line);
  }
  if (directive.multi) {
    const words = splitSingle(line);
    const found = checkEnum(directive, words, line);
    return found.length > 0 ? found : checkExclusive(directive, words, line);
  }
  if (args.length !== 1) return [wrongArity(directive, line)];
  if (directive.check === 'jemalloc' && args[0]!.value.toLowerCase() === 'yes') return [needsJemalloc(args[0]!, target)];
  return checkValue(directive, args[0]!, line);
}

/**
 * A single argument of a directive that takes several is split again, so that `save "900 1"` works. Its parts stand at
 * the place of the whole.
 */
export function splitSingle({ setting, dialect }: LineContext): readonly RedisArgument[] {
  const args = asCStrings(setting.args);
  const only = args[0];
  if (args.length !== 1 || only!.value === '' || dialect.legacy || !only!.quoted) return args;
  const { args: parts, unbalanced } = splitRedisArguments(only!.value, { start: 0, end: only!.value.length }, dialect.quoting);
  // Wrong quotes inside leave no argument at all, and the server does not say so.
  return unbalanced !== undefined ? [] : parts.map((part) => ({ ...part, start: only!.start, end: only!.end }));
}

/** Arguments as the server's C code compares and counts them: up to a NUL. */
const asCStrings = (args: readonly RedisArgument[]): readonly RedisArgument[] =>
  (args.some(({ value }) => value.includes('\0')) ? args.map((argument) => ({ ...argument, value: cString(argument.value) })) : args);

function checkExclusive(directive: KnownDirective, words: readonly RedisArgument[], { target }: LineContext): readonly Finding[] {
  const all = words.map((word) => word.value.toLowerCase());
  if (!directive.name.startsWith('shutdown-on-') || !all.includes('save') || !all.includes('nosave')) return [];
  return [onArgument('redis-bad-value', words[Math.max(all.indexOf('save'), all.indexOf('nosave'))]!, `\`save\` and \`nosave\` exclude each other: ${willNotStart(target)}`)];
}

function wrongArity(directive: KnownDirective, line: LineContext): Finding {
  const { setting: { args, key }, target } = line;
  const name = key.value;
  if (args.length === 0) return onArgument('redis-wrong-arity', key, `\`${name}\` needs a value: ${willNotStart(target)}`);
  const fixes: Fix[] = [];
  const text = line.text.slice(args[0]!.start, args.at(-1)!.end);
  const joined = args.map((arg) => arg.value).join('');
  if (directive.format !== undefined && /^\d+[kmg]b?$/i.test(joined)) {
    fixes.push(replaceFix(`Write ${joined}`, line.setting.valueSpan, joined, { preferred: true, safe: true }));
    return onValues('redis-wrong-arity', line, `A size has no blank inside: \`${joined}\`. ${redisTargetName(target)} reads ${args.length} arguments and will not start.`, fixes);
  }
  if (directive.kind === 'string' || directive.kind === 'path' || directive.kind === 'folder') {
    fixes.push(replaceFix('Put the value in quotes', line.setting.valueSpan, `"${text.replace(/[\\"]/g, '\\$&')}"`, { preferred: true }));
  }
  return onValues('redis-wrong-arity', { ...line, setting: { ...line.setting, args: args.slice(1), valueSpan: { start: args[1]!.start, end: args.at(-1)!.end } } },
    `\`${name}\` takes one value, here are ${args.length}: ${willNotStart(target)}`, fixes);
}

function needsJemalloc(argument: RedisArgument, target: RedisTarget): Finding {
  return { notInImages: true, ...onArgument('redis-needs-jemalloc', argument, `Defragmentation needs a server built with the bundled jemalloc: the official container images are, Debian's and other builds on the system's allocator are not, and ${redisTargetName(target)} built so will not start.`) };
}

/** A setting of a module that is built in: read when the module is loaded, after everything else. */
function checkModuleSetting({ name }: KnownDirective, { setting: { args, key, valueSpan }, target }: LineContext): readonly Finding[] {
  if (args.length === 0) return [onArgument('redis-wrong-arity', key, `\`${name}\` needs a value: ${willNotStart(target)}`)];
  const value = args.map((arg) => arg.value.toLowerCase()).join(' ');
  if (value === 'yes' || value === 'no') return [];
  return [{ ...onArgument('redis-bad-value', valueSpan, `\`${name}\` is \`yes\` or \`no\`; the built-in module that reads it fails on anything else.`), override: 'warning' }];
}

/** `include`, `loadmodule`, `rename-command` and `user` with a wrong number of arguments fall through to what is unknown. */
function checkStatement({ kind, name }: KnownDirective, line: LineContext, { sentinel }: Server): readonly Finding[] {
  const { setting: { args, key }, target, dialect } = line;
  const forms = { include: 'one path', loadmodule: 'a path, then the arguments of the module', 'rename-command': 'a command and its new name (`""` takes it away)', user: 'a name, then rules' } as Readonly<Record<string, string>>;
  const fits = kind === 'include' ? args.length === 1 : kind === 'rename-command' ? args.length === 2 : args.length >= 1;
  // Redis 8 reads such a rename-command, and does nothing.
  if (fits && (kind === 'include' || (kind === 'loadmodule' && !sentinel)) && cString(args[0]!.value) === '') {
    const empty = onArgument('redis-bad-value', args[0]!, `\`${name}\` needs a path, and this one is empty: ${willNotStart(target)}`);
    // The line is taken; only the loading fails.
    return [kind === 'loadmodule' ? { ...empty, override: 'warning' } : empty];
  }
  if (fits || (dialect.unknownWaitForModules && kind === 'rename-command' && args.length > 0)) return [];
  const span = args.length > 0 ? line.setting.valueSpan : key;
  return [onArgument('redis-wrong-arity', span, `\`${name}\` takes ${forms[kind]}: ${willNotStart(target)}`)];
}

/** Settings of the modules in the official image of Redis 8: search, time series, Bloom and Cuckoo filters. */
const IMAGE_MODULES = /^(?:search|ts|bf|cf)-[a-z]/;

function checkUnknown(line: LineContext, { modules, sentinel }: Server): readonly Finding[] {
  const { setting: { key, args }, target, dialect } = line;
  const name = key.value.toLowerCase();
  if (isIgnored(name, target) && args.length === 1) return [];
  const known = anyDirective(name);
  const shown = code(key.value);
  if (sentinel && args.length > 0 && (dialect.unknownWaitForModules || (name.includes('.') && !dialect.legacy))) return [unread(line)];
  if (known === undefined && (name.includes('.') || (dialect.unknownWaitForModules && modules)) && !dialect.legacy) {
    if (args.length === 0) return [onArgument('redis-wrong-arity', key, `${shown} needs a value: ${willNotStart(target)}`)];
    if (modules) return mayBeMisspelt(line);
    return [onArgument('redis-module-setting', key, `${shown} is a setting of a module, and no \`loadmodule\` line loads one: ${willNotStart(target)}`)];
  }
  if (known !== undefined) {
    const finding = onArgument('redis-not-in-version', key, notHere(known, name, line), renameFixes(known, name, line));
    return [isLeftOver(known, line) ? { ...finding, notInImages: true } : finding];
  }
  if (known === undefined && dialect.unknownWaitForModules && IMAGE_MODULES.test(name) && args.length > 0) {
    return [{ notInImages: true, ...onArgument('redis-module-setting', key, `${shown} looks like a setting of a module that the official image of Redis 8 loads; without a \`loadmodule\` line ${redisTargetName(target)} from elsewhere will not start.`) }];
  }
  const near = nearestDirective(name, target);
  const fixes = near === undefined ? [] : [replaceFix(`Write ${near}`, key, near, { preferred: true })];
  return [onArgument('redis-unknown-directive', key, `${shown} is no directive of ${redisTargetName(target)}, which will not start.${near === undefined ? '' : ` Perhaps \`${near}\` is meant.`}`, fixes)];
}

/** A name that Sentinel takes for one of a module: it loads none, and never asks what became of it. */
function unread({ setting: { key }, target }: LineContext): Finding {
  const near = nearestDirective(key.value.toLowerCase(), target);
  const fixes = near === undefined ? [] : [replaceFix(`Write ${near}`, key, near, { preferred: true })];
  const what = key.value.includes('.') ? 'is a setting of a module' : `is no directive of ${redisTargetName(target)}`;
  return { ...onArgument(key.value.includes('.') ? 'redis-module-setting' : 'redis-unknown-directive', key, `${code(key.value)} ${what}. Sentinel loads no modules and reads the line without effect.${near === undefined ? '' : ` Perhaps \`${near}\` is meant.`}`, fixes), override: 'warning' };
}

/** A name that a module may know, and that is hardly other than one of the server's own. */
function mayBeMisspelt({ setting: { key }, target }: LineContext): readonly Finding[] {
  const near = key.value.includes('.') ? undefined : nearestDirective(key.value.toLowerCase(), target);
  if (near === undefined) return [];
  return [{ ...onArgument('redis-unknown-directive', key, `${code(key.value)} is no directive of ${redisTargetName(target)}, which will not start unless a module knows it. Perhaps \`${near}\` is meant.`, [replaceFix(`Write ${near}`, key, near, { preferred: true })]), override: 'warning' }];
}

const names = new Map<string, readonly string[]>();

/** Every name of the table that a server takes. */
export function knownNames(target: RedisTarget): readonly string[] {
  const key = redisTargetName(target);
  let known = names.get(key);
  if (known === undefined) names.set(key, (known = Object.keys(redisDirectives()).filter((name) => directiveFor(name, target) !== undefined)));
  return known;
}

const nearest = new Map<string, string | undefined>();

/** The directive that a misspelt name stands for; remembered, for a wrong file may hold the same line many times. */
function nearestDirective(name: string, target: RedisTarget): string | undefined {
  const key = `${redisTargetName(target)} ${name}`;
  if (nearest.has(key)) return nearest.get(key);
  if (nearest.size > 500) nearest.clear();
  const near = nearestName(name, knownNames(target));
  nearest.set(key, near);
  return near;
}

/** The name under which a server knows what another release calls so. */
function counterpart(known: KnownDirective, name: string, target: RedisTarget): string | undefined {
  const table = redisDirectives();
  const owners = Object.entries(table).filter(([, fact]) => fact.aliases?.includes(name)).map(([owner]) => owner);
  return [...(known.aliases ?? []), known.name, ...owners].find((other) => other !== name && directiveFor(other, target) !== undefined);
}

function renameFixes(known: KnownDirective, name: string, { setting: { key }, target }: LineContext): readonly Fix[] {
  const other = counterpart(known, name, target);
  return other === undefined ? [] : [replaceFix(`Rename to ${other}`, key, other, { preferred: true, safe: true })];
}

/**
 * Directives that Redis 7 or Valkey ignores, in Redis 8: its source lists them among those to ignore, the collected
 * verdicts refuse them.
 */
const isLeftOver = (known: KnownDirective, { setting: { args }, target }: { setting: { args: readonly unknown[] }; target: RedisTarget }): boolean =>
  target.product === 'redis' && target.version[0]! >= 8 && args.length === 1 && known.ignored !== undefined && (known.in.redis !== undefined || known.ignored.redis !== undefined);

function notHere(known: KnownDirective, name: string, { setting: { args }, target }: LineContext): string {
  const server = redisTargetName(target);
  const other = counterpart(known, name, target);
  if (isLeftOver(known, { setting: { args }, target })) return `${server} has no use for \`${name}\` any more and may not start with it. Remove the line.`;
  if (other !== undefined) return `${server} does not know \`${name}\` and will not start; there it is \`${other}\`.`;
  if (isIgnored(name, target)) return `${server} reads \`${name}\` with exactly one value, to ignore it; with ${args.length} it will not start. Remove the line.`;
  const releases = releasesInWords(known.in);
  const where = releases !== '' ? `belongs to ${releases}` : known.ignored !== undefined ? `is left from old versions, and ignored by ${releasesInWords(known.ignored)}` : 'is in no release since Redis 6.2 and Valkey 7.2';
  return `\`${name}\` ${where}: ${server} will not start.`;
}
