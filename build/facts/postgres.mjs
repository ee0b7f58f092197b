// PostgreSQL: pg_settings of a fresh cluster in single-user mode, which starts no server. Needs initdb beside postgres.
import fs from 'node:fs';
import path from 'node:path';
import { openTable } from './tables.mjs';
import { workspace } from './run.mjs';

const COLUMNS = ['name', 'vartype', 'context', 'unit', 'boot_val', 'min_val', 'max_val', 'enumvals', 'category'];
const TYPES = { bool: 'boolean', integer: 'integer', real: 'real', enum: 'enum', string: 'string' };
const TABLES = ['client', 'compatibility', 'connections', 'developer', 'logging', 'planner', 'preset', 'replication', 'resources', 'statistics', 'vacuum', 'wal'].map((name) => `postgres/${name}.facts.json`);
/** Defaults that the machine, the build or initdb decides. */
const LOCAL = /^(?:lc_\w+|server_\w+|data_directory|config_file|hba_file|ident_file|.*_locale|unix_socket_directories|max_stack_depth|timezone|log_timezone|shared_memory_\w+|krb_server_keyfile|dynamic_library_path|ssl_library|wal_segment_size|default_text_search_config|data_directory_mode|bonjour_name|num_os_semaphores|.*_sample_rate|in_hot_standby|huge_pages_status|debug_assertions|dynamic_shared_memory_type|effective_io_concurrency|maintenance_io_concurrency|wal_sync_method)$/i;

export async function readPostgres(program, known, options) {
  const space = workspace(options);
  try {
    const version = /\(PostgreSQL\) (\d+\.\d+)/.exec(space.run(program, ['--version']).said)?.[1];
    if (version === undefined) throw new Error(`${program} does not say its version`);
    const initdb = path.join(path.dirname(fs.existsSync(program) ? fs.realpathSync(program) : program), 'initdb');
    const made = space.run(initdb, ['-D', space.path('data'), '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync', '--no-instructions'], { limit: 300_000 });
    if (made.status !== 0) throw new Error(`initdb failed: ${made.said.slice(-400)}`);
    // One line for each parameter, its columns separated by what no value holds.
    const query = `SELECT ${COLUMNS.map((column) => `coalesce(${column}::text, '<null>')`).join(" || chr(1) || ")} || chr(2) FROM pg_settings`;
    const { stdout } = space.run(program, ['--single', '-D', space.path('data'), 'template1'], { input: `${query}\n` });
    const rows = [...stdout.matchAll(/= "([^\u0002]*)\u0002"/g)].map((match) => Object.fromEntries(match[1].split('\u0001').map((value, i) => [COLUMNS[i], value === '<null>' ? undefined : value])));
    if (rows.length < 200) throw new Error(`${program} --single printed ${rows.length} parameters: ${stdout.slice(0, 300)}`);
    const found = { version, title: `PostgreSQL ${version}`, new: [], gone: [], changed: [], unread: [] };
    const ours = new Map(known.gucsOf(version.split('.').map(Number)).map((guc) => [guc.name, guc]));
    for (const row of rows) {
      const guc = ours.get(row.name);
      const real = valuesOf(row);
      if (guc === undefined) {
        found.new.push({ what: 'parameter', name: row.name, default: real.default ?? '', ...real });
        continue;
      }
      const table = { type: guc.type, context: guc.context, unit: guc.unit, min: guc.min, max: guc.max, values: guc.type === 'enum' ? [...guc.values].sort().join(' ') : undefined };
      for (const property of Object.keys(table)) if (!LOCAL.test(row.name) && String(table[property] ?? '') !== String(real[property] ?? '')) found.changed.push({ what: 'parameter', name: row.name, property, ours: String(table[property] ?? ''), theirs: String(real[property] ?? '') });
      if (!LOCAL.test(row.name) && guc.type !== 'string' && !sameDefault(guc, real.default, known, version)) found.changed.push({ what: 'parameter', name: row.name, property: 'default', ours: guc.default ?? '', theirs: real.default ?? '' });
    }
    const listed = new Set(rows.map(({ name }) => name));
    // pg_settings leaves some out that SHOW and a file take.
    const shows = (name) => !/unrecognized/.test(space.run(program, ['--single', '-D', space.path('data'), 'template1'], { input: `SHOW ${name}\n` }).said);
    for (const name of ours.keys()) if (!listed.has(name) && !shows(name)) found.gone.push({ what: 'parameter', name });
    return found;
  } finally {
    space.remove();
  }
}

function valuesOf({ vartype, context, unit, boot_val: boot, min_val: min, max_val: max, enumvals, category }) {
  const words = enumvals === undefined ? undefined : enumvals.replace(/^\{|\}$/g, '').split(',').map((word) => word.replace(/^"|"$/g, '')).sort().join(' ');
  return { type: TYPES[vartype], context: context === 'superuser-backend' ? 'superuser-backend' : context, unit, default: boot, min: min === undefined ? undefined : Number(min), max: max === undefined ? undefined : Number(max), values: words, group: category };
}

const FACTOR = { B: 1, kB: 1024, '8kB': 8192, MB: 1024 ** 2, GB: 1024 ** 3, TB: 1024 ** 4, us: 0.001, ms: 1, s: 1000, min: 60_000, h: 3_600_000, d: 86_400_000 };
/** The table writes a default with its unit, `128MB`; the server in its own, `16384`. */
function sameDefault({ type, unit, default: ours = '' }, theirs = '') {
  if (ours === theirs) return true;
  if (type === 'boolean') return (ours === 'on') === (theirs === 'on');
  const match = /^(-?[\d.]+)([A-Za-z]*)$/.exec(ours);
  if (match === null || unit === undefined) return match !== null && Number(match[1]) === Number(theirs);
  return Math.abs(Number(match[1]) * (FACTOR[match[2]] ?? FACTOR[unit]) - Number(theirs) * FACTOR[unit]) < 1e-6;
}

/** Writes what was found into the tables: an older release's values move to `earlier`; texts of new entries are left empty. */
export function writePostgres({ version, new: added, gone, changed }) {
  const major = version.split('.')[0];
  const tables = TABLES.map(openTable);
  const tableOf = (name) => tables.find(({ data }) => name in data);
  for (const { name, type, context, unit, default: value, min, max, values, group } of added) {
    const place = tables.find(({ data }) => Object.values(data).some((fact) => fact.group === group)) ?? tables.find(({ file }) => file.includes('developer'));
    place.add(name, {
      type, context, ...(unit === undefined ? {} : { unit }), ...(value === undefined ? {} : { default: value }), ...(min === undefined ? {} : { min, max }), since: major,
      ...(values === undefined ? {} : { values: Object.fromEntries(values.split(' ').map((word) => [word, ''])) }), group, url: '', text: '',
    });
  }
  for (const { name } of gone) tableOf(name)?.set(name, { removed: major, note: '' });
  for (const { name, property, theirs } of changed) {
    const table = tableOf(name);
    if (table === undefined || property === 'values') continue;
    const fact = table.data[name];
    const value = property === 'min' || property === 'max' ? Number(theirs) : theirs;
    table.set(name, { earlier: [{ before: major, [property]: fact[property] ?? null }, ...(fact.earlier ?? [])], [property]: value });
  }
  for (const table of tables) table.save();
}
