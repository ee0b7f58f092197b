import { nearestName } from '../../model/nearest.ts';
import { isIn } from '../../model/redis-target.ts';
import { sha256 } from '../../model/sha256.ts';
import { atLeast } from '../../model/version.ts';
import { splitRedisArguments, type RedisArgument } from '../../syntax/redis.ts';
import type { Span } from '../../syntax/span.ts';
import { commandNames, commandTable, hasCommand, mayBeModules, serverName } from './commands.ts';
import { code, onArgument, replaceFix, willNotStart, type Finding, type LineContext } from './line.ts';
import { cString } from './texts.ts';
import { own } from '../../syntax/own.ts';

/** ACL categories with their meaning; `ACL CAT` lists them. */
export const ACL_CATEGORIES: Readonly<Record<string, string>> = {
  all: 'every command', keyspace: 'keys themselves: DEL, EXPIRE, RENAME, SCAN', read: 'reads values or metadata', write: 'changes values',
  set: 'sets', sortedset: 'sorted sets', list: 'lists', hash: 'hashes', string: 'strings', bitmap: 'bitmaps', hyperloglog: 'HyperLogLogs',
  geo: 'geographic indexes', stream: 'streams', pubsub: 'Pub/Sub', admin: 'administration: CONFIG, SHUTDOWN, REPLICAOF', fast: 'constant or logarithmic time',
  slow: 'everything that is not fast', blocking: 'may wait: BLPOP, XREAD BLOCK', dangerous: 'needs care: FLUSHALL, KEYS, DEBUG, CONFIG',
  connection: 'the connection: AUTH, SELECT, CLIENT', transaction: 'MULTI, EXEC, WATCH', scripting: 'scripts and functions',
};
/** Categories that modules of the Redis 8 distribution add. */
const MODULE_CATEGORIES = ['search', 'json', 'bloom', 'cuckoo', 'cms', 'topk', 'tdigest', 'timeseries', 'vectorset', 'array', 'rate_limit'];

/** The rules that are plain words, with their meaning. */
export const ACL_WORDS: Readonly<Record<string, string>> = {
  on: 'may log in', off: 'may not log in; open connections stay', nopass: 'any password is right; takes the passwords away', resetpass: 'takes all passwords and `nopass` away',
  allkeys: 'all keys, as `~*`', resetkeys: 'no keys', allchannels: 'all channels, as `&*`', resetchannels: 'no channels',
  allcommands: 'all commands, as `+@all`', nocommands: 'no commands, as `-@all`', reset: 'back to a new user: off, no keys, no commands',
  clearselectors: 'takes the selectors in parentheses away', 'sanitize-payload': 'checks what RESTORE brings', 'skip-sanitize-payload': 'does not check what RESTORE brings',
};

const PREFIXES = '`+command`, `+@category`, `~key-pattern`, `&channel-pattern`, `>password` or `#sha256`';

/** The permissions that matter for whether a later rule is refused. */
interface Selector { allKeys: boolean; allChannels: boolean }
interface UserState {
  readonly root: Selector;
  /** As hashes; kept only where a rule takes one away, for hashing costs. */
  readonly passwords: Set<string>;
  readonly removes: boolean;
}

export interface AclOptions {
  /** `acl-pubsub-default allchannels`, or Redis 6.2. */
  readonly allChannels: boolean;
  /** Modules are loaded: commands and categories may be theirs. */
  readonly modules: boolean;
  /** The server is Sentinel, which has few commands and loads no module. */
  readonly sentinel: boolean;
}

/** Checks the rules of a `user` line, left to right, as ACLSetUser() and ACLSetSelector() of src/acl.c apply them. */
export function checkUserRules(rules: readonly RedisArgument[], line: LineContext, options: AclOptions): readonly Finding[] {
  const state: UserState = { root: { allKeys: false, allChannels: options.allChannels }, passwords: new Set(), removes: rules.some(({ value }) => value.startsWith('<') || value.startsWith('!')) };
  const found: Finding[] = [];
  const refuse: Refuse = (span, rule, message, fixes) => { found.push(onArgument(rule, span, message, fixes)); };
  const merged = line.dialect.aclSelectors ? mergeSelectors(rules, line.dialect.aclRestarts) : { rules, open: undefined };
  if (merged.open !== undefined) {
    refuse(merged.open, 'redis-bad-acl-rule', `The selector that begins at ${code(merged.open.value)} has no closing \`)\`: ${willNotStart(line.target)}`);
  }
  for (const rule of merged.rules) {
    checkUserRule(rule, state, line, options, refuse);
    // The server stops at the first.
    if (found.length > 0) break;
  }
  return found;
}

type Refuse = (span: Span, rule: 'redis-bad-acl-rule' | 'redis-unknown-command', message: string, fixes?: Finding['fixes']) => void;

/** `(+get` `~a)` becomes one rule, as ACLMergeSelectorArguments() does it; in 7.0 a second `(` begins anew. */
function mergeSelectors(rules: readonly RedisArgument[], restarts: boolean): { rules: readonly RedisArgument[]; open: RedisArgument | undefined } {
  const merged: RedisArgument[] = [];
  let open: RedisArgument | undefined;
  let value = '';
  for (const rule of rules) {
    if ((open === undefined || restarts) && rule.value.startsWith('(') && !rule.value.endsWith(')')) {
      open = rule;
      value = rule.value;
    } else if (open !== undefined) {
      value += ` ${rule.value}`;
      if (!rule.value.endsWith(')')) continue;
      merged.push({ start: open.start, end: rule.end, value, quoted: false });
      open = undefined;
    } else merged.push(rule);
  }
  return { rules: merged, open };
}

function checkUserRule(rule: RedisArgument, state: UserState, line: LineContext, options: AclOptions, refuse: Refuse): void {
  const { value } = rule;
  const word = cString(value).toLowerCase();
  const { aclSelectors } = line.dialect;
  switch (word) {
    case '': case 'on': case 'off': case 'sanitize-payload': case 'skip-sanitize-payload': return;
    case 'nopass': case 'resetpass': state.passwords.clear(); return;
    case 'reset':
      state.passwords.clear();
      state.root.allKeys = false;
      state.root.allChannels = options.allChannels;
      return;
    case 'clearselectors': if (aclSelectors) return;
  }
  if ('>#<!'.includes(value[0]!)) return checkPassword(rule, state, line, refuse);
  if (aclSelectors && value.startsWith('(') && value.endsWith(')')) {
    const selector = { allKeys: false, allChannels: options.allChannels };
    const text = cString(value.slice(1, -1));
    const inner = splitRedisArguments(text, { start: 0, end: text.length }, line.dialect.quoting);
    // Wrong quotes leave a selector without rules, and the server does not say so.
    for (const part of inner.unbalanced === undefined ? inner.args : []) {
      // Rules inside may have been put together from several arguments: the place is the whole selector.
      checkSelectorRule({ ...part, start: rule.start, end: rule.end }, selector, line, options, refuse);
    }
    return;
  }
  checkSelectorRule(rule, state.root, line, options, refuse);
}

/** Never tells the password or hash itself. */
function checkPassword(rule: RedisArgument, state: UserState, { target }: LineContext, refuse: Refuse): void {
  const kind = rule.value[0]!;
  const secret = rule.value.slice(1);
  if (kind === '#' || kind === '!') {
    if (!/^[0-9a-f]{64}$/.test(secret)) {
      return refuse(rule, 'redis-bad-acl-rule', `After \`${kind}\` stands a SHA-256 hash of 64 hexadecimal digits in lower case; this has ${secret.length} characters${/[A-F]/.test(secret) ? ' with capitals' : ''}. A password in clear begins with \`>\`. ${willNotStart(target)}`);
    }
  }
  if (!state.removes) return;
  const hash = kind === '>' || kind === '<' ? sha256(secret) : secret;
  if (kind === '>' || kind === '#') { state.passwords.add(hash); return; }
  if (!state.passwords.delete(hash)) refuse(rule, 'redis-bad-acl-rule', `\`${kind}\` takes away a password that the user does not have at this place: ${willNotStart(target)}`);
}

function checkSelectorRule(rule: RedisArgument, selector: Selector, line: LineContext, options: AclOptions, refuse: Refuse): void {
  const { value } = rule;
  const { target, dialect } = line;
  switch (cString(value).toLowerCase()) {
    case 'allkeys': case '~*': selector.allKeys = true; return;
    case 'resetkeys': selector.allKeys = false; return;
    case 'allchannels': case '&*': selector.allChannels = true; return;
    case 'resetchannels': selector.allChannels = false; return;
    case 'allcommands': case 'nocommands': case '+@all': case '-@all': return;
    case 'alldbs': case 'resetdbs': if (dialect.aclDatabases) return;
  }
  const bad = (message: string, fixes?: Finding['fixes']) => refuse(rule, 'redis-bad-acl-rule', `${message} ${willNotStart(target)}`, fixes);
  // `%R` alone is taken, as a pattern of nothing.
  const pattern = /^(?:~|%(?:r|w|rw|wr)(?:~|$))/i.exec(value);
  if (value.startsWith('~') || (dialect.aclSelectors && value.startsWith('%'))) {
    if (selector.allKeys) return bad(`${code(value)} after \`~*\` or \`allkeys\` changes nothing and is refused; \`resetkeys\` before it begins anew.`);
    const prefix = pattern?.[0];
    if (prefix === undefined) return bad(`${code(value)} is no key pattern: \`~pattern\`, \`%R~pattern\` or \`%W~pattern\`.`);
    return /[\s\0]/.test(value.slice(prefix.length)) ? bad(`A key pattern cannot contain blanks: ${code(value)}.`) : undefined;
  }
  if (value.startsWith('&')) {
    if (selector.allChannels) return bad(`${code(value)} after \`&*\` or \`allchannels\` changes nothing and is refused; \`resetchannels\` before it begins anew.`);
    return /[\s\0]/.test(value) ? bad(`A channel pattern cannot contain blanks: ${code(value)}.`) : undefined;
  }
  if (dialect.aclDatabases && /^db=/i.test(value)) {
    const valid = /^[ \t]*\+?\d{1,10}(?:,[ \t]*\+?\d{1,10})*$/.test(value.slice(3));
    return valid ? undefined : bad(`\`db=\` takes numbers separated by commas, not ${code(value.slice(3))}.`);
  }
  if (/^[+-]@/.test(value)) return checkCategory(rule, line, options, refuse);
  if (/^[+-]/.test(value)) return checkCommandRule(rule, line, options, refuse, bad);
  const near = nearestName(value, Object.keys(ACL_WORDS));
  bad(`${code(value)} is no ACL rule: words such as \`on\`, or ${PREFIXES}.`, near === undefined ? undefined : [replaceFix(`Write ${near}`, rule, near)]);
}

function checkCategory(rule: RedisArgument, { target }: LineContext, { modules, sentinel }: AclOptions, refuse: Refuse): void {
  const name = cString(rule.value.slice(2)).toLowerCase();
  if (Object.hasOwn(ACL_CATEGORIES, name) || modules) return;
  if (!sentinel && target.product === 'redis' && atLeast(target.version, [8]) && MODULE_CATEGORIES.includes(name)) return;
  const near = nearestName(name, Object.keys(ACL_CATEGORIES));
  const fixes = near === undefined ? undefined : [replaceFix(`Write @${near}`, rule, rule.value.slice(0, 2) + near, { preferred: true })];
  refuse(rule, 'redis-unknown-command', `${serverName(target, sentinel)} has no ACL category ${code(`@${name}`)} and will not start; \`ACL CAT\` lists them.`, fixes);
}

function checkCommandRule(rule: RedisArgument, line: LineContext, options: AclOptions, refuse: Refuse, bad: (message: string) => void): void {
  const { target, dialect } = line;
  const adds = rule.value.startsWith('+');
  const name = cString(rule.value.slice(1));
  const parts = name.toLowerCase().split('|');
  if (adds && parts.length > 1 && parts.at(-1) === '') return bad(`${code(rule.value)} names no subcommand after \`|\`.`);
  if (hasCommand(parts[0]!, target, options.sentinel)) {
    if (parts.length === 1) return;
    const subcommands = dialect.aclSelectors ? commandTable(options.sentinel)[parts[0]!]!.subcommands : undefined;
    // A command without subcommands takes a first argument instead: `+select|0`; only to be allowed, never forbidden.
    if (subcommands === undefined && adds && parts.length === 2) return;
    if (subcommands !== undefined && isIn(own(subcommands, parts[1]!), target)) {
      if (parts.length === 2) return;
      if (adds) return bad(`${code(rule.value)}: after a subcommand no first argument can be given.`);
    }
  }
  if (options.modules || (!options.sentinel && mayBeModules(parts[0]!, target))) return;
  const near = parts.length === 1 ? nearestName(parts[0]!, commandNames(target, options.sentinel)) : undefined;
  const fixes = near === undefined ? undefined : [replaceFix(`Write ${near}`, rule, rule.value[0]! + near, { preferred: true })];
  refuse(rule, 'redis-unknown-command', `${serverName(target, options.sentinel)} has no command ${code(name)} and will not start.`, fixes);
}
