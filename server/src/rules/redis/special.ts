import { redisMemoryBits } from '../../model/redis.ts';
import { asInt, looseInteger, strictNumber } from '../../model/redis-numbers.ts';
import { redisTargetName } from '../../model/redis-target.ts';
import type { RedisArgument } from '../../syntax/redis.ts';
import { code, onArgument, onValues, willNotStart, type Finding, type LineContext } from './line.ts';

type Check = (args: readonly RedisArgument[], line: LineContext) => readonly Finding[];

/** The directives whose arguments have a grammar of their own, after the `setConfig…Option` functions of src/config.c. */
export const SPECIAL_CHECKS: Readonly<Partial<Record<string, Check>>> = {
  bind: checkBind,
  'client-output-buffer-limit': checkBufferLimit,
  dir: checkDir,
  'latency-tracking-info-percentiles': checkPercentiles,
  'notify-keyspace-events': checkEvents,
  'oom-score-adj-values': checkOomScores,
  replicaof: checkReplicaOf,
  save: checkSave,
};

const arity = (line: LineContext, message: string): readonly Finding[] => [onValues('redis-wrong-arity', line, `${message} ${willNotStart(line.target)}`)];

function checkSave(args: readonly RedisArgument[], line: LineContext): readonly Finding[] {
  if (args.length === 1 && args[0]!.value === '') return [];
  if (line.dialect.legacy && args.length !== 2) return [];
  if (args.length % 2 === 1) {
    return arity(line, `\`save\` takes pairs of seconds and changes, such as \`900 1\`, or \`""\` alone; ${args.length === 1 ? 'one value is' : `${args.length} values are`} no pairs:`);
  }
  return args.flatMap((argument, i) => {
    const { value, whole } = looseInteger(argument.value);
    const least = i % 2 === 0 ? 1n : 0n;
    const number = line.dialect.legacy ? asInt(value) : value;
    if ((whole || line.dialect.legacy) && number >= least) return [];
    const what = i % 2 === 0 ? 'Seconds are a whole number from 1' : 'The number of changes is a whole number from 0';
    return [onArgument('redis-bad-value', argument, `${what}, not ${code(argument.value)}: ${willNotStart(line.target)}`)];
  });
}

const CLASSES = ['normal', 'replica', 'slave', 'pubsub'];
export const CLIENT_CLASSES: Readonly<Record<string, string>> = {
  normal: 'ordinary clients', replica: 'replicas (`slave` is the old word)', pubsub: 'subscribers of channels and patterns',
};

function checkBufferLimit(args: readonly RedisArgument[], line: LineContext): readonly Finding[] {
  if (args.length % 4 !== 0 || (line.dialect.legacy && args.length !== 4)) {
    return arity(line, `\`client-output-buffer-limit\` takes four values for each class: class, hard limit, soft limit, seconds. There ${args.length === 1 ? 'is 1' : `are ${args.length}`}:`);
  }
  const found: Finding[] = [];
  const refuse = (argument: RedisArgument, message: string) =>
    found.push(onArgument('redis-bad-value', argument, `${message}, not ${code(argument.value)}: ${willNotStart(line.target)}`));
  for (let i = 0; i < args.length; i += 4) {
    const [name, hard, soft, seconds] = args.slice(i, i + 4) as [RedisArgument, RedisArgument, RedisArgument, RedisArgument];
    if (!CLASSES.includes(name.value.toLowerCase())) refuse(name, 'A client class is `normal`, `replica` or `pubsub`');
    for (const size of [hard, soft]) {
      if (!line.dialect.legacy && redisMemoryBits(size.value, line.dialect.hugeSizes) === undefined) refuse(size, 'A limit is a size such as `256mb`, or `0` for none');
    }
    const { value, whole } = looseInteger(seconds.value);
    if (asInt(value) < 0n || (!whole && !line.dialect.legacy)) refuse(seconds, 'The time over the soft limit is a number of seconds');
  }
  return found;
}

function checkOomScores(args: readonly RedisArgument[], line: LineContext): readonly Finding[] {
  if (args.length !== 3) return arity(line, '`oom-score-adj-values` takes three numbers: for primary, replica and saving child.');
  return args.flatMap((argument) => {
    const { value, whole } = looseInteger(argument.value);
    if (whole && value >= -2000n && value <= 2000n) return [];
    const rule = whole ? 'redis-out-of-range' : 'redis-bad-value';
    return [onArgument(rule, argument, `A score is a number from -2000 to 2000, not ${code(argument.value)}: ${willNotStart(line.target)}`)];
  });
}

function checkEvents(args: readonly RedisArgument[], line: LineContext): readonly Finding[] {
  if (args.length !== 1) return arity(line, '`notify-keyspace-events` takes one word of letters, or `""`.');
  const { eventLetters } = line.dialect;
  const argument = args[0]!;
  const wrong = [...argument.value].filter((letter) => !eventLetters.includes(letter));
  if (wrong.length === 0) return [];
  return [onArgument('redis-bad-value', argument, `${[...new Set(wrong)].map(code).join(', ')} ${wrong.length === 1 ? 'is' : 'are'} no event class; ${redisTargetName(line.target)} knows \`${eventLetters}\` and will not start.`)];
}

function checkBind(args: readonly RedisArgument[], line: LineContext): readonly Finding[] {
  if (line.dialect.legacy && args.length === 0) return arity(line, '`bind` needs an address.');
  return args.length <= 16 ? [] : arity(line, `\`bind\` takes at most 16 addresses, here are ${args.length}:`);
}

function checkReplicaOf(args: readonly RedisArgument[], line: LineContext): readonly Finding[] {
  if (args.length !== 2) {
    const hint = args.length === 1 && args[0]!.value.includes(':') ? ' A blank stands between host and port, no colon.' : '';
    return arity(line, `\`replicaof\` takes host and port, or \`no one\`.${hint}`);
  }
  const [host, port] = args as [RedisArgument, RedisArgument];
  if (host.value.toLowerCase() === 'no' && port.value.toLowerCase() === 'one') return [];
  const { value, whole } = looseInteger(port.value);
  const number = asInt(value);
  if (whole && number >= 0n && number <= 65535n) return [];
  return [onArgument('redis-bad-value', port, `A port is a number from 0 to 65535, not ${code(port.value)}: ${willNotStart(line.target)}`)];
}

function checkDir(args: readonly RedisArgument[], line: LineContext): readonly Finding[] {
  if (args.length !== 1) return arity(line, '`dir` takes one folder; put a path with blanks in quotes.');
  return args[0]!.value !== '' ? [] : [onArgument('redis-bad-value', args[0]!, `\`dir\` cannot be empty: ${willNotStart(line.target)}`)];
}

function checkPercentiles(args: readonly RedisArgument[], line: LineContext): readonly Finding[] {
  if (args.length === 1 && args[0]!.value === '') return [];
  return args.flatMap((argument) => {
    const value = strictNumber(argument.value, line.dialect.hexadecimal);
    if (value !== undefined && value >= 0 && value <= 100) return [];
    const rule = value === undefined ? 'redis-bad-value' : 'redis-out-of-range';
    return [onArgument(rule, argument, `A percentile is a number from 0 to 100, not ${code(argument.value)}: ${willNotStart(line.target)}`)];
  });
}
