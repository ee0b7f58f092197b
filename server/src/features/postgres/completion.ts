import { timeZones } from '../../facts/postgres/index.ts';
import { findGuc, gucsOf, type Guc } from '../../model/postgres.ts';
import { postgresTree } from '../../model/postgres-settings.ts';
import type { SourceFile } from '../../model/snapshot.ts';
import type { Version } from '../../model/version.ts';
import { quote } from '../../syntax/postgres.ts';
import type { Span } from '../../syntax/span.ts';
import { NO_COMPLETIONS, type CompletionItem, type Completions, type Context } from '../types.ts';
import { lineAt } from './cursor.ts';
import { describeGuc, detailOf, unitMeanings } from './describe.ts';

/** Names at the beginning of a line, values behind a name, units behind a number. */
export function completePostgres(file: SourceFile, offset: number, { snapshot }: Context): Completions {
  const tree = postgresTree(file);
  const line = lineAt(tree, offset);
  if (line === undefined || (line.comment !== undefined && offset > line.comment.start)) return NO_COMPLETIONS;
  const version = snapshot.targets(file).postgres;
  const before = file.text.slice(line.start, offset);
  const name = /^[ \t]*([A-Za-z_][\w.]*)?$/.exec(before);
  if (name !== null) {
    const start = offset - (name[1]?.length ?? 0);
    const end = line.name !== undefined && line.name.start === start ? line.name.end : offset;
    const bare = file.text.slice(end, line.comment?.start ?? line.end).trim() === '';
    return { span: { start, end }, items: nameItems(version, bare ? ' = ' : '') };
  }
  const head = /^[ \t]*([A-Za-z_][\w.]*)[ \t]*(=[ \t]*|[ \t])/.exec(before);
  const guc = head === null ? undefined : findGuc(head[1]!, version);
  if (head === null || guc === undefined) return NO_COMPLETIONS;
  const start = line.value !== undefined && line.value.start <= offset ? line.value.start : line.start + head[0].length;
  const end = Math.max(offset, line.value !== undefined && line.value.start === start && line.fault === undefined ? line.value.end : offset);
  return { span: { start, end }, items: valueItems(guc, file.text.slice(start, offset), quote) };
}

/** Names that come first: what people set. */
const COMMON: ReadonlySet<string> = new Set([
  'shared_buffers', 'work_mem', 'maintenance_work_mem', 'effective_cache_size', 'max_connections', 'listen_addresses', 'port', 'max_wal_size', 'min_wal_size',
  'random_page_cost', 'effective_io_concurrency', 'checkpoint_completion_target', 'wal_buffers', 'default_statistics_target', 'max_worker_processes',
  'max_parallel_workers', 'max_parallel_workers_per_gather', 'log_min_duration_statement', 'log_line_prefix', 'shared_preload_libraries', 'wal_level',
  'archive_mode', 'archive_command', 'idle_in_transaction_session_timeout', 'statement_timeout', 'autovacuum_max_workers', 'huge_pages', 'log_destination', 'TimeZone', 'hot_standby',
]);

function nameItems(version: Version, behind: string): readonly CompletionItem[] {
  const items = gucsOf(version).filter(({ context, fact }) => context !== 'internal' && fact.group !== 'Developer Options').map((guc): CompletionItem => ({
    label: guc.name,
    kind: 'key',
    insert: `${guc.name}${behind}`,
    detail: detailOf(guc),
    documentation: () => describeGuc(guc, version),
    sortText: `${COMMON.has(guc.name) ? '0' : '1'}${guc.name.toLowerCase()}`,
    ...(behind === '' ? {} : { retrigger: true }),
  }));
  const includes = ['include', 'include_if_exists', 'include_dir'].map((name): CompletionItem => ({
    label: name, kind: 'key', ...(behind === '' ? {} : { insert: `${name} '$0'`, snippet: true }), detail: 'reads other files', sortText: `2${name}`,
  }));
  return [...items, ...includes];
}

/** Texts for string parameters, most useful first. */
const WORDS: Readonly<Record<string, readonly string[]>> = {
  listen_addresses: ['*', 'localhost', '0.0.0.0', ''],
  log_destination: ['stderr', 'csvlog', 'jsonlog', 'syslog'],
  log_line_prefix: ['%m [%p] ', '%m [%p] %q%u@%d ', '%t [%p]: user=%u,db=%d,app=%a,client=%h '],
  datestyle: ['ISO, MDY', 'ISO, DMY', 'ISO, YMD'],
  client_encoding: ['UTF8', 'LATIN1', 'SQL_ASCII'],
  recovery_target: ['immediate'],
  recovery_target_timeline: ['latest', 'current'],
  shared_preload_libraries: ['pg_stat_statements', 'auto_explain', 'pg_stat_statements,auto_explain'],
  timezone_abbreviations: ['Default', 'Australia', 'India'],
  search_path: ['"$user", public'],
  synchronous_standby_names: ['', '*', 'FIRST 1 (a, b)', 'ANY 1 (a, b)'],
  archive_command: ['/bin/true', 'test ! -f /archive/%f && cp %p /archive/%f'],
  restore_command: ['cp /archive/%f %p'],
  log_filename: ['postgresql-%Y-%m-%d.log', 'postgresql-%a.log'],
  unix_socket_directories: ['/var/run/postgresql', ''],
  createrole_self_grant: ['set, inherit', 'set', 'inherit'],
  log_connections: ['all', 'receipt,authorization', 'on', 'off'],
  default_table_access_method: ['heap'],
  lc_messages: ['C', 'en_US.utf8'], lc_monetary: ['C', 'en_US.utf8'], lc_numeric: ['C', 'en_US.utf8'], lc_time: ['C', 'en_US.utf8'],
};

function valueItems(guc: Guc, typed: string, write: (value: string) => string): readonly CompletionItem[] {
  const item = (value: string, index: number, kind: CompletionItem['kind'], detail?: string): CompletionItem => {
    const text = write(value);
    return { label: value === '' ? "''" : value, kind, insert: text, filterText: typed.startsWith("'") ? `'${value}` : value === '' ? text : value, sortText: String(index).padStart(4, '0'), ...(detail === undefined ? {} : { detail }) };
  };
  const normal = (value: string): string | undefined => (value === guc.default ? 'the default' : undefined);
  if (guc.type === 'boolean') return ['on', 'off'].map((value, i) => item(value, i, 'enum', normal(value)));
  if (guc.type === 'enum') return guc.values.map((value, i) => item(value, i, 'enum', guc.fact.values?.[value]));
  const number = /^'?\s*([-+]?\d+(?:\.\d+)?)\s*([A-Za-z]*)$/.exec(typed);
  if (guc.unit !== undefined && number !== null) {
    return unitMeanings(guc).map(([unit, meaning], i) => ({ ...item(`${number[1]}${unit}`, i, 'unit', meaning), filterText: `${typed.startsWith("'") ? "'" : ''}${number[1]}${unit}` }));
  }
  const key = guc.name.toLowerCase();
  if (key === 'timezone' || key === 'log_timezone') return ['UTC', ...timeZones().filter((zone) => zone !== 'UTC')].map((zone, i) => item(zone, i, 'value'));
  const words = Object.hasOwn(WORDS, key) ? WORDS[key]! : [];
  const all = guc.default === undefined || words.includes(guc.default) ? words : [...words, guc.default];
  return all.map((value, i) => item(value, i, 'value', normal(value)));
}

/**
 * Completes one argument `name=value` of `postgres` on a command line. `span` is where it stands, `typed` what stands
 * there before the cursor; names of long options (`--work-mem`) may have `-`.
 */
export function completePostgresArgument(typed: string, span: Span, version: Version): Completions {
  const equals = typed.indexOf('=');
  if (equals < 0) return { span, items: nameItems(version, '=').filter(({ label }) => !label.startsWith('include')) };
  const guc = findGuc(typed.slice(0, equals).replaceAll('-', '_'), version);
  if (guc === undefined) return { span, items: [] };
  const quoteArgument = (value: string): string => (/[\s"'\\]/.test(value) ? `"${value.replace(/["\\]/g, '\\$&')}"` : value);
  return { span: { start: span.start + equals + 1, end: span.end }, items: valueItems(guc, typed.slice(equals + 1), quoteArgument) };
}
