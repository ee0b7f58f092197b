import { postgresMajor, type Guc, type GucValue } from '../../model/postgres.ts';
import { splitNames } from '../../model/postgres-lists.ts';
import type { Problem, RelatedPlace } from '../../model/problem.ts';
import type { Version } from '../../model/version.ts';
import type { Span } from '../../syntax/span.ts';
import { shown, type Place } from './place.ts';
import { problem } from './table.ts';

/** A setting that counts. `place` is missing where it stands in an included file. */
export interface InForce {
  readonly guc: Guc;
  readonly value: GucValue;
  readonly text: string;
  /** Its file; empty for an argument. */
  readonly uri: string;
  /** From the name to the end of the value. */
  readonly span: Span;
  readonly place: Place | undefined;
}

type Settings = ReadonlyMap<string, InForce>;

export const numberOf = (setting: InForce | undefined): number | undefined => (setting?.value.kind === 'number' ? setting.value.value : undefined);
export const wordOf = (setting: InForce | undefined): string | undefined =>
  setting === undefined ? undefined : setting.value.kind === 'boolean' ? (setting.value.value ? 'on' : 'off') : String(setting.value.value);

const place = (setting: InForce): RelatedPlace => ({ uri: setting.uri, ...setting.span, message: `\`${setting.guc.name}\` is set here.` });

/**
 * Settings that exclude each other. An error where all of them are written: the server does not start. Where the
 * others are only the defaults, which an argument may still change, a warning.
 */
export function checkCombinations(settings: Settings, version: Version): readonly Problem[] {
  return [
    ...recoveryTargets(settings), ...statisticsOutput(settings), ...backends(settings, version), ...reserved(settings, version),
    ...minimalWal(settings, version), ...walSizes(settings), ...lists(settings),
  ];
}

/** A problem on the last of the settings that stands in this file. `options` says where one alone is refused. */
function conflict(parts: readonly InForce[], message: string, options: { readonly override?: 'error' } = {}): Problem[] {
  const own = parts.filter((each) => each.place !== undefined).sort((a, b) => a.span.start - b.span.start);
  const at = own.at(-1);
  if (at?.place === undefined) return [];
  const related = parts.filter((each) => each !== at && each.uri !== '').map(place);
  return [problem(parts.length > 1 ? 'postgres-conflicting-settings' : 'postgres-fails-at-start', at.span, message, { ...options, related })];
}

const TARGETS = ['recovery_target', 'recovery_target_lsn', 'recovery_target_name', 'recovery_target_time', 'recovery_target_xid'];

/** Each of them, even an empty one, is refused behind another that is set. */
function recoveryTargets(settings: Settings): Problem[] {
  let set: InForce | undefined;
  for (const each of settings.values()) {
    if (!TARGETS.includes(each.guc.name)) continue;
    if (set !== undefined) {
      const empty = each.text === '' ? ' Even empty it may not come after it.' : '';
      return conflict([set, each], `Recovery ends at one point: \`${set.guc.name}\` and \`${each.guc.name}\` exclude each other, and the server will not start.${empty}`);
    }
    if (each.text !== '') set = each;
  }
  return [];
}

function statisticsOutput(settings: Settings): Problem[] {
  const whole = settings.get('log_statement_stats');
  const stages = ['log_parser_stats', 'log_planner_stats', 'log_executor_stats'].flatMap((name) => settings.get(name) ?? []).filter((each) => wordOf(each) === 'on');
  if (whole === undefined || wordOf(whole) !== 'on' || stages.length === 0) return [];
  return conflict([whole, ...stages], `\`log_statement_stats\` already counts what \`${stages[0]!.guc.name}\` counts: the server refuses both together.`);
}

const PROCESSES: Readonly<Record<string, number>> = { max_connections: 100, autovacuum_max_workers: 3, max_worker_processes: 8, max_wal_senders: 10 };
/** From 18 on slots count in place of workers. */
const PROCESSES_18: Readonly<Record<string, number>> = { max_connections: 100, autovacuum_worker_slots: 16, max_worker_processes: 8, max_wal_senders: 10 };

/** Up to 17 each is held against the defaults of the others as it is read (`model/postgres.ts`); 18 looks at the sum alone. */
function backends(settings: Settings, version: Version): Problem[] {
  const is18 = postgresMajor(version) >= 18;
  const processes = is18 ? PROCESSES_18 : PROCESSES;
  const set = Object.keys(processes).flatMap((name) => settings.get(name) ?? []);
  // The launcher of autovacuum; in 18 also the worker that synchronizes slots.
  const sum = Object.entries(processes).reduce((total, [name, usual]) => total + (numberOf(settings.get(name)) ?? usual), is18 ? 2 : 1);
  if (set.length < (is18 ? 1 : 2) || sum <= 262_143) return [];
  const rest = set.length === 1 ? ' with the defaults of the others' : '';
  return conflict(set, `${set.map(({ guc }) => `\`${guc.name}\``).join(' + ')} ${set.length === 1 ? 'comes' : 'come'}${rest} to ${sum} processes; a server has at most 262143.`);
}

function reserved(settings: Settings, version: Version): Problem[] {
  const names = ['superuser_reserved_connections', ...(postgresMajor(version) >= 16 ? ['reserved_connections'] : [])];
  const most = settings.get('max_connections');
  const kept = names.flatMap((name) => settings.get(name) ?? []);
  if (most === undefined && kept.length === 0) return [];
  const sum = names.reduce((total, name) => total + (numberOf(settings.get(name)) ?? (name === 'reserved_connections' ? 0 : 3)), 0);
  const limit = numberOf(most) ?? 100;
  if (sum < limit) return [];
  return conflict([...(most === undefined ? [] : [most]), ...kept], `${sum} connections are reserved of ${limit} in all (\`max_connections\`): nobody else could connect, and the server does not start. Raise \`max_connections\` above ${sum}.`);
}

function minimalWal(settings: Settings, version: Version): Problem[] {
  const level = settings.get('wal_level');
  if (level === undefined || wordOf(level) !== 'minimal') return [];
  const found: Problem[] = [];
  const senders = settings.get('max_wal_senders');
  if ((numberOf(senders) ?? 10) > 0) {
    found.push(...conflict([level, ...(senders === undefined ? [] : [senders])], `With \`wal_level = minimal\` nothing can be replicated: the server does not start unless \`max_wal_senders\` is 0 (here ${numberOf(senders) ?? '10, the default'}).`));
  }
  const archive = settings.get('archive_mode');
  if (archive !== undefined && wordOf(archive) !== 'off') found.push(...conflict([level, archive], 'A WAL of `wal_level = minimal` cannot be archived: with `archive_mode` on the server does not start.'));
  const summaries = settings.get('summarize_wal');
  if (postgresMajor(version) >= 17 && summaries !== undefined && wordOf(summaries) === 'on') found.push(...conflict([level, summaries], 'A WAL of `wal_level = minimal` cannot be summarized: with `summarize_wal` on the server does not start.'));
  return found;
}

/** Segments have 16 MB unless initdb was told otherwise; both bounds are at least two. */
function walSizes(settings: Settings): Problem[] {
  return ['min_wal_size', 'max_wal_size'].flatMap((name) => {
    const setting = settings.get(name);
    const size = numberOf(setting);
    if (setting === undefined || size === undefined || size >= 32) return [];
    return conflict([setting], `\`${name}\` is at least two segments of WAL, 32 MB in a cluster made with the usual 16 MB: the server stops when it starts.`);
  });
}

/** Lists that are only split when the server starts: by then an argument may have replaced a file's, and an argument counts. */
function lists(settings: Settings): Problem[] {
  return ['listen_addresses', 'unix_socket_directories'].flatMap((name) => {
    const setting = settings.get(name);
    // Folders may have blanks in their names, addresses not.
    const text = name === 'unix_socket_directories' ? setting?.text.replaceAll(' ', '_') : setting?.text;
    if (setting === undefined || text === undefined || splitNames(text) !== undefined) return [];
    return conflict([setting], `${shown(setting.text)} is no list: items are separated by commas. The server stops when it starts.`, setting.uri === '' ? { override: 'error' } : {});
  });
}
