import { sentinelDirectives } from '../../facts/redis/index.ts';
import { nearestName } from '../../model/nearest.ts';
import { atoi } from '../../model/redis-numbers.ts';
import { isIn, redisTargetName, releasesInWords } from '../../model/redis-target.ts';
import type { RedisArgument } from '../../syntax/redis.ts';
import { code, onArgument, onValues, replaceFix, willNotStart, type Finding, type LineContext } from './line.ts';
import { cString, isNumericHost } from './texts.ts';

/** The order in which Sentinel applies the statements, whatever their order in the file (queueSentinelConfig). */
const BEFORE_MONITOR = new Set(['announce-ip', 'announce-port', 'deny-scripts-reconfig', 'sentinel-user', 'sentinel-pass', 'current-epoch', 'myid', 'resolve-hostnames', 'announce-hostnames']);

interface State {
  readonly primaries: Set<string>;
  readonly instances: Set<string>;
  readonly renamed: Set<string>;
  resolvesNames: boolean;
}

/** Checks the `sentinel …` lines of a file together, as sentinelHandleConfiguration() of src/sentinel.c reads them; each finding with its line. */
export function checkSentinelLines<T extends { readonly line: LineContext }>(lines: readonly T[]): readonly (T & { readonly finding: Finding })[] {
  const state: State = { primaries: new Set(), instances: new Set(), renamed: new Set(), resolvesNames: false };
  const rank = ({ line: { setting } }: T): number => {
    const name = setting.args[0]!.value.toLowerCase();
    return BEFORE_MONITOR.has(name) ? 0 : name === 'monitor' ? 1 : 2;
  };
  return [0, 1, 2].flatMap((wanted) => lines.filter((entry) => rank(entry) === wanted).flatMap((entry) => checkStatement(entry.line, state).map((finding) => ({ ...entry, finding }))));
}

function checkStatement(line: LineContext, state: State): readonly Finding[] {
  const [statement, ...args] = line.setting.args as readonly [RedisArgument, ...RedisArgument[]];
  const { target } = line;
  const name = statement.value.toLowerCase();
  const table = sentinelDirectives();
  const fact = Object.hasOwn(table, name) ? table[name]! : undefined;
  if (fact === undefined || !isIn(fact.in, target)) {
    const near = fact === undefined ? nearestName(name, Object.keys(table).filter((known) => isIn(table[known]!.in, target)))
      : name === 'primary-reboot-down-after-period' ? 'master-reboot-down-after-period' : undefined;
    const fixes = near === undefined ? [] : [replaceFix(`Write ${near}`, statement, near, { preferred: true })];
    const why = fact === undefined ? 'is no statement of Sentinel' : `is known to ${releasesInWords(fact.in)}, not to ${redisTargetName(target)}`;
    return [onArgument('sentinel-unknown-statement', statement, `\`sentinel ${code(name).replaceAll('`', '')}\` ${why}: ${willNotStart(target)}`, fixes)];
  }
  const least = fact.args.filter((arg) => !arg.startsWith('[')).length;
  if (args.length < least || args.length > fact.args.length) {
    return [onValues('redis-wrong-arity', line, `\`sentinel ${name}\` takes ${fact.args.join(' ')}; here ${args.length === 1 ? 'is 1 value' : `are ${args.length} values`}. ${willNotStart(target)}`)];
  }
  const bad = (argument: RedisArgument, message: string): readonly Finding[] => [onArgument('sentinel-bad-value', argument, `${message} ${willNotStart(target)}`)];
  // The old form of known-sentinel, without id, is ignored before its name is looked at.
  const isIgnored = fact.kind === 'known-sentinel' && args.length === 3;
  if (fact.args[0] === 'NAME' && name !== 'monitor' && !isIgnored && !state.primaries.has(args[0]!.value)) {
    const near = nearestName(args[0]!.value, state.primaries);
    const fixes = near === undefined ? [] : [replaceFix(`Write ${near}`, args[0]!, near, { preferred: true })];
    return [onArgument('sentinel-unknown-primary', args[0]!, `No \`sentinel monitor\` line declares ${code(args[0]!.value)}: ${willNotStart(target)}`, fixes)];
  }
  switch (fact.kind) {
    case 'monitor': return checkMonitor(args, line, state, bad);
    case 'positive': return atoi(args[1]!.value) > 0n ? [] : bad(args[1]!, `\`${name}\` is a number of milliseconds above 0, not ${code(args[1]!.value)}.`);
    case 'not-negative': return atoi(args[1]!.value) >= 0n ? [] : bad(args[1]!, `\`${name}\` cannot be negative.`);
    case 'bool': return checkBool(name, args[0]!, state, bad);
    case 'id': return args[0]!.value.length === 40 ? [] : bad(args[0]!, `An id has 40 hexadecimal digits, this has ${args[0]!.value.length} characters. Leave the line out: Sentinel writes it.`);
    case 'rename': return once(state.renamed, `${args[0]!.value}\0${args[1]!.value.toLowerCase()}`, args[1]!, `The command ${code(args[1]!.value)} is renamed twice for this primary.`, line);
    case 'known': case 'known-sentinel': return isIgnored ? [] : checkKnown(args, line, state, bad);
    default: return [];
  }
}

type Bad = (argument: RedisArgument, message: string) => readonly Finding[];

function once(seen: Set<string>, key: string, argument: RedisArgument, message: string, { target }: LineContext): readonly Finding[] {
  if (seen.has(key)) return [onArgument('sentinel-duplicate', argument, `${message} ${willNotStart(target)}`)];
  seen.add(key);
  return [];
}

function checkMonitor(args: readonly RedisArgument[], line: LineContext, state: State, bad: Bad): readonly Finding[] {
  const [name, host, port, quorum] = args as [RedisArgument, RedisArgument, RedisArgument, RedisArgument];
  const known = state.primaries.has(name.value);
  // Known from here on even when the line is refused: the others need no error of their own.
  state.primaries.add(name.value);
  if (atoi(quorum.value) <= 0n) return bad(quorum, `The quorum is a number from 1, not ${code(quorum.value)}.`);
  if (known) return [onArgument('sentinel-duplicate', name, `${code(name.value)} is monitored by an earlier line already. ${willNotStart(line.target)}`)];
  return checkAddress(host, port, state, bad);
}

function checkAddress(host: RedisArgument, port: RedisArgument, state: State, bad: Bad): readonly Finding[] {
  const number = atoi(port.value);
  if (number < 0n || number > 65535n) return bad(port, `A port is a number from 0 to 65535, not ${code(port.value)}.`);
  if (state.resolvesNames || isNumericHost(cString(host.value))) return [];
  return bad(host, `${code(host.value)} is a name, and Sentinel takes addresses only unless \`sentinel resolve-hostnames yes\` is set.`);
}

function checkBool(name: string, argument: RedisArgument, state: State, bad: Bad): readonly Finding[] {
  const value = argument.value.toLowerCase();
  if (value !== 'yes' && value !== 'no') return bad(argument, `\`${name}\` is \`yes\` or \`no\`, not ${code(argument.value)}.`);
  if (name === 'resolve-hostnames') state.resolvesNames = value === 'yes';
  return [];
}

function checkKnown(args: readonly RedisArgument[], line: LineContext, state: State, bad: Bad): readonly Finding[] {
  const [name, host, port, id] = args as [RedisArgument, RedisArgument, RedisArgument, RedisArgument?];
  const wrong = checkAddress(host, port, state, bad);
  if (wrong.length > 0) return wrong;
  const key = id === undefined ? `${name.value} ${host.value} ${atoi(port.value)}` : `${name.value} ${id.value}`;
  const what = id === undefined ? `The replica ${code(`${host.value} ${port.value}`)}` : `The Sentinel ${code(id.value)}`;
  return once(state.instances, key, id ?? host, `${what} stands on an earlier line already.`, line);
}
