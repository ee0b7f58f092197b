import { parseRedisMemory, settingOf, type RedisSetting } from '../../model/redis.ts';
import { redisTarget } from '../../model/redis-target.ts';
import type { SourceFile } from '../../model/snapshot.ts';
import { formatBytes, formatExactBytes } from '../../model/values/size.ts';
import { parseRedis, type RedisArgument } from '../../syntax/redis.ts';
import type { Span } from '../../syntax/span.ts';
import type { Context, InlayHint } from '../types.ts';
import { timeInWords } from './describe.ts';

/** What sizes and times come to: `900m` is 900,000,000 bytes, `10000` of slowlog-log-slower-than is 10 ms. */
export function inlayRedis(file: SourceFile, span: Span, { snapshot }: Context): readonly InlayHint[] {
  const target = redisTarget(snapshot.targets(file));
  return file.tree(parseRedis).lines
    .filter((line) => line.kind === 'directive' && line.unbalanced === undefined && line.end >= span.start && line.start <= span.end)
    .flatMap((line) => hintsOf(settingOf(line, target)));
}

function hintsOf({ directive, args, name }: RedisSetting): InlayHint[] {
  if (directive === undefined) return [];
  if (name === 'save') return args.flatMap((arg, i) => (i % 2 === 0 ? time(arg, 'seconds') : []));
  if (name === 'client-output-buffer-limit') return args.flatMap((arg, i) => (i % 4 === 3 ? time(arg, 'seconds') : i % 4 === 0 ? [] : size(arg)));
  if (directive.kind !== 'number' || args.length !== 1) return [];
  if (directive.unit === 'bytes') return size(args[0]!);
  return time(args[0]!, directive.unit);
}

/** Only where the number itself does not say it: decimal units, and bytes without unit. */
function size(arg: RedisArgument): InlayHint[] {
  const bytes = parseRedisMemory(arg.value);
  const unit = /^\d+([a-z]*)$/i.exec(arg.value)?.[1]?.toLowerCase();
  if (bytes === undefined || unit === undefined || !Number.isSafeInteger(bytes)) return [];
  if (['k', 'm', 'g'].includes(unit)) {
    return [{ offset: arg.end, label: formatExactBytes(bytes), group: 'sizes', tooltip: `\`${unit}\` counts in thousands, \`${unit}b\` in 1024s: \`${arg.value}b\` would be ${formatExactBytes(parseRedisMemory(`${arg.value}b`)!)}.` }];
  }
  return (unit === '' || unit === 'b') && bytes >= 1024 ? [{ offset: arg.end, label: formatBytes(bytes), group: 'sizes' }] : [];
}

function time(arg: RedisArgument, unit: Parameters<typeof timeInWords>[1]): InlayHint[] {
  const label = timeInWords(arg.value, unit);
  return label === undefined ? [] : [{ offset: arg.end, label, group: 'durations' }];
}
