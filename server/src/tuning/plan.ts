import { NEWEST } from '../model/version.ts';
import { parseMemorySetting } from '../model/settings.ts';
import { limitLines } from './container.ts';
import { guidePlan } from './guide.ts';
import { leastThat } from './least.ts';
import { pgtuneSettings, PROFILE_CONNECTIONS } from './pgtune.ts';
import { reserveFor, safePlan, type Wish } from './safe.ts';
import { DEFAULT_SERVICES, SERVICES, type Plan, type PlanOptions, type Service, type TooLittle } from './types.ts';
import { KB, list, MB, podmanSize, say } from '../model/values/units.ts';
import { postgresDefaults, postgresWorst, spell } from '../model/worst.ts';

/** Reads RAM as people write it: `12G`, `12 GB`, `512M`, `0.5T`. Bytes; undefined where it is no size. */
export const parseRam = (text: string): number | undefined => parseMemorySetting(text);

/** CPUs that the safe plan counts on where nobody said how many there are. */
const COUNTED_ON = 2;

/** Shares RAM out between services and tunes each to its share, or says why that cannot be. Pure, and the same twice. */
export function plan(options: PlanOptions): Plan | TooLittle {
  const services = SERVICES.filter((name) => (options.services ?? DEFAULT_SERVICES).includes(name));
  const complaint = complaintOf(options, services);
  if (complaint !== undefined) return { ok: false, message: complaint };
  const wish: Wish = {
    ram: Math.floor(options.ram / KB) * KB, cpus: options.cpus ?? COUNTED_ON, connections: options.connections,
    profile: options.profile ?? 'web', storage: options.storage ?? 'ssd', services, major: options.postgresMajor ?? NEWEST.postgres[0]!, options,
  };
  if (options.formula === 'pgtune') return pgtunePlan(wish);
  if (options.formula === 'guide') return guidePlan(wish);
  return safePlan(wish) ?? tooLittle(wish);
}

function complaintOf({ ram, cpus, connections, formula }: PlanOptions, services: readonly Service[]): string | undefined {
  if (!Number.isFinite(ram) || ram <= 0) return 'The RAM must be a size such as 8G.';
  if (cpus !== undefined && !(Number.isInteger(cpus) && cpus >= 1)) return 'The number of CPUs must be 1 or more.';
  if (connections !== undefined && !(Number.isInteger(connections) && connections >= 1 && connections <= 262_143)) return 'The number of connections must lie between 1 and 262,143.';
  if (services.length === 0) return `No service to plan for: choose among ${list([...SERVICES])}.`;
  if (formula === 'pgtune' && !services.includes('postgres')) return 'PGTune knows PostgreSQL only, and postgres is not among the services.';
  return undefined;
}

function pgtunePlan(wish: Wish): Plan {
  const { ram, connections, profile, storage, major, options, services } = wish;
  const settings = pgtuneSettings({ ram, cpus: options.cpus, connections, profile, storage, major });
  const bytes = (key: string): number => parseMemorySetting(settings[key]?.value) ?? 0;
  const defaults = postgresDefaults(major);
  const worst = postgresWorst({
    ...defaults, sharedBuffers: bytes('shared_buffers'), maxConnections: connections ?? PROFILE_CONNECTIONS[profile], workMem: bytes('work_mem'),
    maintenanceWorkMem: bytes('maintenance_work_mem'), autovacuumWorkMem: bytes('autovacuum_work_mem') || -1, walBuffers: bytes('wal_buffers'),
    autovacuumMaxWorkers: Number(settings['autovacuum_max_workers']?.value ?? defaults.autovacuumMaxWorkers),
    maxParallelWorkers: Number(settings['max_parallel_workers']?.value ?? defaults.maxParallelWorkers), ioWorkers: 0,
  });
  const left = services.filter((name) => name !== 'postgres');
  const warnings: string[] = [];
  if (left.length > 0 && options.services !== undefined) warnings.push(`PGTune knows PostgreSQL only; ${list(left)} got nothing, and the RAM named is PostgreSQL's own.`);
  if (worst.total > ram) warnings.push(`At the worst this is ${say(worst.total)} of ${say(ram)}: ${spell(worst)}. The safe formula keeps it inside.`);
  if (major >= 18) warnings.push('io_method = io_uring: Podman’s default seccomp profile forbids it, and PostgreSQL then does not start. Use worker, or a profile that allows it.');
  return {
    ok: true, formula: 'pgtune', ram, reserve: 0, reserveReason: "None: the RAM named is PostgreSQL's own.", spare: 0, warnings,
    services: { postgres: { memory: ram, memoryReason: 'All of the RAM named.', memorySwap: ram, cpus: options.cpus, settings, worst } },
  };
}

/** What is let go first where not all fits: what the rest can do without. */
const DISPENSABLE: readonly Service[] = ['flower', 'nginx', 'redis-cache', 'celery-beat', 'celery-worker', 'pgbouncer', 'django', 'redis', 'postgres'];

function leastRam(wish: Wish): number {
  const step = 64 * MB;
  return step * leastThat(Math.floor(wish.ram / step), (steps) => safePlan({ ...wish, ram: steps * step }) !== undefined);
}

function mostConnections(wish: Wish): number | undefined {
  if (wish.connections === undefined) return undefined;
  let low = 0;
  let high = wish.connections;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (safePlan({ ...wish, connections: middle }) === undefined) high = middle;
    else low = middle;
  }
  return low > 0 ? low : undefined;
}

function tooLittle(wish: Wish): TooLittle {
  const needed = leastRam(wish);
  const others = wish.options.others?.reduce((sum, other) => sum + other.memory, 0) ?? 0;
  const parts = [`${say(reserveFor(needed))} of it for the system`, ...(others > 0 ? [`${say(others)} for ${list(wish.options.others!.map(({ name }) => name))}`] : [])];
  const alone = wish.services.length === 1;
  const they = alone ? 'it' : 'they';
  const start = `${say(wish.ram)} is too little for ${list([...wish.services])}${wish.connections === undefined ? '' : ` with ${wish.connections} connections`}: ${they} ${alone ? 'needs' : 'need'} ${say(needed)}, ${parts.join(' and ')}.`;
  const connections = mostConnections(wish);
  if (connections !== undefined) return { ok: false, needed, message: `${start} With ${connections} connections ${they} would fit.` };
  const fit = (services: readonly Service[]): boolean => safePlan({ ...wish, services }) !== undefined;
  const single = alone ? [] : wish.services.filter((name) => fit([name]));
  // Of those that would fit by themselves, the dispensable are let go until the rest does.
  const fits = [...single];
  for (const name of DISPENSABLE) if (fits.includes(name) && !fit(fits)) fits.splice(fits.indexOf(name), 1);
  const singly = fits.length > 1 ? [] : single.filter((name) => !fits.includes(name));
  const rest = single.length === 0 ? `None of them fits into ${say(wish.ram)} alone.`
    : `In ${say(wish.ram)} ${fits.length === 1 ? 'fits' : 'fit'} ${list(fits)}${singly.length === 0 ? '' : `, or ${list(singly)}${singly.length === 1 ? '' : ', each'} by itself`}.`;
  return { ok: false, needed, fits, message: alone ? start : `${start} ${rest}` };
}

/** The plan as `tune --format json` prints it. Sizes as `Memory=` writes them, settings as the service's own file does. */
export function planJson(result: Plan): { ram: string; services: Record<string, { memory: string; settings: Record<string, string> }>; reserve: string; warnings: readonly string[] } {
  const services: Record<string, { memory: string; settings: Record<string, string> }> = {};
  for (const [name, service] of Object.entries(result.services)) {
    const settings = Object.entries(service.settings).map(([key, { value }]) => [key, value] as const);
    services[name] = { memory: podmanSize(service.memory), settings: Object.fromEntries(settings) };
  }
  return { ram: podmanSize(result.ram), services, reserve: podmanSize(result.reserve), warnings: result.warnings };
}

/** The plan for people: a line a container, its unit's lines and its settings below, each with its reason. */
export function planText(result: Plan, podman = NEWEST.podman): string {
  const out: string[] = [];
  const used = Object.values(result.services).reduce((sum, { memory }) => sum + memory, 0);
  out.push(`${say(result.ram)}: ${say(used)} for ${list(Object.keys(result.services))}, ${say(result.reserve)} for the system${result.spare >= 256 * MB ? `, ${say(result.spare)} to spare` : ''}`);
  for (const [name, service] of Object.entries(result.services)) {
    out.push('', `${name}: ${say(service.memory)}`, `  ${service.memoryReason}`);
    for (const { section, key, value } of limitLines(service, podman)) out.push(`  [${section}] ${key}=${value}`);
    const width = Math.max(0, ...Object.entries(service.settings).map(([key, { value }]) => key.length + value.length + 1));
    for (const [key, { value, reason }] of Object.entries(service.settings)) out.push(`  ${`${key} ${value}`.padEnd(width)}  ${reason}`);
  }
  if (result.warnings.length > 0) out.push('', ...result.warnings.map((warning) => `warning: ${warning}`));
  return `${out.join('\n')}\n`;
}

/** The plan as Markdown, for a preview: a table of the containers, then each one's settings with their reasons. */
export function planMarkdown(result: Plan): string {
  const cell = (text: string): string => text.replaceAll('|', '\\|');
  const out = [`# ${say(result.ram)}`, '', ...result.warnings.flatMap((warning) => [`> ${warning}`, '']), '| container | memory | why |', '|---|---|---|'];
  for (const [name, { memory, memoryReason }] of Object.entries(result.services)) out.push(`| ${name} | ${say(memory)} | ${cell(memoryReason)} |`);
  out.push(`| the system | ${say(result.reserve)} | ${cell(result.reserveReason)} |`);
  if (result.spare > 0) out.push(`| left over | ${say(result.spare)} | |`);
  for (const [name, { settings }] of Object.entries(result.services)) {
    if (Object.keys(settings).length === 0) continue;
    out.push('', `## ${name}`, '', '| setting | value | why |', '|---|---|---|');
    for (const [key, { value, reason }] of Object.entries(settings)) out.push(`| \`${key}\` | \`${cell(value)}\` | ${cell(reason)} |`);
  }
  return `${out.join('\n')}\n`;
}
