import { gucAmount } from '../../model/postgres-amounts.ts';
import { isSizeUnit } from '../../model/postgres-numbers.ts';
import { postgresMajor } from '../../model/postgres.ts';
import type { Problem } from '../../model/problem.ts';
import type { Version } from '../../model/version.ts';
import { numberOf, wordOf, type InForce } from './combinations.ts';
import { writeValue } from './place.ts';
import { problem } from './table.ts';

type Settings = ReadonlyMap<string, InForce>;

/** What the server takes and its author cannot have meant, seen from this file alone. */
export function adviseOnSettings(settings: Settings, version: Version): readonly Problem[] {
  const found: Problem[] = [];
  for (const setting of settings.values()) {
    if (setting.place === undefined) continue;
    const bare = bareNumber(setting);
    if (bare !== undefined) found.push(bare);
    const risk = Object.hasOwn(RISKS, setting.guc.name) ? RISKS[setting.guc.name] : undefined;
    if (risk !== undefined && wordOf(setting) === risk[0]) {
      const other = risk[0] === 'off' ? 'on' : 'off';
      found.push(problem('postgres-risks-data', setting.place.value, risk[1], { fixes: [writeValue(setting.place, other, { preferred: true })] }));
    }
  }
  return [...found, ...archiving(settings, version), ...workers(settings)];
}

const RISKS: Readonly<Record<string, readonly [value: string, message: string]>> = {
  fsync: ['off', 'Without `fsync` a crash of the machine can destroy the whole cluster beyond repair. For speed with at most the last moments lost, keep it on and set `synchronous_commit = off`.'],
  full_page_writes: ['off', 'Without full pages in the WAL a crash in the middle of a write leaves torn pages that recovery cannot mend. `wal_compression = on` makes them smaller instead.'],
  zero_damaged_pages: ['on', 'Every damaged page that is read becomes empty: its rows are gone for good. Set it in one session, after a copy of the data, never in the file.'],
  ignore_checksum_failure: ['on', 'Pages with a wrong checksum are used as if they were right, which can hide and spread the damage. Set it in one session only.'],
  autovacuum: ['off', 'Without autovacuum tables grow without end and statistics grow old; near the wraparound of transaction numbers it starts all the same, at the worst time. Limit it by `autovacuum_vacuum_cost_limit` instead.'],
  track_counts: ['off', 'Autovacuum works from these counts: without them it vacuums and analyzes nothing.'],
};

/** Sizes and time limits for which a small bare number is a forgotten unit, with what is too small to be meant. */
const SMALLEST_MEANT: Readonly<Record<string, number>> = {
  // Blocks of 8 kB: 512 is 4 MB.
  shared_buffers: 513, effective_cache_size: 4097,
  // kB.
  maintenance_work_mem: 1025, work_mem: 257, autovacuum_work_mem: 1025,
  // ms.
  statement_timeout: 301, lock_timeout: 31, idle_in_transaction_session_timeout: 901, idle_session_timeout: 901, transaction_timeout: 901,
};

function bareNumber({ guc, value, text, place }: InForce): Problem | undefined {
  const least = Object.hasOwn(SMALLEST_MEANT, guc.name) ? SMALLEST_MEANT[guc.name]! : 0;
  if (place === undefined || guc.unit === undefined || value.kind !== 'number' || value.value <= 0 || value.value >= least || !/^\s*\d+\s*$/.test(text)) return undefined;
  const meant = isSizeUnit(guc.unit) ? `${text.trim()}MB` : `${text.trim()}s`;
  const unit = guc.unit === '8kB' ? 'blocks of 8 kB' : guc.unit;
  return problem('postgres-bare-number', place.value, `\`${text.trim()}\` counts ${unit}: ${gucAmount(guc, value.value)}. Write the unit, \`${meant}\` if that is meant.`, {
    fixes: [writeValue(place, meant, { preferred: true }), writeValue(place, gucAmount(guc, value.value), { safe: true, title: `Write ${gucAmount(guc, value.value)}, what it is now` })],
  });
}

function archiving(settings: Settings, version: Version): Problem[] {
  const mode = settings.get('archive_mode');
  if (mode?.place === undefined || wordOf(mode) === 'off') return [];
  const library = postgresMajor(version) >= 15 ? settings.get('archive_library') : undefined;
  const command = settings.get('archive_command');
  const [byCommand, byLibrary] = [(command?.text ?? '') !== '', (library?.text ?? '') !== ''];
  // 15 quietly prefers the library.
  if (byCommand !== byLibrary || (byCommand && postgresMajor(version) < 16)) return [];
  const message = byCommand
    ? 'Both `archive_command` and `archive_library` are set: the archiver stops with an error, and the WAL stays on the disk until it is full. Keep one.'
    : `Archiving is on, and this file does not say how: until \`archive_command\`${postgresMajor(version) >= 15 ? ' or `archive_library`' : ''} is set, every WAL file stays on the disk.`;
  return [problem('postgres-archives-nowhere', { start: mode.place.name.start, end: mode.place.value.end }, message)];
}

/** Each pool is taken out of the next larger one. */
const POOLS: readonly (readonly [name: string, of: string])[] = [
  ['max_parallel_workers_per_gather', 'max_parallel_workers'],
  ['max_parallel_maintenance_workers', 'max_parallel_workers'],
  ['max_parallel_workers', 'max_worker_processes'],
];

/** The default of both larger pools. */
const USUAL_POOL = 8;

function workers(settings: Settings): Problem[] {
  return POOLS.flatMap(([name, of]) => {
    const setting = settings.get(name);
    const limit = numberOf(settings.get(of)) ?? USUAL_POOL;
    const asked = numberOf(setting);
    if (setting?.place === undefined || asked === undefined || asked <= limit) return [];
    const usual = settings.has(of) ? '' : ', the default';
    return [problem('postgres-has-no-effect', setting.place.value, `\`${name}\` asks for ${asked} workers out of ${limit} (\`${of}\`${usual}): more than that never run.`)];
  });
}
