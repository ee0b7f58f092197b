import { envEntries } from '../../model/env.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { formatDuration, parseDuration } from '../../model/values/duration.ts';
import { formatBytes } from '../../model/values/size.ts';
import { connectionsFrom } from '../../stack/clients.ts';
import { optionOf } from '../../stack/command.ts';
import type { Connection } from '../../stack/connections.ts';
import { lastEntry, located, type UnitPart } from '../../stack/entries.ts';
import { containersByHost } from '../../stack/hosts.ts';
import { networksOf, reach } from '../../stack/networks.ts';
import { celeryRun } from '../../stack/programs.ts';
import { containersByProgram, environmentFilesOf } from '../../stack/queries.ts';
import type { Container, Located } from '../../stack/types.ts';
import { variableOf } from '../../stack/variables.ts';
import { celeryPeak, spell } from '../../model/worst.ts';
import type { FileProblem } from '../file-problem.ts';
import { problem } from './table.ts';

/** The application of a celery command line: `-A name`. */
const appOf = (container: Container): string | undefined => {
  const words = container.exec?.words.map(({ value }) => value) ?? [];
  const at = words.findIndex((word) => word === '-A' || word === '--app');
  return at < 0 ? words.find((word) => word.startsWith('--app='))?.slice('--app='.length) : words[at + 1];
};

/** The image without its tag: two releases of one application send the same tasks. */
const imageOf = ({ image }: Container): string | undefined => (image === undefined ? undefined : `${image.value.registry ?? ''}/${image.value.path}`);

/** The connection to the broker, where a variable or an option tells. */
const brokerOf = (snapshot: Snapshot, container: Container, path: string): Connection | undefined =>
  connectionsFrom(snapshot, container, path).find(({ variable }) => /BROKER|^-b$/i.test(variable));

/** Whether two containers may send to one broker: to the same where both say to which, else to one on a network of both. */
function mayShareBroker(snapshot: Snapshot, a: Container, b: Container, path: string): boolean {
  if (a.uri === b.uri) return true;
  const place = (container: Container): string | undefined => {
    const broker = brokerOf(snapshot, container, path);
    if (broker === undefined) return undefined;
    const server = containersByHost(snapshot, path, broker.host).find((target) => reach(snapshot, container, target, path));
    return `${server?.uri ?? broker.host} ${broker.database ?? '0'}`;
  };
  const [one, other] = [place(a), place(b)];
  if (one !== undefined && other !== undefined) return one === other;
  const networks = new Set(networksOf(snapshot, a, path));
  return networksOf(snapshot, b, path).some((name) => networks.has(name));
}

/** Every running beat sends every due task. Reported in all but the first of one application's. */
export function celeryTwoBeats(snapshot: Snapshot, container: Container, path: string, parts: readonly UnitPart[]): FileProblem[] {
  const command = container.exec;
  if (command === undefined) return [];
  const place = command.words.find(({ value }) => value === 'beat' || value === '-B' || value === '--beat') ?? command.place;
  const withBeat = (unit: Container): boolean => unit.program === 'celery-beat' || (unit.program === 'celery-worker' && (unit.exec?.words ?? []).some(({ value }) => value === '-B' || value === '--beat'));
  if (!withBeat(container)) return [];
  if (container.unit.includes('@.') && lastEntry(parts, 'Install', 'DefaultInstance') === undefined) {
    return [{ uri: place.uri, problem: problem('celery-two-beats', place, 'This beat is a template: each instance that runs schedules every task once more. Make it a plain unit.') }];
  }
  const others = [...containersByProgram(snapshot, path, 'celery-beat'), ...containersByProgram(snapshot, path, 'celery-worker')]
    .filter((unit) => withBeat(unit) && appOf(unit) === appOf(container) && imageOf(unit) === imageOf(container) && mayShareBroker(snapshot, unit, container, path));
  const first = others.sort((a, b) => (a.unit < b.unit ? -1 : 1))[0];
  if (first === undefined || first.uri === container.uri) return [];
  const message = `\`${first.unit}\` already runs a beat for this application: with two of them every periodic task runs twice. Keep one.`;
  return [{ uri: place.uri, problem: problem('celery-two-beats', place, message, { related: [{ uri: first.uri, start: first.exec?.place.start ?? 0, end: first.exec?.place.end ?? 0, message: 'the other beat' }] }) }];
}

/** `--concurrency` × `--max-memory-per-child` against the limit: only where the command line says both, and there are children. */
export function celeryMemory(snapshot: Snapshot, container: Container, path: string): FileProblem[] {
  const { memory } = container;
  if (memory === undefined) return [];
  const { forks, concurrency, perChild } = celeryRun(snapshot, container, path);
  if (!forks || concurrency === undefined || perChild === undefined) return [];
  const peak = celeryPeak({ concurrency: concurrency.value, perChild: perChild.value });
  if (peak.total <= memory.value) return [];
  const message = `The worker can use ${formatBytes(peak.total)} of this container’s ${formatBytes(memory.value)}: ${spell(peak)}. Lower \`--concurrency\` or \`--max-memory-per-child\`.`;
  return [{ uri: memory.uri, problem: problem('celery-children-exceed-memory', memory, message, { related: [{ uri: concurrency.uri, start: concurrency.start, end: concurrency.end, message: '--concurrency' }] }) }];
}

/** Seconds that Podman waits between the stop signal and the kill, where nothing says otherwise: containers.conf(5). */
const STOP_TIMEOUT = 10;

/**
 * A worker that is told to stop finishes its tasks first, for as long as their limit allows. The service stops it by
 * `podman rm -f`, which kills after the container's own time, whatever systemd allows (podman #21134); a command of
 * one's own goes before that.
 */
export function celeryStopTooShort(snapshot: Snapshot, container: Container, path: string, parts: readonly UnitPart[]): FileProblem[] {
  const { softLimit } = celeryRun(snapshot, container, path);
  if (softLimit === undefined) return [];
  const task = softLimit.value * 1_000_000;
  const say = (place: Located, killer: string): FileProblem[] => {
    const message = `A task may run ${formatDuration(task)} (\`--soft-time-limit\`), but ${killer}: a task under way at a restart is lost or runs again. Set \`StopTimeout=\` (\`PodmanArgs=--stop-timeout=\` before Podman 5.0) above the limit and \`TimeoutStopSec=\` above that, or lower the limit.`;
    return [{ uri: place.uri, problem: problem('celery-stop-too-short', place, message, { related: [{ uri: softLimit.uri, start: softLimit.start, end: softLimit.end, message: 'the tasks’ limit' }] }) }];
  };
  const placed = lastEntry(parts, 'Service', 'TimeoutStopSec');
  const systemd = placed === undefined ? undefined : located(placed);
  const allowed = systemd === undefined ? undefined : parseDuration(systemd.value);
  if (systemd !== undefined && allowed !== undefined && allowed !== 0 && allowed < task) return say(systemd, `systemd kills the worker after ${formatDuration(allowed)}`);
  if (lastEntry(parts, 'Service', 'ExecStop') !== undefined) return [];
  const key = lastEntry(parts, 'Container', 'StopTimeout');
  const own = optionOf(container.podmanArgs, '--stop-timeout') ?? (key === undefined ? undefined : located(key));
  if (own !== undefined) return /^\d+$/.test(own.value) && Number(own.value) * 1_000_000 < task ? say(own, `Podman kills the worker after ${formatDuration(Number(own.value) * 1_000_000)}`) : [];
  // Who sets neither has not thought of it; who gave systemd the time meant the worker to have it.
  if (systemd === undefined || allowed === undefined || STOP_TIMEOUT * 1_000_000 >= task) return [];
  return say(systemd, `Podman kills the worker after ${STOP_TIMEOUT} s, its default, however long systemd waits`);
}

/** Kombu's transport for Redis gives a message back after an hour that nobody has acknowledged. */
const VISIBILITY_TIMEOUT = 3600;
const VISIBILITY_NAME = /^(?:CELERY_|BROKER_|CELERY_BROKER_)?VISIBILITY_TIMEOUT$/;

/** A task that may run longer than Redis waits for its acknowledgement is handed to a second worker. */
export function celeryVisibility(snapshot: Snapshot, container: Container, path: string): FileProblem[] {
  const { hardLimit, softLimit } = celeryRun(snapshot, container, path);
  const limit = hardLimit ?? softLimit;
  if (limit === undefined || brokerOf(snapshot, container, path)?.program !== 'redis') return [];
  const named = environmentNames(snapshot, container, path).find((name) => VISIBILITY_NAME.test(name));
  const set = named === undefined ? undefined : Number(variableOf(snapshot, container, path, named));
  const timeout = set ?? VISIBILITY_TIMEOUT;
  if (!(timeout > 0) || limit.value <= timeout) return [];
  const message = `A task may run ${formatDuration(limit.value * 1_000_000)}, and the broker on Redis hands out again what is not acknowledged within ${formatDuration(timeout * 1_000_000)} (\`visibility_timeout\`${named === undefined ? ', its default' : ` of \`${named}\``}): with \`acks_late\`, and for tasks that wait in a worker’s buffer, a second worker then runs it too. Set \`broker_transport_options\` above the limit.`;
  return [{ uri: limit.uri, problem: problem('celery-visibility-timeout', limit, message, named === undefined ? { override: 'information' } : {}) }];
}

const environmentNames = (snapshot: Snapshot, container: Container, path: string): string[] =>
  [...container.environment.variables.map(({ value }) => value.name), ...environmentFilesOf(snapshot, container, path).flatMap((file) => envEntries(file).map(({ name }) => name))];
