import { findGuc, isGucValue, parseGucValue } from '../../model/postgres.ts';
import { postgresLines, postgresTree } from '../../model/postgres-settings.ts';
import type { SourceFile } from '../../model/snapshot.ts';
import { formatDuration } from '../../model/values/duration.ts';
import { formatBytes } from '../../model/values/size.ts';
import type { Context, InlayHint } from '../types.ts';
import type { Span } from '../../syntax/span.ts';

/** What bare numbers come to: `shared_buffers = 16384` is 128 MB, `statement_timeout = 30000` is 30 s. */
export function inlayPostgres(file: SourceFile, span: Span, { snapshot }: Context): readonly InlayHint[] {
  const version = snapshot.targets(file).postgres;
  return postgresLines(postgresTree(file)).flatMap(({ start, end, name, value }): InlayHint[] => {
    if (end < span.start || start > span.end || !/^\s*[-+]?[\d.]+\s*$/.test(value.text)) return [];
    const guc = findGuc(name.text, version);
    const parsed = guc === undefined ? undefined : parseGucValue(guc, value.text, version);
    if (parsed === undefined || !isGucValue(parsed) || parsed.kind !== 'number' || parsed.value === 0) return [];
    if (parsed.bytes !== undefined) return [{ offset: value.end, label: formatBytes(parsed.bytes), group: 'sizes' }];
    return parsed.ms === undefined ? [] : [{ offset: value.end, label: formatDuration(parsed.ms * 1000), group: 'durations' }];
  });
}
