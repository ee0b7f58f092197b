import type { Problem } from '../../model/problem.ts';
import { settingOf, type RedisSetting } from '../../model/redis.ts';
import { isIgnored, redisTargetName, type RedisDialect, type RedisTarget } from '../../model/redis-target.ts';
import type { Snapshot, SourceFile } from '../../model/snapshot.ts';
import { mountingsOf } from '../../stack/mounts.ts';
import { networksOf } from '../../stack/networks.ts';
import { podOfContainer } from '../../stack/queries.ts';
import type { Container } from '../../stack/types.ts';
import { rangesOverlap } from '../../stack/values.ts';
import type { RedisLine } from '../../syntax/redis.ts';
import { code, replaceFix } from './line.ts';
import { redisProblem } from './rules.ts';

interface Server { readonly target: RedisTarget; readonly dialect: RedisDialect; readonly sentinel: boolean; readonly snapshot: Snapshot }

/** What the server takes, and its author cannot have meant. `refused` lines are spared: they have their error. */
export function adviseRedis(file: SourceFile, lines: readonly RedisLine[], server: Server, refused: ReadonlySet<number>): readonly Problem[] {
  const settings = lines
    .filter((line) => line.kind === 'directive' && line.unbalanced === undefined && !refused.has(line.number))
    .map((line) => settingOf(line, server.target));
  const last = new Map(settings.map((setting) => [setting.name, setting]));
  const problems: Problem[] = [];
  for (const setting of settings) {
    problems.push(...adviseOldName(setting), ...adviseIgnored(setting, server.target), ...adviseEvents(setting));
  }
  for (const found of adviseDuplicates(file, settings)) problems.push(found);
  problems.push(...adviseSizes(settings));
  if (!server.sentinel) problems.push(...adviseOpen(file, last, settings, server.snapshot), ...advisePolicy(last), ...adviseSync(last));
  return problems;
}

function adviseOldName({ directive, key }: RedisSetting): readonly Problem[] {
  if (directive?.alias === undefined) return [];
  return [redisProblem('redis-old-name', key, `\`${directive.alias}\` is the old name of \`${directive.name}\`.`, {
    tag: 'deprecated', fixes: [replaceFix(`Rename to ${directive.name}`, key, directive.name, { preferred: true, safe: true })],
  })];
}

function adviseIgnored({ directive, name, key, line }: RedisSetting, target: RedisTarget): readonly Problem[] {
  if (directive !== undefined || !isIgnored(name, target)) return [];
  return [redisProblem('redis-ignored-directive', key, `${redisTargetName(target)} reads \`${name}\` and ignores it.`, {
    tag: 'unnecessary', fixes: [{ title: 'Remove the line', preferred: true, safe: true, edits: [{ start: line.content.start, end: line.content.end, newText: '' }] }],
  })];
}

function adviseEvents({ name, args }: RedisSetting): readonly Problem[] {
  const value = args[0]?.value ?? '';
  if (name !== 'notify-keyspace-events' || args.length !== 1 || value === '') return [];
  const channels = /[KE]/.test(value);
  if (channels && /[^KE]/.test(value)) return [];
  const message = channels
    ? `${code(value)} chooses channels and no events, so nothing is sent. Add the events: \`x\` for expired keys, \`A\` for nearly all.`
    : `${code(value)} chooses events and no channel, so nothing is sent. Add \`E\` for \`__keyevent@N__\` channels, \`K\` for \`__keyspace@N__\` ones.`;
  const fixes = channels ? [] : [replaceFix(`Write ${value}E`, args[0]!, `${value}E`)];
  return [redisProblem('redis-no-events-sent', args[0]!, message, { fixes })];
}

function adviseDuplicates(file: SourceFile, settings: readonly RedisSetting[]): readonly Problem[] {
  const byKey = new Map<string, RedisSetting[]>();
  for (const setting of settings) {
    const { directive } = setting;
    if (directive === undefined || (directive.accumulates && setting.name !== 'client-output-buffer-limit')) continue;
    // One line of client-output-buffer-limit sets one class and leaves the others.
    if (setting.name === 'client-output-buffer-limit' && setting.args.length !== 4) continue;
    const part = setting.name === 'client-output-buffer-limit' ? ` ${setting.args[0]!.value.toLowerCase().replace('slave', 'replica')}` : '';
    const key = setting.name + part;
    const list = byKey.get(key);
    if (list === undefined) byKey.set(key, [setting]);
    else list.push(setting);
  }
  return [...byKey.entries()].flatMap(([key, all]) => {
    if (all.length === 1) return [];
    const winner = all.at(-1)!;
    const number = file.lines.positionAt(winner.line.content.start).line + 1;
    return all.slice(0, -1).map((setting) => redisProblem('redis-duplicate-directive', setting.line.content, `\`${key}\` is set again on line ${number}, and the last line wins: this one has no effect.`, {
      tag: 'unnecessary',
      related: [{ uri: file.uri, start: winner.line.content.start, end: winner.line.content.end, message: 'this line is in force' }],
      fixes: [{ title: 'Remove this line', edits: [{ start: setting.line.start, end: Math.min(setting.line.end + newlineLength(file.text, setting.line.end), file.text.length), newText: '' }] }],
    }));
  });
}

const newlineLength = (text: string, at: number): number => (text.startsWith('\r\n', at) ? 2 : text[at] === '\n' ? 1 : 0);

const LOOPBACK = /^-?(?:127\.|::1$|localhost$)/i;

/**
 * Only where the file itself turns the protection off: a password may also come from the command line or an ACL. A
 * container that publishes nothing is reached by those on its networks alone, who could not connect under protection:
 * the official image starts without it too (docker-entrypoint.sh of docker-library/redis).
 */
function adviseOpen(file: SourceFile, last: ReadonlyMap<string, RedisSetting>, settings: readonly RedisSetting[], snapshot: Snapshot): readonly Problem[] {
  const mode = last.get('protected-mode');
  if (mode === undefined || mode.args[0]?.value.toLowerCase() !== 'no') return [];
  const hasLogin = Boolean(last.get('requirepass')?.args[0]?.value) || Boolean(last.get('aclfile')?.args[0]?.value) || settings.some(({ name }) => name === 'user' || name === 'include');
  if (hasLogin) return [];
  const bind = last.get('bind')?.args.map((arg) => arg.value) ?? ['*'];
  if (bind.length > 0 && bind.every((address) => LOOPBACK.test(address) || address === '')) return [];
  const containers = mountingsOf(snapshot, file).map(({ container }) => container);
  const port = Number(last.get('port')?.args[0]?.value ?? 6379);
  if (containers.length > 0 && !containers.some((container) => isOpenBeyondStack(snapshot, file, container, port))) return [];
  // In a container protection would refuse all but the program itself: there only a password helps.
  const fixes = containers.length > 0 ? [] : [replaceFix('Write yes', mode.args[0]!, 'yes', { preferred: true })];
  return [redisProblem('redis-open-without-password', mode.valueSpan, 'With `protected-mode no` and no password here, whoever reaches the port reads and changes everything. Set `requirepass` (or `--requirepass` on the command line, or ACL users) and leave `protected-mode yes`.', { fixes })];
}

/** Whether a container's port is the host's too, by its own unit or by its pod's, and its command line sets no password. */
function isOpenBeyondStack(snapshot: Snapshot, { path }: SourceFile, container: Container, port: number): boolean {
  if (container.exec?.words.some(({ value }) => value.includes('requirepass')) === true) return false;
  const { ports } = podOfContainer(snapshot, container, path) ?? container;
  return networksOf(snapshot, container, path).includes('host') || ports.some(({ value }) => rangesOverlap(value.container, [port, port]));
}

function advisePolicy(last: ReadonlyMap<string, RedisSetting>): readonly Problem[] {
  const policy = last.get('maxmemory-policy');
  const value = policy?.args[0]?.value.toLowerCase();
  if (policy === undefined || value === undefined || value === 'noeviction' || last.has('include')) return [];
  const limit = last.get('maxmemory')?.args[0]?.value;
  if (limit !== undefined && !/^0*[a-z]*$/i.test(limit)) return [];
  return [redisProblem('redis-policy-without-limit', policy.valueSpan, `Without \`maxmemory\` nothing is ever evicted: \`${value}\` has no effect, and memory grows until the container's limit kills the server.`)];
}

/** What is appended lies in the kernel's buffers until it writes them by itself. */
function adviseSync(last: ReadonlyMap<string, RedisSetting>): readonly Problem[] {
  const sync = last.get('appendfsync');
  if (sync?.args[0]?.value.toLowerCase() !== 'no' || last.get('appendonly')?.args[0]?.value.toLowerCase() !== 'yes') return [];
  return [redisProblem('redis-fsync-left-to-kernel', sync.valueSpan, 'The kernel writes the append-only file when it likes, after up to half a minute: a crash of the machine loses what came since. `everysec` loses a second at the most and costs little.', {
    fixes: [replaceFix('Write everysec', sync.args[0]!, 'everysec', { preferred: true })],
  })];
}

const DECIMAL = /^\d+[kmg]$/i;
const BINARY = /^\d+[kmg]b$/i;

/** `900m` beside `64mb`: who writes both most likely takes them for the same. */
function adviseSizes(settings: readonly RedisSetting[]): readonly Problem[] {
  const sizes = settings.flatMap(({ directive, args }) => (directive?.kind === 'number' && (directive.format === 'size' || directive.format === 'size-or-percent') && args[0] !== undefined ? [args[0]] : []));
  if (!sizes.some(({ value }) => BINARY.test(value))) return [];
  return sizes.filter(({ value }) => DECIMAL.test(value)).map((size) => redisProblem('redis-decimal-size', size, `${code(size.value)} counts in thousands, ${code(`${size.value}b`)} in 1024s like the other sizes of this file.`, {
    fixes: [replaceFix(`Write ${size.value}b`, size, `${size.value}b`, { preferred: true })],
  }));
}
