import type { RedisUnit, SentinelDirective } from '../../facts/redis/index.ts';
import { parseRedisMemory, type RedisSetting } from '../../model/redis.ts';
import { strictInteger } from '../../model/redis-numbers.ts';
import { releasesInWords, type KnownDirective, type RedisTarget } from '../../model/redis-target.ts';
import { formatDuration } from '../../model/values/duration.ts';
import { formatBytes, formatExactBytes } from '../../model/values/size.ts';

const KINDS: Readonly<Record<string, string>> = {
  bool: 'yes or no', path: 'path', folder: 'folder', string: 'text', bind: 'addresses', dir: 'folder', include: 'path or pattern', loadmodule: 'path and arguments',
  save: 'seconds and changes', replicaof: 'host and port', user: 'name and rules', 'rename-command': 'command and new name', 'notify-keyspace-events': 'letters',
  'client-output-buffer-limit': 'class, hard limit, soft limit, seconds', 'oom-score-adj-values': 'three numbers', 'latency-tracking-info-percentiles': 'percentages',
};
const MICROSECONDS: Readonly<Partial<Record<RedisUnit, number>>> = { microseconds: 1, milliseconds: 1e3, seconds: 1e6, minutes: 60e6 };
const HUGE = 2n ** 53n;

/** What a directive takes, in a few words: `size`, `seconds from 1`. */
export function kindOf(directive: KnownDirective): string {
  if (directive.kind === 'enum') return directive.multi ? 'one or more of a list' : 'one of a list';
  if (directive.kind !== 'number') return KINDS[directive.kind] ?? 'text';
  if (directive.format === 'octal') return 'octal mode';
  if (directive.format === 'size-or-percent') return 'size or percentage';
  if (directive.format !== undefined) return 'size';
  return directive.unit ?? 'number';
}

function rangeOf({ kind, format, min, max }: KnownDirective): string | undefined {
  if (kind !== 'number' || format !== undefined || min === undefined || max === undefined) return undefined;
  const [low, high] = [BigInt(min), BigInt(max)];
  if (high >= 2n ** 31n - 1n) return low <= -(2n ** 31n) ? undefined : `from ${low}`;
  return `${low} to ${high.toLocaleString('en-US')}`;
}

/** A value that is a default, shortened. */
function defaultOf({ default: value, kind }: KnownDirective): string | undefined {
  if (value === undefined) return undefined;
  if (value === '') return kind === 'bool' ? undefined : 'empty by default';
  const bytes = Number(value);
  return `default \`${value}\`${kind === 'number' && bytes >= 1024 && bytes % 1024 === 0 ? ` (${formatBytes(bytes)})` : ''}`;
}

/** One short line for completion: `size · default 0`. */
export function detailOf(directive: KnownDirective): string {
  const value = directive.default;
  return [kindOf(directive), ...(value === undefined || value === '' || value.length > 24 ? [] : [`default ${value}`]), ...(directive.runtime === 'no' ? ['restart'] : [])].join(' · ');
}

const link = ({ url, valkeyUrl }: { url: string; valkeyUrl?: string }, { product }: RedisTarget): string => {
  const page = product === 'valkey' ? valkeyUrl ?? url : url;
  return `[${page.split('/')[2] ?? page}](${page})`;
};

/** How the running server is told, where it is not CONFIG SET. */
const AT_RUN_TIME: Readonly<Record<string, string>> = {
  user: 'at run time: ACL SETUSER', replicaof: 'at run time: REPLICAOF', loadmodule: 'at run time: MODULE LOAD, where `enable-module-command` allows it', include: 'read at start only', 'rename-command': 'read at start only',
};

/** A directive as Markdown. */
export function describeDirective(directive: KnownDirective, target: RedisTarget, options: { known: boolean; here?: string }): string {
  const details = [kindOf(directive), rangeOf(directive), defaultOf(directive)].filter((part) => part !== undefined).join(', ');
  const runtime = AT_RUN_TIME[directive.name] ?? (directive.runtime === 'yes' ? 'at run time: CONFIG SET' : directive.runtime === 'protected' ? 'at run time only with `enable-protected-configs`' : 'needs a **restart**');
  const releases = releasesInWords(directive.in);
  const everywhere = directive.in.redis === '6.2' && directive.in.valkey === '7.2';
  const head = [`**${directive.name}** — ${details}`, runtime, ...(everywhere || releases === '' ? [] : [releases])].join(' · ');
  const values = Object.entries(directive.values ?? {}).map(([value, meaning]) => {
    const only = directive.only?.[value];
    return `- \`${value}\` — ${meaning}${only === undefined ? '' : ` (${releasesInWords(only)})`}`;
  });
  const adds = directive.accumulates ? ['Several lines add up.'] : [];
  const alias = directive.alias !== undefined ? [`\`${directive.alias}\` is the old name of this directive.`] : directive.aliases !== undefined ? [`Old name: ${directive.aliases.map((name) => `\`${name}\``).join(', ')}.`] : [];
  const absent = options.known ? [] : [`**Not known to ${target.product === 'redis' ? 'Redis' : 'Valkey'} ${target.version.filter((part) => part !== 999).join('.')}.**${directive.ignored === undefined ? '' : ` Read and ignored by ${releasesInWords(directive.ignored)}.`}`];
  const here = options.here === undefined ? [] : [`Here: ${options.here}.`];
  return [head, ...absent, directive.text, ...(values.length > 0 ? [values.join('\n')] : []), ...[[...adds, ...alias].join(' ')].filter(Boolean), ...here, link(directive, target)].join('\n\n');
}

/** A statement of Sentinel as Markdown. */
export function describeSentinel(name: string, fact: SentinelDirective, target: RedisTarget): string {
  const head = [`**sentinel ${name}** ${fact.args.join(' ')}`, ...(fact.default === undefined ? [] : [`default \`${fact.default}\``]), ...(fact.written ? ['written by Sentinel itself'] : []), ...(fact.in.redis === '6.2' && fact.in.valkey === '7.2' ? [] : [releasesInWords(fact.in)])].join(' · ');
  return [head, fact.text, link(fact, target)].join('\n\n');
}

/** What a size is in bytes: `**900 MB** (943,718,400 bytes)`; undefined where it is none, or nothing is to be said. */
export function sizeInWords(text: string): string | undefined {
  const bytes = parseRedisMemory(text);
  if (bytes === undefined || text === '' || !/\d/.test(text)) return undefined;
  return bytes < 1024 ? formatExactBytes(bytes) : `**${formatBytes(bytes)}** (${formatExactBytes(bytes)})`;
}

/** What a number of a unit of time is: `5 min`. */
export function timeInWords(text: string, unit: RedisUnit | undefined): string | undefined {
  const factor = unit === undefined ? undefined : MICROSECONDS[unit];
  const value = strictInteger(text);
  if (factor === undefined || value === undefined || value <= 0n || value > HUGE / 60_000_000n) return undefined;
  return formatDuration(Number(value) * factor);
}

/** What the line's value comes to, where that says more than the value. */
export function meaningOf({ directive, args }: RedisSetting): string | undefined {
  const value = args[0]?.value;
  if (directive === undefined || value === undefined || directive.secret || args.length !== 1) return undefined;
  if (directive.kind === 'enum') {
    const known = Object.keys(directive.values ?? {}).find((word) => word.toLowerCase() === value.toLowerCase());
    return known === undefined ? undefined : `\`${known}\` — ${directive.values![known]!.replace(/\.$/, '')}`;
  }
  if (directive.kind !== 'number') return undefined;
  if (directive.format === 'size' || directive.format === 'size-or-percent') return value === '0' ? undefined : sizeInWords(value);
  const time = timeInWords(value, directive.unit);
  return time === undefined ? undefined : `**${time}**`;
}
