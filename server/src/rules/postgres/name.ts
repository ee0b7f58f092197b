import type { RemovedGuc } from '../../facts/postgres/index.ts';
import { nearestName } from '../../model/nearest.ts';
import { gucsOf, postgresMajor, type GucLookup } from '../../model/postgres.ts';
import type { Fix, Problem } from '../../model/problem.ts';
import { formatVersion, type Version } from '../../model/version.ts';
import { shown, writeName, type Place } from './place.ts';
import { problem } from './table.ts';

/** What is wrong with a name: unknown, of another release, or an old one. `remove` takes the whole setting away. */
export function checkName(place: Place, found: GucLookup, version: Version, remove: Fix | undefined): Problem | undefined {
  const major = postgresMajor(version);
  const name = shown(place.written);
  switch (found.found) {
    case 'custom':
      return undefined;
    case 'yes':
      if (found.alias === undefined) return undefined;
      return problem('postgres-old-name', place.name, `${name} is the old name of \`${found.guc.name}\`, which PostgreSQL ${major} still reads.`, {
        tag: 'deprecated', fixes: [writeName(place, found.guc.name, { preferred: true, safe: true })],
      });
    case 'later':
      return problem('postgres-newer-parameter', place.name, `${name} came with PostgreSQL ${found.since}${backports(found.fact.backports)}; ${formatVersion(version.slice(0, 2))} does not know it and will not start.`, {
        fixes: remove === undefined ? [] : [remove],
      });
    case 'removed':
      return removed(place, found, major, remove);
    case 'no':
      return unknown(place, version, remove);
  }
}

const backports = (releases: readonly string[] | undefined): string =>
  releases === undefined || releases.length === 0 ? '' : ` (and ${releases.join(', ')})`;

function removed(place: Place, found: Extract<GucLookup, { found: 'removed' }>, major: number, remove: Fix | undefined): Problem {
  const note = found.fact?.note ?? (found.old as RemovedGuc | undefined)?.text ?? '';
  const replacement = found.fact?.replacement ?? found.old?.replacement;
  const usable = replacement !== undefined && gucsOf([major]).some(({ name }) => name === replacement) ? replacement : undefined;
  const fixes = [...(usable === undefined ? [] : [writeName(place, usable, { preferred: true, safe: true })]), ...(remove === undefined ? [] : [usable === undefined ? { ...remove, preferred: true } : remove])];
  const gone = major < Number(found.removed) ? `belongs to no PostgreSQL ${major}` : `went in PostgreSQL ${found.removed}`;
  return problem('postgres-removed-parameter', place.name, `${shown(place.written)} ${gone}: the server will not start with it. ${note}`.trim(), { tag: 'deprecated', fixes });
}

/** Names that people bring from elsewhere, and what is meant. */
const MEANT: Readonly<Record<string, string>> = {
  max_connection: 'max_connections', shared_buffer: 'shared_buffers', timezone_name: 'TimeZone', time_zone: 'TimeZone', log_level: 'log_min_messages',
  bind_address: 'listen_addresses', listen_address: 'listen_addresses', slow_query_log: 'log_min_duration_statement', wal_size: 'max_wal_size',
};

function unknown(place: Place, version: Version, remove: Fix | undefined): Problem {
  const key = place.written.toLowerCase().replaceAll('-', '_');
  const near = (Object.hasOwn(MEANT, key) ? MEANT[key] : undefined) ?? nearestName(key, gucsOf(version).filter(({ context }) => context !== 'internal').map(({ name }) => name));
  const byteOrderMark = place.written.startsWith('\uFEFF');
  const why = byteOrderMark
    ? 'A byte order mark before it belongs to the name as the server reads it; save the file without one.'
    : near === undefined ? 'If an extension has it, its name is the extension\'s, a dot and the parameter\'s.' : `The nearest is \`${near}\`.`;
  const fixes = [
    ...(byteOrderMark ? [writeName(place, place.written.slice(1), { preferred: true, safe: true })] : near === undefined ? [] : [writeName(place, near, { preferred: true })]),
    ...(remove === undefined ? [] : [remove]),
  ];
  return problem('postgres-unknown-parameter', place.name, `${shown(place.written)} is no parameter of PostgreSQL ${postgresMajor(version)}: the server will not start. ${why}`, { fixes });
}
