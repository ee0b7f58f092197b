import type { Fix, Problem, TextEdit } from '../model/problem.ts';
import type { Snapshot, SourceFile } from '../model/snapshot.ts';
import { formatBytes } from '../model/values/size.ts';
import { containerAt } from '../stack/queries.ts';
import { applyPlan, type Applied } from '../tuning/apply.ts';
import { planOptionsFor } from '../tuning/assign.ts';
import { plan } from '../tuning/plan.ts';
import type { Hover } from './types.ts';

/** Lines that a plan may set: no other line is worth the work of planning. */
const TUNED = /\b(?:shared_buffers|effective_cache_size|(?:maintenance_|autovacuum_)?work_mem|max_connections|wal_buffers|(?:min|max)_wal_size|random_page_cost|effective_io_concurrency|max_(?:worker_processes|parallel_\w+)|huge_pages|maxmemory(?:-\w+)?|maxclients|(?:default|min|reserve)_pool_size|max_client_conn|max_db_connections|--concurrency|--max-memory-per-child|Memory|ShmSize|CPUQuota|--memory(?:-swap)?|--shm-size)\b/;

/** Why a plan for this host gives a setting the value that stands at the offset, or which one it would give. */
export function tunedReason(snapshot: Snapshot, file: SourceFile, offset: number): Hover | undefined {
  const { hostMemory } = snapshot.settings;
  const line = file.lines.lineSpan(file.lines.positionAt(offset).line);
  if (hostMemory === undefined || !TUNED.test(file.text.slice(line.start, line.end))) return undefined;
  const place = planned(snapshot, file, hostMemory)?.places.find(({ uri, start, end }) => uri === file.uri && start <= offset && offset <= end);
  if (place === undefined) return undefined;
  const { value, reason } = place.setting;
  const isSet = file.text.slice(place.start, place.end).includes(value);
  return { start: place.start, end: place.end, markdown: isSet ? `As planned for ${formatBytes(hostMemory)}: ${reason}` : `A plan for ${formatBytes(hostMemory)} has \`${value}\` here: ${reason}` };
}

/** What can be done about a line that depends on the RAM. */
export interface TuneAction {
  readonly title: string;
  /** Sets this one value as planned; undefined: leads to the tuning of the whole stack. */
  readonly edits?: readonly TextEdit[];
}

/** The planned value of the line at an offset, where it is another than what stands there; and the tuning of the stack. */
export function tuneActions(snapshot: Snapshot, file: SourceFile, offset: number): readonly TuneAction[] {
  const { hostMemory } = snapshot.settings;
  const line = file.lines.lineSpan(file.lines.positionAt(offset).line);
  if (!TUNED.test(file.text.slice(line.start, line.end))) return [];
  const whole: TuneAction = { title: hostMemory === undefined ? 'Tune the stack for RAM…' : `Tune the stack for ${formatBytes(hostMemory)}…` };
  const made = hostMemory === undefined ? undefined : planned(snapshot, file, hostMemory);
  if (made === undefined) return [whole];
  const onLine = ({ start, end }: { readonly start: number; readonly end: number }): boolean => start <= line.end && line.start <= end;
  return [
    ...made.places.filter((place) => place.uri === file.uri && onLine(place)).flatMap(({ start, end, key, setting }): TuneAction[] => {
      const change = made.changes.find(({ uri, edits }) => uri === file.uri && edits.length > 0 && edits.every((edit) => edit.start < edit.end && start <= edit.start && edit.end <= end));
      return change === undefined ? [] : [{ title: `Set ${key} to ${setting.value}, as planned for ${formatBytes(hostMemory!)}`, edits: change.edits }];
    }),
    whole,
  ];
}

/** The plan for the stack of a file on this host, with where each value belongs; worked out once for each state of the stack. */
function planned(snapshot: Snapshot, file: SourceFile, ram: number): Applied | undefined {
  const stack = snapshot.stackOf(file.path);
  return snapshot.memo(`plan ${stack}`, () => {
    const cpus = snapshot.settings.hostCpus;
    const made = plan(planOptionsFor(snapshot, stack, { ram, ...(cpus === undefined ? {} : { cpus }) }));
    return made.ok ? applyPlan(snapshot, made, { folder: stack }) : undefined;
  });
}

/** A fix that only tuning can offer: PostgreSQL's settings for the container's own limit. */
export function tuneFixes(snapshot: Snapshot, file: SourceFile, problem: Problem): readonly Fix[] {
  if (problem.code !== 'postgres-can-exceed-memory') return [];
  const limit = containerAt(snapshot, file)?.memory?.value;
  if (limit === undefined) return [];
  const stack = snapshot.stackOf(file.path);
  const options = planOptionsFor(snapshot, stack, { ram: limit, services: ['postgres'], formula: 'safe' });
  // The limit is PostgreSQL's own: nothing else is taken off, the system's reserve neither.
  const made = planWithin(limit, (ram) => plan({ ...options, ram, others: [] }));
  if (made === undefined) return [];
  const edits: Record<string, TextEdit[]> = {};
  for (const change of applyPlan(snapshot, made, { folder: stack }).changes) {
    // The unit's limits stay as their author set them.
    if (change.edits.some(({ start, end }) => start <= problem.end && problem.start <= end)) continue;
    if (/^(?:Memory|PodmanArgs|CPUQuota)\b/.test(change.description)) continue;
    (edits[change.uri] ??= []).push(...change.edits);
  }
  return Object.keys(edits).length === 0 ? [] : [{ title: `Tune PostgreSQL for ${formatBytes(limit)}`, preferred: true, change: { edits } }];
}

/** The plan whose PostgreSQL gets as much of `limit` as possible, and not more: the RAM planned for is what is varied. */
function planWithin(limit: number, make: (ram: number) => ReturnType<typeof plan>): Extract<ReturnType<typeof plan>, { ok: true }> | undefined {
  let low = limit;
  let high = limit * 4;
  let best: Extract<ReturnType<typeof plan>, { ok: true }> | undefined;
  for (let step = 0; step < 24; step++) {
    const ram = (low + high) / 2;
    const made = make(ram);
    if (!made.ok || made.services.postgres!.memory <= limit) {
      if (made.ok) best = made;
      low = ram;
    } else high = ram;
  }
  return best;
}
