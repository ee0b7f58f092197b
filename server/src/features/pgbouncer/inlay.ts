import { parseAtoi, parseCDouble, parseCInteger } from '../../model/c-numbers.ts';
import { connectionOf } from '../../model/pgbouncer.ts';
import type { SourceFile } from '../../model/snapshot.ts';
import { formatDuration } from '../../model/values/duration.ts';
import { formatBytes } from '../../model/values/size.ts';
import type { PgbouncerFact } from '../../facts/pgbouncer/index.ts';
import { parsePgbouncer } from '../../syntax/pgbouncer.ts';
import type { Span } from '../../syntax/span.ts';
import type { Context, InlayHint } from '../types.ts';
import { pairFact, settingFact } from './cursor.ts';

/** What long numbers come to: 3600 s as `1 h`, bytes as `16 KB`, milliseconds as `30 s`. */
export function inlayPgbouncer(file: SourceFile, span: Span, _context: Context): readonly InlayHint[] {
  const tree = file.tree(parsePgbouncer);
  const hints: InlayHint[] = [];
  const add = (fact: PgbouncerFact | undefined, value: string, offset: number, inConnection: boolean): void => {
    const hint = fact === undefined ? undefined : hintFor(fact, value, inConnection);
    if (hint !== undefined) hints.push({ offset, ...hint });
  };
  for (const node of tree.nodes) {
    if (node.kind !== 'entry' || node.end < span.start || node.start > span.end) continue;
    if (node.section === 'pgbouncer') add(settingFact(node), node.value, node.valueSpan.end, false);
    else if (pairFact(node.section, 'host') !== undefined || node.section === 'users') {
      for (const pair of connectionOf(tree, node).pairs) add(pairFact(node.section, pair.key), pair.value, pair.valueSpan.end, true);
    }
  }
  return hints;
}

function hintFor(fact: PgbouncerFact, value: string, inConnection: boolean): Omit<InlayHint, 'offset'> | undefined {
  if (fact.kind === 'seconds' || fact.unit === 'seconds') {
    const seconds = inConnection ? parseAtoi(value) : parseCDouble(value);
    // Up to a minute the number speaks for itself.
    return seconds === undefined || !(seconds > 60) || !Number.isFinite(seconds) ? undefined : { label: formatDuration(seconds * 1e6), group: 'durations' };
  }
  const number = parseCInteger(value);
  if (number === undefined) return undefined;
  if (fact.unit === 'milliseconds' && number > 0) return { label: formatDuration(number * 1000), group: 'durations' };
  return fact.unit === 'bytes' && number >= 1024 ? { label: formatBytes(number), group: 'sizes' } : undefined;
}
