import { lineEndOf } from '../model/line-ends.ts';
import { parseMemorySetting } from '../model/settings.ts';
import type { TextEdit, WorkspaceChange } from '../model/problem.ts';
import type { Snapshot, SourceFile } from '../model/snapshot.ts';
import { redisSettings } from '../model/redis.ts';
import { redisTarget } from '../model/redis-target.ts';
import { postgresSettings, postgresTree } from '../model/postgres-settings.ts';
import { atLeast, NEWEST, type Version } from '../model/version.ts';
import { pgbouncerRun, postgresRun, redisRun } from '../stack/programs.ts';
import { optionOf } from '../stack/command.ts';
import { mountedConfig } from '../stack/queries.ts';
import type { Located } from '../stack/types.ts';
import { parsePgbouncer } from '../syntax/pgbouncer.ts';
import { parseRedis } from '../syntax/redis.ts';
import { assign } from './assign.ts';
import { cpuQuota, MEMORY_KEY_SINCE } from './container.ts';
import type { StackContainer } from './stack.ts';
import type { Plan, Service, ServicePlan, Setting } from './types.ts';
import { podmanSize } from '../model/values/units.ts';
import type { Span } from '../syntax/span.ts';
import { UnitEditor } from './unit-editor.ts';

/** One change of one file, with its reason: `shared_buffers 736MB: 25 % of 2.9 GB, …`. Edits count from the unchanged text. */
export interface TuneEdit {
  readonly uri: string;
  readonly description: string;
  readonly edits: readonly TextEdit[];
}

/** A planned setting at the place where the stack says it, changed by the plan or not: for hovers. */
export interface PlannedPlace extends Span {
  readonly uri: string;
  readonly key: string;
  readonly setting: Setting;
}

export interface Applied {
  readonly changes: readonly TuneEdit[];
  readonly places: readonly PlannedPlace[];
  /** What could not be written, and where it belongs: one sentence each. */
  readonly notes: readonly string[];
}

/** Values that a server has anyway: not written where nothing is said. */
const POSTGRES_DEFAULTS: Readonly<Record<string, string>> = {
  hash_mem_multiplier: '2', autovacuum_max_workers: '3', default_statistics_target: '100', checkpoint_completion_target: '0.9', io_method: 'worker', io_workers: '3',
};

const sameSize = (a: string, b: string): boolean => {
  if (a === b) return true;
  const [left, right] = [parseMemorySetting(a), parseMemorySetting(b)];
  return left !== undefined && left === right && /[a-z]/i.test(a) === /[a-z]/i.test(b);
};

class Changes {
  readonly list: TuneEdit[] = [];
  readonly notes: string[] = [];
  readonly places: PlannedPlace[] = [];

  constructor(readonly snapshot: Snapshot) {}

  add(uri: string, description: string, ...edits: TextEdit[]): void {
    this.list.push({ uri, description, edits });
  }

  seen({ uri, start, end }: Located<unknown>, key: string, setting: Setting): void {
    this.places.push({ uri, start, end, key, setting });
  }

  /** Puts a new value where the old one stands, be it a word of its own or the end of `--option=value`. */
  replace(place: Located<unknown>, old: string, value: string, description: string): void {
    const text = this.snapshot.file(place.uri)?.text;
    if (text === undefined) return;
    const raw = text.slice(place.start, place.end);
    const at = raw.lastIndexOf(old);
    const [start, end] = at < 0 || old === '' ? [place.start, place.end] : [place.start + at, place.start + at + old.length];
    this.add(place.uri, description, { start, end, newText: value });
  }
}

const told = (key: string, { value, reason }: Setting): string => `${key} ${value}: ${reason}`;

/** The unit's own lines: memory, swap, CPUs, shared memory. */
function limits(changes: Changes, unit: UnitEditor, { container, file }: StackContainer, service: ServicePlan, podman: Version): void {
  const text = (place: Located<unknown>): string => changes.snapshot.file(place.uri)?.text.slice(place.start, place.end) ?? '';
  const written = (place: Located<unknown>): string => text(place).replace(/^.*=/s, '');
  const memory = podmanSize(service.memory);
  if (container.memory !== undefined) changes.seen(container.memory, 'Memory', { value: memory, reason: service.memoryReason });
  const keyed = unit.last('Container', 'Memory');
  if (keyed !== undefined && !atLeast(podman, MEMORY_KEY_SINCE)) changes.add(file.uri, `Memory ${memory}: ${service.memoryReason}`, { ...keyed.span, newText: `PodmanArgs=--memory=${memory}` });
  else if (container.memory === undefined) {
    const line = atLeast(podman, MEMORY_KEY_SINCE) ? `Memory=${memory}` : `PodmanArgs=--memory=${memory}`;
    if (keyed === undefined) changes.add(file.uri, `${line}: ${service.memoryReason}`, unit.insert('Container', line));
    else changes.add(file.uri, `${line}: ${service.memoryReason}`, { ...keyed.span, newText: line });
  } else if (container.memory.value !== service.memory) changes.replace(container.memory, written(container.memory), memory, `Memory ${memory}: ${service.memoryReason}`);

  const swap = podmanSize(service.memorySwap);
  const swapReason = `--memory-swap ${swap}: memory and swap together${service.memorySwap === service.memory ? ': this service must not swap' : ''}.`;
  const wrongSwap = unit.last('Container', 'MemorySwap');
  if (container.memorySwap !== undefined) {
    if (container.memorySwap.value !== service.memorySwap) changes.replace(container.memorySwap, written(container.memorySwap), swap, swapReason);
    if (wrongSwap !== undefined) changes.add(file.uri, 'MemorySwap: no key of [Container]; the limit stands in PodmanArgs.', unit.remove(wrongSwap));
  } else if (wrongSwap !== undefined) changes.add(file.uri, swapReason, { ...wrongSwap.span, newText: `PodmanArgs=--memory-swap=${swap}` });
  else if (service.memorySwap === service.memory) changes.add(file.uri, swapReason, unit.insert('Container', `PodmanArgs=--memory-swap=${swap}`));

  const wrongQuota = unit.last('Container', 'CPUQuota');
  if (wrongQuota !== undefined) changes.add(file.uri, 'CPUQuota: no key of [Container]; it belongs in [Service].', unit.remove(wrongQuota));
  if (service.cpus !== undefined) {
    const quota = cpuQuota(service.cpus);
    const reason = `CPUQuota ${quota}: ${service.cpus} of the CPUs at once, no more.`;
    if (container.cpus === undefined || (wrongQuota !== undefined && unit.last('Service', 'CPUQuota') === undefined)) changes.add(file.uri, reason, unit.insert('Service', `CPUQuota=${quota}`));
    else if (Math.abs(container.cpus.value - service.cpus) > 0.001) {
      const old = written(container.cpus);
      changes.replace(container.cpus, old, old.endsWith('%') ? quota : String(service.cpus), reason);
    }
  } else if (wrongQuota !== undefined && unit.last('Service', 'CPUQuota') === undefined) changes.add(file.uri, `CPUQuota ${wrongQuota.value}: as it was.`, unit.insert('Service', `CPUQuota=${wrongQuota.value}`));

  // In a pod it is the pod's.
  if (service.shmSize !== undefined && container.pod === undefined) {
    const size = podmanSize(service.shmSize);
    const reason = `ShmSize ${size}: room in /dev/shm for the tables that parallel queries share; a part of the limit.`;
    if (container.shmSize === undefined) changes.add(file.uri, reason, unit.insert('Container', atLeast(podman, [4, 7, 0]) ? `ShmSize=${size}` : `PodmanArgs=--shm-size=${size}`));
    else if (container.shmSize.value !== service.shmSize) changes.replace(container.shmSize, written(container.shmSize), size, reason);
  }
}

/** A line more at the end of a text; one that has no last line end gets none. Several such edits follow one another. */
const appended = ({ text }: SourceFile, line: string): TextEdit => {
  const eol = lineEndOf(text);
  return { start: text.length, end: text.length, newText: text === '' || text.endsWith('\n') ? `${line}${eol}` : `${eol}${line}` };
};

/** Adds a setting to a command; within the script of a shell that is left to its author. */
function lengthen(changes: Changes, unit: UnitEditor, { container, file }: StackContainer, key: string, setting: Setting, words: string): void {
  if (container.exec?.isBehindShell === true) changes.notes.push(`${container.unit}: ${key} ${setting.value} found no place: its command stands behind a shell.`);
  else changes.add(file.uri, told(key, setting), unit.continue('Exec', words));
}

function postgres(changes: Changes, unit: UnitEditor, entry: StackContainer, settings: ServicePlan['settings']): void {
  const { container, file } = entry;
  const run = postgresRun(changes.snapshot, container, file.path);
  const config = mountedConfig(changes.snapshot, container, file.path, 'postgres')?.file;
  const lines = config === undefined ? undefined : postgresSettings(postgresTree(config), run.version);
  const fresh: [string, Setting][] = [];
  for (const [key, setting] of Object.entries(settings)) {
    const place = run.settings.get(key);
    if (place === undefined) {
      if (POSTGRES_DEFAULTS[key] !== setting.value) fresh.push([key, setting]);
      continue;
    }
    changes.seen(place, key, setting);
    if (sameSize(place.value, setting.value)) continue;
    const line = lines?.get(key);
    if (config !== undefined && line !== undefined && place.uri === config.uri) changes.add(config.uri, told(key, setting), { ...spanOf(line.value), newText: setting.value });
    else changes.replace(place, place.value, setting.value, told(key, setting));
  }
  if (config !== undefined) for (const [key, setting] of fresh) changes.add(config.uri, told(key, setting), appended(config, `${key} = ${setting.value}`));
  else if (container.exec !== undefined) for (const [key, setting] of fresh) lengthen(changes, unit, entry, key, setting, `-c ${key}=${setting.value}`);
  else if (fresh.length > 0) {
    const command = ['Exec=postgres', ...fresh.map(([key, { value }]) => `  -c ${key}=${value}`)].join(` \\${unit.eol}`);
    changes.add(file.uri, `Exec: ${fresh.length} settings of PostgreSQL that depend on the RAM.`, unit.insert('Container', command));
  }
}

const spanOf = ({ start, end }: { readonly start: number; readonly end: number }): { start: number; end: number } => ({ start, end });

function redis(changes: Changes, unit: UnitEditor, entry: StackContainer, settings: ServicePlan['settings'], persists: boolean): void {
  const { container, file } = entry;
  const run = redisRun(changes.snapshot, container, file.path);
  const known = run.file === undefined ? undefined : redisSettings(run.file.tree(parseRedis), redisTarget(changes.snapshot.targets(run.file)));
  for (const [key, setting] of Object.entries(settings)) {
    // Turned off only where something is on: a cache that does not save needs no more lines that say so.
    if ((key === 'save' || key === 'appendonly') && !persists) continue;
    const place = run.setting(key);
    const line = known?.last.get(key);
    if (place !== undefined) changes.seen(place, key, setting);
    if (place !== undefined && sameSize(place.value, setting.value)) continue;
    if (run.file !== undefined && line !== undefined && place?.uri === run.file.uri && key !== 'save') changes.add(run.file.uri, told(key, setting), { ...line.valueSpan, newText: setting.value });
    else if (run.file !== undefined && (place === undefined || key === 'save')) changes.add(run.file.uri, told(key, setting), appended(run.file, `${key} ${setting.value}`));
    else if (place !== undefined) changes.replace(place, place.value, setting.value, told(key, setting));
    // Podman ends a command at an empty word; within one word Redis reads name and value as a line of its file.
    else if (container.exec !== undefined) lengthen(changes, unit, entry, key, setting, setting.value === '""' ? `'--${key} ""'` : `--${key} ${setting.value}`);
    else changes.notes.push(`${container.unit}: ${key} ${setting.value} found no place: mount a redis.conf.`);
  }
}

function pgbouncer(changes: Changes, { container, file }: StackContainer, settings: ServicePlan['settings']): void {
  const run = pgbouncerRun(changes.snapshot, container, file.path);
  if (run === undefined) return void changes.notes.push(`${container.unit}: its pgbouncer.ini is not in the workspace; nothing was written for it.`);
  const last = parsePgbouncer(run.file.text).nodes.filter((node) => (node.kind === 'entry' && node.section === 'pgbouncer') || (node.kind === 'section' && node.name === 'pgbouncer')).at(-1);
  const eol = lineEndOf(run.file.text);
  for (const [key, setting] of Object.entries(settings)) {
    const line = run.settings.entry(key);
    if (line !== undefined) {
      changes.seen({ value: line.value, uri: run.file.uri, start: line.start, end: line.end }, key, setting);
      if (line.value !== setting.value) changes.add(run.file.uri, told(key, setting), { ...line.valueSpan, newText: setting.value });
    } else if (last !== undefined) changes.add(run.file.uri, told(key, setting), { start: last.end, end: last.end, newText: `${eol}${key} = ${setting.value}` });
  }
}

/** Options of the command line and variables: Django, Celery, Flower. */
function commandLine(changes: Changes, unit: UnitEditor, entry: StackContainer, settings: ServicePlan['settings']): void {
  const { container, file } = entry;
  const words = container.exec?.words ?? [];
  for (const [key, setting] of Object.entries(settings)) {
    if (!key.startsWith('--')) {
      const variable = container.environment.variables.find(({ value }) => value.name === key);
      if (variable !== undefined) changes.seen(variable, key, setting);
      if (variable === undefined) changes.add(file.uri, told(key, setting), unit.insert('Container', `Environment=${key}=${setting.value}`, 'Environment'));
      else if (variable.value.value !== setting.value) changes.replace(variable, variable.value.value, setting.value, told(key, setting));
      continue;
    }
    if (key === '--http-timeout' && container.program !== 'daphne') continue;
    const place = optionOf(words, key, key.replaceAll('_', '-').replace(/^-+/, '--'), ...(key === '--concurrency' && container.program === 'celery-worker' ? ['-c'] : []));
    if (place !== undefined) {
      changes.seen(place, key, setting);
      if (place.value !== setting.value) changes.replace(place, place.value, setting.value, told(key, setting));
    } else if (container.exec !== undefined) lengthen(changes, unit, entry, key, setting, `${key}=${setting.value}`);
    else changes.notes.push(`${container.unit}: ${key}=${setting.value} found no place: it has no Exec=.`);
  }
}

/**
 * The edits that bring the stack below a folder to a plan, one change a setting, each with its reason. What is so
 * already is left alone; a second time there is nothing to change. Comments, order and line ends stay.
 */
export function applyPlan(snapshot: Snapshot, made: Plan, options: { readonly folder?: string; readonly podman?: Version } = {}): Applied {
  const changes = new Changes(snapshot);
  const { services } = assign(snapshot, options.folder);
  for (const [name, service] of Object.entries(made.services) as [Service, ServicePlan][]) {
    const entry = services.get(name);
    if (entry === undefined) continue;
    const unit = new UnitEditor(entry.file);
    limits(changes, unit, entry, service, options.podman ?? snapshot.targets(entry.file).podman ?? NEWEST.podman);
    if (name === 'postgres') postgres(changes, unit, entry, service.settings);
    else if (name === 'redis' || name === 'redis-cache') redis(changes, unit, entry, service.settings, redisRun(snapshot, entry.container, entry.file.path).persists);
    else if (name === 'pgbouncer') pgbouncer(changes, entry, service.settings);
    else if (name === 'nginx') changes.notes.push(`${entry.container.unit}: ${Object.entries(service.settings).map(([key, { value }]) => `${key} ${value}`).join(', ')} belong into its nginx.conf.`);
    else commandLine(changes, unit, entry, service.settings);
  }
  return { changes: changes.list, places: changes.places, notes: changes.notes };
}

/** The changes as one: what an editor applies and one undo takes back. */
export function asOneChange({ changes }: Applied): WorkspaceChange {
  const edits: Record<string, TextEdit[]> = {};
  for (const change of changes) (edits[change.uri] ??= []).push(...change.edits);
  return { edits };
}

